//! The application: built, started, run.

use std::{
    any::Any,
    error::Error as StdError,
    ops::Deref,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    rc::Rc,
};

use tao::{
    event::{Event, StartCause},
    event_loop::{ControlFlow, EventLoop},
    platform::run_return::EventLoopExtRunReturn,
};

use crate::app::{
    AppHandle, Env, Error, Manager, Result, RunEvent, Runtime, WebviewWindowBuilder, WindowEvent,
    Wry,
    lifecycle::{
        dispatcher::Dispatcher,
        exit::end_process,
        main_thread::Wake,
        managed::sealed::Managed,
        open_windows::{Notice, OpenWindows},
    },
};

pub(crate) type Setup<R> =
    Box<dyn FnOnce(&mut App<R>) -> std::result::Result<(), Box<dyn StdError>> + Send>;

/// An instance of the application, ready to run. It has the methods of [`AppHandle`] and [`Manager`], and [`run`](Self::run).
pub struct App<R: Runtime = Wry> {
    handle: AppHandle<R>,
    windows: Rc<OpenWindows>,
    event_loop: Option<EventLoop<Wake>>,
    setup: Option<Setup<R>>,
}

impl<R: Runtime> std::fmt::Debug for App<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App")
            .field("handle", &self.handle)
            .finish_non_exhaustive()
    }
}

impl<R: Runtime> Deref for App<R> {
    type Target = AppHandle<R>;

    fn deref(&self) -> &AppHandle<R> {
        &self.handle
    }
}

impl<R: Runtime> Managed<R> for App<R> {
    fn managed_app(&self) -> &AppHandle<R> {
        &self.handle
    }
}

impl<R: Runtime> Manager<R> for App<R> {}

impl<R: Runtime> App<R> {
    pub(crate) const fn new(
        handle: AppHandle<R>,
        windows: Rc<OpenWindows>,
        event_loop: EventLoop<Wake>,
        setup: Setup<R>,
    ) -> Self {
        Self {
            handle,
            windows,
            event_loop: Some(event_loop),
            setup: Some(setup),
        }
    }

    /// Returns a handle of the application, which can be sent to any thread.
    pub const fn handle(&self) -> &AppHandle<R> {
        &self.handle
    }

    /// Runs the application until it exits. Returns if the exit code is 0, so that `main` can clean up; exits the process with any other code.
    ///
    /// # Panics
    /// Panics if `setup` fails. [`Builder::run`](crate::Builder::run) returns the error instead.
    pub fn run<F: FnMut(&AppHandle<R>, RunEvent) + 'static>(self, callback: F) {
        let env = Env::default();
        end_process(&env, self.run_return(callback));
    }

    /// Runs the application until it exits, and returns the exit code.
    ///
    /// # Panics
    /// Panics if `setup` fails.
    pub fn run_return<F: FnMut(&AppHandle<R>, RunEvent)>(self, callback: F) -> i32 {
        self.drive(callback)
            .unwrap_or_else(|error| panic!("{error}"))
    }

    /// Runs one iteration of the event loop: waits until the system has events, and handles them. The first one runs `setup`.
    ///
    /// A program that calls it in a loop decides itself when to end, and cleans up with [`cleanup_before_exit`](AppHandle::cleanup_before_exit).
    ///
    /// # Panics
    /// Panics if `setup` fails.
    pub fn run_iteration<F: FnMut(&AppHandle<R>, RunEvent) + 'static>(&mut self, callback: F) {
        self.turn(callback, Turns::One)
            .unwrap_or_else(|error| panic!("{error}"));
    }

    /// Runs the event loop until the application exits, and returns the exit code or the error of `setup`.
    pub(crate) fn drive(mut self, callback: impl FnMut(&AppHandle<R>, RunEvent)) -> Result<i32> {
        self.turn(callback, Turns::UntilExit)
    }

    /// Runs the event loop, and returns the exit code or the error of `setup`.
    fn turn(&mut self, callback: impl FnMut(&AppHandle<R>, RunEvent), turns: Turns) -> Result<i32> {
        let Some(mut event_loop) = self.event_loop.take() else {
            return Err(Error::EventLoopClosed);
        };
        let windows = Rc::clone(&self.windows);
        let mut failure = None;
        let mut dispatcher = Dispatcher {
            app: self.handle.clone(),
            windows: Rc::clone(&windows),
            callback,
        };
        let code = event_loop.run_return(|event, _, flow| {
            match &event {
                Event::NewEvents(StartCause::Init) if self.setup.is_some() => {
                    match catch_unwind(AssertUnwindSafe(|| self.start())) {
                        Ok(Ok(())) => dispatcher.call(RunEvent::Ready),
                        Ok(Err(error)) => {
                            failure = Some(Failure::Error(error));
                            windows.set_exit(1);
                        }
                        // Resumed once the system's frames are off the stack.
                        Err(panic) => {
                            failure = Some(Failure::Panic(panic));
                            windows.set_exit(101);
                        }
                    }
                }
                Event::UserEvent(Wake) => windows.run_posted(),
                Event::WindowEvent {
                    window_id, event, ..
                } => {
                    if let Some(window) = windows.window_by_id(*window_id) {
                        match WindowEvent::of(event) {
                            Some(event) => windows.notify(Notice::Window(window, event)),
                            None if *event == tao::event::WindowEvent::CloseRequested => {
                                windows.notify(Notice::Close(window))
                            }
                            None => {}
                        }
                    } else if *event == tao::event::WindowEvent::CloseRequested {
                        windows.close_inspector(Some(*window_id));
                    }
                }
                Event::MainEventsCleared => dispatcher.call(RunEvent::MainEventsCleared),
                // The event loop goes on in the next iteration.
                Event::LoopDestroyed if turns == Turns::One && windows.exit().is_none() => {}
                Event::LoopDestroyed => {
                    dispatcher.call(RunEvent::Exit);
                    #[cfg(feature = "browser")]
                    drop(dispatcher.app.shared.browser.running.lock().take());
                    dispatcher
                        .app
                        .shared
                        .plugins
                        .drop_all(&dispatcher.app.shared);
                    windows.destroy_all();
                }
                _ => {}
            }
            let is_last = turns == Turns::One && matches!(event, Event::MainEventsCleared);
            dispatcher.dispatch_all();
            *flow = match windows.exit() {
                Some(code) => ControlFlow::ExitWithCode(code),
                None if is_last => ControlFlow::Exit,
                None => ControlFlow::Wait,
            };
        });
        if turns == Turns::One {
            self.event_loop = Some(event_loop);
        }
        match failure {
            None => Ok(code),
            Some(Failure::Error(error)) => Err(error),
            Some(Failure::Panic(panic)) => resume_unwind(panic),
        }
    }

    /// Creates the windows of the configuration and runs `setup`.
    fn start(&mut self) -> Result<()> {
        let windows = self
            .handle
            .shared
            .config
            .app
            .windows
            .iter()
            .filter(|window| window.create);
        for window in windows {
            WebviewWindowBuilder::from_config(&self.handle, window)?.build()?;
        }
        if let Some(setup) = self.setup.take() {
            setup(self).map_err(|error| Error::Setup(error.to_string()))?;
        }
        #[cfg(feature = "browser")]
        self.start_browser()?;
        Ok(())
    }

    /// Starts the server for browsers, if it is wanted. The last step of the start, because a page may call every command at once.
    #[cfg(feature = "browser")]
    fn start_browser(&self) -> Result<()> {
        let shared = &self.handle.shared;
        if shared.browser.is_wanted {
            let browser = crate::app::lifecycle::browser::serve(shared)?;
            // Not logged: a log may leave the machine, and the address gives access to every command.
            eprintln!("open {} in a browser on this machine", browser.address());
            *shared.browser.running.lock() = Some(browser);
        }
        Ok(())
    }
}

/// How long the event loop runs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turns {
    One,
    UntilExit,
}

enum Failure {
    Error(Error),
    Panic(Box<dyn Any + Send>),
}
