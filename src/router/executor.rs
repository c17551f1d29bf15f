use std::{
    cell::Cell,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use crate::document::{CommandWork, Relief, Threads, Work};

/// Runs commands. The core starts no threads, so the application chooses an executor with [`Router::with_executor`](super::Router::with_executor).
pub trait Executor: Send + Sync + 'static {
    /// Runs a sync command, which may block the thread that it runs on. Work that does not begin delays no other command of its document for long, if the
    /// executor begins the work of [`relieve`](Self::relieve).
    fn run_blocking(&self, work: Box<dyn FnOnce() + Send>);

    /// Runs an async command.
    fn spawn(&self, work: Pin<Box<dyn Future<Output = ()> + Send>>);

    /// Reads a file or does other work of the engine that may block for a short time. It must not wait for commands. By default the same as
    /// [`run_blocking`](Self::run_blocking).
    fn run_io(&self, work: Box<dyn FnOnce() + Send>) {
        self.run_blocking(work);
    }

    /// Serves a page or another file that a webview loads. It must not wait for commands. By default the same as [`run_io`](Self::run_io).
    fn run_page(&self, work: Box<dyn FnOnce() + Send>) {
        self.run_io(work);
    }

    /// Runs a sync command that requires the main thread. By default the same as [`run_blocking`](Self::run_blocking).
    fn run_on_main_thread(&self, work: Box<dyn FnOnce() + Send>) {
        self.run_blocking(work);
    }

    /// Calls `relief` on a thread that may block, after a short time and again while it returns `true`. It starts threads for the sync commands that wait
    /// behind others which take long, or behind work that has not begun. By default it is called at once, by [`run_blocking`](Self::run_blocking).
    fn relieve(&self, mut relief: Box<dyn FnMut() -> bool + Send>) {
        self.run_blocking(Box::new(move || {
            relief();
        }));
    }

    /// Runs a command on the calling thread, which is idle and may be blocked. An async command runs here until its first await that is not ready,
    /// and then continues as a task. By default the command runs where all others do.
    fn run_here(&self, work: CommandWork) {
        match work {
            CommandWork::Blocking(work) => self.run_blocking(work),
            CommandWork::Task(task) => self.spawn(task),
        }
    }
}

impl Threads for Arc<dyn Executor> {
    fn start(&self, work: Work) {
        self.run_blocking(work);
    }

    fn relieve(&self, relief: Relief) {
        Executor::relieve(&**self, relief);
    }

    fn spawn(&self, task: Pin<Box<dyn Future<Output = ()> + Send>>) {
        Executor::spawn(&**self, task);
    }
}

impl CommandWork {
    /// Runs the command where the executor runs commands of its kind.
    pub fn run_on(self, executor: &dyn Executor) {
        match self {
            Self::Blocking(work) => executor.run_blocking(work),
            Self::Task(task) => executor.spawn(task),
        }
    }

    /// Runs the command on the calling thread. Returns an async command that is not finished after its first poll.
    pub(crate) fn run(self) -> Option<Pin<Box<dyn Future<Output = ()> + Send>>> {
        match self {
            Self::Blocking(work) => work(),
            Self::Task(mut task) => {
                // The executor polls the task again when it takes it over, so a wake-up before then is not lost.
                let poll = task.as_mut().poll(&mut Context::from_waker(Waker::noop()));
                if poll == Poll::Pending {
                    return Some(task);
                }
            }
        }
        None
    }
}

/// Runs sync commands immediately on the calling thread, and async commands on the current tokio runtime. For tests and benchmarks.
#[derive(Clone, Copy, Debug, Default)]
pub struct InlineExecutor;

impl Executor for InlineExecutor {
    fn run_blocking(&self, work: Box<dyn FnOnce() + Send>) {
        work();
    }

    /// Does nothing: there is no other thread.
    fn relieve(&self, _: Box<dyn FnMut() -> bool + Send>) {}

    /// # Panics
    /// Panics if the calling thread is not in the context of a tokio runtime.
    fn spawn(&self, work: Pin<Box<dyn Future<Output = ()> + Send>>) {
        tokio::runtime::Handle::current().spawn(work);
    }
}

/// Runs commands on a tokio runtime: sync commands on its blocking threads, async commands as tasks.
#[derive(Clone, Debug)]
pub struct TokioExecutor {
    runtime: tokio::runtime::Handle,
}

impl TokioExecutor {
    /// Creates an executor on this runtime.
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

/// Marks the calling thread as the thread of the event loop. A blocking `send` or receive on it returns an error instead of waiting, because the
/// event loop itself would have to deliver the grant or message. `Engine::attach` marks its thread.
pub fn set_event_loop_thread() {
    RUNS_EVENT_LOOP.set(true);
}

/// Whether the calling thread may block.
pub(crate) fn may_wait() -> bool {
    !RUNS_EVENT_LOOP.get()
}
