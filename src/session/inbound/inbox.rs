use std::{
    collections::{BTreeMap, HashMap, HashSet, VecDeque},
    sync::Arc,
};

use bytes::Bytes;

use crate::{
    Refusal,
    session::{Budget, Credit, End, EndReason},
    wire::{Code, Flags, Frame, FrameKind, Limits},
};

/// Messages that may wait for an earlier one (SPEC §6.3).
const AHEAD_FRAMES_MAX: usize = 1_024;
/// Bytes of messages that may wait for an earlier one.
const AHEAD_BYTES_MAX: u64 = 8 * 1024 * 1024;
/// Channels that have ended and are still known, so that what comes late for them is told from what is foreign.
const ENDED_KNOWN_MAX: usize = 8_192;

const OVER_THE_GRANT: &str = "the page sent more than it was granted";

/// What the page sends to the host: its channels in order, under the credit that the host grants (SPEC §6.3).
///
/// A channel opens with a small grant of its own. Everything beyond is granted when a receiver takes messages, and only as far as the document
/// and the process have room, so that what pages can make the host hold is bounded by what the host has granted.
#[derive(Debug)]
pub struct Inbox {
    limits: Limits,
    budget: Arc<Budget>,
    channels: HashMap<u64, Incoming>,
    ended: Ended,
    /// Bytes that all channels may hold: granted, and not taken.
    promised_bytes: u64,
    duplicates: u64,
}

/// What became of a DATA frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// It has its place. `true` when the receiver can go on.
    Taken(bool),
    /// It came before, or for a channel that has ended; it was dropped.
    Dropped,
    /// The channel has ended by it: more waits for a lost message than may wait, or the page sends more than it was granted.
    Lost,
}

/// What a receiver gets.
#[derive(Debug)]
pub enum Taken {
    /// The next message, and the CREDIT that is due now.
    Message(Frame, Option<Frame>),
    /// Nothing yet.
    Empty,
    /// No message follows.
    Ended(End),
}

/// A message in its place: there, or still being uploaded.
#[derive(Debug)]
enum Slot {
    There(Frame),
    Coming(Frame),
}

impl Slot {
    const fn frame(&self) -> &Frame {
        match self {
            Self::There(frame) | Self::Coming(frame) => frame,
        }
    }
}

#[derive(Debug)]
struct Incoming {
    /// Messages in order, from the one that is taken next.
    queue: VecDeque<Slot>,
    /// Messages behind one that is missing, by index, with what each costs.
    ahead: BTreeMap<u64, (u64, Slot)>,
    ahead_cost: u64,
    /// Cost of the messages that found their place in the queue.
    placed_cost: u64,
    taken_messages: u64,
    taken_cost: u64,
    granted_messages: u64,
    granted_bytes: u64,
    credit: Credit,
    /// What could be under way after the last grant.
    window: Credit,
    /// The page ends the channel behind this many messages.
    ends_at: Option<(u64, End)>,
    /// It has ended, whatever is missing.
    end: Option<End>,
    claimed: bool,
}

impl Incoming {
    fn new(limits: &Limits) -> Self {
        let open = Credit::at_open(limits);
        Self {
            queue: VecDeque::new(),
            ahead: BTreeMap::new(),
            ahead_cost: 0,
            placed_cost: 0,
            taken_messages: 0,
            taken_cost: 0,
            granted_messages: open.frames,
            granted_bytes: open.bytes,
            credit: Credit::of(limits),
            window: open,
            ends_at: None,
            end: None,
            claimed: false,
        }
    }

    /// Index of the message that the queue waits for.
    fn next(&self) -> u64 {
        self.taken_messages + self.queue.len() as u64
    }

    const fn promised(&self) -> u64 {
        if self.end.is_some() {
            return 0;
        }
        self.granted_bytes.saturating_sub(self.taken_cost)
    }

    /// Whether the receiver gets something, be it the end.
    fn is_ready(&self) -> bool {
        match self.queue.front() {
            Some(slot) => matches!(slot, Slot::There(_)),
            None => self.end.is_some() || self.is_at_end(),
        }
    }

    fn is_at_end(&self) -> bool {
        self.ends_at
            .as_ref()
            .is_some_and(|(count, _)| self.next() >= *count)
    }

    /// Ends it with what is in the queue; what waits for a missing message is dropped.
    fn stop(&mut self, end: End) {
        self.ahead.clear();
        self.ahead_cost = 0;
        // A message that will never be complete cuts off those behind it.
        if let Some(missing) = self
            .queue
            .iter()
            .position(|slot| matches!(slot, Slot::Coming(_)))
        {
            self.queue.truncate(missing);
        }
        self.end.get_or_insert(end);
    }

    /// Puts a message in its place, and those behind it that waited for it.
    fn place(&mut self, index: u64, slot: Slot, cost: u64) -> Result<(), &'static str> {
        if index != self.next() {
            let is_full = self.ahead.len() >= AHEAD_FRAMES_MAX
                || (!self.ahead.is_empty() && self.ahead_cost + cost > AHEAD_BYTES_MAX);
            // SPEC §6.3: at most 1,024 frames or 8 MiB of them wait.
            if is_full {
                return Err("more messages wait for one that is missing than may wait");
            }
            self.ahead.insert(index, (cost, slot));
            self.ahead_cost += cost;
            return Ok(());
        }
        self.append(slot, cost)?;
        while let Some((cost, slot)) = self.ahead.remove(&self.next()) {
            self.ahead_cost -= cost;
            self.append(slot, cost)?;
        }
        Ok(())
    }

    fn append(&mut self, slot: Slot, cost: u64) -> Result<(), &'static str> {
        // SPEC §6.3: cost sent < bytes granted; the last message may overrun.
        if self.placed_cost >= self.granted_bytes {
            return Err(OVER_THE_GRANT);
        }
        self.placed_cost = self.placed_cost.saturating_add(cost);
        self.queue.push_back(slot);
        Ok(())
    }

    fn find(&mut self, index: u64) -> Option<&mut Slot> {
        let place = index.checked_sub(self.taken_messages)?;
        let queued = self.queue.len() as u64;
        if place < queued {
            self.queue.get_mut(usize::try_from(place).ok()?)
        } else {
            self.ahead.get_mut(&index).map(|(_, slot)| slot)
        }
    }
}

/// The channels that ended last.
#[derive(Debug, Default)]
struct Ended {
    order: VecDeque<u64>,
    known: HashSet<u64>,
}

impl Ended {
    fn add(&mut self, id: u64) {
        if self.known.insert(id) {
            self.order.push_back(id);
        }
        if self.order.len() > ENDED_KNOWN_MAX
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
    }
}

impl Inbox {
    /// No channels yet. `budget` is shared by all documents of the process.
    pub fn new(limits: Limits, budget: Arc<Budget>) -> Self {
        Self {
            limits,
            budget,
            channels: HashMap::new(),
            ended: Ended::default(),
            promised_bytes: 0,
            duplicates: 0,
        }
    }

    /// Channels from the page that are known and not yet let go of.
    pub fn channels_open(&self) -> usize {
        self.channels.len()
    }

    /// Bytes of messages that no receiver has taken.
    pub fn held_bytes(&self) -> u64 {
        let held = |channel: &Incoming| {
            let ahead = channel.ahead.values().map(|(_, slot)| slot);
            let waiting = channel.queue.iter().chain(ahead);
            waiting.map(|slot| slot.frame().body_bytes).sum::<u64>()
        };
        self.channels.values().map(held).sum()
    }

    /// Bytes that pages may still make the host hold, with those that it holds.
    pub const fn promised_bytes(&self) -> u64 {
        self.promised_bytes
    }

    /// Messages that came twice and were dropped.
    pub const fn duplicates(&self) -> u64 {
        self.duplicates
    }

    /// Changes a channel, and keeps account of what it is promised.
    fn change<R>(&mut self, id: u64, change: impl FnOnce(&mut Incoming) -> R) -> Option<R> {
        let channel = self.channels.get_mut(&id)?;
        let before = channel.promised();
        let result = change(channel);
        let after = channel.promised();
        self.promised_bytes = self.promised_bytes - before + after;
        self.budget.move_inbound(before, after);
        Some(result)
    }

    /// The page announces that it will send on a channel. One that is open already stays as it is, and one that has ended stays ended.
    ///
    /// # Errors
    /// `too_many_buffers` at the limit of channels, `bad_frame` for the id 0.
    pub fn open(&mut self, id: u64) -> Result<(), Refusal> {
        if self.channels.contains_key(&id) || self.ended.known.contains(&id) {
            return Ok(());
        }
        if id == 0 {
            return Err(Refusal::new(Code::BadFrame, "no channel has the id 0"));
        }
        // SPEC §7: `channels_open_max`.
        if self.channels.len() >= self.limits.channels_open_max {
            self.release_unclaimed();
        }
        if self.channels.len() >= self.limits.channels_open_max {
            let limit = self.limits.channels_open_max;
            return Err(Refusal::new(
                Code::TooManyBuffers,
                format!("channel {id} cannot be opened: at most {limit} are open at once"),
            ));
        }
        self.channels.insert(
            id,
            Incoming {
                granted_bytes: 0,
                ..Incoming::new(&self.limits)
            },
        );
        let open = Credit::at_open(&self.limits);
        self.change(id, |channel| channel.granted_bytes = open.bytes);
        Ok(())
    }

    /// Lets go of the oldest channel that the page has ended and no command has claimed: its call was cancelled before it began.
    fn release_unclaimed(&mut self) {
        let unclaimed = |channel: &Incoming| !channel.claimed && channel.ends_at.is_some();
        let ids = self
            .channels
            .iter()
            .filter(|(_, channel)| unclaimed(channel));
        if let Some(oldest) = ids.map(|(id, _)| *id).min() {
            self.release(oldest);
        }
    }

    /// A command takes the receiving end. Opens the channel if the page has not announced it yet. Gives the CREDIT that it begins with.
    ///
    /// # Errors
    /// As [`open`](Self::open); `channel_closed` when the channel has ended, `bad_arguments` when it has a receiver.
    pub fn claim(&mut self, id: u64) -> Result<Option<Frame>, Refusal> {
        if self.ended.known.contains(&id) {
            return Err(Refusal::new(
                Code::ChannelClosed,
                format!("channel {id} has ended"),
            ));
        }
        self.open(id)?;
        let fresh = self.change(id, |channel| !std::mem::replace(&mut channel.claimed, true));
        if fresh != Some(true) {
            return Err(Refusal::new(
                Code::BadArguments,
                format!("channel {id} has a receiver already"),
            ));
        }
        Ok(self.grant(id))
    }

    /// Sets how much may be under way from now on. Less than was granted holds from the next grant on. Gives the CREDIT that is due.
    pub fn set_credit(&mut self, id: u64, credit: Credit) -> Option<Frame> {
        let credit = credit.clamped(&self.limits);
        self.change(id, |channel| channel.credit = credit)?;
        self.grant(id)
    }

    /// Grants what the channel may have, when that is more than it has.
    fn grant(&mut self, id: u64) -> Option<Frame> {
        let open = Credit::at_open(&self.limits);
        let promised = self.channels.get(&id)?.promised();
        let others = self.promised_bytes - promised;
        let room_of = |max: u64, used: u64| max.saturating_sub(used);
        let room = room_of(self.limits.document_bytes_max, others).min(room_of(
            self.limits.process_bytes_max,
            self.budget.inbound().saturating_sub(promised),
        ));
        self.change(id, |channel| {
            if channel.end.is_some() || channel.ends_at.is_some() {
                return None;
            }
            // Each channel keeps what it opened with, so that one is never starved by the others.
            let bytes = channel.credit.bytes.min(room.max(open.bytes));
            let bytes = channel.taken_cost.saturating_add(bytes);
            let messages = channel.taken_messages.saturating_add(channel.credit.frames);
            if bytes <= channel.granted_bytes && messages <= channel.granted_messages {
                return None;
            }
            channel.granted_bytes = channel.granted_bytes.max(bytes);
            channel.granted_messages = channel.granted_messages.max(messages);
            channel.window = Credit {
                bytes: channel.granted_bytes - channel.taken_cost,
                frames: channel.granted_messages - channel.taken_messages,
            };
            let mut frame = Frame::new(FrameKind::Credit, id, channel.granted_messages);
            frame.body_bytes = channel.granted_bytes;
            Some(frame)
        })?
    }

    /// A DATA frame of the page. One that is `DEFERRED` holds its place until [`complete`](Self::complete) brings its body.
    ///
    /// # Errors
    /// `unknown_channel` for a channel that the page has not opened.
    pub fn data(&mut self, frame: Frame) -> Result<Arrival, Refusal> {
        let (id, index) = (frame.id, frame.seq);
        let cost = frame.body_bytes.max(self.limits.message_cost_bytes_min);
        let Some(channel) = self.channels.get(&id) else {
            if self.ended.known.contains(&id) {
                return Ok(Arrival::Dropped);
            }
            return Err(Refusal::new(
                Code::UnknownChannel,
                format!("the page has not opened channel {id}"),
            ));
        };
        if channel.end.is_some() {
            return Ok(Arrival::Dropped);
        }
        // SPEC §6.3: one that it has already passed on is dropped and counted.
        if index < channel.next() || channel.ahead.contains_key(&index) {
            self.duplicates += 1;
            return Ok(Arrival::Dropped);
        }
        let is_behind_end = channel
            .ends_at
            .as_ref()
            .is_some_and(|(count, _)| index >= *count);
        if is_behind_end {
            return Ok(Arrival::Dropped);
        }
        // SPEC §6.3: frames sent < frames granted. The bytes are judged when the message finds its place: what was sent before it may come later.
        if index >= channel.granted_messages {
            self.lose(id, OVER_THE_GRANT);
            return Ok(Arrival::Lost);
        }
        let placed = self.change(id, |channel| {
            // SPEC §1.2: LAST is the same as an END behind it.
            if frame.flags.contains(Flags::LAST) {
                let end = End::from(EndReason::Ended);
                channel.ends_at.get_or_insert((index + 1, end));
            }
            let slot = if frame.flags.contains(Flags::DEFERRED) {
                Slot::Coming(frame)
            } else {
                Slot::There(frame)
            };
            channel
                .place(index, slot, cost)
                .map(|()| channel.is_ready())
        });
        match placed {
            Some(Ok(ready)) => Ok(Arrival::Taken(ready)),
            Some(Err(reason)) => {
                self.lose(id, reason);
                Ok(Arrival::Lost)
            }
            None => Ok(Arrival::Dropped),
        }
    }

    /// The body of a deferred message is there. Whether the receiver can go on.
    pub fn complete(&mut self, id: u64, index: u64, body: Bytes) -> bool {
        let complete = |channel: &mut Incoming| {
            if let Some(slot @ Slot::Coming(_)) = channel.find(index) {
                let mut frame = slot.frame().clone();
                frame.body = body;
                *slot = Slot::There(frame);
            }
            channel.is_ready()
        };
        self.change(id, complete).unwrap_or(false)
    }

    /// A message can never come. The receiver gets what is before it.
    pub fn lose(&mut self, id: u64, why: &str) {
        let end = End {
            reason: EndReason::FrameLost,
            message: Some(why.to_owned()),
        };
        self.change(id, |channel| channel.stop(end));
    }

    /// An END of the page: the channel ends behind its message number `count`. Whether the receiver can go on.
    pub fn end(&mut self, id: u64, count: u64, end: End) -> bool {
        let is_cancelled = end.reason == EndReason::Cancelled;
        let ended = self.change(id, |channel| {
            channel.ends_at.get_or_insert((count, end));
            channel.is_ready()
        });
        // What the page has sent, however it ended, is still for its command to claim; what it took back, for nobody.
        let is_claimed = self
            .channels
            .get(&id)
            .is_some_and(|channel| channel.claimed);
        if ended.is_some() && is_cancelled && !is_claimed {
            self.release(id);
            return false;
        }
        // One that the page never announced is over too: nobody may claim it later and wait.
        if ended.is_none() {
            self.ended.add(id);
        }
        ended.unwrap_or(false)
    }

    /// Takes the next message.
    pub fn take(&mut self, id: u64) -> Taken {
        let least = self.limits.message_cost_bytes_min;
        let taken = self.change(id, |channel| match channel.queue.pop_front() {
            Some(Slot::There(frame)) => {
                channel.taken_messages += 1;
                channel.taken_cost += frame.body_bytes.max(least);
                Taken::Message(frame, None)
            }
            Some(coming) => {
                channel.queue.push_front(coming);
                Taken::Empty
            }
            None => match (&channel.end, &channel.ends_at) {
                (Some(end), _) => Taken::Ended(end.clone()),
                (None, Some((_, end))) if channel.is_at_end() => {
                    let end = end.clone();
                    channel.end = Some(end.clone());
                    Taken::Ended(end)
                }
                _ => Taken::Empty,
            },
        });
        match taken {
            None => Taken::Ended(EndReason::Ended.into()),
            Some(Taken::Message(frame, _)) => {
                let credit = if self.is_grant_due(id) {
                    self.grant(id)
                } else {
                    None
                };
                Taken::Message(frame, credit)
            }
            Some(taken) => taken,
        }
    }

    /// A grant is due when half of what could be under way has been taken.
    fn is_grant_due(&self, id: u64) -> bool {
        self.channels.get(&id).is_some_and(|channel| {
            let bytes = channel.granted_bytes.saturating_sub(channel.taken_cost);
            let messages = channel
                .granted_messages
                .saturating_sub(channel.taken_messages);
            bytes.saturating_mul(2) <= channel.window.bytes
                || messages.saturating_mul(2) <= channel.window.frames
        })
    }

    /// The receiver lets go of a channel: what is there is dropped, and so is what comes late.
    pub fn release(&mut self, id: u64) {
        self.change(id, |channel| {
            channel.queue.clear();
            channel.stop(EndReason::Cancelled.into());
        });
        self.channels.remove(&id);
        self.ended.add(id);
    }

    /// The session ends: everything is dropped.
    pub fn clear(&mut self) {
        self.budget.move_inbound(self.promised_bytes, 0);
        self.promised_bytes = 0;
        self.channels.clear();
    }
}

impl Drop for Inbox {
    fn drop(&mut self) {
        self.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Grants that no test but those of the grants reaches.
    fn wide() -> Limits {
        Limits {
            channel_frames_max: 5_000,
            channel_open_frames: 5_000,
            channel_bytes_max: 1 << 30,
            channel_open_bytes: 1 << 30,
            document_bytes_max: 1 << 30,
            process_bytes_max: 1 << 30,
            message_cost_bytes_min: 1,
            ..Limits::default()
        }
    }

    fn inbox(limits: Limits) -> Inbox {
        let mut inbox = Inbox::new(limits, Arc::default());
        inbox.open(1).unwrap();
        inbox
    }

    fn data(index: u64, body_bytes: u64) -> Frame {
        let mut frame = Frame::new(FrameKind::Data, 1, index);
        frame.body_bytes = body_bytes;
        frame
    }

    fn arrive(inbox: &mut Inbox, index: u64, body_bytes: u64) -> Arrival {
        inbox.data(data(index, body_bytes)).unwrap()
    }

    /// Takes all that is there: indices, and how the channel ended.
    fn take_all(inbox: &mut Inbox) -> (Vec<u64>, Option<EndReason>) {
        let mut all = Vec::new();
        loop {
            match inbox.take(1) {
                Taken::Message(frame, _) => all.push(frame.seq),
                Taken::Empty => return (all, None),
                Taken::Ended(end) => return (all, Some(end.reason)),
            }
        }
    }

    #[test]
    fn as_many_as_may_wait_for_a_missing_message_and_one_more() {
        let most = AHEAD_FRAMES_MAX as u64;
        let mut at_limit = inbox(wide());
        let mut past = inbox(wide());
        for index in 1..=most {
            assert_eq!(arrive(&mut at_limit, index, 1), Arrival::Taken(false));
            assert_eq!(arrive(&mut past, index, 1), Arrival::Taken(false));
        }
        assert_eq!(arrive(&mut at_limit, 0, 1), Arrival::Taken(true));
        assert_eq!(take_all(&mut at_limit), ((0..=most).collect(), None));

        assert_eq!(past.held_bytes(), most);
        assert_eq!(arrive(&mut past, most + 1, 1), Arrival::Lost);
        assert_eq!(past.held_bytes(), 0, "what waited is dropped");
        assert_eq!(past.promised_bytes(), 0);
        assert_eq!(arrive(&mut past, 0, 1), Arrival::Dropped);
        assert_eq!(take_all(&mut past), (vec![], Some(EndReason::FrameLost)));
    }

    #[test]
    fn as_many_bytes_as_may_wait_for_a_missing_message_and_one_more() {
        let mut inbox = inbox(wide());
        assert_eq!(
            arrive(&mut inbox, 1, AHEAD_BYTES_MAX - 10),
            Arrival::Taken(false)
        );
        assert_eq!(arrive(&mut inbox, 2, 10), Arrival::Taken(false));
        assert_eq!(arrive(&mut inbox, 3, 0), Arrival::Lost, "it costs 1 byte");
        assert_eq!(take_all(&mut inbox), (vec![], Some(EndReason::FrameLost)));
    }

    #[test]
    fn one_message_may_wait_however_large() {
        let mut inbox = inbox(wide());
        assert_eq!(
            arrive(&mut inbox, 1, AHEAD_BYTES_MAX * 2),
            Arrival::Taken(false)
        );
        assert_eq!(arrive(&mut inbox, 0, 1), Arrival::Taken(true));
        assert_eq!(take_all(&mut inbox), (vec![0, 1], None));
    }

    #[test]
    fn channels_up_to_the_limit_and_one_more() {
        let mut inbox = inbox(Limits {
            channels_open_max: 2,
            ..Limits::default()
        });
        inbox.open(2).unwrap();
        assert_eq!(inbox.open(3).unwrap_err().code(), Code::TooManyBuffers);
        assert_eq!(inbox.claim(3).unwrap_err().code(), Code::TooManyBuffers);
        inbox.open(2).unwrap();
        inbox.claim(2).unwrap();
        assert_eq!(inbox.channels_open(), 2);

        inbox.end(2, 0, EndReason::Ended.into());
        assert_eq!(
            inbox.open(3).unwrap_err().code(),
            Code::TooManyBuffers,
            "what has a receiver is the receiver's to let go of"
        );
        inbox.end(1, 0, EndReason::Ended.into());
        inbox.open(3).unwrap();
        assert_eq!(inbox.channels_open(), 2);
        assert_eq!(inbox.claim(1).unwrap_err().code(), Code::ChannelClosed);
    }

    #[test]
    fn messages_up_to_the_grant_and_one_more() {
        let limits = Limits {
            channel_open_frames: 3,
            ..wide()
        };
        let mut inbox = inbox(limits);
        for index in 0..3 {
            assert_eq!(arrive(&mut inbox, index, 1), Arrival::Taken(true));
        }
        assert_eq!(arrive(&mut inbox, 3, 1), Arrival::Lost);
        assert_eq!(
            take_all(&mut inbox),
            (vec![0, 1, 2], Some(EndReason::FrameLost))
        );
    }

    #[test]
    fn bytes_up_to_the_grant_and_one_message_more() {
        let limits = Limits {
            channel_open_bytes: 100,
            ..wide()
        };
        let mut inbox = inbox(limits);
        assert_eq!(arrive(&mut inbox, 0, 99), Arrival::Taken(true));
        assert_eq!(
            arrive(&mut inbox, 1, 50),
            Arrival::Taken(true),
            "the last may overrun"
        );
        assert_eq!(arrive(&mut inbox, 2, 0), Arrival::Lost);
        assert_eq!(
            take_all(&mut inbox),
            (vec![0, 1], Some(EndReason::FrameLost))
        );
    }

    #[test]
    fn grants_never_shrink() {
        let mut inbox = inbox(Limits::default());
        let first = inbox.claim(1).unwrap().expect("more than at the opening");
        let mut granted = (first.seq, first.body_bytes);
        assert_eq!(granted, (1_024, 8 << 20));
        let least = Credit {
            bytes: 0,
            frames: 0,
        };
        assert_eq!(inbox.set_credit(1, least).map(|frame| frame.seq), None);
        let mut grants = 0;
        for index in 0..2_000 {
            assert!(
                index < granted.0,
                "the page may send as much as it was told"
            );
            assert_eq!(
                arrive(&mut inbox, index, 10_000),
                Arrival::Taken(true),
                "{index}"
            );
            let Taken::Message(_, credit) = inbox.take(1) else {
                panic!("message {index} is there");
            };
            if let Some(credit) = credit {
                let next = (credit.seq, credit.body_bytes);
                assert!(next.0 >= granted.0 && next.1 >= granted.1 && next != granted);
                granted = next;
                grants += 1;
            }
        }
        assert!(grants > 900, "one by one behind the first 1,024: {grants}");
    }

    #[test]
    fn the_process_bounds_what_is_granted() {
        let limits = Limits {
            channel_bytes_max: 600,
            channel_open_bytes: 100,
            process_bytes_max: 1_000,
            ..wide()
        };
        let budget = Arc::<Budget>::default();
        let document = || {
            let mut inbox = Inbox::new(limits.clone(), Arc::clone(&budget));
            inbox.open(1).unwrap();
            inbox
        };
        let granted = |frame: Option<Frame>| frame.map(|frame| frame.body_bytes);
        let mut first = document();
        assert_eq!(granted(first.claim(1).unwrap()), Some(600));
        let mut second = document();
        assert_eq!(granted(second.claim(1).unwrap()), Some(400));
        let mut third = document();
        assert_eq!(
            granted(third.claim(1).unwrap()),
            None,
            "it keeps what it opened with"
        );
        assert_eq!(budget.inbound(), 1_100);

        drop(first);
        assert_eq!(budget.inbound(), 500);
        assert_eq!(granted(third.set_credit(1, Credit::of(&limits))), Some(600));
        second.release(1);
        third.clear();
        assert_eq!(budget.inbound(), 0);
    }

    #[test]
    fn the_document_bounds_what_is_granted() {
        let mut inbox = inbox(Limits {
            channel_bytes_max: 600,
            channel_open_bytes: 100,
            document_bytes_max: 1_000,
            ..wide()
        });
        for (id, bytes) in [(1, Some(600)), (2, Some(400)), (3, None)] {
            let granted = inbox.claim(id).unwrap();
            assert_eq!(granted.map(|frame| frame.body_bytes), bytes, "channel {id}");
        }
        assert_eq!(inbox.promised_bytes(), 1_100);
    }

    #[test]
    fn what_comes_twice_is_counted_wherever_the_first_one_is() {
        let mut inbox = inbox(Limits::default());
        assert_eq!(arrive(&mut inbox, 0, 1), Arrival::Taken(true));
        assert_eq!(arrive(&mut inbox, 2, 1), Arrival::Taken(true));
        assert_eq!(arrive(&mut inbox, 0, 1), Arrival::Dropped, "in the queue");
        assert_eq!(
            arrive(&mut inbox, 2, 1),
            Arrival::Dropped,
            "ahead of its turn"
        );
        assert_eq!(inbox.duplicates(), 2);
        assert_eq!(take_all(&mut inbox), (vec![0], None));
        assert_eq!(arrive(&mut inbox, 0, 1), Arrival::Dropped, "taken");
        assert_eq!(inbox.duplicates(), 3);
        assert_eq!(arrive(&mut inbox, 1, 1), Arrival::Taken(true));
        assert_eq!(take_all(&mut inbox), (vec![1, 2], None));
        inbox.release(1);
        assert_eq!(arrive(&mut inbox, 3, 1), Arrival::Dropped, "nobody listens");
        assert_eq!(inbox.duplicates(), 3);
    }

    #[test]
    fn an_end_may_overtake_its_messages() {
        let mut inbox = inbox(Limits::default());
        assert!(!inbox.end(1, 2, EndReason::Ended.into()));
        assert_eq!(take_all(&mut inbox), (vec![], None));
        assert_eq!(arrive(&mut inbox, 1, 1), Arrival::Taken(false));
        assert_eq!(arrive(&mut inbox, 2, 1), Arrival::Dropped, "behind the end");
        assert_eq!(arrive(&mut inbox, 0, 1), Arrival::Taken(true));
        assert!(inbox.end(1, 0, EndReason::Failed.into()));
        assert_eq!(take_all(&mut inbox), (vec![0, 1], Some(EndReason::Ended)));
    }

    #[test]
    fn the_last_message_is_an_end_too() {
        let mut inbox = inbox(Limits::default());
        let mut last = data(1, 1);
        last.flags = Flags::LAST;
        assert_eq!(inbox.data(last), Ok(Arrival::Taken(false)));
        assert_eq!(arrive(&mut inbox, 0, 1), Arrival::Taken(true));
        assert_eq!(take_all(&mut inbox), (vec![0, 1], Some(EndReason::Ended)));
    }

    #[test]
    fn an_end_of_a_channel_that_was_never_announced_is_kept() {
        let mut inbox = Inbox::new(Limits::default(), Arc::default());
        assert!(!inbox.end(7, 0, EndReason::Ended.into()));
        assert_eq!(inbox.claim(7).unwrap_err().code(), Code::ChannelClosed);
        assert_eq!(inbox.channels_open(), 0);
    }

    #[test]
    fn a_body_that_never_comes_cuts_off_what_is_behind_it() {
        let mut inbox = inbox(Limits::default());
        let mut coming = data(1, 9);
        coming.flags = Flags::DEFERRED;
        assert_eq!(arrive(&mut inbox, 0, 1), Arrival::Taken(true));
        assert_eq!(inbox.data(coming), Ok(Arrival::Taken(true)));
        assert_eq!(arrive(&mut inbox, 2, 1), Arrival::Taken(true));
        assert_eq!(take_all(&mut inbox), (vec![0], None));
        inbox.lose(1, "its upload was refused");
        assert_eq!(take_all(&mut inbox), (vec![], Some(EndReason::FrameLost)));
        assert_eq!(inbox.held_bytes(), 0);
    }
}
