//! Bodies that are read as they arrive.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;
use js_sys::{Function, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

use crate::{Error, iteration::Iteration};

/// The body of a reply: a [`Stream`] of its parts. The host sends at most 8 MiB ahead. Dropping it drops the stream in the host.
pub struct ByteStream {
    parts: Iteration,
}

impl ByteStream {
    pub(crate) const fn new(stream: JsValue) -> Self {
        Self {
            parts: Iteration::new(stream),
        }
    }

    /// Returns the length of the body in bytes, if the host has announced it.
    pub fn length(&self) -> Option<u64> {
        let length = Reflect::get(self.parts.iterable(), &"length".into()).ok()?;
        length.as_f64().map(|length| length as u64)
    }

    /// Returns the status that the command has set; 200 by default.
    pub fn status(&self) -> u16 {
        let status = Reflect::get(self.parts.iterable(), &"status".into()).ok();
        status.and_then(|status| status.as_f64()).unwrap_or(200.0) as u16
    }

    /// Reads the rest of the body.
    ///
    /// # Errors
    /// Returns [`Error::Refused`] with `stream_failed` if the command has failed while it produced the body.
    pub async fn read_to_end(mut self) -> Result<Vec<u8>, Error> {
        let mut all = Vec::new();
        while let Some(part) = std::future::poll_fn(|context| self.parts.poll_next(context)).await {
            let part: Uint8Array = part.map_err(Error::thrown)?.unchecked_into();
            let start = all.len();
            all.resize(start + part.length() as usize, 0);
            part.copy_to(&mut all[start..]); // COPY: into the memory of the module
        }
        Ok(all)
    }
}

impl Stream for ByteStream {
    type Item = Result<Vec<u8>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let part = ready!(self.parts.poll_next(context));
        // COPY: into the memory of the module
        let read = |part: JsValue| part.unchecked_into::<Uint8Array>().to_vec();
        Poll::Ready(part.map(|part| part.map(read).map_err(Error::thrown)))
    }
}

impl Drop for ByteStream {
    fn drop(&mut self) {
        let stream = self.parts.iterable();
        let cancel = Reflect::get(stream, &"cancel".into()).and_then(JsCast::dyn_into::<Function>);
        if let Ok(cancel) = cancel {
            let _ = cancel.call0(stream);
        }
    }
}
