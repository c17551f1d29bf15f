use std::{fmt, marker::PhantomData, str::FromStr, sync::Arc};

use serde::Deserialize;

use super::{InvokeResponseBody, IpcResponse, SendError};
use crate::{
    Refusal,
    document::{ChannelEnd, Document, WeakDocument, upgrade},
    payload::Body,
    router::{CommandArg, CommandItem, InvokeError, Reply, may_wait},
    session::{Credit, EndReason, SendRefused},
    wire::Code,
};

/// What stands before the id where a channel is named in JSON.
const PREFIX: &str = "__CHANNEL__:";

fn closed(end: &ChannelEnd, reason: EndReason) -> SendError {
    SendError::Closed(end.id(), reason)
}

enum Sink {
    Page(Arc<ChannelEnd>),
    Host(
        u64,
        Arc<dyn Fn(InvokeResponseBody) -> crate::Result<()> + Send + Sync>,
    ),
}

/// Messages from the host to the page, in order, under the page's credit.
///
/// A command takes one as an argument where the page passes a `Channel`. Cloneable, usable from any thread and from managed state; the page's channel
/// ends when the last clone is dropped. Messages that are bytes (`Vec<u8>`, `&[u8]`, [`Bytes`](crate::Bytes), …) arrive as `ArrayBuffer`, others as JSON.
///
/// # Examples
/// ```
/// use bytelane::ipc::Channel;
///
/// #[bytelane::command]
/// fn count(to: u32, numbers: Channel<u32>) -> Result<(), String> {
///     for number in 0..to {
///         numbers.send(number).map_err(|error| error.to_string())?;
///     }
///     Ok(())
/// }
/// # let _ = bytelane::generate_handler![count];
/// ```
pub struct Channel<T = InvokeResponseBody> {
    sink: Sink,
    // Of a shorter life than the channel a message may be: `Channel<&[u8]>` sends what a loop has read.
    messages: PhantomData<fn() -> T>,
}

impl<T> Clone for Channel<T> {
    fn clone(&self) -> Self {
        let sink = match &self.sink {
            Sink::Page(end) => Sink::Page(Arc::clone(end)),
            Sink::Host(id, sink) => Sink::Host(*id, Arc::clone(sink)),
        };
        Self {
            sink,
            messages: PhantomData,
        }
    }
}

impl<T> fmt::Debug for Channel<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Channel")
            .field("id", &self.id())
            .finish_non_exhaustive()
    }
}

impl<T> Channel<T> {
    /// A channel whose messages go to a closure instead of a page: for tests of commands.
    pub fn new<F: Fn(InvokeResponseBody) -> crate::Result<()> + Send + Sync + 'static>(
        on_message: F,
    ) -> Self {
        static NEXT_ID: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(1);
        let id = NEXT_ID.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        Self {
            sink: Sink::Host(id, Arc::new(on_message)),
            messages: PhantomData,
        }
    }

    /// Id of the channel in its document.
    pub fn id(&self) -> u64 {
        match &self.sink {
            Sink::Page(end) => end.id(),
            Sink::Host(id, _) => *id,
        }
    }

    /// The document whose page it leads to.
    pub(super) fn document(&self) -> Option<&WeakDocument> {
        match &self.sink {
            Sink::Page(end) => Some(end.document()),
            Sink::Host(..) => None,
        }
    }

    /// Why the channel has ended; `None` while it is open. Asks, and never waits; [`wait_closed`](Self::wait_closed) waits.
    pub fn closed(&self) -> Option<EndReason> {
        let Sink::Page(end) = &self.sink else {
            return None;
        };
        upgrade(end.document()).map_or_else(Some, |document| document.channel_end(end.id()))
    }

    /// Waits until the channel has ended: the page closed it, or its document went.
    pub async fn wait_closed(&self) -> EndReason {
        let Sink::Page(end) = &self.sink else {
            return std::future::pending().await;
        };
        match upgrade(end.document()) {
            Ok(document) => document.channel_ended(end.id()).await,
            Err(reason) => reason,
        }
    }

    /// Sets how much may be under way, sent and not yet taken by the page, in place of 8 MiB and 1,024 messages; the page's grants follow it. What was
    /// granted before is not taken back.
    pub fn set_credit(&self, credit: Credit) {
        if let Sink::Page(end) = &self.sink
            && let Ok(document) = upgrade(end.document())
        {
            document.set_sender_credit(end.id(), credit);
        }
    }

    /// Ends the channel for all its owners: the page gets the messages that were sent, then the reason.
    pub fn end(&self, reason: EndReason) {
        if let Sink::Page(end) = &self.sink
            && let Ok(document) = upgrade(end.document())
        {
            document.end_channel(end.id(), reason, None);
        }
    }
}

/// A message for the page: the channel's end, its document, and the message as a body.
struct Prepared<'a> {
    end: &'a ChannelEnd,
    document: Arc<Document>,
    body: Body,
}

impl<T: IpcResponse> Channel<T> {
    /// Makes a message ready for the page. `None` when the channel is the host's own, which has taken the message then.
    fn prepare(&self, message: T) -> Result<Option<Prepared<'_>>, SendError> {
        let failed = |error| SendError::Message(self.id(), Box::new(error));
        match &self.sink {
            Sink::Host(_, sink) => {
                message.body().and_then(|body| sink(body)).map_err(failed)?;
                Ok(None)
            }
            Sink::Page(end) => {
                let reply = message.into_reply();
                let body = reply.and_then(Reply::into_body).map_err(failed)?;
                let document = upgrade(end.document()).map_err(|reason| closed(end, reason))?;
                Ok(Some(Prepared {
                    end,
                    document,
                    body,
                }))
            }
        }
    }

    /// Sends a message, waiting for the page's credit. Blocks the calling thread for that, but never the main thread; in async code use
    /// [`send_async`](Self::send_async).
    ///
    /// # Errors
    /// [`SendError::Closed`] when the channel has ended, [`SendError::Message`] when the message cannot be serialized. On the main thread
    /// [`SendError::Full`] when the page has granted no more: its grants come by that thread's event loop. They stand in
    /// [`Error::Channel`](crate::Error::Channel), as Tauri has its own error here.
    pub fn send(&self, message: T) -> crate::Result<()> {
        Ok(self.send_waiting(message)?)
    }

    fn send_waiting(&self, message: T) -> Result<(), SendError> {
        let Some(Prepared {
            end,
            document,
            body,
        }) = self.prepare(message)?
        else {
            return Ok(());
        };
        match document.try_send(end.id(), body) {
            Ok(()) => Ok(()),
            Err((SendRefused::Ended(reason), _)) => Err(closed(end, reason)),
            Err((SendRefused::Full, _)) if !may_wait() => Err(SendError::Full(end.id())),
            Err((SendRefused::Full, body)) => wait(|| document.send_blocking(end.id(), body))
                .map_err(|reason| closed(end, reason)),
        }
    }

    /// Sends a message as soon as the page has granted it.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub async fn send_async(&self, message: T) -> Result<(), SendError> {
        let Some(Prepared {
            end,
            document,
            body,
        }) = self.prepare(message)?
        else {
            return Ok(());
        };
        let sent = document.send(end.id(), body).await;
        sent.map_err(|reason| closed(end, reason))
    }

    /// Sends a message if the page has granted it; never waits.
    ///
    /// # Errors
    /// [`SendError::Full`] when it has not; otherwise as [`send`](Self::send).
    pub fn try_send(&self, message: T) -> Result<(), SendError> {
        let Some(Prepared {
            end,
            document,
            body,
        }) = self.prepare(message)?
        else {
            return Ok(());
        };
        document
            .try_send(end.id(), body)
            .map_err(|(reason, _)| match reason {
                SendRefused::Full => SendError::Full(end.id()),
                SendRefused::Ended(reason) => closed(end, reason),
            })
    }
}

/// Blocks the thread; a worker of a tokio runtime hands its other tasks on first.
pub(super) fn wait<R>(work: impl FnOnce() -> R) -> R {
    use tokio::runtime::{Handle, RuntimeFlavor};
    match Handle::try_current().map(|handle| handle.runtime_flavor()) {
        Ok(RuntimeFlavor::MultiThread) => tokio::task::block_in_place(work),
        _ => work(),
    }
}

/// A channel named inside of other JSON: `__CHANNEL__:<id>`. [`Request::channel`](super::Request::channel) gives the channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct JavaScriptChannelId(u64);

impl FromStr for JavaScriptChannelId {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let id = text.strip_prefix(PREFIX).ok_or("invalid channel string")?;
        id.parse().map(Self).map_err(|_| "invalid channel ID")
    }
}

impl<'de> Deserialize<'de> for JavaScriptChannelId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let invalid = |_| {
            serde::de::Error::custom(format!(
                "invalid channel value `{text}`, expected a string in the `{PREFIX}ID` format"
            ))
        };
        text.parse().map_err(invalid)
    }
}

impl JavaScriptChannelId {
    pub(super) const fn id(self) -> u64 {
        self.0
    }

    /// The channel of this id in the document that sent a call.
    ///
    /// # Errors
    /// When the document has ended, or has too many channels.
    pub fn channel_of<T>(self, message: &super::InvokeMessage) -> Result<Channel<T>, Refusal> {
        let document = upgrade(message.document())
            .map_err(|reason| Refusal::new(Code::DocumentGone, reason.to_string()))?;
        Ok(Channel {
            sink: Sink::Page(document.channel(self.0)?),
            messages: PhantomData,
        })
    }

    /// The channel of this id in `document`. Returns a closed one if there is no document, or if the document has too many channels.
    #[cfg_attr(
        not(feature = "app"),
        allow(
            dead_code,
            reason = "for `channel_on`, which takes a webview of an application"
        )
    )]
    pub(crate) fn channel_in<T>(self, document: Option<&Arc<Document>>) -> Channel<T> {
        let open = document.and_then(|document| document.channel(self.0).ok());
        let closed = || Arc::new(ChannelEnd::new(self.0, WeakDocument::gone()));
        Channel {
            sink: Sink::Page(open.unwrap_or_else(closed)),
            messages: PhantomData,
        }
    }
}

impl<'de, T> CommandArg<'de> for Channel<T> {
    fn from_command(item: CommandItem<'de>) -> Result<Self, InvokeError> {
        let id = JavaScriptChannelId::from_command(item)?;
        let named = |refusal: Refusal| refusal.with_command(item.name).with_key(item.key);
        id.channel_of(item.message)
            .map_err(|refusal| named(refusal).into())
    }
}
