//! Counts of events on the host, which a case compares with those of the page.

use std::{collections::BTreeMap, time::Instant};

use parking_lot::Mutex;

/// Counts by name.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    counts: Mutex<BTreeMap<String, u64>>,
    fault: Mutex<Option<Instant>>,
}

impl Ledger {
    /// Records that the document ends now.
    pub(crate) fn begin_fault(&self) {
        *self.fault.lock() = Some(Instant::now());
    }

    /// Records that a sender or a receiver has learned of the end.
    pub(crate) fn heard(&self) {
        let fault = *self.fault.lock();
        if let Some(fault) = fault {
            let after = u64::try_from(fault.elapsed().as_micros()).unwrap_or(u64::MAX);
            self.set("heard_us", after);
        }
    }

    /// Adds one to a count. Returns the new count.
    pub(crate) fn add(&self, name: &str) -> u64 {
        let mut counts = self.counts.lock();
        let count = counts.entry(name.to_owned()).or_default();
        *count += 1;
        *count
    }

    /// Sets a measured figure.
    pub(crate) fn set(&self, name: &str, figure: u64) {
        self.counts.lock().insert(name.to_owned(), figure);
    }

    pub(crate) fn get(&self, name: &str) -> u64 {
        self.counts.lock().get(name).copied().unwrap_or(0)
    }

    pub(crate) fn all(&self) -> BTreeMap<String, u64> {
        self.counts.lock().clone()
    }
}
