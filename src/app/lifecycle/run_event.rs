//! Events of the application's event loop.

use crate::app::{WindowEvent, lifecycle::exit::ExitRequestApi};

/// An event of the application, as the callback of [`App::run`](crate::App::run) receives it.
#[derive(Debug)]
#[non_exhaustive]
pub enum RunEvent {
    /// The application is ready: the windows of the configuration have been created, and `setup` has run.
    Ready,
    /// An event of a window.
    #[non_exhaustive]
    WindowEvent {
        /// The label of the window.
        label: String,
        /// The event.
        event: WindowEvent,
    },
    /// The application is about to exit: the last window was closed, or [`AppHandle::exit`](crate::AppHandle::exit) was called.
    #[non_exhaustive]
    ExitRequested {
        /// The code passed to [`AppHandle::exit`](crate::AppHandle::exit); `None` if the last window was closed.
        code: Option<i32>,
        /// Prevents the exit.
        api: ExitRequestApi,
    },
    /// The event loop is exiting. This is the last event.
    Exit,
    /// The application was resumed. Never emitted on desktop systems.
    Resumed,
    /// All pending events have been handled.
    MainEventsCleared,
}
