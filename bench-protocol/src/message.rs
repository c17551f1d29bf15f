//! The messages of the protocol.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Memory;

/// A job to measure: one line to the program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// The name of the operation.
    pub op: String,
    /// The length of a payload in bytes.
    #[serde(default)]
    pub bytes: u64,
    /// The number of iterations: sequential operations, waves of concurrent operations, or messages of a stream.
    #[serde(default = "one")]
    pub iters: u64,
    /// The number of operations of a wave, which are started together and all awaited.
    #[serde(default = "one")]
    pub concurrency: u64,
    /// Whether each iteration is measured separately.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub latencies: bool,
    /// Whether the memory of the host and the web process is sampled, which disturbs the time.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub memory: bool,
    /// Whether the times at which threads of the host and of the web process went to sleep are counted. The main loop is not asked to tick meanwhile.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sleeps: bool,
    /// The code of the operation, if the page does not define it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Code>,
}

const fn one() -> u64 {
    1
}

impl Job {
    /// Creates a job of one iteration of an operation.
    pub fn new(op: impl Into<String>) -> Self {
        Self {
            op: op.into(),
            bytes: 0,
            iters: 1,
            concurrency: 1,
            latencies: false,
            memory: false,
            sleeps: false,
            code: None,
        }
    }
}

/// The JavaScript code of an operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// Statements that run once before the clock starts. Their declarations are in the scope of the expressions.
    #[serde(default)]
    pub setup: String,
    /// The measured expression, which may use `await`.
    pub run: String,
    /// An expression over `result`, the last result of a job, that must evaluate to `true`.
    #[serde(default)]
    pub check: Option<String>,
}

/// The description of a program that is ready for jobs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ready {
    /// The IPC system, such as `bytelane`.
    pub system: String,
    /// The lane, if the system has several.
    pub lane: String,
    /// The version of the system.
    pub version: String,
    /// The webview engine and its version.
    pub engine: String,
    /// The time between two marks with nothing between them, in nanoseconds: a median.
    pub mark_ns: u64,
}

/// The result of a job: one line from the program.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The sum of all intervals between marks, in nanoseconds.
    pub ns: u64,
    /// The number of intervals. Content is verified between them, while the clock is stopped.
    pub intervals: u64,
    /// The time between two marks with nothing between them, in nanoseconds.
    pub mark_ns: u64,
    /// The time of each iteration without the marks, in nanoseconds, if the job requests it; or the latencies that the program has measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latencies_ns: Option<Vec<u64>>,
    /// Whether every byte arrived correctly, in order, exactly once.
    pub verified: bool,
    /// The number of messages that did not arrive.
    #[serde(default)]
    pub lost: u64,
    /// The number of messages that arrived more than once.
    #[serde(default)]
    pub duplicated: u64,
    /// Stalls of the main loop while the clock ran.
    #[serde(default)]
    pub stalls: Stalls,
    /// Memory while the clock ran, if the job requests it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memory: Option<Memory>,
    /// Further figures of the page or the program.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub extra: Map<String, Value>,
}

impl Answer {
    /// Returns the time of all iterations, without the time of the marks.
    pub fn time(&self) -> Duration {
        let marks = self.mark_ns.saturating_mul(self.intervals);
        // At least 1 ns, so that a rate can be computed.
        Duration::from_nanos(self.ns.saturating_sub(marks).max(1))
    }

    /// Returns a percentile of the latencies by nearest rank; `share` is from 0 to 1.
    pub fn percentile(&self, share: f64) -> Option<Duration> {
        let mut sorted = self.latencies_ns.clone()?;
        sorted.sort_unstable();
        quantile(&sorted, share).map(Duration::from_nanos)
    }
}

/// Returns a quantile of sorted values by nearest rank.
pub(super) fn quantile(sorted: &[u64], share: f64) -> Option<u64> {
    let rank = (share * sorted.len() as f64).ceil().max(1.0) as usize;
    sorted.get(rank.min(sorted.len()).checked_sub(1)?).copied()
}

/// Percentiles of the time from one tick of the main loop to the next, which is due after 5 ms, in nanoseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stalls {
    /// The median.
    pub p50_ns: u64,
    /// The 99th percentile.
    pub p99_ns: u64,
    /// The maximum.
    pub max_ns: u64,
}

/// A line from the program.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Line {
    /// The page is ready for jobs.
    Ready {
        /// The description of the program.
        ready: Ready,
    },
    /// The job failed.
    Error {
        /// The reason.
        error: String,
    },
    /// The job succeeded.
    Answer(Answer),
}

/// The description of a page that is ready for jobs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// The lane of the page.
    #[serde(default)]
    pub lane: String,
}

/// The payloads that the host prepares before the clock starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prepare {
    /// The source of the payloads.
    pub source: Source,
    /// The index of the first operation or message.
    pub first: u32,
    /// The number of operations or messages.
    pub count: u32,
}

/// The source of an operation, which determines the expected payloads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// No payload that the host can verify.
    None,
    /// The host sends the same bytes each time.
    Host,
    /// The host sends the same bytes from a file each time.
    File,
    /// The page sends numbered bytes.
    Page,
    /// The host sends the same bytes and the page sends numbered bytes.
    Both,
    /// The host sends numbered bytes.
    Messages,
    /// The host sends numbered bytes, created one by one: together they take more memory than the host may hold.
    Made,
    /// The host sends numbered texts as JSON.
    Texts,
}

/// The result of a job in the page.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Result {
    /// The reason of a failed job.
    #[serde(default)]
    pub error: Option<String>,
    /// The number of results that the page found to be wrong.
    #[serde(default)]
    pub wrong: u64,
    /// The digest of every byte that arrived, in order.
    #[serde(default)]
    pub digest: Option<[u32; 2]>,
    /// The number of messages that did not arrive.
    #[serde(default)]
    pub lost: u64,
    /// The number of messages that arrived more than once.
    #[serde(default)]
    pub duplicated: u64,
    /// Further figures of the page.
    #[serde(default)]
    pub extra: Map<String, Value>,
}
