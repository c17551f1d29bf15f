use std::sync::Arc;

use serde::Serialize;

use super::{Event, EventHub, EventId, EventTarget};
use crate::{Result, payload::Bytes};

/// A participant in events, which has a hub and is a target itself.
#[doc(hidden)]
pub trait EventSource {
    /// Returns the event hub.
    fn event_hub(&self) -> &Arc<EventHub>;

    /// Returns the target that stands for this participant.
    fn event_target(&self) -> EventTarget;
}

/// Listens to events. `R` is the runtime of the application, as in Tauri.
///
/// [`EventHub`] describes on which thread and in which order handlers run.
pub trait Listener<R>: EventSource {
    /// Calls `handler` for each event of this name that is emitted to `self` or to everyone.
    ///
    /// # Panics
    /// Panics if `event` is not a valid event name.
    #[track_caller]
    fn listen<F>(&self, event: impl Into<String>, handler: F) -> EventId
    where
        F: Fn(Event) + Send + 'static,
    {
        self.event_hub().listen(event, self.event_target(), handler)
    }

    /// Calls `handler` for the first event of this name that is emitted to `self` or to everyone.
    ///
    /// # Panics
    /// Panics if `event` is not a valid event name.
    #[track_caller]
    fn once<F>(&self, event: impl Into<String>, handler: F) -> EventId
    where
        F: FnOnce(Event) + Send + 'static,
    {
        self.event_hub().once(event, self.event_target(), handler)
    }

    /// Calls `handler` for each event of this name, whatever its target.
    ///
    /// # Panics
    /// Panics if `event` is not a valid event name.
    #[track_caller]
    fn listen_any<F>(&self, event: impl Into<String>, handler: F) -> EventId
    where
        F: Fn(Event) + Send + 'static,
    {
        self.event_hub().listen(event, EventTarget::Any, handler)
    }

    /// Calls `handler` for the first event of this name, whatever its target.
    ///
    /// # Panics
    /// Panics if `event` is not a valid event name.
    #[track_caller]
    fn once_any<F>(&self, event: impl Into<String>, handler: F) -> EventId
    where
        F: FnOnce(Event) + Send + 'static,
    {
        self.event_hub().once(event, EventTarget::Any, handler)
    }

    /// Removes a listener.
    fn unlisten(&self, id: EventId) {
        self.event_hub().unlisten(id);
    }
}

/// Emits events. `R` is the runtime of the application, as in Tauri.
///
/// A payload that is bytes as a whole arrives as an `ArrayBuffer`, and [`Bytes`] inside a payload as a `Uint8Array`. If the queue of a document is full, an
/// emit returns [`Error::Undelivered`](crate::Error::Undelivered) with the label of its webview; all other listeners have received the event.
pub trait Emitter<R>: EventSource {
    /// Emits an event to all listeners.
    ///
    /// # Errors
    /// Returns an error if the name is invalid, the payload cannot be serialized, or the queue of a document is full.
    fn emit<S: Serialize>(&self, event: &str, payload: S) -> Result<()> {
        self.event_hub().emit(event, payload)
    }

    /// Emits a JSON text to all listeners.
    ///
    /// # Errors
    /// Returns the errors of [`emit`](Self::emit), and an error if the text is not JSON.
    fn emit_str(&self, event: &str, payload: String) -> Result<()> {
        self.event_hub().emit_str(event, payload)
    }

    /// Emits bytes to all listeners.
    ///
    /// # Errors
    /// Returns the errors of [`emit`](Self::emit).
    fn emit_bytes(&self, event: &str, payload: impl Into<Bytes>) -> Result<()> {
        self.event_hub().emit_bytes(event, payload)
    }

    /// Emits an event to the listeners of a target, and to those of [`EventTarget::Any`].
    ///
    /// # Errors
    /// Returns the errors of [`emit`](Self::emit).
    fn emit_to<I, S>(&self, target: I, event: &str, payload: S) -> Result<()>
    where
        I: Into<EventTarget>,
        S: Serialize,
    {
        self.event_hub().emit_to(target, event, payload)
    }

    /// Emits a JSON text to the listeners of a target.
    ///
    /// # Errors
    /// Returns the errors of [`emit_str`](Self::emit_str).
    fn emit_str_to<I>(&self, target: I, event: &str, payload: String) -> Result<()>
    where
        I: Into<EventTarget>,
    {
        self.event_hub().emit_str_to(target, event, payload)
    }

    /// Emits bytes to the listeners of a target.
    ///
    /// # Errors
    /// Returns the errors of [`emit`](Self::emit).
    fn emit_bytes_to<I>(&self, target: I, event: &str, payload: impl Into<Bytes>) -> Result<()>
    where
        I: Into<EventTarget>,
    {
        self.event_hub().emit_bytes_to(target, event, payload)
    }

    /// Emits an event to the listeners whose target matches `filter`, and to those of [`EventTarget::Any`].
    ///
    /// # Errors
    /// Returns the errors of [`emit`](Self::emit).
    fn emit_filter<S, F>(&self, event: &str, payload: S, filter: F) -> Result<()>
    where
        S: Serialize,
        F: Fn(&EventTarget) -> bool,
    {
        self.event_hub().emit_filter(event, payload, filter)
    }

    /// Emits a JSON text to the listeners whose target matches `filter`.
    ///
    /// # Errors
    /// Returns the errors of [`emit_str`](Self::emit_str).
    fn emit_str_filter<F>(&self, event: &str, payload: String, filter: F) -> Result<()>
    where
        F: Fn(&EventTarget) -> bool,
    {
        self.event_hub().emit_str_filter(event, payload, filter)
    }

    /// Emits bytes to the listeners whose target matches `filter`.
    ///
    /// # Errors
    /// Returns the errors of [`emit`](Self::emit).
    fn emit_bytes_filter<F>(&self, event: &str, payload: impl Into<Bytes>, filter: F) -> Result<()>
    where
        F: Fn(&EventTarget) -> bool,
    {
        self.event_hub().emit_bytes_filter(event, payload, filter)
    }
}
