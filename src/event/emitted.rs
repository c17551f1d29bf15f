use std::{
    fmt,
    sync::{Arc, OnceLock},
};

use serde::Deserialize;

use super::{EventId, EventName, json_text};
use crate::{
    Result, foreign,
    payload::{Bytes, Payload},
};

/// An emitted event, shared by all its listeners.
pub(super) struct Emitted {
    pub(super) name: EventName,
    pub(super) payload: Payload,
    text: OnceLock<String>,
}

impl Emitted {
    pub(super) const fn new(name: EventName, payload: Payload) -> Self {
        Self {
            name,
            payload,
            text: OnceLock::new(),
        }
    }

    /// Returns the payload as JSON text, which is made on first use unless the payload is JSON.
    fn text(&self) -> &str {
        if let Payload::Json(text) = &self.payload
            && let Ok(text) = std::str::from_utf8(text)
            && !text.is_empty()
        {
            return text;
        }
        self.text.get_or_init(|| json_text::payload(&self.payload))
    }
}

impl Drop for Emitted {
    fn drop(&mut self) {
        foreign::drop_each(std::mem::take(&mut self.payload).into_segments());
    }
}

/// An event, as a listener in Rust receives it. Cheap to clone.
#[derive(Clone)]
pub struct Event {
    id: EventId,
    emitted: Arc<Emitted>,
}

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("id", &self.id)
            .field("name", &self.emitted.name.as_str())
            .field("bytes", &self.emitted.payload.body_bytes())
            .finish_non_exhaustive()
    }
}

impl Event {
    pub(super) const fn new(id: EventId, emitted: Arc<Emitted>) -> Self {
        Self { id, emitted }
    }

    /// Returns the id of the listener that is called.
    pub const fn id(&self) -> EventId {
        self.id
    }

    /// Returns the name of the event.
    pub fn name(&self) -> &str {
        self.emitted.name.as_str()
    }

    /// Returns the payload as JSON text.
    ///
    /// Bytes are arrays of numbers in it, and the text is then made on first use: for an event with bytes use [`value`](Self::value) or
    /// [`bytes`](Self::bytes), which copy nothing. A text can name the same bytes many times; once that exceeds four times the received bytes plus
    /// 4 MiB, the rest is `null`.
    pub fn payload(&self) -> &str {
        self.emitted.text()
    }

    /// Reads the payload as a value. [`Bytes`] in it share the memory of the payload, `&[u8]` and `&str` borrow from it.
    ///
    /// # Errors
    /// Returns the errors of [`Payload::to_value`].
    pub fn value<'de, T: Deserialize<'de>>(&'de self) -> Result<T> {
        Ok(self.emitted.payload.to_value()?)
    }

    /// Returns the payload if it is bytes as a whole: bytes of Rust, or a buffer or typed array of the page.
    pub fn bytes(&self) -> Option<Bytes> {
        match &self.emitted.payload {
            Payload::Raw(bytes) | Payload::Archive(bytes) => Some(bytes.clone()),
            Payload::Typed(array) => Some(array.bytes.clone()),
            // The whole text is the name of an attachment.
            Payload::Mixed(mixed) => {
                let name: std::borrow::Cow<'_, str> = serde_json::from_slice(&mixed.text).ok()?;
                let index = mixed.index_of(&name).ok()??;
                Some(mixed.attachments.get(index)?.bytes.clone())
            }
            Payload::None | Payload::Json(_) => None,
        }
    }

    /// Returns the payload as it was emitted.
    pub fn raw_payload(&self) -> &Payload {
        &self.emitted.payload
    }
}
