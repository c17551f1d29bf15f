use serde::{
    Deserializer,
    de::{Error, Visitor, value},
    forward_to_deserialize_any,
};

use super::{elements, shortcut};
use crate::{
    payload::{
        Attachment,
        bytes::TOKEN,
        handoff::{self, Form},
        typed,
    },
    wire::Element,
};

/// The deserializer of a payload that is bytes as a whole.
pub(super) struct Whole<'de> {
    bytes: &'de ::bytes::Bytes,
    /// `None` for raw bytes, which are not an array of numbers.
    element: Option<Element>,
    refused: String,
}

impl<'de> Whole<'de> {
    pub(super) fn untyped(bytes: &'de crate::Bytes) -> Self {
        Self {
            bytes: bytes.as_inner(),
            element: None,
            refused: "the payload is bytes, but the value is not".to_owned(),
        }
    }

    pub(super) fn typed(array: &'de Attachment) -> Self {
        let (element, bytes) = array.parts();
        Self {
            bytes,
            element: Some(element),
            refused: "the payload is a typed array, but the value is not".to_owned(),
        }
    }

    /// Passes the bytes to a visitor that can share them.
    fn offer<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, value::Error> {
        let form = self.element.map_or(Form::Bytes, Form::from);
        handoff::offer(self.bytes, form, || {
            visitor.visit_borrowed_bytes(self.bytes)
        })
    }

    /// Sets the error message for types that are not bytes.
    pub(super) fn refused(self, refused: String) -> Self {
        Self { refused, ..self }
    }
}

impl<'de> Deserializer<'de> for Whole<'de> {
    type Error = value::Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, value::Error> {
        Err(value::Error::custom(self.refused))
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, value::Error> {
        match shortcut::shared::<V>(self.bytes) {
            Some(value) => Ok(value),
            None => self.offer(visitor),
        }
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, value::Error> {
        self.deserialize_bytes(visitor)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, value::Error> {
        if let Some(value) = shortcut::vec::<V>(self.bytes) {
            return Ok(value);
        }
        match self.element {
            Some(element) => match shortcut::numbers::<V>(element, self.bytes) {
                Some(value) => Ok(value),
                None => elements::visit(element, self.bytes, visitor),
            },
            None => Err(value::Error::custom(self.refused)),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, value::Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, value::Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, value::Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, value::Error> {
        match name {
            TOKEN => self.deserialize_bytes(visitor),
            typed::TOKEN => self.offer(visitor),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string unit unit_struct map struct enum identifier ignored_any
    }
}
