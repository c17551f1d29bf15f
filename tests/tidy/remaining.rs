//! The violations that are known and not yet removed, in `remaining.txt`.

use std::{collections::BTreeSet, fs, path::PathBuf};

/// One violation of a rule.
#[derive(Debug)]
pub(crate) struct Violation {
    /// The rule and the module or folder that breaks it: a line of `remaining.txt`.
    pub(crate) entry: String,
    /// File, line and what is wrong.
    pub(crate) detail: String,
}

/// Compares `found` with the entries of `remaining.txt` that start with `prefix`.
///
/// Prints the entries that are no longer violated, so that they can be deleted.
///
/// # Panics
/// If a violation is not listed.
pub(crate) fn compare(prefix: &str, found: &[Violation]) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/tidy/remaining.txt");
    let text = fs::read_to_string(path).expect("remaining.txt");
    let listed: BTreeSet<&str> = text
        .lines()
        .filter(|line| line.starts_with(prefix))
        .collect();
    for entry in &listed {
        if !found.iter().any(|violation| violation.entry == *entry) {
            println!("no longer violated, to delete from tests/tidy/remaining.txt: {entry}");
        }
    }
    if let Some(message) = difference(&listed, found) {
        panic!("{message}");
    }
}

fn difference(listed: &BTreeSet<&str>, found: &[Violation]) -> Option<String> {
    let mut lines = BTreeSet::new();
    for violation in found {
        if !listed.contains(violation.entry.as_str()) {
            lines.insert(format!("{}\n    {}", violation.entry, violation.detail));
        }
    }
    let lines: Vec<_> = lines.into_iter().collect();
    (!lines.is_empty()).then(|| format!("\n{}\n", lines.join("\n")))
}

#[cfg(test)]
mod tests {
    use super::{Violation, difference};

    #[test]
    fn a_new_violation_is_reported() {
        let found = [Violation {
            entry: "order: a imports b".into(),
            detail: "a.rs:1".into(),
        }];
        assert_eq!(difference(&["order: a imports b"].into(), &found), None);
        let message = difference(&[].into(), &found).expect("a new violation");
        assert!(message.contains("a.rs:1"), "{message}");
    }
}
