use std::{future::Future, pin::Pin, sync::Arc, thread, time::Duration};

use super::workers::Workers;
use crate::{
    document::BLOCKING_THREADS_MAX,
    router::{CommandWork, Executor},
};

/// Runs work on the main thread.
pub(crate) type RunOnMainThread = Arc<dyn Fn(Box<dyn FnOnce() + Send>) + Send + Sync>;

/// Time after which sync commands that wait get a further thread.
const RELIEF_PAUSE: Duration = Duration::from_micros(300);

/// Threads that read files, for all webviews.
const IO_THREADS_MAX: usize = 8;

/// Threads that serve pages, for all webviews.
const PAGE_THREADS_MAX: usize = 64;

/// Runs the engine's commands: sync ones on blocking threads, async ones as tasks, and on the main thread those declared so. The work of the engine has
/// threads of its own.
pub(crate) struct EngineExecutor {
    handle: tokio::runtime::Handle,
    main_thread: RunOnMainThread,
    io: Workers,
    pages: Workers,
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
            return Self::on(handle, main_thread, None);
        }
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .thread_name("bytelane")
            .max_blocking_threads(BLOCKING_THREADS_MAX)
            .enable_all()
            .build()
            .unwrap_or_else(|error| {
                panic!("the threads that run commands could not be started: {error}")
            });
        let handle = runtime.handle().clone();
        Self::on(handle, main_thread, Some(OwnRuntime(Some(runtime))))
    }

    fn on(
        handle: tokio::runtime::Handle,
        main_thread: RunOnMainThread,
        own: Option<OwnRuntime>,
    ) -> Self {
        Self {
            main_thread,
            io: Workers::new("bytelane-io", IO_THREADS_MAX, handle.clone()),
            pages: Workers::new("bytelane-page", PAGE_THREADS_MAX, handle.clone()),
            handle,
            _own: own,
        }
    }
}

impl Executor for EngineExecutor {
    fn run_blocking(&self, work: Box<dyn FnOnce() + Send>) {
        self.handle.spawn_blocking(work);
    }

    fn relieve(&self, mut relief: Box<dyn FnMut() -> bool + Send>) {
        self.handle.spawn_blocking(move || {
            loop {
                thread::sleep(RELIEF_PAUSE);
                if !relief() {
                    break;
                }
            }
        });
    }

    fn run_io(&self, work: Box<dyn FnOnce() + Send>) {
        self.io.run(work);
    }

    fn run_page(&self, work: Box<dyn FnOnce() + Send>) {
        self.pages.run(work);
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

#[cfg(test)]
mod tests {
    use std::sync::{Barrier, mpsc};

    use super::*;

    /// Nine documents whose shares are exhausted, and a further one.
    #[test]
    fn exhausted_shares_of_documents_leave_threads_for_another() {
        const BLOCKED: usize = 9 * 64;
        let executor = EngineExecutor::new(None, Arc::new(|work| work()));
        let all_blocked = Arc::new(Barrier::new(BLOCKED + 1));
        for _ in 0..BLOCKED {
            let all_blocked = Arc::clone(&all_blocked);
            executor.run_blocking(Box::new(move || {
                all_blocked.wait();
            }));
        }
        let (ran, runs) = mpsc::channel();
        executor.run_blocking(Box::new(move || {
            ran.send(()).expect("the test listens");
        }));
        assert_eq!(runs.recv(), Ok(()));
        all_blocked.wait();
    }

    #[test]
    fn relief_is_called_until_it_returns_false() {
        let executor = EngineExecutor::new(None, Arc::new(|work| work()));
        let (called, calls) = mpsc::channel();
        let mut count = 0;
        executor.relieve(Box::new(move || {
            count += 1;
            called.send(count).expect("the test listens");
            count < 3
        }));
        // The sender is dropped with the relief.
        assert!(calls.iter().eq(1..=3));
    }
}
