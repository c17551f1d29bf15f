//! The benchmark's side: a child process that runs jobs.

use std::{
    fmt,
    io::{self, BufRead, BufReader, Read, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    time::{Duration, Instant},
};

use super::{Answer, Job, Line, Ready};

/// Maximum length of a line in bytes.
const LINE_BYTES_MAX: u64 = 64 << 20;

/// Time within which a program must exit after the end of its input.
const EXIT_DEADLINE: Duration = Duration::from_secs(5);

/// Why a job could not be measured.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The program could not be started or written to.
    Io(String, io::Error),
    /// The program exited.
    Ended {
        /// The name of the program.
        program: String,
        /// The job, or the start.
        during: String,
        /// The exit status.
        status: String,
    },
    /// The program exceeded its deadline and was killed.
    Deadline {
        /// The name of the program.
        program: String,
        /// The job, or the start.
        during: String,
        /// The deadline.
        limit: Duration,
    },
    /// The program wrote a line that is not part of the protocol, and was killed.
    Garbage {
        /// The name of the program.
        program: String,
        /// The job, or the start.
        during: String,
        /// The line.
        line: String,
    },
    /// The job failed.
    Job {
        /// The job.
        during: String,
        /// The reason.
        reason: String,
    },
    /// The received payloads differ from the sent ones.
    Wrong {
        /// The job.
        during: String,
        /// The difference.
        reason: String,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(what, error) => write!(f, "{what}: {error}"),
            Self::Ended {
                program,
                during,
                status,
            } => write!(f, "{program} exited ({status}) during {during}"),
            Self::Deadline {
                program,
                during,
                limit,
            } => write!(
                f,
                "{program} did not finish {during} within its deadline of {} s, and was killed",
                limit.as_secs_f32()
            ),
            Self::Garbage {
                program,
                during,
                line,
            } => write!(
                f,
                "{program} wrote a line to standard output during {during} that is not part of the protocol: {line:?}. \
                 A measured program must log to standard error"
            ),
            Self::Job { during, reason } | Self::Wrong { during, reason } => {
                write!(f, "{during}: {reason}")
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(_, error) => Some(error),
            _ => None,
        }
    }
}

/// A child process that holds a window and runs jobs in it. It ends when this value is dropped.
#[derive(Debug)]
pub struct Process {
    name: String,
    child: Child,
    /// Closing it ends the program.
    input: Option<ChildStdin>,
    lines: Receiver<io::Result<String>>,
    ready: Ready,
    limit: Duration,
}

impl Process {
    /// Starts a program and waits until its page is ready for jobs. `limit` is the deadline of the start and of each job.
    ///
    /// # Errors
    /// Returns an error if the program cannot be started, exits, breaks the protocol, or exceeds the deadline.
    pub fn start(
        name: impl Into<String>,
        mut command: Command,
        limit: Duration,
    ) -> Result<Self, Error> {
        let name = name.into();
        let mut child = command
            .env(super::CHILD, "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| Error::Io(format!("{name} cannot be started"), error))?;
        let input = child.stdin.take();
        let output = child.stdout.take();
        let mut process = Self {
            lines: output.map_or_else(|| channel().1, lines),
            name,
            child,
            input,
            ready: Ready {
                system: String::new(),
                lane: String::new(),
                version: String::new(),
                engine: String::new(),
                mark_ns: 0,
            },
            limit,
        };
        match process.line("its start")? {
            Line::Ready { ready } => process.ready = ready,
            Line::Error { error } => {
                return Err(Error::Job {
                    during: format!("the start of {}", process.name),
                    reason: error,
                });
            }
            Line::Answer(answer) => {
                return Err(process.out_of_turn("its start", &Line::Answer(answer)));
            }
        }
        Ok(process)
    }

    /// Returns the description of the program.
    pub const fn ready(&self) -> &Ready {
        &self.ready
    }

    /// Returns the process id of the program.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Runs a job. [`Answer::verified`] reports whether the payloads arrived correctly.
    ///
    /// # Errors
    /// Returns an error if the job fails, or if the program exits, breaks the protocol, or exceeds the deadline.
    pub fn run(&mut self, job: &Job) -> Result<Answer, Error> {
        let during = describe(job);
        let mut line = serde_json::to_string(job)
            .unwrap_or_else(|error| unreachable!("a job is plain data: {error}"));
        line.push('\n');
        let written = match &mut self.input {
            Some(input) => input
                .write_all(line.as_bytes())
                .and_then(|()| input.flush()),
            None => Err(io::ErrorKind::BrokenPipe.into()),
        };
        if written.is_err() {
            return Err(self.ended(&during));
        }
        match self.line(&during)? {
            Line::Answer(answer) => Ok(answer),
            Line::Error { error } => Err(Error::Job {
                during,
                reason: error,
            }),
            other @ Line::Ready { .. } => Err(self.out_of_turn(&during, &other)),
        }
    }

    /// Runs a job and checks that all payloads arrived correctly.
    ///
    /// # Errors
    /// Returns the errors of [`run`](Self::run), and [`Error::Wrong`] if a payload did not arrive correctly.
    pub fn run_verified(&mut self, job: &Job) -> Result<Answer, Error> {
        let answer = self.run(job)?;
        if answer.verified {
            return Ok(answer);
        }
        Err(Error::Wrong {
            during: describe(job),
            reason: format!(
                "the payloads that arrived differ from those that were sent ({} lost, {} duplicated)",
                answer.lost, answer.duplicated
            ),
        })
    }

    /// Returns the next line, within the deadline.
    fn line(&mut self, during: &str) -> Result<Line, Error> {
        match self.lines.recv_timeout(self.limit) {
            Ok(Ok(line)) => match serde_json::from_str(&line) {
                Ok(line) => Ok(line),
                Err(_) => Err(self.garbage(during, line)),
            },
            Ok(Err(error)) if error.kind() == io::ErrorKind::InvalidData => {
                Err(self.garbage(during, error.to_string()))
            }
            Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => Err(self.ended(during)),
            Err(RecvTimeoutError::Timeout) => {
                self.kill();
                Err(Error::Deadline {
                    program: self.name.clone(),
                    during: during.to_owned(),
                    limit: self.limit,
                })
            }
        }
    }

    fn out_of_turn(&mut self, during: &str, line: &Line) -> Error {
        let line = serde_json::to_string(line).unwrap_or_default();
        self.garbage(during, line)
    }

    fn garbage(&mut self, during: &str, mut line: String) -> Error {
        self.kill();
        if let Some((end, _)) = line.char_indices().nth(200) {
            line.truncate(end);
        }
        Error::Garbage {
            program: self.name.clone(),
            during: during.to_owned(),
            line,
        }
    }

    fn ended(&mut self, during: &str) -> Error {
        let status = match self.wait(EXIT_DEADLINE) {
            Some(status) => status,
            None => {
                self.kill();
                "it closed its output, and was killed".into()
            }
        };
        Error::Ended {
            program: self.name.clone(),
            during: during.to_owned(),
            status,
        }
    }

    /// Waits for the program to exit, and returns its status, or `None` after `limit`.
    fn wait(&mut self, limit: Duration) -> Option<String> {
        let end = Instant::now() + limit;
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) => return Some(status.to_string()),
                Ok(None) if Instant::now() < end => std::thread::sleep(Duration::from_millis(5)),
                Ok(None) => return None,
                Err(error) => return Some(error.to_string()),
            }
        }
    }

    fn kill(&mut self) {
        self.input = None;
        // An error means that the program has exited.
        let _ended = self.child.kill();
        let _ended = self.child.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.input = None;
        if self.wait(EXIT_DEADLINE).is_none() {
            self.kill();
        }
    }
}

/// Describes a job in error messages.
fn describe(job: &Job) -> String {
    let Job {
        op,
        bytes,
        iters,
        concurrency,
        ..
    } = job;
    let waves = if *concurrency > 1 {
        format!(", {concurrency} at once")
    } else {
        String::new()
    };
    format!("{op} ({bytes} bytes, {iters} times{waves})")
}

/// Returns a receiver of the lines that a program writes, until it exits or breaks the protocol.
fn lines(output: ChildStdout) -> Receiver<io::Result<String>> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut output = BufReader::new(output);
        loop {
            let line = read_line(&mut output);
            let last = line.is_err();
            if sender.send(line).is_err() || last {
                return;
            }
        }
    });
    receiver
}

fn read_line(output: &mut impl BufRead) -> io::Result<String> {
    let mut line = Vec::new();
    output.take(LINE_BYTES_MAX).read_until(b'\n', &mut line)?;
    match line.pop() {
        Some(b'\n') => {}
        None => return Err(io::ErrorKind::UnexpectedEof.into()),
        Some(last) => {
            line.push(last);
            let line = String::from_utf8_lossy(&line[..line.len().min(200)]).into_owned();
            return Err(io::Error::new(io::ErrorKind::InvalidData, line));
        }
    }
    String::from_utf8(line).map_err(|error| {
        io::Error::new(
            io::ErrorKind::InvalidData,
            String::from_utf8_lossy(error.as_bytes()).into_owned(),
        )
    })
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    const READY: &str = r#"echo '{"ready":{"system":"shell","lane":"pipe","version":"1","engine":"sh","mark_ns":5}}'"#;

    fn shell(script: &str, limit: Duration) -> Result<Process, Error> {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        Process::start("shell", command, limit)
    }

    const PATIENCE: Duration = Duration::from_secs(60);
    const SOON: Duration = Duration::from_millis(200);

    #[test]
    fn a_job_is_answered() {
        let script = format!(
            r#"{READY}; read job; echo "$job" >&2; echo '{{"ns":1000,"intervals":2,"mark_ns":5,"verified":true}}'; read job; echo '{{"error":"not today"}}'; read end"#
        );
        let mut process = shell(&script, PATIENCE).expect("it starts");
        assert_eq!(process.ready().lane, "pipe");
        let answer = process.run_verified(&Job::new("call")).expect("an answer");
        assert_eq!(answer.time(), Duration::from_nanos(990));
        let error = process.run(&Job::new("call")).expect_err("an error");
        assert_eq!(error.to_string(), "call (0 bytes, 1 times): not today");
    }

    #[test]
    fn an_unverified_answer_is_an_error() {
        let script = format!(
            r#"{READY}; read job; echo '{{"ns":1,"intervals":1,"mark_ns":5,"verified":false,"lost":3}}'; read end"#
        );
        let mut process = shell(&script, PATIENCE).expect("it starts");
        let error = process
            .run_verified(&Job::new("channel"))
            .expect_err("an error");
        assert!(error.to_string().contains("3 lost"), "{error}");
    }

    #[test]
    fn a_program_that_exits_is_an_error() {
        let error = shell("exit 3", PATIENCE).expect_err("an error");
        assert!(error.to_string().contains("exit status: 3"), "{error}");
        let mut process =
            shell(&format!("{READY}; read job; exit 4"), PATIENCE).expect("it starts");
        let error = process.run(&Job::new("call")).expect_err("an error");
        assert!(
            matches!(&error, Error::Ended { status, .. } if status.contains('4')),
            "{error}"
        );
        let again = process.run(&Job::new("call")).expect_err("an error");
        assert!(matches!(again, Error::Ended { .. }), "{again}");
    }

    #[test]
    fn a_program_that_hangs_is_killed() {
        let error = shell("exec sleep 600", SOON).expect_err("an error");
        assert!(matches!(error, Error::Deadline { .. }), "{error}");
        let mut process = shell(&format!("{READY}; exec sleep 600"), SOON).expect("it starts");
        let error = process.run(&Job::new("call")).expect_err("an error");
        assert!(matches!(error, Error::Deadline { .. }), "{error}");
    }

    #[test]
    fn a_line_that_breaks_the_protocol_is_quoted() {
        for script in ["echo hello", "printf hello", r"printf 'hello\377\n'"] {
            let error = shell(script, PATIENCE).expect_err("an error");
            assert!(
                matches!(&error, Error::Garbage { line, .. } if line.starts_with("hello")),
                "{error}"
            );
        }
        let error = shell(&format!("{READY}; {READY}; read job; read end"), PATIENCE)
            .expect("it starts")
            .run(&Job::new("call"))
            .expect_err("an error");
        assert!(matches!(error, Error::Garbage { .. }), "{error}");
    }
}
