//! The spans and events of calls, under the names that `docs/observability.md` lists.

use serde::Deserialize;
use tracing::{Span, field::Empty};

use super::{Answer, Document};
use crate::{Refusal, wire::frame::ReplyOutcome};

impl Document {
    /// Opens the span of a call. It costs a comparison if no subscriber wants it.
    pub(super) fn call_span(&self, call: u64, command: &str, bytes_in: usize) -> Span {
        tracing::debug_span!(
            target: "bytelane::call",
            parent: None,
            "call",
            label = self.caller.label,
            command,
            call,
            bytes_in,
            outcome = Empty,
            code = Empty,
            bytes_out = Empty,
        )
    }

    /// Logs a call that was not admitted, which has no span.
    pub(super) fn log_refused(&self, call: u64, refusal: &Refusal) {
        tracing::debug!(
            target: "bytelane::call",
            label = self.caller.label,
            call,
            code = refusal.code().as_str(),
            "call refused"
        );
    }
}

/// The head of a refused reply.
#[derive(Deserialize)]
struct RefusedHead<'a> {
    code: &'a str,
}

/// Returns the code of a refused reply.
pub(super) fn code_of(answer: &Answer) -> Option<&str> {
    if answer.outcome != ReplyOutcome::Refused {
        return None;
    }
    let head = serde_json::from_slice::<RefusedHead<'_>>(&answer.head);
    head.ok().map(|head| head.code)
}

/// Records the answer in the span of its call.
pub(super) fn log_answered(span: &Span, answer: &Answer) {
    if span.is_disabled() {
        return;
    }
    let outcome = match answer.outcome {
        ReplyOutcome::Done => "done",
        ReplyOutcome::Failed => "failed",
        ReplyOutcome::Refused => "refused",
    };
    span.record("outcome", outcome);
    span.record("bytes_out", answer.body.length);
    if let Some(code) = code_of(answer) {
        span.record("code", code);
    }
}
