use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes that the channels of all documents hold, shared by a process to enforce `process_bytes_max` (SPEC §7).
#[derive(Debug, Default)]
pub struct Budget {
    outbound: AtomicU64,
    inbound: AtomicU64,
}

impl Budget {
    /// Returns the bytes of the messages that are queued for pages.
    pub fn outbound(&self) -> u64 {
        self.outbound.load(Ordering::Relaxed)
    }

    /// Returns the bytes that are granted to pages and not yet received by a command.
    pub fn inbound(&self) -> u64 {
        self.inbound.load(Ordering::Relaxed)
    }

    pub(super) fn move_outbound(&self, from: u64, to: u64) {
        replace_share(&self.outbound, from, to);
    }

    pub(super) fn move_inbound(&self, from: u64, to: u64) {
        replace_share(&self.inbound, from, to);
    }
}

/// Replaces the share of one holder, `from` bytes, by `to` bytes.
fn replace_share(counter: &AtomicU64, from: u64, to: u64) {
    if to >= from {
        counter.fetch_add(to - from, Ordering::Relaxed);
    } else {
        counter.fetch_sub(from - to, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn directions_are_counted_separately() {
        let budget = Budget::default();
        budget.move_outbound(0, 10);
        budget.move_inbound(0, 3);
        budget.move_outbound(10, 4);
        budget.move_inbound(3, 3);
        assert_eq!((budget.outbound(), budget.inbound()), (4, 3));
    }

    #[test]
    fn shares_of_many_threads_add_up_and_are_returned() {
        let budget = Budget::default();
        let shared = &budget;
        let hold = move |bytes: u64| {
            for held in 0..1_000 {
                shared.move_inbound(held * bytes, (held + 1) * bytes);
            }
        };
        thread::scope(|scope| {
            for bytes in [1, 2, 3] {
                scope.spawn(move || hold(bytes));
            }
        });
        assert_eq!(budget.inbound(), 6_000);
        for bytes in [1, 2, 3] {
            budget.move_inbound(1_000 * bytes, 0);
        }
        assert_eq!(budget.inbound(), 0);
    }
}
