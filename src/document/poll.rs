use super::{
    Document,
    close_reason::CloseReason,
    deliver::DeliverBatch,
    replies::deliver_all,
    state::{Guard, Topic, notify_room},
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
                target: "bytelane::document",
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
        let batch = state.outbox.next_batch();
        notify_room(&mut state);
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

#[cfg(test)]
mod tests {
    use std::{
        pin::pin,
        sync::{
            Arc,
            atomic::{AtomicUsize, Ordering},
        },
        task::{Context, Wake},
    };

    use super::*;
    use crate::{
        document::Caller,
        payload::{Body, Payload},
        router::Router,
        wire::{Lane, Limits},
    };

    /// Counts the wake-ups of a task.
    #[derive(Default)]
    struct WakeUps(AtomicUsize);

    impl Wake for WakeUps {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// The bound of the process is the other document's too: room that the other one makes must not hide that a sender waits.
    #[test]
    fn a_sender_that_waits_for_the_process_is_woken_by_its_own_document() {
        let limits = Limits {
            process_bytes_max: 1_000,
            ..Limits::default()
        };
        let router = Router::new(|_| false);
        let documents = [(); 2].map(|()| {
            let caller = Arc::<Caller>::default();
            let document = Document::new(Lane::Memory, router.clone(), caller, limits.clone());
            document.open_channel(1).expect("a channel");
            document.open_channel(2).expect("a channel");
            document
        });
        let [other, own] = &documents;
        let body = |length: usize| Body::from(Payload::Raw(vec![7; length].into()));
        other.try_send(1, body(900)).expect("room");
        own.try_send(1, body(200)).expect("nothing is queued");
        let wake_ups = Arc::<WakeUps>::default();
        let waker = Arc::clone(&wake_ups).into();
        let mut context = Context::from_waker(&waker);
        let mut send = pin!(own.send(2, body(200)));
        assert!(send.as_mut().poll(&mut context).is_pending());
        other.poll(0, Box::new(drop));
        assert_eq!(wake_ups.0.load(Ordering::Relaxed), 0);
        own.poll(0, Box::new(drop));
        assert_eq!(wake_ups.0.load(Ordering::Relaxed), 1);
        assert!(send.as_mut().poll(&mut context).is_ready());
    }
}
