//! Running other programs with a clean environment, a sign of life and a time limit.

use crate::Outcome;
use std::{
    io::{BufRead, BufReader, Read},
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

/// The program npm.
pub(crate) const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };
/// Interval of the sign of life of a program whose output is not shown.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// Wait for a line before the program is checked for its end.
const LOOK: Duration = Duration::from_secs(1);
/// Longest silence of an installation: more than the largest package takes over a slow connection.
const INSTALL_SILENCE_MAX: Duration = Duration::from_secs(20 * 60);

/// Creates a command without the variables that `cargo run` sets for xtask itself: a cargo started by it would read them as
/// its own, and build scripts that watch them would run again.
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

/// Returns the trimmed standard output of a program; `None` if it fails or is not installed.
pub(crate) fn output(program: &str, arguments: &[&str]) -> Option<String> {
    let result = command(program).args(arguments).output().ok()?;
    result
        .status
        .success()
        .then(|| String::from_utf8_lossy(&result.stdout).trim().to_owned())
}

/// Prints the command, runs it with a sign of life instead of its output, and prints the end of the output if it fails.
pub(crate) fn run_quietly(words: &[String]) -> Outcome {
    let [program, arguments @ ..] = words else {
        return Ok(());
    };
    let typed = words.join(" ");
    eprintln!("Running: {typed}");
    let mut command = command(program);
    command.args(arguments);
    let mut kept = Vec::new();
    let (start, mut beat) = (Instant::now(), Instant::now());
    let status = Running::start(command, Output::All)?.follow(INSTALL_SILENCE_MAX, |line| {
        kept.extend(line.map(str::to_owned));
        if beat.elapsed() >= HEARTBEAT {
            beat = Instant::now();
            let last = kept.last().map_or("", String::as_str);
            eprintln!("  ... {} s: {last}", start.elapsed().as_secs());
        }
    })?;
    if status.success() {
        return Ok(());
    }
    let tail = kept[kept.len().saturating_sub(25)..].join("\n");
    Err(format!("{tail}\n`{typed}` failed ({status})").into())
}

/// The streams of a program that are read; the others are inherited.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Output {
    /// Both streams, in the order in which they are written.
    All,
    /// Standard output only.
    Standard,
}

/// A program whose output is read line by line.
pub(crate) struct Running {
    child: Child,
    lines: mpsc::Receiver<String>,
    name: String,
}

impl Running {
    pub(crate) fn start(mut command: Command, output: Output) -> Outcome<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        let (reader, writer) = std::io::pipe()?;
        if output == Output::All {
            command.stderr(writer.try_clone()?);
        }
        let child = command
            .stdout(writer)
            .spawn()
            .map_err(|error| format!("cannot start `{name}`: {error}"))?;
        let lines = lines(reader);
        Ok(Self { child, lines, name })
    }

    /// Calls `each` with each line, and with `None` for each silent second, until the program ends. Kills the program after `silence_max`
    /// without a line; the whole duration is not limited, since it depends on the machine more than on the program.
    ///
    /// The end of the program counts, not that of its output: a process that it left running may hold the pipe open.
    pub(crate) fn follow(
        mut self,
        silence_max: Duration,
        mut each: impl FnMut(Option<&str>),
    ) -> Outcome<ExitStatus> {
        let mut heard = Instant::now();
        loop {
            match self.lines.recv_timeout(LOOK) {
                Ok(line) => {
                    heard = Instant::now();
                    each(Some(&line));
                }
                Err(reason) => {
                    each(None);
                    if let Some(status) = self.child.try_wait()? {
                        return Ok(status);
                    }
                    if reason == mpsc::RecvTimeoutError::Disconnected {
                        thread::sleep(Duration::from_millis(10));
                    }
                }
            }
            if heard.elapsed() >= silence_max {
                self.child.kill()?;
                self.child.wait()?;
                let seconds = silence_max.as_secs();
                return Err(format!(
                    "`{}` hung: killed after {seconds} s without a line",
                    self.name
                )
                .into());
            }
        }
    }
}

/// Returns the lines of `source`, read by a thread of its own until the source or the receiver ends.
pub(crate) fn lines(source: impl Read + Send + 'static) -> mpsc::Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(source).split(b'\n') {
            let Ok(line) = line else { return };
            let line = String::from_utf8_lossy(&line).into_owned();
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    receiver
}

#[cfg(all(test, unix))]
mod tests {
    use super::{Output, Running, command};
    use std::time::Duration;

    fn follow(script: &str, silence_max: Duration) -> (Vec<String>, Result<bool, String>) {
        let mut shell = command("sh");
        shell.args(["-c", script]);
        let mut seen = Vec::new();
        let result = Running::start(shell, Output::All)
            .expect("a shell starts")
            .follow(silence_max, |line| seen.extend(line.map(str::to_owned)));
        let success = result.map(|status| status.success());
        (seen, success.map_err(|error| error.to_string()))
    }

    #[test]
    fn both_streams_are_read_in_order() {
        let (seen, result) = follow(
            "echo 1; echo 2 >&2; echo 3; exit 4",
            Duration::from_secs(60),
        );
        assert_eq!(seen, ["1", "2", "3"]);
        assert_eq!(result, Ok(false));
    }

    #[test]
    fn a_program_that_hangs_is_killed() {
        let (seen, result) = follow("echo started; exec sleep 600", Duration::from_millis(100));
        assert_eq!(seen, ["started"]);
        assert!(result.expect_err("killed").contains("hung"));
    }

    #[test]
    fn a_program_that_keeps_printing_is_not_killed() {
        let (seen, result) = follow(
            "for i in 1 2 3 4 5 6 7 8 9 10 11 12; do echo $i; sleep 0.5; done",
            Duration::from_secs(5),
        );
        assert_eq!(seen.len(), 12);
        assert_eq!(result, Ok(true));
    }

    #[test]
    fn a_process_left_running_is_not_waited_for() {
        let (seen, result) = follow("sleep 30 & echo done", Duration::from_secs(20));
        assert_eq!(seen, ["done"]);
        assert_eq!(result, Ok(true));
    }
}
