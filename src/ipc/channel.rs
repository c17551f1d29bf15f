use std::{fmt, marker::PhantomData, str::FromStr, sync::Arc};

use serde::{Deserialize, Serialize, Serializer};

use super::{InvokeResponseBody, IpcResponse, SendError};
use crate::{
    Refusal,
    document::{ChannelEnd, Document, WeakDocument, upgrade},
    payload::Body,
    router::{CommandArg, CommandItem, InvokeError, Reply, may_wait},
    session::{Credit, EndReason, SendRefused},
    wire::Code,
};

/// Prefix of a channel's id in JSON.
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

/// Sends messages to the page, in order, within the credit that the page grants.
///
/// A command takes a `Channel` as an argument if the page passes one. It can be cloned, moved to other threads and kept in managed state. The page's channel
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
    // A function type, because a message may have a shorter lifetime than the channel, as in `Channel<&[u8]>`.
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

/// Serializes as the id of the channel, `__CHANNEL__:<id>`, which a page accepts in its place.
impl<T> Serialize for Channel<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{PREFIX}{}", self.id()))
    }
}

impl<T> Channel<T> {
    /// Creates a channel that passes its messages to a closure instead of a page. For tests of commands.
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

    /// Returns the id of the channel in its document.
    pub fn id(&self) -> u64 {
        match &self.sink {
            Sink::Page(end) => end.id(),
            Sink::Host(id, _) => *id,
        }
    }

    /// Returns the document of the page, if the channel leads to a page.
    pub(super) fn document(&self) -> Option<&WeakDocument> {
        match &self.sink {
            Sink::Page(end) => Some(end.document()),
            Sink::Host(..) => None,
        }
    }

    /// Returns why the channel has ended; `None` while it is open. See [`wait_closed`](Self::wait_closed) to wait for the end.
    pub fn closed(&self) -> Option<EndReason> {
        let Sink::Page(end) = &self.sink else {
            return None;
        };
        upgrade(end.document()).map_or_else(Some, |document| document.channel_end(end.id()))
    }

    /// Waits until the channel has ended, because the page closed it or its document ended.
    pub async fn wait_closed(&self) -> EndReason {
        let Sink::Page(end) = &self.sink else {
            return std::future::pending().await;
        };
        match upgrade(end.document()) {
            Ok(document) => document.channel_ended(end.id()).await,
            Err(reason) => reason,
        }
    }

    /// Sets the window of the channel: the number of bytes and of messages that may be in flight, 8 MiB and 1,024 by default. A smaller window applies from
    /// the next grant on; credit that was granted is not revoked.
    pub fn set_credit(&self, credit: Credit) {
        if let Sink::Page(end) = &self.sink
            && let Ok(document) = upgrade(end.document())
        {
            document.set_sender_credit(end.id(), credit);
        }
    }

    /// Ends the channel for all its clones. The page receives the messages that were sent, and then the reason.
    pub fn end(&self, reason: EndReason) {
        if let Sink::Page(end) = &self.sink
            && let Ok(document) = upgrade(end.document())
        {
            document.end_channel(end.id(), reason, None);
        }
    }
}

/// A serialized message for the page, with the channel and the document that it is sent on.
struct Prepared<'a> {
    end: &'a ChannelEnd,
    document: Arc<Document>,
    body: Body,
}

impl<T: IpcResponse> Channel<T> {
    /// Serializes a message for the page. Returns `None` after passing the message to the closure of a channel without a page.
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
                body.check_json_length(document.limits())
                    .map_err(|error| failed(error.into()))?;
                Ok(Some(Prepared {
                    end,
                    document,
                    body,
                }))
            }
        }
    }

    /// Sends a message. Blocks the calling thread until the page has granted credit, unless it is the main thread. In async code use
    /// [`send_async`](Self::send_async).
    ///
    /// # Errors
    /// Returns [`Error::Channel`](crate::Error::Channel) with [`SendError::Closed`] if the channel has ended, [`SendError::Message`] if the message cannot be
    /// serialized or its JSON text is longer than [`Limits::json_bytes_max`](crate::wire::Limits::json_bytes_max), and, on the main thread, [`SendError::Full`] if the page has granted no credit: grants arrive by the event loop of that thread.
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

    /// Sends a message as soon as the page has granted credit.
    ///
    /// # Errors
    /// Returns [`SendError::Closed`] if the channel has ended, and [`SendError::Message`] if the message cannot be serialized.
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

    /// Sends a message if the page has granted credit, without waiting.
    ///
    /// # Errors
    /// Returns [`SendError::Full`] if the page has granted no credit, and the errors of [`send_async`](Self::send_async).
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

/// Runs `work`, which blocks the thread. On a worker of a tokio runtime, moves the worker's other tasks to another thread first.
pub(super) fn wait<R>(work: impl FnOnce() -> R) -> R {
    use tokio::runtime::{Handle, RuntimeFlavor};
    match Handle::try_current().map(|handle| handle.runtime_flavor()) {
        Ok(RuntimeFlavor::MultiThread) => tokio::task::block_in_place(work),
        _ => work(),
    }
}

/// The id of a channel inside a JSON value: `__CHANNEL__:<id>`. [`Request::channel`](super::Request::channel) returns the channel.
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

    /// Returns the channel of this id in the document that sent a call.
    ///
    /// # Errors
    /// Returns `document_gone` if the document has ended, and `too_many_channels` at the limit of channels.
    pub fn channel_of<T>(self, message: &super::InvokeMessage) -> Result<Channel<T>, Refusal> {
        let document = upgrade(message.document())
            .map_err(|reason| Refusal::new(Code::DocumentGone, reason.to_string()))?;
        Ok(Channel {
            sink: Sink::Page(document.channel(self.0)?),
            messages: PhantomData,
        })
    }

    /// Returns the channel of this id in `document`. The channel is closed if there is no document, or if the document has too many channels.
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
