//! An application from start to exit: its handles, its main thread, its runtime and its events.

pub(crate) mod app_handle;
pub(crate) mod application;
pub mod async_runtime;
#[cfg(feature = "browser")]
pub(crate) mod browser;
mod dispatcher;
mod emitters;
pub(crate) mod environment;
mod events;
pub(crate) mod exit;
mod invoke;
pub(crate) mod main_thread;
pub(crate) mod managed;
pub(crate) mod open_windows;
pub(crate) mod package_info;
pub mod process;
pub(crate) mod run_event;
pub(crate) mod shared;
