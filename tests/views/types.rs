//! Types with a view: every kind of field, in every position.

use std::{
    collections::{HashMap, hash_map::DefaultHasher},
    hash::BuildHasherDefault,
};

use bytelane::{View, rkyv};
use rkyv::{Archive, Deserialize, Serialize};

/// A map whose order does not depend on the run.
pub(crate) type Map<K, V> = HashMap<K, V, BuildHasherDefault<DefaultHasher>>;

/// Writes 64-bit integers as text: JSON in a page has 53 bits.
fn text<S: serde::Serializer, T: ToString>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&value.to_string())
}

fn texts<S: serde::Serializer, T: ToString>(
    values: &[T],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(values.iter().map(ToString::to_string))
}

/// An enum without data.
#[derive(Archive, Clone, Debug, Deserialize, PartialEq, Serialize, View, serde::Serialize)]
#[rkyv(crate = bytelane::rkyv)]
pub(crate) enum Color {
    Red,
    Green,
    /// The last one.
    Blue,
}

/// An enum with data of every form.
#[derive(Archive, Clone, Debug, Deserialize, PartialEq, Serialize, View, serde::Serialize)]
#[rkyv(crate = bytelane::rkyv)]
#[serde(tag = "tag", content = "value")]
pub(crate) enum Drawing {
    Empty,
    Circle(f64),
    Line(u8, i32, Point),
    Label {
        /// What it says.
        text: String,
        at: (i16, f64),
        color: Color,
    },
    Group(Vec<String>),
}

#[derive(Archive, Clone, Debug, Deserialize, PartialEq, Serialize, View, serde::Serialize)]
#[rkyv(crate = bytelane::rkyv)]
pub(crate) struct Point(pub(crate) f32, pub(crate) f32);

/// A row.
///
/// Of a table.
#[derive(Archive, Clone, Debug, Deserialize, PartialEq, Serialize, View, serde::Serialize)]
#[rkyv(crate = bytelane::rkyv)]
pub(crate) struct Row {
    /// Its number.
    #[serde(serialize_with = "text")]
    pub(crate) id: u64,
    pub(crate) name: String,
    pub(crate) score: Option<f64>,
    pub(crate) r#type: Color,
}

/// A tree.
#[derive(Archive, Clone, Debug, Deserialize, PartialEq, Serialize, View, serde::Serialize)]
#[rkyv(crate = bytelane::rkyv, serialize_bounds(
    __S: rkyv::ser::Writer + rkyv::ser::Allocator,
    __S::Error: rkyv::rancor::Source,
), deserialize_bounds(__D::Error: rkyv::rancor::Source), bytecheck(bounds(
    __C: rkyv::validation::ArchiveContext,
    __C::Error: rkyv::rancor::Source,
)))]
#[allow(
    clippy::use_self,
    reason = "`Self` would be the archived type in the code that rkyv generates"
)]
pub(crate) struct Node {
    pub(crate) value: i32,
    #[rkyv(omit_bounds)]
    pub(crate) children: Vec<Node>,
    #[rkyv(omit_bounds)]
    pub(crate) other: Option<Box<Node>>,
}

#[derive(Archive, Clone, Debug, Deserialize, PartialEq, Serialize, View, serde::Serialize)]
#[rkyv(crate = bytelane::rkyv)]
pub(crate) struct Kitchen {
    pub(crate) flag: bool,
    pub(crate) byte: u8,
    pub(crate) signed: i8,
    pub(crate) short: u16,
    pub(crate) signed_short: i16,
    pub(crate) word: u32,
    pub(crate) signed_word: i32,
    #[serde(serialize_with = "text")]
    pub(crate) long: u64,
    #[serde(serialize_with = "text")]
    pub(crate) signed_long: i64,
    pub(crate) single: f32,
    pub(crate) double: f64,
    pub(crate) letter: char,
    pub(crate) text: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) samples: Vec<f32>,
    pub(crate) doubles: Vec<f64>,
    #[serde(serialize_with = "texts")]
    pub(crate) longs: Vec<i64>,
    pub(crate) flags: Vec<bool>,
    pub(crate) texts: Vec<String>,
    pub(crate) rows: Vec<Row>,
    pub(crate) grid: Vec<Vec<u16>>,
    pub(crate) maybe: Option<u8>,
    pub(crate) maybe_text: Option<String>,
    pub(crate) maybe_row: Option<Box<Row>>,
    pub(crate) boxed: Box<Drawing>,
    pub(crate) pair: (u8, String),
    pub(crate) triple: (bool, (u32, char), Vec<u8>),
    pub(crate) fixed: [u16; 3],
    pub(crate) names: [String; 2],
    pub(crate) drawings: Vec<Drawing>,
    pub(crate) color: Color,
    pub(crate) point: Point,
    pub(crate) tree: Node,
}

/// Maps, which a page can read.
#[derive(Archive, Clone, Debug, Serialize, View, serde::Serialize)]
#[rkyv(crate = bytelane::rkyv)]
#[view(read_only)]
pub(crate) struct Dictionary {
    pub(crate) words: Map<String, u32>,
    pub(crate) rows: Map<u16, Row>,
    pub(crate) none: Map<u8, u8>,
}
