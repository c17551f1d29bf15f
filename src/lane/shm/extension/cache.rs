//! Copies through the caches, and non-temporal copies past them.

use std::ptr::NonNull;

/// Longer bodies exceed most last-level caches: when the end of such a body has been copied, its start has been evicted.
const CACHED_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Whether a copy fills the caches.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Cache {
    /// The target is in the caches afterwards.
    Fill,
    /// Non-temporal stores: overwritten lines are not fetched first. The C library does so for one copy that is long enough, but cannot know the
    /// length of the body that a piece belongs to.
    Pass,
}

impl Cache {
    /// Returns the kind of copy for a piece of a body of this length.
    pub fn for_part_of(length: usize) -> Self {
        if length > CACHED_BYTES_MAX {
            Self::Pass
        } else {
            Self::Fill
        }
    }
}

/// Copies `into.len()` bytes.
///
/// # Safety
/// That many bytes may be read from `from` on, and they do not overlap `into`.
pub unsafe fn copy(from: NonNull<u8>, into: &mut [u8], cache: Cache) {
    match cache {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: as the caller promises.
        Cache::Pass => unsafe { stream(from.as_ptr(), into) },
        // SAFETY: as the caller promises.
        _ => unsafe {
            from.as_ptr()
                .copy_to_nonoverlapping(into.as_mut_ptr(), into.len())
        },
    }
}

/// Copies with non-temporal stores.
///
/// # Safety
/// As for [`copy`].
#[cfg(target_arch = "x86_64")]
unsafe fn stream(from: *const u8, into: &mut [u8]) {
    use std::arch::x86_64::{__m128i, _mm_loadu_si128, _mm_sfence, _mm_stream_si128};

    const LINE_BYTES: usize = 64;
    // Whole lines only: a line that is written in parts is fetched after all.
    let start = into.as_ptr().align_offset(LINE_BYTES).min(into.len());
    let lines = (into.len() - start) / LINE_BYTES;
    let end = start + lines * LINE_BYTES;
    let to = into.as_mut_ptr();
    // SAFETY: the three parts are within both, and the second starts at a line.
    unsafe {
        from.copy_to_nonoverlapping(to, start);
        for place in (start..end).step_by(LINE_BYTES) {
            let from = from.add(place).cast::<__m128i>();
            let to = to.add(place).cast::<__m128i>();
            let line: [__m128i; 4] = std::array::from_fn(|at| _mm_loadu_si128(from.add(at)));
            for (at, word) in line.into_iter().enumerate() {
                _mm_stream_si128(to.add(at), word);
            }
        }
        // Non-temporal stores are not ordered with other stores.
        _mm_sfence();
        from.add(end)
            .copy_to_nonoverlapping(to.add(end), into.len() - end);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Every length and alignment of both, and nothing beside them.
        #[test]
        fn copies_are_equal(from in 0..130_usize, to in 0..130_usize, length in 0..700_usize) {
            let source: Vec<u8> = (0..1000_u32).map(|at| (at * 7 % 251) as u8).collect();
            for cache in [Cache::Fill, Cache::Pass] {
                let mut target = vec![255; 1000];
                let start = NonNull::from(&source[from]);
                // SAFETY: within the source, and the target is another.
                unsafe { copy(start, &mut target[to..to + length], cache) };
                prop_assert_eq!(&target[to..to + length], &source[from..from + length]);
                prop_assert!(target[..to].iter().chain(&target[to + length..]).all(|byte| *byte == 255));
            }
        }
    }

    #[test]
    fn long_bodies_go_past_the_caches() {
        assert!(Cache::for_part_of(CACHED_BYTES_MAX) == Cache::Fill);
        assert!(Cache::for_part_of(CACHED_BYTES_MAX + 1) == Cache::Pass);
    }
}
