//! Populates memory that is about to be written for the first time. A page fault for every 4 KiB of it would cost more than the copy itself.

use std::ops::Range;

use crate::{
    ffi,
    huge_pages::{HUGE_BYTES, HugePages},
};

const PAGE_BYTES: usize = 4096;

/// Populates memory with pages of the size that is cheaper at present.
#[derive(Default)]
pub struct FreshPages(HugePages);

impl FreshPages {
    /// Populates the pages of a range of a buffer, unless they are present.
    pub fn populate(&self, buffer: &mut [u8], place: Range<usize>) {
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
            let is_huge = is_inside
                && at == huge.max(start)
                && self
                    .0
                    .try_one(|| populate_huge(whole.start.with_addr(huge)));
            if !is_huge {
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
}

fn populate_huge(page: *mut u8) {
    advise(page, HUGE_BYTES, ffi::MADV_HUGEPAGE);
    advise(page, HUGE_BYTES, ffi::MADV_POPULATE_WRITE);
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
