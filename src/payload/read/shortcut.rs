//! Recognizes the visitors of `Vec<u8>`, `Vec<f32>` and so on, and of `bytes::Bytes`, to produce their value from an array in one copy or none.
//!
//! `Vec<u8>` asks a deserializer for a sequence, as any `Vec` does, and accepts only single elements. Its visitor is a private type of serde, whose
//! `TypeId` is found by deserializing once from a probe. Any other visitor is another type and receives the elements.

use std::{any::TypeId, fmt, sync::OnceLock};

use serde::{
    Deserialize, Deserializer,
    de::{Error, Visitor},
};

use crate::{fresh_memory, payload::same_type, wire::Element};

/// The types of the visitors of vectors, by element type.
struct Vectors {
    i8: Option<TypeId>,
    u8: Option<TypeId>,
    i16: Option<TypeId>,
    u16: Option<TypeId>,
    i32: Option<TypeId>,
    u32: Option<TypeId>,
    i64: Option<TypeId>,
    u64: Option<TypeId>,
    f32: Option<TypeId>,
    f64: Option<TypeId>,
}

static VECTORS: OnceLock<Vectors> = OnceLock::new();

fn vectors() -> &'static Vectors {
    VECTORS.get_or_init(|| Vectors {
        i8: visitor_of::<Vec<i8>>(),
        u8: visitor_of::<Vec<u8>>(),
        i16: visitor_of::<Vec<i16>>(),
        u16: visitor_of::<Vec<u16>>(),
        i32: visitor_of::<Vec<i32>>(),
        u32: visitor_of::<Vec<u32>>(),
        i64: visitor_of::<Vec<i64>>(),
        u64: visitor_of::<Vec<u64>>(),
        f32: visitor_of::<Vec<f32>>(),
        f64: visitor_of::<Vec<f64>>(),
    })
}

/// Returns the bytes as the value of `V` if that is a `Vec<u8>`, whatever their element type: one copy of the whole.
pub(super) fn vec<'de, V: Visitor<'de>>(bytes: &[u8]) -> Option<V::Value> {
    // COPY: a vector owns its memory.
    if vectors().u8 == Some(typeid::of::<V>()) {
        same_type::give(fresh_memory::copied(bytes))
    } else {
        None
    }
}

/// Returns the elements as the value of `V` if that is a vector of this element type: one copy of the whole.
pub(super) fn numbers<'de, V: Visitor<'de>>(element: Element, bytes: &[u8]) -> Option<V::Value> {
    let visitor = Some(typeid::of::<V>());
    macro_rules! vector_of {
        ($number:ident) => {
            // COPY: a vector owns its memory, which is aligned.
            if vectors().$number == visitor {
                same_type::give(from_bytes(bytes, <$number>::from_le_bytes))
            } else {
                None
            }
        };
    }
    match element {
        // `vec` has covered bytes.
        Element::Bytes | Element::U8 | Element::U8Clamped => None,
        // A vector of `f16` expects numbers of its own format.
        Element::F16 => None,
        Element::I8 => vector_of!(i8),
        Element::I16 => vector_of!(i16),
        Element::U16 => vector_of!(u16),
        Element::I32 => vector_of!(i32),
        Element::U32 => vector_of!(u32),
        Element::F32 => vector_of!(f32),
        Element::F64 => vector_of!(f64),
        Element::I64 => vector_of!(i64),
        Element::U64 => vector_of!(u64),
    }
}

fn from_bytes<T, const N: usize>(bytes: &[u8], number: fn([u8; N]) -> T) -> Vec<T> {
    bytes
        .as_chunks::<N>()
        .0
        .iter()
        .map(|chunk| number(*chunk))
        .collect()
}

/// Returns the bytes as the value of `V` if that is a `bytes::Bytes`, without a copy.
pub(super) fn shared<'de, V: Visitor<'de>>(bytes: &::bytes::Bytes) -> Option<V::Value> {
    static VISITOR: OnceLock<Option<TypeId>> = OnceLock::new();
    let is_shared = *VISITOR.get_or_init(visitor_of::<::bytes::Bytes>) == Some(typeid::of::<V>());
    if is_shared {
        same_type::give(bytes.clone())
    } else {
        None
    }
}

/// Returns the type of the visitor that `T` deserializes with.
fn visitor_of<T: Deserialize<'static>>() -> Option<TypeId> {
    T::deserialize(Probe)
        .err()
        .and_then(|Seen(visitor)| visitor)
}

/// A deserializer that reports the type of the visitor in its error.
struct Probe;

#[derive(Debug)]
struct Seen(Option<TypeId>);

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("seen")
    }
}

impl std::error::Error for Seen {}

impl Error for Seen {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self(None)
    }
}

impl<'de> Deserializer<'de> for Probe {
    type Error = Seen;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Seen> {
        Err(Seen(Some(typeid::of::<V>())))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct newtype_struct seq tuple
        tuple_struct map struct enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visitors_are_distinguished() {
        assert!(visitor_of::<Vec<u8>>().is_some());
        assert_eq!(visitor_of::<Vec<u8>>(), visitor_of::<Box<[u8]>>());
        assert_ne!(visitor_of::<Vec<u8>>(), visitor_of::<Vec<i8>>());
        assert_ne!(
            visitor_of::<Vec<u8>>(),
            visitor_of::<std::collections::VecDeque<u8>>()
        );
        assert_ne!(
            visitor_of::<::bytes::Bytes>(),
            visitor_of::<::bytes::BytesMut>()
        );
    }
}
