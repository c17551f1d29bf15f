use std::{
    cell::{Cell, RefCell},
    future::Future,
    pin::Pin,
    task::{Context, Poll, Waker},
};

use crate::document::CommandWork;

/// Where commands run. The core owns no thread; who builds a router says.
pub trait Executor: Send + Sync + 'static {
    /// Runs a sync command, which may block.
    fn run_blocking(&self, work: Box<dyn FnOnce() + Send>);

    /// Runs an async command.
    fn spawn(&self, work: Pin<Box<dyn Future<Output = ()> + Send>>);

    /// Runs a sync command that asked for the main thread. Where there is none, as [`run_blocking`](Self::run_blocking).
    fn run_on_main_thread(&self, work: Box<dyn FnOnce() + Send>) {
        self.run_blocking(work);
    }

    /// Runs a command on the calling thread, which has nothing else to do and may be blocked, in the surroundings that it has elsewhere: an async one
    /// until it waits for the first time. By default it runs where all others do.
    fn run_here(&self, work: CommandWork) {
        match work {
            CommandWork::Blocking(work) => self.run_blocking(work),
            CommandWork::Task(task) => self.spawn(task),
        }
    }
}

impl CommandWork {
    /// Runs it where the executor runs commands.
    pub(crate) fn run_on(self, executor: &dyn Executor) {
        match self {
            Self::Blocking(work) => executor.run_blocking(work),
            Self::Task(task) => executor.spawn(task),
        }
    }

    /// Runs it on this thread; gives back an async one that waits.
    pub(crate) fn run(self) -> Option<Pin<Box<dyn Future<Output = ()> + Send>>> {
        match self {
            Self::Blocking(work) => work(),
            Self::Task(mut task) => {
                // Whoever takes it over asks it again, so nothing that wakes it before is lost.
                let poll = task.as_mut().poll(&mut Context::from_waker(Waker::noop()));
                if poll == Poll::Pending {
                    return Some(task);
                }
            }
        }
        None
    }
}

thread_local! {
    /// The command that came last in the turn of this thread; `None` outside of turns.
    static LAST: RefCell<Option<Option<CommandWork>>> = const { RefCell::new(None) };
}

/// Runs a turn that takes calls. The last command of it comes back for the thread to run by itself, the others go where all do.
#[cfg(all(target_os = "linux", any(test, feature = "webview")))]
pub(crate) fn keeping_last<R>(turn: impl FnOnce() -> R) -> (R, Option<CommandWork>) {
    struct Outside;
    impl Drop for Outside {
        fn drop(&mut self) {
            LAST.set(None);
        }
    }
    LAST.set(Some(None));
    let outside = Outside;
    let result = turn();
    let last = LAST.take().flatten();
    drop(outside);
    (result, last)
}

/// Runs a command: on the executor, or on this thread when its turn is over and nothing came behind it.
pub(super) fn run(executor: &dyn Executor, work: CommandWork) {
    let elsewhere = LAST.with_borrow_mut(|last| match last {
        Some(last) => last.replace(work),
        None => Some(work),
    });
    if let Some(work) = elsewhere {
        work.run_on(executor);
    }
}

/// Runs sync commands at once on the calling thread and async ones on the current tokio runtime: the executor of tests and benches.
#[derive(Clone, Copy, Debug, Default)]
pub struct InlineExecutor;

impl Executor for InlineExecutor {
    fn run_blocking(&self, work: Box<dyn FnOnce() + Send>) {
        work();
    }

    /// # Panics
    /// When the calling thread is in no tokio runtime.
    fn spawn(&self, work: Pin<Box<dyn Future<Output = ()> + Send>>) {
        tokio::runtime::Handle::current().spawn(work);
    }
}

/// Runs commands on a tokio runtime: sync ones on its blocking threads, async ones as tasks.
#[derive(Clone, Debug)]
pub struct TokioExecutor {
    runtime: tokio::runtime::Handle,
}

impl TokioExecutor {
    /// An executor on this runtime.
    pub const fn new(runtime: tokio::runtime::Handle) -> Self {
        Self { runtime }
    }
}

impl Executor for TokioExecutor {
    fn run_blocking(&self, work: Box<dyn FnOnce() + Send>) {
        self.runtime.spawn_blocking(work);
    }

    fn spawn(&self, work: Pin<Box<dyn Future<Output = ()> + Send>>) {
        self.runtime.spawn(work);
    }

    fn run_here(&self, work: CommandWork) {
        let _inside = self.runtime.enter();
        if let Some(task) = work.run() {
            self.runtime.spawn(task);
        }
    }
}

thread_local! {
    static RUNS_EVENT_LOOP: Cell<bool> = const { Cell::new(false) };
}

/// Says that the calling thread runs the event loop. A `send` or a blocking receive there never waits: what it would wait for comes by the loop's
/// own turns. `Engine::attach` says so of its thread.
pub fn set_event_loop_thread() {
    RUNS_EVENT_LOOP.set(true);
}

/// Whether the calling thread may wait.
pub(crate) fn may_wait() -> bool {
    !RUNS_EVENT_LOOP.get()
}
