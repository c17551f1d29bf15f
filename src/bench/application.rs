//! The application that a benchmark measures.

use std::{
    process::{Command, Stdio},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use bytelane_bench_protocol::{Answer, CHILD, Error, Job, Process, Ready, Screen, bound};

use super::{Operation, child};
use crate::{Builder, Context, LaneChoice};

/// Default deadline of the start and of each job.
const DEADLINE: Duration = Duration::from_secs(120);

/// An application that is measured in a child process.
///
/// The process is started for the first job and ends when this value is dropped. On Linux without a display it runs on Xvfb, if Xvfb and
/// `setpriv` are installed.
#[derive(Debug)]
pub struct Application {
    lane: LaneChoice,
    deadline: Duration,
    process: Mutex<Option<Running>>,
}

/// The process is dropped before its screen.
#[derive(Debug)]
struct Running {
    process: Process,
    _screen: Option<Screen>,
}

impl Application {
    /// Creates the measured application. In the child process this runs the application and does not return.
    ///
    /// Call it once, at the start of `main`, on the main thread.
    pub fn new(application: impl FnOnce() -> (Builder, Context)) -> Self {
        bound::echo_if_asked();
        if std::env::var_os(CHILD).is_some() {
            let (builder, context) = application();
            child::run(builder, context);
        }
        Self {
            lane: LaneChoice::from_environment(),
            deadline: DEADLINE,
            process: Mutex::default(),
        }
    }

    /// Returns the same application on the given lane, in another process.
    #[must_use]
    pub fn lane(&self, lane: LaneChoice) -> Self {
        Self {
            lane,
            deadline: self.deadline,
            process: Mutex::default(),
        }
    }

    /// Sets the deadline of the start and of each job. Defaults to 120 seconds.
    #[must_use]
    pub const fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Returns the time of `iters` sequential runs of an operation, as criterion's `iter_custom` requires it.
    ///
    /// # Panics
    /// Panics with the error of [`run`](Self::run) if the operation cannot be measured.
    #[track_caller]
    pub fn time(&self, operation: impl Into<Operation>, iters: u64) -> Duration {
        match self.run(operation, iters) {
            Ok(answer) => answer.time(),
            Err(error) => panic!("{error}"),
        }
    }

    /// Measures `iters` sequential runs of an operation.
    ///
    /// # Errors
    /// Returns an error if the application does not start, exits, or exceeds the deadline; if the expression does not parse or throws; or if its
    /// check does not evaluate to `true`.
    pub fn run(&self, operation: impl Into<Operation>, iters: u64) -> Result<Answer, Error> {
        self.run_job(&operation.into().job(iters))
    }

    /// Runs a job whose operation the application's page defines.
    ///
    /// # Errors
    /// Returns the errors of [`run`](Self::run), and an error if the page does not define the operation.
    #[doc(hidden)]
    pub fn run_job(&self, job: &Job) -> Result<Answer, Error> {
        self.started(|process| process.run_verified(job))
    }

    /// Starts the application if necessary and returns its description.
    ///
    /// # Errors
    /// Returns an error if the application does not start.
    pub fn ready(&self) -> Result<Ready, Error> {
        self.started(|process| Ok(process.ready().clone()))
    }

    fn started<T>(&self, work: impl FnOnce(&mut Process) -> Result<T, Error>) -> Result<T, Error> {
        let mut process = self.process();
        if process.is_none() {
            *process = Some(self.start()?);
        }
        match process.as_mut() {
            Some(running) => work(&mut running.process),
            None => unreachable!("the process was started above"),
        }
    }

    fn start(&self) -> Result<Running, Error> {
        let program = std::env::current_exe().map_err(|error| {
            Error::Io(
                "the executable of the benchmark cannot be found".into(),
                error,
            )
        })?;
        let mut command = Command::new(program);
        command.env("BYTELANE_LANE", self.lane.to_string());
        let mut screen = None;
        if Screen::is_needed() {
            let started = Screen::start(Stdio::null());
            let started = started.map_err(|error| {
                Error::Io(
                    "no display is available, and Xvfb cannot be started".into(),
                    error,
                )
            })?;
            started.apply(&mut command);
            screen = Some(started);
        }
        Ok(Running {
            process: Process::start("the application", command, self.deadline)?,
            _screen: screen,
        })
    }

    fn process(&self) -> MutexGuard<'_, Option<Running>> {
        self.process.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
