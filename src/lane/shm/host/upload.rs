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
    document::{Arrived, LaneMemory, UploadBuffer},
};

impl Link {
    pub(super) fn take_upload(self: &Arc<Self>, header: &PacketHeader) -> Result<(), Refusal> {
        if header.slot == NO_SLOT {
            return Err(bad("bytes of an upload stand in a slot"));
        }
        let (link, call) = (Arc::downgrade(self), header.id);
        let (slot, offset, length) = (header.slot, header.offset, header.length);
        let ready = move |lent: Result<UploadBuffer, Refusal>| {
            let Some(link) = link.upgrade() else { return };
            // The call has been refused, or will be: its reply says why.
            if let Ok(buffer) = lent {
                let document = link.document();
                match link.read_chunk(buffer, slot, length) {
                    Ok(arrived) => {
                        debug_assert!(arrived.len() as u64 == offset + u64::from(length));
                        document.return_upload(call, arrived);
                    }
                    Err(refusal) => document.refuse_upload(call, |_| refusal),
                }
            }
            link.give_slot_back(slot);
        };
        self.document().lend_upload(call, offset, Box::new(ready));
        Ok(())
    }

    /// Reads a chunk straight into its place.
    fn read_chunk(
        self: &Arc<Self>,
        buffer: UploadBuffer,
        slot: u16,
        length: u32,
    ) -> Result<Arrived, Refusal> {
        buffer.check_room(u64::from(length))?;
        let total = buffer.remaining + buffer.arrived.len() as u64;
        let length = length as usize;
        let (mut memory, before): (Box<dyn LaneMemory>, _) = match buffer.arrived {
            Arrived::Placed { memory, length } => (memory, length),
            // The stated length has been judged against the limits; pages come as they are written to.
            Arrived::Grown(bytes) if bytes.is_empty() && total >= BODY_BYTES_MIN => {
                let memory = self.body_memory.take(total).map_err(unreadable)?;
                (Box::new(BodyPlace::new(memory, Arc::downgrade(self))), 0)
            }
            Arrived::Grown(mut bytes) => {
                self.page_slots
                    .append(slot, length, &mut bytes)
                    .map_err(unreadable)?;
                return Ok(bytes.into());
            }
        };
        let place = &mut (*memory).as_mut()[before..before + length];
        self.page_slots.read(slot, place).map_err(unreadable)?;
        let length = before + length;
        Ok(Arrived::Placed { memory, length })
    }

    /// Keeps the memory of a body that nobody reads any more.
    pub(super) fn keep_body_memory(&self, memory: MmapMut) {
        self.body_memory.keep(memory);
        // The thread counts how long nobody uses it.
        self.wake();
    }
}
