//! Memory for results that the page keeps. A fresh `ArrayBuffer` costs zeroing and page faults, more than the copy into it; the memory of a result
//! that the page's collector has freed costs neither.
//!
//! WebKit accepts only memory of its own primitive cage for an `ArrayBuffer`. Therefore each block is the memory of a typed array that no script can
//! reach: it belongs to a separate JavaScript heap, so that the page's collector neither counts it nor keeps a document alive for it.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    ffi::c_void,
    mem::ManuallyDrop,
    ptr::NonNull,
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::{
    common::limits::IDLE_MS,
    fresh::release,
    object::{Context, Value},
    watch,
};

/// Lengths of blocks are multiples of this many bytes.
const STEP_BYTES_MIN: usize = 16 * 1024;
/// A free block serves a request unless it is longer than this many times the request.
const LARGER_MAX: usize = 2;
/// Bytes of free blocks that the pool keeps.
const FREE_BYTES_MAX: usize = 1024 * 1024 * 1024;

/// Memory to be filled. It goes back to the pool when it is dropped.
pub struct Block {
    /// `None` after it was lent.
    memory: Option<Memory>,
    length: usize,
}

impl Block {
    /// Returns its bytes, with arbitrary content.
    pub fn bytes(&mut self) -> &mut [u8] {
        let length = self.length;
        self.memory
            .as_mut()
            .map_or(&mut [], |memory| &mut memory.bytes()[..length])
    }
}

impl Drop for Block {
    fn drop(&mut self) {
        if let Some(memory) = self.memory.take() {
            POOL.with(|pool| pool.borrow_mut().put_back(memory));
        }
    }
}

/// The memory of a typed array that no script can reach.
struct Memory {
    start: NonNull<u8>,
    length: usize,
    /// Whether it has been unused since the last check for idle memory.
    idle: bool,
    /// Keeps the typed array alive.
    _owner: Value,
}

impl Memory {
    fn bytes(&mut self) -> &mut [u8] {
        // SAFETY: the owner's memory, which lives as long as `self`, and which nothing else accesses: this is not called for memory that the page has.
        unsafe { std::slice::from_raw_parts_mut(self.start.as_ptr(), self.length) }
    }
}

impl Drop for Memory {
    /// Returns the pages at once: the engine would return them when it collects the heap.
    fn drop(&mut self) {
        release(self.bytes());
    }
}

/// The blocks of this process.
struct Pool {
    heap: Option<Context>,
    /// Blocks that the page has, by address.
    lent: BTreeMap<usize, Memory>,
    /// Free blocks by length, in the order in which they became free.
    free: BTreeMap<usize, Vec<Memory>>,
    free_bytes: usize,
}

thread_local! {
    /// Never dropped: at the exit of the process the engine may be gone already.
    static POOL: ManuallyDrop<RefCell<Pool>> = const {
        ManuallyDrop::new(RefCell::new(Pool {
            heap: None,
            lent: BTreeMap::new(),
            free: BTreeMap::new(),
            free_bytes: 0,
        }))
    };
}

/// Blocks that other threads have freed: the collector of a worker that was sent a buffer runs on its thread.
struct Returns {
    addresses: Vec<usize>,
    /// Whether the main thread is going to check.
    expected: bool,
}

static RETURNS: Mutex<Returns> = Mutex::new(Returns {
    addresses: Vec::new(),
    expected: false,
});

fn returns() -> MutexGuard<'static, Returns> {
    RETURNS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Returns a block of `length` bytes with arbitrary content, or `None` if there is no memory for it.
pub fn take(length: usize) -> Option<Block> {
    let memory = POOL.with(|pool| pool.borrow_mut().take(length))?;
    Some(Block {
        memory: Some(memory),
        length,
    })
}

/// Turns a block, all of which has been written, into an `ArrayBuffer` of the page.
pub fn lend(mut block: Block, context: &Context) -> Option<Value> {
    let memory = block.memory.take()?;
    let start = memory.start;
    POOL.with(|pool| pool.borrow_mut().lent.insert(start.addr().get(), memory));
    // Outside of the borrow: the engine may collect meanwhile.
    // SAFETY: the memory is the engine's own, is kept in `lent`, where nothing accesses it, and leaves it after `returned` was called.
    unsafe { context.buffer_over(start, block.length, returned) }
}

impl Pool {
    fn take(&mut self, length: usize) -> Option<Memory> {
        self.take_returns();
        let wanted = bytes_for(length)?;
        let lengths = wanted..=wanted.saturating_mul(LARGER_MAX);
        let mut fitting = self.free.range_mut(lengths);
        let Some(mut memory) = fitting.find_map(|(_, memories)| memories.pop()) else {
            return self.make(wanted);
        };
        self.free_bytes -= memory.length;
        memory.idle = false;
        Some(memory)
    }

    fn make(&mut self, length: usize) -> Option<Memory> {
        if self.heap.is_none() {
            self.heap = Context::alone();
        }
        let owner = self.heap.as_ref()?.bytes(length)?;
        let start = owner
            .with_bytes(|bytes| (bytes.len() == length).then(|| NonNull::from(bytes).cast()))?;
        Some(Memory {
            start,
            length,
            idle: false,
            _owner: owner,
        })
    }

    fn put_back(&mut self, memory: Memory) {
        if self.free_bytes + memory.length > FREE_BYTES_MAX {
            return;
        }
        self.free_bytes += memory.length;
        self.free.entry(memory.length).or_default().push(memory);
        check_later(&mut returns());
    }

    fn take_returns(&mut self) {
        let addresses = std::mem::take(&mut returns().addresses);
        for address in addresses {
            if let Some(memory) = self.lent.remove(&address) {
                self.put_back(memory);
            }
        }
    }

    /// Releases blocks that have been unused since the last check. Returns whether to check again.
    fn trim(&mut self) -> bool {
        self.take_returns();
        for memories in self.free.values_mut() {
            // In the order in which they became free: idle blocks come first.
            let busy = memories.partition_point(|memory| memory.idle);
            for memory in memories.drain(..busy) {
                self.free_bytes -= memory.length;
            }
            for memory in memories {
                memory.idle = true;
            }
        }
        self.free.retain(|_, memories| !memories.is_empty());
        if self.free.is_empty() && self.lent.is_empty() {
            self.heap = None;
        }
        // Blocks that were freed meanwhile have found a check expected.
        let mut returns = returns();
        returns.expected = !self.free.is_empty() || !returns.addresses.is_empty();
        returns.expected
    }
}

/// Records that the collector has freed a buffer, on any thread.
unsafe extern "C" fn returned(start: *mut c_void) {
    let mut returns = returns();
    returns.addresses.push(start.addr());
    check_later(&mut returns);
}

fn check_later(returns: &mut Returns) {
    if !std::mem::replace(&mut returns.expected, true) {
        watch::every(IDLE_MS, || POOL.with(|pool| pool.borrow_mut().trim())).forget();
    }
}

/// Returns the length of a block for `length` bytes. Lengths are rounded so that similar requests share blocks.
fn bytes_for(length: usize) -> Option<usize> {
    let step = (length.checked_next_power_of_two()? / 8).max(STEP_BYTES_MIN);
    length.max(1).checked_next_multiple_of(step)
}

/// Counts in the pool after it has collected the freed blocks.
#[cfg(test)]
fn counted(look: impl FnOnce(&Pool) -> usize) -> usize {
    POOL.with(|pool| {
        let mut pool = pool.borrow_mut();
        pool.take_returns();
        look(&pool)
    })
}

#[cfg(test)]
pub fn lent_count() -> usize {
    counted(|pool| pool.lent.len())
}

#[cfg(test)]
pub fn free_count() -> usize {
    counted(|pool| pool.free.values().map(Vec::len).sum())
}

/// Releases all free blocks, as after a long pause.
#[cfg(test)]
pub fn trim_all() {
    POOL.with(|pool| {
        let mut pool = pool.borrow_mut();
        while pool.trim() {}
    });
}
