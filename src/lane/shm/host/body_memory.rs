use std::{
    collections::BTreeMap,
    io,
    sync::{
        Arc, Weak,
        atomic::{AtomicU64, Ordering},
    },
};

use memmap2::MmapMut;
use parking_lot::Mutex;

use super::{free_memory::take_smallest, wake::Wake};

/// The shortest body that gets memory of its own, in bytes.
pub(super) const BODY_BYTES_MIN: u64 = 1024 * 1024;
/// Lengths of memory are multiples of this many bytes.
const GRAIN_BYTES: u64 = 1024 * 1024;
/// Bytes that all links together keep for later bodies.
const KEPT_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// Kept memory serves a body unless it is longer than this many times the body.
const WASTE_MAX: u64 = 4;
/// The shortest batch that gets such memory too, in bytes: a shorter one would waste more of it.
pub(super) const BATCH_BYTES_POOLED: usize = (GRAIN_BYTES / WASTE_MAX) as usize;

/// Bytes that all links keep.
static KEPT_BYTES: AtomicU64 = AtomicU64::new(0);

/// Memory of former bodies and large batches of one link, kept for later ones: fresh memory costs a page fault per page.
#[derive(Debug)]
pub(super) struct BodyPool {
    /// By length.
    kept: Mutex<BTreeMap<u64, Vec<MmapMut>>>,
    /// Wakes the link's thread, which measures how long memory stays unused.
    wake: Arc<Wake>,
}

impl BodyPool {
    pub(super) fn new(wake: Arc<Wake>) -> Arc<Self> {
        Arc::new(Self {
            kept: Mutex::default(),
            wake,
        })
    }

    /// Returns memory of at least `length` bytes. The system provides fresh pages at the first write.
    ///
    /// # Errors
    /// Returns the system's error if it has no memory.
    pub(super) fn allocate(self: &Arc<Self>, length: u64) -> io::Result<BodyMemory> {
        let memory = self.find(length).map_or_else(
            || {
                let length = usize::try_from(length.next_multiple_of(GRAIN_BYTES))
                    .map_err(|_| io::Error::from(io::ErrorKind::OutOfMemory))?;
                MmapMut::map_anon(length)
            },
            Ok,
        )?;
        Ok(BodyMemory {
            memory: Some(memory),
            pool: Arc::downgrade(self),
        })
    }

    /// Removes the smallest kept memory that fits.
    fn find(&self, length: u64) -> Option<MmapMut> {
        let fitting = length..=length.saturating_mul(WASTE_MAX);
        let memory = take_smallest(&mut self.kept.lock(), fitting)?;
        KEPT_BYTES.fetch_sub(bytes(&memory), Ordering::Relaxed);
        Some(memory)
    }

    /// Keeps memory, unless the limit is reached.
    fn keep(&self, memory: MmapMut) {
        let length = bytes(&memory);
        let reserve = |kept: u64| Some(kept + length).filter(|kept| *kept <= KEPT_BYTES_MAX);
        if KEPT_BYTES
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, reserve)
            .is_ok()
        {
            self.kept.lock().entry(length).or_default().push(memory);
        }
        self.wake.wake();
    }

    /// Returns whether any memory is kept.
    pub(super) fn has_kept(&self) -> bool {
        !self.kept.lock().is_empty()
    }

    /// Returns the kept memory to the system.
    pub(super) fn release(&self) {
        let kept = std::mem::take(&mut *self.kept.lock());
        KEPT_BYTES.fetch_sub(kept.values().flatten().map(bytes).sum(), Ordering::Relaxed);
    }
}

impl Drop for BodyPool {
    fn drop(&mut self) {
        self.release();
    }
}

fn bytes(memory: &MmapMut) -> u64 {
    memory.len() as u64
}

/// The memory of one body, which goes back to the pool of its link when it is dropped.
pub(super) struct BodyMemory {
    /// `None` only during `drop`.
    memory: Option<MmapMut>,
    pool: Weak<BodyPool>,
}

impl AsRef<[u8]> for BodyMemory {
    fn as_ref(&self) -> &[u8] {
        self.memory.as_deref().unwrap_or_default()
    }
}

impl AsMut<[u8]> for BodyMemory {
    fn as_mut(&mut self) -> &mut [u8] {
        self.memory.as_deref_mut().unwrap_or_default()
    }
}

impl Drop for BodyMemory {
    fn drop(&mut self) {
        if let Some((memory, pool)) = self.memory.take().zip(self.pool.upgrade()) {
            pool.keep(memory);
        }
    }
}
