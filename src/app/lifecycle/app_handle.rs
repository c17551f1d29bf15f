use std::{marker::PhantomData, sync::Arc};

use serde::Serialize;

use crate::{
    Refusal,
    app::{
        Env, Monitor, PhysicalPosition, RESTART_EXIT_CODE, Result, Runtime, Theme, Wry,
        lifecycle::{exit::end_process, open_windows::Notice, shared::AppShared},
        process,
        system::error::system_error,
    },
    router::{CommandArg, CommandItem, InvokeError},
    wire::Code,
};

/// Name and version of an application.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PackageInfo {
    /// The configuration's product name, or the package's name.
    pub name: String,
    /// The configuration's version, or the package's.
    pub version: String,
    /// Name of the package.
    pub crate_name: String,
}

/// A running application, from any thread. Cheap to clone; as an argument of a command it is the application that was called.
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

    /// Runs a closure on the main thread: at once when called there, else some time later.
    ///
    /// # Errors
    /// When the event loop has ended.
    pub fn run_on_main_thread<F: FnOnce() + Send + 'static>(&self, work: F) -> Result<()> {
        if self.shared.main_thread.is_here() {
            work();
            return Ok(());
        }
        self.shared.main_thread.run(work)
    }

    /// Ends the application: [`RunEvent::ExitRequested`](crate::RunEvent) with this code, and unless that is prevented, all windows
    /// close and [`App::run`](crate::App::run) ends the process with it. When the event loop has ended already, the process ends at once.
    pub fn exit(&self, code: i32) {
        if self
            .shared
            .run_with_windows(move |main| main.notify(Notice::Exit(code)))
            .is_err()
        {
            end_process(&Env::default(), code);
            std::process::exit(code);
        }
    }

    /// Starts the program anew. On the main thread at once, without asking; elsewhere as [`request_restart`](Self::request_restart), and this
    /// thread waits for the end.
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

    /// Ends the application as [`exit`](Self::exit) does, with [`RESTART_EXIT_CODE`], and starts the program anew.
    pub fn request_restart(&self) {
        self.exit(RESTART_EXIT_CODE);
    }

    /// Lets go of what an application that ends without its event loop would leave behind: senders hear that their pages close, and all windows
    /// do, without being asked.
    pub fn cleanup_before_exit(&self) {
        // An error means that the loop has ended, and with it the windows.
        let _ended = self.shared.ask_windows(|main| main.destroy_all());
    }

    /// Light, dark, or as the system, for all windows.
    ///
    /// # Errors
    /// When the event loop has ended.
    pub fn set_theme(&self, theme: Option<Theme>) -> Result<()> {
        self.shared
            .ask_windows(move |main| main.target.set_theme(theme.map(Into::into)))
    }

    /// The monitor that a point is on.
    ///
    /// # Errors
    /// When the event loop has ended.
    pub fn monitor_from_point(&self, x: f64, y: f64) -> Result<Option<Monitor>> {
        self.shared.ask_windows(move |main| {
            main.target
                .monitor_from_point(x, y)
                .map(|monitor| Monitor::of(&monitor))
        })
    }

    /// Where the pointer is on the screen.
    ///
    /// # Errors
    /// When the event loop has ended, or the system does not tell.
    pub fn cursor_position(&self) -> Result<PhysicalPosition<f64>> {
        self.shared
            .ask_windows(|main| main.target.cursor_position().map_err(system_error))?
    }

    /// All monitors.
    ///
    /// # Errors
    /// When the event loop has ended.
    pub fn available_monitors(&self) -> Result<Vec<Monitor>> {
        self.shared.ask_windows(|main| {
            main.target
                .available_monitors()
                .map(|monitor| Monitor::of(&monitor))
                .collect()
        })
    }

    /// The primary monitor, where the system has one.
    ///
    /// # Errors
    /// When the event loop has ended.
    pub fn primary_monitor(&self) -> Result<Option<Monitor>> {
        self.shared.ask_windows(|main| {
            main.target
                .primary_monitor()
                .map(|monitor| Monitor::of(&monitor))
        })
    }
}

/// Takes a handle that the application put beside the call.
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
                    "command {} takes {what}, but was not called from one",
                    item.name
                ),
            );
            InvokeError::refused(refusal.with_command(item.name))
        })
}

// For `Wry` alone: so the compiler knows which runtime a command means that is generic over it.
impl<'de> CommandArg<'de> for AppHandle<Wry> {
    fn from_command(item: CommandItem<'de>) -> std::result::Result<Self, InvokeError> {
        from_call(item, "the handle of an application")
    }
}
