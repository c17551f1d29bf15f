use std::{
    fmt,
    io::{self, BufRead, BufReader, Read, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    time::{Duration, Instant},
};

use super::{Answer, Job, Line, Ready};

/// A longer line is none of the protocol.
const LINE_BYTES_MAX: u64 = 64 << 20;

/// How long a program may take to end once its input has.
const FAREWELL: Duration = Duration::from_secs(5);

/// Why there is no measurement.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The program could not be started, or not be written to.
    Io(String, io::Error),
    /// The program ended.
    Ended {
        /// Which.
        program: String,
        /// What it was doing.
        during: String,
        /// How it ended.
        status: String,
    },
    /// The program took longer than it may, and was killed.
    Deadline {
        /// Which.
        program: String,
        /// What it was doing.
        during: String,
        /// How long it may take.
        limit: Duration,
    },
    /// The program said something that is none of the protocol, and was killed.
    Garbage {
        /// Which.
        program: String,
        /// What it was doing.
        during: String,
        /// What it said.
        line: String,
    },
    /// The program could not do the job.
    Job {
        /// Which job.
        during: String,
        /// Why.
        reason: String,
    },
    /// What arrived is not what was sent.
    Wrong {
        /// In which job.
        during: String,
        /// What is known of it.
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
            } => write!(f, "{program} ended ({status}) during {during}"),
            Self::Deadline {
                program,
                during,
                limit,
            } => write!(
                f,
                "{program} did not get done with {during} within {} s, and was killed",
                limit.as_secs_f32()
            ),
            Self::Garbage {
                program,
                during,
                line,
            } => write!(
                f,
                "{program} wrote a line to its standard output, during {during}, that is none of the protocol: {line:?}. \
                 A program that is measured writes to its standard error"
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

/// A program that holds a window and does jobs in it. Ends with its owner.
#[derive(Debug)]
pub struct Process {
    name: String,
    child: Child,
    /// Closed, it tells the program to end.
    input: Option<ChildStdin>,
    lines: Receiver<io::Result<String>>,
    ready: Ready,
    limit: Duration,
}

impl Process {
    /// Starts a program, and waits until its page can work.
    ///
    /// # Errors
    /// When it cannot be started, ends, says anything else, or takes longer than `limit`, which holds for each job as well.
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

    /// What the program says of itself.
    pub const fn ready(&self) -> &Ready {
        &self.ready
    }

    /// Process id of the program.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Has a job done.
    ///
    /// # Errors
    /// When the program cannot do it, ends, says anything else, or takes too long. What arrived wrong is told by [`Answer::verified`].
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

    /// Has a job done, and insists that all that was sent has arrived as it was.
    ///
    /// # Errors
    /// As [`run`](Self::run), and [`Error::Wrong`].
    pub fn run_verified(&mut self, job: &Job) -> Result<Answer, Error> {
        let answer = self.run(job)?;
        if answer.verified {
            return Ok(answer);
        }
        Err(Error::Wrong {
            during: describe(job),
            reason: format!(
                "what arrived is not what was sent ({} lost, {} duplicated)",
                answer.lost, answer.duplicated
            ),
        })
    }

    /// The next line, within the limit.
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
        let status = match self.wait(FAREWELL) {
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

    /// How the program ended, when it does within this time.
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
        // An error means that it has ended.
        let _ended = self.child.kill();
        let _ended = self.child.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.input = None;
        if self.wait(FAREWELL).is_none() {
            self.kill();
        }
    }
}

/// A job, in messages.
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

/// The lines that a program writes, until it ends or breaks the protocol.
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
    fn what_arrived_wrong_is_an_error() {
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
    fn a_program_that_ends_is_an_error() {
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
    fn what_is_none_of_the_protocol_is_quoted() {
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
