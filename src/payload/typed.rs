//! Typed arrays: numbers that cross between host and page without JSON.

use std::{fmt, marker::PhantomData, ops::Deref};

use half::f16;
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, SeqAccess, Visitor},
};

use super::{
    Attachment, Bytes, PayloadError,
    handoff::{self, Form},
    mixed::is_attaching,
};
use crate::wire::{Code, Element};

/// The newtype name by which the deserializers of this crate recognize [`Typed`].
pub(super) const TOKEN: &str = "bytelane::Typed";

/// Limit on the capacity that is reserved because of a size hint, in elements.
const RESERVED_MAX: usize = 1024;

#[cfg(target_endian = "big")]
compile_error!(
    "bytelane sends numbers in the byte order of the webview, and supports little-endian targets only"
);

mod sealed {
    use serde::{Serializer, de::SeqAccess};

    /// Views of numbers as bytes and of bytes as numbers, and numbers in other formats. Not bounds of the trait: they would make `derive(Deserialize)` of a
    /// type with a parameter ambiguous.
    pub trait Sealed: Sized {
        /// Returns the bytes as numbers, unless they are misaligned or end within a number.
        fn view(bytes: &[u8]) -> Option<&[Self]>;
        /// Returns the numbers as bytes.
        fn bytes(numbers: &[Self]) -> &[u8];
        /// Serializes a sequence of numbers.
        fn serialize<S: Serializer>(numbers: &[Self], serializer: S) -> Result<S::Ok, S::Error>;
        /// Deserializes the next number of a sequence.
        fn next<'de, A: SeqAccess<'de>>(sequence: &mut A) -> Result<Option<Self>, A::Error>;
    }
}

/// A number type that has a typed array in JavaScript.
pub trait Number: sealed::Sealed + Copy + fmt::Debug + Send + Sync + 'static {
    /// The element type of its typed array.
    const ELEMENT: Element;
    /// The name of its typed array.
    const ARRAY: &'static str;
}

macro_rules! numbers {
    ($($number:ident $element:ident $array:literal,)*) => {$(
        impl sealed::Sealed for $number {
            fn view(bytes: &[u8]) -> Option<&[Self]> {
                zerocopy::FromBytes::ref_from_bytes(bytes).ok()
            }

            fn bytes(numbers: &[Self]) -> &[u8] {
                zerocopy::IntoBytes::as_bytes(numbers)
            }

            fn serialize<S: Serializer>(numbers: &[Self], serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_newtype_struct(TOKEN, numbers)
            }

            fn next<'de, A: SeqAccess<'de>>(sequence: &mut A) -> Result<Option<Self>, A::Error> {
                sequence.next_element()
            }
        }

        impl Number for $number {
            const ELEMENT: Element = Element::$element;
            const ARRAY: &'static str = $array;
        }
    )*};
}

/// Other formats have no numbers of 16 bits: there, they are `f32`.
impl sealed::Sealed for f16 {
    fn view(bytes: &[u8]) -> Option<&[Self]> {
        zerocopy::FromBytes::ref_from_bytes(bytes).ok()
    }

    fn bytes(numbers: &[Self]) -> &[u8] {
        zerocopy::IntoBytes::as_bytes(numbers)
    }

    fn serialize<S: Serializer>(numbers: &[Self], serializer: S) -> Result<S::Ok, S::Error> {
        struct Numbers<'a>(&'a [f16]);
        impl Serialize for Numbers<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_seq(self.0.iter().map(|number| number.to_f32()))
            }
        }
        serializer.serialize_newtype_struct(TOKEN, &Numbers(numbers))
    }

    fn next<'de, A: SeqAccess<'de>>(sequence: &mut A) -> Result<Option<Self>, A::Error> {
        let number = sequence.next_element::<f32>()?;
        Ok(number.map(Self::from_f32))
    }
}

impl Number for f16 {
    const ELEMENT: Element = Element::F16;
    const ARRAY: &'static str = "Float16Array";
}

numbers! {
    i8 I8 "Int8Array",
    u8 U8 "Uint8Array",
    i16 I16 "Int16Array",
    u16 U16 "Uint16Array",
    i32 I32 "Int32Array",
    u32 U32 "Uint32Array",
    f32 F32 "Float32Array",
    f64 F64 "Float64Array",
    i64 I64 "BigInt64Array",
    u64 U64 "BigUint64Array",
}

/// Numbers that cross between host and page as a typed array, such as `Float32Array` for `Typed<f32>`.
///
/// It can be the argument or the result of a command, a message of a channel, the payload of an event, or a field of any of them. It dereferences to a slice,
/// which views the received body. Cloning copies nothing, and neither does the conversion from a `Vec`. The page receives a typed array over the bytes that
/// arrived. 64-bit integers are `BigInt64Array` and `BigUint64Array`; `half::f16` is a `Float16Array`, or a `Uint16Array` of its bits if the webview has none.
///
/// The page passes a typed array inside an object, as in `invoke('mean', { samples: new Float32Array(8) })`. An array that is the whole argument or message is
/// wrapped, as in `channel.send(bytelane.typed(samples))`: without the wrapper, it is raw bytes.
///
/// With other serde formats it is a sequence of numbers.
///
/// # Examples
/// ```
/// use bytelane::ipc::Typed;
///
/// #[bytelane::command]
/// fn mean(samples: Typed<f32>) -> f32 {
///     samples.iter().sum::<f32>() / samples.len() as f32
/// }
///
/// #[bytelane::command]
/// fn ramp(length: u32) -> Typed<f64> {
///     (0..length).map(f64::from).collect()
/// }
/// # let _ = bytelane::generate_handler![mean, ramp];
/// ```
pub struct Typed<T> {
    /// Aligned for `T`, and a whole number of elements, unless empty.
    bytes: Bytes,
    numbers: PhantomData<T>,
}

impl<T: Number> Typed<T> {
    /// Creates an array by copying `numbers`.
    pub fn copy_from_slice(numbers: &[T]) -> Self {
        // COPY: the function is for copying.
        Self::from(numbers.to_vec())
    }

    /// Creates an array of the elements that `bytes` consist of, in little-endian order, without copying them.
    ///
    /// # Errors
    /// Returns `bad_arguments` if the bytes end within an element, or start at an address that is not a multiple of its size.
    pub fn from_bytes(bytes: impl Into<Bytes>) -> Result<Self, PayloadError> {
        let bytes = bytes.into();
        if !bytes.is_empty() && T::view(&bytes).is_none() {
            let size = size_of::<T>();
            let message = if bytes.len().is_multiple_of(size) {
                format!(
                    "the elements of a {} start at an address that is not a multiple of {size}",
                    T::ARRAY
                )
            } else {
                format!(
                    "{} bytes are not a whole number of elements of a {}, which have {size} bytes each",
                    bytes.len(),
                    T::ARRAY
                )
            };
            return Err(PayloadError::new(Code::BadArguments, message));
        }
        Ok(Self {
            bytes,
            numbers: PhantomData,
        })
    }

    /// Returns the elements.
    pub fn as_slice(&self) -> &[T] {
        if self.bytes.is_empty() {
            return &[];
        }
        // `from_bytes` has checked the length and the address, neither of which changes.
        T::view(&self.bytes).unwrap_or_default()
    }

    /// Returns the bytes of the elements, without copying them.
    pub fn into_bytes(self) -> Bytes {
        self.bytes
    }
}

impl<T> Clone for Typed<T> {
    fn clone(&self) -> Self {
        Self {
            bytes: self.bytes.clone(),
            numbers: PhantomData,
        }
    }
}

impl<T> Default for Typed<T> {
    fn default() -> Self {
        Self {
            bytes: Bytes::new(),
            numbers: PhantomData,
        }
    }
}

/// Prints the number of elements, never the contents.
impl<T: Number> fmt::Debug for Typed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Typed({} {})", self.len(), std::any::type_name::<T>())
    }
}

impl<T: Number + PartialEq> PartialEq for Typed<T> {
    fn eq(&self, other: &Self) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl<T: Number> Deref for Typed<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.as_slice()
    }
}

impl<T: Number> AsRef<[T]> for Typed<T> {
    fn as_ref(&self) -> &[T] {
        self.as_slice()
    }
}

/// Owner of numbers that are sent as bytes.
struct Owner<T>(Vec<T>);

impl<T: Number> AsRef<[u8]> for Owner<T> {
    fn as_ref(&self) -> &[u8] {
        T::bytes(&self.0)
    }
}

/// Converts without copying.
impl<T: Number> From<Vec<T>> for Typed<T> {
    fn from(numbers: Vec<T>) -> Self {
        Self {
            bytes: Bytes::from_owner(Owner(numbers)),
            numbers: PhantomData,
        }
    }
}

impl<T: Number> FromIterator<T> for Typed<T> {
    fn from_iter<I: IntoIterator<Item = T>>(numbers: I) -> Self {
        Self::from(Vec::from_iter(numbers))
    }
}

impl<T: Number> From<Typed<T>> for Attachment {
    fn from(array: Typed<T>) -> Self {
        Self {
            element: T::ELEMENT,
            bytes: array.bytes,
        }
    }
}

impl<T: Number> Serialize for Typed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if is_attaching::<S>() {
            let form = Form::Typed(T::ELEMENT);
            return handoff::offer(self.bytes.as_inner(), form, || {
                serializer.serialize_bytes(&self.bytes)
            });
        }
        T::serialize(self.as_slice(), serializer)
    }
}

impl<'de, T: Number> Deserialize<'de> for Typed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(TOKEN, TypedVisitor(PhantomData))
    }
}

struct TypedVisitor<T>(PhantomData<T>);

impl<'de, T: Number> Visitor<'de> for TypedVisitor<T> {
    type Value = Typed<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a {}", T::ARRAY)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Typed<T>, D::Error> {
        deserializer.deserialize_seq(self)
    }

    fn visit_bytes<E: Error>(self, slice: &[u8]) -> Result<Typed<T>, E> {
        let Some((bytes, form)) = handoff::take(slice) else {
            return Err(E::custom(format!(
                "bytes of another format, expected a {}",
                T::ARRAY
            )));
        };
        if !fits::<T>(form) {
            return Err(E::custom(format!(
                "{}, expected a {}",
                described(form),
                T::ARRAY
            )));
        }
        Typed::from_bytes(bytes).map_err(E::custom)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Typed<T>, A::Error> {
        let mut numbers = Vec::with_capacity(sequence.size_hint().unwrap_or(0).min(RESERVED_MAX));
        while let Some(number) = T::next(&mut sequence)? {
            numbers.push(number);
        }
        Ok(numbers.into())
    }
}

/// Whether bytes of this form can be a `Typed<T>`. Untyped bytes can be `Typed<u8>`.
fn fits<T: Number>(form: Form) -> bool {
    match form {
        Form::Typed(Element::U8Clamped) | Form::Bytes => T::ELEMENT == Element::U8,
        Form::Typed(element) => element == T::ELEMENT,
        Form::Archive => false,
    }
}

/// Describes the form of received bytes for an error message.
fn described(form: Form) -> String {
    match form {
        Form::Typed(element) => format!("a typed array of {element:?}"),
        Form::Bytes => "untyped bytes (a typed array that is a whole argument or message is passed as `typed(array)`)".to_owned(),
        Form::Archive => "an archive".to_owned(),
    }
}
