use std::{io, os::fd::OwnedFd};

use rkyv::util::AlignedVec;
use rustix::{
    fs::{self, MemfdFlags, SealFlags},
    io::Errno,
};

use super::packet::Layout;
use crate::{Refusal, wire::Code};

/// The slots that the page writes, of a size that nobody can change.
///
/// The host never maps them. It reads them as a file, so what the page does to them meanwhile can neither fault nor change bytes that the host has
/// looked at: whatever was read is the host's own copy.
#[derive(Debug)]
pub(super) struct PageSlots {
    file: OwnedFd,
    layout: Layout,
}

impl PageSlots {
    /// New memory. Nothing of it is used before it is written.
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

    /// The descriptor, to be handed to the page.
    pub(super) const fn file(&self) -> &OwnedFd {
        &self.file
    }

    /// Appends `length` bytes of a slot to `into`.
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
    pub(super) fn read(&self, slot: u16, into: &mut [u8]) -> io::Result<()> {
        let start = self.layout.slot_start(slot);
        let mut done = 0;
        while done < into.len() {
            // COPY: out of shared memory, before anything looks at it
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

fn retried(mut work: impl FnMut() -> rustix::io::Result<usize>) -> io::Result<usize> {
    loop {
        match work() {
            Err(Errno::INTR) => {}
            done => return Ok(done?),
        }
    }
}

/// Why a call whose bytes cannot be read is refused.
pub(super) fn unreadable(error: io::Error) -> Refusal {
    Refusal::new(
        Code::Internal,
        format!("shared memory cannot be read: {error}"),
    )
}
