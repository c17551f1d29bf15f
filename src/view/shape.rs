use std::collections::BTreeMap;

use rkyv::Archive;

/// The layout of an archived type.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// The kind of the type.
    pub kind: Kind,
    /// Size in bytes.
    pub size: usize,
    /// Alignment in bytes.
    pub align: usize,
}

impl Shape {
    pub(super) const fn of<T: Archive>(kind: Kind) -> Self {
        Self {
            kind,
            size: size_of::<T::Archived>(),
            align: align_of::<T::Archived>(),
        }
    }
}

/// The kind of a type.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A boolean.
    Bool,
    /// A number, by the name of its Rust type.
    Number(&'static str),
    /// A character.
    Char,
    /// A text.
    String,
    /// A vector of such elements.
    List(Box<Shape>),
    /// An array of such elements, and its length.
    Array(Box<Shape>, usize),
    /// An option.
    Option {
        /// The value.
        value: Box<Shape>,
        /// Offset of the value, after the tag.
        at: usize,
    },
    /// A box of such a value.
    Boxed(Box<Shape>),
    /// The parts with their offsets.
    Tuple(Vec<(usize, Shape)>),
    /// A hash table.
    Map {
        /// The keys.
        key: Box<Shape>,
        /// The values.
        value: Box<Shape>,
        /// Size of an entry in bytes. Its key is at its start.
        entry_size: usize,
        /// Offset of the value in an entry.
        value_at: usize,
    },
    /// A type with a definition.
    Named(String),
}

/// A field of a struct or of a variant.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Name in the page.
    pub name: &'static str,
    /// Documentation.
    pub docs: &'static str,
    /// Offset in bytes.
    pub at: usize,
    /// The layout.
    pub shape: Shape,
}

/// The data of a variant.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// None.
    Unit,
    /// Values with their offsets, which start at the tag.
    Tuple(Vec<(usize, Shape)>),
    /// Fields whose offsets start at the tag.
    Struct(Vec<Field>),
}

/// A variant of an enum.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// Name in the page.
    pub name: &'static str,
    /// Documentation.
    pub docs: &'static str,
    /// The data.
    pub content: Content,
}

/// A struct or an enum.
#[derive(Clone, Debug, PartialEq)]
pub enum Definition {
    /// A struct, by its fields.
    Struct(Vec<Field>),
    /// An enum, by its variants in the order of their tags.
    Enum(Vec<Variant>),
}

/// A definition, with the layout of its type.
#[derive(Clone, Debug)]
pub(super) struct Defined {
    /// Path of the Rust type.
    pub(super) path: &'static str,
    pub(super) docs: &'static str,
    pub(super) size: usize,
    pub(super) align: usize,
    /// `None` while it is being defined.
    pub(super) definition: Option<Definition>,
}

/// The definitions of a module, by name.
#[derive(Clone, Debug, Default)]
pub struct Types {
    pub(super) defined: BTreeMap<String, Defined>,
    /// The first two types with the same name.
    pub(super) ambiguous: Option<String>,
}

impl Types {
    /// Adds the definition of a type, unless it has been added.
    pub fn define<T: Archive>(
        &mut self,
        name: &'static str,
        docs: &'static str,
        define: impl FnOnce(&mut Self) -> Definition,
    ) -> Shape {
        let shape = Shape::of::<T>(Kind::Named(name.to_owned()));
        let path = std::any::type_name::<T>();
        if let Some(defined) = self.defined.get(name) {
            if defined.path != path {
                self.ambiguous.get_or_insert_with(|| {
                    format!("`{}` and `{path}` are both named `{name}`", defined.path)
                });
            }
            return shape;
        }
        let defined = Defined {
            path,
            docs,
            size: shape.size,
            align: shape.align,
            definition: None,
        };
        self.defined.insert(name.to_owned(), defined);
        let definition = define(self);
        if let Some(defined) = self.defined.get_mut(name) {
            defined.definition = Some(definition);
        }
        shape
    }
}
