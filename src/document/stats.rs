use std::sync::atomic::{AtomicU64, Ordering};

use super::Document;
use crate::session::Held;

/// Counters of one document.
#[derive(Debug, Default)]
pub(super) struct Counters {
    calls: AtomicU64,
    replies: AtomicU64,
    bytes_in: AtomicU64,
    bytes_of_results: AtomicU64,
    /// Bytes of results that left as messages of streams.
    bytes_streamed: AtomicU64,
}

impl Counters {
    pub(super) fn add_call(&self) {
        self.calls.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn add_reply(&self) {
        self.replies.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn add_bytes_in(&self, bytes: u64) {
        self.bytes_in.fetch_add(bytes, Ordering::Relaxed);
    }

    pub(super) fn add_bytes_of_result(&self, bytes: u64) {
        self.bytes_of_results.fetch_add(bytes, Ordering::Relaxed);
    }

    pub(super) fn add_bytes_streamed(&self, bytes: u64) {
        self.bytes_streamed.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Returns the bytes of results that were not streamed.
    pub(super) fn bytes_of_results(&self) -> u64 {
        self.bytes_of_results.load(Ordering::Relaxed)
    }

    fn bytes_out(&self) -> u64 {
        self.bytes_of_results() + self.bytes_streamed.load(Ordering::Relaxed)
    }
}

/// Statistics of a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// Calls that were admitted.
    pub calls: u64,
    /// Calls that were answered.
    pub replies: u64,
    /// Bytes of bodies received from the page.
    pub bytes_in: u64,
    /// Bytes of bodies sent to the page.
    pub bytes_out: u64,
    /// Calls in flight.
    pub calls_running: usize,
    /// Deferred bodies that the page has not released.
    pub bodies_held: usize,
    /// Bodies that are being uploaded.
    pub uploads_open: usize,
    /// Open channels to the page.
    pub channels_open: usize,
    /// Channels from the page that are open or hold messages.
    pub channels_from_page: usize,
    /// Bytes of messages queued for the page.
    pub bytes_queued: u64,
    /// Bytes of messages from the page that no receiver has dequeued.
    pub bytes_received: u64,
    /// Duplicate messages from the page that were dropped.
    pub duplicates_dropped: u64,
    /// Amounts that the page makes the host hold, by kind.
    pub held: Held,
}

impl Document {
    /// Returns the statistics of the document.
    pub fn stats(&self) -> Stats {
        let state = self.state();
        Stats {
            calls: self.counters.calls.load(Ordering::Relaxed),
            replies: self.counters.replies.load(Ordering::Relaxed),
            bytes_in: self.counters.bytes_in.load(Ordering::Relaxed),
            bytes_out: self.counters.bytes_out(),
            calls_running: state.calls.running(),
            bodies_held: state.bodies.len(),
            uploads_open: state.uploads.len(),
            channels_open: state.outbox.channels_open(),
            channels_from_page: state.inbox.channels_open(),
            bytes_queued: state.outbox.queued_bytes(),
            bytes_received: state.inbox.held_bytes(),
            duplicates_dropped: state.inbox.duplicates(),
            held: self.ledger.all(),
        }
    }
}
