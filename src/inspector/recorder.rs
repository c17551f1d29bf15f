use std::{
    fmt,
    sync::{
        Arc, Weak,
        atomic::{AtomicI64, AtomicU64, AtomicUsize, Ordering},
    },
};

use parking_lot::Mutex;

use super::{
    facts::{CallFacts, Clock, DocumentFacts, EventFacts, short},
    ring::Ring,
    snapshot::{DocumentSnapshot, MemorySnapshot, Snapshot},
};
use crate::wire::Lane;

/// Calls that the inspector keeps: the newest ones.
pub const CALLS_MAX: usize = 2_048;
/// Events that the inspector keeps: the newest ones.
pub const EVENTS_MAX: usize = 512;

/// Calls that are recorded between two reads of the window: faster calls are not shown one by one, so their records would only cost time.
const CALLS_PER_READ: i64 = 512;
/// Calls in one read of the window: those since the last read, and earlier ones that have ended since.
const CALLS_READ_MAX: usize = 1_024;

/// Marks the caller that may read the inspector: an extension of the document of its window. The calls of that document are not recorded.
#[derive(Clone, Copy, Debug)]
pub struct Viewer;

/// A document that the inspector describes.
pub(crate) trait Watched: Send + Sync {
    /// Returns the document with its channels, or `None` if it has ended.
    fn describe(&self) -> Option<DocumentSnapshot>;

    /// Returns the memory that the process holds, by kind.
    fn memory(&self) -> Vec<MemorySnapshot>;
}

/// Records calls and events while a viewer is open: names, sizes and times, and no payload. Holds at most [`CALLS_MAX`] calls and [`EVENTS_MAX`] events.
///
/// # Examples
/// ```
/// use bytelane::{Payload, Router, inspector::Inspector, lane::MemoryLane};
///
/// #[bytelane::command]
/// fn ping() {}
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let start = std::time::Instant::now();
/// let inspector = Inspector::new(move || start.elapsed().as_nanos() as u64);
/// let _open = inspector.open();
/// let router = Router::new(bytelane::generate_handler![ping]).with_inspector(inspector.clone());
/// let lane = MemoryLane::new(router);
/// lane.call("ping", Payload::None).await.expect("null");
/// assert_eq!(inspector.snapshot(0).calls[0].outcome, "done");
/// # }
/// ```
pub struct Inspector {
    clock: Clock,
    viewers: AtomicUsize,
    documents: AtomicU64,
    numbers: AtomicU64,
    event_numbers: AtomicU64,
    /// Calls that may be recorded before the next read of the window; unbounded without a window.
    budget: AtomicI64,
    calls: Mutex<Ring<Arc<CallFacts>>>,
    events: Mutex<Ring<EventFacts>>,
    watched: Mutex<Vec<Weak<dyn Watched>>>,
}

impl fmt::Debug for Inspector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inspector")
            .field("viewers", &self.viewers)
            .finish_non_exhaustive()
    }
}

/// Keeps the inspector recording until it is dropped.
#[derive(Debug)]
#[must_use = "the inspector records while this value exists"]
pub struct Recording {
    inspector: Arc<Inspector>,
    is_of_window: bool,
}

impl Drop for Recording {
    fn drop(&mut self) {
        if self.is_of_window {
            self.inspector.budget.store(i64::MAX, Ordering::Relaxed);
        }
        self.inspector.viewers.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Inspector {
    /// Creates an inspector with a monotonic clock in nanoseconds.
    pub fn new(clock: impl Fn() -> u64 + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self {
            clock: Arc::new(clock),
            viewers: AtomicUsize::new(0),
            documents: AtomicU64::new(0),
            numbers: AtomicU64::new(0),
            event_numbers: AtomicU64::new(0),
            budget: AtomicI64::new(i64::MAX),
            calls: Mutex::new(Ring::new(CALLS_MAX)),
            events: Mutex::new(Ring::new(EVENTS_MAX)),
            watched: Mutex::default(),
        })
    }

    /// Starts recording, until the returned value is dropped.
    pub fn open(self: &Arc<Self>) -> Recording {
        self.record(false)
    }

    /// Starts recording for a window.
    pub(super) fn open_window(self: &Arc<Self>) -> Recording {
        self.record(true)
    }

    fn record(self: &Arc<Self>, is_of_window: bool) -> Recording {
        self.viewers.fetch_add(1, Ordering::Relaxed);
        Recording {
            inspector: Arc::clone(self),
            is_of_window,
        }
    }

    /// Returns whether the inspector records.
    pub fn is_open(&self) -> bool {
        self.viewers.load(Ordering::Relaxed) > 0
    }

    /// Returns the open documents with their channels, the memory that they hold, and the calls and events since `since`, a time of
    /// [`Snapshot::now`], or 0 for all that are kept.
    pub fn snapshot(&self, since: u64) -> Snapshot {
        self.newest(since, CALLS_MAX)
    }

    /// Returns the snapshot of the window, and lets the next calls be recorded.
    pub(crate) fn read(&self, since: u64) -> Snapshot {
        let snapshot = self.newest(since, CALLS_READ_MAX);
        self.budget.store(CALLS_PER_READ, Ordering::Relaxed);
        snapshot
    }

    /// Returns a snapshot with at most the `calls_max` newest calls.
    fn newest(&self, since: u64, calls_max: usize) -> Snapshot {
        let now = (self.clock)();
        let (calls, replaced) = {
            let calls = self.calls.lock();
            let changed = calls.iter().rev().filter(|call| call.has_changed(since));
            let facts: Vec<_> = changed.take(calls_max).map(Arc::clone).collect();
            (facts, calls.replaced())
        };
        let calls = calls.iter().rev().map(|call| call.describe());
        let events = self.events.lock();
        let events = events
            .iter()
            .filter(|event| event.time >= since)
            .map(EventFacts::describe);
        let mut snapshot = Snapshot {
            now,
            calls: calls.collect(),
            calls_replaced: replaced,
            events: events.collect(),
            documents: Vec::new(),
            memory: Vec::new(),
        };
        // A document locks its own state: this list is not locked meanwhile.
        let watched: Vec<_> = self
            .watched
            .lock()
            .iter()
            .filter_map(Weak::upgrade)
            .collect();
        snapshot.documents = watched
            .iter()
            .filter_map(|document| document.describe())
            .collect();
        if let Some(document) = watched.last() {
            snapshot.memory = document.memory();
        }
        snapshot
    }

    pub(super) fn document(&self, label: &str, lane: Lane) -> DocumentFacts {
        DocumentFacts {
            number: self.documents.fetch_add(1, Ordering::Relaxed) + 1,
            label: short(label),
            lane,
        }
    }

    /// Adds a document to the snapshots, until it is dropped.
    pub(crate) fn watch(&self, document: Weak<dyn Watched>) {
        let mut watched = self.watched.lock();
        watched.retain(|document| document.strong_count() > 0);
        watched.push(document);
    }

    /// Records a call, unless the calls come faster than the window reads them. Such a call has a number, so that the window can count it.
    pub(super) fn record_call(
        &self,
        document: &Arc<DocumentFacts>,
        id: u64,
        command: &str,
        bytes_in: u64,
    ) -> Option<Arc<CallFacts>> {
        let number = self.numbers.fetch_add(1, Ordering::Relaxed) + 1;
        if self.budget.fetch_sub(1, Ordering::Relaxed) <= 0 {
            return None;
        }
        let (document, clock) = (Arc::clone(document), Arc::clone(&self.clock));
        let call = CallFacts::new(number, document, id, command, bytes_in, clock);
        let call = Arc::new(call);
        let oldest = self.calls.lock().push(Arc::clone(&call));
        drop(oldest);
        Some(call)
    }

    pub(super) fn record_event(
        &self,
        document: &Arc<DocumentFacts>,
        name: &str,
        bytes: u64,
        listeners: u64,
        is_sent: bool,
    ) {
        let event = EventFacts {
            number: self.event_numbers.fetch_add(1, Ordering::Relaxed) + 1,
            document: Arc::clone(document),
            name: short(name),
            bytes,
            listeners,
            time: (self.clock)(),
            is_sent,
        };
        let oldest = self.events.lock().push(event);
        drop(oldest);
    }
}
