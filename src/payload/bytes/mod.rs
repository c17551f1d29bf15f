//! The byte buffer of the engine.

mod convert;
mod serde;

pub(super) use self::serde::TOKEN;

use std::{borrow::Borrow, fmt, ops::Deref};

use crate::foreign::Guarded;

/// A [`bytes::Bytes`] that crosses between host and page as bytes, beside the JSON text instead of inside it.
///
/// Cloning and slicing copy nothing. In the arguments of a command, at any depth, it is a view of the received body; in a result it is sent without
/// being copied. In the page it is an `ArrayBuffer` if it is the whole value, and a `Uint8Array` inside a value.
///
/// With other serde formats it behaves as `serde_bytes` does. In plain JSON it is an array of numbers.
///
/// # Examples
/// ```
/// use bytelane::{Bytes, Payload};
///
/// #[derive(serde::Serialize, serde::Deserialize)]
/// struct Picture {
///     name: String,
///     pixels: Bytes,
/// }
///
/// let pixels = Bytes::from(vec![7; 1 << 20]);
/// let payload = Payload::from_value(&Picture { name: "sky".into(), pixels: pixels.clone() })?;
/// let picture: Picture = payload.to_value()?;
/// assert_eq!(picture.pixels.as_ptr(), pixels.as_ptr()); // no byte was copied
/// # Ok::<(), bytelane::Error>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Bytes(::bytes::Bytes);

impl Bytes {
    /// Creates an empty `Bytes`, without an allocation.
    pub const fn new() -> Self {
        Self(::bytes::Bytes::new())
    }

    /// Creates a `Bytes` of a static slice.
    pub const fn from_static(bytes: &'static [u8]) -> Self {
        Self(::bytes::Bytes::from_static(bytes))
    }

    /// Creates a `Bytes` of a value that owns the bytes, such as a memory map, without copying them. The owner is dropped with the last clone.
    ///
    /// The engine may drop the last clone on any of its threads, the main thread included. If the destructor panics, the panic is logged and goes no
    /// further; if it blocks, it delays that thread.
    pub fn from_owner<T: AsRef<[u8]> + Send + 'static>(owner: T) -> Self {
        Self(::bytes::Bytes::from_owner(Guarded::new(owner)))
    }

    /// Wraps bytes that a lane has received, whose owner is the engine's.
    pub(super) const fn received(bytes: ::bytes::Bytes) -> Self {
        Self(bytes)
    }

    /// Creates a `Bytes` by copying `bytes`.
    pub fn copy_from_slice(bytes: &[u8]) -> Self {
        // COPY: the function is for copying.
        Self(::bytes::Bytes::copy_from_slice(bytes))
    }

    /// Returns a part of the bytes, which shares their memory.
    ///
    /// # Panics
    /// Panics if the range is out of bounds.
    #[must_use]
    pub fn slice(&self, range: impl std::ops::RangeBounds<usize>) -> Self {
        Self(self.0.slice(range))
    }

    /// Returns the inner [`bytes::Bytes`].
    pub fn into_inner(self) -> ::bytes::Bytes {
        self.0
    }

    /// Returns a reference to the inner [`bytes::Bytes`].
    pub const fn as_inner(&self) -> &::bytes::Bytes {
        &self.0
    }
}

/// Prints the length, never the contents.
impl fmt::Debug for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bytes({})", self.0.len())
    }
}

impl Deref for Bytes {
    type Target = ::bytes::Bytes;

    fn deref(&self) -> &::bytes::Bytes {
        &self.0
    }
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Borrow<[u8]> for Bytes {
    fn borrow(&self) -> &[u8] {
        &self.0
    }
}
