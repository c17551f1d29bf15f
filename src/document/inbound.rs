//! Messages from the page to the host.

use std::{
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use serde::Deserialize;

use super::{
    Document,
    state::{Guard, State, Topic},
    trash::Removed,
    uploads::Target,
};
use crate::{
    Refusal,
    session::{Arrival, Charge, Credit, Dequeued, End, EndReason, SendRefused},
    wire::{
        Code,
        frame::{self, Data},
    },
};

/// Head of a message with a deferred body (SPEC §4.5).
#[derive(Deserialize)]
struct DeferredHead {
    body: u64,
}

/// Maximum number of queued control frames for an END on a channel that was never open to the page.
const CONTROL_FRAMES_MAX: usize = 8_192;

/// Reports the end of a channel to the page, even if its receiving end is not claimed.
fn report_end(state: &mut Guard<'_>, id: u64, reason: EndReason, message: &str) {
    if state.outbox.check(id) == Err(SendRefused::Ended(EndReason::Ended)) {
        // A page that does not poll must not fill the memory of the host. It learns of the refusal by the answer to its batch.
        if state.outbox.control_frames() >= CONTROL_FRAMES_MAX {
            return;
        }
        state.outbox.push_control(frame::End {
            channel: id,
            count: 0,
            head: reason.encode(Some(message)),
        });
    } else {
        state.outbox.end(id, reason, Some(message));
        state.notify(Topic::sender(id));
    }
}

impl State {
    /// Dequeues the next message of a channel, and enqueues the CREDIT frame that is due.
    fn dequeue_message(&mut self, id: u64) -> Dequeued {
        if let Some(reason) = self.closed {
            return Dequeued::Ended(EndReason::from(reason).into());
        }
        match self.inbox.dequeue(id) {
            Dequeued::Message(message, credit) => {
                if let Some(credit) = credit {
                    self.outbox.push_control(credit);
                }
                self.return_message(id, message.index);
                Dequeued::Message(message, None)
            }
            dequeued => dequeued,
        }
    }

    /// Returns the charge of a message's body, if it was uploaded.
    pub(super) fn return_message(&mut self, channel: u64, index: u64) {
        if !self.message_charges.is_empty() {
            let charge = self.message_charges.remove(&(channel, index));
            self.removed.extend(charge.map(Removed::Charge));
        }
    }

    /// Begins the upload of a message's body (SPEC §5.2). Returns whether there are bytes to upload.
    fn begin_message(
        &mut self,
        upload: u64,
        channel: u64,
        index: u64,
        body_bytes: u64,
    ) -> Result<bool, Refusal> {
        self.calls.reserve(upload)?;
        if body_bytes == 0 {
            self.inbox.complete(channel, index, Bytes::new());
            return Ok(false);
        }
        self.uploads
            .begin(upload, body_bytes, Target::Message { channel, index });
        Ok(true)
    }
}

/// Wakes the receiver of a channel if it can make progress.
fn notify_receiver(state: &mut Guard<'_>, channel: u64, is_ready: bool) {
    if is_ready {
        state.notify(Topic::receiver(channel));
    }
}

impl Document {
    /// Receives an OPEN.
    pub(super) fn open_by_page(&self, id: u64) -> Result<(), Refusal> {
        let mut state = self.state();
        state.check_open("channel")?;
        let opened = state.inbox.open(id);
        if let Err(refusal) = &opened {
            // The page would wait forever for credit.
            report_end(&mut state, id, EndReason::Failed, refusal.message());
            self.answer_poll(state);
        }
        opened
    }

    /// Receives a DATA.
    pub(super) fn receive_data(self: &Arc<Self>, data: Data) -> Result<(), Refusal> {
        let (id, index, body_bytes) = (data.channel, data.index, data.body.length);
        let upload = if data.body.is_deferred() {
            let head: DeferredHead = serde_json::from_slice(&data.head).map_err(|_| {
                let message = format!("deferred message {index} of channel {id} names no body");
                Refusal::new(Code::BadFrame, message)
            })?;
            Some(head.body)
        } else {
            None
        };
        let mut state = self.state();
        state.check_open("channel")?;
        let arrival = state.inbox.receive(data)?;
        let mut is_ready = matches!(arrival, Arrival::Lost | Arrival::Accepted(true));
        let mut received = Ok(false);
        if let (Some(upload), Arrival::Accepted(_)) = (upload, arrival) {
            received = state.begin_message(upload, id, index, body_bytes);
            if let Err(refusal) = &received {
                state.inbox.lose(id, refusal.message());
                is_ready = true;
            }
        }
        if arrival == Arrival::Lost || received.is_err() {
            let message = "a message from the page is lost";
            report_end(&mut state, id, EndReason::FrameLost, message);
        } else {
            self.counters.add_bytes_in(body_bytes);
        }
        notify_receiver(&mut state, id, is_ready);
        self.answer_poll(state);
        if let (true, Some(upload)) = (received?, upload) {
            self.request_room(upload, body_bytes);
        }
        Ok(())
    }

    /// Completes a message with its uploaded body.
    pub(super) fn complete_message(
        &self,
        channel: u64,
        index: u64,
        body: Bytes,
        charge: Option<Charge>,
    ) {
        let mut state = self.state();
        let is_ready = state.inbox.complete(channel, index, body);
        if state.inbox.holds(channel, index) {
            let charge = charge.map(|charge| ((channel, index), charge));
            state.message_charges.extend(charge);
        } else {
            state.removed.extend(charge.map(Removed::Charge));
        }
        notify_receiver(&mut state, channel, is_ready);
    }

    /// Ends a channel because the body of a message cannot be uploaded.
    pub(super) fn lose_message(&self, channel: u64, reason: &Refusal) {
        let mut state = self.state();
        state.inbox.lose(channel, reason.message());
        report_end(&mut state, channel, EndReason::FrameLost, reason.message());
        notify_receiver(&mut state, channel, true);
        self.answer_poll(state);
    }

    /// Receives an END for the direction from the page.
    pub(super) fn end_inbound(&self, frame: &frame::End) -> Result<(), Refusal> {
        let end = End::decode(&frame.head)?;
        let mut state = self.state();
        let is_ready = state.inbox.end(frame.channel, frame.count, end);
        notify_receiver(&mut state, frame.channel, is_ready);
        Ok(())
    }

    /// Claims the receiving end of a channel for a command.
    ///
    /// # Errors
    /// Returns the errors of [`Inbox::claim`](crate::session::Inbox::claim), and the code of the close reason if the document has ended.
    pub(crate) fn claim_receiver(&self, id: u64) -> Result<(), Refusal> {
        let mut state = self.state();
        state.check_open("channel")?;
        if let Some(credit) = state.inbox.claim(id)? {
            state.outbox.push_control(credit);
        }
        self.answer_poll(state);
        Ok(())
    }

    /// Dequeues the next message of a channel.
    pub(crate) fn dequeue_message(&self, id: u64) -> Dequeued {
        let mut state = self.state();
        let dequeued = state.dequeue_message(id);
        self.answer_poll(state);
        dequeued
    }

    /// Dequeues the next message of a channel. Wakes the task when there is one.
    pub(crate) fn poll_message(&self, id: u64, context: &mut Context<'_>) -> Poll<Dequeued> {
        let attempt = |state: &mut State| match state.dequeue_message(id) {
            Dequeued::Empty => None,
            dequeued => Some(dequeued),
        };
        let polled = self.state.poll_sole(Topic::Receiver(id), context, attempt);
        polled.map(|(state, dequeued)| {
            self.answer_poll(state);
            dequeued
        })
    }

    /// Sets the window of a channel from the page.
    pub(crate) fn set_receiver_credit(&self, id: u64, credit: Credit) {
        let mut state = self.state();
        if let Some(frame) = state.inbox.set_credit(id, credit) {
            state.outbox.push_control(frame);
        }
        self.answer_poll(state);
    }

    /// Releases the receiving end of a channel.
    pub(crate) fn release_receiver(&self, id: u64) {
        let mut state = self.state();
        state.forget_sole(Topic::Receiver(id));
        state.inbox.release(id);
        let uploads = state.uploads.of_channel(id);
        drop(state);
        for upload in uploads {
            self.refuse_upload(upload, |_| {
                let message = format!("the receiver of channel {id} was dropped");
                Refusal::new(Code::UnknownChannel, message)
            });
        }
    }
}
