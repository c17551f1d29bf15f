use std::collections::VecDeque;

use bytes::Bytes;

use super::Outgoing;
use crate::{
    session::{Credit, EndReason},
    wire::frame::{Body, Segments},
};

/// A message or an event for the page, not yet in a frame.
#[derive(Clone, Debug)]
pub struct Message {
    /// The head; empty for channels unless the body is deferred.
    pub head: Bytes,
    /// The body.
    pub body: Body<Segments>,
    /// Id of a deferred body.
    pub deferred: Option<u64>,
}

/// Why a message was not enqueued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendRefused {
    /// The credit is used up, or the queue of the document is full. Wait for a grant.
    Full,
    /// The channel has ended.
    Ended(EndReason),
}

/// One channel to the page: its queue and its credit.
#[derive(Debug)]
pub(super) struct OutboundChannel {
    pub(super) queue: VecDeque<Queued>,
    /// Messages enqueued since the channel opened.
    pub(super) sent_messages: u64,
    /// Cost in bytes of the messages enqueued since the channel opened.
    pub(super) sent_cost: u64,
    /// Messages that the page has permitted since the channel opened.
    pub(super) granted_messages: u64,
    /// Bytes that the page has permitted since the channel opened.
    pub(super) granted_bytes: u64,
    /// The window.
    pub(super) credit: Credit,
    pub(super) end: Option<EndReason>,
    /// Its turn among the channels, while messages are queued.
    pub(super) turn: u64,
}

/// A frame in the queue of a channel.
#[derive(Debug)]
pub(super) struct Queued {
    /// Number of the frame among all frames enqueued in the session.
    pub(super) ordinal: u64,
    pub(super) cost: u64,
    /// Id of a deferred body.
    pub(super) deferred: Option<u64>,
    pub(super) frame: Outgoing,
}

impl OutboundChannel {
    pub(super) const fn new(credit: Credit) -> Self {
        Self {
            queue: VecDeque::new(),
            sent_messages: 0,
            sent_cost: 0,
            granted_messages: credit.frames,
            granted_bytes: credit.bytes,
            credit,
            end: None,
            turn: 0,
        }
    }

    pub(super) const fn has_credit(&self) -> bool {
        // SPEC §6.3: while frames sent < frames granted and cost sent < bytes granted; the last may overrun.
        self.sent_messages < self.granted_messages && self.sent_cost < self.granted_bytes
    }

    /// Adds a grant, in totals since the channel opened. A repeated or late grant changes nothing.
    pub(super) fn grant(&mut self, messages: u64, bytes: u64) {
        // The window bounds the memory of the host, whatever the page grants.
        let messages_max = self.sent_messages.saturating_add(self.credit.frames);
        let bytes_max = self.sent_cost.saturating_add(self.credit.bytes);
        self.granted_messages = self.granted_messages.max(messages.min(messages_max));
        self.granted_bytes = self.granted_bytes.max(bytes.min(bytes_max));
    }

    /// Replaces the window.
    pub(super) fn set_credit(&mut self, credit: Credit) {
        // Messages and bytes that the page has acknowledged by its grants.
        let page_messages = self.granted_messages.saturating_sub(self.credit.frames);
        let page_bytes = self.granted_bytes.saturating_sub(self.credit.bytes);
        self.granted_messages = page_messages.saturating_add(credit.frames);
        self.granted_bytes = page_bytes.saturating_add(credit.bytes);
        self.credit = credit;
    }
}
