//! Memory that the host writes and the page reads: its slots, and the buffers of its commands (SPEC §9.3).

use std::{collections::HashMap, os::fd::OwnedFd};

use crate::{
    cache::Cache,
    common::{
        limits::BUFFERS_FROM,
        packet::{Layout, PacketHeader},
    },
    shared::{Buffer, HostSlots},
};

pub struct HostMemory {
    slots: HostSlots,
    layout: Layout,
    /// By number.
    buffers: HashMap<u64, Buffer>,
}

impl HostMemory {
    pub fn map(slots: &OwnedFd, layout: Layout) -> Option<Self> {
        Some(Self {
            slots: HostSlots::map(slots, layout)?,
            layout,
            buffers: HashMap::new(),
        })
    }

    /// The host has memory that is new here.
    pub fn take(&mut self, header: &PacketHeader, file: &OwnedFd) -> Option<()> {
        if header.id == 0 {
            self.slots = HostSlots::map(file, self.layout)?;
        } else {
            let buffer = Buffer::map(file, header.extra)?;
            self.buffers.insert(header.id, buffer);
        }
        Some(())
    }

    /// The host has no more use for a buffer.
    pub fn forget(&mut self, number: u64) {
        self.buffers.remove(&number);
    }

    /// Whether there is a slot that holds so much.
    pub fn holds(&self, slot: u16, length: u32) -> bool {
        self.slots.holds(slot, length)
    }

    /// Copies from where the host says that a packet's payload stands; `false` when there is no such place.
    pub fn read(&self, header: &PacketHeader, into: &mut [u8], cache: Cache) -> bool {
        if header.slot < BUFFERS_FROM {
            return self.slots.read(header.slot, into, cache);
        }
        let buffer = self.buffers.get(&u64::from(header.slot));
        buffer.is_some_and(|buffer| buffer.read(header.extra, into, cache))
    }
}
