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

/// Pairs of marks from which their own time is told: the later half, when the page's code has been compiled.
const CALIBRATIONS: u64 = 1_000;

/// The operation that does nothing.
const NOTHING: &str = "nothing";

type Taker = Box<dyn FnOnce(Job) + Send>;

/// The program's side: hands the jobs that it reads to the page, times them, and writes the answers. Cheap to clone.
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
    taker: Option<Taker>,
    running: Option<Running>,
    prepared: Option<Prepared>,
    /// Length of the bytes that the program has taken to send each time. It keeps them: to drop as much takes time.
    kept: Option<u64>,
    received: Vec<Received>,
    gauges: Vec<Gauge>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// No page has said that it can work.
    Loading,
    /// The page runs the operation that does nothing.
    Calibrating,
    Ready,
}

impl Worker {
    /// Reads jobs from standard input, on a thread of its own, from now on; `on_end` is called when there will be no more. `about` says what the
    /// page runs on; its lane and the time of its marks are found out.
    ///
    /// # Errors
    /// When the system starts no thread.
    pub fn start(about: Ready, on_end: impl FnOnce() + Send + 'static) -> io::Result<Self> {
        let worker = Self(Arc::new(Mutex::new(State {
            about,
            phase: Phase::Loading,
            waiting: VecDeque::new(),
            taker: None,
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
                // An event loop that hangs would leave the process behind.
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
                Ok(job) => match of_the_machine(&job) {
                    Some(line) => say(&line),
                    None => self.hand_out(job),
                },
                Err(error) => say(&Line::Error {
                    error: format!("no job: {error}: {line}"),
                }),
            }
        }
    }

    fn hand_out(&self, job: Job) {
        let mut state = self.state();
        match state.taker.take() {
            Some(taker) => {
                state.start(&job);
                drop(state);
                taker(job);
            }
            None => state.waiting.push_back(job),
        }
    }

    /// The page can work, on this lane. A second time means that it was loaded anew, and the job that it was at is lost.
    pub fn ready(&self, lane: impl Into<String>) {
        let mut state = self.state();
        lane.into().clone_into(&mut state.about.lane);
        state.taker = None;
        if let Some(lost) = state.running.take()
            && state.phase == Phase::Ready
        {
            say(&Line::Error {
                error: format!("the page was loaded anew during {}", lost.op()),
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

    /// The page asks for a job: `take` is called with it once there is one.
    pub fn next(&self, take: impl FnOnce(Job) + Send + 'static) {
        let mut state = self.state();
        match state.waiting.pop_front() {
            Some(job) => {
                state.start(&job);
                drop(state);
                take(job);
            }
            None => state.taker = Some(Box::new(take)),
        }
    }

    /// Makes what the next interval needs, and looks at what the last one brought. The clock stands.
    pub fn prepare(&self, prepare: Prepare) {
        let mut state = self.state();
        let state = &mut *state;
        let Some(running) = &mut state.running else {
            return;
        };
        running.judge(&mut state.received);
        match running.expect(prepare) {
            None => {}
            Some(Prepared::Bytes(_)) if state.kept == Some(running.bytes()) => {}
            made => state.prepared = made,
        }
    }

    /// The file that was prepared; it stays for as long as the job runs.
    pub fn file(&self) -> Option<PathBuf> {
        self.state().running.as_ref()?.file()
    }

    /// A latency that the program has taken by itself, where a mark would not stand at its ends.
    pub fn timed(&self, latency: Duration) {
        if let Some(running) = &mut self.state().running {
            running.timed(latency);
        }
    }

    /// What was made last and not taken yet. [`Prepared::Bytes`] are made once for jobs of one size in a row: keep them until others come.
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

    /// Bytes came from the page. They are kept as they are, and looked at when the clock stands.
    pub fn received(&self, bytes: impl AsRef<[u8]> + Send + 'static) {
        self.state().received.push(Box::new(bytes));
    }

    /// The clock starts, or stops: whichever is its turn.
    pub fn mark(&self) {
        let now = Instant::now();
        let mut state = self.state();
        if let Some(running) = &mut state.running {
            running.mark(now);
        }
    }

    /// Records a tick of the main loop.
    pub(super) fn tick(&self) {
        let now = Instant::now();
        if let Some(running) = &mut self.state().running {
            running.tick(now);
        }
    }

    /// Adds to each answer how far this figure grew while the clock ran.
    pub fn gauge(&self, name: &'static str, read: fn() -> u64) {
        let rises = true;
        self.state().gauges.push(Gauge { name, read, rises });
    }

    /// Adds to each answer what this figure is when the clock has stopped.
    pub fn level(&self, name: &'static str, read: fn() -> u64) {
        let rises = false;
        self.state().gauges.push(Gauge { name, read, rises });
    }

    /// The page is done with its job, which is answered.
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
            return say(&answer);
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
        say(&ready);
    }

    /// The page will not get done with the job that it is at.
    pub fn fail(&self, reason: impl Into<String>) {
        let mut state = self.state();
        let running = state.running.take();
        state.taker = None;
        let loading = state.phase != Phase::Ready;
        drop(state);
        if running.is_some() || loading {
            say(&Line::Error {
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

/// What needs no page.
fn of_the_machine(job: &Job) -> Option<Line> {
    let iters = job.iters;
    let time = match job.op.as_str() {
        "memcpy" => {
            let Ok(bytes) = usize::try_from(job.bytes) else {
                return Some(Line::Error {
                    error: "memcpy: more bytes than there are addresses".into(),
                });
            };
            bound::memcpy(bytes, iters)
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

/// Writes a line. Where nobody reads any more there is nothing left to do.
fn say(line: &Line) {
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
