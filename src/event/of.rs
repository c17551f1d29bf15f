use std::{fmt, marker::PhantomData};

use serde::{Serialize, de::DeserializeOwned};

use super::{Emitter, Event, EventId, EventTarget, Listener};
use crate::Result;

/// An event with its name and the type of its payload, declared once for all who emit it and listen to it.
///
/// With the feature `bindings`, pages have it by type too: see `bindings::Bindings::event`.
///
/// # Examples
/// ```
/// use bytelane::{EventOf, event::EventHub};
///
/// #[derive(serde::Serialize, serde::Deserialize)]
/// struct Progress {
///     done: u32,
///     of: u32,
/// }
///
/// /// Progress of the import.
/// const PROGRESS: EventOf<Progress> = EventOf::new("import-progress");
///
/// # use bytelane::{Emitter, Listener, Router, lane::MemoryLane};
/// # fn example<R>(app: &(impl Emitter<R> + Listener<R>)) -> bytelane::Result<()> {
/// PROGRESS.listen(app, |progress, _| match progress {
///     Ok(progress) => println!("{} of {}", progress.done, progress.of),
///     Err(error) => println!("a page has emitted another payload: {error}"),
/// });
/// PROGRESS.emit(app, &Progress { done: 1, of: 10 })?;
/// # Ok(()) }
/// # Ok::<(), bytelane::Error>(())
/// ```
pub struct EventOf<T> {
    name: &'static str,
    docs: &'static str,
    payload: PhantomData<fn(T) -> T>,
}

impl<T> Clone for EventOf<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for EventOf<T> {}

impl<T> fmt::Debug for EventOf<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("EventOf").field(&self.name).finish()
    }
}

impl<T> EventOf<T> {
    /// Declares an event. The name consists of letters, digits, `-`, `/`, `:` and `_`.
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            docs: "",
            payload: PhantomData,
        }
    }

    /// Sets the documentation of the event in bindings.
    #[must_use]
    pub const fn docs(mut self, docs: &'static str) -> Self {
        self.docs = docs;
        self
    }

    /// Returns the name of the event.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Returns the documentation of the event in bindings.
    pub const fn documentation(&self) -> &'static str {
        self.docs
    }

    /// Emits the event to all listeners.
    ///
    /// # Errors
    /// Returns the errors of [`Emitter::emit`].
    pub fn emit<R>(&self, emitter: &impl Emitter<R>, payload: &T) -> Result<()>
    where
        T: Serialize,
    {
        emitter.emit(self.name, payload)
    }

    /// Emits the event to the listeners of a target.
    ///
    /// # Errors
    /// Returns the errors of [`Emitter::emit_to`].
    pub fn emit_to<R>(
        &self,
        emitter: &impl Emitter<R>,
        target: impl Into<EventTarget>,
        payload: &T,
    ) -> Result<()>
    where
        T: Serialize,
    {
        emitter.emit_to(target, self.name, payload)
    }

    /// Calls `handler` for each event that is emitted to `listener` or to everyone, with its payload, or with `bad_arguments` if a page has emitted another
    /// payload.
    ///
    /// # Panics
    /// Panics if the name is not a valid event name.
    #[track_caller]
    pub fn listen<R, F>(&self, listener: &impl Listener<R>, handler: F) -> EventId
    where
        T: DeserializeOwned,
        F: Fn(Result<T>, Event) + Send + 'static,
    {
        listener.listen(self.name, move |event| handler(event.value(), event))
    }

    /// Calls `handler` for the first event that is emitted to `listener` or to everyone.
    ///
    /// # Panics
    /// Panics if the name is not a valid event name.
    #[track_caller]
    pub fn once<R, F>(&self, listener: &impl Listener<R>, handler: F) -> EventId
    where
        T: DeserializeOwned,
        F: FnOnce(Result<T>, Event) + Send + 'static,
    {
        listener.once(self.name, move |event| handler(event.value(), event))
    }
}
