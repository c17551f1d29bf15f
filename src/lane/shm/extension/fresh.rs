//! Populates memory that is about to be written for the first time. A page fault for every 4 KiB of it would cost more than the copy itself.

use std::{
    ops::Range,
    time::{Duration, Instant},
};

use crate::ffi;

const PAGE_BYTES: usize = 4096;
const HUGE_BYTES: usize = 2 * 1024 * 1024;
/// A huge page that takes longer costs more than small ones: the system has to compact memory first, or a hypervisor has to provide it.
const HUGE_PAGE_TIME_MAX: Duration = Duration::from_millis(1);
/// The number of huge pages that are then replaced by small ones, before another huge page is tried.
const SMALL_PAGES_FOR: u32 = 64;

/// Populates memory with pages of the size that is cheaper at present.
#[derive(Default)]
pub struct FreshPages {
    small_for: u32,
}

impl FreshPages {
    /// Populates the pages of a range of a buffer, unless they are present.
    pub fn populate(&mut self, buffer: &mut [u8], place: Range<usize>) {
        let whole = buffer.as_mut_ptr_range();
        let start = whole.start.addr() + place.start;
        let end = whole.start.addr() + place.end.min(buffer.len());
        if start >= end || is_present(whole.start.with_addr(end - 1)) {
            return;
        }
        let mut at = start;
        while at < end {
            let huge = at / HUGE_BYTES * HUGE_BYTES;
            let next = huge + HUGE_BYTES;
            let is_inside = huge >= whole.start.addr() && next <= whole.end.addr();
            if is_inside && at == huge.max(start) && self.may_be_huge() {
                self.populate_huge(whole.start.with_addr(huge));
            } else {
                let from = at.next_multiple_of(PAGE_BYTES);
                let to = end.min(next) / PAGE_BYTES * PAGE_BYTES;
                if from < to {
                    advise(
                        whole.start.with_addr(from),
                        to - from,
                        ffi::MADV_POPULATE_WRITE,
                    );
                }
            }
            at = next;
        }
    }

    fn may_be_huge(&mut self) -> bool {
        let may_be = self.small_for == 0;
        self.small_for = self.small_for.saturating_sub(1);
        may_be
    }

    fn populate_huge(&mut self, chunk: *mut u8) {
        let before = Instant::now();
        advise(chunk, HUGE_BYTES, ffi::MADV_HUGEPAGE);
        advise(chunk, HUGE_BYTES, ffi::MADV_POPULATE_WRITE);
        if before.elapsed() > HUGE_PAGE_TIME_MAX {
            self.small_for = SMALL_PAGES_FOR;
        }
    }
}

/// Returns memory to the system. Its content is lost.
pub fn release(memory: &mut [u8]) {
    let range = memory.as_mut_ptr_range();
    let from = range.start.addr().next_multiple_of(PAGE_BYTES);
    let to = range.end.addr() / PAGE_BYTES * PAGE_BYTES;
    if from < to {
        advise(range.start.with_addr(from), to - from, ffi::MADV_DONTNEED);
    }
}

/// Returns whether the page of this byte is present.
fn is_present(byte: *mut u8) -> bool {
    let page = byte.with_addr(byte.addr() / PAGE_BYTES * PAGE_BYTES);
    let mut is_present = 0;
    // SAFETY: one page, and memory for one result.
    let asked = unsafe { ffi::mincore(page.cast(), PAGE_BYTES, &mut is_present) };
    asked == 0 && is_present & 1 == 1
}

/// Advises the system. If it does not know the advice, it provides pages at the first write.
fn advise(start: *mut u8, length: usize, advice: std::ffi::c_int) {
    // SAFETY: whole pages within mutably borrowed memory. The advice changes how pages are provided, or zeroes them.
    unsafe { ffi::madvise(start.cast(), length, advice) };
}
