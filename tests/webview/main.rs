//! The engine in a real webview. Each case runs in a separate process, whose exit status is part of the result, so that a crash of the host fails
//! the case. Needs a display; `cargo xtask test` starts one.

mod archives;
#[path = "../bindings/commands.rs"]
#[allow(
    dead_code,
    reason = "pages with `@tauri-apps/api` have a handler of their own"
)]
mod bindings;
mod blocking;
mod buffers;
mod cases;
#[path = "../support/child.rs"]
mod child;
#[cfg(feature = "browser")]
#[path = "../support/chromium.rs"]
mod chromium;
mod commands;
mod foreign;
mod host;
#[cfg(feature = "browser")]
mod in_browser;
#[cfg(feature = "inspector")]
mod inspector;
mod ledger;
#[cfg(target_os = "linux")]
#[path = "../support/listeners.rs"]
mod listeners;
#[path = "../support/log.rs"]
mod log;
#[path = "../support/memory.rs"]
mod memory;
mod obstacles;
mod owners;
#[path = "../support/processes.rs"]
mod processes;
mod sandbox;
mod typed;
#[path = "../support/webview.rs"]
mod webview;

use std::{
    env,
    process::{Command, ExitCode, Stdio},
    time::Duration,
};

use cases::{CASES, Case};
use libtest_mimic::{Arguments, Trial};
use obstacles::OBSTACLES;

/// Prefix of an output line that is printed even if the case succeeds.
pub(crate) const FIGURE: &str = "figure: ";

/// The lane of a plain browser.
const BROWSER: &str = "browser";

/// Cases that measure or end processes through `/proc`.
const ON_LINUX: &[&str] = &[
    "gigabyte",
    "network_process_killed",
    "memory_at_rest",
    "slow_reader",
    "waiting",
    "web_process_killed",
    "web_process_killed_at_each_step",
];

/// Seconds after which a case counts as hung.
const CASE_SECONDS_MAX: u64 = 300;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [flag, name] = arguments.as_slice()
        && flag == "--case"
    {
        let obstructed = OBSTACLES.iter().map(|obstacle| &obstacle.case);
        let others = obstructed.chain(at_the_start());
        let Some(case) = CASES.iter().chain(others).find(|case| case.name == name) else {
            eprintln!("no case is named {name}");
            return ExitCode::FAILURE;
        };
        #[cfg(feature = "browser")]
        if env::var("BYTELANE_LANE").is_ok_and(|lane| lane == BROWSER) {
            return in_browser::run(case);
        }
        return host::run(case);
    }
    let mut arguments = Arguments::from_args();
    arguments.test_threads = Some(1);
    let needs_display = env::var("BYTELANE_LANE").as_deref() != Ok(BROWSER);
    if cfg!(target_os = "linux")
        && needs_display
        && !arguments.list
        && env::var_os("DISPLAY").is_none()
        && env::var_os("WAYLAND_DISPLAY").is_none()
    {
        eprintln!("no display: run `cargo xtask test`, which starts one, or set DISPLAY");
        return ExitCode::FAILURE;
    }
    let trials = runs().into_iter().map(|run| {
        let needs_linux = ON_LINUX.contains(&run.case.name);
        Trial::test(run.title(), move || Ok(run_in_child(&run)?))
            .with_ignored_flag(needs_linux && cfg!(not(target_os = "linux")))
    });
    libtest_mimic::run(&arguments, trials.collect()).exit_code()
}

/// A case and the conditions that it runs under.
struct Run {
    /// Prefix of the case's name.
    group: String,
    case: &'static Case,
    /// The lane to use, or `None` if an obstacle blocks the fastest one.
    lane: Option<String>,
    environment: &'static [(&'static str, &'static str)],
    /// Text that its output must contain.
    logged: &'static str,
}

impl Run {
    fn title(&self) -> String {
        format!("{}::{}", self.group, self.case.name)
    }
}

/// Returns every case once for each lane, or for the one that `BYTELANE_LANE` names, the cases with an obstacle, and some in WebKit's sandbox.
fn runs() -> Vec<Run> {
    let (lanes, obstacles) = match env::var("BYTELANE_LANE") {
        Ok(lane) if lane == BROWSER => (Vec::new(), &[][..]),
        Ok(lane) => (vec![lane], &[][..]),
        Err(_) if cfg!(target_os = "linux") => (vec!["protocol".into(), "shm".into()], OBSTACLES),
        Err(_) => (vec!["protocol".into()], &[][..]),
    };
    let of_lane = |lane: &String| {
        let lane = lane.clone();
        CASES.iter().map(move |case| Run {
            group: lane.clone(),
            case,
            lane: Some(lane.clone()),
            environment: &[],
            logged: "",
        })
    };
    let obstructed = obstacles.iter().map(|obstacle| Run {
        group: "auto".into(),
        case: &obstacle.case,
        lane: None,
        environment: obstacle.environment,
        logged: obstacle.logged,
    });
    let sandboxed = sandbox::cases(&lanes).map(|case| Run {
        group: "sandboxed".into(),
        case,
        lane: Some("shm".into()),
        environment: sandbox::ENVIRONMENT,
        logged: "",
    });
    #[cfg(feature = "browser")]
    let in_browser = in_browser::cases().map(|case| Run {
        group: BROWSER.into(),
        case,
        lane: Some(BROWSER.into()),
        environment: &[],
        logged: "",
    });
    #[cfg(not(feature = "browser"))]
    let in_browser = std::iter::empty();
    // The case runs on one lane, and not in a browser alone.
    let at_the_start = at_the_start().filter(|_| !lanes.is_empty());
    let at_the_start = at_the_start.into_iter().map(|case| Run {
        group: "auto".into(),
        case,
        lane: lanes.first().cloned(),
        environment: AT_THE_START,
        logged: "",
    });
    let all = lanes
        .iter()
        .flat_map(of_lane)
        .chain(obstructed)
        .chain(at_the_start);
    all.chain(sandboxed).chain(in_browser).collect()
}

#[cfg(feature = "inspector")]
use inspector::AT_THE_START;
#[cfg(not(feature = "inspector"))]
const AT_THE_START: &[(&str, &str)] = &[];

/// Returns the case of an inspector that opens by itself, if the build has one.
fn at_the_start() -> Option<&'static Case> {
    #[cfg(feature = "inspector")]
    return Some(&inspector::CASE);
    #[cfg(not(feature = "inspector"))]
    None
}

/// Runs a case in a child process.
fn run_in_child(run: &Run) -> Result<(), String> {
    let program = env::current_exe().map_err(|error| error.to_string())?;
    let log = tempfile::tempfile().map_err(|error| error.to_string())?;
    let stream = || {
        log.try_clone()
            .map(Stdio::from)
            .map_err(|error| error.to_string())
    };
    let mut child = Command::new(program)
        .args(["--case", run.case.name])
        .envs(run.lane.iter().map(|lane| ("BYTELANE_LANE", lane)))
        .envs(run.environment.iter().copied())
        .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
        .env("WEBKIT_DISABLE_COMPOSITING_MODE", "1")
        .stdin(Stdio::null())
        .stdout(stream()?)
        .stderr(stream()?)
        .spawn()
        .map_err(|error| error.to_string())?;
    let status = child::wait(&mut child, Duration::from_secs(CASE_SECONDS_MAX))
        .map_err(|error| error.to_string())?;
    let output = read_back(log);
    match status {
        Some(status) if status.success() => {
            for line in output.lines().filter_map(|line| line.strip_prefix(FIGURE)) {
                println!("  {line}");
            }
            if !output.contains(run.logged) {
                return Err(format!("the output lacks {:?}\n{output}", run.logged));
            }
            check_log(&output)
        }
        Some(status) => Err(format!("the host ended with {status}\n{output}")),
        None => Err(format!("the case hung for {CASE_SECONDS_MAX} s\n{output}")),
    }
}

fn read_back(mut log: std::fs::File) -> String {
    use std::io::{Read, Seek};
    let mut bytes = Vec::new();
    let _ = log
        .rewind()
        .and_then(|()| log.read_to_end(&mut bytes).map(drop));
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Checks that the secret never reaches the log: no word of 32 hexadecimal digits is allowed in it. Backtraces name the compiler's commit, of 40 digits.
fn check_log(output: &str) -> Result<(), String> {
    let is_secret =
        |word: &str| word.len() == 32 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let leaked = output
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .any(is_secret);
    if !output.contains("bytelane::") {
        Err(format!("the log contains nothing of the engine\n{output}"))
    } else if leaked {
        Err(format!(
            "the log contains 32 hexadecimal digits, as the secret does\n{output}"
        ))
    } else {
        Ok(())
    }
}
