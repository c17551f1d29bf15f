//! Copies into memory that is written for the first time. A page fault for every 4 KiB of it would cost more than the copy itself.

/// The shortest copy that has huge pages, in bytes: the allocator maps it by itself, and it has such pages in it.
#[cfg(any(target_os = "linux", test))]
const COPY_BYTES_MIN: usize = 4 * 1024 * 1024;

/// Copies bytes into a vector.
pub(crate) fn copied(bytes: &[u8]) -> Vec<u8> {
    let mut copy = Vec::with_capacity(bytes.len());
    #[cfg(target_os = "linux")]
    let bytes = pages::copy_to_huge_pages(&mut copy, bytes);
    copy.extend_from_slice(bytes); // COPY: a vector owns its memory
    copy
}

#[cfg(target_os = "linux")]
#[allow(
    unsafe_code,
    reason = "the system is advised about memory that a vector has not initialized, for which no crate has a safe function"
)]
mod pages {
    use rustix::mm::{Advice, madvise};

    use super::COPY_BYTES_MIN;
    use crate::huge_pages::{HUGE_BYTES, HugePages};

    /// Of the whole process.
    static HUGE_PAGES: HugePages = HugePages::new();

    /// Appends the bytes that fit in huge pages. Returns the others.
    pub(super) fn copy_to_huge_pages<'a>(copy: &mut Vec<u8>, bytes: &'a [u8]) -> &'a [u8] {
        let mut rest = bytes;
        if bytes.len() >= COPY_BYTES_MIN {
            while let Some(first) = populate(copy, rest.len()) {
                let (part, later) = rest.split_at(first);
                copy.extend_from_slice(part); // COPY: a vector owns its memory
                rest = later;
            }
        }
        rest
    }

    /// Populates the spare capacity of a vector up to the end of the next huge page. Returns its length, or `None` if the next `length` bytes do not reach that far.
    fn populate(vector: &mut Vec<u8>, length: usize) -> Option<usize> {
        let spare = vector.spare_capacity_mut();
        let start = spare.as_mut_ptr();
        let offset = start.addr().next_multiple_of(HUGE_BYTES) - start.addr();
        let end = offset + HUGE_BYTES;
        if length.min(spare.len()) < end {
            return None;
        }
        HUGE_PAGES.try_one(|| {
            let page = start.wrapping_add(offset).cast();
            for advice in [Advice::LinuxHugepage, Advice::LinuxPopulateWrite] {
                // SAFETY: one huge page within mutably borrowed memory that is not initialized. The advice changes how the system provides its pages. A system that
                // does not know the advice provides them at the first write.
                let _provided_later = unsafe { madvise(page, HUGE_BYTES, advice) };
            }
        });
        Some(end)
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
