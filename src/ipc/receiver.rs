use std::{
    fmt,
    marker::PhantomData,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Wake, Waker, ready},
    thread::Thread,
};

use futures_core::Stream;
use serde::de::DeserializeOwned;

use super::{InvokeBody, JavaScriptChannelId, channel::wait};
use crate::{
    Payload, Refusal,
    document::{ReceiveError, ReceiverEnd, upgrade},
    payload::PayloadError,
    router::{CommandArg, CommandItem, InvokeError, may_wait},
    session::{Credit, EndReason},
    wire::Code,
};

/// A type that can be received from a page: every [`serde::Deserialize`] type, [`Payload`] and [`InvokeBody`].
///
/// Bytes of the page (`Uint8Array`, `ArrayBuffer`, `Blob`) are received as [`Bytes`](crate::Bytes), without a copy, or as `Vec<u8>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a message of a page",
    label = "not a message of a page",
    note = "derive `serde::Deserialize` for it, or receive `Payload`s"
)]
pub trait FromMessage: Sized {
    /// Converts the payload of a message.
    ///
    /// # Errors
    /// Returns `bad_json` or `too_deep` for malformed text, and `bad_arguments` for a value of another type.
    fn from_message(payload: Payload) -> Result<Self, PayloadError>;
}

impl<T: DeserializeOwned> FromMessage for T {
    fn from_message(payload: Payload) -> Result<Self, PayloadError> {
        payload.to_value()
    }
}

impl FromMessage for Payload {
    fn from_message(payload: Payload) -> Result<Self, PayloadError> {
        Ok(payload)
    }
}

impl FromMessage for InvokeBody {
    fn from_message(payload: Payload) -> Result<Self, PayloadError> {
        Self::from_payload(&payload)
            .map_err(|refusal| PayloadError::new(refusal.code(), refusal.message()))
    }
}

/// Receives messages from the page, in order.
///
/// A command takes a `Receiver` as an argument if the page passes a `Channel` that it sends on. The page's `send` resolves once the message is within the
/// receiver's window, which received messages free: a command that receives nothing stops the page after 8 MiB or 1,024 messages, or what
/// [`set_credit`](Self::set_credit) sets. Dropping the receiver ends the channel with `cancelled`.
///
/// # Examples
/// ```
/// use bytelane::{Bytes, ipc::Receiver};
///
/// #[bytelane::command]
/// async fn total(mut samples: Receiver<Bytes>) -> Result<usize, String> {
///     let mut total = 0;
///     while let Some(bytes) = samples.recv_async().await.map_err(|error| error.to_string())? {
///         total += bytes.len();
///     }
///     Ok(total)
/// }
/// # let _ = bytelane::generate_handler![total];
/// ```
///
/// In the page: `const samples = new Channel(); const total = bytelane.invoke('total', { samples }); await samples.send(bytes); samples.close()`.
pub struct Receiver<T = Payload> {
    pub(super) end: ReceiverEnd,
    messages: PhantomData<fn() -> T>,
}

impl<T> fmt::Debug for Receiver<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver")
            .field("id", &self.id())
            .field("ended", &self.ended())
            .finish_non_exhaustive()
    }
}

impl<T> Receiver<T> {
    pub(super) const fn new(end: ReceiverEnd) -> Self {
        Self {
            end,
            messages: PhantomData,
        }
    }

    /// Returns the id of the channel in its document.
    pub fn id(&self) -> u64 {
        self.end.id()
    }

    /// Returns why the channel has ended, once all messages before its end have been received.
    pub fn ended(&self) -> Option<EndReason> {
        self.end.ended()
    }

    /// Sets the window of the channel: the number of bytes and of messages that the page may send ahead, 8 MiB and 1,024 by default. A larger window applies
    /// immediately, a smaller one from the next grant on. Limits of the document and of the process apply to all channels together.
    pub fn set_credit(&self, credit: Credit) {
        self.end.set_credit(credit);
    }

    /// Ends the channel in both directions. Later sends of the page fail with `reason`, and messages that were not received are dropped.
    pub fn close(mut self, reason: EndReason) {
        self.end.close(reason);
    }
}

impl<T: FromMessage> Receiver<T> {
    /// Waits for the next message. Returns `None` after the last message, when the page has closed the channel. Cancel safe: no message is lost if the
    /// future is dropped.
    ///
    /// # Errors
    /// Returns [`ReceiveError::Closed`], once, if the channel ended in another way, and [`ReceiveError::Message`] for a message that is not a `T`.
    pub async fn recv_async(&mut self) -> Result<Option<T>, ReceiveError> {
        std::future::poll_fn(|context| self.poll_recv(context)).await
    }

    /// Receives the next message. Blocks the calling thread until there is one, unless it is the main thread. In async code use
    /// [`recv_async`](Self::recv_async).
    ///
    /// # Errors
    /// Returns the errors of [`recv_async`](Self::recv_async), and, on the main thread, [`ReceiveError::Empty`] if no message has arrived: messages arrive by
    /// the event loop of that thread.
    pub fn recv(&mut self) -> Result<Option<T>, ReceiveError> {
        match self.try_recv() {
            Err(ReceiveError::Empty(_)) if may_wait() => {}
            result => return result,
        }
        wait(|| {
            let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
            let mut context = Context::from_waker(&waker);
            loop {
                match self.poll_recv(&mut context) {
                    Poll::Ready(result) => return result,
                    Poll::Pending => std::thread::park(),
                }
            }
        })
    }

    /// Receives the next message if there is one, without waiting.
    ///
    /// # Errors
    /// Returns [`ReceiveError::Empty`] if no message has arrived, and the errors of [`recv_async`](Self::recv_async).
    pub fn try_recv(&mut self) -> Result<Option<T>, ReceiveError> {
        let next = self.end.try_next();
        self.read(next)
    }

    /// Polls for the next message, as [`recv_async`](Self::recv_async) does.
    pub fn poll_recv(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Result<Option<T>, ReceiveError>> {
        let next = ready!(self.end.poll_next(context));
        Poll::Ready(self.read(next))
    }

    fn read(&self, next: Result<Option<Payload>, ReceiveError>) -> Result<Option<T>, ReceiveError> {
        let Some(payload) = next? else {
            return Ok(None);
        };
        let message = T::from_message(payload);
        message
            .map(Some)
            .map_err(|error| ReceiveError::Message(self.id(), error.into()))
    }
}

/// Unparks a thread that waits for a message.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// The stream ends after [`ReceiveError::Closed`].
impl<T: FromMessage> Stream for Receiver<T> {
    type Item = Result<T, ReceiveError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_recv(context).map(Result::transpose)
    }
}

impl JavaScriptChannelId {
    /// Returns the receiver of the channel of this id in the document that sent a call.
    ///
    /// # Errors
    /// Returns `document_gone` if the document has ended, `too_many_channels` at the limit of channels, and `bad_arguments` if the channel has a receiver
    /// already.
    pub fn receiver_of<T>(self, message: &super::InvokeMessage) -> Result<Receiver<T>, Refusal> {
        let document = upgrade(message.document())
            .map_err(|reason| Refusal::new(Code::DocumentGone, reason.to_string()))?;
        document.receiver(self.id()).map(Receiver::new)
    }
}

impl<'de, T> CommandArg<'de> for Receiver<T> {
    fn from_command(item: CommandItem<'de>) -> Result<Self, InvokeError> {
        let id = JavaScriptChannelId::from_command(item)?;
        let named = |refusal: Refusal| refusal.with_command(item.name).with_key(item.key);
        id.receiver_of(item.message)
            .map_err(|refusal| named(refusal).into())
    }
}
