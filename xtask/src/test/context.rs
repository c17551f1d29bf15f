//! The state that the steps share, and the commands that they run.

use super::verdict::Verdict;
use crate::{
    Outcome,
    cross::Cross,
    display::Display,
    failures::Failures,
    process::{self, Output, Running},
    tally::Tally,
};
use std::{
    cell::RefCell,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

/// A step that prints nothing for this long is ended as hanging.
const STEP_SILENCE_MAX: Duration = Duration::from_secs(15 * 60);

/// Folder of the page's client.
pub(super) const JS: &str = "js";

/// State that the steps share.
pub(super) struct Context {
    pub(super) root: PathBuf,
    pub(super) display: Option<Display>,
    /// The failed tests of the current step.
    pub(super) failures: RefCell<Failures>,
}

impl Context {
    pub(super) fn cargo(&self, arguments: &str) -> Outcome<Verdict> {
        let mut command = process::command("cargo");
        command.args(arguments.split(' '));
        self.run(command)
    }

    pub(super) fn npm(&self, folder: &str, arguments: &str) -> Outcome<Verdict> {
        let folder = self.root.join(folder);
        if !folder.join("package.json").is_file() {
            return Err(format!(
                "{}/package.json is missing: its TypeScript cannot be tested",
                folder.display()
            )
            .into());
        }
        let mut command = process::command(process::NPM);
        command
            .arg("--prefix")
            .arg(&folder)
            .args(arguments.split(' '));
        self.run(command)
    }

    pub(super) fn run_cross(&self, command: Cross) -> Outcome<Verdict> {
        match command {
            Ok(command) => self.run(command),
            Err(reason) => Ok(Verdict::Skipped(reason)),
        }
    }

    /// Runs a command in the root of the repository.
    pub(super) fn run(&self, command: Command) -> Outcome<Verdict> {
        self.run_in(&self.root, command)
    }

    /// Runs a command in a folder, prints its output, and counts the tests in it.
    pub(super) fn run_in(&self, folder: &Path, mut command: Command) -> Outcome<Verdict> {
        command.current_dir(folder);
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
        Ok(Verdict::Ran(tally))
    }
}
