//! Events.

use std::{
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;
use js_sys::{Function, Promise, Reflect};
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::{
    Error,
    call::{from_value, to_value},
    contract::client,
    queue::Queue,
};

/// An event as a listener receives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event<T> {
    /// Name of the event.
    pub name: String,
    /// Payload that was emitted.
    pub payload: T,
}

/// Registers a listener of an event. Resolves once the host has registered it.
///
/// # Errors
/// Returns [`Error::Refused`] with `acl_denied` or `too_many_listeners`.
pub async fn listen<T: DeserializeOwned>(name: &str) -> Result<Listener<T>, Error> {
    let queue = Queue::new();
    let registered = client()?
        .events
        .listen(name, queue.callback())
        .map_err(Error::thrown)?;
    // Created before the wait: dropping this future removes the listener too.
    let listener = Listener {
        queue: Some(queue),
        registered: registered.clone(),
        payload: PhantomData,
    };
    JsFuture::from(registered).await.map_err(Error::thrown)?;
    Ok(listener)
}

/// Emits an event to all targets.
///
/// # Errors
/// Returns [`Error::Refused`], and [`Error::Encode`] if the payload cannot be converted.
pub async fn emit(name: &str, payload: &(impl Serialize + ?Sized)) -> Result<(), Error> {
    finish(client()?.events.emit(name, &to_value(payload)?)).await
}

/// Emits an event to the window or webview with this label.
///
/// # Errors
/// Returns the errors of [`emit`].
pub async fn emit_to(
    label: &str,
    name: &str,
    payload: &(impl Serialize + ?Sized),
) -> Result<(), Error> {
    finish(client()?.events.emit_to(label, name, &to_value(payload)?)).await
}

async fn finish(emitted: Result<Promise, JsValue>) -> Result<(), Error> {
    JsFuture::from(emitted.map_err(Error::thrown)?)
        .await
        .map(drop)
        .map_err(Error::thrown)
}

/// A listener: a [`Stream`] of its events, which does not end. Dropping it removes the listener.
pub struct Listener<T> {
    /// Taken by `drop` only.
    queue: Option<Queue>,
    /// The promise of the function that removes the listener.
    registered: Promise,
    payload: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> Stream for Listener<T> {
    type Item = Result<Event<T>, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(queue) = &self.queue else {
            return Poll::Ready(None);
        };
        let event = ready!(queue.poll_next(context));
        let field = |name: &str| Reflect::get(&event, &name.into()).unwrap_or_default();
        let payload = from_value(field("payload"));
        Poll::Ready(Some(payload.map(|payload| Event {
            name: field("event").as_string().unwrap_or_default(),
            payload,
        })))
    }
}

impl<T> Drop for Listener<T> {
    fn drop(&mut self) {
        let (queue, registered) = (self.queue.take(), self.registered.clone());
        spawn_local(async move {
            if let Ok(remove) = JsFuture::from(registered).await {
                let removed = remove
                    .unchecked_ref::<Function>()
                    .call0(&JsValue::UNDEFINED);
                // `window.__TAURI__` removes it asynchronously, and may call it until then.
                if let Ok(Ok(removed)) = removed.map(JsCast::dyn_into::<Promise>) {
                    let _ = JsFuture::from(removed).await;
                }
            }
            drop(queue);
        });
    }
}
