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

/// A message of the page: everything that implements [`serde::Deserialize`], [`Payload`] and [`InvokeBody`].
///
/// Bytes (`Uint8Array`, `ArrayBuffer`, `Blob`) are read as [`Bytes`](crate::Bytes) or `Vec<u8>`, without a copy as the former.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a message of a page",
    label = "not a message of a page",
    note = "derive `serde::Deserialize` for it, or receive `Payload`s"
)]
pub trait FromMessage: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// `bad_json` and `too_deep` for the text, `bad_arguments` for a value of another type.
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

/// Messages from the page to the host, in order, under the host's credit.
///
/// A command takes one as an argument where the page passes a `Channel` that it sends on. The page's `send` resolves when the message is
/// within the credit that the receiver has given by taking what was before: a command that takes nothing stops the page after 8 MiB or 1,024
/// messages ([`set_credit`](Self::set_credit) says otherwise). Dropping the receiver ends the channel with `cancelled`.
///
/// # Examples
/// ```
/// use bytelane::{Bytes, ipc::Receiver};
///
/// #[bytelane::command]
/// async fn total(mut samples: Receiver<Bytes>) -> Result<usize, String> {
///     let mut total = 0;
///     while let Some(bytes) = samples.recv().await.map_err(|error| error.to_string())? {
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

    /// Id of the channel in its document.
    pub fn id(&self) -> u64 {
        self.end.id()
    }

    /// Why the channel has ended, once every message before its end was received.
    pub fn ended(&self) -> Option<EndReason> {
        self.end.ended()
    }

    /// Sets how much the page may send ahead of what was received, in place of 8 MiB and 1,024 messages. More holds at once; less, from the
    /// next grant on, because a grant is not taken back. A document and the process have limits of their own, which hold for all channels together.
    pub fn set_credit(&self, credit: Credit) {
        self.end.set_credit(credit);
    }

    /// Ends the channel from this side, in both directions: the page's sends fail with `reason`, and what was sent and not received is dropped.
    pub fn close(mut self, reason: EndReason) {
        self.end.close(reason);
    }
}

impl<T: FromMessage> Receiver<T> {
    /// Receives the next message; `None` behind the last, when the page has closed the channel. Cancelling it loses nothing.
    ///
    /// # Errors
    /// [`ReceiveError::Closed`] when the channel ended otherwise, once; [`ReceiveError::Message`] for a message that is no `T`.
    pub async fn recv(&mut self) -> Result<Option<T>, ReceiveError> {
        std::future::poll_fn(|context| self.poll_recv(context)).await
    }

    /// As [`recv`](Self::recv), blocking the thread, but never the main thread. For commands that are not async.
    ///
    /// # Errors
    /// As [`recv`](Self::recv); on the main thread [`ReceiveError::Empty`] when nothing is there, because messages come by its event loop.
    pub fn blocking_recv(&mut self) -> Result<Option<T>, ReceiveError> {
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

    /// Receives a message if one is there; never waits.
    ///
    /// # Errors
    /// [`ReceiveError::Empty`] when there is none; otherwise as [`recv`](Self::recv).
    pub fn try_recv(&mut self) -> Result<Option<T>, ReceiveError> {
        let next = self.end.try_next();
        self.read(next)
    }

    /// The poll of [`recv`](Self::recv).
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

/// Wakes a thread that waits for a message.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Ends behind the first error that is [`ReceiveError::Closed`].
impl<T: FromMessage> Stream for Receiver<T> {
    type Item = Result<T, ReceiveError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_recv(context).map(Result::transpose)
    }
}

impl JavaScriptChannelId {
    /// The receiving end of the channel of this id in the document that sent a call.
    ///
    /// # Errors
    /// When the document has ended or has too many channels, and `bad_arguments` when the channel has a receiver already.
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
