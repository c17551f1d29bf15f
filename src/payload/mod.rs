//! What a body is: raw bytes, JSON, JSON with attached bytes, a typed array, an archive (SPEC §3).

mod body;
mod bytes;
mod handoff;
mod invoke_body;
mod mixed;
mod read;
mod same_type;

pub use body::{Body, BodyStream, FileBody};
pub use bytes::Bytes;
pub use invoke_body::{InvokeBody, InvokeResponseBody};
pub use mixed::{Attachment, Mixed};
pub(crate) use read::{Arguments, Unescaped, absent_argument};

use serde::{Deserialize, Serialize};

use crate::{
    Refusal,
    wire::{Code, Element, Limits, PayloadKind, WireError},
};

/// A value on its way between host and page, in one of the kinds of SPEC §3.
///
/// Payloads that were received are views of the received bytes; cloning one copies nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Payload {
    /// Nothing: no arguments, or `null`.
    #[default]
    None,
    /// Bytes. An `ArrayBuffer` in the page.
    Raw(Bytes),
    /// One JSON text in UTF-8.
    Json(Bytes),
    /// JSON with attached bytes.
    Mixed(Mixed),
    /// A typed array.
    Typed(Attachment),
    /// An rkyv archive.
    Archive(Bytes),
}

/// A value on its way out: bytes as a whole, or something to serialize.
pub(crate) enum Written<T> {
    Bytes(Bytes),
    Value(T),
}

impl<T> Written<T> {
    pub(crate) fn of(value: T) -> Self {
        match same_type::into_bytes(value) {
            Ok(bytes) => Self::Bytes(bytes),
            Err(value) => Self::Value(value),
        }
    }
}

/// A value that cannot become a payload, or the other way round.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct PayloadError {
    code: Code,
    message: String,
}

impl PayloadError {
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }

    /// The stable code.
    pub const fn code(&self) -> Code {
        self.code
    }
}

impl From<PayloadError> for Refusal {
    fn from(error: PayloadError) -> Self {
        Self::new(error.code, error.message)
    }
}

impl Payload {
    /// The kind that stands in the frame.
    pub const fn kind(&self) -> PayloadKind {
        match self {
            Self::None => PayloadKind::None,
            Self::Raw(_) => PayloadKind::Raw,
            Self::Json(_) => PayloadKind::Json,
            Self::Mixed(_) => PayloadKind::Mixed,
            Self::Typed(_) => PayloadKind::Typed,
            Self::Archive(_) => PayloadKind::Archive,
        }
    }

    /// The element type that stands in the frame.
    pub const fn element(&self) -> Element {
        match self {
            Self::Typed(array) => array.element,
            _ => Element::Bytes,
        }
    }

    /// Reads the body of a frame without copying it.
    ///
    /// # Errors
    /// The codes of SPEC §3: `bad_frame`, `body_truncated`, `body_too_large`. JSON text is not looked at here.
    pub fn decode(
        kind: PayloadKind,
        element: Element,
        body: ::bytes::Bytes,
        limits: &Limits,
    ) -> Result<Self, WireError> {
        let body = Bytes::from(body);
        Ok(match kind {
            PayloadKind::None if body.is_empty() => Self::None,
            // SPEC §3: the body of `NONE` is empty.
            PayloadKind::None => {
                return Err(WireError::new(
                    Code::BadFrame,
                    "payload without content has a body",
                ));
            }
            PayloadKind::Raw => Self::Raw(body),
            // SPEC §7: `json_bytes_max`.
            PayloadKind::Json if body.len() as u64 > limits.json_bytes_max => {
                return Err(WireError::new(
                    Code::BodyTooLarge,
                    "JSON text over its limit",
                ));
            }
            PayloadKind::Json => Self::Json(body),
            PayloadKind::Mixed => Self::Mixed(Mixed::decode(&body, limits)?),
            PayloadKind::Typed => {
                element.check_length(body.len() as u64)?;
                Self::Typed(Attachment {
                    element,
                    bytes: body,
                })
            }
            PayloadKind::Archive => Self::Archive(body),
        })
    }

    /// A value as JSON, with every [`Bytes`] in it attached instead of spelled out. A value that is itself bytes goes raw.
    ///
    /// # Errors
    /// When the value's `Serialize` fails, or a map's key is not a string.
    pub fn from_value<T: Serialize + ?Sized>(value: &T) -> Result<Self, PayloadError> {
        match same_type::to_bytes(value) {
            Some(bytes) => Ok(Self::Raw(bytes)),
            None => mixed::serialize(value),
        }
    }

    /// As [`from_value`](Self::from_value), for a value that is given up: bytes that it owns move into the payload.
    ///
    /// # Errors
    /// As [`from_value`](Self::from_value).
    pub fn from_owned<T: Serialize>(value: T) -> Result<Self, PayloadError> {
        match Written::of(value) {
            Written::Bytes(bytes) => Ok(Self::Raw(bytes)),
            Written::Value(value) => mixed::serialize(&value),
        }
    }

    /// Reads the payload as one value. [`Bytes`] in it share the memory of the payload, `&[u8]` and `&str` borrow from it.
    ///
    /// Text with escapes cannot be borrowed from a payload, as with [`serde_json::from_slice`]; a `Cow` or a `String` takes either. Arguments of commands
    /// borrow such text from their call.
    ///
    /// # Errors
    /// `bad_json` and `too_deep` for the text, `bad_frame` for a text that names an attachment that is not there, `bad_arguments` for a value of another
    /// type.
    pub fn to_value<'de, T: Deserialize<'de>>(&'de self) -> Result<T, PayloadError> {
        read::value(self)
    }

    /// Length of the body in bytes.
    pub fn body_bytes(&self) -> u64 {
        match self {
            Self::None => 0,
            Self::Raw(bytes) | Self::Json(bytes) | Self::Archive(bytes) => bytes.len() as u64,
            Self::Typed(array) => array.bytes.len() as u64,
            Self::Mixed(mixed) => mixed.body_bytes(),
        }
    }

    /// The body as the pieces that it is made of, in order, none of them copied.
    pub fn into_segments(self) -> Vec<::bytes::Bytes> {
        match self {
            Self::None => Vec::new(),
            Self::Raw(bytes) | Self::Json(bytes) | Self::Archive(bytes) => vec![bytes.into()],
            Self::Typed(array) => vec![array.bytes.into()],
            Self::Mixed(mixed) => mixed.into_segments(),
        }
    }
}
