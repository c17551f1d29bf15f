//! A JSON deserializer whose strings can name attachments, and can be borrowed even with escapes, at every depth.

use std::fmt;

use serde::{
    Deserializer,
    de::{
        DeserializeSeed, EnumAccess, Error, MapAccess, SeqAccess, Unexpected, VariantAccess,
        Visitor,
    },
};

use super::{elements, shortcut, source::Source};
use crate::payload::{Attachment, bytes::TOKEN, handoff, typed};

/// The newtype name by which `serde_json::value::RawValue` requests unparsed text. Such text has the names of attachments.
const RAW_VALUE_TOKEN: &str = "$serde_json::private::RawValue";

/// A deserializer, seed or access with the attachments of the payload.
pub(super) struct Attached<'s, 'de, T> {
    inner: T,
    source: &'s Source<'de>,
    position: Position,
}

impl<'s, 'de, T> Attached<'s, 'de, T> {
    pub(super) const fn new(inner: T, source: &'s Source<'de>) -> Self {
        Self {
            inner,
            source,
            position: Position::Value,
        }
    }

    /// Deserializes a [`Typed`](crate::payload::Typed) from an attachment or from an array of numbers.
    fn deserialize_numbers<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, T::Error>
    where
        T: Deserializer<'de>,
    {
        let reading = self.reading(visitor, Wanted::Numbers);
        self.inner.deserialize_any(reading)
    }

    const fn name(inner: T, source: &'s Source<'de>) -> Self {
        Self {
            inner,
            source,
            position: Position::Name,
        }
    }

    fn reading<V>(&self, visitor: V, wanted: Wanted) -> Reading<'s, 'de, V> {
        Reading {
            visitor,
            source: self.source,
            position: self.position,
            wanted,
        }
    }
}

/// The position of a string. SPEC §3.2: only a value can name an attachment, not a key.
#[derive(Clone, Copy, PartialEq)]
enum Position {
    Value,
    /// The key of a map, or the name of a variant.
    Name,
}

/// The kind of value that the type has requested.
#[derive(Clone, Copy, PartialEq)]
enum Wanted {
    Bytes,
    Sequence,
    /// The elements of a typed array, in place.
    Numbers,
    Anything,
    /// An owned string, or a single value.
    Other,
    /// A string that may be borrowed.
    Text,
}

macro_rules! as_asked {
    ($($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
            // Numbers cannot name attachments, and are parsed directly.
            self.inner.$method(visitor)
        }
    )*};
}

impl<'s, 'de, D: Deserializer<'de>> Deserializer<'de> for Attached<'s, 'de, D> {
    type Error = D::Error;

    as_asked! {
        deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128 deserialize_u8 deserialize_u16 deserialize_u32
        deserialize_u64 deserialize_u128 deserialize_f32 deserialize_f64 deserialize_unit deserialize_ignored_any
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        let reading = self.reading(visitor, Wanted::Anything);
        self.inner.deserialize_any(reading)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        let reading = self.reading(visitor, Wanted::Bytes);
        self.inner.deserialize_any(reading)
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        let reading = self.reading(visitor, Wanted::Sequence);
        self.inner.deserialize_any(reading)
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        let reading = self.reading(visitor, Wanted::Other);
        self.inner.deserialize_char(reading)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        let reading = self.reading(visitor, Wanted::Text);
        self.inner.deserialize_str(reading)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        let reading = self.reading(visitor, Wanted::Other);
        self.inner.deserialize_string(reading)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        let reading = self.reading(visitor, Wanted::Text);
        self.inner.deserialize_identifier(reading)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        let reading = self.reading(visitor, Wanted::Other);
        self.inner.deserialize_option(reading)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.inner.deserialize_unit_struct(name, visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        match name {
            TOKEN => self.deserialize_bytes(visitor),
            typed::TOKEN => self.deserialize_numbers(visitor),
            RAW_VALUE_TOKEN => self.inner.deserialize_newtype_struct(name, visitor),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        let reading = self.reading(visitor, Wanted::Other);
        self.inner.deserialize_map(reading)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        // JSON allows an array in place of an object, and so an attachment.
        self.deserialize_seq(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        let reading = self.reading(visitor, Wanted::Other);
        self.inner.deserialize_enum(name, variants, reading)
    }

    fn is_human_readable(&self) -> bool {
        self.inner.is_human_readable()
    }
}

/// A visitor that visits bytes in place of the name of an attachment.
struct Reading<'s, 'de, V> {
    visitor: V,
    source: &'s Source<'de>,
    position: Position,
    wanted: Wanted,
}

impl<'de, V: Visitor<'de>> Reading<'_, 'de, V> {
    /// Returns the attachment that a string names, if it names one.
    fn find<E: Error>(&self, string: &str) -> Result<Option<&'de Attachment>, E> {
        match self.position {
            Position::Value => self.source.find(string),
            Position::Name => Ok(None),
        }
    }

    /// Returns the string with the lifetime of the call, if it may be borrowed.
    fn lend(&self, string: &str) -> Option<&'de str> {
        match self.wanted {
            Wanted::Text | Wanted::Anything | Wanted::Bytes => self.source.lend(string),
            Wanted::Sequence | Wanted::Numbers | Wanted::Other => None,
        }
    }

    fn attachment<E: Error>(self, attachment: &'de Attachment) -> Result<V::Value, E> {
        let Attachment { element, bytes } = attachment;
        let offered = |visitor: V| {
            handoff::offer(bytes, (*element).into(), || {
                visitor.visit_borrowed_bytes(bytes)
            })
        };
        match self.wanted {
            Wanted::Bytes => match shortcut::shared::<V>(bytes) {
                Some(value) => Ok(value),
                None => offered(self.visitor),
            },
            Wanted::Numbers => offered(self.visitor),
            Wanted::Sequence => {
                self.source.spend(attachment)?;
                match shortcut::vec::<V>(bytes).or_else(|| shortcut::numbers::<V>(*element, bytes))
                {
                    Some(value) => Ok(value),
                    None => elements::visit(*element, bytes, self.visitor),
                }
            }
            Wanted::Anything => {
                self.source.spend_spelled(attachment)?;
                elements::visit(*element, bytes, self.visitor)
            }
            Wanted::Other | Wanted::Text => {
                Err(E::invalid_type(Unexpected::Bytes(bytes), &self.visitor))
            }
        }
    }
}

macro_rules! pass_on {
    ($($visit:ident: $type:ty,)*) => {$(
        fn $visit<E: Error>(self, value: $type) -> Result<V::Value, E> {
            self.visitor.$visit(value)
        }
    )*};
}

impl<'s, 'de, V: Visitor<'de>> Visitor<'de> for Reading<'s, 'de, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(f)
    }

    pass_on! {
        visit_bool: bool,
        visit_i8: i8,
        visit_i16: i16,
        visit_i32: i32,
        visit_i64: i64,
        visit_i128: i128,
        visit_u8: u8,
        visit_u16: u16,
        visit_u32: u32,
        visit_u64: u64,
        visit_u128: u128,
        visit_f32: f32,
        visit_f64: f64,
        visit_char: char,
        visit_bytes: &[u8],
        visit_borrowed_bytes: &'de [u8],
        visit_byte_buf: Vec<u8>,
    }

    fn visit_str<E: Error>(self, string: &str) -> Result<V::Value, E> {
        // A string with escapes is in the parser's buffer.
        match self.find(string)? {
            Some(attachment) => self.attachment(attachment),
            None => match self.lend(string) {
                Some(string) => self.visitor.visit_borrowed_str(string),
                None => self.visitor.visit_str(string),
            },
        }
    }

    fn visit_borrowed_str<E: Error>(self, string: &'de str) -> Result<V::Value, E> {
        match self.find(string)? {
            Some(attachment) => self.attachment(attachment),
            None => self.visitor.visit_borrowed_str(string),
        }
    }

    fn visit_string<E: Error>(self, string: String) -> Result<V::Value, E> {
        match self.find(&string)? {
            Some(attachment) => self.attachment(attachment),
            None => self.visitor.visit_string(string),
        }
    }

    fn visit_none<E: Error>(self) -> Result<V::Value, E> {
        self.visitor.visit_none()
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        self.visitor.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        self.visitor.visit_some(Attached {
            inner,
            source: self.source,
            position: self.position,
        })
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        self.visitor.visit_newtype_struct(Attached {
            inner,
            source: self.source,
            position: self.position,
        })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, inner: A) -> Result<V::Value, A::Error> {
        self.visitor.visit_seq(Attached::new(inner, self.source))
    }

    fn visit_map<A: MapAccess<'de>>(self, inner: A) -> Result<V::Value, A::Error> {
        self.visitor.visit_map(Attached::new(inner, self.source))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, inner: A) -> Result<V::Value, A::Error> {
        self.visitor.visit_enum(Attached::new(inner, self.source))
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Attached<'_, 'de, S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, inner: D) -> Result<S::Value, D::Error> {
        self.inner.deserialize(Attached {
            inner,
            source: self.source,
            position: self.position,
        })
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Attached<'_, 'de, A> {
    type Error = A::Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, A::Error> {
        self.inner
            .next_element_seed(Attached::new(seed, self.source))
    }

    fn size_hint(&self) -> Option<usize> {
        self.inner.size_hint()
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Attached<'_, 'de, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        // A key cannot name an attachment, so a key without escapes is passed on.
        if self.source.lends() {
            self.inner.next_key_seed(Attached::name(seed, self.source))
        } else {
            self.inner.next_key_seed(seed)
        }
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, A::Error> {
        self.inner.next_value_seed(Attached::new(seed, self.source))
    }

    fn size_hint(&self) -> Option<usize> {
        self.inner.size_hint()
    }
}

impl<'s, 'de, A: EnumAccess<'de>> EnumAccess<'de> for Attached<'s, 'de, A> {
    type Error = A::Error;
    type Variant = Attached<'s, 'de, A::Variant>;

    fn variant_seed<T: DeserializeSeed<'de>>(
        self,
        seed: T,
    ) -> Result<(T::Value, Self::Variant), A::Error> {
        let name = Attached::name(seed, self.source);
        let (value, variant) = self.inner.variant_seed(name)?;
        Ok((value, Attached::new(variant, self.source)))
    }
}

impl<'de, A: VariantAccess<'de>> VariantAccess<'de> for Attached<'_, 'de, A> {
    type Error = A::Error;

    fn unit_variant(self) -> Result<(), A::Error> {
        self.inner.unit_variant()
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, A::Error> {
        self.inner
            .newtype_variant_seed(Attached::new(seed, self.source))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, A::Error> {
        self.newtype_variant_seed(Fields(visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        self.newtype_variant_seed(Fields(visitor))
    }
}

/// The fields of a variant, by their visitor.
struct Fields<V>(V);

impl<'de, V: Visitor<'de>> DeserializeSeed<'de> for Fields<V> {
    type Value = V::Value;

    fn deserialize<D: Deserializer<'de>>(self, fields: D) -> Result<V::Value, D::Error> {
        fields.deserialize_seq(self.0)
    }
}
