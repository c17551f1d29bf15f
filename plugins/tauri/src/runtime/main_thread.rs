//! The queue of calls for the main thread, where Tauri runs sync commands.

use std::{
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

/// Time after which the event loop gets its turn, although calls are waiting.
const TURN_MAX: Duration = Duration::from_millis(4);

type Work = Box<dyn FnOnce() + Send>;

/// Work in the order in which it was queued. One wake-up of the main thread runs all that is waiting.
///
/// The event loop has a queue of its own, with the scripts that Tauri evaluates in a page from other threads, such as that of a new listener. A call that a page
/// makes after such an answer must not overtake them: its work waits behind a fence, until the event loop has run the earlier entries of its queue.
#[derive(Default)]
pub(crate) struct MainThread {
    queue: Mutex<Queue>,
    /// Whether the next work needs a fence before it.
    needs_fence: AtomicBool,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Entry>,
    /// Whether a turn is due that has not begun.
    is_woken: bool,
}

enum Entry {
    Work(Work),
    /// Removed when the event loop passes it.
    Fence,
}

impl Queue {
    /// Removes the next work, unless it waits behind a fence.
    fn take(&mut self) -> Option<Work> {
        match self.waiting.pop_front()? {
            Entry::Work(work) => Some(work),
            Entry::Fence => {
                self.waiting.push_front(Entry::Fence);
                None
            }
        }
    }

    /// Returns whether work is waiting and not behind a fence.
    fn is_ready(&self) -> bool {
        matches!(self.waiting.front(), Some(Entry::Work(_)))
    }

    /// Removes the oldest fence.
    fn pass(&mut self) {
        let is_fence = |entry: &Entry| matches!(entry, Entry::Fence);
        if let Some(oldest) = self.waiting.iter().position(is_fence) {
            self.waiting.remove(oldest);
        }
    }
}

/// How the caller has to wake the main thread.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
#[must_use = "nobody else wakes the main thread"]
pub(crate) enum Wake {
    /// It is woken already.
    No,
    /// It has to call [`turn`](MainThread::turn).
    Turn,
    /// It has to call [`pass`](MainThread::pass) in the order of the event loop's own queue.
    Fence,
}

impl MainThread {
    fn queue(&self) -> std::sync::MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records that a thread other than the main thread answers a call or sends a message: scripts may be waiting in the queue of the event loop that the page expects
    /// to have run. To be called before the page has the answer.
    pub(crate) fn answered_elsewhere(&self) {
        self.needs_fence.store(true, Ordering::Release);
    }

    /// Queues work.
    pub(crate) fn push(&self, work: impl FnOnce() + Send + 'static) -> Wake {
        let mut queue = self.queue();
        let is_fenced = self.needs_fence.swap(false, Ordering::AcqRel);
        if is_fenced {
            queue.waiting.push_back(Entry::Fence);
        }
        queue.waiting.push_back(Entry::Work(Box::new(work)));
        if is_fenced {
            Wake::Fence
        } else if queue.is_ready() && !std::mem::replace(&mut queue.is_woken, true) {
            Wake::Turn
        } else {
            Wake::No
        }
    }

    /// Passes a fence, on the main thread, and runs a turn.
    pub(crate) fn pass(&self, wake: impl Fn()) {
        self.queue().pass();
        self.turn(wake);
    }

    /// Runs the waiting work, on the main thread, for one turn. Calls `wake` if a further turn is needed, before the work that precedes it runs: that work
    /// may run an event loop of its own, such as that of a dialog, in which the further turn takes place.
    pub(crate) fn turn(&self, wake: impl Fn()) {
        let end = Instant::now() + TURN_MAX;
        self.queue().is_woken = false;
        loop {
            let (work, is_more) = {
                let mut queue = self.queue();
                let Some(work) = queue.take() else {
                    return;
                };
                let is_more = queue.is_ready() && !queue.is_woken;
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
    use std::sync::{Arc, atomic::AtomicUsize};

    use super::*;

    #[test]
    fn one_wake_up_runs_all_that_is_waiting_in_order() {
        let (main, seen) = (MainThread::default(), Arc::new(Mutex::new(Vec::new())));
        let woken = (0..3).map(|number| {
            let seen = Arc::clone(&seen);
            main.push(move || seen.lock().unwrap().push(number))
        });
        assert_eq!(woken.collect::<Vec<_>>(), [Wake::Turn, Wake::No, Wake::No]);
        main.turn(|| ());
        assert_eq!(*seen.lock().unwrap(), [0, 1, 2]);
        main.turn(|| panic!("nothing is waiting"));
        let next = main.push(|| ());
        assert_eq!(next, Wake::Turn, "the next one wakes the main thread again");
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
        assert_eq!(main.push(|| ()), Wake::No, "a turn is due already");
        main.turn(wake);
        assert_eq!(counts(), (2, 2));
        main.turn(wake);
        assert_eq!(counts(), (2, 2));
        assert_eq!(main.push(|| ()), Wake::Turn);
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
            assert_eq!(inner.push(counted), Wake::Turn, "this turn has begun");
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

    #[test]
    fn work_waits_for_the_event_loop_after_an_answer_of_another_thread() {
        let (main, seen) = (MainThread::default(), Arc::new(Mutex::new(Vec::new())));
        let push = |number: u32| {
            let seen = Arc::clone(&seen);
            main.push(move || seen.lock().unwrap().push(number))
        };
        let seen = || seen.lock().unwrap().clone();
        let never = || panic!("no further turn is needed");
        assert_eq!(push(0), Wake::Turn);
        main.answered_elsewhere();
        assert_eq!(push(1), Wake::Fence);
        assert_eq!(push(2), Wake::No, "it follows the one before");
        main.answered_elsewhere();
        assert_eq!(push(3), Wake::Fence);
        main.turn(never);
        assert_eq!(seen(), [0]);
        main.turn(never);
        assert_eq!(seen(), [0], "the event loop has not passed the fence");
        main.pass(|| ());
        assert_eq!(seen(), [0, 1, 2]);
        assert_eq!(push(4), Wake::No, "the second fence is before it");
        main.pass(|| ());
        assert_eq!(seen(), [0, 1, 2, 3, 4]);
        main.turn(never);
        assert_eq!(push(5), Wake::Turn, "no turn is due");
    }

    #[test]
    fn a_fence_that_is_passed_early_lets_the_next_work_run() {
        let (main, ran) = (MainThread::default(), Arc::new(AtomicUsize::new(0)));
        let push = || {
            let ran = Arc::clone(&ran);
            main.push(move || {
                ran.fetch_add(1, Ordering::Relaxed);
                std::thread::sleep(TURN_MAX);
            })
        };
        assert_eq!(push(), Wake::Turn);
        main.answered_elsewhere();
        assert_eq!(push(), Wake::Fence);
        let woken = AtomicUsize::new(0);
        let wake = || {
            woken.fetch_add(1, Ordering::Relaxed);
        };
        // The fence is passed in a turn that has no time for the work after it.
        main.pass(wake);
        let counts = || (ran.load(Ordering::Relaxed), woken.load(Ordering::Relaxed));
        assert_eq!(counts(), (1, 1));
        main.turn(wake);
        assert_eq!(counts(), (2, 1));
    }
}
