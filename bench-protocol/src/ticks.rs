//! Ticks of the main loop, from which its stalls are measured.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use super::Worker;

/// Interval at which the main loop is asked to tick.
const INTERVAL: Duration = Duration::from_millis(5);

impl Worker {
    /// Starts a thread that posts a tick to the main thread every 5 ms, or later while an earlier tick has not run.
    ///
    /// `post` runs a closure on the main thread and returns `false` once the event loop has ended; the thread then ends too.
    ///
    /// # Errors
    /// Returns the system's error if it cannot start a thread.
    pub fn start_ticks(
        &self,
        post: impl Fn(Box<dyn FnOnce() + Send>) -> bool + Send + 'static,
    ) -> io::Result<()> {
        let worker = self.clone();
        let ran = Arc::new(AtomicBool::new(true));
        std::thread::Builder::new()
            .name("ticks".into())
            .spawn(move || {
                loop {
                    std::thread::sleep(INTERVAL);
                    if !worker.ticks() || !ran.swap(false, Ordering::AcqRel) {
                        continue;
                    }
                    let (worker, ran) = (worker.clone(), Arc::clone(&ran));
                    let is_open = post(Box::new(move || {
                        worker.tick();
                        ran.store(true, Ordering::Release);
                    }));
                    if !is_open {
                        return;
                    }
                }
            })
            .map(drop)
    }
}
