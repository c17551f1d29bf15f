use std::{
    process::{Command, Stdio},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use bytelane_bench_protocol::{Answer, CHILD, Error, Job, Process, Ready, Screen, bound};

use super::{Operation, child};
use crate::{Builder, Context, LaneChoice};

/// How long a start and a job may take, unless said otherwise.
const DEADLINE: Duration = Duration::from_secs(120);

/// An application that is measured, in a process of its own. It is started for its first job, and ends with this. On Linux without a screen it draws
/// on one in memory, where Xvfb and `setpriv` are installed.
#[derive(Debug)]
pub struct Application {
    lane: LaneChoice,
    deadline: Duration,
    process: Mutex<Option<Running>>,
}

/// The process goes before its screen.
#[derive(Debug)]
struct Running {
    process: Process,
    _screen: Option<Screen>,
}

impl Application {
    /// Takes the application that is to be measured. In the child this runs it, and does not return: call it first of all in `main`, on its thread,
    /// and once in a program.
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

    /// The same application on a lane of choice, in another process.
    #[must_use]
    pub fn lane(&self, lane: LaneChoice) -> Self {
        Self {
            lane,
            deadline: self.deadline,
            process: Mutex::default(),
        }
    }

    /// How long its start, and each job, may take; two minutes unless said otherwise.
    #[must_use]
    pub const fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// The time that an operation takes, so many times one after the other: what `iter_custom` of criterion asks for.
    ///
    /// # Panics
    /// With the reason, when it cannot be measured: see [`run`](Self::run).
    #[track_caller]
    pub fn time(&self, operation: impl Into<Operation>, iters: u64) -> Duration {
        match self.run(operation, iters) {
            Ok(answer) => answer.time(),
            Err(error) => panic!("{error}"),
        }
    }

    /// Measures an operation, so many times one after the other.
    ///
    /// # Errors
    /// When the application does not start, ends, or takes longer than it may; when the expression is none, or throws; when its check is not true.
    pub fn run(&self, operation: impl Into<Operation>, iters: u64) -> Result<Answer, Error> {
        self.run_job(&operation.into().job(iters))
    }

    /// Has a job done that the application's page knows by name.
    ///
    /// # Errors
    /// As [`run`](Self::run), and when the page does not know it.
    #[doc(hidden)]
    pub fn run_job(&self, job: &Job) -> Result<Answer, Error> {
        self.started(|process| process.run_verified(job))
    }

    /// What the application says of itself; starts it.
    ///
    /// # Errors
    /// When it does not start.
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
            None => unreachable!("it was started above"),
        }
    }

    fn start(&self) -> Result<Running, Error> {
        let program = std::env::current_exe()
            .map_err(|error| Error::Io("the benchmark does not find itself".into(), error))?;
        let mut command = Command::new(program);
        command.env("BYTELANE_LANE", self.lane.to_string());
        let mut screen = None;
        if Screen::is_needed() {
            let started = Screen::start(Stdio::null());
            let started = started.map_err(|error| Error::Io("there is no screen".into(), error))?;
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
