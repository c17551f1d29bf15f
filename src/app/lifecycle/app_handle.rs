//! The handle of the application.

use std::{marker::PhantomData, sync::Arc};

use crate::{
    Refusal,
    app::{
        Config, DeviceEventFilter, Env, Monitor, PackageInfo, PhysicalPosition, RESTART_EXIT_CODE,
        Result, Runtime, Theme, Wry,
        image::Image,
        lifecycle::{exit::end_process, open_windows::Notice, shared::AppShared},
        process,
        system::error::system_error,
    },
    router::{CommandArg, CommandItem, InvokeError},
    wire::Code,
};

/// A handle of the running application, usable from any thread. Cheap to clone.
///
/// As an argument of a command it is the application that serves the call.
pub struct AppHandle<R: Runtime = Wry> {
    pub(crate) shared: Arc<AppShared>,
    runtime: PhantomData<fn() -> R>,
}

impl<R: Runtime> Clone for AppHandle<R> {
    fn clone(&self) -> Self {
        Self::new(Arc::clone(&self.shared))
    }
}

impl<R: Runtime> std::fmt::Debug for AppHandle<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AppHandle")
            .field("package", &self.shared.package)
            .finish_non_exhaustive()
    }
}

impl<R: Runtime> AppHandle<R> {
    pub(crate) const fn new(shared: Arc<AppShared>) -> Self {
        Self {
            shared,
            runtime: PhantomData,
        }
    }

    /// Returns the configuration of the application.
    pub fn config(&self) -> &Config {
        &self.shared.config
    }

    /// Returns the address of the application's pages for a browser on this machine, if it serves them; see
    /// [`Builder::browser`](crate::Builder::browser). The address gives access to every command.
    #[cfg(feature = "browser")]
    pub fn browser_address(&self) -> Option<String> {
        let running = self.shared.browser.running.lock();
        running.as_ref().map(|browser| browser.address().to_owned())
    }

    /// Returns the name and the version of the application.
    pub fn package_info(&self) -> &PackageInfo {
        &self.shared.package
    }

    /// Returns the icon of windows that have no icon of their own: that of [`Context::set_default_window_icon`](crate::Context::set_default_window_icon).
    pub fn default_window_icon(&self) -> Option<&Image<'_>> {
        self.shared.icon.as_ref()
    }

    /// Sets when the system reports the events of devices to the application; see [`Builder::device_event_filter`](crate::Builder::device_event_filter).
    pub fn set_device_event_filter(&self, filter: DeviceEventFilter) {
        // An error means that the event loop has ended, and no event is reported.
        let _ended = self
            .shared
            .ask_windows(move |windows| windows.target.set_device_event_filter(filter.into()));
    }

    /// Runs a closure on the main thread: immediately if called there, otherwise in a later turn of the event loop.
    ///
    /// # Errors
    /// Returns [`Error::EventLoopClosed`](crate::Error::EventLoopClosed) if the event loop has ended.
    pub fn run_on_main_thread<F: FnOnce() + Send + 'static>(&self, work: F) -> Result<()> {
        if self.shared.main_thread.is_here() {
            work();
            return Ok(());
        }
        self.shared.main_thread.run(work)
    }

    /// Exits the application: emits [`RunEvent::ExitRequested`](crate::RunEvent::ExitRequested) with this code, and unless the exit is
    /// prevented, closes all windows and lets [`App::run`](crate::App::run) exit the process with the code.
    ///
    /// Exits the process immediately if the event loop has already ended.
    pub fn exit(&self, code: i32) {
        if self
            .shared
            .run_with_windows(move |windows| windows.notify(Notice::Exit(code)))
            .is_err()
        {
            end_process(&Env::default(), code);
            std::process::exit(code);
        }
    }

    /// Restarts the application.
    ///
    /// On the main thread the restart is immediate and cannot be prevented. On any other thread it is
    /// [requested](Self::request_restart), and the calling thread waits for the end of the process.
    pub fn restart(&self) -> ! {
        if self.shared.main_thread.is_here() {
            self.cleanup_before_exit();
            process::restart(&Env::default());
        }
        self.request_restart();
        loop {
            std::thread::park();
        }
    }

    /// Requests a restart: [exits](Self::exit) the application with [`RESTART_EXIT_CODE`] and starts the program again.
    pub fn request_restart(&self) {
        self.exit(RESTART_EXIT_CODE);
    }

    /// Cleans up before the process exits without the event loop: ends the sessions of all pages and closes all windows, without emitting
    /// close requests.
    pub fn cleanup_before_exit(&self) {
        // An error means that the event loop has ended, and the windows with it.
        let _ended = self.shared.ask_windows(|windows| windows.destroy_all());
    }

    /// Sets the theme of all windows; `None` follows the system.
    ///
    /// # Errors
    /// Returns [`Error::EventLoopClosed`](crate::Error::EventLoopClosed) if the event loop has ended.
    pub fn set_theme(&self, theme: Option<Theme>) -> Result<()> {
        self.shared
            .ask_windows(move |windows| windows.target.set_theme(theme.map(Into::into)))
    }

    /// Returns the monitor that contains a point of the screen, in physical pixels.
    ///
    /// # Errors
    /// Returns [`Error::EventLoopClosed`](crate::Error::EventLoopClosed) if the event loop has ended.
    pub fn monitor_from_point(&self, x: f64, y: f64) -> Result<Option<Monitor>> {
        self.shared.ask_windows(move |windows| {
            windows
                .target
                .monitor_from_point(x, y)
                .map(|monitor| Monitor::of(&monitor))
        })
    }

    /// Returns the position of the cursor on the screen, in physical pixels.
    ///
    /// # Errors
    /// Returns an error if the event loop has ended, or if the system does not report the position.
    pub fn cursor_position(&self) -> Result<PhysicalPosition<f64>> {
        self.shared
            .ask_windows(|windows| windows.target.cursor_position().map_err(system_error))?
    }

    /// Returns all monitors that are available on the system.
    ///
    /// # Errors
    /// Returns [`Error::EventLoopClosed`](crate::Error::EventLoopClosed) if the event loop has ended.
    pub fn available_monitors(&self) -> Result<Vec<Monitor>> {
        self.shared.ask_windows(|windows| {
            windows
                .target
                .available_monitors()
                .map(|monitor| Monitor::of(&monitor))
                .collect()
        })
    }

    /// Returns the primary monitor, or `None` if the system has none.
    ///
    /// # Errors
    /// Returns [`Error::EventLoopClosed`](crate::Error::EventLoopClosed) if the event loop has ended.
    pub fn primary_monitor(&self) -> Result<Option<Monitor>> {
        self.shared.ask_windows(|windows| {
            windows
                .target
                .primary_monitor()
                .map(|monitor| Monitor::of(&monitor))
        })
    }
}

/// Returns the handle of type `T` from the extensions of the call, or a refusal that names `what` the command takes.
pub(crate) fn from_call<T: Clone + Send + Sync + 'static>(
    item: CommandItem<'_>,
    what: &str,
) -> std::result::Result<T, InvokeError> {
    item.message
        .caller()
        .extensions
        .get::<T>()
        .cloned()
        .ok_or_else(|| {
            let refusal = Refusal::new(
                Code::BadArguments,
                format!(
                    "command {} takes {what}, but the call does not come from a webview of an application",
                    item.name
                ),
            );
            InvokeError::refused(refusal.with_command(item.name))
        })
}

// Implemented for `Wry` alone, so that the compiler infers the runtime of a command that is generic over it.
impl<'de> CommandArg<'de> for AppHandle<Wry> {
    fn from_command(item: CommandItem<'de>) -> std::result::Result<Self, InvokeError> {
        from_call(item, "the handle of an application")
    }
}
