//! What channels carry, as the benchmarks of the host make it.

use bytelane::{
    session::Message,
    wire::{Element, Frame, FrameKind, PayloadKind},
};

/// The one channel.
pub(crate) const ID: u64 = 1;

/// A message of raw bytes, before it is a frame.
pub(crate) fn message(body: &bytes::Bytes) -> Message {
    Message {
        payload: PayloadKind::Raw,
        element: Element::Bytes,
        head: bytes::Bytes::new(),
        body_bytes: body.len() as u64,
        body: vec![body.clone()],
        deferred: None,
    }
}

/// The same as a frame.
pub(crate) fn data(seq: u64, body: &bytes::Bytes) -> Frame {
    let mut frame = Frame::new(FrameKind::Data, ID, seq);
    frame.payload = PayloadKind::Raw;
    frame.body_bytes = body.len() as u64;
    frame.body = body.clone();
    frame
}
