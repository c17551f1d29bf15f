//! `cargo xtask test`: every check and every test, one after the other, stopping at nothing.

use crate::{
    Outcome, bench, deps,
    display::Display,
    doctor,
    failures::{Failure, Failures},
    needs::For,
    process::{self, Output, Running},
    tally::Tally,
    workspace,
};
use std::{
    cell::RefCell,
    path::PathBuf,
    process::{Command, ExitCode},
    time::{Duration, Instant},
};

/// A step that prints nothing for longer hangs.
const STEP_SILENCE_MAX: Duration = Duration::from_secs(15 * 60);

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Run only the steps whose name contains this
    #[arg(long, value_name = "NAME")]
    filter: Option<String>,
    /// Leave out the steps that build everything once more: second configurations, documentation, oldest Rust
    #[arg(long)]
    fast: bool,
}

/// Where the page's client is.
const JS: &str = "js";
/// Where the pages of the Tauri application are that tests drive.
const TAURI_PAGES: &str = "tests/tauri/page";

/// One thing that must hold.
struct Step {
    name: &'static str,
    /// Whether `--fast` leaves it out.
    slow: bool,
    /// Whether it has tests to run; it fails when it ran none.
    counts: bool,
    work: fn(&Context) -> Outcome<Tally>,
}

/// What the steps share.
struct Context {
    root: PathBuf,
    display: Option<Display>,
    /// The tests that failed in the step that runs.
    failures: RefCell<Failures>,
}

const STEPS: &[Step] = &[
    Step {
        name: "dependencies",
        slow: false,
        counts: false,
        work: |_| deps::check().map(|()| Tally::default()),
    },
    Step {
        name: "cargo deny",
        slow: false,
        counts: false,
        work: cargo_deny,
    },
    Step {
        name: "format",
        slow: false,
        counts: false,
        work: |context| {
            context.cargo("fmt --all --check")?;
            context.cargo("fmt --all --check --manifest-path benches/peers/Cargo.toml")
        },
    },
    Step {
        name: "clippy",
        slow: false,
        counts: false,
        work: |context| context.cargo("clippy --workspace --all-targets -- -D warnings"),
    },
    Step {
        name: "clippy core",
        slow: true,
        counts: false,
        work: |context| {
            context.cargo("clippy -p bytelane --no-default-features --all-targets -- -D warnings")
        },
    },
    Step {
        name: "js packages",
        slow: false,
        counts: false,
        work: |context| context.npm(JS, "ci --no-audit --no-fund"),
    },
    // The pages that the tests of the Tauri application load; bundled by what the step before has installed.
    Step {
        name: "tauri pages",
        slow: false,
        counts: false,
        work: |context| {
            context.npm(TAURI_PAGES, "ci --no-audit --no-fund")?;
            context.npm(TAURI_PAGES, "run build")
        },
    },
    Step {
        name: "tests",
        slow: false,
        counts: true,
        work: |context| context.cargo("test --workspace --no-fail-fast"),
    },
    Step {
        name: "tests core",
        slow: true,
        counts: true,
        work: |context| context.cargo("test -p bytelane --no-default-features --no-fail-fast"),
    },
    Step {
        name: "interleavings",
        slow: true,
        counts: true,
        work: interleavings,
    },
    Step {
        name: "benchmarks",
        slow: true,
        counts: false,
        // Each benchmark once, those in a webview too, to see that it runs; nothing is measured.
        work: |context| context.cargo("test --benches"),
    },
    Step {
        name: "benchmark guard",
        slow: false,
        counts: true,
        work: |context| bench::guard::run(context.display.as_ref()),
    },
    Step {
        name: "documentation",
        slow: true,
        counts: false,
        work: documentation,
    },
    Step {
        name: "js client fresh",
        slow: false,
        counts: false,
        // Before anything builds the client anew.
        work: |context| context.npm(JS, "run fresh"),
    },
    Step {
        name: "js types",
        slow: false,
        counts: false,
        work: |context| context.npm(JS, "run check"),
    },
    Step {
        name: "js tests",
        slow: false,
        counts: true,
        work: |context| context.npm(JS, "test"),
    },
    Step {
        name: "msrv",
        slow: true,
        counts: false,
        work: oldest_rust,
    },
];

pub(crate) fn run(args: &Args) -> Outcome<ExitCode> {
    let steps = selected(args)?;
    let mut report = Report::default();
    report.step("system packages", || {
        doctor::ensure(&[For::Build, For::Screen, For::Client])?;
        Ok(Tally::default())
    });
    let (display, display_error) = start_display();
    if let Some(error) = display_error {
        report.step("screen", || Err(error));
    }
    let context = Context {
        root: workspace::root(),
        display,
        failures: RefCell::default(),
    };
    for step in steps {
        report.step(step.name, || {
            let tally = (step.work)(&context)?;
            if step.counts && tally == Tally::default() {
                return Err("no test ran".into());
            }
            Ok(tally)
        });
        report.failures(step.name, context.failures.take());
    }
    Ok(report.finish())
}

fn selected(args: &Args) -> Outcome<Vec<&'static Step>> {
    let wanted = |step: &&Step| {
        args.filter
            .as_ref()
            .is_none_or(|name| step.name.contains(name.as_str()))
            && !(args.fast && step.slow)
    };
    let steps: Vec<_> = STEPS.iter().filter(wanted).collect();
    if steps.is_empty() {
        let names: Vec<_> = STEPS.iter().map(|step| step.name).collect();
        return Err(format!(
            "no step is left to run; the steps are: {}",
            names.join(", ")
        )
        .into());
    }
    Ok(steps)
}

/// Webview tests run on a screen of their own, also where there is a real one: their windows disturb nobody.
fn start_display() -> (
    Option<Display>,
    Option<Box<dyn std::error::Error + Send + Sync>>,
) {
    if !cfg!(target_os = "linux") {
        return (None, None);
    }
    match Display::start() {
        Ok(display) => (Some(display), None),
        Err(error) => (None, Some(error)),
    }
}

impl Context {
    fn cargo(&self, arguments: &str) -> Outcome<Tally> {
        let mut command = process::command("cargo");
        command.args(arguments.split(' '));
        self.run(command)
    }

    fn npm(&self, folder: &str, arguments: &str) -> Outcome<Tally> {
        let folder = self.root.join(folder);
        if !folder.join("package.json").is_file() {
            return Err(format!(
                "{}/package.json is missing: its TypeScript cannot be tested",
                folder.display()
            )
            .into());
        }
        let mut command = process::command(if cfg!(windows) { "npm.cmd" } else { "npm" });
        command
            .arg("--prefix")
            .arg(&folder)
            .args(arguments.split(' '));
        self.run(command)
    }

    fn run(&self, mut command: Command) -> Outcome<Tally> {
        command.current_dir(&self.root);
        if let Some(display) = &self.display {
            display.apply(&mut command);
        }
        let mut tally = Tally::default();
        let status = Running::start(command, Output::All)?.follow(STEP_SILENCE_MAX, |line| {
            if let Some(line) = line {
                println!("{line}");
                tally.read(line);
                self.failures.borrow_mut().read(line);
            }
        })?;
        if !status.success() && tally.failed == 0 {
            return Err(format!(
                "failed ({status}) outside of any test; {} tests had passed",
                tally.passed
            )
            .into());
        }
        Ok(tally)
    }
}

/// The models of `src/document/interleavings.rs`, in a directory of their own: the flag makes cargo build everything anew.
fn interleavings(context: &Context) -> Outcome<Tally> {
    let mut command = process::command("cargo");
    command
        .args("test -p bytelane --no-default-features --lib interleavings".split(' '))
        .env("RUSTFLAGS", "--cfg bytelane_loom")
        .env(
            "CARGO_TARGET_DIR",
            workspace::target_directory()?.join("loom"),
        );
    context.run(command)
}

fn documentation(context: &Context) -> Outcome<Tally> {
    let mut command = process::command("cargo");
    command
        .args(["doc", "--no-deps", "--workspace"])
        .env("RUSTDOCFLAGS", "-D warnings");
    context.run(command)
}

fn cargo_deny(context: &Context) -> Outcome<Tally> {
    if process::output("cargo", &["deny", "--version"]).is_none() {
        println!(
            "cargo-deny is not installed, so advisories are not checked: cargo install --locked cargo-deny"
        );
        return Ok(Tally::default());
    }
    context.cargo("deny check")
}

/// Builds with the oldest Rust that we promise, where rustup has it and it is not the one in use.
fn oldest_rust(context: &Context) -> Outcome<Tally> {
    let metadata = workspace::metadata(&["--no-deps"])?;
    let stated = metadata
        .packages
        .iter()
        .filter_map(|package| package.rust_version.clone())
        .min();
    let stated = stated.ok_or("Cargo.toml states no rust-version")?;
    let oldest = if stated.matches('.').count() == 1 {
        format!("{stated}.0")
    } else {
        stated
    };
    let active = process::output("rustc", &["--version"]).unwrap_or_default();
    if active.starts_with(&format!("rustc {oldest} ")) {
        println!("Rust {oldest} is the one in use: all steps have shown that it suffices");
        return Ok(Tally::default());
    }
    let installed = process::output("rustup", &["toolchain", "list"]).unwrap_or_default();
    if !installed
        .lines()
        .any(|line| line.starts_with(&format!("{oldest}-")))
    {
        println!(
            "Rust {oldest} is not installed, so it is not tried: rustup toolchain install {oldest}"
        );
        return Ok(Tally::default());
    }
    let mut command = process::command("cargo");
    command
        .arg(format!("+{oldest}"))
        .args(["check", "--workspace", "--all-targets"])
        .env("CARGO_TARGET_DIR", metadata.target_directory.join("msrv"));
    context.run(command)
}

/// What has been run so far.
#[derive(Default)]
struct Report {
    total: Tally,
    lines: Vec<String>,
    /// The tests that failed, each with the name of its step.
    failures: Vec<(&'static str, Failure)>,
}

impl Report {
    fn step(&mut self, name: &str, work: impl FnOnce() -> Outcome<Tally>) {
        println!("\n==> {name}");
        let start = Instant::now();
        let result = work();
        let seconds = start.elapsed().as_secs_f64();
        let verdict = match result {
            Ok(tally) => {
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

    fn failures(&mut self, step: &'static str, found: Failures) {
        let found = found.into_vec().into_iter();
        self.failures.extend(found.map(|failure| (step, failure)));
    }

    /// Prints what failed, the steps and, last, the line that others read.
    fn finish(self) -> ExitCode {
        let Tally { passed, failed } = self.total;
        for (step, Failure { name, lines }) in &self.failures {
            println!("\nfailed in {step}: {name}\n{}", lines.join("\n"));
        }
        println!("\n{}\n", self.lines.join("\n"));
        println!("{passed} passed, {failed} failed");
        if failed == 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Args, Report, STEPS, Tally, selected};

    fn names(filter: Option<&str>, fast: bool) -> Vec<&'static str> {
        let args = Args {
            filter: filter.map(str::to_owned),
            fast,
        };
        selected(&args)
            .map(|steps| steps.iter().map(|step| step.name).collect())
            .unwrap_or_default()
    }

    #[test]
    fn steps_are_chosen_by_name() {
        assert_eq!(names(None, false).len(), STEPS.len());
        assert_eq!(
            names(Some("js"), false),
            ["js packages", "js client fresh", "js types", "js tests"]
        );
        assert_eq!(names(Some("tests"), true), ["tests", "js tests"]);
        let nothing = Args {
            filter: Some("nonsense".into()),
            fast: false,
        };
        let error = selected(&nothing)
            .err()
            .expect("nothing is left")
            .to_string();
        assert!(error.contains("clippy"), "{error}");
    }

    #[test]
    fn a_step_without_tests_counts_only_when_it_fails() {
        let mut report = Report::default();
        report.step("one", || {
            Ok(Tally {
                passed: 5,
                failed: 0,
            })
        });
        report.step("two", || Ok(Tally::default()));
        report.step("three", || Err("broken".into()));
        report.step("four", || {
            Ok(Tally {
                passed: 1,
                failed: 2,
            })
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
}
