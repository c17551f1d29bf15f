//! The windows that are open, which only the main thread may touch, and the notices to the application's callbacks.
//!
//! [`OpenWindows`] never leaves the main thread. Handles run closures over it with [`AppShared::run_with_windows`] and
//! [`AppShared::ask_windows`].

use std::{
    cell::{Cell, RefCell, RefMut},
    collections::{HashMap, VecDeque},
    rc::{Rc, Weak},
    sync::{Arc, mpsc},
};

use tao::{
    event_loop::{EventLoop, EventLoopWindowTarget},
    window::WindowId,
};
use url::Url;

use crate::app::{
    Error, PageLoadEvent, Result, WindowEvent,
    lifecycle::{
        main_thread::{PostedWork, Wake},
        shared::{AppShared, WindowShared},
    },
};

thread_local! {
    /// The windows of the applications whose main thread is this one, by the number of the application.
    static HERE: RefCell<HashMap<u64, Weak<OpenWindows>>> = RefCell::default();
}

impl AppShared {
    /// Runs `work` in a later turn of the main thread's event loop.
    ///
    /// # Errors
    /// Returns [`Error::EventLoopClosed`] if the event loop has ended.
    pub(crate) fn run_with_windows(
        &self,
        work: impl FnOnce(&OpenWindows) + Send + 'static,
    ) -> Result<()> {
        let id = self.main_thread.id();
        self.main_thread.run(move || {
            if let Some(windows) = OpenWindows::here(id) {
                work(&windows);
            }
        })
    }

    /// Runs `work` on the main thread and waits for its result. On the main thread itself it runs at once.
    ///
    /// # Errors
    /// Returns [`Error::EventLoopClosed`] if the event loop has ended.
    pub(crate) fn ask_windows<T: Send + 'static>(
        &self,
        work: impl FnOnce(&OpenWindows) -> T + Send + 'static,
    ) -> Result<T> {
        if self.main_thread.is_here() {
            return OpenWindows::here(self.main_thread.id())
                .map(|windows| work(&windows))
                .ok_or(Error::EventLoopClosed);
        }
        let (sender, receiver) = mpsc::sync_channel(1);
        self.run_with_windows(move |windows| drop(sender.send(work(windows))))?;
        receiver.recv().map_err(|_| Error::EventLoopClosed)
    }
}

/// An open window and its webview. The webview is dropped first.
pub(crate) struct OpenWindow {
    pub(crate) webview: wry::WebView,
    pub(crate) window: tao::window::Window,
    pub(crate) shared: Arc<WindowShared>,
}

/// A notice to the application's callbacks.
pub(crate) enum Notice {
    Created(Arc<WindowShared>),
    Close(Arc<WindowShared>),
    Window(Arc<WindowShared>, WindowEvent),
    PageLoad(Arc<WindowShared>, Url, PageLoadEvent),
    LastWindowClosed,
    Exit(i32),
}

/// The open windows of an application, with the rest of the state that only the main thread may touch.
pub(crate) struct OpenWindows {
    pub(crate) app: Arc<AppShared>,
    pub(crate) target: EventLoopWindowTarget<Wake>,
    web_context: RefCell<wry::WebContext>,
    windows: RefCell<HashMap<WindowId, Rc<OpenWindow>>>,
    /// The window of the inspector, beside the application's windows.
    #[cfg(feature = "inspector")]
    pub(crate) inspector: RefCell<Option<(wry::WebView, tao::window::Window)>>,
    posted: PostedWork,
    notices: RefCell<VecDeque<Notice>>,
    exit: Cell<Option<i32>>,
}

impl OpenWindows {
    pub(crate) fn new(
        posted: PostedWork,
        app: Arc<AppShared>,
        event_loop: &EventLoop<Wake>,
        web_context: wry::WebContext,
    ) -> Rc<Self> {
        let windows = Rc::new(Self {
            app,
            target: (**event_loop).clone(),
            web_context: RefCell::new(web_context),
            windows: RefCell::default(),
            #[cfg(feature = "inspector")]
            inspector: RefCell::default(),
            posted,
            notices: RefCell::default(),
            exit: Cell::new(None),
        });
        let id = windows.app.main_thread.id();
        HERE.with_borrow_mut(|apps| apps.insert(id, Rc::downgrade(&windows)));
        windows
    }

    /// Returns the open windows of an application whose main thread is this one.
    fn here(id: u64) -> Option<Rc<Self>> {
        HERE.with_borrow(|apps| apps.get(&id)?.upgrade())
    }

    /// Returns the open window with this label.
    ///
    /// # Errors
    /// Returns [`Error::WindowNotFound`] if no window has this label.
    pub(crate) fn window(&self, label: &str) -> Result<Rc<OpenWindow>> {
        let windows = self.windows.borrow();
        windows
            .values()
            .find(|open| open.shared.label() == label)
            .cloned()
            .ok_or_else(|| Error::WindowNotFound(label.to_owned()))
    }

    /// Returns the open window of a handle, even if another window has taken over its label.
    ///
    /// # Errors
    /// Returns [`Error::WindowNotFound`] if the window is closed.
    pub(crate) fn window_of(&self, shared: &Arc<WindowShared>) -> Result<Rc<OpenWindow>> {
        self.window(shared.label())
            .ok()
            .filter(|open| Arc::ptr_eq(&open.shared, shared))
            .ok_or_else(|| Error::WindowNotFound(shared.label().into()))
    }

    pub(crate) fn window_by_id(&self, id: WindowId) -> Option<Arc<WindowShared>> {
        self.windows
            .borrow()
            .get(&id)
            .map(|open| Arc::clone(&open.shared))
    }

    /// Returns the web context, or the reason why no window can be created at present.
    pub(crate) fn web_context(&self) -> std::result::Result<RefMut<'_, wry::WebContext>, String> {
        let borrowed = self.web_context.try_borrow_mut();
        borrowed.map_err(|_| "another window is being created".to_owned())
    }

    /// Closes the window of the inspector, if it has this id, or any.
    pub(crate) fn close_inspector(&self, id: Option<WindowId>) {
        #[cfg(feature = "inspector")]
        {
            let closed = self
                .inspector
                .borrow_mut()
                .take_if(|(_, window)| id.is_none_or(|id| window.id() == id));
            drop(closed);
        }
        #[cfg(not(feature = "inspector"))]
        let _ = id;
    }

    pub(crate) fn insert(&self, open: OpenWindow) {
        self.windows
            .borrow_mut()
            .insert(open.window.id(), Rc::new(open));
    }

    /// Queues a notice, which is dispatched after the current work.
    pub(crate) fn notify(&self, notice: Notice) {
        self.notices.borrow_mut().push_back(notice);
        // An error means that the event loop has ended, and no callback runs any more.
        let _ended = self.app.main_thread.wake();
    }

    pub(crate) fn next_notice(&self) -> Option<Notice> {
        self.notices.borrow_mut().pop_front()
    }

    /// Closes a window immediately, without a close request. Its label is free afterwards.
    ///
    /// # Errors
    /// Returns [`Error::WindowNotFound`] if the window is closed.
    pub(crate) fn destroy(&self, shared: &Arc<WindowShared>) -> Result<()> {
        let open = self.window_of(shared)?;
        self.windows.borrow_mut().remove(&open.window.id());
        shared.mark_listeners(&self.app);
        self.app.forget_window(shared);
        shared.end_session();
        drop(open);
        self.notify(Notice::Window(Arc::clone(shared), WindowEvent::Destroyed));
        if self.windows.borrow().is_empty() {
            self.notify(Notice::LastWindowClosed);
        }
        Ok(())
    }

    /// Closes all windows; their sessions are shut down first, so that senders fail before the windows close.
    pub(crate) fn destroy_all(&self) {
        self.close_inspector(None);
        let cores: Vec<_> = self
            .windows
            .borrow()
            .values()
            .map(|open| Arc::clone(&open.shared))
            .collect();
        for shared in &cores {
            shared.shut_down();
        }
        for shared in cores {
            // The window is in the list, so it is open.
            let _found = self.destroy(&shared);
        }
    }

    /// Sets the exit code, with which the event loop ends.
    pub(crate) fn set_exit(&self, code: i32) {
        self.exit.set(Some(code));
    }

    /// Returns the exit code, if the application is to exit.
    pub(crate) const fn exit(&self) -> Option<i32> {
        self.exit.get()
    }

    /// Runs posted work for a slice of time.
    pub(crate) fn run_posted(&self) {
        self.posted.run(|| self.exit.get().is_some());
    }
}

impl Drop for OpenWindows {
    fn drop(&mut self) {
        let id = self.app.main_thread.id();
        // At the end of the thread the map may already be dropped.
        let _gone = HERE.try_with(|apps| apps.borrow_mut().remove(&id));
    }
}
