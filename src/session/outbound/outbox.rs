use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    sync::Arc,
};

use super::{
    Batch, Message, Outgoing, SendRefused,
    channel::{OutboundChannel, Queued},
    unsent::Unsent,
};
use crate::{
    session::{Credit, EndReason, Holding, Ledger},
    wire::{
        Limits,
        frame::{Data, End, Event, Open},
    },
};

/// Bytes of one channel that are sent before the next channel has its turn.
const TURN_BYTES: u64 = 64 * 1024;
/// Memory that the host holds for a queued frame besides its bytes.
const FRAME_OVERHEAD: u64 = size_of::<Queued>() as u64 + 64;
/// The events share the round-robin with the channels, whose ids start at 1.
const EVENTS: u64 = 0;

/// Frames from the host to the page: messages of channels under credit, events, and control frames that overtake both (SPEC §6.3).
///
/// Credit is spent when a message is enqueued, so the messages that are queued, in flight, and not yet acknowledged by the page stay together
/// within the page's grant and one message.
#[derive(Debug)]
pub struct Outbox {
    limits: Limits,
    channels: HashMap<u64, OutboundChannel>,
    /// Channels with queued messages, by their turns.
    turns: BTreeMap<u64, u64>,
    next_turn: u64,
    control: VecDeque<Outgoing>,
    control_bytes: u64,
    /// Whether the session has ended: nothing will poll control frames.
    is_cleared: bool,
    unacknowledged: VecDeque<Outgoing>,
    /// Frames that were acknowledged or discarded, for the caller to drop without a lock.
    removed: Vec<VecDeque<Outgoing>>,
    next_sequence: u64,
    queued_bytes: u64,
    /// Bytes of the bodies of all messages and events that were enqueued.
    #[cfg(feature = "inspector")]
    sent_bytes: u64,
    unsent: Unsent,
    ledger: Arc<Ledger>,
}

impl Outbox {
    /// Creates an empty outbox, whose frames are charged to `ledger`.
    pub fn new(limits: Limits, ledger: Arc<Ledger>) -> Self {
        let mut outbox = Self {
            limits,
            channels: HashMap::new(),
            turns: BTreeMap::new(),
            next_turn: 0,
            control: VecDeque::new(),
            control_bytes: 0,
            is_cleared: false,
            unacknowledged: VecDeque::new(),
            removed: Vec::new(),
            next_sequence: 1,
            queued_bytes: 0,
            #[cfg(feature = "inspector")]
            sent_bytes: 0,
            unsent: Unsent::new(1),
            ledger,
        };
        let unbounded = Credit {
            bytes: u64::MAX,
            frames: u64::MAX,
        };
        outbox
            .channels
            .insert(EVENTS, OutboundChannel::new(unbounded));
        outbox
    }

    fn set_queued_bytes(&mut self, bytes: u64) {
        self.ledger
            .replace(Holding::Queued, self.queued_bytes, bytes);
        self.queued_bytes = bytes;
    }

    /// Opens a channel with the initial grant. An open channel is left unchanged. A channel whose END with reason `ended` is still queued goes on, as
    /// if the host had not ended it.
    ///
    /// Returns `false` if the document has too many channels, the id is 0, or an END with another reason is still queued.
    #[must_use]
    pub fn open(&mut self, id: u64) -> bool {
        if let Some(channel) = self.channels.get(&id) {
            return match channel.end {
                _ if id == EVENTS => false,
                None => true,
                Some(EndReason::Ended) => self.withdraw_end(id),
                Some(_) => false,
            };
        }
        if self.channels.len() > self.limits.channels_open_max {
            return false;
        }
        self.channels
            .insert(id, OutboundChannel::new(Credit::of(&self.limits)));
        true
    }

    /// Returns the reason of an END that is queued behind messages of its channel.
    pub fn queued_end(&self, id: u64) -> Option<EndReason> {
        self.channels.get(&id)?.end
    }

    /// Removes the queued END of a channel. The page has not seen it, so its grant and the indices go on.
    fn withdraw_end(&mut self, id: u64) -> bool {
        let Some(channel) = self.channels.get_mut(&id) else {
            return false;
        };
        channel.end = None;
        let Some(end) = channel.queue.pop_back() else {
            return true;
        };
        if channel.queue.is_empty() {
            self.turns.remove(&channel.turn);
        }
        self.unsent.leave(end.ordinal);
        self.removed.push(VecDeque::from([end.frame]));
        true
    }

    /// Opens a channel under an id that the host has drawn (SPEC §6.5). Nothing is sent on it before the page grants credit.
    ///
    /// Returns `false` as [`open`](Self::open) does.
    #[must_use]
    pub fn open_ungranted(&mut self, id: u64) -> bool {
        let opened = self.open(id);
        if let Some(channel) = self.channels.get_mut(&id).filter(|_| opened) {
            channel.granted_messages = 0;
            channel.granted_bytes = 0;
        }
        opened
    }

    /// Sets the window of a channel and announces it to the page, whose grants follow it. Granted credit is not revoked. Has no effect on a channel
    /// that has ended.
    pub fn set_credit(&mut self, id: u64, credit: Credit) {
        let credit = credit.clamped(&self.limits);
        let Some(channel) = open_channel(&mut self.channels, id) else {
            return;
        };
        channel.set_credit(credit);
        let head = serde_json::to_vec(&credit).unwrap_or_default().into();
        self.push_control(Open { channel: id, head });
    }

    /// Returns how many channels are open.
    pub fn channels_open(&self) -> usize {
        self.channels.len() - 1
    }

    /// Returns the figures of the open channels.
    #[cfg(feature = "inspector")]
    pub(crate) fn channels(&self) -> impl Iterator<Item = crate::session::ChannelFacts> {
        let channels = self.channels.iter().filter(|(id, _)| **id != EVENTS);
        channels.map(|(id, channel)| crate::session::ChannelFacts {
            id: *id,
            messages: channel.sent_messages,
            bytes: channel.sent_cost,
            credit_messages: channel
                .granted_messages
                .saturating_sub(channel.sent_messages),
            credit_bytes: channel.granted_bytes.saturating_sub(channel.sent_cost),
            queued: channel.queue.len(),
        })
    }

    /// Returns the bytes of the bodies of all messages and events that were enqueued.
    #[cfg(feature = "inspector")]
    pub(crate) const fn sent_bytes(&self) -> u64 {
        self.sent_bytes
    }

    /// Returns the cost in bytes of the queued messages.
    pub const fn queued_bytes(&self) -> u64 {
        self.queued_bytes
    }

    /// Returns whether the queue of the document has room for a message (SPEC §7.1, `queued`).
    pub fn has_room(&self) -> bool {
        self.ledger.has_room(Holding::Queued)
    }

    /// Checks whether a message can be enqueued now.
    ///
    /// # Errors
    /// Returns the reason if it cannot.
    pub fn check(&self, id: u64) -> Result<(), SendRefused> {
        let channel = self
            .channels
            .get(&id)
            .ok_or(SendRefused::Ended(EndReason::Ended))?;
        if let Some(reason) = channel.end {
            return Err(SendRefused::Ended(reason));
        }
        if channel.has_credit() && self.has_room() {
            Ok(())
        } else {
            Err(SendRefused::Full)
        }
    }

    /// Enqueues a message of a channel.
    ///
    /// # Errors
    /// Returns the reason as [`check`](Self::check) does; the message is removed then.
    pub fn enqueue(&mut self, id: u64, message: Message) -> Result<(), SendRefused> {
        let checked = self.check(id);
        let cost = message.body.length.max(self.limits.message_cost_bytes_min);
        #[cfg(feature = "inspector")]
        let body_bytes = message.body.length;
        let Message {
            head,
            body,
            deferred,
        } = message;
        if let Err(reason) = checked {
            let dropped = Event { head, body }.into();
            self.removed.push(VecDeque::from([dropped]));
            return Err(reason);
        }
        let Some(channel) = self.channels.get_mut(&id) else {
            return Err(SendRefused::Ended(EndReason::Ended));
        };
        let frame = if id == EVENTS {
            Event { head, body }.into()
        } else {
            Data {
                channel: id,
                index: channel.sent_messages,
                is_last: false,
                head,
                body,
            }
            .into()
        };
        // An event has no credit, and its head may be longer than its body.
        let cost = if id == EVENTS {
            memory_of(&frame)
        } else {
            cost
        };
        if channel.queue.is_empty() {
            self.next_turn += 1;
            channel.turn = self.next_turn;
            self.turns.insert(channel.turn, id);
        }
        channel.queue.push_back(Queued {
            ordinal: self.unsent.enqueue(),
            cost,
            deferred,
            frame,
        });
        channel.sent_messages += 1;
        channel.sent_cost = channel.sent_cost.saturating_add(cost);
        #[cfg(feature = "inspector")]
        {
            self.sent_bytes = self.sent_bytes.saturating_add(body_bytes);
        }
        self.set_queued_bytes(self.queued_bytes + cost);
        Ok(())
    }

    /// Checks whether an event can be enqueued now.
    ///
    /// # Errors
    /// Returns the reason as [`enqueue_event`](Self::enqueue_event) does.
    pub fn check_event(&self) -> Result<(), SendRefused> {
        self.check(EVENTS)
    }

    /// Enqueues an event. Events need no credit; the limit of the document's queue bounds them.
    ///
    /// # Errors
    /// Returns [`SendRefused::Full`] if the queue is full.
    pub fn enqueue_event(&mut self, event: Message) -> Result<(), SendRefused> {
        self.enqueue(EVENTS, event)
    }

    /// Ends a channel from the host's side: the END follows the last message.
    pub fn end(&mut self, id: u64, reason: EndReason, message: Option<&str>) {
        let Some(channel) = open_channel(&mut self.channels, id) else {
            return;
        };
        channel.end = Some(reason);
        let frame = End {
            channel: id,
            count: channel.sent_messages,
            head: reason.encode(message),
        };
        if channel.queue.is_empty() {
            self.channels.remove(&id);
            self.push_control(frame);
        } else {
            channel.queue.push_back(Queued {
                ordinal: self.unsent.enqueue(),
                cost: 0,
                deferred: None,
                frame: frame.into(),
            });
        }
    }

    /// Removes a channel that the page has ended, and drops its queue. Returns the ids of the deferred bodies in it, which the page never learns.
    pub fn discard(&mut self, id: u64) -> Vec<u64> {
        if id == EVENTS {
            return Vec::new();
        }
        let Some(channel) = self.channels.remove(&id) else {
            return Vec::new();
        };
        self.turns.remove(&channel.turn);
        for queued in &channel.queue {
            self.unsent.leave(queued.ordinal);
        }
        let dropped = channel.queue.iter().map(|queued| queued.cost).sum::<u64>();
        self.set_queued_bytes(self.queued_bytes - dropped);
        let bodies = channel.queue.iter().filter_map(|queued| queued.deferred);
        let bodies = bodies.collect();
        self.remove_queue(channel.queue);
        bodies
    }

    fn remove_queue(&mut self, queue: VecDeque<Queued>) {
        if !queue.is_empty() {
            let frames = queue.into_iter().map(|queued| queued.frame);
            self.removed.push(frames.collect());
        }
    }

    /// Takes the frames that were acknowledged or discarded since the last call. Their bodies belong to the application, so they are dropped without a lock.
    #[must_use = "the frames are dropped without a lock"]
    pub fn take_removed(&mut self) -> Vec<VecDeque<Outgoing>> {
        std::mem::take(&mut self.removed)
    }

    /// Adds a grant of the page, in totals since the channel opened. A repeated or late grant changes nothing.
    pub fn grant(&mut self, id: u64, messages: u64, bytes: u64) {
        if let Some(channel) = self.channels.get_mut(&id).filter(|_| id != EVENTS) {
            channel.grant(messages, bytes);
        }
    }

    /// Enqueues a control frame, which overtakes all messages. Drops it if the session has ended.
    pub fn push_control(&mut self, frame: impl Into<Outgoing>) {
        if self.is_cleared {
            return;
        }
        let frame = frame.into();
        let bytes = memory_of(&frame);
        self.ledger.add(Holding::Control, bytes);
        self.control_bytes += bytes;
        self.control.push_back(frame);
    }

    /// Returns whether the page has let more control frames queue up than the ledger allows, which no page does that polls.
    pub fn is_overrun(&self) -> bool {
        self.control_bytes > self.ledger.bound(Holding::Control)
    }

    /// Returns how many control frames are queued.
    pub fn control_frames(&self) -> usize {
        self.control.len()
    }

    /// Returns whether a poll can be answered at once.
    pub fn has_frames(&self) -> bool {
        !self.control.is_empty() || !self.turns.is_empty()
    }

    /// Acknowledges all frames up to `sequence`. Returns the frames that were sent and not acknowledged, which have to be sent again.
    pub fn acknowledge(&mut self, sequence: u64) -> Batch {
        let oldest = self.next_sequence - self.unacknowledged.len() as u64;
        let acknowledged = sequence
            .saturating_add(1)
            .saturating_sub(oldest)
            .min(self.unacknowledged.len() as u64);
        if acknowledged == 0 {
            // Nothing leaves.
        } else if acknowledged == self.unacknowledged.len() as u64 {
            self.removed.push(std::mem::take(&mut self.unacknowledged));
        } else {
            let acknowledged = self.unacknowledged.drain(..acknowledged as usize);
            self.removed.push(acknowledged.collect());
        }
        Batch {
            first: oldest + acknowledged,
            frames: self.unacknowledged.iter().cloned().collect(),
        }
    }

    /// Returns the sequence of the last frame that was sent.
    pub const fn last_sequence(&self) -> u64 {
        self.next_sequence - 1
    }

    /// Returns the ordinal of the last message that was enqueued.
    pub fn last_ordinal(&self) -> u64 {
        self.unsent.last()
    }

    /// Returns whether every message up to this ordinal has been sent, or was dropped because the page ended its channel.
    pub const fn has_sent(&self, ordinal: u64) -> bool {
        self.unsent.has_left(ordinal)
    }

    /// Dequeues the next batch: control frames first, then the channels in turn. It holds at least one frame if any is queued.
    pub fn next_batch(&mut self) -> Batch {
        let mut batch = Batch {
            first: self.next_sequence,
            frames: Vec::new(),
        };
        let mut bytes = 0;
        let (queued, control) = (self.queued_bytes, self.control_bytes);
        while let Some(frame) = self.next_frame(&mut bytes, batch.frames.len()) {
            batch.frames.push(frame);
        }
        // Once for the batch: the counters of the process are shared by all documents.
        self.ledger
            .replace(Holding::Queued, queued, self.queued_bytes);
        self.ledger
            .replace(Holding::Control, control, self.control_bytes);
        self.unacknowledged.extend(batch.frames.iter().cloned());
        self.next_sequence += batch.frames.len() as u64;
        batch
    }

    /// Dequeues the next frame of a batch, for whose memory [`next_batch`](Self::next_batch) accounts.
    fn next_frame(&mut self, bytes: &mut u64, frames: usize) -> Option<Outgoing> {
        if frames >= self.limits.batch_frames_max {
            return None;
        }
        if let Some(frame) = self.control.front() {
            let next_bytes = frame.encoded_bytes() as u64;
            // SPEC §5.4: a batch is at most `batch_bytes_max` long, unless its first frame is longer.
            if frames > 0 && *bytes + next_bytes > self.limits.batch_bytes_max {
                return None;
            }
            *bytes += next_bytes;
            self.control_bytes -= memory_of(frame);
            return self.control.pop_front();
        }
        let (_, id) = self.turns.first_key_value()?;
        let id = *id;
        let channel = self.channels.get_mut(&id)?;
        let next_bytes = channel.queue.front()?.frame.encoded_bytes() as u64;
        if frames > 0 && *bytes + next_bytes > self.limits.batch_bytes_max {
            return None;
        }
        let queued = channel.queue.pop_front()?;
        *bytes += next_bytes;
        self.queued_bytes -= queued.cost;
        self.unsent.leave(queued.ordinal);
        self.pass_turn(id, *bytes, next_bytes);
        Some(queued.frame)
    }

    /// Ends the turn of a channel when its bytes cross a multiple of [`TURN_BYTES`], or when its queue is empty.
    fn pass_turn(&mut self, id: u64, bytes: u64, last_bytes: u64) {
        let Some(channel) = self.channels.get_mut(&id) else {
            return;
        };
        if channel.queue.is_empty() {
            self.turns.remove(&channel.turn);
            if channel.end.is_some() {
                self.channels.remove(&id);
            }
        } else if bytes / TURN_BYTES != (bytes - last_bytes) / TURN_BYTES {
            self.turns.remove(&channel.turn);
            self.next_turn += 1;
            channel.turn = self.next_turn;
            self.turns.insert(channel.turn, id);
        }
    }

    /// Drops everything at the end of the session.
    pub fn clear(&mut self) {
        let channels = std::mem::take(&mut self.channels);
        for channel in channels.into_values() {
            self.remove_queue(channel.queue);
        }
        self.channels.insert(
            EVENTS,
            OutboundChannel {
                end: Some(EndReason::DocumentGone),
                ..OutboundChannel::new(Credit {
                    bytes: 0,
                    frames: 0,
                })
            },
        );
        self.turns.clear();
        self.removed.push(std::mem::take(&mut self.control));
        self.ledger.sub(Holding::Control, self.control_bytes);
        self.control_bytes = 0;
        self.is_cleared = true;
        self.removed.push(std::mem::take(&mut self.unacknowledged));
        self.set_queued_bytes(0);
        self.unsent.clear();
    }
}

/// Returns the memory that a queued frame holds, in bytes.
fn memory_of(frame: &Outgoing) -> u64 {
    frame.encoded_bytes() as u64 + FRAME_OVERHEAD
}

/// Returns a channel that has not ended.
fn open_channel(
    channels: &mut HashMap<u64, OutboundChannel>,
    id: u64,
) -> Option<&mut OutboundChannel> {
    let channel = channels.get_mut(&id)?;
    (channel.end.is_none() && id != EVENTS).then_some(channel)
}

impl Drop for Outbox {
    fn drop(&mut self) {
        self.ledger.sub(Holding::Control, self.control_bytes);
        self.set_queued_bytes(0);
    }
}
