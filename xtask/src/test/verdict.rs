//! The result of one step.

use crate::tally::Tally;

/// The result of a step that did not fail.
pub(super) enum Verdict {
    /// The step ran, with these tests.
    Ran(Tally),
    /// The step did not run, for this reason.
    Skipped(String),
}
