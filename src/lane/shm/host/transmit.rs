//! Sends packets to the page: at once if there is room, otherwise later and in order.

use bytes::Bytes;

use super::{
    limits::INLINE_BYTES_MAX,
    link::{Link, State},
    outgoing::{Packet, Payload},
    packet::{PacketHeader, PacketKind},
    socket,
};
use crate::document::Answer;

/// The result of an attempt to send a packet.
enum Sent {
    Done,
    /// The socket is full, or no slot is free.
    Blocked,
    Closed,
    /// The packet is longer than a slot, which the limits rule out: the page would wait for it in vain.
    TooLong,
}

/// Why a link is closed that cannot send a packet.
const TOO_LONG: &str = "a packet of the host is longer than the limits allow";

impl Link {
    /// Sends the answer to a call.
    pub(super) fn reply(&self, answer: Answer) {
        self.send(PacketKind::Replies, 0, answer.into_segments());
    }

    /// Sends a packet, or queues it. `number` is the offset of a `FRAMES` packet and the id of any other.
    pub(super) fn send(&self, kind: PacketKind, number: u64, payload: Vec<Bytes>) {
        let mut header = PacketHeader::new(kind);
        if kind == PacketKind::Frames {
            header.offset = number;
        } else {
            header.id = number;
        }
        let payload = Payload::Segments(payload);
        self.send_packet(Packet { header, payload });
    }

    /// Sends a packet, or queues it.
    pub(super) fn send_packet(&self, mut packet: Packet) {
        // Dropped after the lock is released, as `packet` is: the owners of the bytes may run code of their own.
        let mut spent = Vec::new();
        let mut state = self.state();
        if state.closed {
            return;
        }
        if state.outgoing.may_send(packet.header.kind) {
            match self.transmit(&mut state, &mut packet, &mut spent) {
                Sent::Done | Sent::Closed => return,
                Sent::Blocked => {}
                Sent::TooLong => {
                    drop(state);
                    return self.failed(TOO_LONG);
                }
            }
        }
        state.outgoing.push_back(packet);
    }

    /// Sends queued packets while there is room.
    pub(super) fn flush(&self) {
        self.return_slots(&mut self.state());
        while self.send_next() {}
    }

    /// Sends the next queued packet. Returns `false` if none is queued, or there is no room for it.
    fn send_next(&self) -> bool {
        // Both are dropped after the lock is released: the owners of the bytes may run code of their own.
        let mut spent = Vec::new();
        let mut packet;
        let mut state = self.state();
        if state.blocked {
            return false;
        }
        packet = match state.outgoing.pop(&mut spent) {
            Some(packet) => packet,
            None => return false,
        };
        match self.transmit(&mut state, &mut packet, &mut spent) {
            Sent::Done => true,
            Sent::Blocked => {
                state.outgoing.push_front(packet);
                false
            }
            Sent::Closed => false,
            Sent::TooLong => {
                drop(state);
                self.failed(TOO_LONG);
                false
            }
        }
    }

    /// Sends a packet. The caller drops its payload and `spent`, the bytes that are no longer needed, after it has released the lock.
    fn transmit(&self, state: &mut State, packet: &mut Packet, spent: &mut Vec<Bytes>) -> Sent {
        let length = packet.payload.bytes();
        if matches!(packet.payload, Payload::Segments(_)) && length > INLINE_BYTES_MAX {
            let Some(span) = state.slots.acquire() else {
                return Sent::Blocked;
            };
            if length > span.len() {
                state.slots.put_back(span);
                return Sent::TooLong;
            }
            packet.payload.move_into(span, spent);
        }
        let header = &mut packet.header;
        header.length = length as u32;
        let sent = match &packet.payload {
            Payload::Segments(segments) => socket::send(&self.socket, header, segments),
            Payload::Slot(span, _) => {
                header.slot = span.number();
                socket::send(&self.socket, header, &[])
            }
            Payload::Buffer(place, _) => {
                header.slot = place.slot;
                header.extra = place.offset;
                socket::send(&self.socket, header, &[])
            }
            Payload::Memory(region) => socket::send_descriptor(&self.socket, header, region.file()),
        };
        match sent {
            Ok(true) => {
                if header.kind == PacketKind::Replies {
                    state.outgoing.sent_replies();
                }
                match std::mem::replace(&mut packet.payload, Payload::Segments(Vec::new())) {
                    Payload::Slot(span, _) => state.slots.lend(span),
                    Payload::Buffer(place, bytes) => {
                        spent.extend(state.buffers.lend(place.slot, bytes));
                    }
                    payload @ (Payload::Segments(_) | Payload::Memory(_)) => {
                        packet.payload = payload;
                    }
                }
                Sent::Done
            }
            Ok(false) => {
                self.block(state);
                Sent::Blocked
            }
            // The leader gets the same error, and closes the link.
            Err(_) => Sent::Closed,
        }
    }

    /// Lets the leader wait until the socket is writable.
    fn block(&self, state: &mut State) {
        if !state.blocked {
            state.blocked = true;
            self.wake.wake();
        }
    }

    /// Returns a slot to the page.
    pub(super) fn return_slot(&self, slot: u16) {
        let mut state = self.state();
        state.page_held.give_back(slot);
        self.return_slots(&mut state);
    }

    fn return_slots(&self, state: &mut State) {
        let returns = state.page_held.returns();
        if returns.is_empty() || state.closed || state.blocked {
            return;
        }
        let payload: Vec<u8> = returns.iter().flat_map(|slot| slot.to_le_bytes()).collect();
        let mut header = PacketHeader::new(PacketKind::Free);
        header.length = payload.len() as u32;
        match socket::send(&self.socket, &header, &[payload.into()]) {
            Ok(true) => state.page_held.returned(),
            Ok(false) => self.block(state),
            // The leader gets the same error.
            Err(_) => {}
        }
    }
}
