use http::{HeaderMap, StatusCode};

use crate::{Refusal, payload::Body, wire::Code};

/// What became of a call.
#[derive(Debug)]
#[non_exhaustive]
pub enum Outcome {
    /// The command returned a value.
    Done(Body),
    /// The command returned an error value.
    Failed(Body),
    /// The engine refused the call.
    Refused(Refusal),
}

/// The answer to a call.
#[derive(Debug)]
pub struct Reply {
    /// What became of the call.
    pub outcome: Outcome,
    /// Status, for commands that speak HTTP; 200 otherwise.
    pub status: StatusCode,
    /// Headers, for commands that speak HTTP.
    pub headers: HeaderMap,
}

impl Reply {
    /// The command returned `body`.
    pub fn done(body: impl Into<Body>) -> Self {
        Self::from(Outcome::Done(body.into()))
    }

    /// The command returned the error `body`.
    pub fn failed(body: impl Into<Body>) -> Self {
        Self::from(Outcome::Failed(body.into()))
    }

    /// The refusal, when it is one.
    pub const fn refusal(&self) -> Option<&Refusal> {
        match &self.outcome {
            Outcome::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }
}

impl From<Outcome> for Reply {
    fn from(outcome: Outcome) -> Self {
        Self { outcome, status: StatusCode::OK, headers: HeaderMap::new() }
    }
}

impl From<Refusal> for Reply {
    fn from(refusal: Refusal) -> Self {
        let status = StatusCode::from_u16(refusal.code().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self { status, ..Self::from(Outcome::Refused(refusal)) }
    }
}

/// The one place where the answer to a call goes. Dropping it unused answers `no_reply`, so a call is never left without one.
pub struct ReplySlot {
    deliver: Option<Box<dyn FnOnce(Reply) + Send>>,
}

impl std::fmt::Debug for ReplySlot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReplySlot").field("open", &self.deliver.is_some()).finish()
    }
}

impl ReplySlot {
    /// A slot that hands the answer to `deliver`.
    pub fn new(deliver: impl FnOnce(Reply) + Send + 'static) -> Self {
        Self { deliver: Some(Box::new(deliver)) }
    }

    /// Answers the call.
    pub fn send(mut self, reply: impl Into<Reply>) {
        if let Some(deliver) = self.deliver.take() {
            deliver(reply.into());
        }
    }
}

impl Drop for ReplySlot {
    fn drop(&mut self) {
        if let Some(deliver) = self.deliver.take() {
            deliver(Refusal::new(Code::NoReply, "the command let go of the call without an answer").into());
        }
    }
}
