use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Memory;

/// What is to be measured: one line to the program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// Name of the operation.
    pub op: String,
    /// Bytes of one payload.
    #[serde(default)]
    pub bytes: u64,
    /// How often: operations one after the other, or waves of them, or messages of a stream.
    #[serde(default = "one")]
    pub iters: u64,
    /// Operations of a wave, which are started at once and all waited for.
    #[serde(default = "one")]
    pub concurrency: u64,
    /// Whether each iteration is timed by itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub latencies: bool,
    /// Whether the memory of host and web process is sampled, which disturbs the time.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub memory: bool,
    /// What the operation is, where the page does not know it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Code>,
}

const fn one() -> u64 {
    1
}

impl Job {
    /// One operation, once.
    pub fn new(op: impl Into<String>) -> Self {
        Self {
            op: op.into(),
            bytes: 0,
            iters: 1,
            concurrency: 1,
            latencies: false,
            memory: false,
            code: None,
        }
    }
}

/// An operation as JavaScript.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// Statements that run once before the clock starts; what they declare is in scope below.
    #[serde(default)]
    pub setup: String,
    /// The expression that is timed; it may `await`.
    pub run: String,
    /// An expression over `result` that must be true, for the last result of a job.
    #[serde(default)]
    pub check: Option<String>,
}

/// What a program says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ready {
    /// What carries the calls, such as `bytelane`.
    pub system: String,
    /// Its lane, where it has more than one.
    pub lane: String,
    /// Its version.
    pub version: String,
    /// The webview and its version.
    pub engine: String,
    /// Nanoseconds that a pair of marks takes with nothing between them: the median of many.
    pub mark_ns: u64,
}

/// What was measured: one line from the program.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// Nanoseconds from mark to mark, all intervals added.
    pub ns: u64,
    /// How many intervals that were: content is verified between them, while the clock stands.
    pub intervals: u64,
    /// What a pair of marks takes by itself.
    pub mark_ns: u64,
    /// Nanoseconds of each iteration, less those of the marks, where the job asks; or what the program has timed by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latencies_ns: Option<Vec<u64>>,
    /// Whether every byte was right, in order, once.
    pub verified: bool,
    /// Messages that did not come.
    #[serde(default)]
    pub lost: u64,
    /// Messages that came more than once.
    #[serde(default)]
    pub duplicated: u64,
    /// How long the main loop did not get round to its tick, while the clock ran.
    #[serde(default)]
    pub stalls: Stalls,
    /// Memory while the clock ran, where the job asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory: Option<Memory>,
    /// What the page or the program adds.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub extra: Map<String, Value>,
}

impl Answer {
    /// The time of all iterations: what was measured, less what the marks take by themselves.
    pub fn time(&self) -> Duration {
        let marks = self.mark_ns.saturating_mul(self.intervals);
        // A clock that stood still gives no rate.
        Duration::from_nanos(self.ns.saturating_sub(marks).max(1))
    }

    /// A latency that this share of the iterations stayed within, by the nearest rank.
    pub fn percentile(&self, share: f64) -> Option<Duration> {
        let mut sorted = self.latencies_ns.clone()?;
        sorted.sort_unstable();
        quantile(&sorted, share).map(Duration::from_nanos)
    }
}

/// What this share of the values stays within, by the nearest rank; they are sorted.
pub(super) fn quantile(sorted: &[u64], share: f64) -> Option<u64> {
    let rank = (share * sorted.len() as f64).ceil().max(1.0) as usize;
    sorted.get(rank.min(sorted.len()).checked_sub(1)?).copied()
}

/// From one tick of the main loop to the next, which is due after 5 ms: nanoseconds that half of them stayed within, that 99 in a hundred did, and all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stalls {
    /// Half of them took no longer.
    pub p50_ns: u64,
    /// Of a hundred, 99 took no longer.
    pub p99_ns: u64,
    /// None took longer.
    pub max_ns: u64,
}

/// A line from the program.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Line {
    /// The page can work.
    Ready {
        /// What the program says of itself.
        ready: Ready,
    },
    /// The job was not done.
    Error {
        /// Why.
        error: String,
    },
    /// The job was done.
    Answer(Answer),
}

/// What the page says when it can work.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// The lane that it uses.
    #[serde(default)]
    pub lane: String,
}

/// What the host has to have ready before the clock starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prepare {
    /// Who sends what.
    pub source: Source,
    /// Index of the first operation or message.
    pub first: u32,
    /// How many.
    pub count: u32,
}

/// Who sends what in an operation; says what is expected to arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// Nothing that the host could verify.
    None,
    /// The host sends the same bytes each time.
    Host,
    /// The host sends the same bytes each time, from a file.
    File,
    /// The page sends bytes, numbered.
    Page,
    /// Both at once.
    Both,
    /// The host sends numbered bytes.
    Messages,
    /// The host sends numbered bytes, which it makes as it goes: together they are more than it may hold.
    Made,
    /// The host sends numbered texts in JSON.
    Texts,
}

/// What the page says when it has done a job.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Result {
    /// Why it could not.
    #[serde(default)]
    pub error: Option<String>,
    /// Results that the page itself knows to be wrong.
    #[serde(default)]
    pub wrong: u64,
    /// Rolling sum over every byte that arrived, in order.
    #[serde(default)]
    pub digest: Option<[u32; 2]>,
    /// Messages that did not come.
    #[serde(default)]
    pub lost: u64,
    /// Messages that came more than once.
    #[serde(default)]
    pub duplicated: u64,
    /// What it adds.
    #[serde(default)]
    pub extra: Map<String, Value>,
}
