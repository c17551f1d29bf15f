//! Packets for the page: sent at once where there is room, and in their order where there was none.

use std::{collections::VecDeque, sync::Arc};

use bytes::Bytes;

use super::{
    buffers::Place,
    link::{Link, State},
    packet::{INLINE_BYTES_MAX, PacketHeader, PacketKind},
    region::{Region, Span},
    socket,
};
use crate::document::{Answer, join_segments};

/// Packets of replies that the page may have before it. Behind them replies gather, and travel together.
const REPLIES_IN_FLIGHT_MAX: u32 = 4;

/// A packet for the page.
pub(super) struct Packet {
    pub(super) header: PacketHeader,
    pub(super) payload: Payload,
}

/// What a packet brings.
pub(super) enum Payload {
    /// Bytes that travel in it, or move into a slot when it goes.
    Pieces(Vec<Bytes>),
    /// The start of a slot.
    Slot(Span, usize),
    /// Bytes that stand in a buffer.
    Buffer(Place, Bytes),
    /// A piece of memory itself.
    Memory(Arc<Region>),
}

impl Payload {
    fn bytes(&self) -> usize {
        match self {
            Self::Pieces(pieces) => pieces.iter().map(Bytes::len).sum(),
            Self::Slot(_, length) => *length,
            Self::Buffer(_, bytes) => bytes.len(),
            Self::Memory(_) => 0,
        }
    }

    /// Moves pieces into a slot.
    fn move_into(&mut self, mut span: Span) {
        let Self::Pieces(pieces) = self else { return };
        let mut rest = span.as_mut();
        for piece in pieces.iter() {
            // A slot holds whatever the limits let into one packet.
            let (place, behind) = rest.split_at_mut(piece.len());
            place.copy_from_slice(piece); // COPY: into shared memory; the page copies it out of there
            rest = behind;
        }
        let length = self.bytes();
        *self = Self::Slot(span, length);
    }
}

/// What became of a packet.
enum Sent {
    Done,
    /// No room in the socket or no free slot.
    Blocked,
    Closed,
}

impl State {
    /// Where a packet of this kind waits for its turn.
    fn queue_of(&mut self, kind: PacketKind) -> &mut VecDeque<Packet> {
        if kind == PacketKind::Replies {
            &mut self.replies
        } else {
            &mut self.others
        }
    }
}

impl Link {
    pub(super) fn reply(&self, answer: Answer) {
        self.send(PacketKind::Replies, 0, answer.into_segments());
    }

    /// Sends a packet, or queues it.
    pub(super) fn send(&self, kind: PacketKind, number: u64, payload: Vec<Bytes>) {
        let mut header = PacketHeader::new(kind);
        if kind == PacketKind::Frames {
            header.offset = number;
        } else {
            header.id = number;
        }
        let payload = Payload::Pieces(payload);
        self.send_packet(Packet { header, payload });
    }

    pub(super) fn send_packet(&self, mut packet: Packet) {
        let mut state = self.state();
        if state.closed {
            return;
        }
        let is_reply = packet.header.kind == PacketKind::Replies;
        let may_go = if is_reply {
            state.replies.is_empty() && state.replies_in_flight < REPLIES_IN_FLIGHT_MAX
        } else {
            state.others.is_empty()
        };
        if may_go {
            match self.transmit(&mut state, &mut packet) {
                Sent::Done | Sent::Closed => return,
                Sent::Blocked => {}
            }
        }
        state.queued_bytes += packet.payload.bytes() as u64;
        state.queue_of(packet.header.kind).push_back(packet);
    }

    /// Sends what waits, as far as there is room.
    pub(super) fn flush(&self) {
        let mut state = self.state();
        self.return_slots(&mut state);
        while let Some(mut packet) = next_packet(&mut state) {
            match self.transmit(&mut state, &mut packet) {
                Sent::Done => {}
                Sent::Blocked => {
                    state.queued_bytes += packet.payload.bytes() as u64;
                    state.queue_of(packet.header.kind).push_front(packet);
                    break;
                }
                Sent::Closed => return,
            }
        }
    }

    fn transmit(&self, state: &mut State, packet: &mut Packet) -> Sent {
        let length = packet.payload.bytes();
        if matches!(packet.payload, Payload::Pieces(_)) && length > INLINE_BYTES_MAX {
            let Some(span) = state.slots.take() else {
                return Sent::Blocked;
            };
            packet.payload.move_into(span);
        }
        let header = &mut packet.header;
        header.length = length as u32;
        let sent = match &packet.payload {
            Payload::Pieces(pieces) => socket::send(&self.socket, header, pieces),
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
                    state.replies_in_flight += 1;
                }
                match std::mem::replace(&mut packet.payload, Payload::Pieces(Vec::new())) {
                    Payload::Slot(span, _) => state.slots.lend(span),
                    Payload::Buffer(place, bytes) => state.buffers.lend(place.slot, bytes),
                    Payload::Pieces(_) | Payload::Memory(_) => {}
                }
                Sent::Done
            }
            Ok(false) => {
                self.block(state);
                Sent::Blocked
            }
            // The thread sees it too, and closes.
            Err(_) => Sent::Closed,
        }
    }

    pub(super) fn block(&self, state: &mut State) {
        if !state.blocked {
            state.blocked = true;
            self.wake();
        }
    }

    /// Gives a slot back to the page.
    pub(super) fn give_slot_back(&self, slot: u16) {
        let mut state = self.state();
        state.returns.push(slot);
        self.return_slots(&mut state);
    }

    pub(super) fn return_slots(&self, state: &mut State) {
        if state.returns.is_empty() || state.closed {
            return;
        }
        let payload: Vec<u8> = state
            .returns
            .iter()
            .flat_map(|slot| slot.to_le_bytes())
            .collect();
        let mut header = PacketHeader::new(PacketKind::Free);
        header.length = payload.len() as u32;
        match socket::send(&self.socket, &header, &[payload.into()]) {
            Ok(true) => state.returns.clear(),
            Ok(false) => self.block(state),
            // The thread sees it too.
            Err(_) => {}
        }
    }
}

/// The packet whose turn it is; replies that gathered travel together.
fn next_packet(state: &mut State) -> Option<Packet> {
    if let Some(packet) = state.others.pop_front() {
        state.queued_bytes -= packet.payload.bytes() as u64;
        return Some(packet);
    }
    if state.replies_in_flight >= REPLIES_IN_FLIGHT_MAX {
        return None;
    }
    let mut packet = state.replies.pop_front()?;
    let mut length = packet.payload.bytes();
    state.queued_bytes -= length as u64;
    let Payload::Pieces(pieces) = &mut packet.payload else {
        return Some(packet);
    };
    while let Some(next) = state.replies.front() {
        let more = next.payload.bytes();
        if length + more > INLINE_BYTES_MAX {
            break;
        }
        let Some(Packet {
            payload: Payload::Pieces(next),
            ..
        }) = state
            .replies
            .pop_front_if(|next| matches!(next.payload, Payload::Pieces(_)))
        else {
            break;
        };
        length += more;
        state.queued_bytes -= more as u64;
        pieces.extend(next);
    }
    if pieces.len() > socket::PIECES_MAX {
        *pieces = vec![join_segments(std::mem::take(pieces))];
    }
    Some(packet)
}
