//! Runs the application in each mode and on each lane, with pages that test it. Each case runs in a separate process, so that a crash of the host fails the
//! case. Needs a display; `cargo xtask test` provides one.

#[path = "suite/attacks.rs"]
mod attacks;

use std::{
    env,
    io::{BufRead, BufReader, Read, Seek},
    process::{Command, ExitCode, ExitStatus, Stdio},
    sync::mpsc,
    time::{Duration, Instant},
};

/// Seconds after which a case counts as hung.
const CASE_SECONDS_MAX: u64 = 240;

/// Prefix of the lines that the application prints for this program.
const MARK: &str = "\u{1}case ";

/// How the application has the plugin, and the lane of the plugin. The control comes first.
const MODES: [(&str, &str); 5] = [
    ("absent", "protocol"),
    ("present", "protocol"),
    ("present", "shm"),
    ("accelerated", "protocol"),
    ("accelerated", "shm"),
];

struct Case<'a> {
    name: &'static str,
    /// The page.
    page: &'static str,
    modes: fn(mode: &str, lane: &str) -> bool,
    /// Settings of the application.
    settings: &'a [(&'static str, &'static str)],
    /// The lane that pages are given, if it is not that of the mode.
    lane: Option<&'static str>,
    /// A part of the log that one warning must have left.
    logged: Option<&'static str>,
}

const fn case<'a>(name: &'static str) -> Case<'a> {
    Case {
        name,
        page: name,
        modes: |_, _| true,
        settings: &[],
        lane: None,
        logged: None,
    }
}

const fn with_plugin(mode: &str, _lane: &str) -> bool {
    !matches!(mode.as_bytes(), b"absent")
}

const fn accelerated(mode: &str, _lane: &str) -> bool {
    matches!(mode.as_bytes(), b"accelerated")
}

/// The control, and the last of the modes.
const fn two(mode: &str, lane: &str) -> bool {
    matches!(
        (mode.as_bytes(), lane.as_bytes()),
        (b"absent", _) | (b"accelerated", b"shm")
    )
}

const CASES: &[Case<'static>] = &[
    case("calls"),
    case("channels"),
    case("events"),
    case("plugins"),
    Case {
        modes: with_plugin,
        ..case("own")
    },
    Case {
        modes: with_plugin,
        settings: &[("PERMISSIONS", "1")],
        ..case("permissions")
    },
    Case {
        modes: accelerated,
        ..case("panics")
    },
    Case {
        modes: with_plugin,
        ..case("hostile")
    },
    case("reload"),
    case("killed"),
    // WebKit waits up to half a second on the main thread for the first frame of each window that is shown, and has then ended its network process, which
    // cuts the loads of the other pages.
    Case {
        settings: &[("HIDDEN", "1")],
        ..case("windows")
    },
    Case {
        settings: &[("DATA_DIRECTORY", "1")],
        ..case("second")
    },
    // Its directory replaces that of the lane, whose pages use the protocol lane.
    Case {
        modes: |mode, lane| mode == "accelerated" && lane == "shm",
        lane: Some("auto"),
        logged: Some(
            "so pages use the protocol lane: the web process has not loaded the extension",
        ),
        ..case("own_directory")
    },
    Case {
        modes: two,
        ..case("labels")
    },
    Case {
        modes: two,
        settings: &[("PERMISSIONS", "1")],
        ..case("children")
    },
    Case {
        modes: two,
        ..case("leaks")
    },
    case("worker"),
    Case {
        page: "pages",
        settings: &[("DEV", "1")],
        ..case("dev_server")
    },
    Case {
        page: "pages",
        settings: &[("FREEZE", "1")],
        ..case("frozen_prototype")
    },
    Case {
        page: "pages",
        settings: &[("NO_CSP", "1")],
        ..case("no_policy")
    },
    Case {
        page: "pages",
        settings: &[("NO_PATH", "1")],
        ..case("no_path")
    },
    // The shared-memory lane needs no entry in the policy of the page.
    Case {
        page: "pages",
        settings: &[(
            "CSP",
            "default-src 'self'; connect-src ipc: http://ipc.localhost",
        )],
        modes: two,
        ..case("policy_without_the_lane")
    },
    Case {
        page: "pages",
        settings: &[
            (
                "CSP",
                "default-src 'self'; connect-src ipc: http://ipc.localhost",
            ),
            ("EXPECTED", "original"),
        ],
        modes: |mode, lane| mode == "accelerated" && lane == "protocol",
        ..case("policy_without_the_protocol_lane")
    },
    Case {
        page: "pages",
        settings: &[("ISOLATION", "1"), ("EXPECTED", "original")],
        modes: accelerated,
        logged: Some(
            "Tauri's calls are not accelerated: the application uses the isolation pattern",
        ),
        ..case("isolation")
    },
    Case {
        page: "pages",
        settings: &[("ISOLATION", "1")],
        modes: |mode, _| mode == "absent",
        ..case("isolation_alone")
    },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == "--list") {
        return ExitCode::SUCCESS;
    }
    if env::var_os("DISPLAY").is_none() && env::var_os("WAYLAND_DISPLAY").is_none() {
        eprintln!("no display; `cargo xtask test` provides one");
        return ExitCode::FAILURE;
    }
    let filter = arguments.iter().find(|argument| !argument.starts_with('-'));
    let (mut passed, mut failed, start) = (0, 0, Instant::now());
    let control = attacks::without_the_plugin(filter);
    passed += control.passed;
    failed += control.failures.len();
    for failure in &control.failures {
        println!("\n---- {failure}\n");
    }
    for case in CASES {
        for (mode, lane) in MODES {
            let name = format!("{}::{mode}::{lane}", case.name);
            if !(case.modes)(mode, lane) || filter.is_some_and(|filter| !name.contains(filter)) {
                continue;
            }
            let results = run(case, mode, lane, &name);
            passed += results.passed;
            failed += results.failures.len();
            for failure in &results.failures {
                println!("\n---- {name} ----\n{failure}\n");
            }
        }
    }
    println!(
        "\ntest result: {}. {passed} passed; {failed} failed; 0 ignored; 0 measured; 0 filtered out; finished in {:.2}s\n",
        if failed == 0 { "ok" } else { "FAILED" },
        start.elapsed().as_secs_f64()
    );
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

#[derive(Default)]
struct Results {
    passed: usize,
    failures: Vec<String>,
}

/// What the application printed, and how it ended.
struct Run {
    lines: Vec<String>,
    /// `None` if it hung.
    status: Option<ExitStatus>,
    log: String,
}

/// Returns the time of a case: the check of leaks takes longer with more windows, which `PLUGGED_ROUNDS` sets.
fn limit() -> Duration {
    let rounds = env::var("PLUGGED_ROUNDS").ok();
    let rounds = rounds.and_then(|rounds| rounds.parse::<u64>().ok());
    Duration::from_secs(CASE_SECONDS_MAX + rounds.unwrap_or_default())
}

/// Runs the application to its end.
fn run_application(case: &Case<'_>, mode: &str, lane: &str) -> Run {
    let mut log = tempfile::tempfile().expect("a temporary file");
    let mut child = Command::new(env!("CARGO_BIN_EXE_bytelane-tauri-plugin-tests"))
        .env("PLUGGED_CASE", case.page)
        .env("PLUGGED_MODE", mode)
        .envs(
            case.settings
                .iter()
                .map(|(name, value)| (format!("PLUGGED_{name}"), value)),
        )
        .env("BYTELANE_LANE", case.lane.unwrap_or(lane))
        .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
        .env("WEBKIT_DISABLE_COMPOSITING_MODE", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::from(log.try_clone().expect("a second handle")))
        .spawn()
        .expect("the application");
    let output = child.stdout.take().expect("a pipe");
    let (sender, received) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            let _gone = sender.send(line);
        }
    });
    let deadline = Instant::now() + limit();
    let (mut lines, mut console) = (Vec::new(), Vec::new());
    let hung = loop {
        match received.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(line) => match line.strip_prefix(MARK) {
                Some(text) => lines.push(text.to_owned()),
                // Of the console of a page.
                None => console.push(line),
            },
            Err(mpsc::RecvTimeoutError::Disconnected) => break false,
            Err(mpsc::RecvTimeoutError::Timeout) => {
                child.kill().expect("the application");
                break true;
            }
        }
    };
    let status = child.wait().expect("the application");
    let mut text = String::new();
    log.rewind().expect("the log");
    log.read_to_string(&mut text).expect("the log");
    text.push_str(&console.join("\n"));
    Run {
        lines,
        status: (!hung).then_some(status),
        log: text,
    }
}

fn run(case: &Case<'_>, mode: &str, lane: &str, name: &str) -> Results {
    let run = run_application(case, mode, lane);
    let mut results = Results::default();
    for line in &run.lines {
        match line.split_once(' ') {
            Some(("ok", test)) => {
                println!("test {name}::{test} ... ok");
                results.passed += 1;
            }
            Some(("failed", text)) => {
                let test = text.split(':').next().unwrap_or(text);
                println!("test {name}::{test} ... FAILED");
                results.failures.push(text.replace('\u{2}', "\n"));
            }
            _ => {}
        }
    }
    match run.status {
        None => results
            .failures
            .push(format!("the case hung for {} s", limit().as_secs())),
        Some(status) if !status.success() => results
            .failures
            .push(format!("the application ended with {status}")),
        Some(_) if !run.lines.iter().any(|line| line == "finished") => results
            .failures
            .push("the page never reported that it had finished".into()),
        Some(_) => {}
    }
    if let Some(expected) = case.logged {
        let count = run.log.matches(expected).count();
        if count != 1 {
            results
                .failures
                .push(format!("the log contains {expected:?} {count} times"));
        }
    }
    if case.name == "hostile" {
        attacks::count_with_the_plugin(mode, lane, &run, &mut results);
    }
    if !results.failures.is_empty() {
        results
            .failures
            .push(format!("log of the application:\n{}", run.log));
    }
    results
}
