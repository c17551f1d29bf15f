use serde::Serialize;

use super::{Bytes, Payload, PayloadError};
use crate::wire::{Code, Element, Limits, WireError};

/// Bytes beside a JSON text, with the element type that the page gives or gets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attachment {
    /// Element type.
    pub element: Element,
    /// The bytes.
    pub bytes: Bytes,
}

/// A JSON text with attached bytes (SPEC §3.2).
#[derive(Clone, Debug, PartialEq)]
pub struct Mixed {
    /// The JSON text.
    pub text: Bytes,
    /// Drawn for this payload; part of every placeholder in the text.
    pub nonce: u64,
    /// The attachments.
    pub attachments: Vec<Attachment>,
}

impl Mixed {
    pub(crate) fn decode(_body: Bytes, _limits: &Limits) -> Result<Self, WireError> {
        Err(WireError::new(Code::BadFrame, "not yet"))
    }
    pub(crate) fn body_bytes(&self) -> u64 {
        0
    }
    pub(crate) fn into_segments(self) -> Vec<::bytes::Bytes> {
        Vec::new()
    }
}

pub(super) fn serialize<T: Serialize + ?Sized>(value: &T) -> Result<Payload, PayloadError> {
    serde_json::to_vec(value).map(|t| Payload::Json(t.into())).map_err(|e| PayloadError::new(Code::Internal, e.to_string()))
}
