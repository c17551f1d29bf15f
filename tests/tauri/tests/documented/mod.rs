//! Checks that every difference from Tauri in `docs/tauri.md` names a test: one of a page, which must have passed, or one of a file, which must
//! contain it.

use std::{collections::BTreeSet, fs, path::Path};

const DOCUMENT: &str = "docs/tauri.md";
/// Head of the column that names the tests.
const COLUMN: &str = "Verified by";

/// Returns the errors of the tables.
pub fn missing(passed: &BTreeSet<String>) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let text = fs::read_to_string(root.join(DOCUMENT)).expect("the document");
    let mut wrong = Vec::new();
    let mut rows = 0;
    let mut column = None;
    for (index, line) in text.lines().enumerate() {
        let Some(cells) = cells(line) else {
            column = None;
            continue;
        };
        let Some(column) = column else {
            column = cells.iter().position(|cell| *cell == COLUMN);
            continue;
        };
        if cells.iter().all(|cell| cell.starts_with('-')) {
            continue;
        }
        rows += 1;
        let tests = cells
            .get(column)
            .map(|cell| names(cell))
            .unwrap_or_default();
        let place = format!("{DOCUMENT}:{}", index + 1);
        if tests.is_empty() {
            wrong.push(format!("{place}: the row names no test"));
        }
        for test in tests {
            if let Err(why) = find(&root, test, passed) {
                wrong.push(format!("{place}: {test}: {why}"));
            }
        }
    }
    if rows == 0 {
        wrong.push(format!("{DOCUMENT}: no table has the column `{COLUMN}`"));
    }
    wrong
}

/// Returns the cells of a row of a table.
fn cells(line: &str) -> Option<Vec<&str>> {
    let inner = line.strip_prefix('|')?.strip_suffix('|')?;
    Some(inner.split(" |").map(str::trim).collect())
}

/// Returns the texts between back quotes.
fn names(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

/// Checks that a test exists. `core::every call is answered` names a test of a page, `src/origin.rs::patterns_are_read_from_urls` one of a file.
fn find(root: &Path, test: &str, passed: &BTreeSet<String>) -> Result<(), String> {
    let (place, name) = test
        .split_once("::")
        .ok_or("it is not of the form `file::name`")?;
    if !place.contains('/') {
        return if passed.contains(test) {
            Ok(())
        } else {
            Err("no page has passed a test of this name".into())
        };
    }
    let text = fs::read_to_string(root.join(place)).map_err(|error| error.to_string())?;
    let shown = if place.ends_with(".ts") {
        format!("test('{name}'")
    } else {
        format!("fn {name}(")
    };
    if text.contains(&shown) {
        Ok(())
    } else {
        Err(format!("the file does not contain {shown:?}"))
    }
}
