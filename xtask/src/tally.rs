//! Numbers of passed and failed tests, read from the output of test runners.

/// Numbers of tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl Tally {
    /// Adds the numbers of a line of output; only the summary lines of test runners have any.
    pub(crate) fn read(&mut self, line: &str) {
        let line = without_colours(line);
        let line = line.trim();
        if let Some(summary) = line.strip_prefix("test result: ") {
            self.passed += number_before(summary, " passed");
            self.failed += number_before(summary, " failed");
        } else if let Some((name, count)) = node_summary(line) {
            match name {
                "pass" => self.passed += count,
                "fail" | "cancelled" => self.failed += count,
                _ => {}
            }
        }
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// Reads `# pass 3` of node's TAP reporter or `ℹ pass 3` of its default reporter.
fn node_summary(line: &str) -> Option<(&str, u64)> {
    let rest = line
        .strip_prefix("# ")
        .or_else(|| line.strip_prefix("ℹ "))?;
    let (name, count) = rest.split_once(' ')?;
    Some((name, count.parse().ok()?))
}

fn number_before(summary: &str, word: &str) -> u64 {
    summary
        .split([';', '.'])
        .find_map(|part| part.trim().strip_suffix(word)?.parse().ok())
        .unwrap_or_default()
}

/// Returns the line without terminal escape sequences.
pub(crate) fn without_colours(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        if character == '\u{1b}' {
            // `ESC [ parameters letter`
            let _ = characters.by_ref().find(char::is_ascii_alphabetic);
        } else {
            plain.push(character);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::Tally;

    fn read(text: &str) -> (u64, u64) {
        let mut tally = Tally::default();
        text.lines().for_each(|line| tally.read(line));
        (tally.passed, tally.failed)
    }

    #[test]
    fn cargo_test_binaries_are_summed() {
        let text = "running 3 tests
test a ... ok
test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s
test result: FAILED. 12 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.10s";
        assert_eq!(read(text), (15, 2));
    }

    #[test]
    fn colours_do_not_hide_a_result() {
        assert_eq!(
            read(
                "test result: \u{1b}[32mok\u{1b}[0m. 7 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out"
            ),
            (7, 0)
        );
        assert_eq!(read("\u{1b}[34mℹ pass 4\u{1b}[39m"), (4, 0));
    }

    #[test]
    fn node_prints_its_summary_in_two_ways() {
        assert_eq!(
            read(
                "# tests 9\n# suites 1\n# pass 5\n# fail 3\n# cancelled 1\n# skipped 0\n# duration_ms 1.5"
            ),
            (5, 4)
        );
        assert_eq!(
            read("ℹ tests 2\nℹ pass 2\nℹ fail 0\nℹ duration_ms 61.2"),
            (2, 0)
        );
    }

    #[test]
    fn other_lines_count_nothing() {
        assert_eq!(
            read("# pass the salt\n# Subtest: pass 3\nok 1 - pass\n12 passed\n"),
            (0, 0)
        );
    }
}
