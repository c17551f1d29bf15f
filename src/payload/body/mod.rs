//! Bodies of replies and messages: a payload in memory, a part of a file, or a stream.

mod file;
mod stream;

pub use file::FileBody;
pub use stream::BodyStream;

use std::io;

use super::{Bytes, Payload};
use crate::wire::{Limits, PayloadKind, WireError};

/// The body of a reply or message: in memory, or in a file.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Body {
    /// A payload in memory.
    Payload(Payload),
    /// A part of an open file, which the lane reads in pieces while it sends it.
    File(FileBody),
}

impl Body {
    /// Returns the length in bytes.
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

    /// Checks the length of the JSON text, if the body has one.
    ///
    /// # Errors
    /// Returns `body_too_large` if it is over `json_bytes_max` (SPEC §7).
    pub(crate) fn check_json_length(&self, limits: &Limits) -> Result<(), WireError> {
        match self {
            Self::Payload(payload) => payload.check_json_length(limits),
            Self::File(_) => Ok(()),
        }
    }

    /// Returns the payload kind of the frame. A file is [`Raw`](PayloadKind::Raw).
    pub const fn kind(&self) -> PayloadKind {
        match self {
            Self::Payload(payload) => payload.kind(),
            Self::File(_) => PayloadKind::Raw,
        }
    }

    /// Reads the whole body into one buffer. **Blocks** if it is a file, and allocates its full length: use it in tests or for small files.
    ///
    /// # Errors
    /// Returns the errors of [`FileBody::read`].
    pub fn read(self) -> io::Result<Bytes> {
        match self {
            Self::File(file) => file.read(0..file.len()).map(Bytes::from),
            Self::Payload(payload) => {
                let mut segments = payload.into_segments();
                match segments.len() {
                    0 | 1 => Ok(segments.pop().unwrap_or_default().into()),
                    // COPY: the caller needs one buffer.
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
