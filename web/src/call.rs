//! Calls of commands.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use js_sys::{Array, Object, Reflect};
use serde::{Serialize, de::DeserializeOwned};
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

use crate::{ByteStream, Bytes, Contract, Error, contract::client};

/// Calls a command with arguments by name: a struct with `#[serde(rename_all = "camelCase")]`, or `&()` for none. Fields may be [`Bytes`], [`Archived`],
/// [`Typed`], [`Channel`] and [`Upload`], at any depth.
///
/// [`Archived`]: crate::Archived
/// [`Typed`]: crate::Typed
/// [`Channel`]: crate::Channel
/// [`Upload`]: crate::Upload
///
/// # Errors
/// The future returns [`Error::Command`] with the error that the command has returned, [`Error::Refused`] if the engine has refused the call, and
/// [`Error::Decode`] if the result is not an `R`.
pub fn invoke<R: DeserializeOwned>(
    command: &str,
    arguments: &(impl Serialize + ?Sized),
) -> Call<R> {
    Call::new(command, arguments, false, from_value)
}

/// Calls a command that returns bytes; otherwise like [`invoke`].
///
/// # Errors
/// The future returns the errors of [`invoke`].
pub fn invoke_bytes(command: &str, arguments: &(impl Serialize + ?Sized)) -> Call<Vec<u8>> {
    Call::new(command, arguments, false, |value| {
        from_value::<Bytes>(value).map(|bytes| bytes.0)
    })
}

/// Calls a command and returns its result as a stream, as soon as the head of the reply has arrived.
///
/// # Errors
/// The future returns the errors of [`invoke`], and [`Error::Unsupported`] over `window.__TAURI__`.
pub fn invoke_stream(command: &str, arguments: &(impl Serialize + ?Sized)) -> Call<ByteStream> {
    Call::new(command, arguments, true, |value| Ok(ByteStream::new(value)))
}

/// A call of a command: a future of its result. It starts when it is polled for the first time; dropping it afterwards cancels the command.
#[must_use = "a call starts when it is awaited"]
pub struct Call<R> {
    command: String,
    arguments: Result<JsValue, Error>,
    options: Object,
    streams: bool,
    read: fn(JsValue) -> Result<R, Error>,
    running: Option<Running>,
}

/// A call without an answer yet.
struct Running {
    reply: JsFuture,
    cancel: AbortController,
}

impl<R> Call<R> {
    fn new(
        command: &str,
        arguments: &(impl Serialize + ?Sized),
        streams: bool,
        read: fn(JsValue) -> Result<R, Error>,
    ) -> Self {
        Self {
            command: command.to_owned(),
            arguments: to_value(arguments),
            options: Object::new(),
            streams,
            read,
            running: None,
        }
    }

    /// Limits the time of the call, in milliseconds. It then fails with [`Error::Timeout`], and the command is cancelled. Without effect in an application of
    /// Tauri itself.
    pub fn timeout(self, timeout_ms: u32) -> Self {
        self.option("timeout", &timeout_ms.into())
    }

    /// Sets the request headers, which the command reads as `http::HeaderMap`.
    pub fn headers<'a>(self, headers: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let pairs = Array::new();
        for (name, value) in headers {
            pairs.push(&Array::of2(&name.into(), &value.into()));
        }
        self.option("headers", &pairs)
    }

    fn option(self, name: &str, value: &JsValue) -> Self {
        set(&self.options, name, value);
        self
    }

    fn start(&mut self) -> Result<Running, Error> {
        let arguments = std::mem::replace(&mut self.arguments, Ok(JsValue::UNDEFINED))?;
        let client = client()?;
        let cancel = AbortController::new().map_err(Error::thrown)?;
        set(&self.options, "signal", &cancel.signal());
        let reply = if !self.streams {
            client.core.invoke(&self.command, &arguments, &self.options)
        } else if client.contract == Contract::Bytelane {
            stream(&client.core, &self.command, &arguments, &self.options)
        } else {
            return Err(Error::Unsupported("stream a result"));
        };
        Ok(Running {
            reply: reply.map_err(Error::thrown)?.into(),
            cancel,
        })
    }
}

/// Calls `invoke.stream`.
fn stream(
    core: &JsValue,
    command: &str,
    arguments: &JsValue,
    options: &Object,
) -> Result<js_sys::Promise, JsValue> {
    let invoke = Reflect::get(core, &"invoke".into())?;
    let stream: js_sys::Function = Reflect::get(&invoke, &"stream".into())?.dyn_into()?;
    stream
        .call3(&invoke, &command.into(), arguments, options)
        .map(JsCast::unchecked_into)
}

impl<R> Future for Call<R> {
    type Output = Result<R, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let call = &mut *self;
        let mut running = match call.running.take().map_or_else(|| call.start(), Ok) {
            Ok(running) => running,
            Err(error) => return Poll::Ready(Err(error)),
        };
        match Pin::new(&mut running.reply).poll(context) {
            Poll::Ready(reply) => Poll::Ready(reply.map_err(Error::thrown).and_then(call.read)),
            Poll::Pending => {
                call.running = Some(running);
                Poll::Pending
            }
        }
    }
}

impl<R> Drop for Call<R> {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            running.cancel.abort();
        }
    }
}

/// Sets a property of a new object, which cannot fail.
fn set(object: &Object, name: &str, value: &JsValue) {
    let _ = Reflect::set(object, &name.into(), value);
}

/// Converts a value into one of the page: objects for maps, `null` for `None`, buffers for bytes.
pub(crate) fn to_value(value: &(impl Serialize + ?Sized)) -> Result<JsValue, Error> {
    let serializer = Serializer::new()
        .serialize_maps_as_objects(true)
        .serialize_missing_as_null(true);
    value
        .serialize(&serializer)
        .map_err(|error| Error::Encode(error.to_string()))
}

/// Converts a value of the page.
pub(crate) fn from_value<T: DeserializeOwned>(value: JsValue) -> Result<T, Error> {
    serde_wasm_bindgen::from_value(value).map_err(|error| Error::Decode(error.to_string()))
}
