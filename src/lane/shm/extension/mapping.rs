//! Memory that host and page share, mapped into the web process.

use std::{
    ffi::{c_int, c_void},
    fs::File,
    os::fd::{AsRawFd, OwnedFd},
    ptr::{NonNull, null_mut},
};

use crate::{
    cache::{Cache, copy},
    common::packet::Layout,
    ffi,
};

/// Mapped slots.
struct Mapping {
    start: NonNull<u8>,
    layout: Layout,
}

impl Mapping {
    fn new(file: &OwnedFd, layout: Layout, protection: c_int) -> Option<Self> {
        let length = usize::try_from(layout.total_bytes())
            .ok()
            .filter(|length| *length > 0 && has_bytes(file, *length as u64))?;
        // SAFETY: a fresh mapping at any address; the file is at least as long, and the host has sealed its size, so no access within it faults.
        let start = unsafe {
            ffi::mmap(
                null_mut(),
                length,
                protection,
                ffi::MAP_SHARED,
                file.as_raw_fd(),
                0,
            )
        };
        // MAP_FAILED is all ones.
        if start.addr() == usize::MAX {
            return None;
        }
        NonNull::new(start.cast()).map(|start| Self { start, layout })
    }

    /// Returns the start of a slot, or `None` if there is no such slot or it is shorter than `length` bytes.
    fn slot(&self, slot: u16, length: usize) -> Option<NonNull<u8>> {
        if slot >= self.layout.slots || length > self.layout.slot_bytes as usize {
            return None;
        }
        // SAFETY: within the mapping, by the check above.
        Some(unsafe { self.start.add(self.layout.slot_start(slot) as usize) })
    }
}

/// Returns whether a file is at least `length` bytes long: an access after its end would fault.
fn has_bytes(file: &OwnedFd, length: u64) -> bool {
    let metadata = file
        .try_clone()
        .and_then(|file| File::from(file).metadata());
    metadata.is_ok_and(|metadata| metadata.len() >= length)
}

impl Drop for Mapping {
    fn drop(&mut self) {
        let length = self.layout.total_bytes() as usize;
        // SAFETY: the whole mapping of `new`; no slice of it exists.
        unsafe { ffi::munmap(self.start.as_ptr().cast::<c_void>(), length) };
    }
}

/// The slots that the host writes, mapped to read.
pub struct MappedHostSlots(Mapping);

impl MappedHostSlots {
    pub fn map(file: &OwnedFd, layout: Layout) -> Option<Self> {
        Mapping::new(file, layout, ffi::PROT_READ).map(Self)
    }

    /// Returns whether there is such a slot and it holds `length` bytes.
    pub fn holds(&self, slot: u16, length: u32) -> bool {
        self.0.slot(slot, length as usize).is_some()
    }

    /// Copies the start of a slot. Returns `false` if there is no such slot or it is too short.
    pub fn read(&self, slot: u16, into: &mut [u8], cache: Cache) -> bool {
        let Some(from) = self.0.slot(slot, into.len()) else {
            return false;
        };
        // SAFETY: both are that long, and `into` is the page's own memory. The host does not write a slot that the page holds.
        unsafe { copy(from, into, cache) };
        true
    }
}

/// Memory that commands of the host write in place, mapped to read.
pub struct MappedBuffer(Mapping);

impl MappedBuffer {
    pub fn map(file: &OwnedFd, bytes: u64) -> Option<Self> {
        let layout = Layout {
            slots: 1,
            slot_bytes: u32::try_from(bytes).ok()?,
        };
        Mapping::new(file, layout, ffi::PROT_READ).map(Self)
    }

    /// Copies the bytes at an offset. Returns `false` if the buffer is too short.
    pub fn read(&self, offset: u64, into: &mut [u8], cache: Cache) -> bool {
        let end = offset.checked_add(into.len() as u64);
        if end.is_none_or(|end| end > u64::from(self.0.layout.slot_bytes)) {
            return false;
        }
        // SAFETY: within the mapping, by the check above.
        let from = unsafe { self.0.start.add(offset as usize) };
        // SAFETY: both are that long, and `into` is the page's own memory. The host does not write bytes that the page is reading.
        unsafe { copy(from, into, cache) };
        true
    }
}

/// The slots that the page writes, mapped.
pub struct MappedPageSlots(Mapping);

impl MappedPageSlots {
    pub fn map(file: &OwnedFd, layout: Layout) -> Option<Self> {
        Mapping::new(file, layout, ffi::PROT_READ_WRITE).map(Self)
    }

    pub fn layout(&self) -> Layout {
        self.0.layout
    }

    /// Copies bytes into a slot that the host does not hold. Returns `false` if there is no such slot or it is too short.
    pub fn write(&self, slot: u16, bytes: &[u8]) -> bool {
        let Some(to) = self.0.slot(slot, bytes.len()) else {
            return false;
        };
        // SAFETY: both are that long; `bytes` is the page's own memory.
        unsafe {
            to.as_ptr()
                .copy_from_nonoverlapping(bytes.as_ptr(), bytes.len())
        };
        true
    }

    /// Returns the memory to the system. All slots have to be free.
    pub fn release(&self) {
        let length = self.0.layout.total_bytes() as usize;
        // SAFETY: the whole mapping. Its bytes become zero, and nothing reads them.
        unsafe { ffi::madvise(self.0.start.as_ptr().cast(), length, ffi::MADV_REMOVE) };
    }
}
