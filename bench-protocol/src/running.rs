//! A job while the page is at it: the clock, what is to arrive, and what did.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use super::{
    Answer, Digest, Job, Line, PageResult, Prepare, Source, Stalls, content, file::PayloadFile,
    memory::Sampler, message::quantile, text,
};

/// Bytes that came from a page, in whatever the system hands them over.
pub(super) type Received = Box<dyn AsRef<[u8]> + Send>;

/// A figure by name.
#[derive(Clone, Copy)]
pub(super) struct Gauge {
    pub(super) name: &'static str,
    pub(super) read: fn() -> u64,
    /// Whether it only grows, and its growth is told.
    pub(super) rises: bool,
}

/// A figure while a job runs.
struct Gauged {
    gauge: Gauge,
    at_start: u64,
    told: u64,
}

/// A job that the page is at.
pub(super) struct Running {
    /// Whether the clock runs, for the sampler.
    clock: Arc<AtomicBool>,
    gauged: Vec<Gauged>,
    job: Job,
    marks: Vec<Instant>,
    last_tick: Instant,
    /// Nanoseconds from tick to tick, and the last ones before the clock stopped, which no tick ended.
    gaps: Vec<u64>,
    open_gap: u64,
    /// Latencies that the program took.
    timed: Vec<u64>,
    /// What the host sends, where it sends a file.
    file: Option<PayloadFile>,
    failure: Option<String>,
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

impl Running {
    pub(super) fn op(&self) -> &str {
        &self.job.op
    }

    /// Of one payload.
    pub(super) const fn bytes(&self) -> u64 {
        self.job.bytes
    }

    pub(super) fn file(&self) -> Option<PathBuf> {
        Some(self.file.as_ref()?.path().to_owned())
    }

    pub(super) fn timed(&mut self, latency: Duration) {
        self.timed.push(nanoseconds(latency));
    }

    pub(super) fn new(job: Job, gauges: &[Gauge]) -> Self {
        let gauged = |gauge: &Gauge| Gauged {
            gauge: *gauge,
            at_start: 0,
            told: 0,
        };
        Self {
            clock: Arc::default(),
            gauged: gauges.iter().map(gauged).collect(),
            job,
            marks: Vec::new(),
            last_tick: Instant::now(),
            gaps: Vec::new(),
            open_gap: 0,
            timed: Vec::new(),
            file: None,
            failure: None,
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

    pub(super) fn mark(&mut self, now: Instant) {
        let starts = self.marks.len().is_multiple_of(2);
        if starts {
            if self.job.memory && self.sampler.is_none() {
                // Without a thread there are no samples, and the answer says so by having none.
                self.sampler = Sampler::start(Arc::clone(&self.clock)).ok();
            }
            for gauged in &mut self.gauged {
                if gauged.gauge.rises {
                    gauged.at_start = (gauged.gauge.read)();
                }
            }
            // Whatever was done above is not to be measured.
            self.clock.store(true, Ordering::Relaxed);
            let now = Instant::now();
            self.last_tick = now;
            self.marks.push(now);
        } else {
            self.clock.store(false, Ordering::Relaxed);
            let gap = now.saturating_duration_since(self.last_tick);
            self.open_gap = self.open_gap.max(nanoseconds(gap));
            self.marks.push(now);
            for gauged in &mut self.gauged {
                let now = (gauged.gauge.read)();
                gauged.told = if gauged.gauge.rises {
                    gauged.told + now - gauged.at_start
                } else {
                    now
                };
            }
        }
    }

    pub(super) fn tick(&mut self, now: Instant) {
        let is_running = !self.marks.len().is_multiple_of(2);
        if is_running {
            let gap = now.saturating_duration_since(self.last_tick);
            self.gaps.push(nanoseconds(gap));
        }
        self.last_tick = now;
    }

    /// Notes what is to arrive where, and makes what the host is to send.
    pub(super) fn expect(&mut self, prepare: Prepare) -> Option<Prepared> {
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
            Source::File => {
                let sent = content(0, bytes);
                numbers.for_each(|_| self.to_page.update(&sent));
                drop(sent);
                if self.file.is_none() {
                    match PayloadFile::write(self.job.bytes) {
                        Ok(file) => self.file = Some(file),
                        Err(error) => self.failure = Some(format!("no file to send: {error}")),
                    }
                }
                None
            }
            Source::Made => {
                for number in numbers {
                    self.to_page.update(&content(number, bytes));
                }
                None
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
    pub(super) fn judge(&mut self, received: &mut Vec<Received>) {
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

    pub(super) fn answer(
        mut self,
        received: &mut Vec<Received>,
        result: PageResult,
        mark_ns: u64,
    ) -> Line {
        self.judge(received);
        let memory = self.sampler.take().map(Sampler::stop);
        if let Some(error) = result.error.or_else(|| self.failure.take()) {
            return Line::Error { error };
        }
        let intervals: Vec<u64> = self
            .marks
            .chunks_exact(2)
            .map(|pair| nanoseconds(pair[1].saturating_duration_since(pair[0])))
            .collect();
        let arrived = !self.sums
            || self.to_host == self.at_host && result.digest == Some(self.to_page.value());
        let stalls = stalls(self.gaps, self.open_gap);
        let mut extra = result.extra;
        for gauged in &self.gauged {
            extra.insert(gauged.gauge.name.into(), gauged.told.into());
        }
        Line::Answer(Answer {
            ns: intervals.iter().sum(),
            intervals: intervals.len() as u64,
            mark_ns,
            latencies_ns: if self.timed.is_empty() {
                self.job.latencies.then(|| {
                    let net = |interval: &u64| interval.saturating_sub(mark_ns).max(1);
                    intervals.iter().map(net).collect()
                })
            } else {
                Some(self.timed)
            },
            verified: result.wrong == 0 && arrived && !intervals.is_empty(),
            lost: self.lost + result.lost,
            duplicated: self.duplicated + result.duplicated,
            stalls,
            memory,
            extra,
        })
    }
}

/// `open` is the longest of those that no tick has ended: it was longer than it looks, so it counts only where it is the longest of all.
fn stalls(mut gaps: Vec<u64>, open: u64) -> Stalls {
    gaps.sort_unstable();
    Stalls {
        p50_ns: quantile(&gaps, 0.5).unwrap_or(open),
        p99_ns: quantile(&gaps, 0.99).unwrap_or(open),
        max_ns: gaps.last().copied().unwrap_or_default().max(open),
    }
}

fn number(bytes: &Received) -> u32 {
    let bytes: &[u8] = (**bytes).as_ref();
    let first = bytes.first_chunk::<4>();
    first.map_or(0, |first| u32::from_le_bytes(*first))
}

pub(super) fn nanoseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}
