use std::{
    collections::VecDeque,
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use parking_lot::{Mutex, MutexGuard};

use super::{Event, EventId, EventTarget, emitted::Emitted};
use crate::session::Charge;

pub(super) enum Handler {
    Many(Box<dyn Fn(Event) + Send>),
    Once(Box<dyn FnOnce(Event) + Send>),
}

/// A listener in Rust: its handler and its queue of events.
///
/// A thread that emits takes the handler out, runs it without a lock until the queue is empty, and puts it back. So the handler runs for one event at a
/// time, in the order of the emits. An emit that finds the handler taken, by another thread or by itself, queues its event and returns.
pub(super) struct RustListener {
    pub(super) id: EventId,
    pub(super) target: EventTarget,
    once: bool,
    queue: Mutex<Queue>,
}

/// An event that waits for a handler.
#[derive(Clone)]
pub(super) struct Waiting {
    pub(super) emitted: Arc<Emitted>,
    /// The charge to the emitter of the event. Returned when the last handler has returned.
    pub(super) _charge: Option<Arc<Charge>>,
}

struct Queue {
    /// `None` while it runs.
    handler: Option<Handler>,
    waiting: VecDeque<Waiting>,
    /// Whether more events may come.
    open: bool,
}

impl fmt::Debug for RustListener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RustListener")
            .field("id", &self.id)
            .field("target", &self.target)
            .finish_non_exhaustive()
    }
}

impl RustListener {
    pub(super) fn new(id: EventId, target: EventTarget, handler: Handler) -> Self {
        Self {
            id,
            target,
            once: matches!(handler, Handler::Once(_)),
            queue: Mutex::new(Queue {
                handler: Some(handler),
                waiting: VecDeque::new(),
                open: true,
            }),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock()
    }

    /// Whether the handler is called for one event only.
    pub(super) const fn is_once(&self) -> bool {
        self.once
    }

    /// Whether the handler is running, or events wait for it.
    pub(super) fn is_busy(&self) -> bool {
        let queue = self.lock();
        queue.handler.is_none() || !queue.waiting.is_empty()
    }

    /// Queues an event. Returns `false` if the listener accepts no more events.
    pub(super) fn enqueue(&self, event: Waiting) -> bool {
        let mut queue = self.lock();
        if !queue.open {
            return false;
        }
        queue.open = !self.once;
        queue.waiting.push_back(event);
        true
    }

    /// Accepts no more events, and drops the queued ones.
    pub(super) fn close(&self) {
        let waiting = {
            let mut queue = self.lock();
            queue.open = false;
            std::mem::take(&mut queue.waiting)
        };
        drop(waiting);
    }

    /// Runs the handler for all queued events, unless it is running already.
    pub(super) fn drive(&self) {
        while let Some((handler, event)) = self.dequeue() {
            let handler = self.run(handler, event.emitted);
            self.lock().handler = handler;
        }
    }

    /// Takes the next event and the handler, if there is an event and the handler is not running.
    fn dequeue(&self) -> Option<(Handler, Waiting)> {
        let mut queue = self.lock();
        if queue.waiting.is_empty() {
            return None;
        }
        let handler = queue.handler.take()?;
        queue.waiting.pop_front().map(|event| (handler, event))
    }

    /// Runs the handler, and returns it unless it was for one event only.
    fn run(&self, handler: Handler, emitted: Arc<Emitted>) -> Option<Handler> {
        let name = emitted.name.clone();
        let event = Event::new(self.id, emitted);
        let (handler, result) = match handler {
            Handler::Many(many) => {
                let result = catch_unwind(AssertUnwindSafe(|| many(event)));
                (Some(Handler::Many(many)), result)
            }
            Handler::Once(once) => (None, catch_unwind(AssertUnwindSafe(|| once(event)))),
        };
        if result.is_err() {
            tracing::error!(
                target: "bytelane::panic",
                event = name.as_str(),
                listener = self.id,
                "the handler of an event listener panicked"
            );
        }
        handler
    }
}
