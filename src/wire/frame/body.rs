use bytes::{Bytes, BytesMut};

use super::Header;
use crate::wire::{Element, Flags, PayloadKind};

/// The bytes of a body in segments, none of them copied.
pub type Segments = Vec<Bytes>;

/// The bytes of a body: [`Bytes`] of a received frame, [`Segments`] of a frame to send.
pub trait BodyBytes: Default {
    /// Returns the length in bytes.
    fn byte_len(&self) -> usize;

    /// Appends the bytes to `output`.
    fn append_to(&self, output: &mut BytesMut);
}

impl BodyBytes for Bytes {
    fn byte_len(&self) -> usize {
        self.len()
    }

    fn append_to(&self, output: &mut BytesMut) {
        // COPY: bodies of frames in a batch are small; large ones are DEFERRED.
        output.extend_from_slice(self);
    }
}

impl BodyBytes for Segments {
    fn byte_len(&self) -> usize {
        self.iter().map(Bytes::len).sum()
    }

    fn append_to(&self, output: &mut BytesMut) {
        for segment in self {
            // COPY: bodies of frames in a batch are small; large ones are DEFERRED.
            output.extend_from_slice(segment);
        }
    }
}

/// The body of a CALL, REPLY, DATA or EVENT.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body<B = Bytes> {
    /// The payload kind.
    pub payload: PayloadKind,
    /// Element type of a typed array.
    pub element: Element,
    /// Length in bytes, deferred or not.
    pub length: u64,
    /// The bytes; `None` if the body is deferred.
    pub bytes: Option<B>,
}

impl<B: BodyBytes> Body<B> {
    /// Creates a body within the frame.
    pub fn new(payload: PayloadKind, element: Element, bytes: B) -> Self {
        Self {
            payload,
            element,
            length: bytes.byte_len() as u64,
            bytes: Some(bytes),
        }
    }

    /// Returns the length in bytes of the body within the frame.
    pub(super) fn inline_bytes(&self) -> usize {
        self.bytes.as_ref().map_or(0, BodyBytes::byte_len)
    }
}

impl<B> Body<B> {
    /// Creates a deferred body of `length` bytes.
    pub const fn deferred(payload: PayloadKind, element: Element, length: u64) -> Self {
        Self {
            payload,
            element,
            length,
            bytes: None,
        }
    }

    /// Returns whether the body is deferred.
    pub const fn is_deferred(&self) -> bool {
        self.bytes.is_none()
    }

    /// Writes the fields of the body to a header.
    pub(super) const fn describe(&self, header: Header) -> Header {
        let deferred = if self.is_deferred() {
            Flags::DEFERRED
        } else {
            Flags::NONE
        };
        Header {
            payload: self.payload,
            element: self.element,
            flags: header.flags.with(deferred),
            body_bytes: self.length,
            ..header
        }
    }
}

impl<B: BodyBytes> Default for Body<B> {
    /// Creates an empty body.
    fn default() -> Self {
        Self::new(PayloadKind::None, Element::Bytes, B::default())
    }
}

impl Body {
    /// Returns the bytes within the frame; empty if the body is deferred.
    pub fn as_slice(&self) -> &[u8] {
        self.bytes.as_deref().unwrap_or_default()
    }

    pub(super) fn of(header: &Header, bytes: Bytes) -> Self {
        Self {
            payload: header.payload,
            element: header.element,
            length: header.body_bytes,
            bytes: (!header.is_deferred()).then_some(bytes),
        }
    }
}
