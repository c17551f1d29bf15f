use std::io;

use serde::Serialize;
use serde_json::ser::Formatter;

use super::{ATTACHMENTS_MAX, Attachment, Mixed, nonce};
use crate::{
    payload::{
        Bytes, Payload, PayloadError,
        handoff::{self, Form},
        same_type,
    },
    wire::{Code, Element},
};

/// Writes JSON, in which bytes become attachments and their names.
struct Attaching<'a> {
    nonce: u64,
    attachments: &'a mut Vec<Attachment>,
    /// The form of the last attachment.
    form: &'a mut Form,
}

type AttachingSerializer<'a> = serde_json::Serializer<&'a mut Vec<u8>, Attaching<'a>>;

/// Whether a serializer makes attachments of bytes. Code behind a type parameter learns from it that bytes do not become numbers.
pub(in crate::payload) fn is_attaching<S>() -> bool {
    typeid::of::<S>() == typeid::of::<&mut AttachingSerializer<'_>>()
}

impl Formatter for Attaching<'_> {
    fn write_byte_array<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        bytes: &[u8],
    ) -> io::Result<()> {
        if self.attachments.len() == ATTACHMENTS_MAX {
            return Err(io::Error::other(
                "a value has more than 65,536 `Bytes`; join them into fewer",
            ));
        }
        write_name(writer, self.nonce, self.attachments.len())?;
        let (bytes, form) = match handoff::take(bytes) {
            Some((bytes, form)) => (bytes.into(), form),
            // COPY: the bytes of a foreign type are known only as a borrowed slice.
            None => (Bytes::copy_from_slice(bytes), Form::Bytes),
        };
        let element = match form {
            Form::Typed(element) => element,
            Form::Bytes | Form::Archive => Element::Bytes,
        };
        self.attachments.push(Attachment { element, bytes });
        *self.form = form;
        Ok(())
    }
}

/// Writes the name of an attachment as a JSON string.
fn write_name<W: ?Sized + io::Write>(writer: &mut W, nonce: u64, index: usize) -> io::Result<()> {
    write!(writer, "\"\\u0001bytes:{nonce:016x}:{index}\"")
}

/// Serializes a value as JSON with attachments; as plain JSON if it has no bytes, and as bytes, a typed array or an archive if it has nothing else.
fn serialize<T: Serialize + ?Sized>(value: &T) -> Result<Payload, PayloadError> {
    // SPEC §3.2: drawn after the values exist.
    let nonce = nonce::draw();
    let mut attachments = Vec::new();
    let mut text = Vec::with_capacity(128);
    let mut form = Form::Bytes;
    let formatter = Attaching {
        nonce,
        attachments: &mut attachments,
        form: &mut form,
    };
    value
        .serialize(&mut serde_json::Serializer::with_formatter(
            &mut text, formatter,
        ))
        .map_err(|error| PayloadError::new(Code::Internal, error.to_string()))?;
    if attachments.is_empty() {
        return Ok(Payload::Json(text.into()));
    }
    if u32::try_from(text.len()).is_err() {
        return Err(PayloadError::new(
            Code::BodyTooLarge,
            "the JSON text of a value is over 4 GiB",
        ));
    }
    if let [attachment] = &mut attachments[..] {
        let mut name = Vec::new();
        // Writing to a vector does not fail.
        let _ = write_name(&mut name, nonce, 0);
        if name == text {
            let attachment = std::mem::take(attachment);
            return Ok(match form {
                Form::Bytes => Payload::Raw(attachment.bytes),
                Form::Typed(_) => Payload::Typed(attachment),
                Form::Archive => Payload::Archive(attachment.bytes),
            });
        }
    }
    Ok(Payload::Mixed(Mixed {
        text: text.into(),
        nonce,
        attachments,
    }))
}

/// A value to be sent: bytes as a whole, or a value to serialize.
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

impl Payload {
    /// Serializes a value as JSON, with every [`Bytes`] in it as an attachment. A value that is bytes itself becomes [`Raw`](Self::Raw).
    ///
    /// # Errors
    /// Returns an error if the `Serialize` implementation fails, or if a map has a key that is not a string.
    pub fn from_value<T: Serialize + ?Sized>(value: &T) -> Result<Self, PayloadError> {
        match same_type::to_bytes(value) {
            Some(bytes) => Ok(Self::Raw(bytes)),
            None => serialize(value),
        }
    }

    /// Serializes an owned value, as [`from_value`](Self::from_value) does. Bytes move into the payload instead of being copied.
    ///
    /// # Errors
    /// Returns the errors of [`from_value`](Self::from_value).
    pub fn from_owned<T: Serialize>(value: T) -> Result<Self, PayloadError> {
        match Written::of(value) {
            Written::Bytes(bytes) => Ok(Self::Raw(bytes)),
            Written::Value(value) => serialize(&value),
        }
    }
}
