//! The handle of a window.

use std::{
    hash::{Hash, Hasher},
    sync::Arc,
};

use crate::{
    app::{
        AppHandle, Result, Runtime, WindowEvent, Wry,
        lifecycle::{
            app_handle::from_call,
            open_windows::{Notice, OpenWindow},
            shared::WindowShared,
        },
    },
    document::Document,
    router::{CommandArg, CommandItem, InvokeError},
};

/// A handle of a window, usable from any thread. Cheap to clone.
///
/// As an argument of a command it is the window of the calling page.
///
/// Methods that query the window wait for the main thread, unless called there. Methods that only change it do not wait. They return
/// [`Error::WindowNotFound`](crate::Error::WindowNotFound) once the window is closed, and
/// [`Error::EventLoopClosed`](crate::Error::EventLoopClosed) once the event loop has ended.
pub struct Window<R: Runtime = Wry> {
    pub(crate) app: AppHandle<R>,
    pub(crate) shared: Arc<WindowShared>,
}

impl<R: Runtime> Clone for Window<R> {
    fn clone(&self) -> Self {
        Self {
            app: self.app.clone(),
            shared: Arc::clone(&self.shared),
        }
    }
}

impl<R: Runtime> std::fmt::Debug for Window<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Window")
            .field("label", &self.label())
            .finish_non_exhaustive()
    }
}

impl<R: Runtime> PartialEq for Window<R> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.shared, &other.shared)
    }
}

impl<R: Runtime> Eq for Window<R> {}

impl<R: Runtime> Hash for Window<R> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.label().hash(state);
    }
}

impl<'de> CommandArg<'de> for Window<Wry> {
    fn from_command(item: CommandItem<'de>) -> std::result::Result<Self, InvokeError> {
        from_call(item, "a window")
    }
}

impl<R: Runtime> Window<R> {
    pub(crate) const fn new(app: AppHandle<R>, shared: Arc<WindowShared>) -> Self {
        Self { app, shared }
    }

    pub(crate) fn document(&self) -> Option<Arc<Document>> {
        self.shared.document()
    }

    /// Runs `question` on the main thread and waits for its result.
    pub(crate) fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&OpenWindow) -> T + Send + 'static,
    ) -> Result<T> {
        let shared = Arc::clone(&self.shared);
        self.app
            .shared
            .ask_windows(move |windows| windows.window_of(&shared).map(|open| question(&open)))?
    }

    /// Runs `change` on the main thread: immediately if called there, otherwise in a later turn of the event loop.
    pub(crate) fn change(&self, change: impl FnOnce(&OpenWindow) + Send + 'static) -> Result<()> {
        if self.app.shared.main_thread.is_here() {
            return self.ask(change);
        }
        let shared = Arc::clone(&self.shared);
        self.app.shared.run_with_windows(move |windows| {
            if let Ok(open) = windows.window_of(&shared) {
                change(&open);
            }
        })
    }

    /// Returns the label of the window.
    pub fn label(&self) -> &str {
        self.shared.label()
    }

    /// Runs a closure on the main thread: immediately if called there, otherwise in a later turn of the event loop.
    ///
    /// # Errors
    /// Returns an error if the event loop has ended.
    pub fn run_on_main_thread<F: FnOnce() + Send + 'static>(&self, work: F) -> Result<()> {
        self.app.run_on_main_thread(work)
    }

    /// Registers a listener to the events of the window, called on the main thread.
    pub fn on_window_event<F: Fn(&WindowEvent) + Send + 'static>(&self, listener: F) {
        self.shared.listen(listener);
    }

    /// Closes the window. Emits [`WindowEvent::CloseRequested`] first, which a listener can use to prevent the close.
    ///
    /// # Errors
    /// Returns an error if the event loop has ended.
    pub fn close(&self) -> Result<()> {
        let shared = Arc::clone(&self.shared);
        self.app
            .shared
            .run_with_windows(move |windows| windows.notify(Notice::Close(shared)))
    }

    /// Closes the window without emitting [`WindowEvent::CloseRequested`]. The label is free when this returns.
    ///
    /// # Errors
    /// Returns an error if the window is already closed.
    pub fn destroy(&self) -> Result<()> {
        let shared = Arc::clone(&self.shared);
        self.app
            .shared
            .ask_windows(move |windows| windows.destroy(&shared))?
    }
}
