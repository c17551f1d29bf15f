//! Views of archives in TypeScript: classes that read a field of an archive when it is used, and encoders of arguments, generated from Rust types.
//!
//! `#[derive(View)]` lets the compiler state the layout of a type's archive, and [`Views`] writes it as TypeScript. The generated module imports the reader
//! and the encoder from the package `bytelane`.
//!
//! # Examples
//! ```
//! use bytelane::{rkyv, View, view::Views};
//!
//! /// A row of the table.
//! #[derive(rkyv::Archive, rkyv::Serialize, View)]
//! #[rkyv(crate = bytelane::rkyv)]
//! struct Row {
//!     name: String,
//!     samples: Vec<f32>,
//! }
//!
//! let typescript = Views::new().add::<Row>().add_as::<Vec<Row>>("Rows").to_typescript().unwrap();
//! assert!(typescript.contains("export class Row"));
//! assert!(typescript.contains("get samples(): Float32Array"));
//! assert!(typescript.contains("export function openRows("));
//! assert!(typescript.contains("export function encodeRows("));
//! ```
//!
//! In the page: `for (const row of openRows(await invoke('rows'))) draw(row.samples)`.

mod error;
mod shape;
mod standard;
mod typescript;

pub use error::ViewsError;
#[doc(hidden)]
pub use shape::{Content, Definition, Field, Kind, Shape, Types, Variant};
pub use typescript::Views;
#[cfg(feature = "bindings")]
pub(crate) use typescript::{
    comment, declared, is_reserved, is_reserved_type, line, types_of_archive,
};

use rkyv::Archive;

/// A type whose archives a page can read, and write unless they contain maps. Derive it together with `rkyv::Archive`.
///
/// Implemented for numbers up to 64 bits, `bool`, `char`, `String`, `Vec`, `Option`, `Box`, tuples of up to 8 parts, arrays, and, for reading only, `HashMap`.
/// The derive accepts structs and enums of such fields, without type parameters.
///
/// | Rust | View in the page | As an argument |
/// |---|---|---|
/// | `u8` … `u32`, `i8` … `i32`, `f32`, `f64` | `number` | `number` |
/// | `u64`, `i64` | `bigint` | `bigint` |
/// | `bool` | `boolean` | `boolean` |
/// | `char`, `String` | `string` | `string` |
/// | `Vec<u8>`, `Vec<f32>`, … and arrays of numbers | `Uint8Array`, `Float32Array`, … over the archive | the same |
/// | `Vec<T>`, `[T; N]` | `List`: `length`, `at`, iteration, `toArray`, `toObject` | array |
/// | `Option<T>` | the value or `null` | the value or `null` |
/// | `Box<T>` | the value | the value |
/// | tuple | array | array |
/// | struct | a class with a getter for each field, and `toObject` | object |
/// | enum without data | the name of the variant | the name of the variant |
/// | enum | `{ tag, value }` | `{ tag, value }` |
/// | `HashMap` | `MapView`: `size`, iteration, `toMap` | |
///
/// The derive also implements [`ArchiveArgument`](crate::ipc::ArchiveArgument). A type with a map is not an argument: it has the attribute `#[view(read_only)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no view in a page",
    label = "not a type that a view can read",
    note = "views have numbers up to 64 bits, `bool`, `char`, `String`, `Vec`, `Option`, `Box`, tuples, arrays, `HashMap` (read only), and types that derive `bytelane::View`",
    note = "for `usize` use `u32` or `u64`, for `Rc` and `Arc` use `Box`, for `BTreeMap` use a `Vec` of pairs; large bytes belong beside the archive, as `bytelane::Bytes`"
)]
pub trait View: Archive {
    /// Returns the shape of the archived type, and adds the definitions that it needs.
    #[doc(hidden)]
    fn shape(types: &mut Types) -> Shape;
}
