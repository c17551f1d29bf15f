//! The queue of calls for the main thread, where Tauri runs sync commands.

use std::{
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Time after which the event loop gets its turn, although calls are waiting.
const TURN_MAX: Duration = Duration::from_millis(4);

type Work = Box<dyn FnOnce() + Send>;

/// Work in the order in which it was queued. One wake-up of the main thread runs all that is waiting.
#[derive(Default)]
pub(crate) struct MainThread(Mutex<Queue>);

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Work>,
    /// Whether the main thread will run what is waiting.
    is_woken: bool,
}

impl MainThread {
    fn queue(&self) -> std::sync::MutexGuard<'_, Queue> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Queues work. Returns whether the caller has to wake the main thread, which calls [`turn`](Self::turn) then.
    #[must_use = "nobody else wakes the main thread"]
    pub(crate) fn push(&self, work: impl FnOnce() + Send + 'static) -> bool {
        let mut queue = self.queue();
        queue.waiting.push_back(Box::new(work));
        !std::mem::replace(&mut queue.is_woken, true)
    }

    /// Runs what is waiting, on the main thread, for one turn. Returns whether another turn is needed.
    pub(crate) fn turn(&self) -> bool {
        let end = Instant::now() + TURN_MAX;
        loop {
            let work = {
                let mut queue = self.queue();
                let Some(work) = queue.waiting.pop_front() else {
                    queue.is_woken = false;
                    return false;
                };
                work
            };
            // Unwinding into the event loop would end the process.
            if catch_unwind(AssertUnwindSafe(work)).is_err() {
                tracing::error!("work on the main thread panicked");
            }
            if Instant::now() >= end {
                return true;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use super::*;

    #[test]
    fn one_wake_up_runs_all_that_is_waiting_in_order() {
        let (main, seen) = (MainThread::default(), Arc::new(Mutex::new(Vec::new())));
        let woken = (0..3).map(|number| {
            let seen = Arc::clone(&seen);
            main.push(move || seen.lock().unwrap().push(number))
        });
        assert_eq!(woken.collect::<Vec<_>>(), [true, false, false]);
        assert!(!main.turn());
        assert_eq!(*seen.lock().unwrap(), [0, 1, 2]);
        assert!(main.push(|| ()), "the next one wakes the main thread again");
    }

    #[test]
    fn a_long_turn_ends_and_is_continued() {
        let (main, ran) = (MainThread::default(), Arc::new(AtomicUsize::new(0)));
        for _ in 0..2 {
            let ran = Arc::clone(&ran);
            let _wake = main.push(move || {
                ran.fetch_add(1, Ordering::Relaxed);
                std::thread::sleep(TURN_MAX);
            });
        }
        assert!(main.turn());
        assert_eq!(ran.load(Ordering::Relaxed), 1);
        assert!(!main.push(|| ()), "a turn is due already");
        assert!(main.turn());
        assert!(!main.turn());
        assert_eq!(ran.load(Ordering::Relaxed), 2);
    }

    #[test]
    fn a_panic_does_not_stop_the_queue() {
        let (main, ran) = (MainThread::default(), Arc::new(AtomicUsize::new(0)));
        let counted = Arc::clone(&ran);
        let _wake = main.push(|| panic!("on purpose"));
        let _wake = main.push(move || {
            counted.fetch_add(1, Ordering::Relaxed);
        });
        assert!(!main.turn());
        assert_eq!(ran.load(Ordering::Relaxed), 1);
    }
}
