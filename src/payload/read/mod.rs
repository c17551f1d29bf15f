//! Deserializing values from payloads.

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
use super::{Mixed, Payload, PayloadError};
use crate::wire::Code;

fn whole_value<'de, T: Deserialize<'de>>(whole: Whole<'de>) -> Result<T, PayloadError> {
    T::deserialize(whole).map_err(|error| PayloadError::new(Code::BadArguments, error.to_string()))
}

impl Payload {
    /// Deserializes the payload as one value. [`Bytes`](crate::Bytes) in it share the memory of the payload; `&[u8]` and `&str` borrow from it.
    ///
    /// As with [`serde_json::from_slice`], a string with escapes cannot be borrowed as `&str`: use `Cow<str>` or `String`. Arguments of commands can
    /// borrow such strings, from their call.
    ///
    /// # Errors
    /// Returns `bad_json` or `too_deep` for malformed text, `bad_frame` if the text names an attachment that does not exist, and `bad_arguments` for a
    /// value of another type.
    pub fn to_value<'de, T: Deserialize<'de>>(&'de self) -> Result<T, PayloadError> {
        let text = match self {
            Self::None => b"null",
            Self::Raw(bytes) | Self::Archive(bytes) => {
                return whole_value(Whole::untyped(bytes));
            }
            Self::Typed(array) => return whole_value(Whole::typed(array)),
            Self::Json(text) | Self::Mixed(Mixed { text, .. }) => &text[..],
        };
        depth::check(text)?;
        json(text, self.source(text, None).as_ref())
            .map_err(|(code, message)| PayloadError::new(code, message))
    }

    /// Returns what the strings of a part of the text refer to: attachments, and storage for unescaped strings if the part has escapes.
    fn source<'a>(&'a self, text: &[u8], unescaped: Option<&'a Unescaped>) -> Option<Source<'a>> {
        let mixed = match self {
            Self::Mixed(mixed) => Some(mixed),
            _ => None,
        };
        let unescaped = unescaped.filter(|_| memchr::memchr(b'\\', text).is_some());
        (mixed.is_some() || unescaped.is_some()).then(|| Source::new(mixed, unescaped))
    }
}

/// Deserializes a JSON text as one value. Error messages have no line and column, which mean nothing to a page that passed an object.
fn json<'de, T: Deserialize<'de>>(
    text: &'de [u8],
    source: Option<&Source<'de>>,
) -> Result<T, (Code, String)> {
    let mut json = serde_json::Deserializer::from_slice(text);
    let value = match source {
        // Plain JSON takes the direct way.
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
