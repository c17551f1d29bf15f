use std::{cell::Cell, future::Future, pin::Pin};

/// Where commands run. The core owns no thread; who builds a router says.
pub trait Executor: Send + Sync + 'static {
    /// Runs a sync command, which may block.
    fn run_blocking(&self, work: Box<dyn FnOnce() + Send>);

    /// Runs an async command.
    fn spawn(&self, work: Pin<Box<dyn Future<Output = ()> + Send>>);

    /// Runs a sync command that asked for the main thread. Where there is none, as [`run_blocking`](Self::run_blocking).
    fn run_on_main(&self, work: Box<dyn FnOnce() + Send>) {
        self.run_blocking(work);
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
