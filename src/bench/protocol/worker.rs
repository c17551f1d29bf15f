use std::{
    collections::VecDeque,
    fmt,
    io::{self, BufRead, Write},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::Map;

use super::{
    Answer, Digest, Job, Line, PageResult, Prepare, Ready, Source, bound, content, memory::Sampler,
    text,
};

/// Pairs of marks from which their own time is told.
const CALIBRATIONS: u64 = 200;

/// The operation that does nothing.
const NOTHING: &str = "nothing";

type Taker = Box<dyn FnOnce(Job) + Send>;
/// Bytes that came from a page, in whatever the system hands them over.
type Received = Box<dyn AsRef<[u8]> + Send>;

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

/// A figure that only grows, by name.
#[derive(Clone, Copy)]
struct Gauge {
    name: &'static str,
    read: fn() -> u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// No page has said that it can work.
    Loading,
    /// The page runs the operation that does nothing.
    Calibrating,
    Ready,
}

/// A figure while a job runs.
struct Gauged {
    gauge: Gauge,
    at_start: u64,
    grown: u64,
}

/// A job that the page is at.
struct Running {
    /// Whether the clock runs, for the sampler.
    clock: Arc<AtomicBool>,
    gauged: Vec<Gauged>,
    job: Job,
    marks: Vec<Instant>,
    last_tick: Instant,
    stall: Duration,
    sampler: Option<Sampler>,
    /// What the page is to tell, and what the host is to have received.
    to_page: Digest,
    to_host: Digest,
    /// The sum over what the host did receive.
    at_host: Digest,
    sums: bool,
    lost: u64,
    duplicated: u64,
    numbers: std::ops::Range<u32>,
}

/// What a command sends, made before the clock starts.
#[derive(Debug)]
pub enum Prepared {
    /// The same bytes each time.
    Bytes(Vec<u8>),
    /// A message each.
    Messages(Vec<Vec<u8>>),
    /// The number of the first message, how many, and the text of each.
    Texts(u32, u32, String),
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
                error: format!("the page was loaded anew during {}", lost.job.op),
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
            Some(Prepared::Bytes(_)) if state.kept == Some(running.job.bytes) => {}
            made => state.prepared = made,
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

    /// The main loop got round to its tick, which is due every 5 ms.
    pub fn tick(&self) {
        let now = Instant::now();
        if let Some(running) = &mut self.state().running {
            running.tick(now);
        }
    }

    /// Adds to each answer how far this figure grew while the clock ran.
    pub fn gauge(&self, name: &'static str, read: fn() -> u64) {
        self.state().gauges.push(Gauge { name, read });
    }

    /// The page is done with its job, which is answered.
    pub fn finish(&self, result: PageResult) {
        let mut state = self.state();
        let mut received = std::mem::take(&mut state.received);
        state.prepared = None;
        let Some(running) = state.running.take() else {
            return;
        };
        let calibrating = state.phase == Phase::Calibrating && running.job.op == NOTHING;
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
                let middle = answer.percentile(0.5).unwrap_or_default();
                state.about.mark_ns = u64::try_from(middle.as_nanos()).unwrap_or(u64::MAX);
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

impl Running {
    fn new(job: Job, gauges: &[Gauge]) -> Self {
        let gauged = |gauge: &Gauge| Gauged {
            gauge: *gauge,
            at_start: 0,
            grown: 0,
        };
        Self {
            clock: Arc::default(),
            gauged: gauges.iter().map(gauged).collect(),
            job,
            marks: Vec::new(),
            last_tick: Instant::now(),
            stall: Duration::ZERO,
            sampler: None,
            to_page: Digest::default(),
            to_host: Digest::default(),
            at_host: Digest::default(),
            sums: false,
            lost: 0,
            duplicated: 0,
            numbers: 0..0,
        }
    }

    fn mark(&mut self, now: Instant) {
        let starts = self.marks.len().is_multiple_of(2);
        if starts {
            if self.job.memory && self.sampler.is_none() {
                // Without a thread there are no samples, and the answer says so by having none.
                self.sampler = Sampler::start(Arc::clone(&self.clock)).ok();
            }
            for gauged in &mut self.gauged {
                gauged.at_start = (gauged.gauge.read)();
            }
            // Whatever was done above is not to be measured.
            self.clock.store(true, Ordering::Relaxed);
            let now = Instant::now();
            self.last_tick = now;
            self.marks.push(now);
        } else {
            self.clock.store(false, Ordering::Relaxed);
            self.tick(now);
            self.marks.push(now);
            for gauged in &mut self.gauged {
                gauged.grown += (gauged.gauge.read)() - gauged.at_start;
            }
        }
    }

    fn tick(&mut self, now: Instant) {
        let is_running = !self.marks.len().is_multiple_of(2);
        if is_running {
            let gap = now.saturating_duration_since(self.last_tick);
            self.stall = self.stall.max(gap);
        }
        self.last_tick = now;
    }

    /// Notes what is to arrive where, and makes what the host is to send.
    fn expect(&mut self, prepare: Prepare) -> Option<Prepared> {
        let Prepare {
            source,
            first,
            count,
        } = prepare;
        let numbers = first..first.saturating_add(count);
        let bytes = usize::try_from(self.job.bytes).unwrap_or(usize::MAX);
        self.sums |= source != Source::None;
        if matches!(source, Source::Page | Source::Both) {
            self.numbers = numbers.clone();
            let mut sent = content(0, bytes);
            for number in numbers.clone() {
                let place = bytes.min(4);
                sent[..place].copy_from_slice(&number.to_le_bytes()[..place]);
                self.to_host.update(&sent);
            }
        }
        match source {
            Source::None | Source::Page => None,
            Source::Host | Source::Both => {
                let sent = content(0, bytes);
                numbers.for_each(|_| self.to_page.update(&sent));
                (first == 0).then_some(Prepared::Bytes(sent))
            }
            Source::Messages => {
                let messages: Vec<_> = numbers.map(|number| content(number, bytes)).collect();
                messages
                    .iter()
                    .for_each(|message| self.to_page.update(message));
                Some(Prepared::Messages(messages))
            }
            Source::Texts => {
                let text = text(bytes);
                let mut message = [0; 4].to_vec();
                message.extend_from_slice(text.as_bytes());
                for number in numbers {
                    message[..4].copy_from_slice(&number.to_le_bytes());
                    self.to_page.update(&message);
                }
                Some(Prepared::Texts(first, count, text))
            }
        }
    }

    /// Sums up what came from the page in the last interval, in the order of its numbers: calls that run at once come in any order.
    fn judge(&mut self, received: &mut Vec<Received>) {
        let expected = self.numbers.len();
        self.numbers = 0..0;
        let mut came = std::mem::take(received);
        came.sort_by_key(number);
        let distinct = came
            .chunk_by(|one, other| number(one) == number(other))
            .count();
        // Payloads of less than a whole number are told apart by their count alone.
        let distinct = if self.job.bytes < 4 {
            came.len().min(expected)
        } else {
            distinct
        };
        self.lost += expected.saturating_sub(distinct) as u64;
        self.duplicated += (came.len() - distinct) as u64;
        for bytes in came {
            self.at_host.update((*bytes).as_ref());
        }
    }

    fn answer(mut self, received: &mut Vec<Received>, result: PageResult, mark_ns: u64) -> Line {
        self.judge(received);
        let memory = self.sampler.take().map(Sampler::stop);
        if let Some(error) = result.error {
            return Line::Error { error };
        }
        let intervals: Vec<u64> = self
            .marks
            .chunks_exact(2)
            .map(|pair| nanoseconds(pair[1].saturating_duration_since(pair[0])))
            .collect();
        let arrived = !self.sums
            || self.to_host == self.at_host && result.digest == Some(self.to_page.value());
        let mut extra = result.extra;
        for gauged in &self.gauged {
            extra.insert(gauged.gauge.name.into(), gauged.grown.into());
        }
        Line::Answer(Answer {
            ns: intervals.iter().sum(),
            intervals: intervals.len() as u64,
            mark_ns,
            latencies_ns: self.job.latencies.then(|| {
                let net = |interval: &u64| interval.saturating_sub(mark_ns).max(1);
                intervals.iter().map(net).collect()
            }),
            verified: result.wrong == 0 && arrived && !intervals.is_empty(),
            lost: self.lost + result.lost,
            duplicated: self.duplicated + result.duplicated,
            stall_ns: nanoseconds(self.stall),
            memory,
            extra,
        })
    }
}

fn number(bytes: &Received) -> u32 {
    let bytes: &[u8] = (**bytes).as_ref();
    let first = bytes.first_chunk::<4>();
    first.map_or(0, |first| u32::from_le_bytes(*first))
}

fn nanoseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
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
        stall_ns: 0,
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
