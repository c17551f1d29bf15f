use std::{
    collections::VecDeque,
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{Event, EventId, EventTarget, emitted::Emitted};

pub(super) enum Handler {
    Many(Box<dyn Fn(Event) + Send>),
    Once(Box<dyn FnOnce(Event) + Send>),
}

/// A listener in Rust: its handler, and the events that wait for it.
///
/// Whoever takes the handler runs it, without any lock, and goes on with what came meanwhile. So it runs for one event at a time, in the order of
/// the emits, and an emit from inside of it, or from another thread, leaves its event here and goes on.
pub(super) struct RustListener {
    pub(super) id: EventId,
    pub(super) target: EventTarget,
    once: bool,
    inbox: Mutex<Inbox>,
}

struct Inbox {
    /// Taken while it runs.
    handler: Option<Handler>,
    waiting: VecDeque<Arc<Emitted>>,
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
            inbox: Mutex::new(Inbox {
                handler: Some(handler),
                waiting: VecDeque::new(),
                open: true,
            }),
        }
    }

    fn inbox(&self) -> MutexGuard<'_, Inbox> {
        self.inbox.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the first event is also the last.
    pub(super) const fn is_once(&self) -> bool {
        self.once
    }

    /// Puts an event behind those that wait; `false` when the listener takes no more.
    pub(super) fn queue(&self, emitted: Arc<Emitted>) -> bool {
        let mut inbox = self.inbox();
        if !inbox.open {
            return false;
        }
        inbox.open = !self.once;
        inbox.waiting.push_back(emitted);
        true
    }

    /// Takes no more events, and lets go of those that wait.
    pub(super) fn close(&self) {
        let waiting = {
            let mut inbox = self.inbox();
            inbox.open = false;
            std::mem::take(&mut inbox.waiting)
        };
        drop(waiting);
    }

    /// Runs the handler for all that wait, unless it runs already.
    pub(super) fn drive(&self) {
        while let Some((handler, emitted)) = self.take() {
            let handler = self.run(handler, emitted);
            self.inbox().handler = handler;
        }
    }

    fn take(&self) -> Option<(Handler, Arc<Emitted>)> {
        let mut inbox = self.inbox();
        if inbox.waiting.is_empty() {
            return None;
        }
        let handler = inbox.handler.take()?;
        inbox.waiting.pop_front().map(|emitted| (handler, emitted))
    }

    /// Gives the handler back, when it may run again.
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
                event = name.as_str(),
                listener = self.id,
                "a listener panicked"
            );
        }
        handler
    }
}
