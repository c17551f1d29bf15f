//! Keeps one poll of a link at the document.

#[cfg(all(test, bytelane_loom))]
mod interleavings;

#[cfg(not(all(test, bytelane_loom)))]
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};

#[cfg(all(test, bytelane_loom))]
use loom::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};

/// No thread drives the poll.
const IDLE: u8 = 0;
/// A thread drives the poll.
const DRIVEN: u8 = 1;
/// A thread drives the poll, and does so once more.
const AGAIN: u8 = 2;

/// Asks the document for frames while the page has room for them, with one poll at a time.
#[derive(Debug)]
pub(super) struct PollDriver {
    state: AtomicU8,
    /// Number of the last frame that was sent.
    sent: AtomicU64,
    /// The document holds a poll, or its batch is being sent. No second poll is asked meanwhile, so batches stay in order and `sent` is never stale.
    polling: AtomicBool,
}

impl PollDriver {
    pub(super) fn new() -> Self {
        Self {
            state: AtomicU8::new(IDLE),
            sent: AtomicU64::new(0),
            polling: AtomicBool::new(false),
        }
    }

    /// Calls `poll` with the number of the last sent frame, if no poll is outstanding and `has_room`. Concurrent calls are merged: the thread that
    /// drives checks once more.
    pub(super) fn drive(&self, has_room: impl Fn() -> bool, poll: impl Fn(u64)) {
        if self.state.swap(AGAIN, Ordering::AcqRel) != IDLE {
            return;
        }
        loop {
            // A swap rather than a store: what other threads did before they asked for another turn is visible from here on.
            self.state.swap(DRIVEN, Ordering::AcqRel);
            if has_room() && !self.polling.swap(true, Ordering::AcqRel) {
                poll(self.sent.load(Ordering::Acquire));
            }
            let done =
                self.state
                    .compare_exchange(DRIVEN, IDLE, Ordering::AcqRel, Ordering::Acquire);
            if done.is_ok() {
                return;
            }
        }
    }

    /// Completes the outstanding poll with a batch that ends with frame `last`, which `send` sends. The caller drives the poll afterwards.
    pub(super) fn deliver(&self, last: u64, send: impl FnOnce()) {
        // The order matters: the next poll has to find the new number, and its batch has to be sent after this one.
        self.sent.store(last, Ordering::Release);
        send();
        self.complete();
    }

    /// Completes the outstanding poll without frames.
    pub(super) fn complete(&self) {
        // A swap rather than a store, so that it is ordered with the swaps of other threads.
        self.polling.swap(false, Ordering::AcqRel);
    }
}
