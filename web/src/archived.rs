//! Archives: values that are read where they are.

use std::{cell::OnceCell, fmt, marker::PhantomData, ops::Deref, rc::Rc};

use js_sys::{ArrayBuffer, Uint8Array};
use rkyv::{
    Archive,
    api::high::{HighSerializer, HighValidator},
    bytecheck::CheckBytes,
    rancor,
    ser::allocator::ArenaHandle,
    util::AlignedVec,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use wasm_bindgen::{JsCast, JsValue};
use yoke::Yoke;

use crate::Error;

/// A type whose archives can be read: every type that derives `rkyv::Archive`.
pub trait ReadArchive:
    Archive<Archived: 'static + for<'a> CheckBytes<HighValidator<'a, rancor::Error>>>
{
}

impl<T> ReadArchive for T where
    T: Archive<Archived: 'static + for<'a> CheckBytes<HighValidator<'a, rancor::Error>>>
{
}

/// A type whose values can be written as an archive: every type that derives `rkyv::Archive` and `rkyv::Serialize`.
pub trait WriteArchive:
    for<'a> rkyv::Serialize<HighSerializer<AlignedVec, ArenaHandle<'a>, rancor::Error>>
{
}

impl<T> WriteArchive for T where
    T: for<'a> rkyv::Serialize<HighSerializer<AlignedVec, ArenaHandle<'a>, rancor::Error>>
{
}

/// A value that crosses as an [rkyv](https://rkyv.org) archive, which neither side prints or parses. The host has the same type as `bytelane::ipc::Archived<T>`,
/// with the same `T`: put it into a crate that both depend on.
///
/// An archive of the host is copied into the memory of the module once, validated once, and then dereferences to [`rkyv::Archive::Archived`]. It is a result, a
/// message of a channel, the payload of an event, or a field of any of them; a field of the arguments, or the whole.
///
/// # Examples
/// ```no_run
/// use bytelane_web::{Archived, invoke, rkyv};
///
/// #[derive(rkyv::Archive, rkyv::Serialize)]
/// #[rkyv(crate = bytelane_web::rkyv)]
/// struct Row {
///     name: String,
///     score: f64,
/// }
///
/// async fn total() -> Result<f64, bytelane_web::Error> {
///     let rows = invoke::<Archived<Vec<Row>>>("rows", &()).await?;
///     Ok(rows.iter().map(|row| row.score.to_native()).sum())
/// }
/// ```
pub struct Archived<T: Archive<Archived: 'static>> {
    bytes: Rc<AlignedVec>,
    /// The validated root, from the start for an archive that was received.
    root: OnceCell<Root<T::Archived>>,
    value: PhantomData<fn() -> T>,
}

type Root<A> = Yoke<&'static A, Rc<AlignedVec>>;

impl<T: ReadArchive> Archived<T> {
    /// Validates the bytes of an archive.
    ///
    /// # Errors
    /// Returns [`Error::Decode`] if they are not an archive of a `T`, for example because the host was built with another version of the type.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let mut memory = AlignedVec::with_capacity(bytes.len());
        memory.extend_from_slice(bytes); // COPY: into aligned memory
        Self::validated(memory).map_err(Error::Decode)
    }

    fn validated(memory: AlignedVec) -> Result<Self, String> {
        let bytes = Rc::new(memory);
        let root = validate::<T>(&bytes)?;
        Ok(Self {
            bytes,
            root: OnceCell::from(root),
            value: PhantomData,
        })
    }
}

impl<T: WriteArchive + Archive<Archived: 'static>> Archived<T> {
    /// Writes a value as an archive.
    ///
    /// # Errors
    /// Returns [`Error::Encode`] if the value cannot be written, for example because its archive would be larger than 2 GiB.
    pub fn new(value: &T) -> Result<Self, Error> {
        let memory = rkyv::to_bytes::<rancor::Error>(value);
        Ok(Self {
            bytes: Rc::new(memory.map_err(|error| Error::Encode(error.to_string()))?),
            root: OnceCell::new(),
            value: PhantomData,
        })
    }
}

impl<T: Archive<Archived: 'static>> Archived<T> {
    /// Returns the bytes of the archive.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }
}

fn validate<T: ReadArchive>(bytes: &Rc<AlignedVec>) -> Result<Root<T::Archived>, String> {
    Yoke::try_attach_to_cart(Rc::clone(bytes), |bytes| {
        rkyv::access::<T::Archived, rancor::Error>(bytes)
    })
    .map_err(|error| format!("the archive is not valid: {error}"))
}

/// # Panics
/// Panics if the archive was written here, by a `rkyv::Serialize` implementation that does not match its `Archive` implementation.
impl<T: ReadArchive> Deref for Archived<T> {
    type Target = T::Archived;

    fn deref(&self) -> &T::Archived {
        self.root
            .get_or_init(|| match validate::<T>(&self.bytes) {
                Ok(root) => root,
                Err(error) => panic!("an archive of this module: {error}"),
            })
            .get()
    }
}

impl<T: Archive<Archived: 'static>> Clone for Archived<T> {
    fn clone(&self) -> Self {
        Self {
            bytes: Rc::clone(&self.bytes),
            root: self.root.clone(),
            value: PhantomData,
        }
    }
}

/// Prints the length, never the contents.
impl<T: Archive<Archived: 'static>> fmt::Debug for Archived<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Archived({})", self.bytes.len())
    }
}

impl<T: Archive<Archived: 'static>> Serialize for Archived<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.bytes) // COPY: out of the memory of the module
    }
}

impl<'de, T: ReadArchive> Deserialize<'de> for Archived<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value: JsValue = serde_wasm_bindgen::preserve::deserialize(deserializer)?;
        let array = match value.dyn_into::<Uint8Array>() {
            Ok(array) => array,
            Err(value) if value.is_instance_of::<ArrayBuffer>() => Uint8Array::new(&value),
            Err(value) => {
                let text = format!("expected the bytes of an archive, found {value:?}");
                return Err(de::Error::custom(text));
            }
        };
        let mut memory = AlignedVec::new();
        memory.resize(array.length() as usize, 0);
        array.copy_to(&mut memory); // COPY: into the memory of the module
        Self::validated(memory).map_err(de::Error::custom)
    }
}
