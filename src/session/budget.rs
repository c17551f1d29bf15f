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

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn directions_are_counted_apart() {
        let budget = Budget::default();
        budget.move_outbound(0, 10);
        budget.move_inbound(0, 3);
        budget.move_outbound(10, 4);
        budget.move_inbound(3, 3);
        assert_eq!((budget.outbound(), budget.inbound()), (4, 3));
    }

    #[test]
    fn holders_on_many_threads_add_up_and_leave_nothing() {
        let budget = Budget::default();
        let budget_of_all = &budget;
        let hold = move |bytes: u64| {
            for held in 0..1_000 {
                budget_of_all.move_inbound(held * bytes, (held + 1) * bytes);
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
