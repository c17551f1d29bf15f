//! `cargo xtask test`: every check and every test, one after the other; a failure does not stop the run.

mod context;
mod report;
mod steps;
mod template;
mod verdict;
mod web;

use crate::{Outcome, cross, display::Display, doctor, needs::For, tally::Tally, workspace};
use context::Context;
use report::Report;
use std::{cell::RefCell, fs, io, path::Path, process::ExitCode};
use steps::{STEPS, Step};
use verdict::Verdict;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Run only the steps whose name contains this text
    #[arg(long, value_name = "NAME")]
    filter: Option<String>,
    /// Leave out the steps that compile the crate again: other configurations, documentation, oldest Rust
    #[arg(long)]
    fast: bool,
    /// Remove what only one step has built as soon as that step has passed, which keeps the target directory small
    #[arg(long)]
    lean: bool,
}

/// Steps, and the folders of the target directory that each of them alone fills.
const OWN_FOLDERS: &[(&str, &[&str])] = &[
    ("tests", &["tests", "tmp/target"]),
    ("web", &["web"]),
    ("tauri plugin", &["tauri-plugin"]),
    ("interleavings", &["loom"]),
    ("template", &["xtask/template"]),
    ("msrv", &["msrv"]),
];

pub(crate) fn run(args: &Args) -> Outcome<ExitCode> {
    let steps = selected(args)?;
    let mut report = Report::default();
    report.step("system packages", || {
        doctor::ensure(&[For::Build, For::Screen, For::Client])?;
        Ok(Verdict::Ran(Tally::default()))
    });
    let (display, display_error) = start_display();
    if let Some(error) = display_error {
        report.step("screen", || Err(error));
    }
    Ok(run_steps(&steps, report, display, args.lean))
}

/// `cargo xtask cross`: makes what the checks for other systems need, and runs them.
pub(crate) fn run_cross(args: &cross::Args) -> Outcome<ExitCode> {
    let is_wanted =
        |step: &&Step| step.name.starts_with("cross ") && step.name.contains(&args.filter);
    let steps: Vec<_> = STEPS.iter().filter(is_wanted).collect();
    if steps.is_empty() {
        return Err(format!("no part is named {}", args.filter).into());
    }
    let mut report = Report::default();
    report.step("system packages", || {
        doctor::ensure(&[For::Build])?;
        Ok(Verdict::Ran(Tally::default()))
    });
    report.step("toolchains", || {
        cross::prepare()?;
        Ok(Verdict::Ran(Tally::default()))
    });
    Ok(run_steps(&steps, report, None, false))
}

fn run_steps(
    steps: &[&'static Step],
    mut report: Report,
    display: Option<Display>,
    lean: bool,
) -> ExitCode {
    let context = Context {
        root: workspace::root(),
        display,
        failures: RefCell::default(),
    };
    for step in steps {
        report.step(step.name, || {
            let verdict = (step.work)(&context)?;
            if step.counts && matches!(verdict, Verdict::Ran(tally) if tally == Tally::default()) {
                return Err("no test ran".into());
            }
            if lean && matches!(verdict, Verdict::Ran(tally) if tally.failed == 0) {
                remove_own_folders(step.name, &workspace::target_directory()?)?;
            }
            Ok(verdict)
        });
        report.failures(step.name, context.failures.take());
    }
    report.finish()
}

/// Removes the folders of `target` that `step` alone fills.
fn remove_own_folders(step: &str, target: &Path) -> Outcome {
    let of_step = OWN_FOLDERS.iter().filter(|(name, _)| *name == step);
    for folder in of_step.flat_map(|(_, folders)| *folders) {
        match fs::remove_dir_all(target.join(folder)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(format!("{folder} of the target directory: {error}").into());
            }
            _ => {}
        }
    }
    Ok(())
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

/// Starts a screen for the webview tests, even if there is a real one, on which their windows would disturb.
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

#[cfg(test)]
mod tests {
    use super::{Args, OWN_FOLDERS, STEPS, remove_own_folders, selected};
    use std::fs;

    fn names(filter: Option<&str>, fast: bool) -> Vec<&'static str> {
        let args = Args {
            filter: filter.map(str::to_owned),
            fast,
            lean: false,
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
        assert_eq!(
            names(Some("cross"), false),
            [
                "cross windows-gnu",
                "cross windows-msvc",
                "cross macos",
                "cross arm64",
                "cross wine",
                "cross qemu"
            ]
        );
        let nothing = Args {
            filter: Some("nonsense".into()),
            fast: false,
            lean: false,
        };
        let error = selected(&nothing)
            .err()
            .expect("nothing is left")
            .to_string();
        assert!(error.contains("clippy"), "{error}");
    }

    #[test]
    fn a_lean_run_removes_what_a_step_alone_has_filled() {
        for (name, _) in OWN_FOLDERS {
            assert!(STEPS.iter().any(|step| step.name == *name), "{name}");
        }
        let target = std::env::temp_dir().join(format!("xtask-lean-{}", std::process::id()));
        for folder in [
            "debug/deps",
            "loom/debug",
            "tests/trybuild",
            "tmp/target/debug",
        ] {
            fs::create_dir_all(target.join(folder)).expect("a folder");
        }
        remove_own_folders("clippy", &target).expect("nothing to remove");
        assert!(target.join("loom").exists());
        remove_own_folders("tests", &target).expect("the folders are removed");
        remove_own_folders("tests", &target).expect("the folders are gone");
        assert!(!target.join("tests").exists());
        assert!(!target.join("tmp/target").exists());
        for folder in ["debug/deps", "loom/debug", "tmp"] {
            assert!(target.join(folder).exists(), "{folder}");
        }
        fs::remove_dir_all(target).expect("the folders of the test are removed");
    }
}
