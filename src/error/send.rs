use crate::session::EndReason;

/// Why a message was not sent.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SendError {
    /// The page has granted no more: it has not worked through what it got. Wait, or drop the message.
    #[error("channel {0} is full: the page has granted no more")]
    Full(u64),
    /// The channel has ended.
    #[error("channel {0} is closed: {1}")]
    Closed(u64, EndReason),
    /// The message cannot be serialized.
    #[error("a message of channel {0} cannot be serialized: {1}")]
    Message(u64, Box<crate::Error>),
}
