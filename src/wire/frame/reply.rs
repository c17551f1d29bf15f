use bytes::Bytes;

use super::{Body, Header};
use crate::wire::{Flags, FrameKind};

/// Outcome that a REPLY states.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ReplyOutcome {
    /// The command returned a value.
    #[default]
    Done,
    /// The command returned an error value.
    Failed,
    /// The engine refused the call.
    Refused,
}

/// REPLY: answers a call (SPEC §4.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply<B = Bytes> {
    /// Id of the call.
    pub call: u64,
    /// Sequence of the last frame that was sent before the reply (SPEC §6.4).
    pub watermark: u64,
    /// The outcome.
    pub outcome: ReplyOutcome,
    /// The head: status, headers, id of a deferred body, refusal. May be empty.
    pub head: Bytes,
    /// The result, or the error value.
    pub body: Body<B>,
}

impl Reply {
    pub(super) const fn of(header: &Header, head: Bytes, body: Body) -> Self {
        let outcome = if header.flags.contains(Flags::FAILED) {
            ReplyOutcome::Failed
        } else if header.flags.contains(Flags::REFUSED) {
            ReplyOutcome::Refused
        } else {
            ReplyOutcome::Done
        };
        Self {
            call: header.id,
            watermark: header.seq,
            outcome,
            head,
            body,
        }
    }
}

impl<B> Reply<B> {
    pub(super) const fn header(&self) -> Header {
        let flags = match self.outcome {
            ReplyOutcome::Done => Flags::NONE,
            ReplyOutcome::Failed => Flags::FAILED,
            ReplyOutcome::Refused => Flags::REFUSED,
        };
        self.body.describe(Header {
            flags,
            ..Header::new(FrameKind::Reply, self.call, self.watermark)
        })
    }
}
