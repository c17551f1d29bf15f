//! The result of a check: one line of JSON, and one for people.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

/// Start of the line of output that holds the result.
pub(crate) const LINE: &str = "soak: ";

/// A figure that must not exceed its limit.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Bar {
    pub(crate) name: String,
    pub(crate) value: f64,
    pub(crate) limit: f64,
}

/// The result of a check on one lane.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Result {
    pub(crate) check: String,
    pub(crate) lane: String,
    /// `debug` or `release`.
    pub(crate) build: String,
    pub(crate) seconds: f64,
    /// Units of work done, and those that the goal names.
    pub(crate) done: u64,
    pub(crate) goal: u64,
    pub(crate) figures: BTreeMap<String, f64>,
    pub(crate) bars: Vec<Bar>,
    pub(crate) failure: Option<String>,
}

impl Result {
    /// Returns whether the check ended without a failure and every bar holds.
    pub(crate) fn holds(&self) -> bool {
        self.failure.is_none() && self.bars.iter().all(|bar| bar.value <= bar.limit)
    }
}

impl fmt::Display for Result {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = |value: f64| {
            let text = format!("{value:.2}");
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        };
        write!(
            f,
            "{} on {} ({}): {} of {} in {} s",
            self.check,
            self.lane,
            self.build,
            self.done,
            self.goal,
            number(self.seconds)
        )?;
        for (name, value) in &self.figures {
            write!(f, "; {name} {}", number(*value))?;
        }
        for Bar { name, value, limit } in &self.bars {
            let verdict = if value <= limit { "holds" } else { "MISSED" };
            write!(
                f,
                "; {name} {} of at most {} {verdict}",
                number(*value),
                number(*limit)
            )?;
        }
        if let Some(failure) = &self.failure {
            write!(f, "; FAILED: {failure}")?;
        }
        Ok(())
    }
}
