use crate::{
    Refusal,
    payload::PayloadError,
    wire::{Code, WireError},
};

/// Why an operation of the engine failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The engine's own "no", with its stable code.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A value does not become a payload, or a payload not the value.
    #[error(transparent)]
    Payload(#[from] PayloadError),
    /// Bytes that break the wire.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// JSON that cannot be written or read.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// The operating system failed.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The name of an event has a character that such names cannot have.
    #[error("only alphanumeric, '-', '/', ':', '_' permitted for event names: {0:?}")]
    IllegalEventName(String),
    /// Some documents did not get an event.
    #[error(transparent)]
    Undelivered(#[from] crate::event::Undelivered),
}

/// [`Error`] in the place where it usually stands.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// The stable code that goes with the error, where it has one.
    pub const fn code(&self) -> Option<Code> {
        match self {
            Self::Refused(refusal) => Some(refusal.code()),
            Self::Payload(error) => Some(error.code()),
            Self::Wire(error) => Some(error.code()),
            Self::Undelivered(_) => Some(Code::TooManyBuffers),
            Self::Json(_) | Self::Io(_) | Self::IllegalEventName(_) => None,
        }
    }
}
