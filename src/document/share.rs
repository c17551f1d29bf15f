use std::{collections::VecDeque, fmt, mem, sync::Arc};

use parking_lot::Mutex;
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

use crate::foreign;

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
    waiting: VecDeque<Arc<Place>>,
    /// Number of places whose work has been run out of turn.
    vacant: usize,
    /// Whether all work has been cancelled, so that it only answers.
    is_cancelled: bool,
}

/// A place in the queue. `None` after its work has been taken. The sender is dropped with the work, which ends the wait for a cancellation.
struct Place(Mutex<Option<Turn>>);

/// Work whose turn has come, and the sender, whose drop wakes a task: no lock may be held then.
type Turn = (Work, oneshot::Sender<()>);

impl Place {
    fn take(&self) -> Option<Turn> {
        self.0.lock().take()
    }

    fn is_vacant(&self) -> bool {
        self.0.lock().is_none()
    }
}

/// Work that waits for its turn.
pub(crate) struct Waiting {
    place: Arc<Place>,
    taken: oneshot::Receiver<()>,
}

impl Waiting {
    /// Waits until `cancelled` or the turn of the work. Work that is cancelled first runs at once, regardless of the bound: it only answers.
    pub(crate) async fn run_if_cancelled(self, share: Arc<Share>, cancelled: CancellationToken) {
        let Self { place, taken } = self;
        if cancelled.run_until_cancelled(taken).await.is_some() {
            return;
        }
        let Some((work, _taken)) = place.take() else {
            return;
        };
        share.vacate();
        run_caught(work);
    }
}

impl Share {
    pub(crate) fn new(running_max: usize) -> Self {
        Self {
            running_max,
            state: Mutex::default(),
        }
    }

    /// Runs `work`, and then work that waits, on the calling thread. If as much runs as the share allows, `work` waits, and this returns it at once.
    pub(crate) fn run(&self, work: impl FnOnce() + Send + 'static) -> Option<Waiting> {
        {
            let mut state = self.state.lock();
            if state.is_cancelled {
                drop(state);
                run_caught(work);
                return None;
            }
            if state.running == self.running_max {
                let (sender, taken) = oneshot::channel();
                let place = Arc::new(Place(Mutex::new(Some((Box::new(work), sender)))));
                state.waiting.push_back(Arc::clone(&place));
                return Some(Waiting { place, taken });
            }
            state.running += 1;
        }
        run_caught(work);
        while let Some((next, _taken)) = self.next() {
            run_caught(next);
        }
        None
    }

    /// Counts a vacant place. Removes all of them once they are most of the queue, so that cancelled calls do not make it grow.
    fn vacate(&self) {
        let mut state = self.state.lock();
        state.vacant += 1;
        if state.vacant * 2 > state.waiting.len() {
            state.waiting.retain(|place| !place.is_vacant());
            state.vacant = 0;
        }
    }

    /// Returns work that waits, or ends the turn of the calling thread.
    fn next(&self) -> Option<Turn> {
        let mut state = self.state.lock();
        while let Some(place) = state.waiting.pop_front() {
            if let Some(turn) = place.take() {
                return Some(turn);
            }
            state.vacant = state.vacant.saturating_sub(1);
        }
        state.running -= 1;
        None
    }

    /// Runs all work that waits on the calling thread, and later work on its own thread, regardless of the bound: it has been cancelled, and only answers.
    pub(super) fn run_cancelled(&self) {
        let waiting = {
            let mut state = self.state.lock();
            state.is_cancelled = true;
            mem::take(&mut state.waiting)
        };
        for (work, _taken) in waiting.iter().filter_map(|place| place.take()) {
            run_caught(work);
        }
    }
}

/// Runs work whose panic must not take the thread's place in its share away.
fn run_caught(work: impl FnOnce()) {
    foreign::contain(
        "work outside of its command, on a thread that may block,",
        work,
    );
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

    #[tokio::test]
    async fn one_cancelled_work_does_not_wait_and_leaves_no_place() {
        let share = Arc::new(Share::new(1));
        let (sender, started) = mpsc::channel();
        let release = start(&share, 0, &sender);
        assert_eq!(started.recv(), Ok(0));
        let wait = |number: u32| {
            let sender = sender.clone();
            let waiting = share.run(move || sender.send(number).expect("the test listens"));
            waiting.expect("the share is full")
        };
        let (first, last) = (wait(1), wait(2));
        for number in 10..1_010 {
            let token = CancellationToken::new();
            token.cancel();
            let waiting = wait(number);
            waiting.run_if_cancelled(Arc::clone(&share), token).await;
            assert_eq!(started.try_recv(), Ok(number));
            assert!(share.state.lock().waiting.len() <= 5);
        }
        // The others run in their turn, which ends the wait for their cancellation.
        drop(release);
        let never = CancellationToken::new();
        first
            .run_if_cancelled(Arc::clone(&share), never.clone())
            .await;
        last.run_if_cancelled(Arc::clone(&share), never).await;
        let rest: Vec<u32> = started.iter().take(2).collect();
        assert_eq!(rest, [1, 2]);
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
