//! The failed tests and their output, read from the output of test runners and repeated at the end of the run.

use std::collections::VecDeque;

use crate::tally::without_colours;

/// Most lines kept of a failure.
const FAILURE_LINES_MAX: usize = 40;

/// A test that failed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) name: String,
    /// The output of the test; if its runner prints none after the verdict, the lines printed before it.
    pub(crate) lines: Vec<String>,
}

/// The failures of one step.
#[derive(Debug, Default)]
pub(crate) struct Failures {
    found: Vec<Failure>,
    /// The last printed lines.
    recent: VecDeque<String>,
    /// Index in `found` of the failure to which the following lines belong.
    reported: Option<usize>,
    /// The running test, if its harness prints the name before the run and the verdict after it.
    running: Option<String>,
    /// Indices in `found` of the failures of such a harness, which keep the lines printed while they ran.
    inline: Vec<usize>,
}

impl Failures {
    /// Reads one line of output.
    pub(crate) fn read(&mut self, line: &str) {
        let line = without_colours(line);
        let line = line.as_str();
        if line == "FAILED"
            && let Some(name) = self.running.take()
        {
            let output = self.recent.drain(..).collect();
            let place = self.failed(&name, output);
            self.inline.push(place);
        } else if let Some((name, output)) = opening(line) {
            self.running = Some(name.to_owned());
            self.recent = VecDeque::from([output.to_owned()]);
        } else if let Some(name) = verdict(line) {
            self.reported = None;
            let before = self.recent.drain(..).collect();
            self.failed(name, before);
        } else if let Some(name) = node_verdict(line) {
            self.reported = Some(self.failed(name, Vec::new()));
        } else if let Some(name) = heading(line) {
            let place = self.failed(name, Vec::new());
            if !self.inline.contains(&place) {
                self.found[place].lines.clear();
            }
            self.reported = Some(place);
        } else if ends_output(line) {
            self.reported = None;
            self.recent.clear();
        } else if let Some(place) = self.reported {
            let lines = &mut self.found[place].lines;
            if lines.len() < FAILURE_LINES_MAX {
                lines.push(line.to_owned());
            }
        } else if !line.ends_with(" ... ok") {
            if self.recent.len() == FAILURE_LINES_MAX {
                self.recent.pop_front();
            }
            self.recent.push_back(line.to_owned());
        }
    }

    /// Returns all failures, in the order in which they were printed.
    pub(crate) fn into_vec(self) -> Vec<Failure> {
        self.found
    }

    /// Returns the index of the failure with this name, and adds it if it is new.
    fn failed(&mut self, name: &str, lines: Vec<String>) -> usize {
        let known = self.found.iter().position(|failure| failure.name == name);
        known.unwrap_or_else(|| {
            self.found.push(Failure {
                name: name.to_owned(),
                lines,
            });
            self.found.len() - 1
        })
    }
}

/// Returns the name in `test name ... FAILED`.
fn verdict(line: &str) -> Option<&str> {
    let name = line.strip_prefix("test ")?.strip_suffix(" ... FAILED")?;
    Some(name.trim_end())
}

/// Returns the name and the first line of output after `test name ... `, as libtest-mimic prints them on one thread.
fn opening(line: &str) -> Option<(&str, &str)> {
    let (name, output) = line.strip_prefix("test ")?.split_once(" ... ")?;
    (!matches!(output, "ok" | "FAILED" | "ignored")).then_some((name.trim_end(), output))
}

/// Returns the name in `not ok 3 - name` of node's TAP reporter, at any depth.
fn node_verdict(line: &str) -> Option<&str> {
    let (number, name) = line
        .trim_start()
        .strip_prefix("not ok ")?
        .split_once(" - ")?;
    number.parse::<u64>().ok().map(|_| name)
}

/// Returns the name in `---- name stdout ----` of the standard harness or `---- name ----` of libtest-mimic.
fn heading(line: &str) -> Option<&str> {
    let name = line.strip_prefix("---- ")?.strip_suffix(" ----")?;
    Some(name.strip_suffix(" stdout").unwrap_or(name))
}

fn ends_output(line: &str) -> bool {
    line == "failures:"
        || line.starts_with("test result: ")
        || line.trim_start().starts_with("Running ")
        || line.trim() == "..."
}

#[cfg(test)]
mod tests {
    use super::{FAILURE_LINES_MAX, Failures};

    fn read(text: &str) -> Vec<(String, String)> {
        let mut failures = Failures::default();
        text.lines().for_each(|line| failures.read(line));
        let reported = failures.into_vec().into_iter();
        reported
            .map(|failure| (failure.name, failure.lines.join("|")))
            .collect()
    }

    fn pair(name: &str, lines: &str) -> (String, String) {
        (name.into(), lines.into())
    }

    #[test]
    fn the_standard_harness_prints_output_afterwards() {
        let text = "running 3 tests
test a ... ok
test b ... FAILED
test src/c.rs - c (line 4) ... FAILED

failures:

---- b stdout ----
thread 'b' panicked at b.rs:1:1:
left is not right
---- src/c.rs - c (line 4) stdout ----
it does not compile

failures:
    b
    src/c.rs - c (line 4)

test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out";
        let failures = read(text);
        assert_eq!(
            failures,
            [
                pair("b", "thread 'b' panicked at b.rs:1:1:|left is not right"),
                pair("src/c.rs - c (line 4)", "it does not compile|"),
            ]
        );
    }

    #[test]
    fn output_before_the_verdict_is_kept() {
        let text = "test one ... ok
thread 'main' panicked at app.rs:7:1:
no window
test two ... FAILED
test result: FAILED. 1 passed; 1 failed;";
        let output = "thread 'main' panicked at app.rs:7:1:|no window";
        assert_eq!(read(text), [pair("two", output)]);
    }

    #[test]
    fn a_harness_that_prints_the_name_first_keeps_the_output_of_the_test() {
        let text = "running 2 tests
test one   ... figure: 7 µs
ok
test two   ... thread 'main' panicked at app.rs:7:1:
no window
FAILED

failures:

---- two ----
test panicked: no window


failures:
    two

test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.10s";
        assert_eq!(
            read(text),
            [pair(
                "two",
                "thread 'main' panicked at app.rs:7:1:|no window|test panicked: no window||"
            )]
        );
    }

    #[test]
    fn colours_do_not_hide_a_failure() {
        let text = "test a ... \u{1b}[31mFAILED\u{1b}[0m\n---- a stdout ----\n\u{1b}[1mno\u{1b}[0m";
        assert_eq!(read(text), [pair("a", "no")]);
    }

    #[test]
    fn node_prints_output_after_its_verdict() {
        let text = "# Subtest: one
ok 1 - one
  ---
  duration_ms: 1
  ...
# Subtest: two
not ok 2 - two
  ---
  error: 'no'
  ...
# fail 1";
        assert_eq!(read(text), [pair("two", "  ---|  error: 'no'")]);
    }

    #[test]
    fn long_output_is_cut() {
        let output = format!("---- a ----\n{}", "line\n".repeat(1_000));
        assert_eq!(read(&output)[0].1.split('|').count(), FAILURE_LINES_MAX);
        let before = format!("{}test a ... FAILED", "line\n".repeat(1_000));
        assert_eq!(read(&before)[0].1.split('|').count(), FAILURE_LINES_MAX);
    }

    #[test]
    fn a_passed_test_is_no_failure() {
        assert_eq!(
            read("test a ... ok\nok 1 - b\ntest result: ok. 1 passed"),
            []
        );
    }
}
