//! Operations that a benchmark measures.

use bytelane_bench_protocol::{Code, Job};

/// An operation to measure: a JavaScript expression that runs in the application's page and may use `await`.
///
/// All members of `bytelane`, such as `invoke` and `Channel`, are in scope.
///
/// ```
/// use bytelane::bench::Operation;
///
/// let fill = Operation::new("await invoke('picture', { bytes: 1 << 20 }, { into: buffer })")
///     .setup("const buffer = new Uint8Array(1 << 20)")
///     .check("result.byteLength === 1 << 20 && result[0] === 7");
/// let many = Operation::new("await invoke('greet', { name: 'page' })").concurrency(100);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    code: Code,
    concurrency: u64,
    latencies: bool,
    memory: bool,
}

impl From<&str> for Operation {
    fn from(expression: &str) -> Self {
        Self::new(expression)
    }
}

impl Operation {
    /// Creates an operation from an expression.
    pub fn new(expression: impl Into<String>) -> Self {
        Self {
            code: Code {
                setup: String::new(),
                run: expression.into(),
                check: None,
            },
            concurrency: 1,
            latencies: false,
            memory: false,
        }
    }

    /// Sets statements that run once before the clock starts. Their declarations are in the scope of the expression; they may use `await`.
    #[must_use]
    pub fn setup(mut self, statements: impl Into<String>) -> Self {
        self.code.setup = statements.into();
        self
    }

    /// Sets an expression over `result`, the last result of a run, that must evaluate to `true`. It runs after the clock has stopped.
    #[must_use]
    pub fn check(mut self, expression: impl Into<String>) -> Self {
        self.code.check = Some(expression.into());
        self
    }

    /// Sets the number of concurrent runs of an iteration, which ends when all of them have.
    #[must_use]
    pub const fn concurrency(mut self, concurrency: u64) -> Self {
        self.concurrency = concurrency;
        self
    }

    /// Measures each iteration separately, for [`Answer::percentile`](super::Answer::percentile).
    #[must_use]
    pub const fn latencies(mut self) -> Self {
        self.latencies = true;
        self
    }

    /// Samples the memory of the host and the web process, on Linux. Sampling disturbs the measured time.
    #[must_use]
    pub const fn memory(mut self) -> Self {
        self.memory = true;
        self
    }

    pub(super) fn job(self, iters: u64) -> Job {
        Job {
            iters,
            concurrency: self.concurrency,
            latencies: self.latencies,
            memory: self.memory,
            op: self.code.run.clone(),
            code: Some(self.code),
            ..Job::new("")
        }
    }
}
