//! What the packets of the page say. Everything in them is a claim.

use std::{io, sync::Arc};

use bytes::Bytes;
use rkyv::util::AlignedVec;

use super::{
    body_memory::{BATCH_BYTES_POOLED, BodyPlace},
    link::{Link, bad},
    packet::{BUFFERS_FROM, HEADER_BYTES, NO_SLOT, PacketHeader, PacketKind},
    page_slots::unreadable,
};
use crate::{
    Refusal,
    document::Answer,
    wire::{Code, Frame, FrameKind},
};

/// Queued packets at which further calls are refused; at twice as many the page is let go of.
const QUEUED_PACKETS_MAX: usize = 64 * 1024;

impl Link {
    /// Takes one packet of the page.
    ///
    /// # Errors
    /// What was wrong; the link is closed then.
    pub(super) fn take(self: &Arc<Self>, packet: &[u8]) -> Result<(), Refusal> {
        let header = PacketHeader::decode(packet)
            .ok_or_else(|| bad("a packet starts in a way that is not known"))?;
        let inline = &packet[HEADER_BYTES..];
        let length = header.length as usize;
        if header.slot == NO_SLOT {
            // SPEC §9.2: `length` is that of what follows.
            if length != inline.len() {
                return Err(bad("a packet states another length than it has"));
            }
        } else {
            let layout = self.page_slots.layout();
            let takes_slot = matches!(header.kind, PacketKind::Batch | PacketKind::Upload);
            // SPEC §9.2: a payload lies within its slot, and nothing follows the header.
            if !takes_slot
                || !inline.is_empty()
                || header.slot >= layout.slots
                || header.length > layout.slot_bytes
            {
                return Err(bad("a packet names a place outside of its slot"));
            }
        }
        match header.kind {
            PacketKind::Batch => self.take_batch(&header, inline),
            PacketKind::Free => self.take_free(inline),
            PacketKind::Taken => self.take_taken(&header),
            PacketKind::Pour => self.take_pour(&header, inline),
            PacketKind::Stop => {
                let stopped = self.state().pours.stop(header.id);
                // Outside of the lock: whoever owns the bytes may have work to do.
                drop(stopped);
                Ok(())
            }
            PacketKind::Upload => self.take_upload(&header),
            _ => Err(bad("a packet of the host came from the page")),
        }
    }

    fn take_batch(self: &Arc<Self>, header: &PacketHeader, inline: &[u8]) -> Result<(), Refusal> {
        let bytes = if header.slot == NO_SLOT {
            let mut bytes = AlignedVec::<16>::with_capacity(inline.len());
            bytes.extend_from_slice(inline); // COPY: a small batch gets memory of its own
            Bytes::from_owner(bytes)
        } else {
            let bytes = self.read_batch(header.slot, header.length as usize);
            let bytes = bytes.map_err(unreadable)?;
            self.give_slot_back(header.slot);
            bytes
        };
        let frames = Frame::decode_batch(bytes, self.document().limits())?;
        let mut others = Vec::new();
        for frame in frames {
            if frame.kind == FrameKind::Call {
                self.take_others(&mut others);
                self.take_call(frame)?;
            } else {
                others.push(frame);
            }
        }
        self.take_others(&mut others);
        Ok(())
    }

    /// Reads a batch out of its slot: a large one into memory that was used before.
    fn read_batch(self: &Arc<Self>, slot: u16, length: usize) -> io::Result<Bytes> {
        if length < BATCH_BYTES_POOLED {
            let mut bytes = AlignedVec::with_capacity(length);
            self.page_slots.append(slot, length, &mut bytes)?;
            return Ok(Bytes::from_owner(bytes));
        }
        let memory = self.body_memory.take(length as u64)?;
        let mut place = BodyPlace::new(memory, Arc::downgrade(self));
        self.page_slots.read(slot, &mut place.as_mut()[..length])?;
        Ok(Bytes::from_owner(place).slice(..length))
    }

    fn take_call(self: &Arc<Self>, frame: Frame) -> Result<(), Refusal> {
        let (packets, bytes) = {
            let state = self.state();
            (state.replies.len(), state.queued_bytes)
        };
        // SPEC §9.4: whoever does not read gets no more answers made for it, and at last no refusals either.
        if packets >= QUEUED_PACKETS_MAX || bytes >= self.document().limits().process_bytes_max {
            let refusal = Refusal::new(
                Code::TooManyInflight,
                "the page has not taken the answers that it has",
            );
            if packets >= QUEUED_PACKETS_MAX * 2 {
                return Err(refusal);
            }
            self.reply(Answer::refused(frame.id, &refusal));
            return Ok(());
        }
        let link = Arc::downgrade(self);
        self.document().call(
            frame,
            Box::new(move |answer| {
                if let Some(link) = link.upgrade() {
                    link.reply(answer);
                }
            }),
        );
        Ok(())
    }

    fn take_others(&self, frames: &mut Vec<Frame>) {
        if frames.is_empty() {
            return;
        }
        match self.document().receive(std::mem::take(frames)) {
            Ok(answers) if answers.is_empty() => {}
            Ok(answers) => self.send(PacketKind::Answer, 0, vec![Frame::encode_batch(&answers)]),
            Err(refusal) => self.send(PacketKind::Refused, 0, vec![refusal.to_json().into()]),
        }
    }

    fn take_free(self: &Arc<Self>, payload: &[u8]) -> Result<(), Refusal> {
        let (slots, rest) = payload.as_chunks::<2>();
        if !rest.is_empty() {
            return Err(bad("half a slot number"));
        }
        let mut state = self.state();
        let mut read = Vec::new();
        for slot in slots {
            let slot = u16::from_le_bytes(*slot);
            let held = if slot >= BUFFERS_FROM {
                let bytes = state.buffers.give_back(slot);
                bytes.map(|bytes| read.push(bytes)).is_some()
            } else {
                state.slots.give_back(slot)
            };
            // SPEC §9.3: a slot that the page does not hold cannot be given back.
            if !held {
                return Err(bad("the page gave back a slot that it does not hold"));
            }
        }
        // Outside of the lock: whoever owns the bytes may have work to do.
        drop(state);
        drop(read);
        Ok(())
    }

    fn take_taken(self: &Arc<Self>, header: &PacketHeader) -> Result<(), Refusal> {
        let mut state = self.state();
        let less = |of: u32, count: u64| u32::try_from(count).ok().and_then(|n| of.checked_sub(n));
        let (Some(replies), Some(frames)) = (
            less(state.replies_in_flight, header.id),
            less(state.frames_in_flight, header.offset),
        ) else {
            return Err(bad("the page has taken more than was sent"));
        };
        state.replies_in_flight = replies;
        state.frames_in_flight = frames;
        drop(state);
        self.flush();
        self.pump();
        Ok(())
    }
}
