//! A violation of a rule, and the failure of its test.

use std::collections::BTreeSet;

/// One violation of a rule.
#[derive(Debug)]
pub(crate) struct Violation {
    /// The rule and the module or file that breaks it.
    pub(crate) entry: String,
    /// File, line and description.
    pub(crate) detail: String,
}

/// Fails the test if a rule is violated.
///
/// # Panics
/// If `found` is not empty.
pub(crate) fn refuse(found: &[Violation]) {
    let lines: BTreeSet<_> = found
        .iter()
        .map(|violation| format!("{}\n    {}", violation.entry, violation.detail))
        .collect();
    let lines: Vec<_> = lines.into_iter().collect();
    assert!(lines.is_empty(), "\n{}\n", lines.join("\n"));
}

#[cfg(test)]
mod tests {
    use super::{Violation, refuse};

    #[test]
    #[should_panic(expected = "order: a imports b\n    a.rs:1")]
    fn a_violation_fails_the_test() {
        refuse(&[Violation {
            entry: "order: a imports b".into(),
            detail: "a.rs:1".into(),
        }]);
    }
}
