use std::collections::{BTreeMap, HashMap};

use super::{Document, answer::Answer, deliver::Deliver, state::State};
use crate::{
    Refusal,
    session::Holding,
    wire::{Code, frame::BodyBytes},
};

/// Memory that the host holds for a waiting reply besides its bytes.
const REPLY_OVERHEAD: u64 = 256;

/// Replies that wait until every message before them has its sequence (SPEC §6.4). No operation visits a reply that it leaves waiting, but the next one.
#[derive(Default)]
pub(super) struct PendingReplies {
    /// By the ordinal of the last message before the reply, and the call.
    waiting: BTreeMap<(u64, u64), (Answer, Deliver)>,
    /// The ordinals by call.
    ordinals: HashMap<u64, u64>,
    /// The number of replies that were looked at.
    #[cfg(test)]
    steps: usize,
}

impl std::fmt::Debug for PendingReplies {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PendingReplies")
            .field("waiting", &self.waiting.len())
            .finish_non_exhaustive()
    }
}

impl PendingReplies {
    fn insert(&mut self, ordinal: u64, answer: Answer, deliver: Deliver) {
        let call = answer.call;
        self.ordinals.insert(call, ordinal);
        self.waiting.insert((ordinal, call), (answer, deliver));
    }

    /// Removes the next reply if `is_sent` returns `true` for the last message before it.
    fn pop_ready(&mut self, is_sent: impl FnOnce(u64) -> bool) -> Option<(Answer, Deliver)> {
        #[cfg(test)]
        {
            self.steps += 1;
        }
        let next = self.waiting.first_entry()?;
        let (ordinal, call) = *next.key();
        if !is_sent(ordinal) {
            return None;
        }
        self.ordinals.remove(&call);
        Some(next.remove())
    }

    /// Removes the reply to a call.
    fn remove(&mut self, call: u64) -> Option<(Answer, Deliver)> {
        let ordinal = self.ordinals.remove(&call)?;
        self.waiting.remove(&(ordinal, call))
    }
}

impl Document {
    /// Delivers a reply once every message that was enqueued before it has been sent; that of a cancelled call at once.
    pub(super) fn deliver_in_order(&self, answer: Answer, deliver: Deliver) {
        let mut state = self.state();
        let ordinal = state.outbox.last_ordinal();
        // The CANCEL may have come since the reply was made.
        let is_cancelled = state.calls.is_cancelled(answer.call);
        if state.closed.is_some() || is_cancelled || state.outbox.has_sent(ordinal) {
            state.end_call(answer.call);
            let watermark = state.outbox.last_sequence();
            drop(state);
            return deliver(Answer {
                watermark,
                ..answer
            });
        }
        state.ledger.add(Holding::Replies, memory_of(&answer));
        state.pending_replies.insert(ordinal, answer, deliver);
    }
}

/// Returns the memory that a waiting reply holds, in bytes.
fn memory_of(answer: &Answer) -> u64 {
    let inline = answer.body.bytes.as_ref().map_or(0, BodyBytes::byte_len);
    (answer.head.len() + inline) as u64 + REPLY_OVERHEAD
}

impl State {
    /// Checks that the replies that wait are within their bound.
    ///
    /// # Errors
    /// Returns `too_many_inflight` if they are not.
    pub(super) fn check_replies(&self) -> Result<(), Refusal> {
        if self.ledger.has_room(Holding::Replies) {
            return Ok(());
        }
        let bytes = self.ledger.held(Holding::Replies);
        let replies = self.pending_replies.waiting.len();
        Err(Refusal::new(
            Code::TooManyInflight,
            format!(
                "{replies} replies of {bytes} bytes wait for messages that were sent before them; poll, and read or end the channels"
            ),
        ))
    }

    /// Ends the call of a reply that leaves, and sets the watermark.
    fn leave(&mut self, (answer, deliver): (Answer, Deliver)) -> (Answer, Deliver) {
        self.ledger.sub(Holding::Replies, memory_of(&answer));
        self.end_call(answer.call);
        let watermark = self.outbox.last_sequence();
        let answer = Answer {
            watermark,
            ..answer
        };
        (answer, deliver)
    }

    /// Removes the replies whose messages have been sent; all replies if the session has ended.
    pub(super) fn take_ready_replies(&mut self) -> Vec<(Answer, Deliver)> {
        let mut ready = Vec::new();
        loop {
            let (is_closed, outbox) = (self.closed.is_some(), &self.outbox);
            let is_sent = |ordinal| is_closed || outbox.has_sent(ordinal);
            let Some(reply) = self.pending_replies.pop_ready(is_sent) else {
                return ready;
            };
            ready.push(self.leave(reply));
        }
    }

    /// Removes the reply to a cancelled call, which does not wait for messages.
    pub(super) fn take_replies_of(&mut self, call: u64) -> Vec<(Answer, Deliver)> {
        let reply = self.pending_replies.remove(call);
        reply.map(|reply| self.leave(reply)).into_iter().collect()
    }
}

/// Delivers replies. The state must not be locked.
pub(super) fn deliver_all(replies: Vec<(Answer, Deliver)>) {
    for (answer, deliver) in replies {
        deliver(answer);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use tokio_util::sync::CancellationToken;

    use super::super::{Caller, CloseReason};
    use super::*;
    use crate::{
        payload::{Body, Payload},
        router::Router,
        wire::{Lane, Limits},
    };

    /// The work for replies behind messages that are not sent grows with their number, and not with its square.
    #[test]
    fn pending_replies_cost_constant_work_each() {
        const REPLIES: u64 = 2_000;
        let document = Document::new(
            Lane::Memory,
            Router::new(|_| false),
            Arc::<Caller>::default(),
            Limits::default(),
        );
        document.open_channel(1).expect("a channel");
        let delivered = Arc::new(AtomicUsize::new(0));
        for call in 1..=REPLIES {
            // The credit ends before the replies do.
            let _ = document.try_send(1, Body::from(Payload::Raw(vec![1].into())));
            let count = Arc::clone(&delivered);
            let deliver = Box::new(move |_| {
                count.fetch_add(1, Ordering::Relaxed);
            });
            let refusal = Refusal::new(Code::Internal, "a test");
            document.deliver_in_order(Answer::refused(call, &refusal), deliver);
            // A cancelled call does not wait.
            if call % 10 == 0 {
                document.cancel(call);
            }
        }
        assert_eq!(delivered.load(Ordering::Relaxed), REPLIES as usize / 10);
        document.poll(0, Box::new(drop));
        assert_eq!(delivered.load(Ordering::Relaxed), REPLIES as usize);
        let steps = document.state().pending_replies.steps;
        assert!(steps <= 3 * REPLIES as usize, "{steps}");
        document.close(CloseReason::DocumentGone);
    }

    /// A CANCEL may come after the reply was made and before it waits for messages.
    #[test]
    fn the_reply_to_a_cancelled_call_does_not_wait() {
        let document = Document::new(
            Lane::Memory,
            Router::new(|_| false),
            Arc::<Caller>::default(),
            Limits::default(),
        );
        document.open_channel(1).expect("a channel");
        let body = Body::from(Payload::Raw(vec![1].into()));
        document.try_send(1, body).expect("credit");
        let begun = document.state().calls.begin(7, CancellationToken::new(), 0);
        begun.expect("a call");
        document.cancel(7);
        let delivered = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&delivered);
        let deliver = Box::new(move |_| {
            count.fetch_add(1, Ordering::Relaxed);
        });
        let refusal = Refusal::new(Code::Internal, "a test");
        document.deliver_in_order(Answer::refused(7, &refusal), deliver);
        assert_eq!(delivered.load(Ordering::Relaxed), 1);
        assert_eq!(document.state().calls.running(), 0);
        document.close(CloseReason::DocumentGone);
    }
}
