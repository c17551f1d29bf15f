//! Bodies in the form that Tauri has: JSON or bytes.

use serde::de::{DeserializeOwned, value::SeqDeserializer};
use serde_json::Value;

use super::{Bytes, Payload};
use crate::Refusal;

/// The payload of a call: a JSON value or bytes.
#[derive(Clone, Debug, PartialEq)]
pub enum InvokeBody {
    /// A JSON value, in which attached bytes are arrays of numbers.
    Json(Value),
    /// Bytes.
    Raw(Bytes),
}

impl Default for InvokeBody {
    fn default() -> Self {
        Self::Json(Value::Null)
    }
}

impl InvokeBody {
    /// Deserializes the body as a value. Bytes are parsed as JSON text.
    ///
    /// # Errors
    /// Returns an error if the body is not JSON, or not a `T`.
    pub fn deserialize<T: DeserializeOwned>(self) -> serde_json::Result<T> {
        match self {
            Self::Json(value) => serde_json::from_value(value),
            Self::Raw(bytes) => serde_json::from_slice(&bytes),
        }
    }

    /// Converts a payload.
    ///
    /// # Errors
    /// Returns `bad_json` or `too_deep` for malformed text, `bad_frame` if the text names an attachment that does not exist, and `bad_arguments` for an
    /// attachment over 1 MiB, which would become an array of numbers.
    pub(crate) fn from_payload(payload: &Payload) -> Result<Self, Refusal> {
        Ok(match payload {
            Payload::None => Self::Json(Value::Object(serde_json::Map::new())),
            Payload::Raw(bytes) | Payload::Archive(bytes) => Self::Raw(bytes.clone()),
            Payload::Typed(array) => Self::Raw(array.bytes.clone()),
            Payload::Json(_) | Payload::Mixed(_) => Self::Json(payload.to_value()?),
        })
    }
}

impl From<Value> for InvokeBody {
    fn from(value: Value) -> Self {
        Self::Json(value)
    }
}

impl From<Vec<u8>> for InvokeBody {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Raw(bytes.into())
    }
}

impl From<Bytes> for InvokeBody {
    fn from(bytes: Bytes) -> Self {
        Self::Raw(bytes)
    }
}

/// The body of a reply or of a channel message.
///
/// Its bytes are not shared. To answer with [`Bytes`] without a copy, return them, or a [`Response`](crate::ipc::Response) of them.
#[derive(Clone, Debug, PartialEq)]
pub enum InvokeResponseBody {
    /// A JSON text.
    Json(String),
    /// Bytes.
    Raw(Vec<u8>),
}

impl InvokeResponseBody {
    /// Deserializes the body as a value. Bytes are a sequence of numbers.
    ///
    /// # Errors
    /// Returns an error if the body is not JSON, or not a `T`.
    pub fn deserialize<T: DeserializeOwned>(self) -> serde_json::Result<T> {
        let bytes = match self {
            Self::Json(text) => return serde_json::from_str(&text),
            Self::Raw(bytes) => bytes,
        };
        T::deserialize(SeqDeserializer::new(bytes.into_iter()))
    }
}

impl From<String> for InvokeResponseBody {
    fn from(text: String) -> Self {
        Self::Json(text)
    }
}

impl From<Vec<u8>> for InvokeResponseBody {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Raw(bytes)
    }
}

impl From<Bytes> for InvokeResponseBody {
    fn from(bytes: Bytes) -> Self {
        // COPY: if the bytes are shared.
        Self::Raw(bytes.into())
    }
}

impl From<InvokeBody> for InvokeResponseBody {
    fn from(body: InvokeBody) -> Self {
        match body {
            InvokeBody::Json(value) => Self::Json(value.to_string()),
            InvokeBody::Raw(bytes) => bytes.into(),
        }
    }
}

impl From<InvokeResponseBody> for Payload {
    fn from(body: InvokeResponseBody) -> Self {
        match body {
            InvokeResponseBody::Json(text) => text.into(),
            InvokeResponseBody::Raw(bytes) => bytes.into(),
        }
    }
}

impl From<InvokeBody> for Payload {
    fn from(body: InvokeBody) -> Self {
        match body {
            InvokeBody::Json(value) => value.to_string().into(),
            InvokeBody::Raw(bytes) => Self::Raw(bytes),
        }
    }
}

/// The string is the JSON text of the payload.
impl From<String> for Payload {
    fn from(text: String) -> Self {
        Self::Json(text.into())
    }
}

macro_rules! raw {
    ($($bytes:ty),*) => {$(
        impl From<$bytes> for Payload {
            fn from(bytes: $bytes) -> Self {
                Self::Raw(bytes.into())
            }
        }
    )*};
}

raw! { Bytes, ::bytes::Bytes, Vec<u8>, &'static [u8] }
