//! Memory for results that the page keeps. A fresh `ArrayBuffer` costs zeros and page faults, more than the copy into it; memory of a result that
//! the page's collector is done with costs neither.
//!
//! WebKit takes only memory of its own primitive cage behind an `ArrayBuffer`. So each block is the memory of a typed array of its own, which no
//! script sees: it lives in a JavaScript heap beside the page's, so that the page's collector neither counts it nor keeps a document for it.

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
    fresh::forget,
    object::{Context, Value},
    watch,
};

/// Blocks are multiples of this.
const STEP_BYTES_MIN: usize = 16 * 1024;
/// A block that is at most so many times as long as what is asked for will do.
const LARGER_MAX: usize = 2;
/// Memory of free blocks that is kept.
const FREE_BYTES_MAX: usize = 1024 * 1024 * 1024;

/// Memory that is to be filled. It goes back to the pool by itself.
pub struct Block {
    /// There, until it is lent.
    memory: Option<Memory>,
    length: usize,
}

impl Block {
    /// Its bytes, whatever was in them.
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

/// The memory of a typed array that no script sees.
struct Memory {
    start: NonNull<u8>,
    length: usize,
    /// Nobody has wanted it since the last look at what is idle.
    idle: bool,
    /// It goes when nothing refers to it.
    _owner: Value,
}

impl Memory {
    fn bytes(&mut self) -> &mut [u8] {
        // SAFETY: the owner's memory, which lives as long as `self`. Nobody else reaches it: memory that the page has is not asked for this.
        unsafe { std::slice::from_raw_parts_mut(self.start.as_ptr(), self.length) }
    }
}

impl Drop for Memory {
    /// At once: the engine would give it back when it collects the heap.
    fn drop(&mut self) {
        forget(self.bytes());
    }
}

/// The blocks of this process.
struct Pool {
    heap: Option<Context>,
    /// Those that are the page's, by address.
    lent: BTreeMap<usize, Memory>,
    /// By length; the one that was given back last is the last.
    free: BTreeMap<usize, Vec<Memory>>,
    free_bytes: usize,
}

thread_local! {
    /// Never dropped: when the process ends, the engine may be gone before it.
    static POOL: ManuallyDrop<RefCell<Pool>> = const {
        ManuallyDrop::new(RefCell::new(Pool {
            heap: None,
            lent: BTreeMap::new(),
            free: BTreeMap::new(),
            free_bytes: 0,
        }))
    };
}

/// What other threads tell of lent blocks: the collector of a worker that a buffer was sent to runs there.
struct Returns {
    addresses: Vec<usize>,
    /// The main thread will look.
    expected: bool,
}

static RETURNS: Mutex<Returns> = Mutex::new(Returns {
    addresses: Vec::new(),
    expected: false,
});

fn returns() -> MutexGuard<'static, Returns> {
    RETURNS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A block of so many bytes, whose content is whatever it was. None where there is no memory for it.
pub fn take(length: usize) -> Option<Block> {
    let memory = POOL.with(|pool| pool.borrow_mut().take(length))?;
    Some(Block {
        memory: Some(memory),
        length,
    })
}

/// A block, all of which has been written, as an `ArrayBuffer` of the page.
pub fn lend(mut block: Block, context: &Context) -> Option<Value> {
    let memory = block.memory.take()?;
    let start = memory.start;
    POOL.with(|pool| pool.borrow_mut().lent.insert(start.addr().get(), memory));
    // Outside of the borrow: the engine may collect meanwhile.
    // SAFETY: the memory is of the engine's own kind, stands in the pool among what nobody here touches, and goes when `returned` says so.
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
        look_later(&mut returns());
    }

    fn take_returns(&mut self) {
        let addresses = std::mem::take(&mut returns().addresses);
        for address in addresses {
            if let Some(memory) = self.lent.remove(&address) {
                self.put_back(memory);
            }
        }
    }

    /// Gives back what nobody has wanted since the last time; whether to look again.
    fn trim(&mut self) -> bool {
        self.take_returns();
        for memories in self.free.values_mut() {
            // In the order in which they were given back: the idle ones come first.
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
        // What has come back meanwhile has found a look expected.
        let mut returns = returns();
        returns.expected = !self.free.is_empty() || !returns.addresses.is_empty();
        returns.expected
    }
}

/// The collector is done with a buffer; on whatever thread.
unsafe extern "C" fn returned(start: *mut c_void) {
    let mut returns = returns();
    returns.addresses.push(start.addr());
    look_later(&mut returns);
}

fn look_later(returns: &mut Returns) {
    if !std::mem::replace(&mut returns.expected, true) {
        watch::every(IDLE_MS, || POOL.with(|pool| pool.borrow_mut().trim())).forget();
    }
}

/// The length of a block for so many bytes: blocks of similar lengths take each other's place.
fn bytes_for(length: usize) -> Option<usize> {
    let step = (length.checked_next_power_of_two()? / 8).max(STEP_BYTES_MIN);
    length.max(1).checked_next_multiple_of(step)
}

/// Runs `look` on the pool when it has taken back what has been returned.
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

/// As after a long pause.
#[cfg(test)]
pub fn trim_all() {
    POOL.with(|pool| {
        let mut pool = pool.borrow_mut();
        while pool.trim() {}
    });
}
