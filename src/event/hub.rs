use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde::Serialize;

use super::{
    Event, EventId, EventName, EventTarget,
    emitted::Emitted,
    listener::{Handler, RustListener},
};
use crate::{
    Error, Result,
    document::{Document, Listening, WeakDocument, next_free},
    error::Undelivered,
    payload::{Bytes, Payload},
    session::SendRefused,
};

/// Events: the listeners of Rust, and the documents that have listeners.
///
/// Shared by everything that emits and listens. A [`Router`](crate::Router) has one, and its documents take part by it.
///
/// # Delivery
/// A listener in a page comes before one in Rust. A handler in Rust runs on the thread that emits, for one event at a time and in the order of the
/// emits, without any lock held: it may emit, listen and unlisten. An event for a handler that is running, on another thread or further
/// up the stack, waits until it returns, and the emit goes on. A handler that panics is traced, and the others go on.
#[derive(Default)]
pub struct EventHub {
    /// Whether a page's listener without a target hears only what is for its webview, or for everyone.
    strict: bool,
    registry: Mutex<Registry>,
}

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

/// Whom an emit is for.
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
            // A listener of `Any` gets everything, as in Tauri.
            Self::If(filter) => *target == EventTarget::Any || filter(target),
        }
    }
}

/// What is left of an emit once the pages have it: the handlers in Rust, which already have the event waiting for them.
#[must_use = "the handlers run in `finish`"]
pub(crate) struct Emission {
    listeners: Vec<Arc<RustListener>>,
    undelivered: Option<Undelivered>,
}

impl Emission {
    /// Whether no handler is left to run.
    pub(crate) fn is_done(&self) -> bool {
        self.listeners.is_empty()
    }

    /// Runs the handlers.
    pub(crate) fn finish(self) -> Result<(), Undelivered> {
        for listener in self.listeners {
            listener.drive();
        }
        self.undelivered.map_or(Ok(()), Err)
    }
}

impl EventHub {
    /// A hub without listeners.
    pub fn new() -> Self {
        Self::default()
    }

    /// A hub in which a page's listener that names no target hears what is emitted to everyone and what is emitted to its own webview, but not what is
    /// emitted to others. In Tauri, and in [`new`](Self::new), it hears everything.
    pub fn strict() -> Self {
        Self {
            strict: true,
            ..Self::default()
        }
    }

    fn registry(&self) -> MutexGuard<'_, Registry> {
        self.registry.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Calls `handler` for each event of this name that is for `target`.
    ///
    /// # Panics
    /// When the name is not one of an event.
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

    /// Calls `handler` for the first event of this name that is for `target`, and for no other.
    ///
    /// # Panics
    /// When the name is not one of an event.
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

    /// Takes a listener of Rust away. It is not called again, not even for events that wait for it; a call that is running goes on.
    pub fn unlisten(&self, id: EventId) {
        let removed = self.registry().remove(id);
        if let Some(listener) = removed {
            listener.close();
        }
    }

    /// Takes several listeners of Rust away in one step: who finds one of them gone finds all of them gone.
    pub fn unlisten_all(&self, ids: impl IntoIterator<Item = EventId>) {
        let ids: Vec<_> = ids.into_iter().collect();
        let removed: Vec<_> = {
            let mut registry = self.registry();
            ids.iter().filter_map(|id| registry.remove(*id)).collect()
        };
        for listener in &removed {
            listener.close();
        }
    }

    /// Takes all listeners of Rust away whose target is exactly this one: a window or a webview has gone.
    pub fn unlisten_target(&self, target: &EventTarget) {
        let removed = self.registry().remove_target(target);
        for listener in &removed {
            listener.close();
        }
    }

    /// Ids of the listeners of Rust whose target `filter` takes. Takes those away that are of a window that has gone, and none of the window that has
    /// its label now.
    pub fn listeners_of(&self, filter: impl Fn(&EventTarget) -> bool) -> Vec<EventId> {
        let lists: Vec<_> = self.registry().listeners.values().cloned().collect();
        lists
            .iter()
            .flat_map(|listening| listening.iter())
            .filter(|listener| filter(&listener.target))
            .map(|listener| listener.id)
            .collect()
    }

    /// Listeners of Rust.
    pub fn listeners(&self) -> usize {
        self.registry().names.len()
    }

    /// Listeners of all documents.
    pub fn page_listeners(&self) -> usize {
        self.documents()
            .iter()
            .map(|document| document.event_listeners())
            .sum()
    }

    /// Whether a page has a listener for this event with a target that `filter` takes.
    pub fn has_page_listener(&self, event: &str, filter: impl Fn(&EventTarget) -> bool) -> bool {
        self.documents()
            .iter()
            .filter_map(|document| document.listening(event))
            .any(|listening| listening.iter().any(|(_, target)| filter(target)))
    }

    /// Emits to everyone.
    ///
    /// # Errors
    /// [`Error::IllegalEventName`], [`Error::Payload`] when the payload cannot be serialized, [`Error::Undelivered`] when the queue of a document is
    /// full; all others have got the event then.
    pub fn emit(&self, event: &str, payload: impl Serialize) -> Result<()> {
        self.emit_payload(event, Payload::from_owned(payload), Scope::All)
    }

    /// Emits to the listeners of a target.
    ///
    /// # Errors
    /// As [`emit`](Self::emit).
    pub fn emit_to(
        &self,
        target: impl Into<EventTarget>,
        event: &str,
        payload: impl Serialize,
    ) -> Result<()> {
        let payload = Payload::from_owned(payload);
        self.emit_payload(event, payload, Scope::To(&target.into()))
    }

    /// Emits to the listeners whose target `filter` takes, and to those of [`EventTarget::Any`].
    ///
    /// # Errors
    /// As [`emit`](Self::emit).
    pub fn emit_filter(
        &self,
        event: &str,
        payload: impl Serialize,
        filter: impl Fn(&EventTarget) -> bool,
    ) -> Result<()> {
        self.emit_payload(event, Payload::from_owned(payload), Scope::If(&filter))
    }

    /// As [`emit`](Self::emit), with a payload that is a JSON text already.
    ///
    /// # Errors
    /// As [`emit`](Self::emit); [`Error::Json`] when the text is not JSON.
    pub fn emit_str(&self, event: &str, payload: impl Into<String>) -> Result<()> {
        self.emit_payload(event, json(payload.into()), Scope::All)
    }

    /// As [`emit_to`](Self::emit_to), with a payload that is a JSON text already.
    ///
    /// # Errors
    /// As [`emit_str`](Self::emit_str).
    pub fn emit_str_to(
        &self,
        target: impl Into<EventTarget>,
        event: &str,
        payload: impl Into<String>,
    ) -> Result<()> {
        self.emit_payload(event, json(payload.into()), Scope::To(&target.into()))
    }

    /// As [`emit_filter`](Self::emit_filter), with a payload that is a JSON text already.
    ///
    /// # Errors
    /// As [`emit_str`](Self::emit_str).
    pub fn emit_str_filter(
        &self,
        event: &str,
        payload: impl Into<String>,
        filter: impl Fn(&EventTarget) -> bool,
    ) -> Result<()> {
        self.emit_payload(event, json(payload.into()), Scope::If(&filter))
    }

    /// As [`emit`](Self::emit), with a payload that is bytes: an `ArrayBuffer` in the page. Nothing is copied.
    ///
    /// # Errors
    /// As [`emit`](Self::emit).
    pub fn emit_bytes(&self, event: &str, payload: impl Into<Bytes>) -> Result<()> {
        self.emit_payload(event, raw(payload.into()), Scope::All)
    }

    /// As [`emit_to`](Self::emit_to), with a payload that is bytes.
    ///
    /// # Errors
    /// As [`emit`](Self::emit).
    pub fn emit_bytes_to(
        &self,
        target: impl Into<EventTarget>,
        event: &str,
        payload: impl Into<Bytes>,
    ) -> Result<()> {
        self.emit_payload(event, raw(payload.into()), Scope::To(&target.into()))
    }

    /// As [`emit_filter`](Self::emit_filter), with a payload that is bytes.
    ///
    /// # Errors
    /// As [`emit`](Self::emit).
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
        Ok(self.begin(event, payload, scope).finish()?)
    }

    /// Gives the event to the pages, and puts it where the handlers in Rust will find it.
    ///
    /// Whom it is for is settled before anyone gets it, so a filter that panics has emitted nothing.
    pub(crate) fn begin(&self, event: EventName, payload: Payload, scope: Scope<'_>) -> Emission {
        let mut pages = Vec::new();
        for document in self.documents() {
            let Some(listening) = document.listening(event.as_str()) else {
                continue;
            };
            let ids = self.meant(&document, &listening, scope);
            if !ids.is_empty() {
                pages.push((document, ids));
            }
        }
        let meant: Vec<_> = {
            let listening = self.registry().listeners.get(event.as_str()).cloned();
            let listening = listening.iter().flat_map(|listening| listening.iter());
            listening
                .filter(|listener| scope.includes(&listener.target))
                .cloned()
                .collect()
        };

        let mut undelivered = Vec::new();
        for (document, ids) in pages {
            match document.send_event(event.as_str(), &ids, &payload) {
                // Its listeners have gone with it.
                Ok(()) | Err(SendRefused::Ended(_)) => {}
                Err(SendRefused::Full) => undelivered.push(document.caller().label.clone()),
            }
        }
        let undelivered = (!undelivered.is_empty())
            .then(|| Undelivered::new(event.as_str().to_owned(), undelivered));

        let emitted = Arc::new(Emitted::new(event, payload));
        let mut listeners = meant;
        listeners.retain(|listener| listener.queue(Arc::clone(&emitted)));
        for listener in listeners.iter().filter(|listener| listener.is_once()) {
            let removed = self.registry().remove(listener.id);
            drop(removed);
        }
        Emission {
            listeners,
            undelivered,
        }
    }

    /// The listeners of a document that an event is for.
    fn meant(&self, document: &Document, listening: &Listening, scope: Scope<'_>) -> Vec<EventId> {
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

    /// A document has a listener: from now on it takes part.
    pub(crate) fn join(&self, document: &WeakDocument) {
        let mut registry = self.registry();
        if !registry.documents.iter().any(|known| known.is(document)) {
            registry.documents.push(document.clone());
        }
    }

    /// The documents that take part. Forgets those that have ended.
    fn documents(&self) -> Vec<Arc<Document>> {
        let mut open = Vec::new();
        // What is let go of here must not be under the lock, so the ended ones are dropped behind it.
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

/// Takes listeners out of a list that others may be looking at.
fn take_out(
    listening: &mut RustListeners,
    is_meant: impl Fn(&RustListener) -> bool,
) -> Vec<Arc<RustListener>> {
    if !listening.iter().any(|listener| is_meant(listener)) {
        return Vec::new();
    }
    let (removed, kept) = listening
        .iter()
        .cloned()
        .partition(|listener| is_meant(listener));
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
