//! Payloads as JSON text, in which bytes are arrays of numbers.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::{
    payload::{Attachment, Mixed, Payload},
    wire::{Element, WireError},
};

/// Limit on the bytes that are written as numbers for one payload, as a multiple of the received bytes and [`SPARE_BYTES`]: a text can name the same
/// attachment many times.
const COPIES_MAX: usize = 4;
/// Bytes that the limit allows a payload in addition to its own.
const SPARE_BYTES: usize = 1 << 20;

/// Returns the payload as JSON text, in which bytes are arrays of numbers. Malformed JSON becomes `null`.
pub(super) fn payload(payload: &Payload) -> String {
    let mut text = Vec::new();
    match payload {
        Payload::None => {}
        Payload::Raw(bytes) | Payload::Archive(bytes) => {
            write(&mut text, Some(&bytes[..]));
        }
        Payload::Json(json) => text.extend_from_slice(json), // COPY: only for JSON that is not UTF-8
        Payload::Typed(array) => numbers(&mut text, array),
        Payload::Mixed(value) => mixed(&mut text, value),
    }
    match String::from_utf8(text) {
        Ok(text) if !text.is_empty() => text,
        _ => "null".to_owned(),
    }
}

fn write<T: Serialize>(text: &mut Vec<u8>, value: Option<T>) {
    // Neither numbers nor a vector can fail.
    if serde_json::to_writer(&mut *text, &value).is_err() {
        text.extend_from_slice(b"null");
    }
}

fn numbers(text: &mut Vec<u8>, array: &Attachment) {
    fn of<T: Serialize + for<'de> Deserialize<'de>>(text: &mut Vec<u8>, array: &Attachment) {
        write(
            text,
            Payload::Typed(array.clone()).to_value::<Vec<T>>().ok(),
        );
    }
    match array.element {
        Element::I8 => of::<i8>(text, array),
        Element::I16 => of::<i16>(text, array),
        Element::U16 => of::<u16>(text, array),
        Element::I32 => of::<i32>(text, array),
        Element::U32 => of::<u32>(text, array),
        Element::F16 | Element::F32 => of::<f32>(text, array),
        Element::F64 => of::<f64>(text, array),
        Element::I64 => of::<i64>(text, array),
        Element::U64 => of::<u64>(text, array),
        _ => write(text, Some(&array.bytes[..])),
    }
}

fn mixed(text: &mut Vec<u8>, mixed: &Mixed) {
    let received: usize = mixed
        .attachments
        .iter()
        .map(|attachment| attachment.bytes.len())
        .sum();
    let mut budget = received
        .saturating_add(SPARE_BYTES)
        .saturating_mul(COPIES_MAX);
    let mut end = 0;
    for (range, index) in attachment_names(mixed) {
        let Some(attachment) = index.ok().and_then(|index| mixed.attachments.get(index)) else {
            continue;
        };
        text.extend_from_slice(&mixed.text[end..range.start]); // COPY: the text is written again with numbers in place of names
        end = range.end;
        match budget.checked_sub(attachment.bytes.len()) {
            Some(left) => {
                budget = left;
                numbers(text, attachment);
            }
            None => text.extend_from_slice(b"null"),
        }
    }
    text.extend_from_slice(&mixed.text[end..]); // COPY: as above
}

/// Returns the strings of a text that name attachments, as ranges that include the quotes, with the index of each attachment.
///
/// A string that names an attachment that does not exist is `bad_frame`.
pub(crate) fn attachment_names(
    mixed: &Mixed,
) -> impl Iterator<Item = (Range<usize>, Result<usize, WireError>)> + '_ {
    let text = &mixed.text[..];
    // JSON has a single spelling for the first character of a name.
    memchr::memmem::find_iter(text, br#""\u0001"#).filter_map(move |start| {
        let slashes = text[..start]
            .iter()
            .rev()
            .take_while(|byte| **byte == b'\\')
            .count();
        if slashes % 2 == 1 {
            return None; // a quote inside a string
        }
        let end = end_of_string(text, start)?;
        let is_key = text[end..]
            .iter()
            .find(|byte| !byte.is_ascii_whitespace())
            .is_some_and(|byte| *byte == b':');
        if is_key {
            return None;
        }
        let name: String = serde_json::from_slice(&text[start..end]).ok()?;
        Some((start..end, mixed.index_of(&name).transpose()?))
    })
}

/// Returns the end of the string that starts at `start`.
fn end_of_string(text: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        at += memchr::memchr2(b'"', b'\\', text.get(at..)?)?;
        if text[at] == b'"' {
            return Some(at + 1);
        }
        at += 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Bytes;

    #[derive(Serialize)]
    struct Nested {
        name: &'static str,
        parts: Vec<Bytes>,
        more: Option<Bytes>,
    }

    #[test]
    fn attached_bytes_are_numbers_and_text_stays_text() {
        let nested = Nested {
            name: "a \"\u{1}bytes:\" \\",
            parts: vec![Bytes::from(vec![1, 2]), Bytes::new()],
            more: Some(Bytes::from(vec![255])),
        };
        let text = payload(&Payload::from_value(&nested).unwrap());
        let expected =
            serde_json::json!({ "name": nested.name, "parts": [[1, 2], []], "more": [255] });
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&text).unwrap(),
            expected
        );
    }

    #[test]
    fn arrays_and_bytes_are_numbers() {
        assert_eq!(
            payload(&Payload::Raw(Bytes::from(vec![1, 2, 3]))),
            "[1,2,3]"
        );
        assert_eq!(payload(&Payload::None), "null");
        let floats = Attachment {
            element: Element::F32,
            bytes: [1.5f32, -2.0]
                .iter()
                .flat_map(|number| number.to_le_bytes())
                .collect::<Vec<_>>()
                .into(),
        };
        assert_eq!(payload(&Payload::Typed(floats)), "[1.5,-2.0]");
    }

    #[test]
    fn repeated_attachments_are_limited() {
        let name = format!("\"\\u0001bytes:{:016x}:0\"", 7);
        let text = format!("[{}]", vec![name.as_str(); 100].join(","));
        let mixed = Mixed {
            text: text.into_bytes().into(),
            nonce: 7,
            attachments: vec![Attachment::from(Bytes::from(vec![0; 1 << 20]))],
        };
        let text = payload(&Payload::Mixed(mixed));
        assert_eq!(text.matches("null").count(), 92);
    }
}
