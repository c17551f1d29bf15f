//! Long runs in a real webview, each with its figures and bars. Each check runs in a separate process, whose exit status is part of the result.
//!
//! `cargo test` runs each of them for seconds. `cargo xtask soak` runs them as far as its minutes allow, in a release build.

mod checks;
#[path = "../support/child.rs"]
mod child;
mod commands;
mod host;
#[path = "../support/memory.rs"]
mod memory;
#[path = "../hostile/panics.rs"]
mod panics;
mod plain;
#[path = "../support/processes.rs"]
mod processes;
mod report;
#[path = "../support/webview.rs"]
mod webview;
mod work;

use std::{
    env,
    io::Read,
    path::PathBuf,
    process::{Command, ExitCode, Stdio},
    time::Duration,
};

use checks::{CHECKS, Check, EXITING};
use libtest_mimic::{Arguments, Trial};
use report::{LINE, Result as SoakResult};

/// Environment variable: minutes for all checks of one lane. Unset, each check runs for seconds.
const MINUTES: &str = "BYTELANE_SOAK_MINUTES";
/// Environment variable: directory for the results, one JSON file for each check and lane.
const DIRECTORY: &str = "BYTELANE_SOAK_DIRECTORY";
/// Environment variable of a child: seconds that its check may take.
const SECONDS: &str = "BYTELANE_SOAK_SECONDS";
/// Seconds of each check of a short run.
const SHORT_SECONDS: u64 = 2;
/// Seconds after its time at which a check that has not ended counts as hung.
const HUNG_SECONDS: u64 = 150;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [flag, name] = arguments.as_slice()
        && flag == "--check"
    {
        let mut checks = CHECKS.iter().chain([&EXITING]);
        let Some(check) = checks.find(|check| check.name == name) else {
            eprintln!("no check is named {name}");
            return ExitCode::FAILURE;
        };
        return host::run(check, seconds_of_child());
    }
    let mut arguments = Arguments::from_args();
    arguments.test_threads = Some(1);
    if cfg!(target_os = "linux")
        && !arguments.list
        && env::var_os("DISPLAY").is_none()
        && env::var_os("WAYLAND_DISPLAY").is_none()
    {
        eprintln!("no display: run `cargo xtask soak`, which starts one, or set DISPLAY");
        return ExitCode::FAILURE;
    }
    let lanes: Vec<String> = match env::var("BYTELANE_LANE") {
        Ok(lane) => vec![lane],
        Err(_) if cfg!(target_os = "linux") => vec!["shm".into(), "protocol".into()],
        Err(_) => vec!["protocol".into()],
    };
    let trials = lanes.iter().flat_map(|lane| {
        CHECKS.iter().map(|check| {
            let lane = lane.clone();
            Trial::test(format!("{lane}::{}", check.name), move || {
                Ok(run_in_child(check, &lane)?)
            })
        })
    });
    libtest_mimic::run(&arguments, trials.collect()).exit_code()
}

fn seconds_of_child() -> u64 {
    let text = env::var(SECONDS).unwrap_or_default();
    text.parse().unwrap_or(SHORT_SECONDS)
}

/// Returns the seconds of a check: its share of the minutes.
fn seconds_of(check: &Check) -> u64 {
    let Some(minutes) = env::var(MINUTES)
        .ok()
        .and_then(|text| text.parse::<u64>().ok())
    else {
        return SHORT_SECONDS;
    };
    let all: u64 = CHECKS.iter().map(|check| check.weight).sum();
    (minutes * 60 * check.weight / all).max(SHORT_SECONDS)
}

/// Runs a check in a child process, prints its result and writes it to a file.
fn run_in_child(check: &'static Check, lane: &str) -> Result<(), String> {
    let text = |error: std::io::Error| error.to_string();
    let seconds = seconds_of(check);
    let (mut reader, writer) = std::io::pipe().map_err(text)?;
    let program = env::current_exe().map_err(text)?;
    let mut command = Command::new(program);
    command
        .args(["--check", check.name])
        .env("BYTELANE_LANE", lane)
        .env(SECONDS, seconds.to_string())
        .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
        .env("WEBKIT_DISABLE_COMPOSITING_MODE", "1")
        .envs(check.environment.iter().copied())
        .stdin(Stdio::null())
        .stdout(writer.try_clone().map_err(text)?)
        .stderr(writer);
    let mut child = command.spawn().map_err(text)?;
    drop(command);
    let output = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = reader.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    });
    let status =
        child::wait(&mut child, Duration::from_secs(seconds + HUNG_SECONDS)).map_err(text)?;
    let output = output.join().unwrap_or_default();
    let status = status.ok_or_else(|| format!("the check hung\n{output}"))?;
    let line = output.lines().find_map(|line| line.strip_prefix(LINE));
    let line = line.ok_or_else(|| format!("the host ended with {status}\n{output}"))?;
    let result: SoakResult = serde_json::from_str(line).map_err(|error| error.to_string())?;
    println!("{result}");
    if let Some(directory) = env::var_os(DIRECTORY).map(PathBuf::from) {
        std::fs::create_dir_all(&directory).map_err(text)?;
        let file = directory.join(format!("{}-{lane}.json", check.name));
        std::fs::write(file, line).map_err(text)?;
    }
    // 139 and 134 are failures even if every bar holds.
    if !status.success() {
        return Err(format!("the host ended with {status}\n{output}"));
    }
    match (result.holds(), check.is_canary) {
        (true, true) => Err("the canary was not found: every bar holds".into()),
        (false, false) => Err(format!("a bar does not hold\n{output}")),
        _ => Ok(()),
    }
}
