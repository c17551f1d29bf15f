//! What happens to an application while it runs.

use crate::app::{WindowEvent, lifecycle::exit::ExitRequestApi};

/// What happens to an application while it runs.
#[derive(Debug)]
#[non_exhaustive]
pub enum RunEvent {
    /// It has started: the windows of the configuration are there, and `setup` has run.
    Ready,
    /// Something happens to a window.
    #[non_exhaustive]
    WindowEvent {
        /// Label of the window.
        label: String,
        /// What happens.
        event: WindowEvent,
    },
    /// It is to end: the last window has closed, or [`AppHandle::exit`] was called.
    #[non_exhaustive]
    ExitRequested {
        /// The code given to [`AppHandle::exit`].
        code: Option<i32>,
        /// To prevent that.
        api: ExitRequestApi,
    },
    /// It ends. Nothing comes after this.
    Exit,
    /// It goes on after the system had it pause. Never on a desktop; here since applications name it.
    Resumed,
    /// All events that were waiting have been handled.
    MainEventsCleared,
}
