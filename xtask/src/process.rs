//! Running other programs: with a clean environment, with a sign of life, with a limit.

use crate::Outcome;
use std::{
    io::{BufRead, BufReader, Read, Write},
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

/// How often a program whose output is kept back shows that it is alive.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// A command without the variables that `cargo run` sets for xtask itself: a cargo below would take them for its own,
/// and build scripts that watch them would run again.
pub(crate) fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if [
            "CARGO_PKG_",
            "CARGO_MANIFEST_",
            "CARGO_BIN_",
            "CARGO_CRATE_",
        ]
        .iter()
        .any(|prefix| name.starts_with(prefix))
        {
            command.env_remove(name.as_ref());
        }
    }
    command.stdin(Stdio::null());
    command
}

/// The trimmed standard output of a program that succeeds; `None` when it fails or is not there.
pub(crate) fn output(program: &str, arguments: &[&str]) -> Option<String> {
    let result = command(program).args(arguments).output().ok()?;
    result
        .status
        .success()
        .then(|| String::from_utf8_lossy(&result.stdout).trim().to_owned())
}

/// Says what it runs, keeps its output back, shows a sign of life, and shows the output's end when it fails.
pub(crate) fn run_quietly(words: &[String]) -> Outcome {
    let [program, arguments @ ..] = words else {
        return Ok(());
    };
    let typed = words.join(" ");
    eprintln!("Running: {typed}");
    let mut child = command(program)
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cannot start `{program}`: {error}"))?;
    let (sender, lines) = mpsc::channel();
    forward(child.stdout.take(), sender.clone());
    forward(child.stderr.take(), sender);
    let kept = keep_with_heartbeat(&lines);
    let status = child.wait()?;
    if status.success() {
        return Ok(());
    }
    let tail = kept[kept.len().saturating_sub(25)..].join("\n");
    Err(format!("{tail}\n`{typed}` failed ({status})").into())
}

fn keep_with_heartbeat(lines: &mpsc::Receiver<String>) -> Vec<String> {
    let mut kept = Vec::new();
    let (start, mut beat) = (Instant::now(), Instant::now());
    loop {
        match lines.recv_timeout(HEARTBEAT) {
            Ok(line) => kept.push(line),
            Err(mpsc::RecvTimeoutError::Timeout) => {}
            Err(mpsc::RecvTimeoutError::Disconnected) => return kept,
        }
        if beat.elapsed() >= HEARTBEAT {
            beat = Instant::now();
            eprintln!(
                "  ... {} s: {}",
                start.elapsed().as_secs(),
                kept.last().map_or("", String::as_str)
            );
        }
    }
}

/// Sends each line of `source` to `sender` from a thread of its own, until the source or the receiver ends.
pub(crate) fn forward(source: Option<impl Read + Send + 'static>, sender: mpsc::Sender<String>) {
    let Some(source) = source else { return };
    thread::spawn(move || {
        for line in BufReader::new(source).split(b'\n') {
            let Ok(line) = line else { return };
            if sender
                .send(String::from_utf8_lossy(&line).into_owned())
                .is_err()
            {
                return;
            }
        }
    });
}

/// Runs `command`, shows each line as it comes and gives it to `inspect`; kills the program after `limit`.
pub(crate) fn run_inspecting(
    mut command: Command,
    limit: Duration,
    mut inspect: impl FnMut(&str),
) -> Outcome<ExitStatus> {
    let program = command.get_program().to_string_lossy().into_owned();
    let deadline = Instant::now() + limit;
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cannot start `{program}`: {error}"))?;
    let (sender, lines) = mpsc::channel();
    forward(child.stdout.take(), sender.clone());
    forward(child.stderr.take(), sender);
    loop {
        match lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(line) => {
                println!("{line}");
                inspect(&line);
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
            Err(mpsc::RecvTimeoutError::Timeout) => break,
        }
    }
    let _ = std::io::stdout().flush();
    wait_until(&mut child, deadline, &program)
}

/// Waits for `child` until `deadline`, then kills it and says so.
pub(crate) fn wait_until(child: &mut Child, deadline: Instant, name: &str) -> Outcome<ExitStatus> {
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if Instant::now() >= deadline {
            child.kill()?;
            child.wait()?;
            return Err(format!("`{name}` hung and was killed at its time limit").into());
        }
        thread::sleep(Duration::from_millis(20));
    }
}
