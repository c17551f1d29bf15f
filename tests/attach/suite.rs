//! The cases, their processes and their results.

pub(crate) mod application;
pub(crate) mod attached;
#[path = "../support/child.rs"]
mod child;
mod directories;
mod ends;
mod guard;
#[cfg(feature = "inspector")]
mod inspector;
#[path = "../support/log.rs"]
mod log;
#[path = "../support/processes.rs"]
pub(crate) mod processes;
mod schemes;
mod served;

use std::{
    env,
    os::unix::process::ExitStatusExt,
    process::{Command, ExitCode, Stdio},
    time::Duration,
};

use libtest_mimic::{Arguments, Trial};

/// Seconds after which a case counts as hung.
const CASE_SECONDS_MAX: u64 = 240;

/// A case with its function, and a text that its log must contain, if any.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) run: fn(),
    /// The lane that it runs on alone.
    pub(crate) lane: Option<&'static str>,
    pub(crate) logged: &'static str,
    /// The signal that ends its process, for a control.
    pub(crate) is_ended_by: Option<i32>,
}

/// Creates a case that runs on each lane.
pub(crate) const fn case(name: &'static str, run: fn()) -> Case {
    Case {
        name,
        run,
        lane: None,
        logged: "",
        is_ended_by: None,
    }
}

/// Creates a case that chooses its lane itself and logs a text.
pub(crate) const fn case_with_log(name: &'static str, run: fn(), logged: &'static str) -> Case {
    Case {
        name,
        run,
        lane: Some("auto"),
        logged,
        is_ended_by: None,
    }
}

fn cases() -> impl Iterator<Item = &'static Case> {
    let all = [
        attached::CASES,
        directories::CASES,
        ends::CASES,
        guard::CASES,
        #[cfg(feature = "inspector")]
        inspector::CASES,
        schemes::CASES,
        served::CASES,
    ];
    all.into_iter().flatten()
}

/// Runs the case that the arguments name, or all of them.
pub(crate) fn run() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [flag, name] = arguments.as_slice()
        && flag == "--case"
    {
        let case = cases().find(|case| case.name == name);
        log::start();
        application::start();
        (case.expect("a case of this name").run)();
        return ExitCode::SUCCESS;
    }
    let mut arguments = Arguments::from_args();
    arguments.test_threads = Some(1);
    if !arguments.list
        && env::var_os("DISPLAY").is_none()
        && env::var_os("WAYLAND_DISPLAY").is_none()
    {
        eprintln!("no display: run `cargo xtask test`, which starts one, or set DISPLAY");
        return ExitCode::FAILURE;
    }
    let trials = cases().flat_map(|case| {
        let lanes = case
            .lane
            .map_or_else(|| vec!["protocol", "shm"], |lane| vec![lane]);
        lanes.into_iter().map(move |lane| {
            let title = format!("{lane}::{}", case.name);
            Trial::test(title, move || Ok(run_in_child(case, lane)?))
        })
    });
    libtest_mimic::run(&arguments, trials.collect()).exit_code()
}

/// Runs a case in a child process.
fn run_in_child(case: &Case, lane: &str) -> Result<(), String> {
    let text = |error: std::io::Error| error.to_string();
    let log = tempfile::NamedTempFile::new().map_err(text)?;
    let stream = || log.reopen().map(Stdio::from).map_err(text);
    let mut child = Command::new(env::current_exe().map_err(text)?)
        .args(["--case", case.name])
        .env("BYTELANE_LANE", lane)
        .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
        .env("WEBKIT_DISABLE_COMPOSITING_MODE", "1")
        .stdin(Stdio::null())
        .stdout(stream()?)
        .stderr(stream()?)
        .spawn()
        .map_err(text)?;
    let status = child::wait(&mut child, Duration::from_secs(CASE_SECONDS_MAX)).map_err(text)?;
    let output = std::fs::read(log.path()).map_err(text)?;
    let output = String::from_utf8_lossy(&output);
    match status {
        None => Err(format!("the case hung for {CASE_SECONDS_MAX} s\n{output}")),
        Some(status) if case.is_ended_by.is_some() && status.signal() == case.is_ended_by => Ok(()),
        Some(status) if !status.success() || case.is_ended_by.is_some() => {
            Err(format!("the case ended with {status}\n{output}"))
        }
        Some(_) if !output.contains(case.logged) => {
            Err(format!("the output lacks {:?}\n{output}", case.logged))
        }
        Some(_) => Ok(()),
    }
}
