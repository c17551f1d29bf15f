//! Knows the visitors of `Vec<u8>` and `bytes::Bytes`, to hand them bytes as a whole.
//!
//! `Vec<u8>` asks a deserializer for a sequence, as any `Vec` does, and can take nothing but elements. Its visitor is a private type of serde; asked
//! once, it says which. A visitor of somebody else's with the same result is another type and gets its elements.

use std::{any::TypeId, fmt, sync::OnceLock};

use serde::{
    Deserialize, Deserializer,
    de::{Error, Visitor},
};

use crate::payload::same_type;

/// Whether `V` is the visitor with which `Vec<u8>` deserializes.
pub(super) fn is_vec<V>() -> bool {
    static VISITOR: OnceLock<Option<TypeId>> = OnceLock::new();
    *VISITOR.get_or_init(visitor_of::<Vec<u8>>) == Some(typeid::of::<V>())
}

/// The bytes as what `V` makes, when it makes a `Vec<u8>`: one copy in one piece.
pub(super) fn vec<'de, V: Visitor<'de>>(bytes: &[u8]) -> Option<V::Value> {
    // COPY: the vector is the reader's own.
    if is_vec::<V>() { same_type::from_vec(bytes.to_vec()) } else { None }
}

/// The bytes as what `V` makes, when it makes a `bytes::Bytes`: no copy.
pub(super) fn shared<'de, V: Visitor<'de>>(bytes: &::bytes::Bytes) -> Option<V::Value> {
    static VISITOR: OnceLock<Option<TypeId>> = OnceLock::new();
    let is_shared = *VISITOR.get_or_init(visitor_of::<::bytes::Bytes>) == Some(typeid::of::<V>());
    if is_shared { same_type::from_shared(bytes.clone()) } else { None }
}

/// The type of the visitor with which `T` deserializes.
fn visitor_of<T: Deserialize<'static>>() -> Option<TypeId> {
    T::deserialize(Probe).err().and_then(|Seen(visitor)| visitor)
}

/// Sees which visitor it is asked to drive, and does not.
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
    fn visitors_are_told_apart() {
        assert!(visitor_of::<Vec<u8>>().is_some());
        assert_eq!(visitor_of::<Vec<u8>>(), visitor_of::<Box<[u8]>>());
        assert_ne!(visitor_of::<Vec<u8>>(), visitor_of::<Vec<i8>>());
        assert_ne!(visitor_of::<Vec<u8>>(), visitor_of::<std::collections::VecDeque<u8>>());
        assert_ne!(visitor_of::<::bytes::Bytes>(), visitor_of::<::bytes::BytesMut>());
    }
}
