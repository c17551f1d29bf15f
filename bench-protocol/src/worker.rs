//! The child's side: reads jobs, passes them to the page, and writes the answers.

use std::{
    collections::VecDeque,
    fmt,
    io::{self, BufRead, Write},
    ops::Range,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use serde_json::Map;

use super::{
    Answer, Job, Line, PageResult, Prepare, Prepared, Ready, Stalls, bound,
    message::quantile,
    running::{Gauge, Received, Running, nanoseconds},
};

/// Number of pairs of marks whose time is measured. The later half counts, when the page's code is compiled.
const CALIBRATIONS: u64 = 1_000;

/// The operation that does nothing.
const NOTHING: &str = "nothing";

type JobCallback = Box<dyn FnOnce(Job) + Send>;

/// Reads jobs, passes them to the page, measures them and writes the answers. Cheap to clone.
#[derive(Clone)]
pub struct Worker(Arc<Mutex<State>>);

impl fmt::Debug for Worker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Worker").finish_non_exhaustive()
    }
}

struct State {
    about: Ready,
    phase: Phase,
    waiting: VecDeque<Job>,
    callback: Option<JobCallback>,
    running: Option<Running>,
    prepared: Option<Prepared>,
    /// Length of the bytes that the program keeps to send each time: dropping large buffers takes time.
    kept: Option<u64>,
    received: Vec<Received>,
    gauges: Vec<Gauge>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// No page is ready.
    Loading,
    /// The page runs the operation that does nothing.
    Calibrating,
    Ready,
}

impl Worker {
    /// Starts a thread that reads jobs from standard input and calls `on_end` at its end. `about` describes the program; the lane and the time of
    /// the marks are added later.
    ///
    /// # Errors
    /// Returns the system's error if it cannot start a thread.
    pub fn start(about: Ready, on_end: impl FnOnce() + Send + 'static) -> io::Result<Self> {
        let worker = Self(Arc::new(Mutex::new(State {
            about,
            phase: Phase::Loading,
            waiting: VecDeque::new(),
            callback: None,
            running: None,
            prepared: None,
            kept: None,
            received: Vec::new(),
            gauges: Vec::new(),
        })));
        let reader = worker.clone();
        std::thread::Builder::new()
            .name("jobs".into())
            .spawn(move || {
                reader.read_jobs();
                on_end();
                // If the event loop hangs, the process must still exit.
                std::thread::sleep(Duration::from_secs(5));
                std::process::exit(1);
            })?;
        Ok(worker)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read_jobs(&self) {
        for line in io::stdin().lock().lines() {
            let Ok(line) = line else { return };
            match serde_json::from_str::<Job>(&line) {
                Ok(job) => match without_page(&job) {
                    Some(line) => write_line(&line),
                    None => self.hand_out(job),
                },
                Err(error) => write_line(&Line::Error {
                    error: format!("the line is not a job: {error}: {line}"),
                }),
            }
        }
    }

    fn hand_out(&self, job: Job) {
        let mut state = self.state();
        match state.callback.take() {
            Some(callback) => {
                state.start(&job);
                drop(state);
                callback(job);
            }
            None => state.waiting.push_back(job),
        }
    }

    /// Records that the page is ready, on this lane. If it is called again, the page was reloaded and its running job is lost.
    pub fn ready(&self, lane: impl Into<String>) {
        let mut state = self.state();
        lane.into().clone_into(&mut state.about.lane);
        state.callback = None;
        if let Some(lost) = state.running.take()
            && state.phase == Phase::Ready
        {
            write_line(&Line::Error {
                error: format!("the page was reloaded during {}", lost.op()),
            });
        }
        if state.phase != Phase::Ready {
            state.phase = Phase::Calibrating;
            state.waiting.retain(|job| job.op != NOTHING);
            state.waiting.push_front(Job {
                iters: CALIBRATIONS,
                latencies: true,
                ..Job::new(NOTHING)
            });
        }
    }

    /// Calls `take` with the next job, once there is one.
    pub fn next(&self, take: impl FnOnce(Job) + Send + 'static) {
        let mut state = self.state();
        match state.waiting.pop_front() {
            Some(job) => {
                state.start(&job);
                drop(state);
                take(job);
            }
            None => state.callback = Some(Box::new(take)),
        }
    }

    /// Prepares the payloads of the next interval and verifies those of the last one, while the clock is stopped.
    pub fn prepare(&self, prepare: Prepare) {
        let mut state = self.state();
        let state = &mut *state;
        let Some(running) = &mut state.running else {
            return;
        };
        running.verify(&mut state.received);
        match running.expect(prepare) {
            None => {}
            Some(Prepared::Bytes(_)) if state.kept == Some(running.bytes()) => {}
            prepared => state.prepared = prepared,
        }
    }

    /// Returns the path of the prepared file, which exists until the job ends.
    pub fn file(&self) -> Option<PathBuf> {
        self.state().running.as_ref()?.file()
    }

    /// Records a latency that the program has measured, for operations that marks cannot enclose.
    pub fn timed(&self, latency: Duration) {
        if let Some(running) = &mut self.state().running {
            running.timed(latency);
        }
    }

    /// Takes the payloads that were prepared last. [`Prepared::Bytes`] are prepared once for consecutive jobs of one size: keep them until
    /// others are prepared.
    pub fn take_prepared(&self) -> Option<Prepared> {
        let mut state = self.state();
        let taken = state.prepared.take();
        if let Some(Prepared::Bytes(bytes)) = &taken {
            state.kept = Some(bytes.len() as u64);
        }
        taken
    }

    /// Takes the prepared messages.
    ///
    /// # Errors
    /// Returns an error if no messages were prepared.
    pub fn take_messages(&self) -> io::Result<Vec<Vec<u8>>> {
        match self.take_prepared() {
            Some(Prepared::Messages(messages)) => Ok(messages),
            _ => Err(io::Error::other("no messages were prepared")),
        }
    }

    /// Takes the prepared texts: their numbers, and the text that each of them has.
    ///
    /// # Errors
    /// Returns an error if no texts were prepared.
    pub fn take_texts(&self) -> io::Result<(Range<u32>, String)> {
        match self.take_prepared() {
            Some(Prepared::Texts(first, count, text)) => Ok((first..first + count, text)),
            _ => Err(io::Error::other("no texts were prepared")),
        }
    }

    /// Passes each prepared message to `send`, until it fails.
    ///
    /// # Errors
    /// Returns the text of the error of `send`, and an error if no messages were prepared.
    pub fn send_messages<E: fmt::Display>(
        &self,
        send: impl FnMut(Vec<u8>) -> Result<(), E>,
    ) -> Result<(), String> {
        let messages = self.take_messages().map_err(|error| error.to_string())?;
        let sent = messages.into_iter().try_for_each(send);
        sent.map_err(|error| error.to_string())
    }

    /// Passes each prepared text to `send`, with its number, until it fails.
    ///
    /// # Errors
    /// Returns the text of the error of `send`, and an error if no texts were prepared.
    pub fn send_texts<E: fmt::Display>(
        &self,
        mut send: impl FnMut(u32, &str) -> Result<(), E>,
    ) -> Result<(), String> {
        let (mut numbers, text) = self.take_texts().map_err(|error| error.to_string())?;
        let sent = numbers.try_for_each(|number| send(number, &text));
        sent.map_err(|error| error.to_string())
    }

    /// Records bytes received from the page, which are verified after the clock has stopped.
    pub fn received(&self, bytes: impl AsRef<[u8]> + Send + 'static) {
        self.state().received.push(Box::new(bytes));
    }

    /// Starts or stops the clock, alternately.
    pub fn mark(&self) {
        let now = Instant::now();
        let mut state = self.state();
        if let Some(running) = &mut state.running {
            running.mark(now);
        }
    }

    /// Whether the main loop may be asked to tick.
    pub(super) fn ticks(&self) -> bool {
        self.state().running.as_ref().is_none_or(Running::ticks)
    }

    /// Records a tick of the main loop.
    pub(super) fn tick(&self) {
        let now = Instant::now();
        if let Some(running) = &mut self.state().running {
            running.tick(now);
        }
    }

    /// Adds the growth of a counter while the clock ran to each answer.
    pub fn gauge(&self, name: &'static str, read: fn() -> u64) {
        let rises = true;
        self.state().gauges.push(Gauge { name, read, rises });
    }

    /// Adds the value of a figure after the clock has stopped to each answer.
    pub fn level(&self, name: &'static str, read: fn() -> u64) {
        let rises = false;
        self.state().gauges.push(Gauge { name, read, rises });
    }

    /// Ends the running job with the page's result and writes its answer.
    pub fn finish(&self, result: PageResult) {
        let mut state = self.state();
        let mut received = std::mem::take(&mut state.received);
        state.prepared = None;
        let Some(running) = state.running.take() else {
            return;
        };
        let calibrating = state.phase == Phase::Calibrating && running.op() == NOTHING;
        let mark_ns = state.about.mark_ns;
        drop(state);
        let answer = running.answer(&mut received, result, mark_ns);
        if !calibrating {
            return write_line(&answer);
        }
        let ready = match answer {
            Line::Answer(answer) => {
                let mut state = self.state();
                state.phase = Phase::Ready;
                let mut settled = answer.latencies_ns.unwrap_or_default();
                let half = settled.len() / 2;
                settled.drain(..half);
                settled.sort_unstable();
                state.about.mark_ns = quantile(&settled, 0.5).unwrap_or_default();
                Line::Ready {
                    ready: state.about.clone(),
                }
            }
            error => error,
        };
        write_line(&ready);
    }

    /// Fails the running job.
    pub fn fail(&self, reason: impl Into<String>) {
        let mut state = self.state();
        let running = state.running.take();
        state.callback = None;
        let loading = state.phase != Phase::Ready;
        drop(state);
        if running.is_some() || loading {
            write_line(&Line::Error {
                error: reason.into(),
            });
        }
    }
}

impl State {
    fn start(&mut self, job: &Job) {
        self.running = Some(Running::new(job.clone(), &self.gauges));
    }
}

/// Runs a job that needs no page; `None` for other jobs.
fn without_page(job: &Job) -> Option<Line> {
    let iters = job.iters;
    let time = match job.op.as_str() {
        "memcpy" | "host_fill" => {
            let Ok(bytes) = usize::try_from(job.bytes) else {
                return Some(Line::Error {
                    error: format!("{}: the length exceeds the address space", job.op),
                });
            };
            if job.op == "memcpy" {
                bound::memcpy(bytes, iters)
            } else {
                bound::host_fill(bytes, iters)
            }
        }
        "ping_pong" => match bound::ping_pong(iters) {
            Ok(time) => time,
            Err(error) => {
                return Some(Line::Error {
                    error: format!("ping_pong: {error}"),
                });
            }
        },
        _ => return None,
    };
    Some(Line::Answer(Answer {
        ns: nanoseconds(time),
        intervals: 1,
        mark_ns: 0,
        latencies_ns: None,
        verified: true,
        lost: 0,
        duplicated: 0,
        stalls: Stalls::default(),
        memory: None,
        extra: Map::new(),
    }))
}

/// Writes a line, and exits the process if the benchmark has closed its end.
fn write_line(line: &Line) {
    let mut text = serde_json::to_string(line)
        .unwrap_or_else(|error| unreachable!("a line is plain data: {error}"));
    text.push('\n');
    let mut output = io::stdout().lock();
    if output
        .write_all(text.as_bytes())
        .and_then(|()| output.flush())
        .is_err()
    {
        std::process::exit(1);
    }
}
