//! Bodies as Tauri has them: a JSON value or bytes.

use serde::de::{DeserializeOwned, value::SeqDeserializer};
use serde_json::Value;

use super::{Bytes, Payload};
use crate::Refusal;

/// The payload of a call: a JSON value or bytes.
#[derive(Clone, Debug, PartialEq)]
pub enum InvokeBody {
    /// A JSON value. Attached bytes are arrays of numbers in it.
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
    /// Reads the body as a value. Bytes are read as a JSON text.
    ///
    /// # Errors
    /// When the body is not JSON, or JSON of another shape.
    pub fn deserialize<T: DeserializeOwned>(self) -> serde_json::Result<T> {
        match self {
            Self::Json(value) => serde_json::from_value(value),
            Self::Raw(bytes) => serde_json::from_slice(&bytes),
        }
    }

    /// A payload as Tauri shows it.
    ///
    /// # Errors
    /// `bad_json` and `too_deep` for the text, `bad_frame` for a text that names an attachment that is not there, `bad_arguments` for an attachment over
    /// 1 MiB, which would be spelled out.
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

/// The body of an answer, as Tauri names it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum InvokeResponseBody {
    /// A JSON text.
    Json(String),
    /// Bytes.
    Raw(Vec<u8>),
    /// Bytes, shared.
    Bytes(Bytes),
}

impl InvokeResponseBody {
    /// Reads the body as a value; bytes are a sequence of numbers.
    ///
    /// # Errors
    /// When the body is not JSON, or of another shape.
    pub fn deserialize<T: DeserializeOwned>(self) -> serde_json::Result<T> {
        let bytes = match self {
            Self::Json(text) => return serde_json::from_str(&text),
            Self::Raw(bytes) => bytes,
            Self::Bytes(bytes) => bytes.into(),
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
        Self::Bytes(bytes)
    }
}

impl From<::bytes::Bytes> for InvokeResponseBody {
    fn from(bytes: ::bytes::Bytes) -> Self {
        Self::Bytes(bytes.into())
    }
}

impl From<&'static [u8]> for InvokeResponseBody {
    fn from(bytes: &'static [u8]) -> Self {
        Self::Bytes(bytes.into())
    }
}

impl From<InvokeBody> for InvokeResponseBody {
    fn from(body: InvokeBody) -> Self {
        match body {
            InvokeBody::Json(value) => Self::Json(value.to_string()),
            InvokeBody::Raw(bytes) => Self::Bytes(bytes),
        }
    }
}

impl From<InvokeResponseBody> for Payload {
    fn from(body: InvokeResponseBody) -> Self {
        match body {
            InvokeResponseBody::Json(text) => Self::Json(text.into()),
            InvokeResponseBody::Raw(bytes) => Self::Raw(bytes.into()),
            InvokeResponseBody::Bytes(bytes) => Self::Raw(bytes),
        }
    }
}
