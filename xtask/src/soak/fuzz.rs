//! The fuzz entries under libFuzzer, on the stable toolchain: the passes of the compiler that record coverage need no nightly.

use super::{
    arguments::Args,
    results::{commit, directory},
};
use crate::{Outcome, artifact::Programs, process, workspace};
use serde::Serialize;
use std::{
    fs,
    path::{Path, PathBuf},
    time::Instant,
};

/// Executions of a parser and of a state machine in a whole run.
const PARSER_RUNS: u64 = 100_000_000;
const STATEFUL_RUNS: u64 = 10_000_000;
/// Executions in which a canary must be found.
const CANARY_RUNS: u64 = 50_000_000;
/// Longest input, in bytes.
const INPUT_BYTES_MAX: &str = "-max_len=2048";
/// Lines of a file of kept inputs, and bytes of one of them.
const KEPT_MAX: usize = 60;
const KEPT_BYTES_MAX: usize = 400;

/// Flags that make the compiler record coverage and comparisons for libFuzzer.
const COVERAGE: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
-Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=4";

/// The result of one entry.
#[derive(Serialize)]
struct Fuzzed {
    entry: String,
    executions: u64,
    goal: u64,
    seconds: f64,
    per_second: f64,
    seed: u64,
    commit: String,
    failed: bool,
}

struct Fuzzer {
    program: PathBuf,
    corpus: PathBuf,
    artifacts: PathBuf,
}

pub(super) fn run(args: &Args) -> Outcome {
    let folder = directory()?;
    let fuzzer = Fuzzer::build(&folder)?;
    let entries = fuzzer.entries()?;
    let is_wanted = |name: &str| {
        args.filter
            .as_ref()
            .is_none_or(|filter| name.contains(filter))
    };
    let wanted: Vec<_> = entries.iter().filter(|(name, _)| is_wanted(name)).collect();
    if wanted.is_empty() {
        let names: Vec<_> = entries.iter().map(|(name, _)| name.as_str()).collect();
        return Err(format!(
            "no entry is left to run; the entries are: {}",
            names.join(", ")
        )
        .into());
    }
    fuzzer.write_seeds()?;
    fuzzer.find_canaries()?;
    let seconds = args.minutes * 60 / wanted.len() as u64;
    let mut failed = Vec::new();
    for (name, is_stateful) in wanted {
        let goal = if *is_stateful {
            STATEFUL_RUNS
        } else {
            PARSER_RUNS
        };
        let fuzzed = fuzzer.fuzz(name, goal, seconds.max(1))?;
        println!(
            "{name}: {} executions of {goal}, {:.0} a second, seed {}, commit {}{}",
            fuzzed.executions,
            fuzzed.per_second,
            fuzzed.seed,
            fuzzed.commit,
            if fuzzed.failed { ", FAILED" } else { "" }
        );
        fs::write(
            folder.join(format!("fuzz-{name}.json")),
            serde_json::to_string(&fuzzed)?,
        )?;
        if fuzzed.failed {
            failed.push(name.as_str());
        } else if args.keep {
            fuzzer.keep(name)?;
        }
    }
    if failed.is_empty() {
        Ok(())
    } else {
        let names = failed.join(", ");
        Err(format!(
            "failed: {names}; the inputs are in {}",
            fuzzer.artifacts.display()
        )
        .into())
    }
}

impl Fuzzer {
    fn build(folder: &Path) -> Outcome<Self> {
        let target = workspace::target_directory()?.join("fuzz");
        let manifest = workspace::root().join("tests/fuzz/Cargo.toml");
        let host = process::output("rustc", &["--print", "host-tuple"]).ok_or("no rustc")?;
        let manifest = manifest.to_string_lossy().into_owned();
        let arguments = [
            "--locked",
            "--release",
            // With a target, the flags do not apply to build scripts, which have no libFuzzer.
            "--target",
            &host,
            "--manifest-path",
            &manifest,
        ];
        let flags = [("RUSTFLAGS", COVERAGE)];
        let programs = Programs::build_with(&workspace::root(), &arguments, &target, &flags)?;
        let fuzzer = Self {
            program: programs.path("fuzz")?,
            corpus: folder.join("corpus"),
            artifacts: folder.join("artifacts"),
        };
        fs::create_dir_all(&fuzzer.artifacts)?;
        Ok(fuzzer)
    }

    /// Returns the entries, and whether each is a state machine.
    fn entries(&self) -> Outcome<Vec<(String, bool)>> {
        let output = process::command(&self.program.to_string_lossy())
            .env("BYTELANE_FUZZ_ENTRY", "list")
            // libFuzzer reports every exit that is not its own.
            .arg(format!(
                "-artifact_prefix={}/list-",
                self.artifacts.display()
            ))
            .output()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let entry = |line: &str| {
            let (name, kind) = line.split_once(' ')?;
            matches!(kind, "parser" | "stateful").then(|| (name.to_owned(), kind == "stateful"))
        };
        Ok(text.lines().filter_map(entry).collect())
    }

    /// Lets the tests write the vectors and the kept inputs as the first corpus.
    fn write_seeds(&self) -> Outcome {
        let words = "test -p bytelane --no-default-features --test fuzz seeds_and_their_damage";
        let status = process::command("cargo")
            .current_dir(workspace::root())
            .args(words.split(' '))
            .env("BYTELANE_FUZZ_CORPUS", &self.corpus)
            .status()?;
        if status.success() {
            Ok(())
        } else {
            Err("the short run of the entries failed".into())
        }
    }

    /// Runs libFuzzer on an entry.
    fn run(&self, entry: &str, seed: u64, arguments: &[String]) -> Outcome<(bool, String)> {
        let output = process::command(&self.program.to_string_lossy())
            .env("BYTELANE_FUZZ_ENTRY", entry)
            .env("RUST_BACKTRACE", "0")
            .args([format!("-seed={seed}"), INPUT_BYTES_MAX.to_owned()])
            .args(["-timeout=5", "-rss_limit_mb=512", "-print_final_stats=1"])
            .arg(format!(
                "-artifact_prefix={}/{entry}-",
                self.artifacts.display()
            ))
            .args(arguments)
            .output()?;
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        Ok((output.status.success(), text))
    }

    /// Checks that the fuzzer finds the defects that it is given.
    fn find_canaries(&self) -> Outcome {
        for canary in ["canary_crash", "canary_claim"] {
            let (passed, _) = self.run(canary, 1, &[format!("-runs={CANARY_RUNS}")])?;
            if passed {
                return Err(format!("{canary} was not found: the fuzzer is blind").into());
            }
            println!("{canary}: found");
        }
        Ok(())
    }

    fn fuzz(&self, entry: &str, goal: u64, seconds: u64) -> Outcome<Fuzzed> {
        let start = Instant::now();
        let seed = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)?
            .as_secs()
            % (1 << 31);
        let corpus = self.corpus.join(entry);
        fs::create_dir_all(&corpus)?;
        let arguments = [
            format!("-runs={goal}"),
            format!("-max_total_time={seconds}"),
            corpus.display().to_string(),
        ];
        let (passed, text) = self.run(entry, seed, &arguments)?;
        if !passed {
            println!("{}", tail(&text));
        }
        let executions = figure(&text, "stat::number_of_executed_units:");
        let seconds = start.elapsed().as_secs_f64();
        Ok(Fuzzed {
            entry: entry.to_owned(),
            executions,
            goal,
            seconds,
            per_second: executions as f64 / seconds,
            seed,
            commit: commit(),
            failed: !passed,
        })
    }

    /// Writes the smallest inputs that reach all of the coverage, one in each line.
    fn keep(&self, entry: &str) -> Outcome {
        let merged = self.corpus.join(format!("{entry}-merged"));
        if merged.exists() {
            fs::remove_dir_all(&merged)?;
        }
        fs::create_dir_all(&merged)?;
        let arguments = [
            "-merge=1".to_owned(),
            merged.display().to_string(),
            self.corpus.join(entry).display().to_string(),
        ];
        self.run(entry, 1, &arguments)?;
        let mut inputs: Vec<Vec<u8>> = Vec::new();
        for file in fs::read_dir(&merged)? {
            let input = fs::read(file?.path())?;
            if input.len() <= KEPT_BYTES_MAX {
                inputs.push(input);
            }
        }
        // The longest ones reach the most.
        inputs.sort_by_key(|input| std::cmp::Reverse(input.len()));
        inputs.truncate(KEPT_MAX);
        inputs.sort();
        let folder = workspace::root().join("tests/fuzz/kept");
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(format!("{entry}.hex")), lines(&inputs))?;
        Ok(())
    }
}

/// Returns each input as a line of hexadecimal digits.
fn lines(inputs: &[Vec<u8>]) -> String {
    let line = |input: &Vec<u8>| {
        let digits: String = input.iter().map(|byte| format!("{byte:02x}")).collect();
        digits + "\n"
    };
    inputs.iter().map(line).collect()
}

/// Returns the number after `name` in the output of libFuzzer.
fn figure(text: &str, name: &str) -> u64 {
    text.lines()
        .find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
        .unwrap_or_default()
}

/// Returns the last lines.
fn tail(text: &str) -> String {
    let lines: Vec<_> = text.lines().collect();
    lines[lines.len().saturating_sub(30)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::{figure, lines, tail};

    #[test]
    fn the_figures_of_libfuzzer_are_read() {
        let text = "#12 DONE\nstat::number_of_executed_units: 34451821\nstat::peak_rss_mb:  32\n";
        assert_eq!(figure(text, "stat::number_of_executed_units:"), 34_451_821);
        assert_eq!(figure(text, "stat::peak_rss_mb:"), 32);
        assert_eq!(figure("", "stat::peak_rss_mb:"), 0);
        assert_eq!(tail("a\nb"), "a\nb");
    }

    #[test]
    fn inputs_are_kept_as_lines() {
        assert_eq!(lines(&[vec![0, 255], Vec::new()]), "00ff\n\n");
    }
}
