use std::{
    any::Any,
    ops::Deref,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use tao::{
    event::{Event, StartCause},
    event_loop::{ControlFlow, EventLoop},
    platform::run_return::EventLoopExtRunReturn,
};

use crate::app::{
    AppHandle, CloseRequestApi, Error, Manager, PageLoadPayload, Result, Runtime,
    WebviewWindowBuilder, WindowEvent, Wry,
    builder::Setup,
    lifecycle::environment::Env,
    lifecycle::events::{emit_created, emit_window_event},
    lifecycle::main_thread::{MainThreadState, Notice, Wake, guarded},
    lifecycle::shared::{WindowCore, sealed::Managed},
    process,
};

/// The code of [`RunEvent::ExitRequested`] where the application is to start anew.
pub const RESTART_EXIT_CODE: i32 = i32::MAX;

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

/// Prevents that an application ends.
#[derive(Clone, Debug)]
pub struct ExitRequestApi(Arc<AtomicBool>);

impl ExitRequestApi {
    /// The application goes on.
    pub fn prevent_exit(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// An application that is built. Its methods are those of [`AppHandle`] and [`Manager`], and [`run`](Self::run).
pub struct App<R: Runtime = Wry> {
    handle: AppHandle<R>,
    main: Rc<MainThreadState>,
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
        main: Rc<MainThreadState>,
        event_loop: EventLoop<Wake>,
        setup: Setup<R>,
    ) -> Self {
        Self {
            handle,
            main,
            event_loop: Some(event_loop),
            setup: Some(setup),
        }
    }

    /// A handle, which goes to any thread.
    pub const fn handle(&self) -> &AppHandle<R> {
        &self.handle
    }

    /// Runs the application until it ends. Returns when it ends with code 0, so that `main` can clean up; ends the process with any
    /// other code.
    ///
    /// # Panics
    /// When `setup` fails. [`Builder::run`](crate::Builder::run) returns the error instead.
    pub fn run<F: FnMut(&AppHandle<R>, RunEvent) + 'static>(self, callback: F) {
        let env = self.handle.env();
        end(&env, self.run_return(callback));
    }

    /// Runs the application until it ends, and returns the code it ends with.
    ///
    /// # Panics
    /// When `setup` fails.
    pub fn run_return<F: FnMut(&AppHandle<R>, RunEvent)>(self, callback: F) -> i32 {
        self.drive(callback)
            .unwrap_or_else(|error| panic!("{error}"))
    }

    pub(crate) fn drive(mut self, callback: impl FnMut(&AppHandle<R>, RunEvent)) -> Result<i32> {
        let Some(mut event_loop) = self.event_loop.take() else {
            return Err(Error::EventLoopClosed);
        };
        let main = Rc::clone(&self.main);
        let mut failure = None;
        let mut teller = Teller {
            app: self.handle.clone(),
            main: Rc::clone(&main),
            callback,
        };
        let code = event_loop.run_return(|event, _, flow| {
            match event {
                Event::NewEvents(StartCause::Init) => {
                    match catch_unwind(AssertUnwindSafe(|| self.start())) {
                        Ok(Ok(())) => teller.call(RunEvent::Ready),
                        Ok(Err(error)) => {
                            failure = Some(Failure::Error(error));
                            main.set_exit(1);
                        }
                        // Thrown again when the system's frames are off the stack.
                        Err(panic) => {
                            failure = Some(Failure::Panic(panic));
                            main.set_exit(101);
                        }
                    }
                }
                Event::UserEvent(Wake) => main.run_posted(),
                Event::WindowEvent {
                    window_id, event, ..
                } => {
                    if let Some(core) = main.core_by_id(window_id) {
                        match WindowEvent::of(&event) {
                            Some(event) => main.notify(Notice::Window(core, event)),
                            None if event == tao::event::WindowEvent::CloseRequested => {
                                main.notify(Notice::Close(core))
                            }
                            None => {}
                        }
                    }
                }
                Event::MainEventsCleared => teller.call(RunEvent::MainEventsCleared),
                Event::LoopDestroyed => {
                    teller.call(RunEvent::Exit);
                    teller.app.core.plugins.drop_all(&teller.app.core);
                    main.destroy_all();
                }
                _ => {}
            }
            teller.tell_all();
            *flow = main
                .exit()
                .map_or(ControlFlow::Wait, ControlFlow::ExitWithCode);
        });
        match failure {
            None => Ok(code),
            Some(Failure::Error(error)) => Err(error),
            Some(Failure::Panic(panic)) => resume_unwind(panic),
        }
    }

    fn start(&mut self) -> Result<()> {
        let windows = self
            .handle
            .core
            .config
            .app
            .windows
            .iter()
            .filter(|window| window.create);
        for window in windows {
            WebviewWindowBuilder::from_config(&self.handle, window)?.build()?;
        }
        match self.setup.take() {
            Some(setup) => setup(self).map_err(|error| Error::Setup(error.to_string())),
            None => Ok(()),
        }
    }
}

/// What the process does with the code that an application ended with.
pub(crate) fn end(env: &Env, code: i32) {
    match code {
        0 => {}
        RESTART_EXIT_CODE => process::restart(env),
        code => std::process::exit(code),
    }
}

enum Failure {
    Error(Error),
    Panic(Box<dyn Any + Send>),
}

/// Tells the application's callbacks what happened, one after the other and never one within another.
struct Teller<R: Runtime, F> {
    app: AppHandle<R>,
    main: Rc<MainThreadState>,
    callback: F,
}

impl<R: Runtime, F: FnMut(&AppHandle<R>, RunEvent)> Teller<R, F> {
    fn call(&mut self, event: RunEvent) {
        self.app.core.plugins.tell(&self.app.core, &event);
        guarded("the callback of App::run", || {
            (self.callback)(&self.app, event)
        });
    }

    fn tell_all(&mut self) {
        while self.main.exit().is_none()
            && let Some(notice) = self.main.next_notice()
        {
            self.tell(notice);
        }
    }

    fn tell(&mut self, notice: Notice) {
        match notice {
            Notice::Created(core) => {
                self.app.core.plugins.tell_created(&self.app.core, &core);
                emit_created(&self.app.core, &core);
            }
            Notice::Close(core) => {
                let prevented = Arc::new(AtomicBool::new(false));
                self.window_event(
                    &core,
                    WindowEvent::CloseRequested {
                        api: CloseRequestApi(Arc::clone(&prevented)),
                    },
                );
                if !prevented.load(Ordering::Relaxed) {
                    // An error means that a listener has closed it.
                    let _closed = self.main.destroy(&core);
                }
            }
            Notice::Window(core, event) => {
                let gone = matches!(event, WindowEvent::Destroyed);
                self.window_event(&core, event);
                if gone {
                    core.forget_listeners(&self.app.core);
                }
            }
            Notice::PageLoad(core, url, event) => {
                let payload = PageLoadPayload { url: &url, event };
                let app = &self.app.core;
                app.plugins.tell_page_load(app, &core, &payload);
                guarded("the listener of on_page_load", || {
                    core.tell_page_load(app, &payload);
                    for listener in &app.on_page_load {
                        listener(app, &core, &payload);
                    }
                });
            }
            // A listener may have opened another one.
            Notice::LastWindowClosed if self.app.core.has_windows() => {}
            Notice::LastWindowClosed => self.request_exit(None),
            Notice::Exit(code) => self.request_exit(Some(code)),
        }
    }

    fn window_event(&mut self, core: &Arc<WindowCore>, event: WindowEvent) {
        let app = &self.app.core;
        emit_window_event(app, core, &event);
        guarded("a listener of window events", || {
            for listener in &app.on_window_event {
                listener(app, core, &event);
            }
            core.tell(&event);
        });
        self.call(RunEvent::WindowEvent {
            label: core.label().to_owned(),
            event,
        });
    }

    fn request_exit(&mut self, code: Option<i32>) {
        let prevented = Arc::new(AtomicBool::new(false));
        self.call(RunEvent::ExitRequested {
            code,
            api: ExitRequestApi(Arc::clone(&prevented)),
        });
        if !prevented.load(Ordering::Relaxed) {
            self.main.set_exit(code.unwrap_or(0));
        }
    }
}
