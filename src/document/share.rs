use std::{
    collections::VecDeque,
    fmt, mem,
    panic::{AssertUnwindSafe, catch_unwind},
};

use parking_lot::Mutex;

/// Work that may block its thread.
type Work = Box<dyn FnOnce() + Send>;

/// The share of one document or webview in the threads that may block: a bound of the work that runs at once. Work over the bound waits in order, and is run by
/// the threads of the share as they finish.
pub(crate) struct Share {
    running_max: usize,
    state: Mutex<State>,
}

/// Nothing waits while less than the bound runs.
#[derive(Default)]
struct State {
    running: usize,
    waiting: VecDeque<Work>,
    /// Whether all work has been cancelled, so that it only answers.
    is_cancelled: bool,
}

impl Share {
    pub(crate) fn new(running_max: usize) -> Self {
        Self {
            running_max,
            state: Mutex::default(),
        }
    }

    /// Runs `work`, and then work that waits, on the calling thread. If as much runs as the share allows, `work` waits, and this returns at once.
    pub(crate) fn run(&self, work: impl FnOnce() + Send + 'static) {
        {
            let mut state = self.state.lock();
            if state.is_cancelled {
                drop(state);
                return run_caught(work);
            }
            if state.running == self.running_max {
                state.waiting.push_back(Box::new(work));
                return;
            }
            state.running += 1;
        }
        run_caught(work);
        while let Some(next) = self.next() {
            run_caught(next);
        }
    }

    /// Returns work that waits, or ends the turn of the calling thread.
    fn next(&self) -> Option<Work> {
        let mut state = self.state.lock();
        let next = state.waiting.pop_front();
        if next.is_none() {
            state.running -= 1;
        }
        next
    }

    /// Runs all work that waits on the calling thread, and later work on its own thread, regardless of the bound: it has been cancelled, and only answers.
    pub(super) fn run_cancelled(&self) {
        let waiting = {
            let mut state = self.state.lock();
            state.is_cancelled = true;
            mem::take(&mut state.waiting)
        };
        for work in waiting {
            run_caught(work);
        }
    }
}

/// Runs work whose panic must not take the thread's place in its share away.
fn run_caught(work: impl FnOnce()) {
    if catch_unwind(AssertUnwindSafe(work)).is_err() {
        tracing::error!("work on a thread that may block panicked outside of its command");
    }
}

impl fmt::Debug for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Share")
            .field("running_max", &self.running_max)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, mpsc};

    use super::*;

    /// Starts work that reports `number` and then waits for the returned sender.
    fn start(share: &Arc<Share>, number: u32, started: &mpsc::Sender<u32>) -> mpsc::Sender<()> {
        let (release, released) = mpsc::channel();
        let (share, started) = (Arc::clone(share), started.clone());
        let work = move || {
            started.send(number).expect("the test listens");
            // A dropped sender releases it too.
            let _ = released.recv();
        };
        std::thread::spawn(move || share.run(work));
        release
    }

    #[test]
    fn work_over_the_bound_waits_in_order_and_needs_no_further_thread() {
        let share = Arc::new(Share::new(2));
        let (sender, started) = mpsc::channel();
        let first = [start(&share, 0, &sender), start(&share, 1, &sender)];
        let mut both = [started.recv().unwrap(), started.recv().unwrap()];
        both.sort_unstable();
        assert_eq!(both, [0, 1]);
        for number in 2..100 {
            let sender = sender.clone();
            // Returns at once: the calling thread is not blocked by what runs.
            share.run(move || sender.send(number).expect("the test listens"));
        }
        assert!(started.try_recv().is_err());
        // The thread of one of them runs all the rest.
        let [one, other] = first;
        drop(one);
        let rest: Vec<u32> = started.iter().take(98).collect();
        assert!(rest.into_iter().eq(2..100));
        drop(other);
        // The share is free again.
        let (done, ends) = mpsc::channel();
        while share.state.lock().running > 0 {
            std::thread::yield_now();
        }
        share.run(move || done.send(()).expect("the test listens"));
        ends.recv().expect("run at once");
    }

    #[test]
    fn a_panic_does_not_keep_a_place() {
        let share = Share::new(1);
        for _ in 0..3 {
            share.run(|| panic!("expected by the test"));
        }
        assert_eq!(share.state.lock().running, 0);
    }

    #[test]
    fn cancelled_work_does_not_wait() {
        let share = Arc::new(Share::new(1));
        let (sender, started) = mpsc::channel();
        let release = start(&share, 0, &sender);
        assert_eq!(started.recv(), Ok(0));
        let sender = sender.clone();
        share.run(move || sender.send(1).expect("the test listens"));
        share.run_cancelled();
        assert_eq!(started.recv(), Ok(1));
        // Work whose thread comes too late does not wait either.
        let (sender, late) = mpsc::channel();
        share.run(move || sender.send(2).expect("the test listens"));
        assert_eq!(late.try_recv(), Ok(2));
        drop(release);
    }
}
