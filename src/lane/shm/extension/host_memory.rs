//! The memory that the host writes and the page reads: its slots, and the buffers of its commands (SPEC §9.3).

use std::{collections::HashMap, os::fd::OwnedFd};

use crate::{
    cache::Cache,
    common::{
        limits::BUFFERS_FROM,
        packet::{Layout, PacketHeader},
    },
    mapping::{MappedBuffer, MappedHostSlots},
};

/// The mapped memory of the host.
pub struct HostMemory {
    slots: MappedHostSlots,
    layout: Layout,
    /// By number.
    buffers: HashMap<u64, MappedBuffer>,
}

impl HostMemory {
    pub fn map(slots: &OwnedFd, layout: Layout) -> Option<Self> {
        Some(Self {
            slots: MappedHostSlots::map(slots, layout)?,
            layout,
            buffers: HashMap::new(),
        })
    }

    /// Maps the memory of a `MEMORY` packet. Returns `None` if it is shorter than stated.
    pub fn map_new(&mut self, header: &PacketHeader, file: &OwnedFd) -> Option<()> {
        if header.id == 0 {
            self.slots = MappedHostSlots::map(file, self.layout)?;
        } else {
            let buffer = MappedBuffer::map(file, header.extra)?;
            self.buffers.insert(header.id, buffer);
        }
        Some(())
    }

    /// Unmaps a buffer.
    pub fn forget(&mut self, number: u64) {
        self.buffers.remove(&number);
    }

    /// Returns whether there is such a slot and it holds `length` bytes.
    pub fn holds(&self, slot: u16, length: u32) -> bool {
        self.slots.holds(slot, length)
    }

    /// Copies the payload of a packet out of its slot or buffer. Returns `false` if there is no such place.
    pub fn read(&self, header: &PacketHeader, into: &mut [u8], cache: Cache) -> bool {
        if header.slot < BUFFERS_FROM {
            return self.slots.read(header.slot, into, cache);
        }
        let buffer = self.buffers.get(&u64::from(header.slot));
        buffer.is_some_and(|buffer| buffer.read(header.extra, into, cache))
    }
}
