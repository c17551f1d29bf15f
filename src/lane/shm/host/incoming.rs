//! Handles the packets of the page. Their content is not trusted.

use std::{
    io,
    sync::{Arc, Weak, atomic::Ordering},
};

use bytes::Bytes;
use rkyv::util::AlignedVec;

use super::{
    body_memory::BATCH_BYTES_POOLED,
    limits::{BUFFERS_FROM, NO_SLOT},
    link::{Link, bad_frame},
    outgoing::remaining,
    packet::{PacketError, PacketHeader, PacketKind},
    page_slots::unreadable,
};
use crate::{
    Refusal,
    document::Answer,
    foreign,
    lane::batch,
    router::CommandWork,
    session::Holding,
    wire::{Code, Frame, frame},
};

/// Queued packets of replies from which on calls are refused; at twice as many the link is closed.
const QUEUED_PACKETS_MAX: usize = 64 * 1024;

/// Sends the answer to a call; `internal` if it is dropped without one.
struct Delivery {
    /// `None` after the answer.
    link: Option<Weak<Link>>,
    call: u64,
}

impl Delivery {
    fn new(link: &Arc<Link>, call: u64) -> Self {
        let link = Some(Arc::downgrade(link));
        Self { link, call }
    }

    fn send(mut self, answer: Answer) {
        self.deliver(answer);
    }

    fn deliver(&mut self, answer: Answer) {
        if let Some(link) = self.link.take().and_then(|link| link.upgrade()) {
            link.reply(answer);
        }
    }
}

impl Drop for Delivery {
    fn drop(&mut self) {
        if self.link.is_some() {
            let message =
                "the engine failed while it handled the call; the application's log has the reason";
            let refusal = Refusal::new(Code::Internal, message);
            self.deliver(Answer::refused(self.call, &refusal));
        }
    }
}

impl Link {
    /// Handles one packet of the page. Returns the work of the last command that it calls; earlier ones run on the executor.
    ///
    /// # Errors
    /// Returns the violation of the protocol; the caller closes the link.
    pub(super) fn handle(self: &Arc<Self>, packet: &[u8]) -> Result<Option<CommandWork>, Refusal> {
        let (header, inline) =
            PacketHeader::decode_packet(packet).map_err(|error| match error {
                PacketError::Header => bad_frame("a packet has an invalid header"),
                PacketError::Length => bad_frame("the length of a packet is not the stated one"),
            })?;
        if header.slot != NO_SLOT {
            let layout = self.page_slots.layout();
            let may_have_slot = matches!(header.kind, PacketKind::Batch | PacketKind::Upload);
            // SPEC §9.2: a payload lies within its slot.
            if !may_have_slot || header.slot >= layout.slots || header.length > layout.slot_bytes {
                return Err(bad_frame("a packet names an invalid slot"));
            }
            // SPEC §9.3: a slot belongs to the host until it has returned it.
            if !self.state().page_held.hold(header.slot) {
                return Err(bad_frame("a packet names a slot that the host has"));
            }
        }
        match header.kind {
            PacketKind::Batch => return self.handle_batch(&header, inline),
            PacketKind::Upload => return self.handle_upload(&header),
            PacketKind::Free => self.handle_free(inline)?,
            PacketKind::Ack => self.handle_ack(&header)?,
            PacketKind::Transfer => self.handle_transfer(&header, inline)?,
            PacketKind::Stop => {
                let stopped = self.state().transfers.stop(header.id);
                // After the lock is released: the owner of the bytes may run code of its own.
                drop(stopped);
            }
            _ => return Err(bad_frame("the page sent a packet of the host")),
        }
        Ok(None)
    }

    fn handle_batch(
        self: &Arc<Self>,
        header: &PacketHeader,
        inline: &[u8],
    ) -> Result<Option<CommandWork>, Refusal> {
        let bytes = if header.slot == NO_SLOT {
            let mut bytes = AlignedVec::<16>::with_capacity(inline.len());
            bytes.extend_from_slice(inline); // COPY: a small batch gets memory of its own
            batch::held(bytes, inline.len(), self.document().ledger())
        } else {
            let bytes = self.read_batch(header.slot, header.length as usize);
            let bytes = bytes.map_err(unreadable)?;
            self.return_slot(header.slot);
            bytes
        };
        let frames = batch::decode(bytes, self.document().ledger(), self.document().limits())?;
        let mut others = Vec::new();
        let mut last = None;
        for frame in frames {
            match frame {
                Frame::Call(call) => {
                    self.handle_others(&mut others);
                    match self.handle_call(call) {
                        Ok(work) => self.keep_last(&mut last, work),
                        Err(refusal) => {
                            self.document().execute(last);
                            return Err(refusal);
                        }
                    }
                }
                // SPEC §9.2: the link is reliable, so a page has no reason to greet again.
                Frame::Hello(_) if self.is_greeted.swap(true, Ordering::Relaxed) => {
                    self.document().execute(last);
                    return Err(bad_frame("the page sent a second HELLO"));
                }
                other => others.push(other),
            }
        }
        self.handle_others(&mut others);
        Ok(last)
    }

    /// Reads a batch out of its slot. A large batch gets pooled memory.
    fn read_batch(&self, slot: u16, length: usize) -> io::Result<Bytes> {
        if length < BATCH_BYTES_POOLED {
            let mut bytes = AlignedVec::with_capacity(length);
            self.page_slots.append(slot, length, &mut bytes)?;
            return Ok(batch::held(bytes, length, self.document().ledger()));
        }
        let mut memory = self.body_memory.allocate(length as u64)?;
        self.page_slots.read(slot, &mut memory.as_mut()[..length])?;
        Ok(batch::held(memory, length, self.document().ledger()))
    }

    /// Keeps the work that came last, and runs the work that was kept before on the executor.
    pub(super) fn keep_last(&self, last: &mut Option<CommandWork>, work: Option<CommandWork>) {
        if work.is_some() {
            self.document().execute(std::mem::replace(last, work));
        }
    }

    fn handle_call(self: &Arc<Self>, call: frame::Call) -> Result<Option<CommandWork>, Refusal> {
        let packets = self.state().outgoing.reply_count();
        let has_room = self.document().ledger().has_room(Holding::Packets);
        // SPEC §9.4: a page that does not read its replies gets no further ones, and finally no refusals.
        if packets >= QUEUED_PACKETS_MAX || !has_room {
            let refusal = Refusal::new(
                Code::TooManyInflight,
                "too many replies are queued because the page does not read them",
            );
            if packets >= QUEUED_PACKETS_MAX * 2 {
                return Err(refusal);
            }
            self.reply(Answer::refused(call.id, &refusal));
            return Ok(None);
        }
        let delivery = Delivery::new(self, call.id);
        let deliver = Box::new(move |answer| delivery.send(answer));
        // A panic in what the call runs here, such as a middleware, concerns this call only: its delivery answers it.
        let work = foreign::contain("a call", || self.document().call(call, deliver));
        Ok(work.flatten())
    }

    /// Passes frames that are not calls to the document, and sends its answer.
    fn handle_others(&self, frames: &mut Vec<Frame>) {
        if frames.is_empty() {
            return;
        }
        match self.document().receive(std::mem::take(frames)) {
            Ok(answers) if answers.is_empty() => {}
            Ok(answers) => self.send(PacketKind::Answer, 0, vec![Frame::encode_batch(&answers)]),
            Err(refusal) => self.send(PacketKind::Refused, 0, vec![refusal.to_json().into()]),
        }
    }

    fn handle_free(&self, payload: &[u8]) -> Result<(), Refusal> {
        let (slots, rest) = payload.as_chunks::<2>();
        if !rest.is_empty() {
            return Err(bad_frame("a FREE packet ends within a slot number"));
        }
        // Dropped after the lock is released, whatever is returned: the owner of the bytes may run code of its own.
        let mut read = Vec::new();
        let mut state = self.state();
        for slot in slots {
            let slot = u16::from_le_bytes(*slot);
            let held = if slot >= BUFFERS_FROM {
                let bytes = state.buffers.give_back(slot);
                bytes.map(|bytes| read.push(bytes)).is_some()
            } else {
                state.slots.give_back(slot)
            };
            // SPEC §9.3: the page returns only slots that it holds.
            if !held {
                return Err(bad_frame("the page returned a slot that it does not hold"));
            }
        }
        Ok(())
    }

    fn handle_ack(self: &Arc<Self>, header: &PacketHeader) -> Result<(), Refusal> {
        let too_many = || bad_frame("the page acknowledged more packets than are in flight");
        let mut state = self.state();
        let frames = remaining(state.frames_in_flight, header.offset).ok_or_else(too_many)?;
        state.outgoing.acknowledge(header.id).ok_or_else(too_many)?;
        state.frames_in_flight = frames;
        drop(state);
        self.flush();
        self.drive_poll();
        Ok(())
    }
}
