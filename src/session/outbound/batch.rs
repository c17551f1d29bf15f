use bytes::{BufMut, Bytes, BytesMut};

use crate::wire::{
    Frame, align_up,
    frame::{BodyBytes, Segments},
};

/// Segments up to this length are copied into one buffer with the frames around them; longer ones stay where they are.
const COALESCED_BYTES_MAX: usize = 4 * 1024;

/// A frame to send, with its body in segments.
pub type Outgoing = Frame<Segments>;

/// The frames that answer one poll.
#[derive(Debug, Default)]
pub struct Batch {
    /// Sequence of the first frame in the session (SPEC §5.4).
    pub first: u64,
    /// The frames in order.
    pub frames: Vec<Outgoing>,
}

impl Batch {
    /// Returns how many bytes [`into_segments`](Self::into_segments) writes: headers, heads, and the segments that it copies.
    pub fn copied_bytes(&self) -> usize {
        let is_copied = |segment: &&Bytes| segment.len() <= COALESCED_BYTES_MAX;
        let copied = |frame: &Outgoing| {
            let body = frame.body().and_then(|body| body.bytes.as_ref());
            let segments = body.into_iter().flatten().filter(is_copied);
            frame.start_bytes() + segments.map(Bytes::len).sum::<usize>()
        };
        self.frames.iter().map(copied).sum()
    }

    /// Encodes the batch into segments, without copying large bodies.
    pub fn into_segments(self) -> Segments {
        let mut segments = Vec::new();
        let mut buffer = BytesMut::new();
        for frame in self.frames {
            frame.encode_start(&mut buffer);
            let body = frame.into_body_segments();
            let length = body.byte_len();
            for segment in body {
                if segment.len() <= COALESCED_BYTES_MAX {
                    buffer.extend_from_slice(&segment); // COPY: small messages share a buffer
                } else {
                    segments.push(buffer.split().freeze());
                    segments.push(segment);
                }
            }
            buffer.put_bytes(0, align_up(length) - length);
        }
        segments.push(buffer.freeze());
        segments
    }
}
