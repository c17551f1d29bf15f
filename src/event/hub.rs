use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, OnceLock},
};

use parking_lot::{Mutex, MutexGuard};

use serde::Serialize;

use super::{
    Event, EventId, EventName, EventTarget,
    emitted::Emitted,
    listener::{Handler, RustListener, Waiting},
};
use crate::{
    Error, Refusal, Result,
    document::{Document, Listening, WeakDocument, next_free},
    error::Undelivered,
    foreign,
    payload::{Bytes, Payload},
    session::{Charge, Holding, Ledger, SendRefused},
    wire::{Code, Limits},
};

/// The registry of listeners in Rust and of documents that have listeners.
///
/// Shared by everything that emits and listens. The documents of a [`Router`](crate::Router) use its hub.
///
/// # Delivery
/// Pages receive an event before listeners in Rust do. A handler in Rust runs on the emitting thread, for one event at a time, in the order in which the
/// events were emitted. No lock is held while it runs, so it may emit, listen and unlisten. If the handler is already running, on another thread or
/// further up the stack, the event is queued for it and the emit returns. A panic of a handler is logged, and the other handlers run.
///
/// The events that are queued for running handlers hold at most [`Limits::document_bytes_max`]. An event that would exceed it is refused with `queue_full`, and no
/// listener receives it.
#[derive(Default)]
pub struct EventHub {
    /// Whether a listener of a page without a target receives only events for its webview and for everyone.
    strict: bool,
    registry: Mutex<Registry>,
    /// The account of the events that the application emits.
    account: OnceLock<Arc<Ledger>>,
}

/// Memory that the host holds for a queued event besides its bytes.
const EVENT_OVERHEAD: u64 = 512;

type RustListeners = Arc<Vec<Arc<RustListener>>>;

#[derive(Default)]
struct Registry {
    last_id: EventId,
    names: HashMap<EventId, EventName>,
    listeners: HashMap<EventName, RustListeners>,
    documents: Vec<WeakDocument>,
}

impl fmt::Debug for EventHub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventHub")
            .field("strict", &self.strict)
            .field("listeners", &self.listeners())
            .finish_non_exhaustive()
    }
}

/// The listeners that an event is emitted to.
#[derive(Clone, Copy)]
pub(crate) enum Scope<'a> {
    All,
    To(&'a EventTarget),
    If(&'a dyn Fn(&EventTarget) -> bool),
}

impl Scope<'_> {
    fn includes(&self, target: &EventTarget) -> bool {
        match self {
            Self::All => true,
            Self::To(to) => to.reaches(target),
            // A listener of `Any` receives every event, as in Tauri.
            Self::If(filter) => *target == EventTarget::Any || filter(target),
        }
    }
}

/// An event that was sent to the pages and queued for the handlers in Rust, which [`finish`](Self::finish) runs.
#[must_use = "the handlers run in `finish`"]
pub(crate) struct Emission {
    listeners: Vec<Arc<RustListener>>,
    undelivered: Option<Undelivered>,
}

impl Emission {
    /// Whether there are no handlers to run.
    pub(crate) fn is_done(&self) -> bool {
        self.listeners.is_empty()
    }

    /// Runs the handlers.
    ///
    /// # Errors
    /// Returns the webviews whose queue was full.
    pub(crate) fn finish(self) -> Result<(), Undelivered> {
        for listener in self.listeners {
            listener.drive();
        }
        self.undelivered.map_or(Ok(()), Err)
    }
}

impl EventHub {
    /// Creates a hub without listeners.
    pub fn new() -> Self {
        Self::default()
    }

    /// Creates a hub in which a listener of a page without a target receives events that are emitted to everyone or to its own webview, but none that are
    /// emitted to others. In Tauri, and in a hub of [`new`](Self::new), it receives all events.
    pub fn strict() -> Self {
        Self {
            strict: true,
            ..Self::default()
        }
    }

    fn registry(&self) -> MutexGuard<'_, Registry> {
        self.registry.lock()
    }

    /// Sets the account of the events that the application emits, unless an earlier engine has.
    #[cfg(feature = "webkitgtk")]
    pub(crate) fn charge_to(&self, account: Arc<Ledger>) {
        let _ = self.account.set(account);
    }

    fn account(&self) -> &Arc<Ledger> {
        self.account
            .get_or_init(|| Ledger::alone(&Limits::default()))
    }

    /// Registers a listener: `handler` is called for each event of this name that is emitted to `target` or to everyone.
    ///
    /// # Panics
    /// Panics if `event` is not a valid event name.
    #[track_caller]
    pub fn listen(
        &self,
        event: impl Into<String>,
        target: impl Into<EventTarget>,
        handler: impl Fn(Event) + Send + 'static,
    ) -> EventId {
        let handler = Handler::Many(Box::new(handler));
        self.add(checked(event.into()), target.into(), handler)
    }

    /// Registers a listener for one event: `handler` is called for the first event of this name that is emitted to `target` or to everyone.
    ///
    /// # Panics
    /// Panics if `event` is not a valid event name.
    #[track_caller]
    pub fn once(
        &self,
        event: impl Into<String>,
        target: impl Into<EventTarget>,
        handler: impl FnOnce(Event) + Send + 'static,
    ) -> EventId {
        let handler = Handler::Once(Box::new(handler));
        self.add(checked(event.into()), target.into(), handler)
    }

    fn add(&self, event: EventName, target: EventTarget, handler: Handler) -> EventId {
        let mut registry = self.registry();
        let Registry {
            last_id,
            names,
            listeners,
            ..
        } = &mut *registry;
        let id = next_free(last_id, |id| names.contains_key(&id));
        names.insert(id, event.clone());
        let listener = Arc::new(RustListener::new(id, target, handler));
        Arc::make_mut(listeners.entry(event).or_default()).push(listener);
        id
    }

    /// Removes a listener in Rust. Its handler is not called again, not even for queued events. A call that is running completes.
    pub fn unlisten(&self, id: EventId) {
        let removed = self.registry().remove(id);
        close(removed);
    }

    /// Removes several listeners in Rust atomically.
    pub fn unlisten_all(&self, ids: impl IntoIterator<Item = EventId>) {
        let ids: Vec<_> = ids.into_iter().collect();
        let removed: Vec<_> = {
            let mut registry = self.registry();
            ids.iter().filter_map(|id| registry.remove(*id)).collect()
        };
        close(removed);
    }

    /// Removes all listeners in Rust with exactly this target, such as those of a window that was closed.
    pub fn unlisten_target(&self, target: &EventTarget) {
        let removed = self.registry().remove_target(target);
        close(removed);
    }

    /// Returns the ids of the listeners in Rust whose target matches `filter`.
    ///
    /// With [`unlisten_all`](Self::unlisten_all), removes the listeners of a closed window without those of a new window with the same label.
    pub fn listeners_of(&self, filter: impl Fn(&EventTarget) -> bool) -> Vec<EventId> {
        let lists: Vec<_> = self.registry().listeners.values().cloned().collect();
        lists
            .iter()
            .flat_map(|listening| listening.iter())
            .filter(|listener| filter(&listener.target))
            .map(|listener| listener.id)
            .collect()
    }

    /// Returns the number of listeners in Rust.
    pub fn listeners(&self) -> usize {
        self.registry().names.len()
    }

    /// Returns the number of listeners in all documents.
    pub fn page_listeners(&self) -> usize {
        self.documents()
            .iter()
            .map(|document| document.event_listeners())
            .sum()
    }

    /// Whether a page has a listener for this event whose target matches `filter`.
    pub fn has_page_listener(&self, event: &str, filter: impl Fn(&EventTarget) -> bool) -> bool {
        self.documents()
            .iter()
            .filter_map(|document| document.listening(event))
            .any(|listening| listening.iter().any(|(_, target)| filter(target)))
    }

    /// Emits an event to all listeners.
    ///
    /// # Errors
    /// Returns [`Error::IllegalEventName`] for an invalid name, [`Error::Payload`] if the payload cannot be serialized, [`Error::Wire`] with
    /// `body_too_large` if its JSON text is longer than a listening page accepts, [`Error::Refused`] with `queue_full` if the events that wait for running
    /// handlers hold too much, and [`Error::Undelivered`] if the queue of a document is full; all other listeners have received the event then.
    pub fn emit(&self, event: &str, payload: impl Serialize) -> Result<()> {
        self.emit_payload(event, Payload::from_owned(payload), Scope::All)
    }

    /// Emits an event to the listeners of a target.
    ///
    /// # Errors
    /// Returns the errors of [`emit`](Self::emit).
    pub fn emit_to(
        &self,
        target: impl Into<EventTarget>,
        event: &str,
        payload: impl Serialize,
    ) -> Result<()> {
        let payload = Payload::from_owned(payload);
        self.emit_payload(event, payload, Scope::To(&target.into()))
    }

    /// Emits an event to the listeners whose target matches `filter`, and to those of [`EventTarget::Any`].
    ///
    /// # Errors
    /// Returns the errors of [`emit`](Self::emit).
    pub fn emit_filter(
        &self,
        event: &str,
        payload: impl Serialize,
        filter: impl Fn(&EventTarget) -> bool,
    ) -> Result<()> {
        self.emit_payload(event, Payload::from_owned(payload), Scope::If(&filter))
    }

    /// Emits a JSON text to all listeners, as [`emit`](Self::emit) does.
    ///
    /// # Errors
    /// Returns the errors of [`emit`](Self::emit), and [`Error::Json`] if the text is not JSON.
    pub fn emit_str(&self, event: &str, payload: impl Into<String>) -> Result<()> {
        self.emit_payload(event, json(payload.into()), Scope::All)
    }

    /// Emits a JSON text to the listeners of a target, as [`emit_to`](Self::emit_to) does.
    ///
    /// # Errors
    /// Returns the errors of [`emit_str`](Self::emit_str).
    pub fn emit_str_to(
        &self,
        target: impl Into<EventTarget>,
        event: &str,
        payload: impl Into<String>,
    ) -> Result<()> {
        self.emit_payload(event, json(payload.into()), Scope::To(&target.into()))
    }

    /// Emits a JSON text to the listeners whose target matches `filter`, as [`emit_filter`](Self::emit_filter) does.
    ///
    /// # Errors
    /// Returns the errors of [`emit_str`](Self::emit_str).
    pub fn emit_str_filter(
        &self,
        event: &str,
        payload: impl Into<String>,
        filter: impl Fn(&EventTarget) -> bool,
    ) -> Result<()> {
        self.emit_payload(event, json(payload.into()), Scope::If(&filter))
    }

    /// Emits bytes to all listeners, as [`emit`](Self::emit) does. They arrive as an `ArrayBuffer` in a page, and are not copied.
    ///
    /// # Errors
    /// Returns the errors of [`emit`](Self::emit).
    pub fn emit_bytes(&self, event: &str, payload: impl Into<Bytes>) -> Result<()> {
        self.emit_payload(event, raw(payload.into()), Scope::All)
    }

    /// Emits bytes to the listeners of a target, as [`emit_to`](Self::emit_to) does.
    ///
    /// # Errors
    /// Returns the errors of [`emit`](Self::emit).
    pub fn emit_bytes_to(
        &self,
        target: impl Into<EventTarget>,
        event: &str,
        payload: impl Into<Bytes>,
    ) -> Result<()> {
        self.emit_payload(event, raw(payload.into()), Scope::To(&target.into()))
    }

    /// Emits bytes to the listeners whose target matches `filter`, as [`emit_filter`](Self::emit_filter) does.
    ///
    /// # Errors
    /// Returns the errors of [`emit`](Self::emit).
    pub fn emit_bytes_filter(
        &self,
        event: &str,
        payload: impl Into<Bytes>,
        filter: impl Fn(&EventTarget) -> bool,
    ) -> Result<()> {
        self.emit_payload(event, raw(payload.into()), Scope::If(&filter))
    }

    fn emit_payload(
        &self,
        event: &str,
        payload: Result<Payload, impl Into<Error>>,
        scope: Scope<'_>,
    ) -> Result<()> {
        let event = EventName::new(event)?;
        let payload = payload.map_err(Into::into)?;
        Ok(self.begin(event, payload, scope, None)?.finish()?)
    }

    /// Sends the event to the pages and queues it for the handlers in Rust.
    ///
    /// All listeners are matched before the first one receives the event, so a filter that panics has emitted nothing. An event of a page is charged to its
    /// `ledger` until the listeners in Rust have handled it, and any other event to the account of the application if a handler for it is running.
    ///
    /// # Errors
    /// Returns `body_too_large` if the JSON text is longer than a page with a listener accepts, and `queue_full` if too many events wait for listeners in Rust;
    /// no listener has received the event then.
    pub(crate) fn begin(
        &self,
        event: EventName,
        payload: Payload,
        scope: Scope<'_>,
        ledger: Option<&Arc<Ledger>>,
    ) -> Result<Emission> {
        let mut pages = Vec::new();
        for document in self.documents() {
            let Some(listening) = document.listening(event.as_str()) else {
                continue;
            };
            let ids = self.matching(&document, &listening, scope);
            if !ids.is_empty() {
                payload.check_json_length(document.limits())?;
                pages.push((document, ids));
            }
        }
        let matching: Vec<_> = {
            let listening = self.registry().listeners.get(event.as_str()).cloned();
            let listening = listening.iter().flat_map(|listening| listening.iter());
            listening
                .filter(|listener| scope.includes(&listener.target))
                .cloned()
                .collect()
        };
        let waits = match ledger {
            Some(_) => !matching.is_empty(),
            // An idle handler runs before the emit returns.
            None => matching.iter().any(|listener| listener.is_busy()),
        };
        let charge = waits
            .then(|| {
                let ledger = ledger.unwrap_or_else(|| self.account());
                charge(ledger, &event, &payload)
            })
            .transpose()?;

        let mut undelivered = Vec::new();
        for (document, ids) in pages {
            match document.send_event(event.as_str(), &ids, &payload) {
                // The document has ended, and its listeners with it.
                Ok(()) | Err(SendRefused::Ended(_)) => {}
                Err(SendRefused::Full) => undelivered.push(document.caller().label.clone()),
            }
        }
        let undelivered = (!undelivered.is_empty())
            .then(|| Undelivered::new(event.as_str().to_owned(), undelivered));

        let waiting = Waiting {
            emitted: Arc::new(Emitted::new(event, payload)),
            _charge: charge.map(Arc::new),
        };
        let mut listeners = matching;
        listeners.retain(|listener| listener.enqueue(waiting.clone()));
        for listener in listeners.iter().filter(|listener| listener.is_once()) {
            let removed = self.registry().remove(listener.id);
            drop(removed);
        }
        Ok(Emission {
            listeners,
            undelivered,
        })
    }

    /// Returns the listeners of a document that match `scope`.
    fn matching(
        &self,
        document: &Document,
        listening: &Listening,
        scope: Scope<'_>,
    ) -> Vec<EventId> {
        let own = self
            .strict
            .then(|| EventTarget::labeled(document.caller().label.as_str()));
        let target_of = |target| match (&own, target) {
            (Some(own), &EventTarget::Any) => own,
            _ => target,
        };
        listening
            .iter()
            .filter(|(_, target)| scope.includes(target_of(target)))
            .map(|(id, _)| *id)
            .collect()
    }

    /// Adds a document that has a listener, and removes the ended ones.
    pub(crate) fn join(&self, document: &WeakDocument) {
        let is_known =
            |registry: &Registry| registry.documents.iter().any(|known| known.is(document));
        if is_known(&self.registry()) {
            return;
        }
        // A page that is loaded again and again, and to which nothing is emitted, must not leave a record for each load.
        drop(self.documents());
        let mut registry = self.registry();
        if !is_known(&registry) {
            registry.documents.push(document.clone());
        }
    }

    /// Returns the open documents, and removes the ended ones.
    fn documents(&self) -> Vec<Arc<Document>> {
        let mut open = Vec::new();
        // The last reference to a document may be dropped here, which must not happen under the lock.
        let mut ended = Vec::new();
        self.registry().documents.retain(|document| {
            let Some(document) = document.upgrade() else {
                return false;
            };
            let is_open = !document.has_ended();
            if is_open { &mut open } else { &mut ended }.push(document);
            is_open
        });
        open
    }
}

impl Registry {
    fn remove(&mut self, id: EventId) -> Option<Arc<RustListener>> {
        let event = self.names.remove(&id)?;
        let listening = self.listeners.get_mut(&event)?;
        let removed = take_out(listening, |listener| listener.id == id).pop();
        if listening.is_empty() {
            self.listeners.remove(&event);
        }
        removed
    }

    fn remove_target(&mut self, target: &EventTarget) -> Vec<Arc<RustListener>> {
        let mut removed = Vec::new();
        self.listeners.retain(|_, listening| {
            removed.extend(take_out(listening, |listener| listener.target == *target));
            !listening.is_empty()
        });
        for listener in &removed {
            self.names.remove(&listener.id);
        }
        removed
    }
}

/// Charges an event that waits for listeners in Rust.
fn charge(ledger: &Arc<Ledger>, event: &EventName, payload: &Payload) -> Result<Charge> {
    let bytes = payload.body_bytes() + event.as_str().len() as u64 + EVENT_OVERHEAD;
    ledger.try_charge(Holding::Events, bytes).map_err(|_| {
        let held = ledger.held(Holding::Events);
        Refusal::new(
            Code::QueueFull,
            format!(
                "the event {event} is refused: {held} bytes of events of this emitter wait for listeners in Rust, at most `document_bytes_max` may; emit it again once they have handled some"
            ),
        )
        .into()
    })
}

/// Closes listeners that were removed from the registry, without a lock, and drops their handlers.
fn close(removed: impl IntoIterator<Item = Arc<RustListener>>) {
    for listener in removed {
        listener.close();
        foreign::drop_value(listener);
    }
}

/// Removes the matching listeners from a list that may be shared, and returns them.
fn take_out(
    listening: &mut RustListeners,
    is_match: impl Fn(&RustListener) -> bool,
) -> Vec<Arc<RustListener>> {
    if !listening.iter().any(|listener| is_match(listener)) {
        return Vec::new();
    }
    let (removed, kept) = listening
        .iter()
        .cloned()
        .partition(|listener| is_match(listener));
    *listening = Arc::new(kept);
    removed
}

#[track_caller]
fn checked(event: String) -> EventName {
    EventName::new(event).unwrap_or_else(|error| panic!("{error}"))
}

fn json(text: String) -> Result<Payload> {
    serde_json::from_str::<serde::de::IgnoredAny>(&text)?;
    Ok(Payload::Json(text.into()))
}

const fn raw(bytes: Bytes) -> Result<Payload> {
    Ok(Payload::Raw(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Caller, Router, document::CloseReason, wire::Lane};

    #[test]
    fn ended_documents_leave_no_record() {
        let hub = EventHub::new();
        for _ in 0..1_000 {
            let router = Router::new(|_| false);
            let caller = Arc::new(Caller::default());
            let document = Document::new(Lane::Memory, router, caller, Limits::default());
            hub.join(&document.downgrade());
            hub.join(&document.downgrade());
            assert_eq!(hub.registry().documents.len(), 1);
            document.close(CloseReason::DocumentGone);
        }
    }
}
