use bytes::Bytes;

use super::Header;
use crate::wire::{Flags, FrameKind};

/// HELLO: opens a session (SPEC §4.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hello {
    /// Protocol version of the sender.
    pub version: u64,
    /// Whether the host refuses the version of the page.
    pub is_refused: bool,
    /// The head: a JSON object.
    pub head: Bytes,
}

impl Hello {
    pub(super) const fn of(header: &Header, head: Bytes) -> Self {
        Self {
            version: header.seq,
            is_refused: header.flags.contains(Flags::REFUSED),
            head,
        }
    }

    pub(super) const fn header(&self) -> Header {
        let flags = if self.is_refused {
            Flags::REFUSED
        } else {
            Flags::NONE
        };
        Header {
            flags,
            ..Header::new(FrameKind::Hello, 0, self.version)
        }
    }
}
