//! What an answer is made of: a payload in memory, or a part of a file.

mod file;
mod stream;

pub use file::FileBody;
pub use stream::BodyStream;

use std::io;

use super::{Bytes, Payload};
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

    /// The whole body in one piece. **Blocks** for a file, and takes memory for all of it: for tests, and for who knows that it is small.
    ///
    /// # Errors
    /// As [`FileBody::read`].
    pub fn read(self) -> io::Result<Bytes> {
        match self {
            Self::File(file) => file.read(0..file.len()).map(Bytes::from),
            Self::Payload(payload) => {
                let mut segments = payload.into_segments();
                match segments.len() {
                    0 | 1 => Ok(segments.pop().unwrap_or_default().into()),
                    // COPY: asked for in one piece.
                    _ => Ok(segments.concat().into()),
                }
            }
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
