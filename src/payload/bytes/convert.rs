use std::{borrow::Cow, sync::Arc};

use super::Bytes;
use crate::fresh_memory;

macro_rules! from_without_copy {
    ($($source:ty),*) => {$(
        impl From<$source> for Bytes {
            fn from(bytes: $source) -> Self {
                Self(bytes.into())
            }
        }
    )*};
}

from_without_copy!(
    ::bytes::BytesMut,
    Vec<u8>,
    Box<[u8]>,
    String,
    &'static [u8],
    &'static str
);

impl From<::bytes::Bytes> for Bytes {
    fn from(bytes: ::bytes::Bytes) -> Self {
        // Bytes of a vector without other handles have no owner whose destructor could panic.
        if bytes.is_empty() || bytes.is_unique() {
            Self(bytes)
        } else {
            Self::from_owner(bytes)
        }
    }
}

impl From<Arc<[u8]>> for Bytes {
    fn from(bytes: Arc<[u8]>) -> Self {
        Self::from_owner(bytes)
    }
}

impl<const N: usize> From<&'static [u8; N]> for Bytes {
    fn from(bytes: &'static [u8; N]) -> Self {
        Self::from_static(bytes)
    }
}

impl<const N: usize> From<[u8; N]> for Bytes {
    fn from(bytes: [u8; N]) -> Self {
        // COPY: an array is on the stack.
        Self::copy_from_slice(&bytes)
    }
}

impl From<Cow<'_, [u8]>> for Bytes {
    fn from(bytes: Cow<'_, [u8]>) -> Self {
        match bytes {
            // COPY: a borrow may end before the bytes are sent.
            Cow::Borrowed(bytes) => Self::copy_from_slice(bytes),
            Cow::Owned(bytes) => Self::from(bytes),
        }
    }
}

impl From<Bytes> for ::bytes::Bytes {
    fn from(bytes: Bytes) -> Self {
        bytes.0
    }
}

/// Moves the vector if this is its only handle and covers all of it, and copies the bytes otherwise.
impl From<Bytes> for Vec<u8> {
    fn from(bytes: Bytes) -> Self {
        match bytes.0.try_into_mut() {
            Ok(only) => only.into(),
            Err(shared) => fresh_memory::copied(&shared),
        }
    }
}

macro_rules! equal_to {
    ($($other:ty),*) => {$(
        impl PartialEq<$other> for Bytes {
            fn eq(&self, other: &$other) -> bool {
                let other: &[u8] = other.as_ref();
                *self.0 == *other
            }
        }

        impl PartialEq<Bytes> for $other {
            fn eq(&self, other: &Bytes) -> bool {
                other == self
            }
        }
    )*};
}

equal_to!([u8], &[u8], Vec<u8>, ::bytes::Bytes, str, &str, String);

impl<const N: usize> PartialEq<[u8; N]> for Bytes {
    fn eq(&self, other: &[u8; N]) -> bool {
        *self.0 == other[..]
    }
}

impl<const N: usize> PartialEq<&[u8; N]> for Bytes {
    fn eq(&self, other: &&[u8; N]) -> bool {
        *self.0 == other[..]
    }
}

impl FromIterator<u8> for Bytes {
    fn from_iter<I: IntoIterator<Item = u8>>(bytes: I) -> Self {
        Self(bytes.into_iter().collect())
    }
}

impl IntoIterator for Bytes {
    type Item = u8;
    type IntoIter = ::bytes::buf::IntoIter<::bytes::Bytes>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Bytes {
    type Item = &'a u8;
    type IntoIter = std::slice::Iter<'a, u8>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}
