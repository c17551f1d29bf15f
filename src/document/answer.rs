use std::sync::Arc;

use bytes::{Bytes, BytesMut};

use super::{
    Document,
    body_source::BodySource,
    reply::{Outcome, Reply},
};
use crate::{
    Refusal,
    payload::Body,
    session::ReplyHead,
    wire::{Code, Flags, Frame, FrameKind, align_up},
};

/// A REPLY frame with its body in segments, none of them copied.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) frame: Frame,
    pub(crate) body: Vec<Bytes>,
}

impl Answer {
    /// Creates the REPLY of a refused call.
    pub(crate) fn refused(id: u64, refusal: &Refusal) -> Self {
        let mut frame = Frame::new(FrameKind::Reply, id, 0);
        frame.flags = Flags::REFUSED;
        frame.head = refusal.to_json().into();
        Self {
            frame,
            body: Vec::new(),
        }
    }

    /// Encodes the frame into segments: header and head, the segments of the body, padding.
    pub(crate) fn into_segments(self) -> Vec<Bytes> {
        static PADDING: [u8; 16] = [0; 16];
        let length: usize = self.body.iter().map(Bytes::len).sum();
        let mut start = BytesMut::with_capacity(self.frame.encoded_bytes());
        self.frame.encode_start(&mut start);
        let mut segments = Vec::with_capacity(self.body.len() + 2);
        segments.push(start.freeze());
        segments.extend(self.body);
        let padding = align_up(length) - length;
        if padding > 0 {
            segments.push(Bytes::from_static(&PADDING).slice(..padding));
        }
        segments
    }
}

impl Document {
    /// Converts a reply to its frame. A large body is deferred.
    pub(super) fn answer(self: &Arc<Self>, id: u64, reply: Reply) -> Answer {
        let Reply {
            outcome,
            status,
            headers,
        } = reply;
        let (body, flags) = match outcome {
            Outcome::Done(body) => (body, Flags::NONE),
            Outcome::Failed(body) => (body, Flags::FAILED),
            Outcome::Refused(refusal) => return Answer::refused(id, &refusal),
            Outcome::Stream(stream) => {
                return self
                    .begin_stream(id, stream, status, &headers)
                    .unwrap_or_else(|refusal| Answer::refused(id, &refusal));
            }
        };
        let head = |body| ReplyHead::new(status, &headers, body).encode();
        self.answer_with(id, body, flags, head)
            .unwrap_or_else(|refusal| Answer::refused(id, &refusal))
    }

    fn answer_with(
        &self,
        id: u64,
        body: Body,
        flags: Flags,
        head: impl FnOnce(Option<u64>) -> Vec<u8>,
    ) -> Result<Answer, Refusal> {
        let mut frame = Frame::new(FrameKind::Reply, id, 0);
        frame.payload = body.kind();
        if let Body::Payload(payload) = &body {
            frame.element = payload.element();
        }
        frame.body_bytes = body.len();
        let source = BodySource::new(body);
        // SPEC §5.3: a body over `inline_body_bytes_max` is announced and pulled.
        if frame.body_bytes > self.limits.inline_body_bytes_max {
            let mut state = self.state();
            state.check_open("call")?;
            // The page would neither read nor release it.
            if state.calls.is_cancelled(id) {
                return Err(Refusal::new(Code::Cancelled, "the call was cancelled"));
            }
            let body_id = state.bodies.insert(source, Some(id))?;
            frame.flags = flags.with(Flags::DEFERRED);
            frame.head = head(Some(body_id)).into();
            return Ok(Answer {
                frame,
                body: Vec::new(),
            });
        }
        frame.flags = flags;
        frame.head = head(None).into();
        Ok(Answer {
            body: source.read(0..frame.body_bytes)?,
            frame,
        })
    }
}
