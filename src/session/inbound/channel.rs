use std::collections::{BTreeMap, VecDeque};

use bytes::Bytes;

use crate::{
    session::{Credit, End},
    wire::{Limits, frame::Data},
};

/// Messages of a channel that may wait for an earlier one (SPEC §6.3).
pub(super) const AHEAD_FRAMES_MAX: usize = 1_024;
/// Bytes of the messages that may wait for an earlier one.
pub(super) const AHEAD_BYTES_MAX: u64 = 8 * 1024 * 1024;

pub(super) const OVER_THE_GRANT: &str = "the page sent more than it was granted";

/// One channel from the page: its messages in order, and the credit of its sender.
#[derive(Debug)]
pub(super) struct InboundChannel {
    /// Messages in order, from the next one to dequeue. A deferred body is still being uploaded.
    queue: VecDeque<Data>,
    /// Messages after a missing one, by index, with their costs.
    ahead: BTreeMap<u64, (u64, Data)>,
    ahead_cost: u64,
    /// Cost in bytes of the messages that have entered the queue.
    queued_cost: u64,
    dequeued_messages: u64,
    dequeued_cost: u64,
    pub(super) granted_messages: u64,
    pub(super) granted_bytes: u64,
    pub(super) credit: Credit,
    /// The window as of the last grant.
    window: Credit,
    /// The page ends the channel after this many messages.
    pub(super) ends_at: Option<(u64, End)>,
    /// The channel has ended, even if messages are missing.
    pub(super) end: Option<End>,
    pub(super) claimed: bool,
}

impl InboundChannel {
    pub(super) fn new(limits: &Limits) -> Self {
        let open = Credit::at_open(limits);
        Self {
            queue: VecDeque::new(),
            ahead: BTreeMap::new(),
            ahead_cost: 0,
            queued_cost: 0,
            dequeued_messages: 0,
            dequeued_cost: 0,
            granted_messages: open.frames,
            granted_bytes: open.bytes,
            credit: Credit::of(limits),
            window: open,
            ends_at: None,
            end: None,
            claimed: false,
        }
    }

    /// Returns the index of the next message to enter the queue.
    pub(super) fn next(&self) -> u64 {
        self.dequeued_messages + self.queue.len() as u64
    }

    /// Returns whether the message of this index has arrived before.
    pub(super) fn has_received(&self, index: u64) -> bool {
        index < self.next() || self.ahead.contains_key(&index)
    }

    /// Returns whether the message of this index lies after the announced end.
    pub(super) fn is_past_end(&self, index: u64) -> bool {
        self.ends_at
            .as_ref()
            .is_some_and(|(count, _)| index >= *count)
    }

    /// Returns the figures of the channel.
    #[cfg(feature = "inspector")]
    pub(super) fn facts(&self, id: u64) -> crate::session::ChannelFacts {
        crate::session::ChannelFacts {
            id,
            messages: self.next(),
            bytes: self.queued_cost,
            credit_messages: self.granted_messages.saturating_sub(self.next()),
            credit_bytes: self.granted_bytes.saturating_sub(self.queued_cost),
            queued: self.queue.len(),
        }
    }

    /// Returns the bytes that are granted and not dequeued.
    pub(super) const fn committed_bytes(&self) -> u64 {
        if self.end.is_some() {
            return 0;
        }
        self.granted_bytes.saturating_sub(self.dequeued_cost)
    }

    /// Returns the bytes of all messages that are not dequeued.
    pub(super) fn held_bytes(&self) -> u64 {
        let ahead = self.ahead.values().map(|(_, message)| message);
        let messages = self.queue.iter().chain(ahead);
        messages.map(|message| message.body.length).sum()
    }

    /// Returns whether the receiver can dequeue a message or the end.
    pub(super) fn is_ready(&self) -> bool {
        match self.queue.front() {
            Some(message) => !message.body.is_deferred(),
            None => self.end.is_some() || self.is_at_end(),
        }
    }

    fn is_at_end(&self) -> bool {
        self.is_past_end(self.next())
    }

    /// Ends the channel after the messages in the queue. Drops the messages that wait for a missing one.
    pub(super) fn stop(&mut self, end: End, removed: &mut Vec<Data>) {
        let ahead = std::mem::take(&mut self.ahead);
        removed.extend(ahead.into_values().map(|(_, message)| message));
        self.ahead_cost = 0;
        // The messages after an incomplete one cannot be delivered in order.
        if let Some(missing) = self
            .queue
            .iter()
            .position(|message| message.body.is_deferred())
        {
            removed.extend(self.queue.drain(missing..));
        }
        self.end.get_or_insert(end);
    }

    /// Ends the channel and drops all messages.
    pub(super) fn discard(&mut self, end: End, removed: &mut Vec<Data>) {
        removed.extend(self.queue.drain(..));
        self.stop(end, removed);
    }

    /// Inserts a message by its index, and moves the messages that waited for it into the queue.
    pub(super) fn insert(
        &mut self,
        message: Data,
        cost: u64,
        removed: &mut Vec<Data>,
    ) -> Result<(), &'static str> {
        let index = message.index;
        if index != self.next() {
            let is_full = self.ahead.len() >= AHEAD_FRAMES_MAX
                || (!self.ahead.is_empty() && self.ahead_cost + cost > AHEAD_BYTES_MAX);
            // SPEC §6.3: at most 1,024 frames or 8 MiB of them wait.
            if is_full {
                removed.push(message);
                return Err("too many messages wait for a missing one");
            }
            self.ahead.insert(index, (cost, message));
            self.ahead_cost += cost;
            return Ok(());
        }
        self.append(message, cost, removed)?;
        while let Some((cost, message)) = self.ahead.remove(&self.next()) {
            self.ahead_cost -= cost;
            self.append(message, cost, removed)?;
        }
        Ok(())
    }

    fn append(
        &mut self,
        message: Data,
        cost: u64,
        removed: &mut Vec<Data>,
    ) -> Result<(), &'static str> {
        // SPEC §6.3: cost sent < bytes granted; the last message may overrun.
        if self.queued_cost >= self.granted_bytes {
            removed.push(message);
            return Err(OVER_THE_GRANT);
        }
        self.queued_cost = self.queued_cost.saturating_add(cost);
        self.queue.push_back(message);
        Ok(())
    }

    /// Completes a deferred message with its uploaded body.
    pub(super) fn complete(&mut self, index: u64, body: Bytes) {
        if let Some(message) = self.find(index)
            && message.body.is_deferred()
        {
            message.body.bytes = Some(body);
        }
    }

    /// Returns whether the message of this index has arrived and was not dequeued.
    pub(super) fn holds(&self, index: u64) -> bool {
        (self.dequeued_messages..self.next()).contains(&index) || self.ahead.contains_key(&index)
    }

    fn find(&mut self, index: u64) -> Option<&mut Data> {
        let offset = index.checked_sub(self.dequeued_messages)?;
        let queued = self.queue.len() as u64;
        if offset < queued {
            self.queue.get_mut(usize::try_from(offset).ok()?)
        } else {
            self.ahead.get_mut(&index).map(|(_, message)| message)
        }
    }

    /// Dequeues the next message if it is complete.
    pub(super) fn dequeue(&mut self, cost_bytes_min: u64) -> Option<Data> {
        if self.queue.front()?.body.is_deferred() {
            return None;
        }
        let message = self.queue.pop_front()?;
        self.dequeued_messages += 1;
        self.dequeued_cost += message.body.length.max(cost_bytes_min);
        Some(message)
    }

    /// Returns the end once every message before it has been dequeued.
    pub(super) fn end_reached(&mut self) -> Option<End> {
        if !self.queue.is_empty() {
            return None;
        }
        if self.end.is_none() && self.is_at_end() {
            self.end = self.ends_at.as_ref().map(|(_, end)| end.clone());
        }
        self.end.clone()
    }

    /// Returns whether half of the window as of the last grant has been dequeued, so that a grant is due.
    pub(super) const fn is_grant_due(&self) -> bool {
        let bytes = self.granted_bytes.saturating_sub(self.dequeued_cost);
        let messages = self.granted_messages.saturating_sub(self.dequeued_messages);
        bytes.saturating_mul(2) <= self.window.bytes
            || messages.saturating_mul(2) <= self.window.frames
    }

    /// Raises the grant so that up to `bytes` and the frames of the credit are not dequeued. Returns whether the grant has changed.
    pub(super) fn raise_grant(&mut self, bytes: u64) -> bool {
        if self.end.is_some() || self.ends_at.is_some() {
            return false;
        }
        let bytes = self.dequeued_cost.saturating_add(bytes);
        let messages = self.dequeued_messages.saturating_add(self.credit.frames);
        if bytes <= self.granted_bytes && messages <= self.granted_messages {
            return false;
        }
        self.granted_bytes = self.granted_bytes.max(bytes);
        self.granted_messages = self.granted_messages.max(messages);
        self.window = Credit {
            bytes: self.granted_bytes - self.dequeued_cost,
            frames: self.granted_messages - self.dequeued_messages,
        };
        true
    }
}
