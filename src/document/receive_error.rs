use std::fmt;

use crate::{Refusal, session::EndReason};

/// Error of a receiver or an upload.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReceiveError {
    /// No message has arrived. Returned by [`Receiver::try_recv`](crate::ipc::Receiver::try_recv), and on the main thread by methods that would
    /// block it.
    #[error("channel {0} is empty")]
    Empty(u64),
    /// The channel ended before the page closed it.
    #[error("channel {channel} is closed: {reason}{}", Suffix(.message))]
    Closed {
        /// Id of the channel.
        channel: u64,
        /// The reason.
        reason: EndReason,
        /// Message of the page.
        message: Option<String>,
    },
    /// A message is not a `T`, or violates the wire protocol. Later messages can still be received.
    #[error("a message of channel {0} cannot be read: {1}")]
    Message(u64, Refusal),
    /// An upload has another length than the page has announced.
    #[error(
        "an upload on channel {channel} ended at {received} bytes, and {announced} were announced"
    )]
    Length {
        /// Id of the channel.
        channel: u64,
        /// Bytes that the page has announced.
        announced: u64,
        /// Bytes that were received.
        received: u64,
    },
}

/// Formats an optional message after a colon.
struct Suffix<'a>(&'a Option<String>);

impl fmt::Display for Suffix<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .as_ref()
            .map_or(Ok(()), |message| write!(f, ": {message}"))
    }
}

impl ReceiveError {
    /// Returns the reason if the channel has ended.
    pub const fn reason(&self) -> Option<EndReason> {
        match self {
            Self::Closed { reason, .. } => Some(*reason),
            _ => None,
        }
    }
}
