//! Uploads: bodies of calls that the page sends apart from their frames. Each chunk is read out of its slot directly into place (SPEC §9.3).

use std::sync::Arc;

use super::{
    body_memory::BODY_BYTES_MIN,
    limits::NO_SLOT,
    link::{Link, bad_frame},
    packet::PacketHeader,
    page_slots::unreadable,
};
use crate::{
    Refusal,
    document::{CommandWork, LaneMemory, Loan, Received},
};

impl Link {
    /// Handles a chunk. After the last chunk of a call, returns the work of its command, if there is work to run.
    ///
    /// # Errors
    /// Returns `bad_frame` if the packet does not name a slot.
    pub(super) fn handle_upload(
        self: &Arc<Self>,
        header: &PacketHeader,
    ) -> Result<Option<CommandWork>, Refusal> {
        if header.slot == NO_SLOT {
            return Err(bad_frame("an UPLOAD packet does not name a slot"));
        }
        let (link, call) = (Arc::downgrade(self), header.id);
        let (slot, offset, length) = (header.slot, header.offset, header.length);
        let work = self.document().lend_upload(call, offset, move |loan| {
            let link = link.upgrade()?;
            let mut work = None;
            // The reply of a refused call has the reason.
            if let Ok(mut loan) = loan {
                match link.read_chunk(&mut loan, slot, length) {
                    Ok(received) => {
                        debug_assert!(received.len() as u64 == offset + u64::from(length));
                        work = loan.complete(received);
                    }
                    Err(refusal) => loan.refuse(refusal),
                }
            }
            link.return_slot(slot);
            work
        });
        Ok(work)
    }

    /// Reads a chunk directly into place.
    fn read_chunk(&self, loan: &mut Loan, slot: u16, length: u32) -> Result<Received, Refusal> {
        loan.check_room(u64::from(length))?;
        let remaining = loan.remaining();
        let received = loan.take();
        let total = remaining + received.len() as u64;
        let length = length as usize;
        let (mut memory, before): (Box<dyn LaneMemory>, _) = match received {
            Received::Placed { memory, length } => (memory, length),
            // The stated length is within the limits; the system provides pages at the first write.
            Received::Grown(bytes) if bytes.is_empty() && total >= BODY_BYTES_MIN => {
                let memory = self.body_memory.allocate(total).map_err(unreadable)?;
                (Box::new(memory), 0)
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
}
