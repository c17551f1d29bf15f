use std::{future::Future, pin::Pin, sync::Arc};

use crate::router::{CommandWork, Executor};

/// Runs work on the main thread.
pub(crate) type RunOnMainThread = Arc<dyn Fn(Box<dyn FnOnce() + Send>) + Send + Sync>;

/// Where the engine's commands run: blocking threads, tasks, and the main thread for those that ask for it.
pub(crate) struct EngineExecutor {
    handle: tokio::runtime::Handle,
    main_thread: RunOnMainThread,
    /// A runtime of the engine's own; commands may be running on it when the last engine goes, so it is not waited for.
    _own: Option<OwnRuntime>,
}

struct OwnRuntime(Option<tokio::runtime::Runtime>);

impl Drop for OwnRuntime {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

impl EngineExecutor {
    pub(crate) fn new(
        handle: Option<tokio::runtime::Handle>,
        main_thread: RunOnMainThread,
    ) -> Self {
        if let Some(handle) = handle {
            return Self {
                handle,
                main_thread,
                _own: None,
            };
        }
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .thread_name("bytelane")
            .enable_all()
            .build()
            .unwrap_or_else(|error| panic!("the system starts no threads for commands: {error}"));
        Self {
            handle: runtime.handle().clone(),
            main_thread,
            _own: Some(OwnRuntime(Some(runtime))),
        }
    }
}

impl Executor for EngineExecutor {
    fn run_blocking(&self, work: Box<dyn FnOnce() + Send>) {
        self.handle.spawn_blocking(work);
    }

    fn spawn(&self, work: Pin<Box<dyn Future<Output = ()> + Send>>) {
        self.handle.spawn(work);
    }

    fn run_on_main_thread(&self, work: Box<dyn FnOnce() + Send>) {
        (self.main_thread)(work);
    }

    fn run_here(&self, work: CommandWork) {
        let _inside = self.handle.enter();
        if let Some(task) = work.run() {
            self.handle.spawn(task);
        }
    }
}
