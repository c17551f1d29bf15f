use std::{
    fmt,
    hash::{Hash, Hasher},
};

use specta::{
    Type,
    datatype::{DataType, Reference},
};

use crate::{
    payload::{Archived, Bytes, Number, Typed},
    view::{self, Shape, View},
};

/// The named types that were found so far.
#[derive(Debug, Default)]
pub struct Graph {
    /// Types of JSON values.
    pub(crate) types: specta::Types,
    /// Types of archives.
    pub(crate) views: view::Types,
}

impl Graph {
    /// Returns the types of JSON values, to which `T::definition` adds the types that `T` refers to.
    pub const fn types(&mut self) -> &mut specta::Types {
        &mut self.types
    }
}

/// A part of a JSON value that is not JSON: it arrives beside the text.
#[derive(Clone, Copy, Debug, Hash, PartialEq, Eq)]
pub(crate) enum Inside {
    Bytes,
    /// A typed array, by its class.
    Typed(&'static str),
    Archive(ArchiveOf),
}

impl From<Inside> for DataType {
    fn from(inside: Inside) -> Self {
        Reference::opaque(inside).into()
    }
}

/// The type of an archive.
#[derive(Clone, Copy)]
pub(crate) struct ArchiveOf {
    name: &'static str,
    pub(crate) shape: fn(&mut view::Types) -> Shape,
}

impl fmt::Debug for ArchiveOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl PartialEq for ArchiveOf {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for ArchiveOf {}

impl Hash for ArchiveOf {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl Type for Bytes {
    fn definition(_: &mut specta::Types) -> DataType {
        Inside::Bytes.into()
    }
}

impl<T: Number> Type for Typed<T> {
    fn definition(_: &mut specta::Types) -> DataType {
        Inside::Typed(T::ARRAY).into()
    }
}

impl<T: View> Type for Archived<T> {
    fn definition(_: &mut specta::Types) -> DataType {
        let archive = ArchiveOf {
            name: std::any::type_name::<T>(),
            shape: T::shape,
        };
        Inside::Archive(archive).into()
    }
}
