use std::{borrow::Cow, fmt, ops::Range};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor},
};
use serde_json::value::RawValue;

use super::{Unescaped, absent::Absent, depth, json, whole::Whole, whole_value};
use crate::{
    Refusal,
    payload::{Bytes, Mixed, Payload, PayloadError},
    wire::Code,
};

/// The index of a call's arguments: the range of each key and value in the JSON text. No value is parsed before it is read.
#[derive(Debug, Default)]
pub(crate) struct Arguments {
    spans: Vec<Span>,
}

/// One argument: its key and its value, as ranges of the text.
#[derive(Debug)]
struct Span {
    /// Includes the quotes.
    key: Range<usize>,
    value: Range<usize>,
}

impl Arguments {
    /// Finds the arguments in a payload. A payload that is not a JSON object has none.
    ///
    /// # Errors
    /// Returns `bad_json` or `too_deep` for malformed text.
    pub(crate) fn read(payload: &Payload) -> Result<Self, Refusal> {
        let Some(text) = text_of(payload) else {
            return Ok(Self::default());
        };
        depth::check(text)?;
        let mut json = serde_json::Deserializer::from_slice(text);
        let spans = Spans { text }
            .deserialize(&mut json)
            .and_then(|spans| json.end().map(|()| spans))
            .map_err(|error| PayloadError::new(Code::BadJson, error.to_string()))?;
        Ok(Self { spans })
    }

    /// Returns an argument as a payload: its part of the text, with all attachments. Copies nothing.
    pub(crate) fn part(&self, payload: &Payload, key: &str) -> Option<Payload> {
        let whole = text_of(payload)?;
        let text = Bytes::from(whole.as_inner().slice_ref(self.find(whole, key)?));
        Some(match payload {
            Payload::Mixed(mixed) => Payload::Mixed(Mixed {
                text,
                nonce: mixed.nonce,
                attachments: mixed.attachments.clone(),
            }),
            _ => Payload::Json(text),
        })
    }

    /// Reads the argument of this key as a value, borrowing from the payload and from `unescaped`. Returns `None` if there is no such argument.
    pub(crate) fn value<'de, T: Deserialize<'de>>(
        &self,
        payload: &'de Payload,
        key: &str,
        unescaped: &'de Unescaped,
    ) -> Option<Result<T, PayloadError>> {
        let text = self.find(text_of(payload)?, key)?;
        let source = payload.source(text, Some(unescaped));
        let value = json(text, source.as_ref());
        Some(value.map_err(|(code, message)| PayloadError::new(code, message)))
    }

    /// Returns the text of an argument. Of several arguments with the same key, the last one counts.
    fn find<'a>(&self, text: &'a [u8], key: &str) -> Option<&'a [u8]> {
        let is_match = |span: &&Span| is_key(text.get(span.key.clone()).unwrap_or_default(), key);
        text.get(self.spans.iter().rev().find(is_match)?.value.clone())
    }
}

/// Whether a JSON string, with quotes, equals `key`.
fn is_key(string: &[u8], key: &str) -> bool {
    let [b'"', plain @ .., b'"'] = string else {
        return false;
    };
    if memchr::memchr(b'\\', plain).is_none() {
        return plain == key.as_bytes();
    }
    serde_json::from_slice::<Cow<'_, str>>(string).is_ok_and(|string| string == key)
}

fn text_of(payload: &Payload) -> Option<&Bytes> {
    match payload {
        Payload::Json(text) | Payload::Mixed(Mixed { text, .. }) => Some(text),
        Payload::None | Payload::Raw(_) | Payload::Typed(_) | Payload::Archive(_) => None,
    }
}

/// Finds the keys and values of the outermost object.
struct Spans<'de> {
    text: &'de [u8],
}

impl Spans<'_> {
    /// Returns the range of a part of the text.
    fn range_of(&self, part: &RawValue) -> Range<usize> {
        let start = part
            .get()
            .as_ptr()
            .addr()
            .saturating_sub(self.text.as_ptr().addr());
        start..start + part.get().len()
    }
}

impl<'de> DeserializeSeed<'de> for Spans<'de> {
    type Value = Vec<Span>;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Vec<Span>, D::Error> {
        json.deserialize_any(self)
    }
}

macro_rules! no_arguments {
    ($($visit:ident: $type:ty,)*) => {$(
        fn $visit<E>(self, _: $type) -> Result<Vec<Span>, E> {
            Ok(Vec::new())
        }
    )*};
}

impl<'de> Visitor<'de> for Spans<'de> {
    type Value = Vec<Span>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    // Any other value than an object has no keys.
    no_arguments! { visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64, visit_str: &str, }

    fn visit_unit<E>(self) -> Result<Vec<Span>, E> {
        Ok(Vec::new())
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut array: A) -> Result<Vec<Span>, A::Error> {
        while array.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Vec::new())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Vec<Span>, A::Error> {
        let mut spans = Vec::new();
        while let Some((key, value)) = object.next_entry::<&RawValue, &RawValue>()? {
            spans.push(Span {
                key: self.range_of(key),
                value: self.range_of(value),
            });
        }
        Ok(spans)
    }
}

impl Payload {
    /// Reads an argument out of a payload that is bytes as a whole, which only an argument that is bytes itself can be; any other fails with the
    /// message `refused`. Returns `None` for every other payload.
    pub(crate) fn whole_argument<'de, T: Deserialize<'de>>(
        &'de self,
        refused: impl FnOnce() -> String,
    ) -> Option<Result<T, PayloadError>> {
        let whole = match self {
            Self::Raw(bytes) | Self::Archive(bytes) => Whole::untyped(bytes),
            Self::Typed(array) => Whole::typed(array),
            Self::None | Self::Json(_) | Self::Mixed(_) => return None,
        };
        Some(whole_value(whole.refused(refused())))
    }
}

/// Reads an argument that the page has not sent: `None` for an `Option`, and the message `refused` for any other type.
pub(crate) fn absent_argument<'de, T: Deserialize<'de>>(
    refused: String,
) -> Result<T, PayloadError> {
    T::deserialize(Absent { refused })
        .map_err(|error| PayloadError::new(Code::BadArguments, error.to_string()))
}
