use std::io;

use serde::Serialize;
use serde_json::ser::Formatter;

use super::{ATTACHMENTS_MAX, Attachment, Mixed, nonce};
use crate::{
    payload::{Bytes, Payload, PayloadError, handoff},
    wire::Code,
};

/// Writes JSON, but sets bytes aside and writes their name in their place.
struct Attaching<'a> {
    nonce: u64,
    attachments: &'a mut Vec<Attachment>,
}

impl Formatter for Attaching<'_> {
    fn write_byte_array<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        bytes: &[u8],
    ) -> io::Result<()> {
        if self.attachments.len() == ATTACHMENTS_MAX {
            return Err(io::Error::other(
                "more than 65,536 byte strings in one value; join them into one",
            ));
        }
        write_name(writer, self.nonce, self.attachments.len())?;
        // COPY: the bytes of a foreign type, known only as a borrowed slice.
        let bytes = handoff::take(bytes).map_or_else(|| Bytes::copy_from_slice(bytes), Bytes::from);
        self.attachments.push(bytes.into());
        Ok(())
    }
}

/// Writes the name of an attachment as a JSON string.
fn write_name<W: ?Sized + io::Write>(writer: &mut W, nonce: u64, index: usize) -> io::Result<()> {
    write!(writer, "\"\\u0001bytes:{nonce:016x}:{index}\"")
}

/// A value as JSON with its bytes attached; as JSON when there are none, and as bytes when it is nothing else.
pub(in crate::payload) fn serialize<T: Serialize + ?Sized>(
    value: &T,
) -> Result<Payload, PayloadError> {
    // SPEC §3.2: drawn after the values exist.
    let nonce = nonce::draw();
    let mut attachments = Vec::new();
    let mut text = Vec::with_capacity(128);
    let formatter = Attaching {
        nonce,
        attachments: &mut attachments,
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
            "the JSON text is over 4 GiB",
        ));
    }
    if let [attachment] = &mut attachments[..] {
        let mut name = Vec::new();
        // Writing to a vector does not fail.
        let _ = write_name(&mut name, nonce, 0);
        if name == text {
            return Ok(Payload::Raw(std::mem::take(&mut attachment.bytes)));
        }
    }
    Ok(Payload::Mixed(Mixed {
        text: text.into(),
        nonce,
        attachments,
    }))
}
