//! An application from start to exit: its handles, its main thread, its runtime and its events.

pub(crate) mod app_handle;
pub(crate) mod application;
pub mod async_runtime;
pub(crate) mod environment;
pub(crate) mod events;
mod invoke;
pub(crate) mod main_thread;
pub mod process;
pub(crate) mod shared;
