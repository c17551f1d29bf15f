//! Messages from the host to the page.

use bytes::Bytes;

use super::{
    Document,
    body_source::BodySource,
    replies::deliver_all,
    state::{Guard, State, Topic, notify_room, release_body},
    trash::Removed,
};
use crate::{
    payload,
    session::{Credit, EndReason, Message, SendRefused},
    wire::{Element, frame::Body},
};

impl Document {
    /// Ends a channel whose last owner has dropped its end, unless a call has opened it again meanwhile.
    pub(super) fn drop_channel_end(&self, channel: u64) {
        let mut state = self.state();
        if state.has_channel_end(channel) {
            return;
        }
        state.channels.remove(&channel);
        state.outbox.end(channel, EndReason::Ended, None);
        state.notify(Topic::sender(channel));
        self.answer_poll(state);
    }

    /// Enqueues a message if the page has granted credit. Leaves `body` in place if the channel is full.
    fn enqueue(
        &self,
        state: &mut State,
        channel: u64,
        body: &mut payload::Body,
    ) -> Result<(), SendRefused> {
        state.check_channel(channel)?;
        // Deferred bodies occupy the table until the page releases them.
        if self.is_deferred(body) && !state.has_room_for_bodies() {
            return Err(SendRefused::Full);
        }
        let message = self.message_of(state, std::mem::take(body), deferred_head)?;
        state.outbox.enqueue(channel, message)
    }

    /// Enqueues a message as [`enqueue`](Self::enqueue) does. Returns `None` if the sender has to wait.
    fn enqueue_or_wait(
        &self,
        state: &mut State,
        channel: u64,
        body: &mut payload::Body,
    ) -> Option<Result<(), EndReason>> {
        match self.enqueue(state, channel, body) {
            Ok(()) => Some(Ok(())),
            Err(SendRefused::Ended(reason)) => Some(Err(reason)),
            Err(SendRefused::Full) => {
                state.awaits_queue |= !state.outbox.has_room();
                state.awaits_bodies |= !state.has_room_for_bodies();
                None
            }
        }
    }

    /// Sends a message if the page has granted credit.
    ///
    /// # Errors
    /// Returns the reason, and the body if it is [`SendRefused::Full`].
    pub(crate) fn try_send(
        &self,
        channel: u64,
        mut body: payload::Body,
    ) -> Result<(), (SendRefused, payload::Body)> {
        let mut state = self.state();
        let sent = self.enqueue(&mut state, channel, &mut body);
        self.answer_poll(state);
        sent.map_err(|reason| (reason, body))
    }

    /// Sends a message. **Blocks** until the page has granted credit.
    pub(crate) fn send_blocking(
        &self,
        channel: u64,
        mut body: payload::Body,
    ) -> Result<(), EndReason> {
        let attempt = |state: &mut State| self.enqueue_or_wait(state, channel, &mut body);
        let (state, sent) = self.state.wait_blocking(attempt);
        self.answer_poll(state);
        sent
    }

    /// Sends a message. Waits until the page has granted credit.
    pub(crate) async fn send(
        &self,
        channel: u64,
        mut body: payload::Body,
    ) -> Result<(), EndReason> {
        let attempt = |state: &mut State| self.enqueue_or_wait(state, channel, &mut body);
        let (state, sent) = self.state.wait(Topic::Sender(channel), attempt).await;
        self.answer_poll(state);
        sent
    }

    /// Waits until a channel has ended.
    pub(crate) async fn channel_ended(&self, channel: u64) -> EndReason {
        let attempt = |state: &mut State| state.end_of_channel(channel);
        self.state.wait(Topic::Sender(channel), attempt).await.1
    }

    /// Returns the reason if a channel has ended.
    pub(crate) fn channel_end(&self, channel: u64) -> Option<EndReason> {
        self.state().end_of_channel(channel)
    }

    /// Ends a channel from the host's side.
    pub(crate) fn end_channel(&self, channel: u64, reason: EndReason, message: Option<&str>) {
        let mut state = self.state();
        state.outbox.end(channel, reason, message);
        state.notify(Topic::sender(channel));
        self.answer_poll(state);
    }

    /// Ends a channel from the page's side.
    pub(super) fn end_by_page(&self, channel: u64) {
        self.discard_channel(self.state(), channel);
    }

    /// Drops the queue of a channel, and delivers the replies that waited for its messages.
    pub(super) fn discard_channel(&self, mut state: Guard<'_>, channel: u64) {
        for body in state.outbox.discard(channel) {
            release_body(&mut state, body);
        }
        if !notify_room(&mut state) {
            state.notify(Topic::sender(channel));
        }
        let replies = state.take_ready_replies();
        drop(state);
        deliver_all(replies);
    }

    /// Sets the window of a channel to the page.
    pub(crate) fn set_sender_credit(&self, id: u64, credit: Credit) {
        let mut state = self.state();
        state.outbox.set_credit(id, credit);
        // The new window may have room for a waiting sender.
        state.notify(Topic::sender(id));
        self.answer_poll(state);
    }

    /// Returns whether a body is deferred.
    fn is_deferred(&self, body: &payload::Body) -> bool {
        body.len() > self.limits.inline_body_bytes_max || matches!(body, payload::Body::File(_))
    }

    /// Converts a body to a message. A small body is carried by the frame, a large one is deferred. `head` returns the head for the id of the deferred
    /// body.
    pub(super) fn message_of(
        &self,
        state: &mut State,
        body: payload::Body,
        head: impl FnOnce(Option<u64>) -> Bytes,
    ) -> Result<Message, SendRefused> {
        let (payload, length) = (body.kind(), body.len());
        let element = if let payload::Body::Payload(payload) = &body {
            payload.element()
        } else {
            Element::Bytes
        };
        let is_deferred = self.is_deferred(&body);
        let source = BodySource::new(body);
        let (id, body) = if is_deferred {
            let id = state
                .bodies
                .insert(source, None, &self.ledger)
                .map_err(|_| SendRefused::Full)?;
            (Some(id), Body::deferred(payload, element, length))
        } else {
            let failed = |_| SendRefused::Ended(EndReason::Failed);
            let segments = source.read(0..length).map_err(failed)?;
            if source.has_empty_segments() {
                // No segment of the message holds their owners, and their destructors must not run under the lock.
                state.removed.push(Removed::Emptied(source));
            }
            (None, Body::new(payload, element, segments))
        };
        Ok(Message {
            head: head(id),
            body,
            deferred: id,
        })
    }
}

/// Encodes the head of a message with a deferred body (SPEC §4.5).
fn deferred_head(body: Option<u64>) -> Bytes {
    body.map_or_else(Bytes::new, |id| format!(r#"{{"body":{id}}}"#).into())
}
