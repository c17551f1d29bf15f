//! Bodies that the host reads as they arrive.

use std::{cell::RefCell, fmt::Display, future::poll_fn, pin::Pin, rc::Rc};

use futures_core::Stream;
use js_sys::{Object, Promise, Reflect, Symbol, Uint8Array};
use serde::{Serialize, Serializer};
use wasm_bindgen::{JsValue, prelude::Closure};
use wasm_bindgen_futures::future_to_promise;

/// A stream of bytes to the host, as a field of the arguments. A command with an `ipc::Upload` reads it while it arrives; every other command receives the
/// collected bytes. The stream is polled as the host grants credit, and dropped when the host needs no more.
pub struct Upload(JsValue);

type Parts = Rc<RefCell<Option<Pin<Box<dyn Stream<Item = Result<Vec<u8>, String>>>>>>>;

impl Upload {
    /// Uploads the parts of a stream. An error of the stream ends the upload, and the command receives its text.
    pub fn new<E: Display>(stream: impl Stream<Item = Result<Vec<u8>, E>> + 'static) -> Self {
        let mut stream = Box::pin(stream);
        let texts = Texts(move |context: &mut std::task::Context<'_>| {
            let next = stream.as_mut().poll_next(context);
            next.map(|next| next.map(|part| part.map_err(|error| error.to_string())))
        });
        let parts: Parts = Rc::new(RefCell::new(Some(Box::pin(texts))));
        let ended = Rc::clone(&parts);
        let next = Closure::<dyn FnMut() -> Promise>::new(move || next_part(&parts));
        let end = Closure::<dyn FnMut() -> Promise>::new(move || {
            let stream = ended.borrow_mut().take();
            drop(stream);
            Promise::resolve(&result(None))
        });
        // The object owns the closures, which the collector of the page frees with it.
        let iterator = object(&[
            ("next", next.into_js_value()),
            ("return", end.into_js_value()),
        ]);
        let begin = Closure::<dyn FnMut() -> JsValue>::new(move || iterator.clone());
        let source = Object::new();
        let _ = Reflect::set(&source, &Symbol::async_iterator(), &begin.into_js_value());
        // The client takes a plain object for a value: a source has a prototype of its own.
        Self(Object::create(&source).into())
    }

    /// Uploads a `Blob`, a `File`, a `ReadableStream` or an asynchronous iterable of the page.
    pub const fn from_js(source: JsValue) -> Self {
        Self(source)
    }
}

impl Serialize for Upload {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde_wasm_bindgen::preserve::serialize(&self.0, serializer)
    }
}

/// A stream whose errors are texts.
struct Texts<F>(F);

impl<F> Stream for Texts<F>
where
    F: FnMut(&mut std::task::Context<'_>) -> std::task::Poll<Option<Result<Vec<u8>, String>>>
        + Unpin,
{
    type Item = Result<Vec<u8>, String>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        (self.0)(context)
    }
}

fn next_part(parts: &Parts) -> Promise {
    let parts = Rc::clone(parts);
    future_to_promise(async move {
        let next = poll_fn(|context| {
            let mut parts = parts.borrow_mut();
            match parts.as_mut() {
                Some(stream) => stream.as_mut().poll_next(context),
                None => std::task::Poll::Ready(None),
            }
        });
        match next.await {
            // COPY: out of the memory of the module
            Some(Ok(part)) => Ok(result(Some(Uint8Array::from(part.as_slice()).into()))),
            Some(Err(text)) => Err(js_sys::Error::new(&text).into()),
            None => Ok(result(None)),
        }
    })
}

/// Returns the result of an iterator.
fn result(value: Option<JsValue>) -> JsValue {
    let done = value.is_none().into();
    object(&[("done", done), ("value", value.unwrap_or_default())])
}

fn object(members: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in members {
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}
