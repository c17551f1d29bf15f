//! Bodies of calls on their way from the page: each piece is read out of its slot straight to its place (SPEC §9.3).

use std::sync::Arc;

use memmap2::MmapMut;

use super::{
    body_memory::{BODY_BYTES_MIN, BodyPlace},
    link::{Link, bad},
    packet::{NO_SLOT, PacketHeader},
    page_slots::unreadable,
};
use crate::{
    Refusal,
    document::{LaneMemory, Loan, Received},
};

impl Link {
    pub(super) fn take_upload(self: &Arc<Self>, header: &PacketHeader) -> Result<(), Refusal> {
        if header.slot == NO_SLOT {
            return Err(bad("bytes of an upload stand in a slot"));
        }
        let (link, call) = (Arc::downgrade(self), header.id);
        let (slot, offset, length) = (header.slot, header.offset, header.length);
        self.document().lend_upload(call, offset, move |loan| {
            let Some(link) = link.upgrade() else { return };
            // The reply of a refused call has the reason.
            if let Ok(mut loan) = loan {
                match link.read_chunk(&mut loan, slot, length) {
                    Ok(received) => {
                        debug_assert!(received.len() as u64 == offset + u64::from(length));
                        loan.complete(received);
                    }
                    Err(refusal) => loan.refuse(refusal),
                }
            }
            link.give_slot_back(slot);
        });
        Ok(())
    }

    /// Reads a chunk straight into its place.
    fn read_chunk(
        self: &Arc<Self>,
        loan: &mut Loan,
        slot: u16,
        length: u32,
    ) -> Result<Received, Refusal> {
        loan.check_room(u64::from(length))?;
        let remaining = loan.remaining();
        let received = loan.take();
        let total = remaining + received.len() as u64;
        let length = length as usize;
        let (mut memory, before): (Box<dyn LaneMemory>, _) = match received {
            Received::Placed { memory, length } => (memory, length),
            // The stated length has been judged against the limits; pages come as they are written to.
            Received::Grown(bytes) if bytes.is_empty() && total >= BODY_BYTES_MIN => {
                let memory = self.body_memory.take(total).map_err(unreadable)?;
                (Box::new(BodyPlace::new(memory, Arc::downgrade(self))), 0)
            }
            Received::Grown(mut bytes) => {
                self.page_slots
                    .append(slot, length, &mut bytes)
                    .map_err(unreadable)?;
                return Ok(bytes.into());
            }
        };
        let place = &mut (*memory).as_mut()[before..before + length];
        self.page_slots.read(slot, place).map_err(unreadable)?;
        let length = before + length;
        Ok(Received::Placed { memory, length })
    }

    /// Keeps the memory of a body that nobody reads any more.
    pub(super) fn keep_body_memory(&self, memory: MmapMut) {
        self.body_memory.keep(memory);
        // The thread counts how long nobody uses it.
        self.wake();
    }
}
