use std::{future::Future, pin::Pin, sync::Arc};

use crate::router::{CommandWork, Executor};

/// Runs work on the main thread.
pub(crate) type RunOnMainThread = Arc<dyn Fn(Box<dyn FnOnce() + Send>) + Send + Sync>;

/// Runs the engine's commands: sync ones on blocking threads, async ones as tasks, and on the main thread those declared so.
pub(crate) struct EngineExecutor {
    handle: tokio::runtime::Handle,
    main_thread: RunOnMainThread,
    /// The runtime that the engine created, if none was set. Commands may be running on it when the last engine is dropped, so its shutdown does
    /// not wait for them.
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
            .unwrap_or_else(|error| {
                panic!("the threads that run commands could not be started: {error}")
            });
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
