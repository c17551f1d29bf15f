//! Huge pages for fresh memory, while they are cheaper than small ones. Compiled into the crate and into the web process extension, which has no dependencies.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant},
};

/// Length of a huge page, and its alignment.
pub(crate) const HUGE_BYTES: usize = 2 * 1024 * 1024;
/// A huge page that takes longer costs more than small ones: the system has to compact memory first, or a hypervisor has to provide it.
const HUGE_PAGE_TIME_MAX: Duration = Duration::from_millis(1);
/// The number of huge pages that are then replaced by small ones, before another huge page is tried.
const SMALL_PAGES_FOR: u32 = 64;

/// Counts the huge pages that are still replaced by small ones.
#[derive(Debug, Default)]
pub(crate) struct HugePages(AtomicU32);

impl HugePages {
    pub(crate) const fn new() -> Self {
        Self(AtomicU32::new(0))
    }

    /// Calls `populate`, which populates one huge page, unless small ones are cheaper at present. Returns whether it did.
    pub(crate) fn try_one(&self, populate: impl FnOnce()) -> bool {
        let one_less = |count: u32| count.checked_sub(1);
        let replaced = self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less)
            .is_ok();
        if replaced {
            return false;
        }
        let before = Instant::now();
        populate();
        if before.elapsed() > HUGE_PAGE_TIME_MAX {
            self.0.store(SMALL_PAGES_FOR, Ordering::Relaxed);
        }
        true
    }
}
