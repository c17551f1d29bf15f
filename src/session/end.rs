use bytes::Bytes;
use serde::{Deserialize, Serialize};

/// Why a channel ended (SPEC §4.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
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

#[derive(Serialize, Deserialize)]
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

    /// Reads the head of an END; an empty one means `ended`, one that says nothing known means `cancelled`.
    pub(crate) fn decode(head: &[u8]) -> Self {
        if head.is_empty() {
            return Self::Ended;
        }
        serde_json::from_slice::<EndHead<'_>>(head).map_or(Self::Cancelled, |head| head.reason)
    }
}
