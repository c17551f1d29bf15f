use std::collections::{BTreeMap, HashMap};

use super::{Document, answer::Answer, deliver::Deliver, state::State};

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
    /// Delivers a reply once every message that was enqueued before it has been sent.
    pub(super) fn deliver_in_order(&self, answer: Answer, deliver: Deliver) {
        let mut state = self.state();
        let ordinal = state.outbox.last_ordinal();
        state.pending_replies.insert(ordinal, answer, deliver);
        let ready = state.take_ready_replies();
        drop(state);
        deliver_all(ready);
    }
}

impl State {
    /// Removes the replies whose messages have been sent; all replies if the session has ended.
    pub(super) fn take_ready_replies(&mut self) -> Vec<(Answer, Deliver)> {
        let Self {
            closed,
            outbox,
            pending_replies,
            ..
        } = self;
        let watermark = outbox.last_sequence();
        let pop = || {
            let is_sent = |ordinal| closed.is_some() || outbox.has_sent(ordinal);
            let (answer, deliver) = pending_replies.pop_ready(is_sent)?;
            Some((
                Answer {
                    watermark,
                    ..answer
                },
                deliver,
            ))
        };
        std::iter::from_fn(pop).collect()
    }

    /// Removes the reply to a cancelled call, which does not wait for messages.
    pub(super) fn take_replies_of(&mut self, call: u64) -> Vec<(Answer, Deliver)> {
        let watermark = self.outbox.last_sequence();
        let reply = self.pending_replies.remove(call);
        let stamp = |(answer, deliver)| {
            (
                Answer {
                    watermark,
                    ..answer
                },
                deliver,
            )
        };
        reply.map(stamp).into_iter().collect()
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

    use super::super::{Caller, CloseReason};
    use super::*;
    use crate::{
        Refusal,
        payload::{Body, Payload},
        router::Router,
        wire::{Code, Lane, Limits},
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
}
