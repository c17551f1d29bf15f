use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::{Refusal, wire::Code};

/// Why a channel ended (SPEC §4.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EndReason {
    /// The sender was done.
    #[error("the channel has ended")]
    Ended,
    /// The receiver lost interest.
    #[error("the channel was cancelled")]
    Cancelled,
    /// The sender failed.
    #[error("the channel's sender failed")]
    Failed,
    /// The document was reloaded or navigated away.
    #[error("the channel's document has gone")]
    DocumentGone,
    /// The web process ended.
    #[error("the channel's page has crashed")]
    PageCrashed,
    /// The window was closed.
    #[error("the channel's window was closed")]
    WindowClosed,
    /// The application is closing.
    #[error("the application is closing")]
    Shutdown,
    /// A message was lost on the way.
    #[error("a frame of the channel was lost")]
    FrameLost,
    /// The channel has no numbers left.
    #[error("the channel has sent too many messages")]
    SequenceExhausted,
}

/// How a channel ended: why, and what the other side says about it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct End {
    /// Why.
    pub reason: EndReason,
    /// What the other side says about it.
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
    /// Reads the head of an END of the page.
    pub(crate) fn decode(head: &[u8]) -> Result<Self, Refusal> {
        // SPEC §2: an empty head means `ended`.
        if head.is_empty() {
            return Ok(EndReason::Ended.into());
        }
        serde_json::from_slice(head)
            .map_err(|_| Refusal::new(Code::BadFrame, "the head of an END is not well formed"))
    }
}

#[derive(Serialize)]
struct EndHead<'a> {
    reason: EndReason,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'a str>,
}

impl EndReason {
    /// The head of an END.
    pub(crate) fn encode(self, message: Option<&str>) -> Bytes {
        if self == Self::Ended && message.is_none() {
            return Bytes::new();
        }
        serde_json::to_vec(&EndHead {
            reason: self,
            message,
        })
        .unwrap_or_default()
        .into()
    }
}
