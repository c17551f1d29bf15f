//! From a payload to values.

mod absent;
mod arguments;
mod attached;
mod depth;
mod elements;
mod shortcut;
mod source;
mod unescaped;
mod whole;

pub(crate) use self::{
    arguments::{Arguments, absent_argument},
    unescaped::Unescaped,
};

use serde::Deserialize;
use serde_json::error::Category;

use self::{attached::Attached, source::Source, whole::Whole};
use super::{Attachment, Mixed, Payload, PayloadError};
use crate::wire::{Code, Element};

/// Reads a whole payload as one value.
pub(super) fn value<'de, T: Deserialize<'de>>(payload: &'de Payload) -> Result<T, PayloadError> {
    let text = match payload {
        Payload::None => b"null",
        Payload::Raw(bytes) | Payload::Archive(bytes) => return whole_value(Whole::untyped(bytes)),
        Payload::Typed(array) => return whole_value(Whole::typed(array)),
        Payload::Json(text) | Payload::Mixed(Mixed { text, .. }) => &text[..],
    };
    depth::check(text)?;
    json(text, payload.source(text, None).as_ref())
        .map_err(|(code, message)| PayloadError::new(code, message))
}

fn whole_value<'de, T: Deserialize<'de>>(whole: Whole<'de>) -> Result<T, PayloadError> {
    T::deserialize(whole).map_err(|error| PayloadError::new(Code::BadArguments, error.to_string()))
}

impl Payload {
    /// What the strings of a part of the text need beside it: attachments, and where there are escapes, a place where they can be borrowed.
    fn source<'a>(&'a self, text: &[u8], unescaped: Option<&'a Unescaped>) -> Option<Source<'a>> {
        let mixed = match self {
            Self::Mixed(mixed) => Some(mixed),
            _ => None,
        };
        let unescaped = unescaped.filter(|_| memchr::memchr(b'\\', text).is_some());
        (mixed.is_some() || unescaped.is_some()).then(|| Source::new(mixed, unescaped))
    }
}

/// Reads a JSON text as one value. The message of an error says nothing of positions, which are of no use to a page that wrote an object.
fn json<'de, T: Deserialize<'de>>(
    text: &'de [u8],
    source: Option<&Source<'de>>,
) -> Result<T, (Code, String)> {
    let mut json = serde_json::Deserializer::from_slice(text);
    let value = match source {
        // Plain JSON pays nothing for attachments and escapes.
        None => T::deserialize(&mut json),
        Some(source) => T::deserialize(Attached::new(&mut json, source)),
    };
    value
        .and_then(|value| json.end().map(|()| value))
        .map_err(|error| {
            let code = source
                .and_then(Source::defect)
                .unwrap_or_else(|| code_of(&error));
            let message = without_position(&error);
            (
                code,
                source.map_or_else(|| message.clone(), |source| source.without_names(&message)),
            )
        })
}

fn code_of(error: &serde_json::Error) -> Code {
    match error.classify() {
        Category::Data => Code::BadArguments,
        Category::Syntax | Category::Eof | Category::Io => Code::BadJson,
    }
}

fn without_position(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let position = format!(" at line {} column {}", error.line(), error.column());
    text.strip_suffix(&position)
        .map(ToOwned::to_owned)
        .unwrap_or(text)
}

/// The bytes of an array and what they are elements of.
fn parts(array: &Attachment) -> (Element, &::bytes::Bytes) {
    (array.element, array.bytes.as_inner())
}
