use std::sync::{Arc, OnceLock, Weak};

use bytes::Bytes;

use super::{Answer, BodySource, CloseReason, Deliver, Document, Guard, State, Topic};
use crate::{
    Refusal,
    payload::Body,
    session::{Batch, EndReason, Message, SendRefused},
    wire::{Code, Element, FrameKind},
};

/// Where a lane takes the answer to a poll.
pub(crate) type DeliverBatch = Box<dyn FnOnce(Result<Batch, Refusal>) + Send>;

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
    /// `too_many_channels` at the limit of channels, the code of the end when the document has ended.
    pub(crate) fn open_channel(&self, id: u64) -> Result<(), Refusal> {
        let mut state = self.state();
        state.check_open("channel")?;
        if !state.outbox.open(id) {
            let limit = self.limits.channels_open_max;
            return Err(Refusal::new(
                Code::TooManyChannels,
                format!("channel {id} cannot be opened: at most {limit} are open at once"),
            ));
        }
        Ok(())
    }

    /// Takes a message if the page has granted it. A body that has to wait stays where it is.
    fn take(&self, state: &mut State, channel: u64, body: &mut Body) -> Result<(), SendRefused> {
        state.check_channel(channel)?;
        // What is held counts too, until the page releases it.
        if state.bodies.is_full() && self.is_deferred(body) {
            return Err(SendRefused::Full);
        }
        let message = self.message_of(state, std::mem::take(body), deferred_head)?;
        state.outbox.enqueue(channel, message)
    }

    /// As [`take`](Self::take), for those who wait.
    fn take_or_wait(
        &self,
        state: &mut State,
        channel: u64,
        body: &mut Body,
    ) -> Option<Result<(), EndReason>> {
        match self.take(state, channel, body) {
            Ok(()) => Some(Ok(())),
            Err(SendRefused::Ended(reason)) => Some(Err(reason)),
            Err(SendRefused::Full) => None,
        }
    }

    /// Sends a message if the page has granted it.
    ///
    /// # Errors
    /// Gives the reason, with the body when it is [`SendRefused::Full`].
    pub(crate) fn try_send(&self, channel: u64, mut body: Body) -> Result<(), (SendRefused, Body)> {
        let mut state = self.state();
        let taken = self.take(&mut state, channel, &mut body);
        self.answer_poll(state);
        taken.map_err(|reason| (reason, body))
    }

    /// Sends a message, blocking the thread until the page has granted it.
    pub(crate) fn send_blocking(&self, channel: u64, mut body: Body) -> Result<(), EndReason> {
        let look = |state: &mut State| self.take_or_wait(state, channel, &mut body);
        let (state, sent) = self.state.until_blocking(look);
        self.answer_poll(state);
        sent
    }

    /// Sends a message as soon as the page has granted it.
    pub(crate) async fn send(&self, channel: u64, mut body: Body) -> Result<(), EndReason> {
        let look = |state: &mut State| self.take_or_wait(state, channel, &mut body);
        let (state, sent) = self.state.until(Topic::Sender(channel), look).await;
        self.answer_poll(state);
        sent
    }

    /// Waits until a channel has ended.
    pub(crate) async fn channel_ended(&self, channel: u64) -> EndReason {
        let look = |state: &mut State| state.channel_end(channel);
        self.state.until(Topic::Sender(channel), look).await.1
    }

    /// Whether a channel has ended, and why.
    pub(crate) fn channel_end(&self, channel: u64) -> Option<EndReason> {
        self.state().channel_end(channel)
    }

    /// Ends a channel from the host.
    pub(crate) fn end_channel(&self, channel: u64, reason: EndReason, message: Option<&str>) {
        let mut state = self.state();
        state.outbox.end(channel, reason, message);
        state.changed(Topic::sender(channel));
        self.answer_poll(state);
    }

    /// The page ended a channel.
    pub(super) fn end_by_page(&self, channel: u64) {
        self.drop_channel(self.state(), channel);
    }

    /// Drops what waits on a channel; replies that waited for its messages wait no longer.
    pub(super) fn drop_channel(&self, mut state: Guard<'_>, channel: u64) {
        for body in state.outbox.discard(channel) {
            release(&mut state, body);
        }
        state.changed(Topic::sender(channel));
        let replies = take_ready_replies(&mut state);
        drop(state);
        deliver_all(replies);
    }

    /// The page has read a body, or wants it no more.
    pub(super) fn release_body(&self, id: u64) {
        release(&mut self.state(), id);
    }

    /// Whether a body travels by itself.
    fn is_deferred(&self, body: &Body) -> bool {
        body.len() > self.limits.inline_body_bytes_max || matches!(body, Body::File(_))
    }

    /// A body as a message: small ones travel in the batch, large ones by themselves.
    /// `head` makes the head, with the id of a body that travels by itself.
    pub(super) fn message_of(
        &self,
        state: &mut State,
        body: Body,
        head: impl FnOnce(Option<u64>) -> Bytes,
    ) -> Result<Message, SendRefused> {
        let (payload, body_bytes) = (body.kind(), body.len());
        let element = if let Body::Payload(payload) = &body {
            payload.element()
        } else {
            Element::Bytes
        };
        let is_deferred = self.is_deferred(&body);
        let source = BodySource::new(body);
        let (id, body) = if is_deferred {
            let id = state
                .bodies
                .hold(source, None)
                .map_err(|_| SendRefused::Full)?;
            (Some(id), Vec::new())
        } else {
            let failed = |_| SendRefused::Ended(EndReason::Failed);
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

    /// Gives waiting frames to the poll that is held, and lets go of replies that waited for them.
    pub(super) fn answer_poll(&self, mut state: Guard<'_>) {
        if !state.outbox.has_frames() {
            return;
        }
        let Some(deliver) = state.poll.take() else {
            return;
        };
        let batch = state.outbox.next_batch();
        // Who found no room in the queue has messages in it (SPEC §7), so room for them comes with their own frames.
        for outgoing in &batch.frames {
            if outgoing.frame.kind == FrameKind::Data {
                state.changed(Topic::sender(outgoing.frame.id));
            }
        }
        let replies = take_ready_replies(&mut state);
        drop(state);
        deliver(Ok(batch));
        deliver_all(replies);
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
        deliver_all(ready);
    }
}

/// Lets go of a body; senders may have waited for its place.
pub(super) fn release(state: &mut Guard<'_>, body: u64) {
    let was_full = state.bodies.is_full();
    state.bodies.release(body);
    if was_full {
        state.changed(Topic::SENDERS);
    }
}

/// SPEC §4.5.
fn deferred_head(body: Option<u64>) -> Bytes {
    body.map_or_else(Bytes::new, |id| format!(r#"{{"body":{id}}}"#).into())
}

/// Takes the replies whose frames have all been sent; all of them when the session has ended.
pub(super) fn take_ready_replies(state: &mut State) -> Vec<(Answer, Deliver)> {
    let (is_closed, outbox) = (state.closed.is_some(), &state.outbox);
    let is_ready = |reply: &PendingReply| is_closed || outbox.has_sent(reply.ordinal);
    stamped(outbox.last_sequence(), &mut state.pending_replies, is_ready)
}

/// Takes the reply to a call that the page has cancelled: it waits for no frames, and nothing may gather that nobody wants.
pub(super) fn take_pending_replies(state: &mut State, call: u64) -> Vec<(Answer, Deliver)> {
    let is_of_call = |reply: &PendingReply| reply.answer.frame.id == call;
    let watermark = state.outbox.last_sequence();
    stamped(watermark, &mut state.pending_replies, is_of_call)
}

/// Takes those replies that are meant, with the number of the last frame that was sent.
fn stamped(
    watermark: u64,
    replies: &mut Vec<PendingReply>,
    is_meant: impl Fn(&PendingReply) -> bool,
) -> Vec<(Answer, Deliver)> {
    if replies.is_empty() {
        return Vec::new();
    }
    let (ready, pending): (Vec<_>, Vec<_>) = replies.drain(..).partition(is_meant);
    *replies = pending;
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

/// Delivers replies, with the state unlocked.
pub(super) fn deliver_all(replies: Vec<(Answer, Deliver)>) {
    for (answer, deliver) in replies {
        deliver(answer);
    }
}

/// A document that is shared with a channel's owner without being kept alive by it. How it ended is known when it has gone.
#[derive(Clone, Debug, Default)]
pub(crate) struct WeakDocument {
    document: Weak<Document>,
    fate: Arc<OnceLock<CloseReason>>,
}

impl WeakDocument {
    /// No document: one that has gone.
    pub(crate) fn gone() -> Self {
        Self {
            document: Weak::new(),
            fate: Arc::default(),
        }
    }

    pub(crate) fn upgrade(&self) -> Option<Arc<Document>> {
        self.document.upgrade()
    }

    /// Whether both are of the same document.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Weak::ptr_eq(&self.document, &other.document)
    }
}

impl Document {
    pub(super) fn downgrade(self: &Arc<Self>) -> WeakDocument {
        WeakDocument {
            document: Arc::downgrade(self),
            fate: Arc::clone(&self.fate),
        }
    }
}

/// The document of a handle that outlived it has gone, for the reason that it was closed with.
pub(crate) fn upgrade(document: &WeakDocument) -> Result<Arc<Document>, EndReason> {
    let ended = || document.fate.get().copied().map(EndReason::from);
    document
        .upgrade()
        .ok_or_else(|| ended().unwrap_or(EndReason::DocumentGone))
}
