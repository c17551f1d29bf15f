use std::sync::Arc;

use super::{
    Document,
    body_source::BodySource,
    reply::{Outcome, Reply},
};
use crate::{
    Refusal, payload,
    session::ReplyHead,
    wire::{
        Code, Element,
        frame::{self, Body, ReplyOutcome, Segments},
    },
};

/// A REPLY frame with its body in segments, none of them copied.
pub(crate) type Answer = frame::Reply<Segments>;

impl Answer {
    /// Creates the REPLY of a refused call.
    pub(crate) fn refused(call: u64, refusal: &Refusal) -> Self {
        Self {
            call,
            watermark: 0,
            outcome: ReplyOutcome::Refused,
            head: refusal.to_json().into(),
            body: Body::default(),
        }
    }

    /// Encodes the frame into segments.
    pub(crate) fn into_segments(self) -> Segments {
        frame::Frame::from(self).into_segments()
    }
}

impl Document {
    /// Converts a reply to its frame. A large body is deferred.
    pub(super) fn answer(self: &Arc<Self>, call: u64, reply: Reply) -> Answer {
        let Reply {
            outcome,
            status,
            headers,
        } = reply;
        let (body, outcome) = match outcome {
            Outcome::Done(body) => (body, ReplyOutcome::Done),
            Outcome::Failed(body) => (body, ReplyOutcome::Failed),
            Outcome::Refused(refusal) => return Answer::refused(call, &refusal),
            Outcome::Stream(stream) => {
                return self
                    .begin_stream(call, stream, status, &headers)
                    .unwrap_or_else(|refusal| Answer::refused(call, &refusal));
            }
        };
        let head = ReplyHead::new(status, &headers, &self.limits);
        head.and_then(|head| self.answer_with(call, body, outcome, head))
            .unwrap_or_else(|refusal| Answer::refused(call, &refusal))
    }

    fn answer_with(
        &self,
        call: u64,
        body: payload::Body,
        outcome: ReplyOutcome,
        mut head: ReplyHead,
    ) -> Result<Answer, Refusal> {
        body.check_json_length(&self.limits)?;
        let (payload, length) = (body.kind(), body.len());
        let element = match &body {
            payload::Body::Payload(payload) => payload.element(),
            payload::Body::File(_) => Element::Bytes,
        };
        let source = BodySource::new(body);
        // SPEC §5.3: a body over `inline_body_bytes_max` is announced and pulled.
        let body = if length > self.limits.inline_body_bytes_max {
            let mut state = self.state();
            state.check_open("call")?;
            // The page would neither read nor release it.
            if state.calls.is_cancelled(call) {
                return Err(Refusal::new(Code::Cancelled, "the call was cancelled"));
            }
            let id = state.bodies.insert(source, Some(call), &self.ledger)?;
            head.body = Some(id);
            Body::deferred(payload, element, length)
        } else {
            let segments = source.read(0..length)?;
            Body::new(payload, element, segments)
        };
        Ok(Answer {
            call,
            watermark: 0,
            outcome,
            head: head.encode().into(),
            body,
        })
    }
}
