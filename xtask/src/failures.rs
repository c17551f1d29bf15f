//! Which tests failed and what they said, read from what test runners print, so that it can stand at the end.

use std::collections::VecDeque;

use crate::tally::without_colours;

/// Lines that are kept of a failure.
const FAILURE_LINES_MAX: usize = 40;

/// A test that failed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) name: String,
    /// What it said; or, of a runner that says nothing afterwards, what was printed before its verdict.
    pub(crate) lines: Vec<String>,
}

/// The failures of one step.
#[derive(Debug, Default)]
pub(crate) struct Failures {
    found: Vec<Failure>,
    /// The last lines that were printed.
    recent: VecDeque<String>,
    /// The failure that the following lines belong to, by its place in `found`.
    told: Option<usize>,
    /// The running test of a harness that prints its name before it runs it, and the verdict afterwards.
    running: Option<String>,
    /// Failures of such a harness, by their place in `found`; the lines printed while they ran stay.
    inline: Vec<usize>,
}

impl Failures {
    /// Takes one line of output.
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
            self.told = None;
            let before = self.recent.drain(..).collect();
            self.failed(name, before);
        } else if let Some(name) = node_verdict(line) {
            self.told = Some(self.failed(name, Vec::new()));
        } else if let Some(name) = heading(line) {
            let place = self.failed(name, Vec::new());
            if !self.inline.contains(&place) {
                self.found[place].lines.clear();
            }
            self.told = Some(place);
        } else if ends_what_is_told(line) {
            self.told = None;
            self.recent.clear();
        } else if let Some(place) = self.told {
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

    /// All failures, in the order in which they were printed.
    pub(crate) fn into_vec(self) -> Vec<Failure> {
        self.found
    }

    /// The place of the failure with this name, which is added unless it is there.
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

/// `test name ... FAILED`.
fn verdict(line: &str) -> Option<&str> {
    let name = line.strip_prefix("test ")?.strip_suffix(" ... FAILED")?;
    Some(name.trim_end())
}

/// `test name ... ` and the first line that the test prints, from a harness that runs its tests on the main thread.
fn opening(line: &str) -> Option<(&str, &str)> {
    let (name, output) = line.strip_prefix("test ")?.split_once(" ... ")?;
    (!matches!(output, "ok" | "FAILED" | "ignored")).then_some((name.trim_end(), output))
}

/// `not ok 3 - name` of node's TAP reporter, at any depth.
fn node_verdict(line: &str) -> Option<&str> {
    let (number, name) = line
        .trim_start()
        .strip_prefix("not ok ")?
        .split_once(" - ")?;
    number.parse::<u64>().ok().map(|_| name)
}

/// `---- name stdout ----` of the standard harness, `---- name ----` of ours.
fn heading(line: &str) -> Option<&str> {
    let name = line.strip_prefix("---- ")?.strip_suffix(" ----")?;
    Some(name.strip_suffix(" stdout").unwrap_or(name))
}

fn ends_what_is_told(line: &str) -> bool {
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
        let told = failures.into_vec().into_iter();
        told.map(|failure| (failure.name, failure.lines.join("|")))
            .collect()
    }

    fn pair(name: &str, lines: &str) -> (String, String) {
        (name.into(), lines.into())
    }

    #[test]
    fn the_standard_harness_tells_afterwards() {
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
        let told = read(text);
        assert_eq!(
            told,
            [
                pair("b", "thread 'b' panicked at b.rs:1:1:|left is not right"),
                pair("src/c.rs - c (line 4)", "it does not compile|"),
            ]
        );
    }

    #[test]
    fn a_runner_that_tells_before_is_heard_too() {
        let text = "test one ... ok
thread 'main' panicked at app.rs:7:1:
no window
test two ... FAILED
test result: FAILED. 1 passed; 1 failed;";
        let said = "thread 'main' panicked at app.rs:7:1:|no window";
        assert_eq!(read(text), [pair("two", said)]);
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
    fn node_tells_below_its_verdict() {
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
    fn a_long_story_is_cut() {
        let story = format!("---- a ----\n{}", "line\n".repeat(1_000));
        assert_eq!(read(&story)[0].1.split('|').count(), FAILURE_LINES_MAX);
        let before = format!("{}test a ... FAILED", "line\n".repeat(1_000));
        assert_eq!(read(&before)[0].1.split('|').count(), FAILURE_LINES_MAX);
    }

    #[test]
    fn what_passed_is_not_told() {
        assert_eq!(
            read("test a ... ok\nok 1 - b\ntest result: ok. 1 passed"),
            []
        );
    }
}
