//! What an answer is made of: a payload in memory, or a part of a file.

mod file;

pub use file::FileBody;

use super::Payload;
use crate::wire::PayloadKind;

/// The body of an answer: in memory, or still in a file.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Body {
    /// In memory.
    Payload(Payload),
    /// In an open file, read piece by piece by the lane that sends it.
    File(FileBody),
}

impl Body {
    /// Length in bytes.
    pub fn len(&self) -> u64 {
        match self {
            Self::Payload(payload) => payload.body_bytes(),
            Self::File(file) => file.len(),
        }
    }

    /// Whether the length is 0.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The kind that stands in the frame. A file is [`Raw`](PayloadKind::Raw).
    pub const fn kind(&self) -> PayloadKind {
        match self {
            Self::Payload(payload) => payload.kind(),
            Self::File(_) => PayloadKind::Raw,
        }
    }
}

impl Default for Body {
    fn default() -> Self {
        Self::Payload(Payload::None)
    }
}

impl From<Payload> for Body {
    fn from(payload: Payload) -> Self {
        Self::Payload(payload)
    }
}

impl From<FileBody> for Body {
    fn from(file: FileBody) -> Self {
        Self::File(file)
    }
}
