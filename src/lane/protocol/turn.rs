//! What one turn of the main loop reads, copies and parses of what crosses: at most [`TURN_BYTES_MAX`], however many requests it serves.

use std::{
    cell::Cell,
    sync::atomic::{AtomicUsize, Ordering},
};

/// The most bytes that one turn of the main loop reads, copies or parses.
pub(crate) const TURN_BYTES_MAX: usize = 64 * 1024;

thread_local! {
    /// What this thread's turn has spent.
    static SPENT: Cell<usize> = const { Cell::new(0) };
    /// Whether this thread has turns: it runs a loop that says when one begins.
    static HAS_TURNS: Cell<bool> = const { Cell::new(false) };
}

/// The most that a turn has spent so far.
static MOST: AtomicUsize = AtomicUsize::new(0);

/// A turn of this thread's loop begins.
#[cfg_attr(
    not(target_os = "linux"),
    allow(dead_code, reason = "only the loop of WebKitGTK is watched")
)]
pub(crate) fn begin() {
    HAS_TURNS.set(true);
    SPENT.set(0);
}

/// What this turn may still spend. On a thread without turns, what one may spend at once.
pub(crate) fn left() -> usize {
    TURN_BYTES_MAX.saturating_sub(SPENT.get())
}

/// This turn has read, copied or parsed so many bytes.
pub(crate) fn spend(bytes: usize) {
    if HAS_TURNS.get() {
        let spent = SPENT.get() + bytes;
        SPENT.set(spent);
        MOST.fetch_max(spent, Ordering::Relaxed);
    }
}

/// Spends so many bytes if this turn has them left.
pub(crate) fn try_spend(bytes: usize) -> bool {
    let fits = bytes <= left();
    if fits {
        spend(bytes);
    }
    fits
}

/// The most bytes that one turn of a loop has read, copied and parsed so far.
pub(crate) fn most_bytes() -> usize {
    MOST.load(Ordering::Relaxed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_spends_its_share_and_no_more() {
        begin();
        assert!(try_spend(TURN_BYTES_MAX - 1));
        assert!(!try_spend(2));
        assert!(try_spend(1));
        assert_eq!((left(), try_spend(1), try_spend(0)), (0, false, true));
        begin();
        assert_eq!(left(), TURN_BYTES_MAX);
    }

    #[test]
    fn a_thread_without_turns_has_the_same_share_each_time() {
        assert!(try_spend(TURN_BYTES_MAX) && try_spend(TURN_BYTES_MAX));
        assert!(!try_spend(TURN_BYTES_MAX + 1));
    }
}
