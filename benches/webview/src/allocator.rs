//! Counts the bytes of large allocations in the host: a copy of a payload requires such an allocation.

#![allow(unsafe_code, reason = "a global allocator is unsafe to write")]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    sync::atomic::{AtomicU64, Ordering},
};

/// Minimum size in bytes of an allocation that is counted as a payload.
const LARGE_BYTES: usize = 32 * 1024;

static LARGE: AtomicU64 = AtomicU64::new(0);

/// Returns the bytes of all large allocations since the start.
pub(crate) fn large_bytes() -> u64 {
    LARGE.load(Ordering::Relaxed)
}

struct Counting;

fn record(bytes: usize) {
    if bytes >= LARGE_BYTES {
        LARGE.fetch_add(bytes as u64, Ordering::Relaxed);
    }
}

// SAFETY: every method forwards to the system's, which keeps the contract; `record` does not allocate, so it does not recurse.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        record(layout.size());
        // SAFETY: the caller keeps the contract of this very method.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        record(layout.size());
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // In the worst case the whole content is moved.
        record(size);
        // SAFETY: as above.
        unsafe { System.realloc(place, layout, size) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(place, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;
