use std::{
    collections::HashMap,
    ops::RangeInclusive,
    sync::{Arc, Weak},
};

use super::{
    bodies::Bodies, channel_end::ChannelEnd, close_reason::CloseReason, deliver::DeliverBatch,
    listeners::PageListeners, monitor, replies::PendingReplies, trash::Removed, uploads::Uploads,
};
use crate::{
    Refusal,
    session::{Calls, Charge, EndReason, Holding, Inbox, Ledger, Outbox, SendRefused},
    wire::Code,
};

/// Mutable state of a document.
pub(super) struct State {
    pub(super) closed: Option<CloseReason>,
    pub(super) calls: Calls,
    pub(super) ledger: Arc<Ledger>,
    pub(super) bodies: Bodies,
    pub(super) uploads: Uploads,
    pub(super) outbox: Outbox,
    pub(super) inbox: Inbox,
    /// Id of the next channel that the host opens.
    pub(super) next_stream: u64,
    /// Channels of streamed replies, by call.
    pub(super) streams: HashMap<u64, u64>,
    /// The poll in flight.
    pub(super) poll: Option<DeliverBatch>,
    pub(super) pending_replies: PendingReplies,
    /// Channel ends by id, so that every mention of a channel returns the same end.
    pub(super) channels: HashMap<u64, Weak<ChannelEnd>>,
    pub(super) listeners: PageListeners,
    /// Charges of uploaded messages that no command has received, by channel and index.
    pub(super) message_charges: HashMap<(u64, u64), Charge>,
    /// Whether a sender waits for room in the queue of the document, or of the process.
    pub(super) awaits_queue: bool,
    /// Whether a sender waits for room for a deferred body.
    pub(super) awaits_bodies: bool,
    /// Removed values, to be dropped after the lock is released.
    pub(super) removed: Vec<Removed>,
}

/// The locked state.
pub(super) type Guard<'a> = monitor::Guard<'a, State, Topic>;

/// A condition that tasks and threads wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Topic {
    /// The channel to the page accepts a message, or has ended.
    Sender(u64),
    /// The channel from the page has a message, or has ended.
    Receiver(u64),
}

impl Topic {
    pub(super) const SENDERS: RangeInclusive<Self> = Self::Sender(0)..=Self::Sender(u64::MAX);
    pub(super) const ALL: RangeInclusive<Self> = Self::Sender(0)..=Self::Receiver(u64::MAX);

    pub(super) const fn sender(channel: u64) -> RangeInclusive<Self> {
        Self::Sender(channel)..=Self::Sender(channel)
    }

    pub(super) const fn receiver(channel: u64) -> RangeInclusive<Self> {
        Self::Receiver(channel)..=Self::Receiver(channel)
    }
}

impl State {
    /// Ends a call, whose reply is leaving, and returns the bytes of its frame to the ledger.
    pub(super) fn end_call(&mut self, id: u64) {
        let bytes = self.calls.end(id);
        self.ledger.sub(Holding::Calls, bytes);
    }

    /// Returns whether another deferred body may be held for the page.
    pub(super) fn has_room_for_bodies(&self) -> bool {
        !self.bodies.is_full() && self.ledger.has_room_for_results()
    }

    /// Checks that the session has not ended.
    ///
    /// # Errors
    /// Returns the refusal of `subject` if it has.
    pub(super) fn check_open(&self, subject: &str) -> Result<(), Refusal> {
        self.closed
            .map_or(Ok(()), |reason| Err(reason.refusal(subject)))
    }

    /// Removes what the session has sent and received, at its end. Replies, uploads and the poll remain for [`close`](super::Document::close) to answer.
    pub(super) fn clear(&mut self) {
        self.removed.extend(self.bodies.clear().map(Removed::Body));
        self.outbox.clear();
        self.inbox.clear();
        let charges = self.message_charges.drain().map(|(_, charge)| charge);
        self.removed.extend(charges.map(Removed::Charge));
        self.channels.clear();
        self.calls.clear();
        self.listeners.clear(&self.ledger);
    }

    /// Opens a channel to the page under an id that the page has drawn.
    ///
    /// # Errors
    /// Returns `too_many_channels` at the limit of channels, `channel_closed` if the END of a channel that has failed is still queued, and the code of
    /// the close reason if the document has ended.
    pub(super) fn open_channel(&mut self, id: u64, limit: usize) -> Result<(), Refusal> {
        self.check_open("channel")?;
        if self.outbox.open(id) {
            return Ok(());
        }
        let refusal = match self.outbox.queued_end(id) {
            Some(reason) if id != 0 => Refusal::new(
                Code::ChannelClosed,
                format!(
                    "channel {id} cannot be used again before the page has received its end: {reason}"
                ),
            ),
            _ => Refusal::new(
                Code::TooManyChannels,
                format!("channel {id} cannot be opened: at most {limit} are open at once"),
            ),
        };
        Err(refusal)
    }

    /// Returns whether the end of a channel has an owner.
    pub(super) fn has_channel_end(&self, id: u64) -> bool {
        let end = self.channels.get(&id);
        end.is_some_and(|end| end.strong_count() > 0)
    }

    /// Checks whether a message of a channel can be enqueued now.
    pub(super) fn check_channel(&self, channel: u64) -> Result<(), SendRefused> {
        match self.closed {
            Some(reason) => Err(SendRefused::Ended(reason.into())),
            None => self.outbox.check(channel),
        }
    }

    /// Returns the reason if a channel to the page has ended.
    pub(super) fn end_of_channel(&self, channel: u64) -> Option<EndReason> {
        match self.check_channel(channel) {
            Err(SendRefused::Ended(reason)) => Some(reason),
            _ => None,
        }
    }
}

/// Releases a deferred body, and wakes the senders if any waits for the room of one.
pub(super) fn release_body(state: &mut Guard<'_>, body: u64) {
    let released = state.bodies.release(body).map(Removed::Body);
    state.removed.extend(released);
    if std::mem::take(&mut state.awaits_bodies) {
        state.notify(Topic::SENDERS);
    }
}

/// Wakes the senders that wait for room in the queue of the document, if there is room. Returns whether it did.
///
/// The room depends on other documents too, so a waiting sender is recorded and not derived from the room before. Its document holds messages, and looks again
/// when they leave.
pub(super) fn notify_room(state: &mut Guard<'_>) -> bool {
    let has_room = state.awaits_queue && state.outbox.has_room();
    if has_room {
        state.awaits_queue = false;
        state.notify(Topic::SENDERS);
    }
    has_room
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("State")
            .field("closed", &self.closed)
            .field("calls", &self.calls.running())
            .finish_non_exhaustive()
    }
}
