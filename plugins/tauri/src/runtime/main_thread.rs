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
    /// Whether a turn is due that has not begun.
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

    /// Runs what is waiting, on the main thread, for one turn. Calls `wake` if a further turn is needed, before the work that precedes it runs: that work
    /// may run an event loop of its own, such as that of a dialog, in which the further turn takes place.
    pub(crate) fn turn(&self, wake: impl Fn()) {
        let end = Instant::now() + TURN_MAX;
        self.queue().is_woken = false;
        loop {
            let (work, is_more) = {
                let mut queue = self.queue();
                let Some(work) = queue.waiting.pop_front() else {
                    return;
                };
                let is_more = !queue.waiting.is_empty() && !queue.is_woken;
                queue.is_woken |= is_more;
                (work, is_more)
            };
            if is_more {
                wake();
            }
            // Unwinding into the event loop would end the process.
            if catch_unwind(AssertUnwindSafe(work)).is_err() {
                tracing::error!("work on the main thread panicked");
            }
            if Instant::now() >= end {
                return;
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
        main.turn(|| ());
        assert_eq!(*seen.lock().unwrap(), [0, 1, 2]);
        main.turn(|| panic!("nothing is waiting"));
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
        let woken = AtomicUsize::new(0);
        let wake = || {
            woken.fetch_add(1, Ordering::Relaxed);
        };
        main.turn(wake);
        let counts = || (ran.load(Ordering::Relaxed), woken.load(Ordering::Relaxed));
        assert_eq!(counts(), (1, 1));
        assert!(!main.push(|| ()), "a turn is due already");
        main.turn(wake);
        assert_eq!(counts(), (2, 2));
        main.turn(wake);
        assert_eq!(counts(), (2, 2));
        assert!(main.push(|| ()));
    }

    #[test]
    fn an_event_loop_inside_work_runs_what_is_waiting_and_what_comes() {
        let (main, ran) = (
            Arc::new(MainThread::default()),
            Arc::new(AtomicUsize::new(0)),
        );
        let due = Arc::new(AtomicUsize::new(0));
        let count = |counter: &Arc<AtomicUsize>| {
            let counter = Arc::clone(counter);
            move || {
                counter.fetch_add(1, Ordering::Relaxed);
            }
        };
        let (inner, counted, wake) = (Arc::clone(&main), count(&ran), count(&due));
        let (ran_inside, due_inside) = (Arc::clone(&ran), Arc::clone(&due));
        let _wake = main.push(move || {
            assert_eq!(
                due_inside.load(Ordering::Relaxed),
                1,
                "for the work that is waiting"
            );
            inner.turn(wake);
            assert_eq!(ran_inside.load(Ordering::Relaxed), 1);
            assert!(inner.push(counted), "this turn has begun");
            inner.turn(|| ());
            assert_eq!(ran_inside.load(Ordering::Relaxed), 2);
        });
        let _due = main.push(count(&ran));
        main.turn(count(&due));
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
        // The report of a panic may take longer than a turn.
        main.turn(|| ());
        main.turn(|| ());
        assert_eq!(ran.load(Ordering::Relaxed), 1);
    }
}
