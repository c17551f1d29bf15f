//! The tokio runtime of the application, on which commands run.
//!
//! The process has one such runtime, created on first use. A program with a runtime of its own passes it to [`set`] before that.

use std::{
    future::Future,
    pin::Pin,
    sync::OnceLock,
    task::{Context, Poll},
};

pub use tokio::{
    runtime::{Handle as TokioHandle, Runtime as TokioRuntime},
    sync::{
        Mutex, RwLock,
        mpsc::{Receiver, Sender, channel},
    },
};

use crate::{app::Result, document::BLOCKING_THREADS_MAX};

static RUNTIME: OnceLock<RuntimeHandle> = OnceLock::new();

/// Sets the runtime that the application uses.
///
/// # Panics
/// Panics if the runtime is already set or in use.
pub fn set(handle: TokioHandle) {
    if RUNTIME
        .set(RuntimeHandle {
            handle,
            _owned: None,
        })
        .is_err()
    {
        panic!("async_runtime::set() called after the runtime was first used");
    }
}

/// Returns a handle of the runtime.
pub fn handle() -> RuntimeHandle {
    RUNTIME.get_or_init(RuntimeHandle::new).clone()
}

/// Spawns a future onto the runtime.
pub fn spawn<F>(task: F) -> JoinHandle<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    handle().spawn(task)
}

/// Runs a closure on a thread where blocking is acceptable.
pub fn spawn_blocking<F, T>(work: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    handle().spawn_blocking(work)
}

/// Runs a future to completion on the calling thread.
///
/// # Panics
/// Panics if called within a task of the runtime, which must not block.
pub fn block_on<F: Future>(task: F) -> F::Output {
    handle().block_on(task)
}

/// A handle of the application's runtime.
#[derive(Clone, Debug)]
pub struct RuntimeHandle {
    handle: TokioHandle,
    /// Keeps the runtime alive if this crate has created it.
    _owned: Option<std::sync::Arc<TokioRuntime>>,
}

impl RuntimeHandle {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .thread_name("bytelane")
            .max_blocking_threads(BLOCKING_THREADS_MAX)
            .build()
            .expect("the system has threads for a tokio runtime");
        Self {
            handle: runtime.handle().clone(),
            _owned: Some(std::sync::Arc::new(runtime)),
        }
    }

    /// Returns the tokio handle.
    pub const fn inner(&self) -> &TokioHandle {
        &self.handle
    }

    /// Spawns a future onto the runtime.
    pub fn spawn<F>(&self, task: F) -> JoinHandle<F::Output>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        JoinHandle(self.handle.spawn(task))
    }

    /// Runs a closure on a thread where blocking is acceptable.
    pub fn spawn_blocking<F, T>(&self, work: F) -> JoinHandle<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        JoinHandle(self.handle.spawn_blocking(work))
    }

    /// Runs a future to completion on the calling thread.
    ///
    /// # Panics
    /// Panics if called within a task of the runtime, which must not block.
    pub fn block_on<F: Future>(&self, task: F) -> F::Output {
        self.handle.block_on(task)
    }
}

/// An owned permission to join a task: awaiting it yields the task's output. Dropping it detaches the task.
#[derive(Debug)]
pub struct JoinHandle<T>(tokio::task::JoinHandle<T>);

impl<T> JoinHandle<T> {
    /// Returns the tokio join handle.
    pub const fn inner(&self) -> &tokio::task::JoinHandle<T> {
        &self.0
    }

    /// Aborts the task at its next await point.
    pub fn abort(&self) {
        self.0.abort();
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(context).map_err(Into::into)
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_task_yields_its_output_and_an_aborted_task_an_error() {
        let task = super::spawn(async { 42 });
        assert_eq!(super::block_on(task).unwrap(), 42);
        assert_eq!(super::block_on(super::spawn_blocking(|| 7)).unwrap(), 7);
        let endless = super::spawn(std::future::pending::<()>());
        endless.abort();
        assert!(super::block_on(endless).is_err());
    }
}
