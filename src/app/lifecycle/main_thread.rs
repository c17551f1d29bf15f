//! The main thread: the state that lives there, and the way to run work on it from other threads.
//!
//! Windows and webviews may be touched by the thread of the event loop only. They live in [`MainThreadState`]; handles run closures over it
//! through [`MainThread`]. The main thread itself runs a closure at once if it waits for the result.

use std::{
    any::Any,
    cell::{Cell, RefCell},
    collections::{HashMap, VecDeque},
    panic::{AssertUnwindSafe, catch_unwind},
    rc::{Rc, Weak},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc,
    },
    thread::ThreadId,
    time::{Duration, Instant},
};

use tao::{
    event_loop::{EventLoop, EventLoopProxy, EventLoopWindowTarget},
    window::WindowId,
};
use url::Url;

use crate::app::{
    Error, PageLoadEvent, Result, WindowEvent,
    lifecycle::shared::{Core, WindowCore},
};

/// Longest time that posted work may hold up the events of the windows.
const PUMP_SLICE: Duration = Duration::from_millis(8);

/// The user event of tao's loop: there is posted work.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wake;

type Work = Box<dyn FnOnce(&Rc<MainThreadState>) + Send>;

thread_local! {
    /// Applications whose main thread is this one.
    static HERE: RefCell<HashMap<u64, Weak<MainThreadState>>> = RefCell::default();
}

/// Runs work on the main thread.
#[derive(Clone)]
pub(crate) struct MainThread {
    id: u64,
    thread: ThreadId,
    work: mpsc::Sender<Work>,
    awake: Arc<AtomicBool>,
    proxy: Arc<Mutex<EventLoopProxy<Wake>>>,
}

impl MainThread {
    /// Runs `work` in a later turn of the main thread's event loop.
    pub(crate) fn run(
        &self,
        work: impl FnOnce(&Rc<MainThreadState>) + Send + 'static,
    ) -> Result<()> {
        self.work
            .send(Box::new(work))
            .map_err(|_| Error::EventLoopClosed)?;
        self.wake()
    }

    fn wake(&self) -> Result<()> {
        if self.awake.swap(true, Ordering::AcqRel) {
            return Ok(());
        }
        self.proxy
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .send_event(Wake)
            .map_err(|_| Error::EventLoopClosed)
    }

    /// Runs `work` on the main thread and waits for its result; on the main thread itself it runs at once.
    pub(crate) fn run_and_wait<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Rc<MainThreadState>) -> T + Send + 'static,
    ) -> Result<T> {
        if self.is_here() {
            return self
                .here()
                .map(|main| work(&main))
                .ok_or(Error::EventLoopClosed);
        }
        let (sender, receiver) = mpsc::sync_channel(1);
        self.run(move |main| drop(sender.send(work(main))))?;
        receiver.recv().map_err(|_| Error::EventLoopClosed)
    }

    /// Whether this is the main thread.
    pub(crate) fn is_here(&self) -> bool {
        std::thread::current().id() == self.thread
    }

    fn here(&self) -> Option<Rc<MainThreadState>> {
        HERE.with_borrow(|apps| apps.get(&self.id)?.upgrade())
    }
}

/// A window that is open: its webview, and the window itself. In this order they are dropped.
pub(crate) struct OpenWindow {
    pub(crate) webview: wry::WebView,
    pub(crate) window: tao::window::Window,
    pub(crate) core: Arc<WindowCore>,
}

/// Something that the application's callbacks are to be told.
pub(crate) enum Notice {
    Created(Arc<WindowCore>),
    Close(Arc<WindowCore>),
    Window(Arc<WindowCore>, WindowEvent),
    PageLoad(Arc<WindowCore>, Url, PageLoadEvent),
    LastWindowClosed,
    Exit(i32),
}

/// What lives on the main thread.
pub(crate) struct MainThreadState {
    id: u64,
    pub(crate) core: Arc<Core>,
    pub(crate) target: EventLoopWindowTarget<Wake>,
    pub(crate) web_context: RefCell<wry::WebContext>,
    windows: RefCell<HashMap<WindowId, Rc<OpenWindow>>>,
    work: mpsc::Receiver<Work>,
    notices: RefCell<VecDeque<Notice>>,
    exit: Cell<Option<i32>>,
}

/// Receives the work for a main thread until its [`MainThreadState`] is created.
pub(crate) struct PostedWork {
    id: u64,
    work: mpsc::Receiver<Work>,
}

/// Creates the handle of the calling thread as main thread, and the receiver of its work.
pub(crate) fn main_thread(event_loop: &EventLoop<Wake>) -> (MainThread, PostedWork) {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let id = NEXT.fetch_add(1, Ordering::Relaxed);
    let (sender, receiver) = mpsc::channel();
    let main_thread = MainThread {
        id,
        thread: std::thread::current().id(),
        work: sender,
        awake: Arc::default(),
        proxy: Arc::new(Mutex::new(event_loop.create_proxy())),
    };
    (main_thread, PostedWork { id, work: receiver })
}

impl MainThreadState {
    pub(crate) fn new(
        posted: PostedWork,
        core: Arc<Core>,
        event_loop: &EventLoop<Wake>,
        web_context: wry::WebContext,
    ) -> Rc<Self> {
        let main = Rc::new(Self {
            id: posted.id,
            core,
            target: (**event_loop).clone(),
            web_context: RefCell::new(web_context),
            windows: RefCell::default(),
            work: posted.work,
            notices: RefCell::default(),
            exit: Cell::new(None),
        });
        HERE.with_borrow_mut(|apps| apps.insert(main.id, Rc::downgrade(&main)));
        main
    }

    pub(crate) fn window(&self, label: &str) -> Result<Rc<OpenWindow>> {
        let windows = self.windows.borrow();
        windows
            .values()
            .find(|open| open.core.label() == label)
            .cloned()
            .ok_or_else(|| Error::WindowNotFound(label.to_owned()))
    }

    /// The window that this handle was given for, and not another one of the same label.
    pub(crate) fn window_of(&self, core: &Arc<WindowCore>) -> Result<Rc<OpenWindow>> {
        self.window(core.label())
            .ok()
            .filter(|open| Arc::ptr_eq(&open.core, core))
            .ok_or_else(|| Error::WindowNotFound(core.label().into()))
    }

    pub(crate) fn core_by_id(&self, id: WindowId) -> Option<Arc<WindowCore>> {
        self.windows
            .borrow()
            .get(&id)
            .map(|open| Arc::clone(&open.core))
    }

    pub(crate) fn insert(&self, open: OpenWindow) {
        self.windows
            .borrow_mut()
            .insert(open.window.id(), Rc::new(open));
    }

    /// Tells the application's callbacks something, after what goes on now.
    pub(crate) fn notify(&self, notice: Notice) {
        self.notices.borrow_mut().push_back(notice);
        // An error means that the loop has ended, and nobody is left to tell.
        let _ended = self.core.main_thread().wake();
    }

    pub(crate) fn next_notice(&self) -> Option<Notice> {
        self.notices.borrow_mut().pop_front()
    }

    /// Closes a window at once, without asking anybody. Its label is free afterwards.
    pub(crate) fn destroy(&self, core: &Arc<WindowCore>) -> Result<()> {
        let open = self.window_of(core)?;
        self.windows.borrow_mut().remove(&open.window.id());
        core.mark_listeners(&self.core);
        self.core.forget_window(core);
        core.end_session();
        drop(open);
        self.notify(Notice::Window(Arc::clone(core), WindowEvent::Destroyed));
        if self.windows.borrow().is_empty() {
            self.notify(Notice::LastWindowClosed);
        }
        Ok(())
    }

    /// The application closes: senders hear of it before the windows go.
    pub(crate) fn destroy_all(&self) {
        let cores: Vec<_> = self
            .windows
            .borrow()
            .values()
            .map(|open| Arc::clone(&open.core))
            .collect();
        for core in &cores {
            core.shut_down();
        }
        for core in cores {
            // It is in the list, so it is there.
            let _found = self.destroy(&core);
        }
    }

    pub(crate) fn set_exit(&self, code: i32) {
        self.exit.set(Some(code));
    }

    /// The code that the application is to end with, when it is.
    pub(crate) const fn exit(&self) -> Option<i32> {
        self.exit.get()
    }

    /// Runs work that was posted, for a slice of time.
    pub(crate) fn run_posted(self: &Rc<Self>) {
        self.core
            .main_thread()
            .awake
            .store(false, Ordering::Release);
        let start = Instant::now();
        while self.exit.get().is_none()
            && let Ok(work) = self.work.try_recv()
        {
            guarded("work posted to the main thread", || work(self));
            if start.elapsed() > PUMP_SLICE {
                // An error means that the loop has ended.
                let _ended = self.core.main_thread().wake();
                break;
            }
        }
    }
}

impl Drop for MainThreadState {
    fn drop(&mut self) {
        // At the end of the thread the map may be gone already.
        let _gone = HERE.try_with(|apps| apps.borrow_mut().remove(&self.id));
    }
}

/// Runs a callback of the application; a panic in it ends the callback and not the event loop.
pub(crate) fn guarded<T>(what: &str, callback: impl FnOnce() -> T) -> Option<T> {
    match catch_unwind(AssertUnwindSafe(callback)) {
        Ok(value) => Some(value),
        Err(panic) => {
            tracing::error!("{what} panicked: {}", panic_message(&*panic));
            None
        }
    }
}

fn panic_message(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("without a message")
}
