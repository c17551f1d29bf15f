//! The result of each step, and the last line that CI reads.

use super::verdict::Verdict;
use crate::{
    Outcome,
    failures::{Failure, Failures},
    tally::Tally,
};
use std::{process::ExitCode, time::Instant};

/// The results of the steps so far.
#[derive(Default)]
pub(super) struct Report {
    total: Tally,
    skipped: u64,
    lines: Vec<String>,
    /// The failed tests, each with the name of its step.
    failures: Vec<(&'static str, Failure)>,
}

impl Report {
    /// Runs a step and records its result.
    pub(super) fn step(&mut self, name: &str, work: impl FnOnce() -> Outcome<Verdict>) {
        println!("\n==> {name}");
        let start = Instant::now();
        let result = work();
        let seconds = start.elapsed().as_secs_f64();
        let verdict = match result {
            Ok(Verdict::Skipped(reason)) => {
                self.skipped += 1;
                format!("skipped: {reason}")
            }
            Ok(Verdict::Ran(tally)) => {
                self.total.add(tally);
                match (tally.passed, tally.failed) {
                    (0, 0) => "ok".to_owned(),
                    (passed, 0) => format!("ok, {passed} passed"),
                    (passed, failed) => format!("FAILED, {passed} passed, {failed} failed"),
                }
            }
            Err(error) => {
                println!("{name}: {error}");
                self.total.failed += 1;
                let reason = error.to_string();
                format!("FAILED: {}", reason.lines().last().unwrap_or_default())
            }
        };
        println!("<== {name}: {verdict} ({seconds:.1} s)");
        self.lines
            .push(format!("{seconds:8.1} s  {name:16} {verdict}"));
    }

    /// Adds the failed tests of a step.
    pub(super) fn failures(&mut self, step: &'static str, found: Failures) {
        let found = found.into_vec().into_iter();
        self.failures.extend(found.map(|failure| (step, failure)));
    }

    /// Prints the failed tests, the steps, and the summary as the last line.
    pub(super) fn finish(self) -> ExitCode {
        for (step, Failure { name, lines }) in &self.failures {
            println!("\nfailed in {step}: {name}\n{}", lines.join("\n"));
        }
        println!("\n{}\n", self.lines.join("\n"));
        println!("{}", self.summary());
        if self.total.failed == 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }

    fn summary(&self) -> String {
        let Tally { passed, failed } = self.total;
        let steps = if self.skipped == 1 { "step" } else { "steps" };
        format!(
            "{passed} passed, {failed} failed, {} {steps} skipped",
            self.skipped
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Report;
    use crate::{tally::Tally, test::verdict::Verdict};

    #[test]
    fn a_step_without_tests_counts_only_if_it_fails() {
        let mut report = Report::default();
        report.step("one", || {
            Ok(Verdict::Ran(Tally {
                passed: 5,
                failed: 0,
            }))
        });
        report.step("two", || Ok(Verdict::Ran(Tally::default())));
        report.step("three", || Err("broken".into()));
        report.step("four", || {
            Ok(Verdict::Ran(Tally {
                passed: 1,
                failed: 2,
            }))
        });
        assert_eq!(
            report.total,
            Tally {
                passed: 6,
                failed: 3
            }
        );
        assert!(
            report.lines[2].contains("FAILED: broken"),
            "{:?}",
            report.lines
        );
    }
    #[test]
    fn a_skipped_step_is_not_ok_and_is_counted() {
        let mut report = Report::default();
        report.step("one", || {
            Ok(Verdict::Ran(Tally {
                passed: 5,
                failed: 0,
            }))
        });
        assert_eq!(report.summary(), "5 passed, 0 failed, 0 steps skipped");
        report.step("two", || Ok(Verdict::Skipped("no such tool".into())));
        assert_eq!(report.summary(), "5 passed, 0 failed, 1 step skipped");
        assert!(
            report.lines[1].ends_with("skipped: no such tool"),
            "{:?}",
            report.lines
        );
    }
}
