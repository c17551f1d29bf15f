use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

use bytes::{BufMut, Bytes, BytesMut};

use crate::{
    session::{Budget, Credit, EndReason},
    wire::{Element, Flags, Frame, FrameKind, Limits, PayloadKind, align_up},
};

/// Bytes of one channel that go before the next channel has its turn.
const TURN_BYTES: u64 = 64 * 1024;
/// The stream of events takes its turns like a channel; channel ids start at 1.
const EVENTS: u64 = 0;

/// A message for the page: its payload's place in a frame.
#[derive(Clone, Debug)]
pub struct Message {
    /// What the body is.
    pub payload: PayloadKind,
    /// Element type of a typed array.
    pub element: Element,
    /// The head; empty for channels unless the body is deferred.
    pub head: Bytes,
    /// The body, in pieces; empty when it is deferred.
    pub body: Vec<Bytes>,
    /// Length of the body, wherever it is.
    pub body_bytes: u64,
    /// Id of the body when it travels by itself.
    pub deferred: Option<u64>,
}

/// Why a message was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotTaken {
    /// The page has granted no more, or the document's queue is full: wait for a grant.
    Full,
    /// The channel has ended.
    Ended(EndReason),
}

/// What the host has for the page: messages of channels under credit, events, and control frames that overtake both (SPEC §6.3).
///
/// Credit is spent when a message is taken, so what waits here, what is under way and what the page has not yet worked through together stay
/// within the page's grant and one message.
#[derive(Debug)]
pub struct Outbox {
    limits: Limits,
    channels: HashMap<u64, Channel>,
    /// Channels with messages that wait, in the order of their turns.
    turns: VecDeque<u64>,
    control: VecDeque<Frame>,
    unconfirmed: VecDeque<Outgoing>,
    next_sequence: u64,
    next_ordinal: u64,
    queued_bytes: u64,
    queued_messages: usize,
    budget: Arc<Budget>,
}

#[derive(Debug)]
struct Channel {
    queue: VecDeque<Queued>,
    taken_messages: u64,
    taken_cost: u64,
    granted_messages: u64,
    granted_bytes: u64,
    credit: Credit,
    end: Option<EndReason>,
}

#[derive(Debug)]
struct Queued {
    ordinal: u64,
    cost: u64,
    deferred: Option<u64>,
    outgoing: Outgoing,
}

/// A frame with its body in pieces, on its way.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// The frame; its `body` is empty.
    pub frame: Frame,
    /// The pieces of the body.
    pub body: Vec<Bytes>,
}

impl From<Frame> for Outgoing {
    fn from(frame: Frame) -> Self {
        Self {
            frame,
            body: Vec::new(),
        }
    }
}

impl Outgoing {
    fn encoded_bytes(&self) -> u64 {
        let body: usize = self.body.iter().map(Bytes::len).sum();
        (self.frame.encoded_bytes() + align_up(body)) as u64
    }
}

/// Frames of one answer to a poll: the number of the first, and all of them.
#[derive(Debug, Default)]
pub struct Batch {
    /// Number of the first frame in the session (SPEC §5.4).
    pub first: u64,
    /// The frames in order.
    pub frames: Vec<Outgoing>,
}

/// Bodies up to this length are copied into one buffer with the frames around them; longer ones stay where they are.
const COALESCED_BYTES_MAX: usize = 4 * 1024;

impl Batch {
    /// How many bytes [`into_segments`](Self::into_segments) writes: heads, and the bodies that it copies.
    pub fn copied_bytes(&self) -> usize {
        let body = |piece: &Bytes| Some(piece.len()).filter(|bytes| *bytes <= COALESCED_BYTES_MAX);
        let bodies = |frame: &Outgoing| frame.body.iter().filter_map(body).sum::<usize>();
        let frames = self.frames.iter();
        frames
            .map(|outgoing| outgoing.frame.encoded_bytes() + bodies(outgoing))
            .sum()
    }

    /// The bytes of the wire, in pieces.
    pub fn into_segments(self) -> Vec<Bytes> {
        let mut segments = Vec::new();
        let mut buffer = BytesMut::new();
        for Outgoing { frame, body } in self.frames {
            frame.encode_start(&mut buffer);
            let length: usize = body.iter().map(Bytes::len).sum();
            for piece in body {
                if piece.len() <= COALESCED_BYTES_MAX {
                    buffer.extend_from_slice(&piece); // COPY: small messages share a buffer
                } else {
                    segments.push(buffer.split().freeze());
                    segments.push(piece);
                }
            }
            buffer.put_bytes(0, align_up(length) - length);
        }
        segments.push(buffer.freeze());
        segments
    }
}

impl Outbox {
    /// Nothing to send.
    pub fn new(limits: Limits) -> Self {
        let mut outbox = Self {
            limits,
            channels: HashMap::new(),
            turns: VecDeque::new(),
            control: VecDeque::new(),
            unconfirmed: VecDeque::new(),
            next_sequence: 1,
            next_ordinal: 1,
            queued_bytes: 0,
            queued_messages: 0,
            budget: Arc::default(),
        };
        let unbounded = Credit {
            bytes: u64::MAX,
            frames: u64::MAX,
        };
        outbox.channels.insert(EVENTS, Channel::new(unbounded));
        outbox
    }

    /// Counts what is queued here with what all documents of the process have queued.
    #[must_use]
    pub fn with_budget(mut self, budget: Arc<Budget>) -> Self {
        self.budget = budget;
        self
    }

    fn set_queued_bytes(&mut self, bytes: u64) {
        self.budget.move_outbound(self.queued_bytes, bytes);
        self.queued_bytes = bytes;
    }

    /// Opens a channel with the initial grant. One that is open already stays as it is.
    ///
    /// # Errors
    /// `false` when the document has too many channels, or the id is 0.
    #[must_use]
    pub fn open(&mut self, id: u64) -> bool {
        if self.channels.contains_key(&id) {
            return id != EVENTS;
        }
        if self.channels.len() > self.limits.channels_open_max {
            return false;
        }
        self.channels
            .insert(id, Channel::new(Credit::of(&self.limits)));
        true
    }

    /// Opens a channel under an id of the host's own (SPEC §6.5). The page grants before anything is sent.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    #[must_use]
    pub fn open_ungranted(&mut self, id: u64) -> bool {
        let opened = self.open(id);
        if let Some(channel) = self.channels.get_mut(&id).filter(|_| opened) {
            channel.granted_messages = 0;
            channel.granted_bytes = 0;
        }
        opened
    }

    /// Sets how much of a channel may be under way from now on, and tells the page, whose grants follow it. Of what was granted before, nothing is
    /// taken back. Has no effect on a channel that has ended.
    pub fn set_credit(&mut self, id: u64, credit: Credit) {
        let credit = credit.clamped(&self.limits);
        let Some(channel) = self
            .channels
            .get_mut(&id)
            .filter(|channel| channel.end.is_none() && id != EVENTS)
        else {
            return;
        };
        // What the page has taken, as far as it has said so.
        let page_messages = channel
            .granted_messages
            .saturating_sub(channel.credit.frames);
        let page_bytes = channel.granted_bytes.saturating_sub(channel.credit.bytes);
        channel.granted_messages = page_messages.saturating_add(credit.frames);
        channel.granted_bytes = page_bytes.saturating_add(credit.bytes);
        channel.credit = credit;
        let mut frame = Frame::new(FrameKind::Open, id, 0);
        frame.head = serde_json::to_vec(&credit).unwrap_or_default().into();
        self.control.push_back(frame);
    }

    /// Channels that are open.
    pub fn channels_open(&self) -> usize {
        self.channels.len() - 1
    }

    /// Bytes of messages that wait to be sent.
    pub const fn queued_bytes(&self) -> u64 {
        self.queued_bytes
    }

    /// Whether a message would be taken now.
    ///
    /// # Errors
    /// Why not.
    pub fn check(&self, id: u64) -> Result<(), NotTaken> {
        let channel = self
            .channels
            .get(&id)
            .ok_or(NotTaken::Ended(EndReason::Ended))?;
        if let Some(reason) = channel.end {
            return Err(NotTaken::Ended(reason));
        }
        // SPEC §6.3: while frames sent < frames granted and cost sent < bytes granted; the last may overrun.
        let has_credit = channel.taken_messages < channel.granted_messages
            && channel.taken_cost < channel.granted_bytes;
        // SPEC §7: `document_bytes_max`, `process_bytes_max`. An empty queue always takes one message, however large.
        let has_room = (self.queued_bytes < self.limits.document_bytes_max
            && self.budget.outbound() < self.limits.process_bytes_max)
            || channel.queue.is_empty();
        if has_credit && has_room {
            Ok(())
        } else {
            Err(NotTaken::Full)
        }
    }

    /// Takes a message of a channel.
    ///
    /// # Errors
    /// As [`check`](Self::check); the message was not taken then.
    pub fn take(&mut self, id: u64, message: Message) -> Result<(), NotTaken> {
        self.check(id)?;
        let cost = message.body_bytes.max(self.limits.message_cost_bytes_min);
        let ordinal = self.next_ordinal;
        let Some(channel) = self.channels.get_mut(&id) else {
            return Err(NotTaken::Ended(EndReason::Ended));
        };
        let mut frame = Frame::new(FrameKind::Data, id, channel.taken_messages);
        if id == EVENTS {
            frame = Frame::new(FrameKind::Event, 0, 0);
        }
        frame.payload = message.payload;
        frame.element = message.element;
        frame.head = message.head;
        frame.body_bytes = message.body_bytes;
        if message.deferred.is_some() {
            frame.flags = Flags::DEFERRED;
        }
        if channel.queue.is_empty() {
            self.turns.push_back(id);
        }
        channel.queue.push_back(Queued {
            ordinal,
            cost,
            deferred: message.deferred,
            outgoing: Outgoing {
                frame,
                body: message.body,
            },
        });
        channel.taken_messages += 1;
        channel.taken_cost = channel.taken_cost.saturating_add(cost);
        self.next_ordinal += 1;
        self.set_queued_bytes(self.queued_bytes + cost);
        self.queued_messages += 1;
        Ok(())
    }

    /// Whether an event would be taken now.
    ///
    /// # Errors
    /// As [`take_event`](Self::take_event).
    pub fn check_event(&self) -> Result<(), NotTaken> {
        self.check(EVENTS)
    }

    /// Takes an event. Events need no credit; the document's queue bounds them.
    ///
    /// # Errors
    /// [`NotTaken::Full`] when the queue is full.
    pub fn take_event(&mut self, event: Message) -> Result<(), NotTaken> {
        self.take(EVENTS, event)
    }

    /// The host ends a channel: the END follows the last message.
    pub fn end(&mut self, id: u64, reason: EndReason, message: Option<&str>) {
        let Some(channel) = self
            .channels
            .get_mut(&id)
            .filter(|channel| channel.end.is_none() && id != EVENTS)
        else {
            return;
        };
        channel.end = Some(reason);
        let mut frame = Frame::new(FrameKind::End, id, channel.taken_messages);
        frame.head = reason.encode(message);
        if channel.queue.is_empty() {
            self.channels.remove(&id);
            self.control.push_back(frame);
        } else {
            let ordinal = self.next_ordinal;
            self.next_ordinal += 1;
            self.queued_messages += 1;
            channel.queue.push_back(Queued {
                ordinal,
                cost: 0,
                deferred: None,
                outgoing: frame.into(),
            });
        }
    }

    /// The page ended a channel: what waits is dropped. Gives the deferred bodies of it, of which the page will never hear.
    pub fn ended_by_page(&mut self, id: u64) -> Vec<u64> {
        if id == EVENTS {
            return Vec::new();
        }
        let Some(channel) = self.channels.remove(&id) else {
            return Vec::new();
        };
        self.turns.retain(|turn| *turn != id);
        self.queued_messages -= channel.queue.len();
        let dropped = channel.queue.iter().map(|queued| queued.cost).sum::<u64>();
        self.set_queued_bytes(self.queued_bytes - dropped);
        let bodies = channel.queue.iter().filter_map(|queued| queued.deferred);
        bodies.collect()
    }

    /// The page granted credit, in totals since the channel opened. A grant seen twice, or late, changes nothing.
    pub fn grant(&mut self, id: u64, messages: u64, bytes: u64) {
        if let Some(channel) = self.channels.get_mut(&id).filter(|_| id != EVENTS) {
            // The page cannot grant more than the channel may have beyond what was taken: memory is the host's.
            let messages_max = channel.taken_messages.saturating_add(channel.credit.frames);
            let bytes_max = channel.taken_cost.saturating_add(channel.credit.bytes);
            channel.granted_messages = channel.granted_messages.max(messages.min(messages_max));
            channel.granted_bytes = channel.granted_bytes.max(bytes.min(bytes_max));
        }
    }

    /// Puts a control frame before all messages.
    pub fn push_control(&mut self, frame: Frame) {
        self.control.push_back(frame);
    }

    /// Control frames that wait for a poll.
    pub fn control_waiting(&self) -> usize {
        self.control.len()
    }

    /// Whether a poll would be answered at once.
    pub fn has_frames(&self) -> bool {
        !self.control.is_empty() || !self.turns.is_empty()
    }

    /// The page has all frames up to `sequence`. Gives the frames that were sent and not confirmed, which must be sent again.
    pub fn confirm(&mut self, sequence: u64) -> Batch {
        let oldest = self.next_sequence - self.unconfirmed.len() as u64;
        let confirmed = sequence
            .saturating_add(1)
            .saturating_sub(oldest)
            .min(self.unconfirmed.len() as u64);
        self.unconfirmed.drain(..confirmed as usize);
        Batch {
            first: oldest + confirmed,
            frames: self.unconfirmed.iter().cloned().collect(),
        }
    }

    /// Number of the last frame that was sent.
    pub const fn last_sequence(&self) -> u64 {
        self.next_sequence - 1
    }

    /// Ordinal of the last message that was taken.
    pub const fn last_ordinal(&self) -> u64 {
        self.next_ordinal - 1
    }

    /// Whether every message up to this ordinal has been sent (or dropped by the page's own end).
    pub fn has_sent(&self, ordinal: u64) -> bool {
        self.queued_messages == 0
            || self.turns.iter().all(|id| {
                self.channels[id]
                    .queue
                    .front()
                    .is_none_or(|queued| queued.ordinal > ordinal)
            })
    }

    /// Takes the next frames: control first, then channels in turn. At least one when there is any.
    pub fn next_batch(&mut self) -> Batch {
        let mut batch = Batch {
            first: self.next_sequence,
            frames: Vec::new(),
        };
        let mut bytes = 0;
        while let Some(outgoing) = self.next_frame(&mut bytes, batch.frames.len()) {
            self.unconfirmed.push_back(outgoing.clone());
            self.next_sequence += 1;
            batch.frames.push(outgoing);
        }
        batch
    }

    fn next_frame(&mut self, bytes: &mut u64, frames: usize) -> Option<Outgoing> {
        if frames >= self.limits.batch_frames_max {
            return None;
        }
        if let Some(frame) = self.control.pop_front() {
            let outgoing = Outgoing::from(frame);
            *bytes += outgoing.encoded_bytes();
            return Some(outgoing);
        }
        let id = *self.turns.front()?;
        let channel = self.channels.get_mut(&id)?;
        let next_bytes = channel.queue.front()?.outgoing.encoded_bytes();
        if frames > 0 && *bytes + next_bytes > self.limits.batch_bytes_max {
            return None;
        }
        let queued = channel.queue.pop_front()?;
        *bytes += next_bytes;
        self.set_queued_bytes(self.queued_bytes - queued.cost);
        self.queued_messages -= 1;
        self.pass_turn(id, *bytes, next_bytes);
        Some(queued.outgoing)
    }

    /// The channel keeps its turn until its bytes cross a multiple of [`TURN_BYTES`], or it has nothing left.
    fn pass_turn(&mut self, id: u64, bytes: u64, last_bytes: u64) {
        let Some(channel) = self.channels.get(&id) else {
            return;
        };
        if channel.queue.is_empty() {
            self.turns.pop_front();
            if channel.end.is_some() {
                self.channels.remove(&id);
            }
        } else if bytes / TURN_BYTES != (bytes - last_bytes) / TURN_BYTES {
            self.turns.rotate_left(1);
        }
    }

    /// The session ends: everything is dropped.
    pub fn clear(&mut self) {
        self.channels.clear();
        self.channels.insert(
            EVENTS,
            Channel {
                end: Some(EndReason::DocumentGone),
                ..Channel::new(Credit {
                    bytes: 0,
                    frames: 0,
                })
            },
        );
        self.turns.clear();
        self.control.clear();
        self.unconfirmed.clear();
        self.set_queued_bytes(0);
        self.queued_messages = 0;
    }
}

impl Drop for Outbox {
    fn drop(&mut self) {
        self.set_queued_bytes(0);
    }
}

impl Channel {
    const fn new(credit: Credit) -> Self {
        Self {
            queue: VecDeque::new(),
            taken_messages: 0,
            taken_cost: 0,
            granted_messages: credit.frames,
            granted_bytes: credit.bytes,
            credit,
            end: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn message(bytes: u64) -> Message {
        Message {
            payload: PayloadKind::Raw,
            element: Element::Bytes,
            head: Bytes::new(),
            body: vec![vec![7; bytes as usize].into()],
            body_bytes: bytes,
            deferred: None,
        }
    }

    fn drain(outbox: &mut Outbox) -> Vec<(FrameKind, u64, u64)> {
        let mut all = Vec::new();
        while outbox.has_frames() {
            let batch = outbox.next_batch();
            assert!(!batch.frames.is_empty());
            assert_eq!(
                batch.first + batch.frames.len() as u64 - 1,
                outbox.last_sequence()
            );
            all.extend(
                batch
                    .frames
                    .iter()
                    .map(|outgoing| (outgoing.frame.kind, outgoing.frame.id, outgoing.frame.seq)),
            );
            assert!(outbox.confirm(outbox.last_sequence()).frames.is_empty());
        }
        all
    }

    #[test]
    fn credit_runs_out_in_messages_and_in_bytes() {
        let mut outbox = Outbox::new(Limits {
            channel_frames_max: 3,
            channel_bytes_max: 1_000,
            ..Limits::default()
        });
        assert!(outbox.open(1) && outbox.open(2));
        for _ in 0..3 {
            assert_eq!(outbox.take(1, message(0)), Ok(()));
        }
        assert_eq!(outbox.take(1, message(0)), Err(NotTaken::Full));
        assert_eq!(outbox.take(2, message(999)), Ok(()));
        assert_eq!(
            outbox.take(2, message(5_000)),
            Ok(()),
            "the last message may overrun"
        );
        assert_eq!(outbox.take(2, message(0)), Err(NotTaken::Full));
        drain(&mut outbox);
        assert_eq!(
            outbox.take(1, message(0)),
            Err(NotTaken::Full),
            "sending gives no credit, only the page does"
        );
        outbox.grant(1, 4, 2_000);
        outbox.grant(1, 2, 10);
        assert_eq!(outbox.take(1, message(0)), Ok(()));
        assert_eq!(outbox.take(1, message(0)), Err(NotTaken::Full));
    }

    #[test]
    fn a_page_cannot_grant_more_than_the_limit() {
        let mut outbox = Outbox::new(Limits {
            channel_frames_max: 2,
            ..Limits::default()
        });
        assert!(outbox.open(1));
        outbox.grant(1, u64::MAX, u64::MAX);
        assert_eq!(outbox.take(1, message(1)), Ok(()));
        assert_eq!(outbox.take(1, message(1)), Ok(()));
        assert_eq!(outbox.take(1, message(1)), Err(NotTaken::Full));
    }

    #[test]
    fn the_end_follows_the_last_message_and_control_overtakes() {
        let mut outbox = Outbox::new(Limits::default());
        assert!(outbox.open(1));
        outbox.take(1, message(10)).unwrap();
        outbox.take(1, message(10)).unwrap();
        outbox.end(1, EndReason::Ended, None);
        assert_eq!(
            outbox.take(1, message(10)),
            Err(NotTaken::Ended(EndReason::Ended))
        );
        outbox.push_control(Frame::new(FrameKind::Credit, 9, 0));
        let kinds = drain(&mut outbox);
        assert_eq!(
            kinds,
            [
                (FrameKind::Credit, 9, 0),
                (FrameKind::Data, 1, 0),
                (FrameKind::Data, 1, 1),
                (FrameKind::End, 1, 2)
            ]
        );
        assert_eq!(outbox.channels_open(), 0);
        assert_eq!(outbox.queued_bytes(), 0);
    }

    #[test]
    fn a_flooding_channel_lets_the_others_have_their_turns() {
        let mut outbox = Outbox::new(Limits::default());
        assert!(outbox.open(1) && outbox.open(2));
        for _ in 0..100 {
            outbox.take(1, message(60_000)).unwrap();
        }
        outbox.take(2, message(10)).unwrap();
        let first = outbox.next_batch();
        let place = first
            .frames
            .iter()
            .position(|outgoing| outgoing.frame.id == 2)
            .unwrap();
        assert!(place <= 2, "waited behind {place} frames");
    }

    #[test]
    fn frames_come_again_until_they_are_confirmed() {
        let mut outbox = Outbox::new(Limits::default());
        assert!(outbox.open(1));
        for _ in 0..3 {
            outbox.take(1, message(1)).unwrap();
        }
        let sent = outbox.next_batch();
        assert_eq!((sent.first, sent.frames.len()), (1, 3));
        let again = outbox.confirm(1);
        assert_eq!((again.first, again.frames.len()), (2, 2));
        let again = outbox.confirm(0);
        assert_eq!(
            (again.first, again.frames.len()),
            (2, 2),
            "an older confirmation takes nothing back"
        );
        assert!(outbox.confirm(99).frames.is_empty());
        outbox.take(1, message(1)).unwrap();
        assert_eq!(outbox.next_batch().first, 4);
    }

    #[test]
    fn a_large_message_goes_although_it_fills_the_batch() {
        let mut outbox = Outbox::new(Limits {
            batch_bytes_max: 100,
            ..Limits::default()
        });
        assert!(outbox.open(1));
        outbox.take(1, message(5_000)).unwrap();
        outbox.take(1, message(5)).unwrap();
        assert_eq!(outbox.next_batch().frames.len(), 1);
        assert_eq!(outbox.next_batch().frames.len(), 1);
        assert!(!outbox.has_frames());
    }

    proptest! {
        /// Against the obvious: a list per channel, in order, each message once.
        #[test]
        fn every_message_once_and_in_order(ops in prop::collection::vec((0u8..4, 1u64..4, 0u64..200_000), 1..300)) {
            let mut outbox = Outbox::new(Limits { channel_frames_max: 8, channel_bytes_max: 300_000, ..Limits::default() });
            for id in 1..4 { prop_assert!(outbox.open(id)); }
            let mut taken: HashMap<u64, Vec<u64>> = HashMap::new();
            let mut delivered: HashMap<u64, Vec<u64>> = HashMap::new();
            let mut granted: HashMap<u64, u64> = HashMap::new();
            for (op, id, size) in ops {
                match op {
                    0 | 1 => {
                        let before = outbox.check(id);
                        let result = outbox.take(id, message(size));
                        prop_assert_eq!(before, result);
                        if result.is_ok() { let list = taken.entry(id).or_default(); list.push(list.len() as u64); }
                    }
                    2 => {
                        let ordinal = outbox.last_ordinal();
                        for outgoing in outbox.next_batch().frames {
                            delivered.entry(outgoing.frame.id).or_default().push(outgoing.frame.seq);
                        }
                        if !outbox.has_frames() { prop_assert!(outbox.has_sent(ordinal)); }
                        outbox.confirm(outbox.last_sequence());
                    }
                    _ => {
                        let total = granted.entry(id).or_insert(8);
                        *total += 3;
                        outbox.grant(id, *total, u64::MAX);
                    }
                }
            }
            while outbox.has_frames() {
                for outgoing in outbox.next_batch().frames {
                    delivered.entry(outgoing.frame.id).or_default().push(outgoing.frame.seq);
                }
            }
            prop_assert_eq!(taken, delivered);
            prop_assert_eq!(outbox.queued_bytes(), 0);
        }
    }
}
