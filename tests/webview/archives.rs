//! Commands with archives.

#[path = "../views/types.rs"]
#[allow(dead_code, reason = "the tests of the generated module use the rest")]
mod types;

use std::sync::Arc;

use bytelane::{
    State,
    ipc::{Archived, Buffers, Channel, Receiver},
    rkyv::{self, rancor::Error},
};
use serde::Serialize;
use types::{Color, Dictionary, Drawing, Map, Node, Point, Row};

use crate::host::Host;

type Rows = Vec<Row>;

fn rows_of(length: u32) -> Rows {
    let row = |index: u32| Row {
        id: u64::from(index) << 32,
        name: format!("the name of row {index}"),
        score: (index % 2 == 1).then(|| f64::from(index) / 2.0),
        r#type: if index.is_multiple_of(3) {
            Color::Red
        } else {
            Color::Green
        },
    };
    (0..length).map(row).collect()
}

fn owned(rows: &Archived<Rows>) -> Rows {
    rkyv::deserialize::<Rows, Error>(&**rows).expect("a valid archive is a value")
}

#[bytelane::command]
pub(crate) fn rows(length: u32) -> bytelane::Result<Archived<Rows>> {
    Ok(Archived::new(&rows_of(length))?)
}

/// The same rows, in memory that the page reads directly.
#[bytelane::command]
pub(crate) fn shared_rows(length: u32, buffers: Buffers) -> bytelane::Result<Archived<Rows>> {
    Ok(buffers.archive(&rows_of(length))?)
}

/// The same rows, as JSON.
#[bytelane::command]
pub(crate) fn json_rows(length: u32) -> Rows {
    rows_of(length)
}

/// Returns the rows of the page, written again by Rust.
#[bytelane::command]
pub(crate) fn again(rows: Archived<Rows>) -> bytelane::Result<Archived<Rows>> {
    Ok(Archived::new(&owned(&rows))?)
}

/// Returns the archive of the page as it was received.
#[bytelane::command]
pub(crate) fn same(rows: Archived<Rows>) -> Archived<Rows> {
    rows
}

#[derive(Serialize)]
pub(crate) struct NamedRows {
    name: String,
    count: usize,
    rows: Archived<Rows>,
}

#[bytelane::command]
pub(crate) fn name_rows(name: String, rows: Archived<Rows>) -> NamedRows {
    NamedRows {
        name,
        count: rows.len(),
        rows,
    }
}

#[bytelane::command]
pub(crate) fn draw_again(
    drawings: Archived<Vec<Drawing>>,
) -> bytelane::Result<Archived<Vec<Drawing>>> {
    let drawings = rkyv::deserialize::<Vec<Drawing>, Error>(&*drawings);
    Ok(Archived::new(
        &drawings.expect("a valid archive is a value"),
    )?)
}

#[bytelane::command]
pub(crate) fn words(length: u16) -> bytelane::Result<Archived<Dictionary>> {
    let words = (0..u32::from(length)).map(|index| (format!("word {index}"), index));
    let dictionary = Dictionary {
        words: words.collect(),
        rows: Map::default(),
        none: Map::default(),
    };
    Ok(Archived::new(&dictionary)?)
}

#[bytelane::command]
pub(crate) async fn relay_rows(
    mut from: Receiver<Archived<Rows>>,
    to: Channel<Archived<Rows>>,
) -> Result<usize, String> {
    let mut count = 0;
    while let Some(rows) = from.recv_async().await.map_err(|error| error.to_string())? {
        count += rows.len();
        to.send_async(rows)
            .await
            .map_err(|error| error.to_string())?;
    }
    Ok(count)
}

#[bytelane::command]
pub(crate) fn emit_rows(host: State<'_, Arc<Host>>, name: &str, length: u32) -> Result<(), String> {
    let rows = Archived::new(&rows_of(length)).map_err(|error| error.to_string())?;
    host.emit(name, rows)
}

/// Returns a tree of this depth.
#[bytelane::command]
pub(crate) fn tree(depth: usize) -> bytelane::Result<Archived<Node>> {
    let leaf = Node {
        value: 0,
        children: Vec::new(),
        other: None,
    };
    let tree = (1..depth).fold(leaf, |inner, _| Node {
        value: inner.value + 1,
        children: Vec::new(),
        other: Some(Box::new(inner)),
    });
    Ok(Archived::new(&tree)?)
}

#[bytelane::command]
pub(crate) fn tree_value(tree: Archived<Node>) -> i32 {
    tree.value.to_native()
}

/// Returns the point of a page, which is a struct without names.
#[bytelane::command]
pub(crate) fn point(point: Archived<Point>) -> (f32, f32) {
    (point.0.to_native(), point.1.to_native())
}
