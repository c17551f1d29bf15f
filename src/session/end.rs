use std::borrow::Cow;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::{
    Refusal,
    refusal::{TEXT_BYTES_MAX, excerpt},
    wire::Code,
};

/// Reason why a channel ended (SPEC §4.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EndReason {
    /// The sender has sent everything.
    #[error("the channel has ended")]
    Ended,
    /// The receiver cancelled the channel.
    #[error("the channel was cancelled")]
    Cancelled,
    /// The sender failed.
    #[error("the sender of the channel failed")]
    Failed,
    /// The page was reloaded or navigated away.
    #[error("the page of the channel was reloaded or navigated away")]
    DocumentGone,
    /// The web process crashed or was terminated.
    #[error("the page of the channel has crashed")]
    PageCrashed,
    /// The window was closed.
    #[error("the window of the channel was closed")]
    WindowClosed,
    /// The application is closing.
    #[error("the application is closing")]
    Shutdown,
    /// A message was lost.
    #[error("a message of the channel was lost")]
    FrameLost,
    /// The message numbers are exhausted.
    #[error("the channel has sent as many messages as a channel can send")]
    SequenceExhausted,
}

/// End of a channel: the reason, and a message of the side that ended it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct End {
    /// The reason.
    pub reason: EndReason,
    /// Message of the side that ended the channel.
    #[serde(default)]
    pub message: Option<String>,
}

impl From<EndReason> for End {
    fn from(reason: EndReason) -> Self {
        Self {
            reason,
            message: None,
        }
    }
}

impl End {
    /// Decodes the head of an END frame.
    pub(crate) fn decode(head: &[u8]) -> Result<Self, Refusal> {
        // SPEC §2: an empty head means `ended`.
        if head.is_empty() {
            return Ok(EndReason::Ended.into());
        }
        serde_json::from_slice(head)
            .map_err(|_| Refusal::new(Code::BadFrame, "the head of an END frame is malformed"))
    }
}

#[derive(Serialize)]
struct EndHead<'a> {
    reason: EndReason,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Cow<'a, str>>,
}

impl EndReason {
    /// Encodes the head of an END frame. A text that is too long is cut.
    pub(crate) fn encode(self, message: Option<&str>) -> Bytes {
        if self == Self::Ended && message.is_none() {
            return Bytes::new();
        }
        serde_json::to_vec(&EndHead {
            reason: self,
            message: message.map(|message| excerpt(message, TEXT_BYTES_MAX)),
        })
        .unwrap_or_default()
        .into()
    }
}
