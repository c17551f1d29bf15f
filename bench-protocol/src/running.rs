//! A running job: its clock, and the expected and the received payloads.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use super::{
    Answer, Digest, Job, Line, PageResult, Prepare, Source, Stalls, content,
    file::PayloadFile,
    memory::Sampler,
    message::quantile,
    sleeps::{Counter, Slept},
    text,
};

/// Bytes received from a page, in any type that the system provides.
pub(super) type Received = Box<dyn AsRef<[u8]> + Send>;

/// A named figure that is reported with each answer.
#[derive(Clone, Copy)]
pub(super) struct Gauge {
    pub(super) name: &'static str,
    pub(super) read: fn() -> u64,
    /// Whether the figure is a counter, whose growth is reported.
    pub(super) rises: bool,
}

/// A gauge during a job.
struct Gauged {
    gauge: Gauge,
    at_start: u64,
    reported: u64,
}

/// A job that the page is running.
pub(super) struct Running {
    /// Whether the clock runs, for the sampler.
    clock: Arc<AtomicBool>,
    gauged: Vec<Gauged>,
    job: Job,
    marks: Vec<Instant>,
    last_tick: Instant,
    /// Nanoseconds from tick to tick, and the longest gap that was still open when the clock stopped.
    gaps: Vec<u64>,
    open_gap: u64,
    /// Latencies that the program has measured.
    timed: Vec<u64>,
    /// The file that the host sends, if any.
    file: Option<PayloadFile>,
    failure: Option<String>,
    sampler: Option<Sampler>,
    /// The counter of sleeps in the interval, and the sleeps so far.
    sleeps: Option<Counter>,
    slept: Option<Slept<f64>>,
    /// The expected digests of the page and of the host.
    to_page: Digest,
    to_host: Digest,
    /// The digest of the bytes that the host received.
    at_host: Digest,
    sums: bool,
    lost: u64,
    duplicated: u64,
    numbers: std::ops::Range<u32>,
}

/// Payloads that a command sends, created before the clock starts.
#[derive(Debug)]
pub enum Prepared {
    /// The same bytes each time.
    Bytes(Vec<u8>),
    /// One message each.
    Messages(Vec<Vec<u8>>),
    /// The number of the first message, the number of messages, and the text of each.
    Texts(u32, u32, String),
}

impl Running {
    pub(super) fn op(&self) -> &str {
        &self.job.op
    }

    /// Returns the length of a payload in bytes.
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
            reported: 0,
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
            sleeps: None,
            slept: None,
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
                // Without a thread the answer has no samples.
                self.sampler = Sampler::start(Arc::clone(&self.clock)).ok();
            }
            for gauged in &mut self.gauged {
                if gauged.gauge.rises {
                    gauged.at_start = (gauged.gauge.read)();
                }
            }
            if self.job.sleeps {
                // Without a thread the answer has no count.
                self.sleeps = Counter::start().ok();
            }
            // The work above is not measured.
            self.clock.store(true, Ordering::Relaxed);
            let now = Instant::now();
            self.last_tick = now;
            self.marks.push(now);
        } else {
            self.clock.store(false, Ordering::Relaxed);
            let gap = now.saturating_duration_since(self.last_tick);
            self.open_gap = self.open_gap.max(nanoseconds(gap));
            self.marks.push(now);
            let start = self.marks.iter().rev().nth(1);
            let interval = start.map(|start| now.saturating_duration_since(*start));
            let counter = self.sleeps.take().zip(interval);
            if let Some(slept) = counter.and_then(|(counter, time)| counter.stop(time)) {
                let before = self.slept.unwrap_or_default();
                self.slept = Some(Slept {
                    host: before.host + slept.host,
                    bytelane: before.bytelane + slept.bytelane,
                    page: before.page + slept.page,
                });
            }
            for gauged in &mut self.gauged {
                let now = (gauged.gauge.read)();
                gauged.reported = if gauged.gauge.rises {
                    gauged.reported + now - gauged.at_start
                } else {
                    now
                };
            }
        }
    }

    /// Whether the main loop may be asked to tick: the ticks would be counted as wake-ups.
    pub(super) const fn ticks(&self) -> bool {
        !self.job.sleeps
    }

    pub(super) fn tick(&mut self, now: Instant) {
        let is_running = !self.marks.len().is_multiple_of(2);
        if is_running {
            let gap = now.saturating_duration_since(self.last_tick);
            self.gaps.push(nanoseconds(gap));
        }
        self.last_tick = now;
    }

    /// Updates the expected digests, and creates the payloads that the host will send.
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
                        Err(error) => {
                            self.failure =
                                Some(format!("the file to send cannot be written: {error}"))
                        }
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

    /// Verifies the bytes that the page sent in the last interval, in the order of their numbers: concurrent calls arrive in any order.
    pub(super) fn verify(&mut self, received: &mut Vec<Received>) {
        let expected = self.numbers.len();
        self.numbers = 0..0;
        let mut arrived = std::mem::take(received);
        arrived.sort_by_key(number);
        let distinct = arrived
            .chunk_by(|one, other| number(one) == number(other))
            .count();
        // Payloads too short for a number are only counted.
        let distinct = if self.job.bytes < 4 {
            arrived.len().min(expected)
        } else {
            distinct
        };
        self.lost += expected.saturating_sub(distinct) as u64;
        self.duplicated += (arrived.len() - distinct) as u64;
        for bytes in arrived {
            self.at_host.update((*bytes).as_ref());
        }
    }

    pub(super) fn answer(
        mut self,
        received: &mut Vec<Received>,
        result: PageResult,
        mark_ns: u64,
    ) -> Line {
        self.verify(received);
        let memory = self.sampler.take().map(Sampler::stop);
        if let Some(error) = result.error.or_else(|| self.failure.take()) {
            return Line::Error { error };
        }
        let intervals: Vec<u64> = self
            .marks
            .chunks_exact(2)
            .map(|pair| nanoseconds(pair[1].saturating_duration_since(pair[0])))
            .collect();
        let is_correct = !self.sums
            || self.to_host == self.at_host && result.digest == Some(self.to_page.value());
        let stalls = stalls(self.gaps, self.open_gap);
        let mut extra = result.extra;
        if let Some(slept) = self.slept {
            extra.insert("host_sleeps".into(), slept.host.into());
            extra.insert("bytelane_sleeps".into(), slept.bytelane.into());
            extra.insert("page_sleeps".into(), slept.page.into());
        }
        for gauged in &self.gauged {
            extra.insert(gauged.gauge.name.into(), gauged.reported.into());
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
            verified: result.wrong == 0 && is_correct && !intervals.is_empty(),
            lost: self.lost + result.lost,
            duplicated: self.duplicated + result.duplicated,
            stalls,
            memory,
            extra,
        })
    }
}

/// Returns the percentiles of the gaps. `open` is the longest gap that no tick has ended; its true length is unknown, so it only counts for the maximum.
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
