use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, SeqAccess, Visitor},
};

use super::Bytes;
use crate::payload::handoff::{self, Form};

/// The newtype name by which the deserializers of this crate recognize [`Bytes`].
pub(in crate::payload) const TOKEN: &str = "bytelane::Bytes";

/// Limit on the capacity that is reserved because of a size hint, in bytes.
const RESERVED_BYTES_MAX: usize = 4096;

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        handoff::offer(&self.0, Form::Bytes, || serializer.serialize_bytes(&self.0))
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // In JSON bytes are an array of numbers. `deserialize_byte_buf` would also accept a string.
        if deserializer.is_human_readable() {
            deserializer.deserialize_newtype_struct(TOKEN, BytesVisitor)
        } else {
            deserializer.deserialize_byte_buf(BytesVisitor)
        }
    }
}

struct BytesVisitor;

impl<'de> Visitor<'de> for BytesVisitor {
    type Value = Bytes;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("bytes")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Bytes, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bytes<E: Error>(self, slice: &[u8]) -> Result<Bytes, E> {
        // COPY: the slice is not part of a shared buffer.
        Ok(handoff::take(slice)
            .map_or_else(|| Bytes::copy_from_slice(slice), |(bytes, _)| Bytes(bytes)))
    }

    fn visit_byte_buf<E: Error>(self, bytes: Vec<u8>) -> Result<Bytes, E> {
        Ok(bytes.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut numbers: A) -> Result<Bytes, A::Error> {
        let mut bytes =
            Vec::with_capacity(numbers.size_hint().unwrap_or(0).min(RESERVED_BYTES_MAX));
        while let Some(byte) = numbers.next_element()? {
            bytes.push(byte);
        }
        Ok(bytes.into())
    }
}
