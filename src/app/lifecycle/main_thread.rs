//! The main thread's handle: runs work on the thread of the event loop from any thread.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc,
    },
    thread::ThreadId,
    time::{Duration, Instant},
};

use parking_lot::Mutex;
use tao::event_loop::{EventLoop, EventLoopProxy};

use crate::{
    app::{Error, Result},
    foreign,
};

/// Longest time for which posted work may hold up the events of the windows.
const WORK_SLICE: Duration = Duration::from_millis(8);

/// The user event of tao's event loop: work was posted, or a notice is queued.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wake;

type Work = Box<dyn FnOnce() + Send>;

/// Runs work on the main thread. Cheap to clone.
#[derive(Clone)]
pub(crate) struct MainThread {
    id: u64,
    thread: ThreadId,
    work: mpsc::Sender<Work>,
    awake: Arc<AtomicBool>,
    proxy: Arc<Mutex<EventLoopProxy<Wake>>>,
}

/// The receiving end of a [`MainThread`]'s work.
pub(crate) struct PostedWork {
    work: mpsc::Receiver<Work>,
    main_thread: MainThread,
}

/// Creates the handle of the calling thread as main thread, and the receiver of its work.
pub(crate) fn main_thread(event_loop: &EventLoop<Wake>) -> (MainThread, PostedWork) {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let (sender, receiver) = mpsc::channel();
    let main_thread = MainThread {
        id: NEXT.fetch_add(1, Ordering::Relaxed),
        thread: std::thread::current().id(),
        work: sender,
        awake: Arc::default(),
        proxy: Arc::new(Mutex::new(event_loop.create_proxy())),
    };
    let posted = PostedWork {
        work: receiver,
        main_thread: main_thread.clone(),
    };
    (main_thread, posted)
}

impl MainThread {
    /// Returns the number of the application in this process.
    pub(crate) const fn id(&self) -> u64 {
        self.id
    }

    /// Runs `work` in a later turn of the main thread's event loop.
    ///
    /// # Errors
    /// Returns [`Error::EventLoopClosed`] if the event loop has ended.
    pub(crate) fn run(&self, work: impl FnOnce() + Send + 'static) -> Result<()> {
        self.work
            .send(Box::new(work))
            .map_err(|_| Error::EventLoopClosed)?;
        self.wake()
    }

    /// Wakes the event loop.
    ///
    /// # Errors
    /// Returns [`Error::EventLoopClosed`] if the event loop has ended.
    pub(crate) fn wake(&self) -> Result<()> {
        if self.awake.swap(true, Ordering::AcqRel) {
            return Ok(());
        }
        self.proxy
            .lock()
            .send_event(Wake)
            .map_err(|_| Error::EventLoopClosed)
    }

    /// Returns whether the calling thread is the main thread.
    pub(crate) fn is_here(&self) -> bool {
        std::thread::current().id() == self.thread
    }
}

impl PostedWork {
    /// Runs posted work for a slice of time, and stops early once `is_over` returns `true`.
    pub(crate) fn run(&self, is_over: impl Fn() -> bool) {
        self.main_thread.awake.store(false, Ordering::Release);
        let start = Instant::now();
        while !is_over()
            && let Ok(work) = self.work.try_recv()
        {
            foreign::contain("work posted to the main thread", work);
            if start.elapsed() > WORK_SLICE {
                // An error means that the event loop has ended.
                let _ended = self.main_thread.wake();
                break;
            }
        }
    }
}
