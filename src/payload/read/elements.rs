use half::f16;
use serde::{
    de::{DeserializeSeed, Error, SeqAccess, Visitor},
    forward_to_deserialize_any,
};

use crate::wire::Element;

/// The elements of a typed array as a sequence.
struct Elements<'de, E> {
    element: Element,
    rest: &'de [u8],
    error: std::marker::PhantomData<E>,
}

/// Visits the elements of a typed array as a sequence.
///
/// # Errors
/// Returns the visitor's error, or `invalid length` if the visitor leaves elements unread, as an array or a tuple of fixed length does.
pub(super) fn visit<'de, V: Visitor<'de>, E: Error>(
    element: Element,
    bytes: &'de [u8],
    visitor: V,
) -> Result<V::Value, E> {
    let mut elements = Elements::<E> {
        element,
        rest: bytes,
        error: std::marker::PhantomData,
    };
    let length = elements.left();
    let value = visitor.visit_seq(&mut elements)?;
    if elements.left() == 0 {
        Ok(value)
    } else {
        Err(E::invalid_length(length, &"fewer elements in array"))
    }
}

impl<E> Elements<'_, E> {
    /// Returns the number of elements that have not been visited.
    fn left(&self) -> usize {
        self.rest.len() / self.size()
    }

    fn size(&self) -> usize {
        usize::try_from(self.element.bytes()).unwrap_or(1)
    }
}

impl<'de, E: Error> SeqAccess<'de> for Elements<'de, E> {
    type Error = E;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, E> {
        // The length is a multiple of the element size; decoding the payload has checked it.
        let Some((bytes, rest)) = self
            .rest
            .split_at_checked(self.size())
            .filter(|_| !self.rest.is_empty())
        else {
            return Ok(None);
        };
        self.rest = rest;
        seed.deserialize(Number {
            element: self.element,
            bytes,
            error: std::marker::PhantomData,
        })
        .map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.left())
    }
}

/// An element of a typed array.
struct Number<'de, E> {
    element: Element,
    bytes: &'de [u8],
    error: std::marker::PhantomData<E>,
}

impl<'de, E: Error> serde::Deserializer<'de> for Number<'de, E> {
    type Error = E;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        macro_rules! visit {
            ($visit:ident, $number:ty) => {
                visitor.$visit(<$number>::from_le_bytes(
                    self.bytes.try_into().map_err(E::custom)?,
                ))
            };
        }
        match self.element {
            Element::Bytes | Element::U8 | Element::U8Clamped => visit!(visit_u8, u8),
            Element::I8 => visit!(visit_i8, i8),
            Element::I16 => visit!(visit_i16, i16),
            Element::U16 => visit!(visit_u16, u16),
            Element::I32 => visit!(visit_i32, i32),
            Element::U32 => visit!(visit_u32, u32),
            Element::F16 => {
                let bits = self.bytes.try_into().map_err(E::custom)?;
                visitor.visit_f32(f16::from_le_bytes(bits).to_f32())
            }
            Element::F32 => visit!(visit_f32, f32),
            Element::F64 => visit!(visit_f64, f64),
            Element::I64 => visit!(visit_i64, i64),
            Element::U64 => visit!(visit_u64, u64),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, E> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct enum
        identifier ignored_any
    }
}
