use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use bytes::Bytes;

use super::{
    channel::{InboundChannel, OVER_THE_GRANT},
    ended::EndedChannels,
};
use crate::{
    Refusal,
    session::{Credit, End, EndReason, Holding, Ledger},
    wire::{
        Code, Limits,
        frame::{self, Data},
    },
};

/// Messages from the page to the host: channels in order, under the credit that the host grants (SPEC §6.3).
///
/// A channel opens with a small initial grant. Further credit is granted when a receiver dequeues messages, and only as far as the document and the
/// process have room, so the bytes that pages can make the host hold are bounded by the grants of the host.
#[derive(Debug)]
pub struct Inbox {
    limits: Limits,
    ledger: Arc<Ledger>,
    channels: HashMap<u64, InboundChannel>,
    ended: EndedChannels,
    /// Channels that the page has ended and no command has claimed.
    unclaimed: BTreeSet<u64>,
    /// Bytes that are granted and not dequeued, of all channels.
    committed_bytes: u64,
    duplicates: u64,
    /// Messages that were dropped, for the caller to drop without a lock.
    removed: Vec<Data>,
}

/// Outcome of a DATA frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arrival {
    /// The message was accepted. `true` if the receiver can make progress.
    Accepted(bool),
    /// The message was dropped: it is a duplicate, or its channel has ended.
    Dropped,
    /// The message ended its channel: too many messages wait for a lost one, or the page exceeded its grant.
    Lost,
}

/// Outcome of [`Inbox::dequeue`].
#[derive(Debug)]
pub enum Dequeued {
    /// The next message, and the CREDIT frame to send, if a grant is due.
    Message(Data, Option<frame::Credit>),
    /// No message is ready.
    Empty,
    /// The channel has ended.
    Ended(End),
}

impl Inbox {
    /// Creates an inbox without channels, whose grants are charged to `ledger`.
    pub fn new(limits: Limits, ledger: Arc<Ledger>) -> Self {
        Self {
            limits,
            ledger,
            channels: HashMap::new(),
            ended: EndedChannels::default(),
            unclaimed: BTreeSet::new(),
            committed_bytes: 0,
            duplicates: 0,
            removed: Vec::new(),
        }
    }

    /// Returns how many channels from the page are open or hold messages.
    pub fn channels_open(&self) -> usize {
        self.channels.len()
    }

    /// Returns the figures of the channels that are open or hold messages.
    #[cfg(feature = "inspector")]
    pub(crate) fn channels(&self) -> impl Iterator<Item = crate::session::ChannelFacts> {
        let channels = self.channels.iter();
        channels.map(|(id, channel)| channel.facts(*id))
    }

    /// Returns the bytes of the messages that no receiver has dequeued.
    pub fn held_bytes(&self) -> u64 {
        self.channels.values().map(InboundChannel::held_bytes).sum()
    }

    /// Returns the bytes that are granted and not dequeued: an upper bound of [`held_bytes`](Self::held_bytes), but for one message per channel.
    pub const fn committed_bytes(&self) -> u64 {
        self.committed_bytes
    }

    /// Returns how many duplicate messages were dropped.
    pub const fn duplicates(&self) -> u64 {
        self.duplicates
    }

    /// Changes a channel and adjusts the account of committed bytes.
    fn change<R>(&mut self, id: u64, change: impl FnOnce(&mut InboundChannel) -> R) -> Option<R> {
        let channel = self.channels.get_mut(&id)?;
        let before = channel.committed_bytes();
        let result = change(channel);
        let after = channel.committed_bytes();
        self.committed_bytes = self.committed_bytes - before + after;
        self.ledger.replace(Holding::Granted, before, after);
        Some(result)
    }

    /// Changes a channel as [`change`](Self::change) does, and keeps the messages that it drops.
    fn shorten<R>(
        &mut self,
        id: u64,
        change: impl FnOnce(&mut InboundChannel, &mut Vec<Data>) -> R,
    ) -> Option<R> {
        let mut removed = std::mem::take(&mut self.removed);
        let result = self.change(id, |channel| change(channel, &mut removed));
        self.removed = removed;
        result
    }

    /// Takes the messages that were dropped since the last call. They are dropped without a lock, because the owner of their bytes may be foreign code.
    #[must_use = "the messages are dropped without a lock"]
    pub fn take_removed(&mut self) -> Vec<Data> {
        std::mem::take(&mut self.removed)
    }

    /// Opens a channel that the page has announced. An open channel is left unchanged, and an ended one stays ended.
    ///
    /// # Errors
    /// Returns `too_many_channels` at the limit of channels, and `bad_frame` for the id 0.
    pub fn open(&mut self, id: u64) -> Result<(), Refusal> {
        if self.channels.contains_key(&id) || self.ended.contains(id) {
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
                Code::TooManyChannels,
                format!("channel {id} cannot be opened: at most {limit} are open at once"),
            ));
        }
        let mut channel = InboundChannel::new(&self.limits);
        channel.granted_bytes = 0;
        self.channels.insert(id, channel);
        let open = Credit::at_open(&self.limits);
        self.change(id, |channel| channel.granted_bytes = open.bytes);
        Ok(())
    }

    /// Releases the oldest channel that the page has ended and no command has claimed: its call was cancelled before it began.
    fn release_unclaimed(&mut self) {
        // Looking through all channels would cost each OPEN of the page their number.
        if let Some(oldest) = self.unclaimed.first().copied() {
            self.release(oldest);
        }
    }

    /// Records that the page has announced the end of a channel.
    fn record_end(&mut self, id: u64) {
        let channel = self.channels.get(&id);
        if channel.is_some_and(|channel| !channel.claimed && channel.ends_at.is_some()) {
            self.unclaimed.insert(id);
        }
    }

    /// Claims the receiving end of a channel for a command. Opens the channel if the page has not announced it yet. Returns the initial CREDIT frame to
    /// send, if any.
    ///
    /// # Errors
    /// Returns the errors of [`open`](Self::open), `channel_closed` if the channel has ended, and `bad_arguments` if it has a receiver.
    pub fn claim(&mut self, id: u64) -> Result<Option<frame::Credit>, Refusal> {
        if self.ended.contains(id) {
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
                format!("channel {id} already has a receiver"),
            ));
        }
        self.unclaimed.remove(&id);
        Ok(self.grant(id))
    }

    /// Sets the window of a channel. A smaller window applies from the next grant on; granted credit is never revoked. Returns the CREDIT frame to
    /// send, if any.
    pub fn set_credit(&mut self, id: u64, credit: Credit) -> Option<frame::Credit> {
        let credit = credit.clamped(&self.limits);
        self.change(id, |channel| channel.credit = credit)?;
        self.grant(id)
    }

    /// Grants as much as the window and the ledger permit. Returns the CREDIT frame to send if that exceeds the last grant.
    fn grant(&mut self, id: u64) -> Option<frame::Credit> {
        let open = Credit::at_open(&self.limits);
        let committed = self.channels.get(&id)?.committed_bytes();
        let others = self.committed_bytes - committed;
        let room_of = |max: u64, used: u64| max.saturating_sub(used);
        let room = room_of(self.limits.document_bytes_max, others).min(room_of(
            self.limits.process_bytes_max,
            self.ledger
                .process()
                .held(Holding::Granted)
                .saturating_sub(committed),
        ));
        self.change(id, |channel| {
            // Each channel keeps its initial grant, so that the others cannot starve it.
            let bytes = channel.credit.bytes.min(room.max(open.bytes));
            if !channel.raise_grant(bytes) {
                return None;
            }
            Some(frame::Credit {
                channel: id,
                messages: channel.granted_messages,
                bytes: channel.granted_bytes,
            })
        })?
    }

    /// Receives a DATA frame. A `DEFERRED` message keeps its position until [`complete`](Self::complete) supplies its body.
    ///
    /// # Errors
    /// Returns `unknown_channel` if the page has not opened the channel.
    pub fn receive(&mut self, message: Data) -> Result<Arrival, Refusal> {
        let (id, index) = (message.channel, message.index);
        let cost = message.body.length.max(self.limits.message_cost_bytes_min);
        let Some(channel) = self.channels.get(&id) else {
            self.removed.push(message);
            if self.ended.contains(id) {
                return Ok(Arrival::Dropped);
            }
            return Err(Refusal::new(
                Code::UnknownChannel,
                format!("the page has not opened channel {id}"),
            ));
        };
        if channel.end.is_some() {
            self.removed.push(message);
            return Ok(Arrival::Dropped);
        }
        // SPEC §6.3: a message that was passed on before is dropped and counted.
        if channel.has_received(index) {
            self.duplicates += 1;
            self.removed.push(message);
            return Ok(Arrival::Dropped);
        }
        if channel.is_past_end(index) {
            self.removed.push(message);
            return Ok(Arrival::Dropped);
        }
        // SPEC §6.3: frames sent < frames granted. The bytes are checked when the message enters the queue: earlier messages may still arrive.
        if index >= channel.granted_messages {
            self.removed.push(message);
            self.lose(id, OVER_THE_GRANT);
            return Ok(Arrival::Lost);
        }
        let is_last = message.is_last;
        let inserted = self.shorten(id, |channel, removed| {
            // SPEC §1.2: LAST is equivalent to an END after the message.
            if message.is_last {
                let end = End::from(EndReason::Ended);
                channel.ends_at.get_or_insert((index + 1, end));
            }
            let inserted = channel.insert(message, cost, removed);
            inserted.map(|()| channel.is_ready())
        });
        if is_last {
            self.record_end(id);
        }
        match inserted {
            Some(Ok(ready)) => Ok(Arrival::Accepted(ready)),
            Some(Err(reason)) => {
                self.lose(id, reason);
                Ok(Arrival::Lost)
            }
            None => Ok(Arrival::Dropped),
        }
    }

    /// Completes a deferred message with its body. Returns whether the receiver can make progress.
    pub fn complete(&mut self, id: u64, index: u64, body: Bytes) -> bool {
        let complete = |channel: &mut InboundChannel| {
            channel.complete(index, body);
            channel.is_ready()
        };
        self.change(id, complete).unwrap_or(false)
    }

    /// Returns whether a message was received and not dequeued.
    pub fn holds(&self, id: u64, index: u64) -> bool {
        let channel = self.channels.get(&id);
        channel.is_some_and(|channel| channel.holds(index))
    }

    /// Ends a channel because a message is lost. The receiver gets the messages before it.
    pub fn lose(&mut self, id: u64, reason: &str) {
        let end = End {
            reason: EndReason::FrameLost,
            message: Some(reason.to_owned()),
        };
        self.shorten(id, |channel, removed| channel.stop(end, removed));
    }

    /// Receives an END: the channel ends after `count` messages. Returns whether the receiver can make progress.
    pub fn end(&mut self, id: u64, count: u64, end: End) -> bool {
        let is_cancelled = end.reason == EndReason::Cancelled;
        let ended = self.change(id, |channel| {
            channel.ends_at.get_or_insert((count, end));
            channel.is_ready()
        });
        self.record_end(id);
        // The messages of an ended channel remain for a command to claim, unless the page has cancelled the channel.
        let is_claimed = self
            .channels
            .get(&id)
            .is_some_and(|channel| channel.claimed);
        if ended.is_some() && is_cancelled && !is_claimed {
            self.release(id);
            return false;
        }
        // A channel that the page never announced is over too, so that no command claims it later and waits.
        if ended.is_none() {
            self.ended.insert(id);
        }
        ended.unwrap_or(false)
    }

    /// Dequeues the next message of a channel.
    pub fn dequeue(&mut self, id: u64) -> Dequeued {
        let cost_bytes_min = self.limits.message_cost_bytes_min;
        let message = self.change(id, |channel| channel.dequeue(cost_bytes_min));
        let Some(channel) = self.channels.get(&id) else {
            return Dequeued::Ended(EndReason::Ended.into());
        };
        let Some(message) = message.flatten() else {
            let end = self.change(id, InboundChannel::end_reached).flatten();
            return end.map_or(Dequeued::Empty, Dequeued::Ended);
        };
        let is_grant_due = channel.is_grant_due();
        let credit = if is_grant_due { self.grant(id) } else { None };
        Dequeued::Message(message, credit)
    }

    /// Releases the receiving end of a channel. Its messages are dropped, including late ones.
    pub fn release(&mut self, id: u64) {
        self.shorten(id, |channel, removed| {
            channel.discard(EndReason::Cancelled.into(), removed);
        });
        self.channels.remove(&id);
        self.unclaimed.remove(&id);
        self.ended.insert(id);
    }

    /// Drops everything at the end of the session.
    pub fn clear(&mut self) {
        self.ledger.sub(Holding::Granted, self.committed_bytes);
        self.committed_bytes = 0;
        self.unclaimed.clear();
        for mut channel in std::mem::take(&mut self.channels).into_values() {
            channel.discard(EndReason::Cancelled.into(), &mut self.removed);
        }
    }
}

impl Drop for Inbox {
    fn drop(&mut self) {
        self.clear();
    }
}
