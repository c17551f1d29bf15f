use std::{
    io,
    sync::{
        Mutex, PoisonError, Weak,
        atomic::{AtomicU64, Ordering},
    },
};

use memmap2::MmapMut;

use super::link::Link;

/// Bytes from which on a body gets memory by itself.
pub(super) const BODY_BYTES_MIN: u64 = 1024 * 1024;
/// Memory comes in multiples of this.
const GRAIN_BYTES: u64 = 1024 * 1024;
/// Memory that is kept for the next bodies, of all links.
const KEPT_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// Memory that is much larger than a body is not for it.
const WASTE_MAX: u64 = 4;
/// Bytes from which on a batch comes into such memory too: a shorter one would waste more of it.
pub(super) const BATCH_BYTES_POOLED: usize = (GRAIN_BYTES / WASTE_MAX) as usize;

/// Bytes that are kept, of all links.
static KEPT_BYTES: AtomicU64 = AtomicU64::new(0);

/// Memory of bodies and large batches that commands have let go of, for those that come next on the same link: fresh memory costs a page fault each time.
#[derive(Debug, Default)]
pub(super) struct BodyPool {
    kept: Mutex<Vec<MmapMut>>,
}

impl BodyPool {
    /// Memory for a body of this length, in pages that come as they are written to.
    ///
    /// # Errors
    /// When the system has no room for it.
    pub(super) fn take(&self, length: u64) -> io::Result<MmapMut> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let fits = |memory: &&MmapMut| {
            (length..=length.saturating_mul(WASTE_MAX)).contains(&bytes(memory))
        };
        let smallest = kept.iter().filter(fits).map(|memory| memory.len()).min();
        if let Some(place) = kept
            .iter()
            .position(|memory| Some(memory.len()) == smallest)
        {
            let memory = kept.swap_remove(place);
            KEPT_BYTES.fetch_sub(bytes(&memory), Ordering::Relaxed);
            return Ok(memory);
        }
        drop(kept);
        let length = usize::try_from(length.next_multiple_of(GRAIN_BYTES))
            .map_err(|_| io::Error::from(io::ErrorKind::OutOfMemory))?;
        MmapMut::map_anon(length)
    }

    /// Keeps memory that nobody reads any more, unless much is kept already.
    pub(super) fn keep(&self, memory: MmapMut) {
        let length = bytes(&memory);
        let reserve = |kept: u64| Some(kept + length).filter(|kept| *kept <= KEPT_BYTES_MAX);
        if KEPT_BYTES
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, reserve)
            .is_ok()
        {
            self.kept
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(memory);
        }
    }

    /// Whether there is memory that nobody uses.
    pub(super) fn has_kept(&self) -> bool {
        !self
            .kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_empty()
    }

    /// Gives what is kept back to the system.
    pub(super) fn forget(&self) {
        let kept = std::mem::take(&mut *self.kept.lock().unwrap_or_else(PoisonError::into_inner));
        KEPT_BYTES.fetch_sub(kept.iter().map(bytes).sum(), Ordering::Relaxed);
    }
}

impl Drop for BodyPool {
    fn drop(&mut self) {
        self.forget();
    }
}

fn bytes(memory: &MmapMut) -> u64 {
    memory.len() as u64
}

/// The memory of one body. Its link keeps it when nobody reads the body any more.
pub(super) struct BodyPlace {
    /// `None` only while it is dropped.
    memory: Option<MmapMut>,
    link: Weak<Link>,
}

impl BodyPlace {
    pub(super) const fn new(memory: MmapMut, link: Weak<Link>) -> Self {
        Self {
            memory: Some(memory),
            link,
        }
    }
}

impl AsRef<[u8]> for BodyPlace {
    fn as_ref(&self) -> &[u8] {
        self.memory.as_deref().unwrap_or_default()
    }
}

impl AsMut<[u8]> for BodyPlace {
    fn as_mut(&mut self) -> &mut [u8] {
        self.memory.as_deref_mut().unwrap_or_default()
    }
}

impl Drop for BodyPlace {
    fn drop(&mut self) {
        if let Some((memory, link)) = self.memory.take().zip(self.link.upgrade()) {
            link.keep_body_memory(memory);
        }
    }
}
