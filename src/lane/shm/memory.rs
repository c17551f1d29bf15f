use std::{io, os::fd::OwnedFd};

use bytes::Bytes;
use rkyv::util::AlignedVec;
use rustix::{
    fs::{self, FallocateFlags, MemfdFlags, SealFlags},
    io::Errno,
};

use super::packet::Layout;

/// Bytes that are read at once: they are still in the processor's cache when they are read again.
const STEP_BYTES: usize = 256 * 1024;

/// The memory that host and page share, of a size that nobody can change.
///
/// The host never maps it. It reads and writes it as a file, so what the page does to it meanwhile can neither fault nor change bytes that the
/// host has looked at: whatever was read is the host's own copy.
#[derive(Debug)]
pub(super) struct Memory {
    file: OwnedFd,
    layout: Layout,
}

impl Memory {
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

    /// Appends `length` bytes of a page's slot to `into`.
    pub(super) fn read(
        &self,
        slot: u16,
        length: usize,
        into: &mut AlignedVec<16>,
    ) -> io::Result<()> {
        let start = self.layout.page_slot(slot);
        let mut done = 0;
        while done < length {
            let step = STEP_BYTES.min(length - done);
            let at = into.len();
            into.resize(at + step, 0);
            // COPY: out of shared memory, before anything looks at it
            let count =
                retried(|| rustix::io::pread(&self.file, &mut into[at..], start + done as u64))?;
            into.resize(at + count, 0);
            if count == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            done += count;
        }
        Ok(())
    }

    /// Writes pieces one behind the other into a slot of the host, from `offset` in it.
    pub(super) fn write(&self, slot: u16, offset: u64, pieces: &[Bytes]) -> io::Result<()> {
        let mut at = self.layout.host_slot(slot) + offset;
        for piece in pieces {
            let mut rest: &[u8] = piece;
            while !rest.is_empty() {
                // COPY: into shared memory; the page copies it out of there
                let count = retried(|| rustix::io::pwrite(&self.file, rest, at))?;
                rest = &rest[count..];
                at += count as u64;
            }
        }
        Ok(())
    }

    /// Gives the memory of the host's slots back to the system. They must all be free.
    pub(super) fn forget_host_slots(&self) -> io::Result<()> {
        let half = self.layout.half_bytes();
        let flags = FallocateFlags::PUNCH_HOLE | FallocateFlags::KEEP_SIZE;
        Ok(fs::fallocate(&self.file, flags, half, half)?)
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
