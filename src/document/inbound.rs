//! What the page sends on channels: its frames on their way into the inbox, and receivers that take them out of it.

use std::task::{Context, Poll};

use bytes::Bytes;
use serde::Deserialize;

use super::{Document, Guard, State, Topic, upload::Target};
use crate::{
    Refusal,
    session::{Arrival, Credit, Dequeued, End, EndReason, SendRefused},
    wire::{Code, Flags, Frame, FrameKind},
};

/// SPEC §4.5.
#[derive(Deserialize)]
struct DeferredHead {
    body: u64,
}

/// Control frames that wait for a poll, above which a channel that was never open in this direction is not told its end.
const ENDS_TOLD_MAX: usize = 8_192;

/// Tells the page that a channel has ended, also one whose receiving end nobody has taken.
fn tell_end(state: &mut Guard<'_>, id: u64, reason: EndReason, message: &str) {
    if state.outbox.check(id) == Err(SendRefused::Ended(EndReason::Ended)) {
        // A page that reads nothing could have more said to it than it says. It hears of the refusal in the answer to its batch.
        if state.outbox.control_frames() >= ENDS_TOLD_MAX {
            return;
        }
        let mut frame = Frame::new(FrameKind::End, id, 0);
        frame.head = reason.encode(Some(message));
        state.outbox.push_control(frame);
    } else {
        state.outbox.end(id, reason, Some(message));
        state.changed(Topic::sender(id));
    }
}

impl State {
    /// Takes the next message of a channel, and tells the page what it may send for it.
    fn take_message(&mut self, id: u64) -> Dequeued {
        if let Some(reason) = self.closed {
            return Dequeued::Ended(EndReason::from(reason).into());
        }
        match self.inbox.dequeue(id) {
            Dequeued::Message(frame, credit) => {
                if let Some(credit) = credit {
                    self.outbox.push_control(credit);
                }
                Dequeued::Message(frame, None)
            }
            taken => taken,
        }
    }
}

/// The receiver of a channel can go on.
fn announce(state: &mut Guard<'_>, channel: u64, is_ready: bool) {
    if is_ready {
        state.changed(Topic::receiver(channel));
    }
}

impl Document {
    /// Takes an OPEN of the page.
    pub(super) fn open_by_page(&self, id: u64) -> Result<(), Refusal> {
        let mut state = self.state();
        state.check_open("channel")?;
        let opened = state.inbox.open(id);
        if let Err(refusal) = &opened {
            // The page waits for credit that will never come.
            tell_end(&mut state, id, EndReason::Failed, refusal.message());
            self.answer_poll(state);
        }
        opened
    }

    /// Takes a DATA of the page.
    pub(super) fn receive_data(&self, frame: Frame) -> Result<(), Refusal> {
        let (id, index, body_bytes) = (frame.id, frame.seq, frame.body_bytes);
        let upload = if frame.flags.contains(Flags::DEFERRED) {
            let head: DeferredHead = serde_json::from_slice(&frame.head).map_err(|_| {
                Refusal::new(Code::BadFrame, "a deferred message that names no body")
            })?;
            Some(head.body)
        } else {
            None
        };
        let mut state = self.state();
        state.check_open("channel")?;
        let arrival = state.inbox.receive(frame)?;
        let mut is_ready = matches!(arrival, Arrival::Lost | Arrival::Accepted(true));
        let mut refused = Ok(());
        if let (Some(upload), Arrival::Accepted(_)) = (upload, arrival) {
            refused = begin_message(&mut state, upload, id, index, body_bytes);
            if let Err(refusal) = &refused {
                state.inbox.lose(id, refusal.message());
                is_ready = true;
            }
        }
        if arrival == Arrival::Lost || refused.is_err() {
            tell_end(
                &mut state,
                id,
                EndReason::FrameLost,
                "a message of the page is lost",
            );
        } else {
            self.bytes_arrived(body_bytes);
        }
        announce(&mut state, id, is_ready);
        self.answer_poll(state);
        refused
    }

    /// The uploaded body of a message is there.
    pub(super) fn complete_message(&self, channel: u64, index: u64, body: Bytes) {
        let mut state = self.state();
        let is_ready = state.inbox.complete(channel, index, body);
        announce(&mut state, channel, is_ready);
    }

    /// The uploaded body of a message will never be there.
    pub(super) fn lose_message(&self, channel: u64, why: &Refusal) {
        let mut state = self.state();
        state.inbox.lose(channel, why.message());
        tell_end(&mut state, channel, EndReason::FrameLost, why.message());
        announce(&mut state, channel, true);
        self.answer_poll(state);
    }

    /// Takes the inbound side of an END of the page.
    pub(super) fn end_inbound(&self, frame: &Frame) -> Result<(), Refusal> {
        let end = End::decode(&frame.head)?;
        let mut state = self.state();
        let is_ready = state.inbox.end(frame.id, frame.seq, end);
        announce(&mut state, frame.id, is_ready);
        Ok(())
    }

    /// A command takes the receiving end of a channel.
    ///
    /// # Errors
    /// As [`Inbox::claim`](crate::session::Inbox::claim); the code of the end when the document has ended.
    pub(crate) fn claim_receiver(&self, id: u64) -> Result<(), Refusal> {
        let mut state = self.state();
        state.check_open("channel")?;
        if let Some(credit) = state.inbox.claim(id)? {
            state.outbox.push_control(credit);
        }
        self.answer_poll(state);
        Ok(())
    }

    /// Takes the next message of a channel.
    pub(crate) fn take_message(&self, id: u64) -> Dequeued {
        let mut state = self.state();
        let taken = state.take_message(id);
        self.answer_poll(state);
        taken
    }

    /// As [`take_message`](Self::take_message); wakes the task when there is something.
    pub(crate) fn poll_message(&self, id: u64, context: &mut Context<'_>) -> Poll<Dequeued> {
        let look = |state: &mut State| match state.take_message(id) {
            Dequeued::Empty => None,
            taken => Some(taken),
        };
        let polled = self.state.poll_sole(Topic::Receiver(id), context, look);
        polled.map(|(state, taken)| {
            self.answer_poll(state);
            taken
        })
    }

    /// Sets how much of a channel from the page may be under way.
    pub(crate) fn set_receiver_credit(&self, id: u64, credit: Credit) {
        let mut state = self.state();
        if let Some(frame) = state.inbox.set_credit(id, credit) {
            state.outbox.push_control(frame);
        }
        self.answer_poll(state);
    }

    /// Sets how much of a channel to the page may be under way.
    pub(crate) fn set_sender_credit(&self, id: u64, credit: Credit) {
        let mut state = self.state();
        state.outbox.set_credit(id, credit);
        // There may be more room than before.
        state.changed(Topic::sender(id));
        self.answer_poll(state);
    }

    /// A receiver lets go of its channel.
    pub(crate) fn release_receiver(&self, id: u64) {
        let mut state = self.state();
        state.forget_sole(Topic::Receiver(id));
        state.inbox.release(id);
        let uploads = state.uploads.of_channel(id);
        drop(state);
        for upload in uploads {
            self.refuse_upload(upload, |_| {
                Refusal::new(
                    Code::UnknownChannel,
                    "the receiver of this message has gone",
                )
            });
        }
    }
}

/// Begins the upload of a message's body (SPEC §5.2).
fn begin_message(
    state: &mut State,
    upload: u64,
    channel: u64,
    index: u64,
    body_bytes: u64,
) -> Result<(), Refusal> {
    state.calls.reserve(upload)?;
    if body_bytes == 0 {
        state.inbox.complete(channel, index, Bytes::new());
        return Ok(());
    }
    state
        .uploads
        .begin(upload, body_bytes, Target::Message { channel, index });
    Ok(())
}
