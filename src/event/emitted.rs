use std::{
    fmt,
    sync::{Arc, OnceLock},
};

use serde::Deserialize;

use super::{EventId, EventName, json_text};
use crate::{
    Result,
    payload::{Bytes, Payload},
};

/// An event on its way to all who get it.
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

    /// JSON that stands as it is; anything else is spelled out at the first use.
    fn text(&self) -> &str {
        if let Payload::Json(text) = &self.payload
            && let Ok(text) = std::str::from_utf8(text)
        {
            return text;
        }
        self.text.get_or_init(|| json_text::payload(&self.payload))
    }
}

/// An event, as a listener in Rust gets it. Cheap to clone.
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

    /// Id of the listener that is called.
    pub const fn id(&self) -> EventId {
        self.id
    }

    /// Name of the event.
    pub fn name(&self) -> &str {
        self.emitted.name.as_str()
    }

    /// The payload as a JSON text.
    ///
    /// Bytes, attached or whole, are arrays of numbers in it: for an event with bytes use [`value`](Self::value) or [`bytes`](Self::bytes), which
    /// copy nothing. The text of such an event is made at the first use; bytes that a text names again and again, far beyond what was
    /// emitted, are `null`.
    pub fn payload(&self) -> &str {
        self.emitted.text()
    }

    /// The payload as a value. [`Bytes`] in it share the memory of the payload, `&[u8]` and `&str` borrow from it.
    ///
    /// # Errors
    /// As [`Payload::to_value`].
    pub fn value<'de, T: Deserialize<'de>>(&'de self) -> Result<T> {
        Ok(self.emitted.payload.to_value()?)
    }

    /// The payload, when it is bytes as a whole: emitted as bytes, or a buffer or a typed array of the page.
    pub fn bytes(&self) -> Option<Bytes> {
        match &self.emitted.payload {
            Payload::Raw(bytes) | Payload::Archive(bytes) => Some(bytes.clone()),
            Payload::Typed(array) => Some(array.bytes.clone()),
            // A text that is nothing but the name of an attachment.
            Payload::Mixed(mixed) => {
                let name: std::borrow::Cow<'_, str> = serde_json::from_slice(&mixed.text).ok()?;
                let index = mixed.index_of(&name).ok()??;
                Some(mixed.attachments.get(index)?.bytes.clone())
            }
            Payload::None | Payload::Json(_) => None,
        }
    }

    /// The payload as it was emitted.
    pub fn raw_payload(&self) -> &Payload {
        &self.emitted.payload
    }
}
