use std::sync::{Arc, Condvar, PoisonError};

use bytes::Bytes;
use tokio::sync::Notify;

use super::{Answer, BodySource, CloseReason, Deliver, Document, State};
use crate::{
    Refusal,
    payload::Body,
    session::{Batch, EndReason, Message, NotTaken},
    wire::{Code, Element},
};

/// Where a lane takes the answer to a poll.
pub(crate) type DeliverBatch = Box<dyn FnOnce(Result<Batch, Refusal>) + Send>;

/// What senders wait for: a grant, or the end.
#[derive(Debug, Default)]
pub(super) struct Grants {
    blocked: Condvar,
    waiting: Notify,
}

impl Grants {
    pub(super) fn announce(&self) {
        self.blocked.notify_all();
        self.waiting.notify_waiters();
    }
}

/// A reply that waits until every message before it has its number (SPEC §6.4).
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

impl From<CloseReason> for EndReason {
    fn from(reason: CloseReason) -> Self {
        match reason {
            CloseReason::DocumentGone => Self::DocumentGone,
            CloseReason::PageCrashed => Self::PageCrashed,
            CloseReason::WindowClosed => Self::WindowClosed,
            CloseReason::Shutdown => Self::Shutdown,
        }
    }
}

impl Document {
    /// Opens a channel to the page under the id that the page drew.
    ///
    /// # Errors
    /// `too_many_buffers` at the limit of channels, the code of the end when the document has ended.
    pub(crate) fn open_channel(&self, id: u64) -> Result<(), Refusal> {
        let mut state = self.state();
        state.check_open("channel")?;
        if !state.outbox.open(id) {
            let limit = self.limits.channels_open_max;
            return Err(Refusal::new(
                Code::TooManyBuffers,
                format!("channel {id} cannot be opened: at most {limit} are open at once"),
            ));
        }
        Ok(())
    }

    /// Sends a message if the page has granted it.
    ///
    /// # Errors
    /// Gives the body back with the reason.
    pub(crate) fn try_send(&self, channel: u64, body: Body) -> Result<(), (NotTaken, Body)> {
        let mut state = self.state();
        if let Err(reason) = state.check_channel(channel) {
            return Err((reason, body));
        }
        let taken = self
            .message_of(&mut state, body, deferred_head)
            .and_then(|message| state.outbox.take(channel, message));
        self.answer_poll(state);
        // The check above held the lock that is still held, so only the body can have been refused.
        taken.map_err(|reason| (reason, Body::default()))
    }

    /// Sends a message, blocking the thread until the page has granted it.
    pub(crate) fn send_blocking(&self, channel: u64, mut body: Body) -> Result<(), EndReason> {
        loop {
            match self.try_send(channel, body) {
                Ok(()) => return Ok(()),
                Err((NotTaken::Ended(reason), _)) => return Err(reason),
                Err((NotTaken::Full, back)) => body = back,
            }
            let state = self.state();
            if state.check_channel(channel) == Err(NotTaken::Full) {
                drop(
                    self.grants
                        .blocked
                        .wait(state)
                        .unwrap_or_else(PoisonError::into_inner),
                );
            }
        }
    }

    /// Sends a message as soon as the page has granted it.
    pub(crate) async fn send(&self, channel: u64, mut body: Body) -> Result<(), EndReason> {
        loop {
            let granted = self.grants.waiting.notified();
            tokio::pin!(granted);
            // Enrolled before the attempt, so that a grant in between is not missed.
            granted.as_mut().enable();
            match self.try_send(channel, body) {
                Ok(()) => return Ok(()),
                Err((NotTaken::Ended(reason), _)) => return Err(reason),
                Err((NotTaken::Full, back)) => body = back,
            }
            granted.await;
        }
    }

    /// Waits until a channel has ended.
    pub(crate) async fn channel_ended(&self, channel: u64) -> EndReason {
        loop {
            let changed = self.grants.waiting.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            if let Some(reason) = self.channel_end(channel) {
                return reason;
            }
            changed.await;
        }
    }

    /// Whether a channel has ended, and why.
    pub(crate) fn channel_end(&self, channel: u64) -> Option<EndReason> {
        match self.state().check_channel(channel) {
            Err(NotTaken::Ended(reason)) => Some(reason),
            _ => None,
        }
    }

    /// Ends a channel from the host.
    pub(crate) fn end_channel(&self, channel: u64, reason: EndReason, message: Option<&str>) {
        let mut state = self.state();
        state.outbox.end(channel, reason, message);
        self.answer_poll(state);
        self.grants.announce();
    }

    /// The page ended a channel; replies that waited for its messages wait no longer.
    pub(super) fn end_by_page(&self, channel: u64) {
        let mut state = self.state();
        for body in state.outbox.ended_by_page(channel) {
            state.bodies.release(body);
        }
        let replies = take_ready_replies(&mut state);
        drop(state);
        self.grants.announce();
        for (answer, deliver) in replies {
            deliver(answer);
        }
    }

    /// A body as a message: small ones travel in the batch, large ones by themselves.
    /// `head` makes the head, with the id of a body that travels by itself.
    pub(super) fn message_of(
        &self,
        state: &mut State,
        body: Body,
        head: impl FnOnce(Option<u64>) -> Bytes,
    ) -> Result<Message, NotTaken> {
        let (payload, body_bytes) = (body.kind(), body.len());
        let element = if let Body::Payload(payload) = &body {
            payload.element()
        } else {
            Element::Bytes
        };
        let source = BodySource::new(body);
        let deferred = body_bytes > self.limits.inline_body_bytes_max || source.may_block();
        let (id, body) = if deferred {
            let id = state.bodies.hold(source).map_err(|_| NotTaken::Full)?;
            (Some(id), Vec::new())
        } else {
            let failed = |_| NotTaken::Ended(EndReason::Failed);
            (None, source.read(0..body_bytes).map_err(failed)?)
        };
        Ok(Message {
            payload,
            element,
            head: head(id),
            body,
            body_bytes,
            deferred: id,
        })
    }

    /// Answers `/poll`: at once when frames wait, otherwise when the next one comes.
    pub(crate) fn poll(&self, sequence: u64, deliver: DeliverBatch) {
        let mut state = self.state();
        if let Err(refusal) = state.check_open("poll") {
            drop(state);
            return deliver(Err(refusal));
        }
        // SPEC §5.4: a second poll of the same document makes the host answer the first one with an empty batch.
        let former = state.poll.replace(deliver);
        let again = state.outbox.confirm(sequence);
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

    /// Gives waiting frames to the poll that is held, and lets go of replies that waited for them.
    pub(super) fn answer_poll(&self, mut state: std::sync::MutexGuard<'_, State>) {
        if !state.outbox.has_frames() {
            return;
        }
        let Some(deliver) = state.poll.take() else {
            return;
        };
        let batch = state.outbox.next_batch();
        let replies = take_ready_replies(&mut state);
        drop(state);
        deliver(Ok(batch));
        for (answer, deliver) in replies {
            deliver(answer);
        }
    }

    /// Delivers a reply behind every message that was taken before it.
    pub(super) fn deliver_in_order(&self, answer: Answer, deliver: Deliver) {
        let mut state = self.state();
        let ordinal = state.outbox.last_ordinal();
        state.pending_replies.push(PendingReply {
            ordinal,
            answer,
            deliver,
        });
        let ready = take_ready_replies(&mut state);
        drop(state);
        for (answer, deliver) in ready {
            deliver(answer);
        }
    }
}

/// SPEC §4.5.
fn deferred_head(body: Option<u64>) -> Bytes {
    body.map_or_else(Bytes::new, |id| format!(r#"{{"body":{id}}}"#).into())
}

/// Takes the replies whose frames have all been sent; all of them when the session has ended.
pub(super) fn take_ready_replies(state: &mut State) -> Vec<(Answer, Deliver)> {
    if state.pending_replies.is_empty() {
        return Vec::new();
    }
    let watermark = state.outbox.last_sequence();
    let (ready, pending): (Vec<_>, Vec<_>) = state
        .pending_replies
        .drain(..)
        .partition(|reply| state.closed.is_some() || state.outbox.has_sent(reply.ordinal));
    state.pending_replies = pending;
    let stamp = |PendingReply {
                     mut answer,
                     deliver,
                     ..
                 }: PendingReply| {
        answer.frame.seq = watermark;
        (answer, deliver)
    };
    ready.into_iter().map(stamp).collect()
}

/// A document that is shared with a channel's owner without being kept alive by it.
pub(crate) type WeakDocument = std::sync::Weak<Document>;

/// The document of a handle that outlived it has gone.
pub(crate) fn upgrade(document: &WeakDocument) -> Result<Arc<Document>, EndReason> {
    document.upgrade().ok_or(EndReason::DocumentGone)
}
