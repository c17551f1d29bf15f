use std::{io, os::fd::OwnedFd};

use rkyv::util::AlignedVec;
use rustix::{
    fs::{self, MemfdFlags, SealFlags},
    io::Errno,
};

use super::packet::Layout;
use crate::{Refusal, wire::Code};

/// The slots that the page writes. Their size is sealed.
///
/// The host never maps them but reads them as a file, so that the page can neither cause a fault nor change bytes after the host has checked them:
/// the host works on its own copy.
#[derive(Debug)]
pub(super) struct PageSlots {
    file: OwnedFd,
    layout: Layout,
}

impl PageSlots {
    /// Creates the memory of all slots. The system provides each page of it at the first write.
    ///
    /// # Errors
    /// Returns the system's error if it has no memory or descriptors left.
    pub(super) fn new(layout: Layout) -> io::Result<Self> {
        let file = fs::memfd_create("bytelane", MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING)?;
        fs::ftruncate(&file, layout.total_bytes())?;
        // SPEC §9.1: the size is sealed.
        fs::fcntl_add_seals(&file, SealFlags::SHRINK | SealFlags::GROW | SealFlags::SEAL)?;
        Ok(Self { file, layout })
    }

    pub(super) const fn layout(&self) -> Layout {
        self.layout
    }

    /// Returns the descriptor, for the page.
    pub(super) const fn file(&self) -> &OwnedFd {
        &self.file
    }

    /// Appends the first `length` bytes of a slot to `into`.
    ///
    /// # Errors
    /// Returns the system's error if the slot cannot be read.
    pub(super) fn append(
        &self,
        slot: u16,
        length: usize,
        into: &mut AlignedVec<16>,
    ) -> io::Result<()> {
        let before = into.len();
        into.resize(before + length, 0);
        self.read(slot, &mut into[before..])
    }

    /// Fills `into` from the start of a slot.
    ///
    /// # Errors
    /// Returns the system's error if the slot cannot be read.
    pub(super) fn read(&self, slot: u16, into: &mut [u8]) -> io::Result<()> {
        let start = self.layout.slot_start(slot);
        let mut done = 0;
        while done < into.len() {
            // COPY: out of shared memory, before anything is checked
            let count =
                retried(|| rustix::io::pread(&self.file, &mut into[done..], start + done as u64))?;
            if count == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            done += count;
        }
        Ok(())
    }
}

/// The slots of the page that the host has: from the packet that names one to the `FREE` that returns it.
#[derive(Debug)]
pub(super) struct HeldSlots {
    held: Vec<bool>,
    /// Slots that are to be returned.
    returns: Vec<u16>,
}

impl HeldSlots {
    pub(super) fn new(layout: Layout) -> Self {
        Self {
            held: vec![false; layout.slots.into()],
            returns: Vec::new(),
        }
    }

    /// Records that a packet names a slot. Returns `false` if the host has the slot already, or there is none of this number.
    pub(super) fn hold(&mut self, slot: u16) -> bool {
        let held = self.held.get_mut(usize::from(slot));
        held.is_some_and(|held| !std::mem::replace(held, true))
    }

    /// Records that a slot has been read.
    pub(super) fn give_back(&mut self, slot: u16) {
        self.returns.push(slot);
    }

    /// Returns the slots that are to be returned, at most as many as the page has.
    pub(super) fn returns(&self) -> &[u16] {
        &self.returns
    }

    /// Records that the page has been sent these slots.
    pub(super) fn returned(&mut self) {
        for slot in self.returns.drain(..) {
            if let Some(held) = self.held.get_mut(usize::from(slot)) {
                *held = false;
            }
        }
    }
}

fn retried(mut work: impl FnMut() -> rustix::io::Result<usize>) -> io::Result<usize> {
    loop {
        match work() {
            Err(Errno::INTR) => {}
            done => return Ok(done?),
        }
    }
}

/// Returns the refusal of a call whose bytes could not be read.
pub(super) fn unreadable(error: io::Error) -> Refusal {
    Refusal::new(
        Code::Internal,
        format!("the shared memory of the page could not be read: {error}"),
    )
}
