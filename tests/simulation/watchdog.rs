//! Ends the process if a run hangs, with the command that repeats the run.

use std::{
    collections::BTreeMap,
    sync::{Mutex, Once, PoisonError},
    time::{Duration, Instant},
};

/// Set for a run that is meant to hang; the watchdog then waits for a shorter time.
pub(crate) const HANGS: &str = "BYTELANE_TEST_HANGS";
/// Longest time of a run. One takes a millisecond, or two seconds in the middle of other builds.
const RUN_TIME_MAX: Duration = Duration::from_secs(60);

/// The runs that have not ended, each with its start and its command.
static RUNNING: Mutex<BTreeMap<u64, (Instant, String)>> = Mutex::new(BTreeMap::new());

/// Watches one run until it is dropped.
pub(crate) struct Watchdog(u64);

impl Watchdog {
    pub(crate) fn start(command: String) -> Self {
        static LAST: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
        static WATCH: Once = Once::new();
        WATCH.call_once(|| drop(std::thread::spawn(watch)));
        let id = LAST.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        running.insert(id, (Instant::now(), command));
        Self(id)
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        running.remove(&self.0);
    }
}

fn watch() {
    let most = if std::env::var_os(HANGS).is_some() {
        Duration::from_millis(500)
    } else {
        RUN_TIME_MAX
    };
    loop {
        std::thread::sleep(most / 10);
        let running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        for (start, command) in running.values() {
            if start.elapsed() > most {
                eprintln!("a run hangs for {most:?}\nto run it again: {command}");
                std::process::abort();
            }
        }
    }
}
