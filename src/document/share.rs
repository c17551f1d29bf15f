#[cfg(test)]
mod tests;

use std::{cell::Cell, collections::VecDeque, fmt, future::Future, mem, pin::Pin, sync::Arc};

use parking_lot::Mutex;
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

use crate::foreign;

/// Work that may block its thread.
pub(crate) type Work = Box<dyn FnOnce() + Send>;

/// Checks whether the threads of a share make progress. Returns `false` once no further check is needed.
pub(crate) type Relief = Box<dyn FnMut() -> bool + Send>;

/// The threads that a share runs its work on.
pub(crate) trait Threads: Clone + Send + 'static {
    /// Starts work on a thread that may block.
    fn start(&self, work: Work);

    /// Calls `relief` on a thread that may block, again and again while it returns `true`, or once at once.
    fn relieve(&self, relief: Relief);

    /// Spawns a task.
    fn spawn(&self, task: Pin<Box<dyn Future<Output = ()> + Send>>);
}

/// The share of one document or webview in the threads that may block: a bound of the work that runs at once. Work over the bound waits in order, and is run by
/// the threads of the share as they finish.
///
/// Work of a burst is run by one thread, which the burst has started: a thread for each would cost more than a short command. If that thread does not keep up,
/// because there is much to do, or a command blocks it, or its executor does not begin it, [`Relief`] starts further ones.
pub(crate) struct Share {
    running_max: usize,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Threads that run work.
    running: usize,
    /// Threads that have been started and have not begun.
    starting: usize,
    /// Whether the threads are checked for progress.
    is_relieved: bool,
    /// Work that has been taken from the queue, as a measure of progress.
    taken: u64,
    waiting: VecDeque<Waits>,
    /// Number of places whose work has been run out of turn.
    vacant: usize,
    /// Whether all work has been cancelled, so that it only answers.
    is_cancelled: bool,
}

/// Work in the queue.
enum Waits {
    /// Its turn comes as soon as a thread of the share begins or is started.
    Briefly(Work, CancellationToken),
    /// Its turn comes when a thread of the share has finished.
    ForRoom(Arc<Place>),
}

/// A place in the queue. `None` after its work has been taken. The sender is dropped with the work, which ends the wait for a cancellation, if there is one.
struct Place(Mutex<Option<Turn>>);

/// Work whose turn has come, and the sender, whose drop wakes a task: no lock may be held then.
type Turn = (Work, Option<oneshot::Sender<()>>);

impl Place {
    fn of(work: Work, sender: Option<oneshot::Sender<()>>) -> Arc<Self> {
        Arc::new(Self(Mutex::new(Some((work, sender)))))
    }

    fn take(&self) -> Option<Turn> {
        self.0.lock().take()
    }

    fn is_vacant(&self) -> bool {
        self.0.lock().is_none()
    }
}

impl Waits {
    fn take(self) -> Option<Turn> {
        match self {
            Self::Briefly(work, _) => Some((work, None)),
            Self::ForRoom(place) => place.take(),
        }
    }
}

/// Work that waits for room in the share.
pub(crate) struct Waiting {
    place: Arc<Place>,
    taken: oneshot::Receiver<()>,
}

impl Waiting {
    fn new(work: Work) -> (Arc<Place>, Self) {
        let (sender, taken) = oneshot::channel();
        let place = Place::of(work, Some(sender));
        (Arc::clone(&place), Self { place, taken })
    }

    /// Waits until `cancelled` or the turn of the work. Work that is cancelled first runs at once, regardless of the bound: it only answers.
    async fn run_if_cancelled(self, share: Arc<Share>, cancelled: CancellationToken) {
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

impl State {
    const fn busy(&self) -> usize {
        self.running + self.starting
    }

    /// Takes the work whose turn it is.
    fn take(&mut self) -> Option<Turn> {
        while let Some(waits) = self.waiting.pop_front() {
            if let Some(turn) = waits.take() {
                self.taken += 1;
                return Some(turn);
            }
            self.vacant = self.vacant.saturating_sub(1);
        }
        None
    }
}

impl Share {
    pub(crate) fn new(running_max: usize) -> Self {
        Self {
            running_max,
            state: Mutex::default(),
        }
    }

    /// Runs `work`, and then work that waits, on the calling thread. If as much runs as the share allows, `work` waits.
    #[cfg_attr(
        not(all(target_os = "linux", feature = "webview")),
        allow(dead_code, reason = "for the pages of webviews")
    )]
    pub(crate) fn run(&self, work: impl FnOnce() + Send + 'static) {
        {
            let mut state = self.state.lock();
            if state.is_cancelled {
                drop(state);
                return run_caught(work);
            }
            if state.busy() >= self.running_max {
                let place = Place::of(Box::new(work), None);
                state.waiting.push_back(Waits::ForRoom(place));
                return;
            }
            state.running += 1;
        }
        run_caught(work);
        self.run_waiting();
    }

    /// Enqueues `work`. Returns work that the caller has to run on a thread that may block: it runs what waits. Returns `None` if another thread does.
    pub(crate) fn enqueue<T: Threads>(
        self: &Arc<Self>,
        work: Work,
        cancelled: CancellationToken,
        threads: &T,
    ) -> Option<Work> {
        let mut state = self.state.lock();
        if state.is_cancelled {
            return Some(work);
        }
        if state.running >= self.running_max {
            let (place, waiting) = Waiting::new(work);
            state.waiting.push_back(Waits::ForRoom(place));
            drop(state);
            threads.spawn(Box::pin(
                waiting.run_if_cancelled(Arc::clone(self), cancelled),
            ));
            return None;
        }
        state.waiting.push_back(Waits::Briefly(work, cancelled));
        if state.starting > 0 {
            // Asked for here, because the thread that has been started may never begin.
            let wants_relief = !mem::replace(&mut state.is_relieved, true);
            drop(state);
            if wants_relief {
                Relieved::start(Arc::clone(self), threads.clone(), u64::MAX);
            }
            return None;
        }
        state.starting += 1;
        drop(state);
        Some(self.starting(threads))
    }

    /// Returns the work of a thread that has been counted as starting.
    fn starting<T: Threads>(self: &Arc<Self>, threads: &T) -> Work {
        let starting = Starting {
            share: Some(Arc::clone(self)),
            threads: threads.clone(),
        };
        Box::new(move || starting.run())
    }

    /// Begins the turn of a thread. Returns its first work, and the tasks that answer work in the queue which is cancelled.
    fn begin(self: &Arc<Self>) -> Begun {
        let mut state = self.state.lock();
        state.starting -= 1;
        let Some(turn) = state.take() else {
            return Begun::default();
        };
        state.running += 1;
        let mut begun = Begun {
            turn: Some(turn),
            ..Begun::default()
        };
        if state.waiting.is_empty() {
            return begun;
        }
        if state.busy() < self.running_max {
            begun.wants_relief = !mem::replace(&mut state.is_relieved, true);
        } else if state.running == self.running_max {
            // What waits has to wait for room from now on.
            for waits in &mut state.waiting {
                if let Waits::Briefly(work, cancelled) = waits {
                    let work = mem::replace(work, Box::new(|| ()));
                    let (place, waiting) = Waiting::new(work);
                    begun.waiting.push((waiting, cancelled.clone()));
                    *waits = Waits::ForRoom(place);
                }
            }
        }
        begun
    }

    /// Runs work that waits, and ends the turn of the calling thread.
    fn run_waiting(&self) {
        while let Some((next, _taken)) = self.next() {
            run_caught(next);
        }
    }

    /// Returns work that waits, or ends the turn of the calling thread.
    fn next(&self) -> Option<Turn> {
        let mut state = self.state.lock();
        let turn = state.take();
        if turn.is_none() {
            state.running -= 1;
        }
        turn
    }

    /// Counts the threads to start because work waits: as many as are busy, but more than there are processors only if no work was taken since the last check.
    /// Returns `None` once no further check is needed.
    fn relieve(&self, seen: &mut u64, processors: usize) -> Option<usize> {
        let mut state = self.state.lock();
        let busy = state.busy();
        if state.waiting.is_empty() || busy >= self.running_max {
            // Under the same lock: the next thread that leaves work in the queue wants the next relief.
            state.is_relieved = false;
            return None;
        }
        let is_stalled = mem::replace(seen, state.taken) == state.taken;
        let bound = if is_stalled {
            self.running_max
        } else {
            processors.min(self.running_max)
        };
        let count = bound.saturating_sub(busy).min(busy.max(1));
        state.starting += count;
        Some(count)
    }

    /// Counts a vacant place. Removes all of them once they are most of the queue, so that cancelled calls do not make it grow.
    fn vacate(&self) {
        let mut state = self.state.lock();
        state.vacant += 1;
        if state.vacant * 2 > state.waiting.len() {
            state
                .waiting
                .retain(|waits| !matches!(waits, Waits::ForRoom(place) if place.is_vacant()));
            state.vacant = 0;
        }
    }

    /// Runs all work that waits on the calling thread, and later work on its own thread, regardless of the bound: it has been cancelled, and only answers.
    pub(super) fn run_cancelled(&self) {
        let waiting = {
            let mut state = self.state.lock();
            state.is_cancelled = true;
            mem::take(&mut state.waiting)
        };
        for (work, _taken) in waiting.into_iter().filter_map(Waits::take) {
            run_caught(work);
        }
    }
}

/// The first turn of a thread.
#[derive(Default)]
struct Begun {
    turn: Option<Turn>,
    wants_relief: bool,
    /// Work that waits for room from now on.
    waiting: Vec<(Waiting, CancellationToken)>,
}

/// A thread of a share that has not begun. If it never does, because its executor has ended, the work that waits is dropped unless another thread runs it.
struct Starting<T> {
    /// `None` once the thread has begun.
    share: Option<Arc<Share>>,
    threads: T,
}

impl<T: Threads> Starting<T> {
    fn run(mut self) {
        let Some(share) = self.share.take() else {
            return;
        };
        let threads = &self.threads;
        let Begun {
            turn,
            wants_relief,
            waiting,
        } = share.begin();
        let Some((work, _taken)) = turn else { return };
        for (waiting, cancelled) in waiting {
            threads.spawn(Box::pin(
                waiting.run_if_cancelled(Arc::clone(&share), cancelled),
            ));
        }
        if wants_relief {
            Relieved::start(Arc::clone(&share), threads.clone(), u64::MAX);
        }
        run_caught(work);
        share.run_waiting();
    }
}

impl<T> Drop for Starting<T> {
    fn drop(&mut self) {
        let Some(share) = self.share.take() else {
            return;
        };
        let mut state = share.state.lock();
        state.starting -= 1;
        if state.busy() == 0 {
            let dropped = mem::take(&mut state.waiting);
            drop(state);
            // Each of them answers that it was not run.
            drop(dropped);
        }
    }
}

thread_local! {
    /// Whether the thread asks an executor for checks.
    static ASKS_FOR_RELIEF: Cell<bool> = const { Cell::new(false) };
}

/// The checks of the threads of a share, while they go on.
struct Relieved<T: Threads> {
    share: Arc<Share>,
    threads: T,
    /// [`State::taken`] at the last check.
    seen: u64,
    /// Whether a further check is needed. `None` before the first one.
    goes_on: Option<bool>,
}

impl<T: Threads> Relieved<T> {
    fn start(share: Arc<Share>, threads: T, seen: u64) {
        if ASKS_FOR_RELIEF.replace(true) {
            // The executor checks on the calling thread, one check inside another. The next work that waits wants relief again.
            share.state.lock().is_relieved = false;
            return;
        }
        let _asks = Asks;
        let mut relieved = Self {
            share,
            threads: threads.clone(),
            seen,
            goes_on: None,
        };
        threads.relieve(Box::new(move || relieved.check()));
    }

    fn check(&mut self) -> bool {
        let count = self.share.relieve(&mut self.seen, processors());
        for _ in 0..count.unwrap_or(0) {
            self.threads.start(self.share.starting(&self.threads));
        }
        self.goes_on = Some(count.is_some());
        count.is_some()
    }
}

impl<T: Threads> Drop for Relieved<T> {
    fn drop(&mut self) {
        match self.goes_on {
            Some(false) => {}
            // An executor that checks once checks again.
            Some(true) => {
                Self::start(Arc::clone(&self.share), self.threads.clone(), self.seen);
            }
            // The executor has ended, or runs all work at once.
            None => self.share.state.lock().is_relieved = false,
        }
    }
}

/// Ends the mark of [`ASKS_FOR_RELIEF`], also if the executor panics.
struct Asks;

impl Drop for Asks {
    fn drop(&mut self) {
        ASKS_FOR_RELIEF.set(false);
    }
}

/// Returns the number of processors that this process may use.
fn processors() -> usize {
    static PROCESSORS: std::sync::OnceLock<usize> = std::sync::OnceLock::new();
    *PROCESSORS
        .get_or_init(|| std::thread::available_parallelism().map_or(1, std::num::NonZero::get))
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
