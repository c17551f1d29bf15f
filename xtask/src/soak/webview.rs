//! The checks in a real webview.

use super::{arguments::Args, results::directory};
use crate::{
    Outcome,
    display::Display,
    process::{self, Output, Running},
    workspace,
};
use std::time::Duration;

/// Silence after which the checks count as hung, beyond the minutes: a check prints one line, at its end.
const SILENCE_MAX: Duration = Duration::from_secs(15 * 60);

pub(super) fn run(args: &Args) -> Outcome {
    let folder = directory()?;
    let display = if cfg!(target_os = "linux") {
        Some(Display::start()?)
    } else {
        None
    };
    let mut command = process::command("cargo");
    command
        .current_dir(workspace::root())
        .args([
            "test",
            "--release",
            "-p",
            "bytelane",
            "--test",
            "soak",
            "--",
        ])
        .args(&args.filter)
        .env("BYTELANE_SOAK_MINUTES", args.minutes.to_string())
        .env("BYTELANE_SOAK_DIRECTORY", &folder);
    if let Some(display) = &display {
        display.apply(&mut command);
    }
    let silence_max = SILENCE_MAX + Duration::from_secs(args.minutes * 60);
    let status = Running::start(command, Output::All)?.follow(silence_max, |line| {
        if let Some(line) = line {
            println!("{line}");
        }
    })?;
    println!("results: {}", folder.display());
    if status.success() {
        Ok(())
    } else {
        Err("a check failed; its line names the bar".into())
    }
}
