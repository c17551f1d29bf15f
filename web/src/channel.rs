//! Ordered messages between the page and the host.

use std::{
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;
use js_sys::{Array, Function, Promise, Reflect};
use serde::{Serialize, Serializer, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;

use crate::{
    Contract, Error,
    call::{from_value, to_value},
    contract::client,
    iteration::Iteration,
    queue::Queue,
};

#[wasm_bindgen]
extern "C" {
    /// A channel of the client.
    #[derive(Clone)]
    type Object;

    #[wasm_bindgen(method, catch, structural)]
    fn send(this: &Object, message: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch, structural)]
    fn close(this: &Object) -> Result<(), JsValue>;

    #[wasm_bindgen(method, getter, structural)]
    fn id(this: &Object) -> f64;
}

/// Ordered messages between the page and the host, with back-pressure in both directions. Pass a reference to it as a field of the arguments; the command takes
/// a `Channel<T>` or a `Receiver<T>`.
///
/// It is a [`Stream`] of the messages of the host, which ends with the channel. Over `window.__TAURI__` messages are queued without a bound, and the end of the
/// channel is not reported. Dropping it closes the channel.
pub struct Channel<T> {
    object: Object,
    messages: Messages,
    message: PhantomData<fn() -> T>,
}

enum Messages {
    Iterated(Iteration),
    Queued(Queue),
}

impl<T> Channel<T> {
    /// Opens a channel.
    ///
    /// # Errors
    /// Returns [`Error::NoClient`], or [`Error::Refused`] with `too_many_channels`.
    pub fn new() -> Result<Self, Error> {
        let client = client()?;
        let class: Function = Reflect::get(client.core.as_ref(), &"Channel".into())
            .and_then(JsCast::dyn_into)
            .map_err(|_| Error::NoClient)?;
        let open = |arguments: &Array| Reflect::construct(&class, arguments).map_err(Error::thrown);
        let (object, messages) = match client.contract {
            Contract::Bytelane => {
                let object: JsValue = open(&Array::new())?;
                (object.clone(), Messages::Iterated(Iteration::new(object)))
            }
            Contract::Tauri => {
                let queue = Queue::new();
                let object = open(&Array::of1(queue.callback()))?;
                (object, Messages::Queued(queue))
            }
        };
        Ok(Self {
            object: object.unchecked_into(),
            messages,
            message: PhantomData,
        })
    }

    /// Sends a message to the host, and waits until the credit of the host covers it.
    ///
    /// # Errors
    /// Returns [`Error::Refused`] with `channel_closed` or `document_gone` if the channel has ended, [`Error::Encode`] if the message cannot be converted, and
    /// [`Error::Unsupported`] over `window.__TAURI__`.
    pub async fn send(&self, message: &(impl Serialize + ?Sized)) -> Result<(), Error> {
        if let Messages::Queued(_) = self.messages {
            return Err(Error::Unsupported("send on a channel"));
        }
        let sent = self.object.send(&to_value(message)?);
        JsFuture::from(sent.map_err(Error::thrown)?)
            .await
            .map(drop)
            .map_err(Error::thrown)
    }

    /// Closes the channel: after all sent messages if there are any, otherwise at once. Without effect over `window.__TAURI__`, where dropping it does the same.
    pub fn close(&self) {
        if let Messages::Iterated(_) = self.messages {
            let _ = self.object.close();
        }
    }
}

impl<T: DeserializeOwned> Stream for Channel<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = match &mut self.messages {
            Messages::Iterated(iteration) => ready!(iteration.poll_next(context)),
            Messages::Queued(queue) => Some(Ok(ready!(queue.poll_next(context)))),
        };
        Poll::Ready(next.map(|next| next.map_err(Error::thrown).and_then(from_value)))
    }
}

impl<T> Serialize for Channel<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde_wasm_bindgen::preserve::serialize(&self.object, serializer)
    }
}

impl<T> Drop for Channel<T> {
    fn drop(&mut self) {
        match &self.messages {
            Messages::Iterated(_) => {
                let _ = self.object.close();
            }
            Messages::Queued(_) => unregister(self.object.id()),
        }
    }
}

/// Removes the callback of a channel of `window.__TAURI__`, which has no other way to close.
fn unregister(id: f64) {
    let internals = Reflect::get(&js_sys::global(), &"__TAURI_INTERNALS__".into());
    let remove = internals.and_then(|internals| {
        Reflect::get(&internals, &"unregisterCallback".into())?.dyn_into::<Function>()
    });
    if let Ok(remove) = remove {
        let _ = remove.call1(&JsValue::UNDEFINED, &id.into());
    }
}
