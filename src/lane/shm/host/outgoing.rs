use std::{collections::VecDeque, sync::Arc};

use bytes::Bytes;

use super::{
    buffers::Place,
    limits::{INLINE_BYTES_MAX, REPLIES_IN_FLIGHT_MAX},
    packet::{PacketHeader, PacketKind},
    region::{Region, Span},
    socket::SEGMENTS_MAX,
};
use crate::{
    document::join_segments,
    session::{Holding, Ledger},
};

/// A packet for the page.
pub(super) struct Packet {
    pub(super) header: PacketHeader,
    pub(super) payload: Payload,
}

/// The payload of a packet for the page.
pub(super) enum Payload {
    /// Bytes that travel in the packet, or move into a slot when it is sent.
    Segments(Vec<Bytes>),
    /// The first bytes of a slot, as many as stated.
    Slot(Span, usize),
    /// Bytes in a buffer.
    Buffer(Place, Bytes),
    /// Memory whose descriptor is attached.
    Memory(Arc<Region>),
}

impl Payload {
    /// Returns the length in bytes.
    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::Segments(segments) => segments.iter().map(Bytes::len).sum(),
            Self::Slot(_, length) => *length,
            Self::Buffer(_, bytes) => bytes.len(),
            Self::Memory(_) => 0,
        }
    }

    /// Moves segments into a slot. Appends the segments to `spent`.
    pub(super) fn move_into(&mut self, mut span: Span, spent: &mut Vec<Bytes>) {
        let Self::Segments(segments) = self else {
            return;
        };
        let length = segments.iter().map(Bytes::len).sum();
        let mut rest = span.as_mut();
        for segment in segments.iter() {
            // A slot holds any payload that the limits allow in one packet.
            let (place, after) = rest.split_at_mut(segment.len());
            place.copy_from_slice(segment); // COPY: into shared memory; the page copies it out of there
            rest = after;
        }
        spent.append(segments);
        *self = Self::Slot(span, length);
    }
}

/// Bytes of the packets that answer packets of the page at once, such as refusals, from which on the host reads no further packets while the socket is full.
pub(super) const ANSWERS_BYTES_MAX: u64 = 1024 * 1024;
/// Bytes that a queued packet counts besides its payload.
const PACKET_COST_BYTES: u64 = 256;

/// Packets that wait for the page to acknowledge replies, for room in the socket, or for a free slot. They are charged to the ledger of the document.
pub(super) struct Outgoing {
    ledger: Arc<Ledger>,
    replies: VecDeque<Packet>,
    /// Frames may wait for a slot. Their number is bounded by the acknowledgements.
    frames: VecDeque<Packet>,
    /// These wait for room in the socket alone.
    others: VecDeque<Packet>,
    /// Cost of `others` in bytes.
    answers_bytes: u64,
    /// Cost of all packets in bytes.
    queued_bytes: u64,
    replies_in_flight: u32,
}

impl Outgoing {
    /// Creates an empty queue, whose packets are charged to `ledger`.
    pub(super) const fn new(ledger: Arc<Ledger>) -> Self {
        Self {
            ledger,
            replies: VecDeque::new(),
            frames: VecDeque::new(),
            others: VecDeque::new(),
            answers_bytes: 0,
            queued_bytes: 0,
            replies_in_flight: 0,
        }
    }

    /// Takes all packets, and leaves an empty queue.
    pub(super) fn take(&mut self) -> Self {
        let empty = Self::new(Arc::clone(&self.ledger));
        std::mem::replace(self, empty)
    }

    /// Returns whether a packet of this kind may be sent at once.
    pub(super) fn may_send(&self, kind: PacketKind) -> bool {
        match kind {
            PacketKind::Replies => {
                self.replies.is_empty() && self.replies_in_flight < REPLIES_IN_FLIGHT_MAX
            }
            PacketKind::Frames => self.frames.is_empty(),
            _ => self.others.is_empty(),
        }
    }

    pub(super) fn push_back(&mut self, packet: Packet) {
        self.count(&packet);
        self.queue_of(packet.header.kind).push_back(packet);
    }

    /// Puts a packet of [`pop`](Self::pop) back that could not be sent.
    pub(super) fn push_front(&mut self, packet: Packet) {
        self.count(&packet);
        self.queue_of(packet.header.kind).push_front(packet);
    }

    fn count(&mut self, packet: &Packet) {
        let cost = cost_of(packet);
        self.ledger.add(Holding::Packets, cost);
        self.queued_bytes += cost;
        self.answers_bytes += if is_answer(packet) { cost } else { 0 };
    }

    fn uncount(&mut self, packet: &Packet) {
        let cost = cost_of(packet);
        self.ledger.sub(Holding::Packets, cost);
        self.queued_bytes -= cost;
        self.answers_bytes -= if is_answer(packet) { cost } else { 0 };
    }

    fn queue_of(&mut self, kind: PacketKind) -> &mut VecDeque<Packet> {
        match kind {
            PacketKind::Replies => &mut self.replies,
            PacketKind::Frames => &mut self.frames,
            _ => &mut self.others,
        }
    }

    /// Returns whether the page has to read before the host answers further packets.
    pub(super) const fn is_over(&self) -> bool {
        self.answers_bytes >= ANSWERS_BYTES_MAX
    }

    /// Removes the next packet to send. Queued replies are merged into one packet, up to its length limit. Bytes that were copied for it are appended
    /// to `spent`.
    pub(super) fn pop(&mut self, spent: &mut Vec<Bytes>) -> Option<Packet> {
        let other = self.others.pop_front();
        if let Some(packet) = other.or_else(|| self.frames.pop_front()) {
            self.uncount(&packet);
            return Some(packet);
        }
        if self.replies_in_flight >= REPLIES_IN_FLIGHT_MAX {
            return None;
        }
        let mut packet = self.replies.pop_front()?;
        self.uncount(&packet);
        let mut length = packet.payload.bytes();
        let Payload::Segments(segments) = &mut packet.payload else {
            return Some(packet);
        };
        while let Some(next) = self.replies.front() {
            let more = next.payload.bytes();
            if length + more > INLINE_BYTES_MAX || !matches!(next.payload, Payload::Segments(_)) {
                break;
            }
            let Some(next) = self.replies.pop_front() else {
                break;
            };
            self.uncount(&next);
            length += more;
            if let Payload::Segments(next) = next.payload {
                segments.extend(next);
            }
        }
        if segments.len() > SEGMENTS_MAX {
            let joined = join_segments(segments.clone());
            spent.append(segments);
            segments.push(joined);
        }
        Some(packet)
    }

    /// Counts a packet of replies as in flight.
    pub(super) fn sent_replies(&mut self) {
        self.replies_in_flight += 1;
    }

    /// Acknowledges packets of replies. Returns `None` if fewer are in flight.
    pub(super) fn acknowledge(&mut self, packets: u64) -> Option<()> {
        self.replies_in_flight = remaining(self.replies_in_flight, packets)?;
        Some(())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.others.is_empty() && self.frames.is_empty() && self.replies.is_empty()
    }

    /// Returns the number of queued packets of replies.
    pub(super) fn reply_count(&self) -> usize {
        self.replies.len()
    }

    /// Returns the cost of all queued packets, in bytes.
    #[cfg(test)]
    pub(super) const fn queued_bytes(&self) -> u64 {
        self.queued_bytes
    }
}

impl Drop for Outgoing {
    fn drop(&mut self) {
        self.ledger.sub(Holding::Packets, self.queued_bytes);
    }
}

/// Returns whether a packet waits for room in the socket alone.
const fn is_answer(packet: &Packet) -> bool {
    !matches!(packet.header.kind, PacketKind::Replies | PacketKind::Frames)
}

/// Returns the bytes that a queued packet costs. Slots and buffers have bounds of their own.
fn cost_of(packet: &Packet) -> u64 {
    match packet.payload {
        Payload::Segments(_) => packet.payload.bytes() as u64 + PACKET_COST_BYTES,
        _ => PACKET_COST_BYTES,
    }
}

/// Returns the packets that stay in flight, or `None` if fewer are in flight than are acknowledged.
pub(super) fn remaining(in_flight: u32, acknowledged: u64) -> Option<u32> {
    in_flight.checked_sub(u32::try_from(acknowledged).ok()?)
}
