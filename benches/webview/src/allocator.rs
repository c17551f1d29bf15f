//! Memory of the size of payloads that the host takes: where a copy is made on the way, it goes to such memory.

#![allow(unsafe_code, reason = "a global allocator is unsafe to write")]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    sync::atomic::{AtomicU64, Ordering},
};

/// Smaller pieces are no payload.
const LARGE_BYTES: usize = 32 * 1024;

static LARGE: AtomicU64 = AtomicU64::new(0);

/// Bytes of large pieces of memory that were taken since the start.
pub(crate) fn large_bytes() -> u64 {
    LARGE.load(Ordering::Relaxed)
}

struct Counting;

fn record(bytes: usize) {
    if bytes >= LARGE_BYTES {
        LARGE.fetch_add(bytes as u64, Ordering::Relaxed);
    }
}

// SAFETY: every method is the system's, which keeps the contract; the record takes no memory, so it does not come back here.
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
        // What was there moves along, at worst.
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
