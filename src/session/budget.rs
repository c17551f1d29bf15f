use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes that all documents of a process hold for their channels, against `process_bytes_max` (SPEC §7).
#[derive(Debug, Default)]
pub struct Budget {
    outbound: AtomicU64,
    inbound: AtomicU64,
}

impl Budget {
    /// Bytes of messages that wait to be sent to pages.
    pub fn outbound(&self) -> u64 {
        self.outbound.load(Ordering::Relaxed)
    }

    /// Bytes that pages may send, or have sent, and that no command has taken yet.
    pub fn inbound(&self) -> u64 {
        self.inbound.load(Ordering::Relaxed)
    }

    pub(super) fn move_outbound(&self, from: u64, to: u64) {
        move_by(&self.outbound, from, to);
    }

    pub(super) fn move_inbound(&self, from: u64, to: u64) {
        move_by(&self.inbound, from, to);
    }
}

/// One holder held `from` bytes and now holds `to`.
fn move_by(counter: &AtomicU64, from: u64, to: u64) {
    if to >= from {
        counter.fetch_add(to - from, Ordering::Relaxed);
    } else {
        counter.fetch_sub(from - to, Ordering::Relaxed);
    }
}
