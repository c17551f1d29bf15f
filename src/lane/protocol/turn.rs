//! The byte budget of one turn of the main loop: it reads, copies and parses at most [`TURN_BYTES_MAX`] bytes, however many requests it serves.

use std::{
    cell::Cell,
    sync::atomic::{AtomicUsize, Ordering},
};

/// Bytes that one turn of the main loop reads, copies and parses at most.
pub(crate) const TURN_BYTES_MAX: usize = 64 * 1024;

thread_local! {
    /// Bytes that this thread's current turn has spent.
    static SPENT: Cell<usize> = const { Cell::new(0) };
    /// Whether this thread runs a loop that calls [`begin`].
    static HAS_TURNS: Cell<bool> = const { Cell::new(false) };
}

/// The most bytes that any turn has spent so far.
static MOST: AtomicUsize = AtomicUsize::new(0);

/// Begins a turn of this thread's loop.
#[cfg_attr(
    not(target_os = "linux"),
    allow(
        dead_code,
        reason = "only the main loop of WebKitGTK reports its turns"
    )
)]
pub(crate) fn begin() {
    HAS_TURNS.set(true);
    SPENT.set(0);
}

/// Returns the bytes that this turn may still spend. A thread without turns always has the budget of a whole turn.
pub(crate) fn left() -> usize {
    TURN_BYTES_MAX.saturating_sub(SPENT.get())
}

/// Charges `bytes` to this turn.
pub(crate) fn spend(bytes: usize) {
    if HAS_TURNS.get() {
        let spent = SPENT.get() + bytes;
        SPENT.set(spent);
        MOST.fetch_max(spent, Ordering::Relaxed);
    }
}

/// Charges `bytes` to this turn if its budget allows, and returns whether it did.
pub(crate) fn try_spend(bytes: usize) -> bool {
    let fits = bytes <= left();
    if fits {
        spend(bytes);
    }
    fits
}

/// Returns the most bytes that any turn of a loop has spent so far.
pub(crate) fn most_bytes() -> usize {
    MOST.load(Ordering::Relaxed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_spends_no_more_than_its_budget() {
        begin();
        assert!(try_spend(TURN_BYTES_MAX - 1));
        assert!(!try_spend(2));
        assert!(try_spend(1));
        assert_eq!((left(), try_spend(1), try_spend(0)), (0, false, true));
        begin();
        assert_eq!(left(), TURN_BYTES_MAX);
    }

    #[test]
    fn a_thread_without_turns_has_a_whole_budget_each_time() {
        assert!(try_spend(TURN_BYTES_MAX) && try_spend(TURN_BYTES_MAX));
        assert!(!try_spend(TURN_BYTES_MAX + 1));
    }
}
