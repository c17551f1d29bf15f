//! The result of one step.

use crate::tally::Tally;

/// The result of a step that did not fail.
pub(super) enum Verdict {
    /// The step ran, with these tests.
    Ran(Tally),
    /// The step did not run, for this reason.
    Skipped(String),
}

impl Verdict {
    /// Joins the results of two commands of one step, both of which are skipped for the same reason.
    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Ran(mut first), Self::Ran(second)) => {
                first.add(second);
                Self::Ran(first)
            }
            (Self::Skipped(reason), _) | (_, Self::Skipped(reason)) => Self::Skipped(reason),
        }
    }
}
