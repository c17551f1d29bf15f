use bytes::{BufMut, Bytes, BytesMut};

use crate::wire::{Frame, align_up};

/// Bodies up to this length are copied into one buffer with the frames around them; longer ones stay where they are.
const COALESCED_BYTES_MAX: usize = 4 * 1024;

/// A frame to send, with its body in segments.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// The frame; its `body` is empty.
    pub frame: Frame,
    /// The segments of the body.
    pub body: Vec<Bytes>,
}

impl From<Frame> for Outgoing {
    fn from(frame: Frame) -> Self {
        Self {
            frame,
            body: Vec::new(),
        }
    }
}

impl Outgoing {
    pub(super) fn encoded_bytes(&self) -> u64 {
        let body: usize = self.body.iter().map(Bytes::len).sum();
        (self.frame.encoded_bytes() + align_up(body)) as u64
    }
}

/// The frames that answer one poll.
#[derive(Debug, Default)]
pub struct Batch {
    /// Sequence of the first frame in the session (SPEC §5.4).
    pub first: u64,
    /// The frames in order.
    pub frames: Vec<Outgoing>,
}

impl Batch {
    /// Returns how many bytes [`into_segments`](Self::into_segments) writes: headers, heads, and the bodies that it copies.
    pub fn copied_bytes(&self) -> usize {
        let body =
            |segment: &Bytes| Some(segment.len()).filter(|bytes| *bytes <= COALESCED_BYTES_MAX);
        let bodies = |frame: &Outgoing| frame.body.iter().filter_map(body).sum::<usize>();
        let frames = self.frames.iter();
        frames
            .map(|outgoing| outgoing.frame.encoded_bytes() + bodies(outgoing))
            .sum()
    }

    /// Encodes the batch into segments, without copying large bodies.
    pub fn into_segments(self) -> Vec<Bytes> {
        let mut segments = Vec::new();
        let mut buffer = BytesMut::new();
        for Outgoing { frame, body } in self.frames {
            frame.encode_start(&mut buffer);
            let length: usize = body.iter().map(Bytes::len).sum();
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
