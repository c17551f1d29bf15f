//! Memory that this process writes and a page only reads. The one place of the lane's host with `unsafe`.
//!
//! # Why this is sound
//! - **There is one writer.** The memory is mapped here first and then sealed: after `F_SEAL_FUTURE_WRITE` the system grants no writable mapping
//!   and no `write`, and `F_SEAL_SEAL` makes that final. Only then does a page get the descriptor, and only to read.
//! - **The memory stays.** `F_SEAL_SHRINK` keeps its length, so no access within the mapping faults, and the mapping lives as long as any
//!   [`Span`] of it, because each span holds its [`Region`].
//! - **References do not overlap.** A region is divided once, at its creation, into spans that do not overlap. A span cannot be cloned, so its
//!   owner has exclusive access to its bytes.

#![allow(
    unsafe_code,
    reason = "slices of memory that a page reads, as stated above"
)]

use std::{fmt, io, os::fd::OwnedFd, sync::Arc};

use memmap2::{MmapOptions, MmapRaw};
use rustix::fs::{self, MemfdFlags, SealFlags};

use super::share::Share;

/// Mapped shared memory.
pub(super) struct Region {
    file: OwnedFd,
    map: MmapRaw,
    /// The bytes that it counts as until it is unmapped.
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
    /// Creates memory and divides it into `count` spans of equal length. The system provides each page of it at the first write.
    ///
    /// # Errors
    /// Returns the system's error if it has no memory or descriptors, or does not know the seals (before Linux 5.1).
    pub(super) fn divided(
        count: u16,
        span_bytes: u32,
        share: Option<Share>,
    ) -> io::Result<(Arc<Self>, Vec<Span>)> {
        let bytes = u64::from(count) * u64::from(span_bytes);
        let file = fs::memfd_create("bytelane", MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING)?;
        fs::ftruncate(&file, bytes)?;
        let map = MmapOptions::new().map_raw(&file)?;
        // SPEC §9.1: the size is sealed, and so is every further writable mapping.
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

    /// Returns the length in bytes.
    pub(super) fn len(&self) -> usize {
        self.map.len()
    }

    /// Returns the offset of `bytes` in this memory, or `None` if they are elsewhere.
    pub(super) fn offset_of(&self, bytes: &[u8]) -> Option<usize> {
        let offset = bytes
            .as_ptr()
            .addr()
            .checked_sub(self.map.as_ptr().addr())?;
        (offset + bytes.len() <= self.map.len()).then_some(offset)
    }

    /// Returns the address of the memory.
    pub(super) fn address(&self) -> usize {
        self.map.as_ptr().addr()
    }

    /// Returns the descriptor, for the page.
    pub(super) const fn file(&self) -> &OwnedFd {
        &self.file
    }
}

/// An exclusively owned part of a region; [`Region::divided`] creates each one once.
#[derive(Debug)]
pub(super) struct Span {
    region: Arc<Region>,
    number: u16,
    length: usize,
}

impl Span {
    /// Returns its position among the spans of its region.
    pub(super) const fn number(&self) -> u16 {
        self.number
    }

    /// Returns the length in bytes.
    pub(super) const fn len(&self) -> usize {
        self.length
    }

    /// Returns the address of its region.
    pub(super) fn region_address(&self) -> usize {
        self.region.address()
    }

    fn start(&self) -> *mut u8 {
        let start = self.region.map.as_mut_ptr();
        // SAFETY: the region has at least `number + 1` spans, so the offset is within the mapping.
        unsafe { start.add(usize::from(self.number) * self.length) }
    }
}

impl AsRef<[u8]> for Span {
    fn as_ref(&self) -> &[u8] {
        // SAFETY: `length` initialised bytes of the mapping, which live as long as `self` and which nothing writes while `self` is borrowed: see
        // above.
        unsafe { std::slice::from_raw_parts(self.start(), self.length) }
    }
}

impl AsMut<[u8]> for Span {
    fn as_mut(&mut self) -> &mut [u8] {
        // SAFETY: as above; and this process has no other reference to them while `self` is mutably borrowed.
        unsafe { std::slice::from_raw_parts_mut(self.start(), self.length) }
    }
}
