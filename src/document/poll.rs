use super::{
    Document,
    close_reason::CloseReason,
    deliver::DeliverBatch,
    replies::deliver_all,
    state::{Guard, Topic},
};
use crate::{session::Batch, wire::Frame};

impl Document {
    /// Answers a poll: at once if frames are queued, otherwise when the next one is.
    pub(crate) fn poll(&self, sequence: u64, deliver: DeliverBatch) {
        let mut state = self.state();
        if let Err(refusal) = state.check_open("poll") {
            drop(state);
            return deliver(Err(refusal));
        }
        // SPEC §5.4: a second poll of the same document makes the host answer the first one with an empty batch.
        let former = state.poll.replace(deliver);
        let again = state.outbox.acknowledge(sequence);
        let former_batch = Batch {
            first: again.first,
            frames: Vec::new(),
        };
        if again.frames.is_empty() {
            self.answer_poll(state);
        } else {
            let poll = state.poll.take();
            drop(state);
            if let Some(deliver) = poll {
                deliver(Ok(again));
            }
        }
        if let Some(former) = former {
            former(Ok(former_batch));
        }
    }

    /// Answers the poll in flight with the queued frames, and delivers the replies that waited for them.
    pub(super) fn answer_poll(&self, mut state: Guard<'_>) {
        // SPEC §7.1: the session of a page that does not poll ends.
        if state.outbox.is_overrun() {
            drop(state);
            tracing::warn!(
                label = self.caller.label,
                "the page does not poll: its session ends with the control frames of its channels untaken"
            );
            return self.close(CloseReason::DocumentGone);
        }
        if !state.outbox.has_frames() {
            return;
        }
        let Some(deliver) = state.poll.take() else {
            return;
        };
        let was_full = !state.outbox.has_room();
        let batch = state.outbox.next_batch();
        // Senders wait for room in the queue of the document, or for the credit of their channel.
        if was_full && state.outbox.has_room() {
            state.notify(Topic::SENDERS);
        }
        for frame in &batch.frames {
            if let Frame::Data(data) = frame {
                state.notify(Topic::sender(data.channel));
            }
        }
        let replies = state.take_ready_replies();
        drop(state);
        deliver(Ok(batch));
        deliver_all(replies);
    }
}
