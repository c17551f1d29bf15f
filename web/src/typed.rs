//! Numbers as typed arrays.

use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use wasm_bindgen::{JsCast, JsValue};

/// A number that a typed array of the page holds.
pub trait Element: Copy + 'static {
    #[doc(hidden)]
    type Array: JsCast;
    #[doc(hidden)]
    fn to_array(elements: &[Self]) -> Self::Array;
    #[doc(hidden)]
    fn to_vec(array: &Self::Array) -> Vec<Self>;
}

macro_rules! element {
    ($($number:ty: $array:ident,)*) => {$(
        impl Element for $number {
            type Array = js_sys::$array;

            fn to_array(elements: &[Self]) -> Self::Array {
                js_sys::$array::from(elements) // COPY: out of the memory of the module
            }

            fn to_vec(array: &Self::Array) -> Vec<Self> {
                array.to_vec() // COPY: into the memory of the module
            }
        }
    )*};
}

element! {
    i8: Int8Array,
    u8: Uint8Array,
    i16: Int16Array,
    u16: Uint16Array,
    i32: Int32Array,
    u32: Uint32Array,
    f32: Float32Array,
    f64: Float64Array,
    i64: BigInt64Array,
    u64: BigUint64Array,
}

/// Numbers of one type as a typed array, which the host has as `bytelane::ipc::Typed<T>`: a field of the arguments, a result, a message or a payload.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Typed<T>(pub Vec<T>);

impl<T> Deref for Typed<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T> From<Vec<T>> for Typed<T> {
    fn from(numbers: Vec<T>) -> Self {
        Self(numbers)
    }
}

impl<T: Element> Serialize for Typed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let array: JsValue = T::to_array(&self.0).into();
        serde_wasm_bindgen::preserve::serialize(&array, serializer)
    }
}

impl<'de, T: Element> Deserialize<'de> for Typed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let array: T::Array = serde_wasm_bindgen::preserve::deserialize(deserializer)?;
        Ok(Self(T::to_vec(&array)))
    }
}
