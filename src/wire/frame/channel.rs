use bytes::Bytes;

use super::{Body, Header};
use crate::wire::{Flags, FrameKind};

/// OPEN: announces a channel from the page, or adjusts the window of a channel to the page (SPEC §4.7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// Id of the channel.
    pub channel: u64,
    /// The head: the window, or empty.
    pub head: Bytes,
}

impl Open {
    pub(super) const fn header(&self) -> Header {
        Header::new(FrameKind::Open, self.channel, 0)
    }
}

/// DATA: a message of a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Data<B = Bytes> {
    /// Id of the channel.
    pub channel: u64,
    /// Number of the message in its channel, from 0.
    pub index: u64,
    /// Whether the channel ends after the message.
    pub is_last: bool,
    /// The head: id of a deferred body (SPEC §4.5), or empty.
    pub head: Bytes,
    /// The message.
    pub body: Body<B>,
}

impl Data {
    pub(super) const fn of(header: &Header, head: Bytes, body: Body) -> Self {
        Self {
            channel: header.id,
            index: header.seq,
            is_last: header.flags.contains(Flags::LAST),
            head,
            body,
        }
    }
}

impl<B> Data<B> {
    pub(super) const fn header(&self) -> Header {
        let flags = if self.is_last {
            Flags::LAST
        } else {
            Flags::NONE
        };
        self.body.describe(Header {
            flags,
            ..Header::new(FrameKind::Data, self.channel, self.index)
        })
    }
}

/// END: ends a channel (SPEC §4.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// Id of the channel.
    pub channel: u64,
    /// Number of messages sent in the channel.
    pub count: u64,
    /// The head: the reason; empty for `ended`.
    pub head: Bytes,
}

impl End {
    pub(super) const fn header(&self) -> Header {
        Header::new(FrameKind::End, self.channel, self.count)
    }
}

/// CREDIT: grants credit on a channel, in totals since it opened (SPEC §6.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Credit {
    /// Id of the channel.
    pub channel: u64,
    /// Granted messages.
    pub messages: u64,
    /// Granted bytes.
    pub bytes: u64,
}

impl Credit {
    pub(super) const fn header(self) -> Header {
        Header {
            body_bytes: self.bytes,
            ..Header::new(FrameKind::Credit, self.channel, self.messages)
        }
    }
}
