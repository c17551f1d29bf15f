//! Memory that this process writes and a page only reads. The one place of the lane's host with `unsafe`.
//!
//! # Why this is sound
//! - **Nobody else writes.** The memory is mapped here first and then sealed: with `F_SEAL_FUTURE_WRITE` the system gives nobody a mapping that
//!   can be written, nor takes a `write`, and `F_SEAL_SEAL` keeps it so. Only then does a page get the descriptor, and only to read.
//! - **It does not go away.** `F_SEAL_SHRINK` keeps its length, so no access within the mapping faults, and the mapping lives as long as a
//!   [`Span`] of it, each of which holds its [`Region`].
//! - **No two references overlap.** A region is divided once, when it is made, into spans that do not overlap. A span cannot be cloned, so who
//!   has it has its bytes to itself.

#![allow(
    unsafe_code,
    reason = "slices of memory that a page reads, as stated above"
)]

use std::{fmt, io, os::fd::OwnedFd, sync::Arc};

use memmap2::{MmapOptions, MmapRaw};
use rustix::fs::{self, MemfdFlags, SealFlags};

use super::buffers::Share;

/// A piece of shared memory, mapped.
pub(super) struct Region {
    file: OwnedFd,
    map: MmapRaw,
    /// What it counts as, until it is unmapped.
    _share: Option<Share>,
}

impl fmt::Debug for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Region")
            .field("bytes", &self.map.len())
            .finish_non_exhaustive()
    }
}

impl Region {
    /// New memory, divided into spans of equal length. Nothing of it is used before it is written.
    ///
    /// # Errors
    /// When the system has no memory or descriptors for it, or does not know the seals (before Linux 5.1).
    pub(super) fn divided(
        count: u16,
        span_bytes: u32,
        share: Option<Share>,
    ) -> io::Result<(Arc<Self>, Vec<Span>)> {
        let bytes = u64::from(count) * u64::from(span_bytes);
        let file = fs::memfd_create("bytelane", MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING)?;
        fs::ftruncate(&file, bytes)?;
        let map = MmapOptions::new().map_raw(&file)?;
        // SPEC §9.1: the size is sealed, and so is writing by anybody who has not mapped it yet.
        let seals = SealFlags::SHRINK | SealFlags::GROW | SealFlags::FUTURE_WRITE | SealFlags::SEAL;
        fs::fcntl_add_seals(&file, seals)?;
        let region = Arc::new(Self {
            file,
            map,
            _share: share,
        });
        let spans = (0..count)
            .map(|number| Span {
                region: Arc::clone(&region),
                number,
                length: span_bytes as usize,
            })
            .collect();
        Ok((region, spans))
    }

    /// Length in bytes.
    pub(super) fn len(&self) -> usize {
        self.map.len()
    }

    /// Where these bytes stand in it, if they do.
    pub(super) fn offset_of(&self, bytes: &[u8]) -> Option<usize> {
        let offset = bytes
            .as_ptr()
            .addr()
            .checked_sub(self.map.as_ptr().addr())?;
        (offset + bytes.len() <= self.map.len()).then_some(offset)
    }

    /// The descriptor, to be handed to the page.
    pub(super) const fn file(&self) -> &OwnedFd {
        &self.file
    }
}

/// A part of a region that its owner has to itself; [`Region::divided`] makes each one once.
#[derive(Debug)]
pub(super) struct Span {
    region: Arc<Region>,
    number: u16,
    length: usize,
}

impl Span {
    /// Its place among the spans of its region.
    pub(super) const fn number(&self) -> u16 {
        self.number
    }

    /// Length in bytes.
    pub(super) const fn len(&self) -> usize {
        self.length
    }

    pub(super) fn is_of(&self, region: &Arc<Region>) -> bool {
        Arc::ptr_eq(&self.region, region)
    }

    fn start(&self) -> *mut u8 {
        let start = self.region.map.as_mut_ptr();
        // SAFETY: the region was made `number + 1` spans long or longer, so the place is within the mapping.
        unsafe { start.add(usize::from(self.number) * self.length) }
    }
}

impl AsRef<[u8]> for Span {
    fn as_ref(&self) -> &[u8] {
        // SAFETY: `length` bytes of the mapping, alive as long as `self`, which are bytes from the start and which nobody writes while `self` is
        // borrowed: see above.
        unsafe { std::slice::from_raw_parts(self.start(), self.length) }
    }
}

impl AsMut<[u8]> for Span {
    fn as_mut(&mut self) -> &mut [u8] {
        // SAFETY: as above; and nobody else of this process has a reference to them while `self` is borrowed for writing.
        unsafe { std::slice::from_raw_parts_mut(self.start(), self.length) }
    }
}
