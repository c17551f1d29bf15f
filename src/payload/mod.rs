//! Payloads: bodies as raw bytes, JSON, JSON with attached bytes, typed arrays and archives (SPEC §3).

mod archive;
mod body;
mod bytes;
mod error;
mod handoff;
mod invoke_body;
mod mixed;
mod read;
mod same_type;
mod typed;

pub use archive::{ArchiveArgument, Archived, IntoArchive};
#[doc(hidden)]
pub use archive::{Check, Defect, NoSharing, Output};
pub use body::{Body, BodyStream, FileBody};
pub use bytes::Bytes;
pub use error::PayloadError;
pub use invoke_body::{InvokeBody, InvokeResponseBody};
pub(crate) use mixed::Written;
pub use mixed::{Attachment, Mixed};
pub(crate) use read::{Arguments, Unescaped, absent_argument};
pub use typed::{Number, Typed};

use crate::wire::{Code, Element, Limits, PayloadKind, WireError};

/// A value that crosses between host and page, in one of the kinds of SPEC §3.
///
/// A received payload is a view of the received bytes. Cloning a payload copies no bytes.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum Payload {
    /// No content: no arguments, or `null`.
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

impl Payload {
    /// Returns the payload kind of the frame.
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

    /// Returns the element type of the frame.
    pub const fn element(&self) -> Element {
        match self {
            Self::Typed(array) => array.element,
            _ => Element::Bytes,
        }
    }

    /// Decodes the body of a frame without copying it. JSON text is not parsed.
    ///
    /// # Errors
    /// Returns `bad_frame`, `body_truncated` or `body_too_large` if the body violates SPEC §3.
    pub fn decode(
        kind: PayloadKind,
        element: Element,
        body: ::bytes::Bytes,
        limits: &Limits,
    ) -> Result<Self, WireError> {
        let body = Bytes::received(body);
        Ok(match kind {
            PayloadKind::None if body.is_empty() => Self::None,
            // SPEC §3: the body of `NONE` is empty.
            PayloadKind::None => {
                return Err(WireError::new(
                    Code::BadFrame,
                    "a frame of payload kind NONE has a body",
                ));
            }
            PayloadKind::Raw => Self::Raw(body),
            PayloadKind::Json => {
                let json = Self::Json(body);
                // SPEC §7: `json_bytes_max`.
                json.check_json_length(limits)?;
                json
            }
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

    /// Checks the length of the JSON text, if the payload has one.
    ///
    /// # Errors
    /// Returns `body_too_large` if it is over `json_bytes_max` (SPEC §7).
    pub(crate) fn check_json_length(&self, limits: &Limits) -> Result<(), WireError> {
        let text = match self {
            Self::Json(text) => text,
            Self::Mixed(mixed) => &mixed.text,
            _ => return Ok(()),
        };
        if text.len() as u64 > limits.json_bytes_max {
            return Err(WireError::new(
                Code::BodyTooLarge,
                "a JSON text is longer than json_bytes_max: pass large data as bytes, or raise the limit",
            ));
        }
        Ok(())
    }

    /// Returns the length of the body, in bytes.
    pub fn body_bytes(&self) -> u64 {
        match self {
            Self::None => 0,
            Self::Raw(bytes) | Self::Json(bytes) | Self::Archive(bytes) => bytes.len() as u64,
            Self::Typed(array) => array.bytes.len() as u64,
            Self::Mixed(mixed) => mixed.body_bytes(),
        }
    }

    /// Returns the segments of the body in order, without copying them.
    pub fn into_segments(self) -> Vec<::bytes::Bytes> {
        match self {
            Self::None => Vec::new(),
            Self::Raw(bytes) | Self::Json(bytes) | Self::Archive(bytes) => vec![bytes.into()],
            Self::Typed(array) => vec![array.bytes.into()],
            Self::Mixed(mixed) => mixed.into_segments(),
        }
    }
}
