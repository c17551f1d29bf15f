//! Messages and frames for the benchmarks of the host.

use bytelane::{
    session::Message,
    wire::{Element, Frame, FrameKind, PayloadKind},
};

/// The id of the only channel.
pub(crate) const ID: u64 = 1;

/// Returns a message of raw bytes.
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

/// Returns a DATA frame of raw bytes.
pub(crate) fn data(seq: u64, body: &bytes::Bytes) -> Frame {
    let mut frame = Frame::new(FrameKind::Data, ID, seq);
    frame.payload = PayloadKind::Raw;
    frame.body_bytes = body.len() as u64;
    frame.body = body.clone();
    frame
}
