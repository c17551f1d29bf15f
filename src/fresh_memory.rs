//! Copies into memory that is written for the first time. A page fault for every 4 KiB of it would cost more than the copy itself.

/// The shortest copy that has huge pages, in bytes: the allocator maps it by itself, and it has such pages in it.
const COPY_BYTES_MIN: usize = 4 * 1024 * 1024;

/// Copies bytes into a vector.
pub(crate) fn copied(bytes: &[u8]) -> Vec<u8> {
    let mut copy = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    #[cfg(target_os = "linux")]
    if bytes.len() >= COPY_BYTES_MIN {
        while let Some(first) = pages::populate(&mut copy, rest.len()) {
            let (part, later) = rest.split_at(first);
            copy.extend_from_slice(part); // COPY: a vector owns its memory
            rest = later;
        }
    }
    copy.extend_from_slice(rest); // COPY: a vector owns its memory
    copy
}

#[cfg(target_os = "linux")]
#[allow(
    unsafe_code,
    reason = "the system is advised about memory that a vector has not initialized, for which no crate has a safe function"
)]
mod pages {
    use std::{
        sync::atomic::{AtomicU32, Ordering},
        time::{Duration, Instant},
    };

    use rustix::mm::{Advice, madvise};

    const HUGE_BYTES: usize = 2 * 1024 * 1024;
    /// A huge page that takes longer costs more than small ones: the system has to compact memory first, or a hypervisor has to provide it.
    const HUGE_PAGE_TIME_MAX: Duration = Duration::from_millis(1);
    /// The number of huge pages that are then replaced by small ones, before another huge page is tried.
    const SMALL_PAGES_FOR: u32 = 64;

    /// Huge pages that are still replaced by small ones, in the whole process.
    static SMALL_FOR: AtomicU32 = AtomicU32::new(0);

    /// Populates the spare capacity of a vector up to the end of the next huge page. Returns its length, or `None` if the next `length` bytes do not reach that far.
    pub(super) fn populate(vector: &mut Vec<u8>, length: usize) -> Option<usize> {
        let spare = vector.spare_capacity_mut();
        let start = spare.as_mut_ptr();
        let offset = start.addr().next_multiple_of(HUGE_BYTES) - start.addr();
        let end = offset + HUGE_BYTES;
        if length.min(spare.len()) < end {
            return None;
        }
        if is_huge_page_due() {
            let page = start.wrapping_add(offset).cast();
            let before = Instant::now();
            for advice in [Advice::LinuxHugepage, Advice::LinuxPopulateWrite] {
                // SAFETY: one huge page within mutably borrowed memory that is not initialized. The advice changes how the system provides its pages. A system that
                // does not know the advice provides them at the first write.
                let _provided_later = unsafe { madvise(page, HUGE_BYTES, advice) };
            }
            if before.elapsed() > HUGE_PAGE_TIME_MAX {
                SMALL_FOR.store(SMALL_PAGES_FOR, Ordering::Relaxed);
            }
        }
        Some(end)
    }

    fn is_huge_page_due() -> bool {
        let less = |count: u32| count.checked_sub(1);
        SMALL_FOR
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, less)
            .is_err()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_equals_its_source() {
        let source: Vec<u8> = (0..3 * COPY_BYTES_MIN + 7)
            .map(|at| (at >> 7) as u8)
            .collect();
        for length in [
            0,
            1,
            COPY_BYTES_MIN - 1,
            COPY_BYTES_MIN,
            COPY_BYTES_MIN + 1,
            source.len(),
        ] {
            for start in [0, 5].map(|start: usize| start.min(length)) {
                let part = &source[start..length];
                assert!(copied(part) == part, "{start}..{length}");
            }
        }
    }
}
