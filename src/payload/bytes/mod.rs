//! The byte buffer of the engine.

mod convert;
mod serde;

pub(super) use self::serde::TOKEN;

use std::{borrow::Borrow, fmt, ops::Deref};

/// Bytes that stay bytes: [`bytes::Bytes`], but one that crosses between host and page beside the JSON instead of inside it.
///
/// Cloning and slicing copy nothing. As an argument of a command, or anywhere inside one, it is a view of the received body; as a result, or
/// anywhere inside one, it is sent from where it lies. In the page it is an `ArrayBuffer` when it is the whole value and a `Uint8Array`
/// inside of one.
///
/// With other serde formats it behaves as `serde_bytes` does, and in plain JSON it is an array of numbers.
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
/// assert_eq!(picture.pixels.as_ptr(), pixels.as_ptr()); // not one byte was copied
/// # Ok::<(), bytelane::Error>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Bytes(::bytes::Bytes);

impl Bytes {
    /// No bytes. Allocates nothing.
    pub const fn new() -> Self {
        Self(::bytes::Bytes::new())
    }

    /// Bytes that live as long as the program.
    pub const fn from_static(bytes: &'static [u8]) -> Self {
        Self(::bytes::Bytes::from_static(bytes))
    }

    /// Bytes inside a value that is kept alive for as long as they are used, such as a memory map. Copies nothing.
    pub fn from_owner<T: AsRef<[u8]> + Send + 'static>(owner: T) -> Self {
        Self(::bytes::Bytes::from_owner(owner))
    }

    /// A copy of `bytes`.
    pub fn copy_from_slice(bytes: &[u8]) -> Self {
        // COPY: that is what the caller asked for.
        Self(::bytes::Bytes::copy_from_slice(bytes))
    }

    /// A part of the bytes, sharing their memory.
    ///
    /// # Panics
    /// When the range lies outside the bytes.
    #[must_use]
    pub fn slice(&self, range: impl std::ops::RangeBounds<usize>) -> Self {
        Self(self.0.slice(range))
    }

    /// The buffer without the wrapper.
    pub fn into_inner(self) -> ::bytes::Bytes {
        self.0
    }

    /// The buffer inside the wrapper.
    pub const fn as_inner(&self) -> &::bytes::Bytes {
        &self.0
    }
}

/// Prints the length, never the content.
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
