//! Dispatches notices of the main thread to plugins, listeners and the callback of `App::run`.

use std::{
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use crate::{
    app::{
        AppHandle, CloseRequestApi, ExitRequestApi, PageLoadPayload, RunEvent, Runtime,
        WindowEvent,
        lifecycle::{
            events::{emit_created, emit_window_event},
            open_windows::{Notice, OpenWindows},
            shared::WindowShared,
        },
    },
    foreign,
};

/// Calls the application's callbacks one after the other, and never one within another.
pub(crate) struct Dispatcher<R: Runtime, F> {
    pub(crate) app: AppHandle<R>,
    pub(crate) windows: Rc<OpenWindows>,
    pub(crate) callback: F,
}

impl<R: Runtime, F: FnMut(&AppHandle<R>, RunEvent)> Dispatcher<R, F> {
    /// Reports an event to the plugins and to the callback of `App::run`.
    pub(crate) fn call(&mut self, event: RunEvent) {
        self.app.shared.plugins.notify(&self.app.shared, &event);
        foreign::contain("the callback of App::run", || {
            (self.callback)(&self.app, event)
        });
    }

    /// Dispatches the queued notices until none is left or the application is to exit.
    pub(crate) fn dispatch_all(&mut self) {
        while self.windows.exit().is_none()
            && let Some(notice) = self.windows.next_notice()
        {
            self.dispatch(notice);
        }
    }

    fn dispatch(&mut self, notice: Notice) {
        match notice {
            Notice::Created(window) => {
                self.app
                    .shared
                    .plugins
                    .notify_created(&self.app.shared, &window);
                emit_created(&self.app.shared, &window);
            }
            Notice::Close(window) => {
                let prevented = Arc::new(AtomicBool::new(false));
                self.window_event(
                    &window,
                    WindowEvent::CloseRequested {
                        api: CloseRequestApi(Arc::clone(&prevented)),
                    },
                );
                if !prevented.load(Ordering::Relaxed) {
                    // An error means that a listener has closed the window.
                    let _closed = self.windows.destroy(&window);
                }
            }
            Notice::Window(window, event) => {
                let is_destroyed = matches!(event, WindowEvent::Destroyed);
                self.window_event(&window, event);
                if is_destroyed {
                    window.forget_listeners(&self.app.shared);
                }
            }
            Notice::PageLoad(window, url, event) => {
                let payload = PageLoadPayload { url: &url, event };
                let app = &self.app.shared;
                app.plugins.notify_page_load(app, &window, &payload);
                foreign::contain("the listener of on_page_load", || {
                    window.notify_page_load(app, &payload);
                    for listener in &app.on_page_load {
                        listener(app, &window, &payload);
                    }
                });
            }
            // A listener may have opened another window.
            Notice::LastWindowClosed if self.app.shared.has_windows() => {}
            Notice::LastWindowClosed => self.request_exit(None),
            Notice::Exit(code) => self.request_exit(Some(code)),
        }
    }

    fn window_event(&mut self, window: &Arc<WindowShared>, event: WindowEvent) {
        let app = &self.app.shared;
        emit_window_event(app, window, &event);
        foreign::contain("a listener of window events", || {
            for listener in &app.on_window_event {
                listener(app, window, &event);
            }
            window.notify(&event);
        });
        self.call(RunEvent::WindowEvent {
            label: window.label().to_owned(),
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
            self.windows.set_exit(code.unwrap_or(0));
        }
    }
}
