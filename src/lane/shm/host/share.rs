use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes of the buffers of all links of the process.
pub(super) const PROCESS_BYTES_MAX: u64 = 512 * 1024 * 1024;

static PROCESS_BYTES: AtomicU64 = AtomicU64::new(0);

/// Bytes of a buffer, counted against [`PROCESS_BYTES_MAX`] until they are unmapped.
#[derive(Debug)]
pub(super) struct Share(u64);

impl Share {
    /// Reserves bytes. Returns `None` if the process has no room for them.
    pub(super) fn reserve(bytes: u64) -> Option<Self> {
        let more = |taken: u64| Some(taken + bytes).filter(|taken| *taken <= PROCESS_BYTES_MAX);
        let taken = PROCESS_BYTES.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
        taken.ok().map(|_| Self(bytes))
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        PROCESS_BYTES.fetch_sub(self.0, Ordering::Relaxed);
    }
}
