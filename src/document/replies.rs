use super::{Document, answer::Answer, deliver::Deliver, state::State};

/// A reply that waits until every message before it has its sequence (SPEC §6.4).
pub(super) struct PendingReply {
    ordinal: u64,
    answer: Answer,
    deliver: Deliver,
}

impl std::fmt::Debug for PendingReply {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PendingReply")
            .field("ordinal", &self.ordinal)
            .finish_non_exhaustive()
    }
}

impl Document {
    /// Delivers a reply once every message that was enqueued before it has been sent.
    pub(super) fn deliver_in_order(&self, answer: Answer, deliver: Deliver) {
        let mut state = self.state();
        let ordinal = state.outbox.last_ordinal();
        state.pending_replies.push(PendingReply {
            ordinal,
            answer,
            deliver,
        });
        let ready = state.take_ready_replies();
        drop(state);
        deliver_all(ready);
    }
}

impl State {
    /// Removes the replies whose messages have been sent; all replies if the session has ended.
    pub(super) fn take_ready_replies(&mut self) -> Vec<(Answer, Deliver)> {
        let (is_closed, outbox) = (self.closed.is_some(), &self.outbox);
        let is_ready = |reply: &PendingReply| is_closed || outbox.has_sent(reply.ordinal);
        take_stamped(outbox.last_sequence(), &mut self.pending_replies, is_ready)
    }

    /// Removes the reply to a cancelled call, which does not wait for messages.
    pub(super) fn take_replies_of(&mut self, call: u64) -> Vec<(Answer, Deliver)> {
        let is_of_call = |reply: &PendingReply| reply.answer.call == call;
        let watermark = self.outbox.last_sequence();
        take_stamped(watermark, &mut self.pending_replies, is_of_call)
    }
}

/// Removes the replies that match, and sets their watermark.
fn take_stamped(
    watermark: u64,
    replies: &mut Vec<PendingReply>,
    matches: impl Fn(&PendingReply) -> bool,
) -> Vec<(Answer, Deliver)> {
    if replies.is_empty() {
        return Vec::new();
    }
    let (ready, pending): (Vec<_>, Vec<_>) = replies.drain(..).partition(matches);
    *replies = pending;
    let stamp = |PendingReply {
                     mut answer,
                     deliver,
                     ..
                 }: PendingReply| {
        answer.watermark = watermark;
        (answer, deliver)
    };
    ready.into_iter().map(stamp).collect()
}

/// Delivers replies. The state must not be locked.
pub(super) fn deliver_all(replies: Vec<(Answer, Deliver)>) {
    for (answer, deliver) in replies {
        deliver(answer);
    }
}
