//! Plays bytes as a sequence of operations on both directions of a session, and compares each with a model: order, credit, ends, and leaks.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

use bytelane::{
    unstable::{
        Arrival, Batch, Credit, Dequeued, EndReason, Inbox, Ledger, Message, Outbox, SendRefused,
    },
    wire::{
        Element, Frame, Limits, PayloadKind,
        frame::{Body, Data},
    },
};
use bytes::Bytes;

use super::Source;

const CHANNELS: u8 = 6;
const CHANNELS_OPEN_MAX: usize = 4;

pub(crate) fn run(data: &[u8]) {
    let mut source = Source::new(data);
    let mut limits = Limits::default();
    limits.channels_open_max = CHANNELS_OPEN_MAX;
    limits.channel_frames_max = 1 + u64::from(source.byte() % 16);
    limits.channel_bytes_max = 64 + u64::from(source.u16() % 4_096);
    limits.channel_open_frames = 1 + u64::from(source.byte() % 8);
    limits.channel_open_bytes = 64 + u64::from(source.byte());
    limits.document_bytes_max = 1_024 + u64::from(source.u16());
    limits.batch_frames_max = 1 + usize::from(source.byte() % 8);
    limits.batch_bytes_max = 64 + u64::from(source.u16());
    let ledger = Ledger::alone(&limits);
    let mut down = Down::new(&limits, &ledger);
    let mut up = Up::new(&limits, &ledger);
    while !source.is_empty() {
        let (operation, id) = (source.byte(), u64::from(source.byte() % CHANNELS) + 1);
        if operation < 128 {
            down.step(operation % 9, id, &mut source);
        } else {
            up.step(operation % 8, id, &mut source);
        }
    }
    down.finish();
    up.finish();
    assert!(ledger.all().is_nothing());
}

/// From the host to the page.
struct Down {
    limits: Limits,
    outbox: Outbox,
    channels: BTreeMap<u64, DownChannel>,
    /// Sequence of the last frame that the page has received.
    last: u64,
}

#[derive(Default)]
struct DownChannel {
    /// Messages that the host has enqueued, and whether it has ended the channel.
    taken: u64,
    ended: bool,
    /// Messages that the page has received, and whether it has received the end.
    got: u64,
    got_end: bool,
    /// The page has ended the channel.
    is_closed: bool,
}

impl Down {
    fn new(limits: &Limits, ledger: &Arc<Ledger>) -> Self {
        Self {
            limits: limits.clone(),
            outbox: Outbox::new(limits.clone(), Arc::clone(ledger)),
            channels: BTreeMap::new(),
            last: 0,
        }
    }

    fn step(&mut self, operation: u8, id: u64, source: &mut Source<'_>) {
        match operation {
            0 => self.open(id),
            1 | 2 => self.take(id, u64::from(source.u16() % 3_000)),
            3 => {
                let (messages, bytes) = (u64::from(source.byte()), u64::from(source.u16()));
                self.outbox.grant(id, messages, bytes);
            }
            4 => self.poll(),
            // The answer to a poll is lost.
            5 => drop(self.outbox.next_batch()),
            6 => {
                self.outbox.end(id, EndReason::Ended, None);
                if let Some(channel) = self.channels.get_mut(&id) {
                    channel.ended = true;
                }
            }
            7 => {
                self.outbox.discard(id);
                if let Some(channel) = self.channels.get_mut(&id) {
                    channel.is_closed = true;
                }
            }
            _ => {
                let frames = u64::from(source.byte());
                let bytes = u64::from(source.u16());
                self.outbox.set_credit(id, Credit { bytes, frames });
            }
        }
        // SPEC §7: beyond the limit, each channel has one message at most.
        let bound = self.limits.document_bytes_max + CHANNELS_OPEN_MAX as u64 * 3_000;
        assert!(self.outbox.queued_bytes() <= bound);
        assert!(self.outbox.channels_open() <= CHANNELS_OPEN_MAX);
    }

    /// Ids are drawn once (SPEC §6.3).
    fn open(&mut self, id: u64) {
        if !self.channels.contains_key(&id) && self.outbox.open(id) {
            self.channels.insert(id, DownChannel::default());
        }
    }

    fn take(&mut self, id: u64, bytes: u64) {
        let message = Message {
            head: Bytes::new(),
            body: Body::new(
                PayloadKind::Raw,
                Element::Bytes,
                vec![vec![id as u8; bytes as usize].into()],
            ),
            deferred: None,
        };
        let checked = self.outbox.check(id);
        let taken = self.outbox.enqueue(id, message);
        assert_eq!(checked, taken);
        let Some(channel) = self.channels.get_mut(&id) else {
            assert!(matches!(taken, Err(SendRefused::Ended(_))));
            return;
        };
        let is_over = channel.ended || channel.is_closed;
        assert_eq!(matches!(taken, Err(SendRefused::Ended(_))), is_over);
        channel.taken += u64::from(taken.is_ok());
    }

    fn poll(&mut self) {
        let again = self.outbox.acknowledge(self.last);
        let batch = if again.frames.is_empty() {
            self.outbox.next_batch()
        } else {
            again
        };
        self.receive(batch);
    }

    fn receive(&mut self, batch: Batch) {
        if batch.frames.is_empty() {
            return;
        }
        assert!(batch.first <= self.last + 1, "frames are missing");
        for (number, frame) in (batch.first..).zip(batch.frames) {
            if number <= self.last {
                continue;
            }
            self.last = number;
            let id = frame.header().id;
            let Some(channel) = self.channels.get_mut(&id) else {
                panic!("a frame of a channel that was never open: {frame:?}");
            };
            match frame {
                Frame::Data(data) => {
                    assert!(!channel.got_end, "a message after the end");
                    assert_eq!(data.index, channel.got, "messages come in order, each once");
                    channel.got += 1;
                }
                Frame::End(end) => {
                    assert!(channel.ended && !channel.got_end);
                    assert_eq!((end.count, channel.got), (channel.taken, channel.taken));
                    channel.got_end = true;
                }
                Frame::Open(_) => {}
                other => panic!("the host does not send {other:?}"),
            }
        }
    }

    /// Checks that every enqueued message arrives if the page keeps polling.
    fn finish(mut self) {
        loop {
            let before = self.last;
            self.poll();
            if self.last == before {
                break;
            }
        }
        assert!(!self.outbox.has_frames());
        assert_eq!(self.outbox.queued_bytes(), 0);
        for (id, channel) in &self.channels {
            if !channel.is_closed {
                assert_eq!(
                    (channel.got, channel.got_end),
                    (channel.taken, channel.ended),
                    "{id}"
                );
            }
        }
    }
}

/// From the page to the host.
struct Up {
    limits: Limits,
    inbox: Inbox,
    channels: BTreeMap<u64, UpChannel>,
}

#[derive(Default)]
struct UpChannel {
    is_open: bool,
    is_released: bool,
    /// Lengths of the accepted messages, by index.
    arrived: BTreeMap<u64, u64>,
    /// Deferred messages whose body has not arrived.
    coming: VecDeque<u64>,
    taken: u64,
    ended: bool,
}

impl Up {
    fn new(limits: &Limits, ledger: &Arc<Ledger>) -> Self {
        Self {
            limits: limits.clone(),
            inbox: Inbox::new(limits.clone(), Arc::clone(ledger)),
            channels: BTreeMap::new(),
        }
    }

    fn step(&mut self, operation: u8, id: u64, source: &mut Source<'_>) {
        match operation {
            0 => {
                let opened = self.inbox.open(id).is_ok();
                self.channels.entry(id).or_default().is_open |= opened;
            }
            1 => {
                let claimed = self.inbox.claim(id).is_ok();
                self.channels.entry(id).or_default().is_open |= claimed;
            }
            2 | 3 => self.data(id, source),
            4 => self.complete(id),
            5 => {
                let count = u64::from(source.byte() % 8);
                self.inbox.end(id, count, EndReason::Ended.into());
            }
            6 => self.take(id),
            _ => {
                self.inbox.release(id);
                self.channels.entry(id).or_default().is_released = true;
            }
        }
        assert!(self.inbox.channels_open() <= CHANNELS_OPEN_MAX);
        let open_bytes = self
            .limits
            .channel_open_bytes
            .min(self.limits.channel_bytes_max);
        let bound = self.limits.document_bytes_max + CHANNELS_OPEN_MAX as u64 * open_bytes;
        assert!(self.inbox.committed_bytes() <= bound);
    }

    fn data(&mut self, id: u64, source: &mut Source<'_>) {
        let shape = source.byte();
        let channel = self.channels.entry(id).or_default();
        // The next message, an earlier one, or a later one.
        let index = (channel.taken + u64::from(shape % 8)).saturating_sub(2);
        let bytes = u64::from(source.u16() % 600);
        let body = if shape & 0x80 != 0 {
            Body::deferred(PayloadKind::Raw, Element::Bytes, bytes)
        } else {
            let content = vec![index as u8; bytes as usize];
            Body::new(PayloadKind::Raw, Element::Bytes, content.into())
        };
        let message = Data {
            channel: id,
            index,
            is_last: false,
            head: Bytes::new(),
            body,
        };
        match self.inbox.receive(message) {
            Err(_) => assert!(!channel.is_open, "an open channel is known"),
            Ok(Arrival::Accepted(_)) => {
                let again = channel.arrived.insert(index, bytes);
                assert_eq!(again, None, "message {index} was accepted twice");
                if shape & 0x80 != 0 {
                    channel.coming.push_back(index);
                }
            }
            // It may precede the lost message.
            Ok(Arrival::Lost) => {
                channel.arrived.entry(index).or_insert(bytes);
            }
            Ok(Arrival::Dropped) => {}
        }
    }

    fn complete(&mut self, id: u64) {
        let coming = self.channels.get_mut(&id);
        if let Some(index) = coming.and_then(|channel| channel.coming.pop_front()) {
            let bytes = self.channels[&id].arrived[&index];
            let body = vec![index as u8; bytes as usize].into();
            self.inbox.complete(id, index, body);
        }
    }

    fn take(&mut self, id: u64) {
        let taken = self.inbox.dequeue(id);
        let channel = self.channels.entry(id).or_default();
        match taken {
            Dequeued::Message(message, credit) => {
                assert!(!channel.ended && !channel.is_released);
                let index = message.index;
                assert_eq!(index, channel.taken, "messages come in order, each once");
                let body = message.body;
                assert_eq!(channel.arrived.get(&index), Some(&body.length));
                let bytes = body.as_slice();
                assert!(
                    bytes.len() as u64 == body.length
                        && bytes.iter().all(|byte| *byte == index as u8)
                );
                assert!(credit.is_none_or(|credit| credit.messages > channel.taken));
                channel.taken += 1;
            }
            Dequeued::Ended(_) => channel.ended |= channel.is_open,
            Dequeued::Empty => assert!(channel.is_open && !channel.ended),
        }
    }

    fn finish(mut self) {
        for id in 1..=u64::from(CHANNELS) {
            self.inbox.release(id);
        }
        assert_eq!(
            (self.inbox.channels_open(), self.inbox.held_bytes()),
            (0, 0)
        );
        assert_eq!(self.inbox.committed_bytes(), 0);
    }
}
