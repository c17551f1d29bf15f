//! rkyv archives: structured data that is read where it is.

mod accept;
mod check;
mod format;
mod write;

pub use accept::ArchiveArgument;
pub use check::{Check, Defect, NoSharing};
pub use write::{IntoArchive, Output};

use std::{
    fmt,
    ops::Deref,
    sync::{Arc, OnceLock},
};

use rkyv::{Archive, util::AlignedVec};
use serde::{Serialize, Serializer};
use yoke::Yoke;

use super::{
    Bytes, Payload, PayloadError,
    handoff::{self, Form},
    mixed::is_attaching,
};
use crate::wire::{ALIGNMENT_BYTES, Code};

/// A value that crosses between host and page as an [rkyv](https://rkyv.org) archive, which is read where it is instead of being parsed.
///
/// As an argument of a command or a message of a page, the archive is validated once, and then dereferences to [`rkyv::Archive::Archived`]. The page writes it
/// with the encoder that [`Views`](crate::view::Views) generates, and passes its bytes, inside an object or alone.
/// An archive that is damaged, or nests deeper than 64 pointers, is refused with `bad_archive`.
///
/// As a result of a command, message of a channel or payload of an event, the value is written once, into the memory that is sent. The page receives an
/// `ArrayBuffer`, over which the generated views read. Inside another value, the page receives a `Uint8Array`. For large values, [`Buffers::archive`] writes
/// into memory that the page reads directly.
///
/// An archive holds the bytes of its `Vec<u8>` fields too. Files and images belong beside it, as [`Bytes`].
///
/// With other serde formats it serializes as bytes.
///
/// [`Buffers::archive`]: crate::ipc::Buffers::archive
///
/// # Examples
/// ```
/// use bytelane::{ipc::Archived, rkyv};
///
/// #[derive(rkyv::Archive, rkyv::Serialize, bytelane::View)]
/// #[rkyv(crate = bytelane::rkyv)]
/// struct Row {
///     name: String,
///     score: f64,
/// }
///
/// #[bytelane::command]
/// fn total(rows: Archived<Vec<Row>>) -> f64 {
///     rows.iter().map(|row| row.score.to_native()).sum()
/// }
///
/// #[bytelane::command]
/// fn rows() -> bytelane::Result<Archived<Vec<Row>>> {
///     Ok(Archived::new(&vec![Row { name: "first".into(), score: 0.5 }])?)
/// }
/// # let _ = bytelane::generate_handler![total, rows];
/// ```
pub struct Archived<T: Archive<Archived: 'static>> {
    bytes: Bytes,
    /// The validated root, from the start for an archive that was received.
    root: OnceLock<Arc<Root<T::Archived>>>,
}

type Root<A> = Yoke<&'static A, Box<Bytes>>;

fn failed(defect: Defect) -> PayloadError {
    PayloadError::new(
        Code::Internal,
        format!("a value cannot be written as an archive: {defect}"),
    )
}

impl<T: IntoArchive<Archived: 'static>> Archived<T> {
    /// Writes a value as an archive.
    ///
    /// # Errors
    /// Returns `internal` if the value cannot be written, for example because its archive would be larger than 2 GiB.
    pub fn new(value: &T) -> Result<Self, PayloadError> {
        let memory = write::write(value).map_err(failed)?;
        Ok(Self::unchecked(Bytes::from_owner(memory)))
    }

    /// Writes a value into the memory that `allocate` returns for its length.
    pub(crate) fn write_into<M: AsMut<[u8]> + Into<Bytes>>(
        value: &T,
        allocate: impl FnOnce(usize) -> M,
    ) -> Result<Self, PayloadError> {
        let mut memory = allocate(write::measure(value).map_err(failed)?);
        write::write_into(value, memory.as_mut()).map_err(failed)?;
        Ok(Self::unchecked(memory.into()))
    }
}

impl<T: Archive<Archived: 'static>> Archived<T> {
    /// An archive that is validated when it is read for the first time.
    const fn unchecked(bytes: Bytes) -> Self {
        Self {
            bytes,
            root: OnceLock::new(),
        }
    }

    /// Returns the bytes of the archive, without copying them.
    pub fn into_bytes(self) -> Bytes {
        self.bytes
    }
}

impl<T: ArchiveArgument> Archived<T> {
    /// Validates an archive from a page. Bytes that are aligned for the type, as all received bytes are, are not copied.
    ///
    /// # Errors
    /// Returns `bad_archive` if the bytes are not an archive of a `T`, or nest deeper than 64 pointers.
    pub fn from_bytes(bytes: impl Into<Bytes>) -> Result<Self, PayloadError> {
        const { T::SIZED };
        let mut bytes = bytes.into();
        // The root is aligned if the start and the length are.
        if !bytes.as_ptr().addr().is_multiple_of(ALIGNMENT_BYTES) {
            let mut aligned = AlignedVec::<ALIGNMENT_BYTES>::with_capacity(bytes.len());
            aligned.extend_from_slice(&bytes); // COPY: not on a lane's path, whose bodies are aligned
            bytes = Bytes::from_owner(aligned);
        }
        let root = validate::<T>(&bytes).map_err(|defect| {
            PayloadError::new(
                Code::BadArchive,
                format!("the archive is not valid: {defect}"),
            )
        })?;
        Ok(Self {
            bytes,
            root: OnceLock::from(Arc::new(root)),
        })
    }

    /// Validates the archive of a payload that consists of bytes only.
    ///
    /// # Errors
    /// Returns `bad_arguments` if the payload is not bytes, and the errors of [`from_bytes`](Self::from_bytes).
    pub fn from_payload(payload: &Payload) -> Result<Self, PayloadError> {
        match payload {
            Payload::Archive(bytes) | Payload::Raw(bytes) => Self::from_bytes(bytes.clone()),
            _ => Err(PayloadError::new(
                Code::BadArguments,
                "the value is not the bytes of an archive",
            )),
        }
    }
}

fn validate<T: ArchiveArgument>(bytes: &Bytes) -> Result<Root<T::Archived>, Defect> {
    Yoke::try_attach_to_cart(Box::new(bytes.clone()), |bytes| {
        check::access::<T::Archived>(bytes)
    })
}

/// # Panics
/// Panics if the archive was written by a `rkyv::Serialize` implementation of the application that does not match its `Archive` implementation, or nests deeper
/// than 64 pointers. Never panics for an archive from a page.
impl<T: ArchiveArgument> Deref for Archived<T> {
    type Target = T::Archived;

    fn deref(&self) -> &T::Archived {
        self.root
            .get_or_init(|| match validate::<T>(&self.bytes) {
                Ok(root) => Arc::new(root),
                Err(defect) => panic!("an archive of this application is not valid: {defect}"),
            })
            .get()
    }
}

impl<T: Archive<Archived: 'static>> Clone for Archived<T> {
    fn clone(&self) -> Self {
        Self {
            bytes: self.bytes.clone(),
            root: self.root.clone(),
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
        let form = if is_attaching::<S>() {
            Form::Archive
        } else {
            Form::Bytes
        };
        handoff::offer(self.bytes.as_inner(), form, || {
            serializer.serialize_bytes(&self.bytes)
        })
    }
}
