use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicU8, AtomicU64, Ordering},
};

use super::Step;
use crate::wire::{Lane, frame::ReplyOutcome};

/// A monotonic clock in nanoseconds. The core reads none by itself.
pub(super) type Clock = Arc<dyn Fn() -> u64 + Send + Sync>;

/// Bytes of a name that a record keeps. Names come from the page.
const NAME_BYTES_MAX: usize = 128;

/// Returns the start of a name, at most [`NAME_BYTES_MAX`] bytes of it.
pub(super) fn short(name: &str) -> Box<str> {
    let mut end = name.len().min(NAME_BYTES_MAX);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    name[..end].into()
}

/// The document of a record.
#[derive(Debug)]
pub(crate) struct DocumentFacts {
    /// Number of the document in the process, from 1.
    pub(crate) number: u64,
    pub(crate) label: Box<str>,
    pub(crate) lane: Lane,
}

/// The record of one call. The call writes it while snapshots read it.
pub(super) struct CallFacts {
    pub(super) number: u64,
    pub(super) document: Arc<DocumentFacts>,
    pub(super) id: u64,
    command: Box<str>,
    /// The name that a handler has set, if it passes the call on under another name.
    renamed: OnceLock<Box<str>>,
    pub(super) bytes_in: u64,
    clock: Clock,
    /// Time of each [`Step`] in nanoseconds; 0 for a step that was not reached.
    steps: [AtomicU64; 6],
    bytes_out: AtomicU64,
    /// 0 before the answer, then the outcome.
    outcome: AtomicU8,
    code: OnceLock<Box<str>>,
}

impl CallFacts {
    pub(super) fn new(
        number: u64,
        document: Arc<DocumentFacts>,
        id: u64,
        command: &str,
        bytes_in: u64,
        clock: Clock,
    ) -> Self {
        let facts = Self {
            number,
            document,
            id,
            command: short(command),
            renamed: OnceLock::new(),
            bytes_in,
            clock,
            steps: Default::default(),
            bytes_out: AtomicU64::new(0),
            outcome: AtomicU8::new(0),
            code: OnceLock::new(),
        };
        facts.reached(Step::Arrived);
        facts
    }

    /// Records the time of a step. The first report of a step counts.
    pub(super) fn reached(&self, step: Step) {
        let now = (self.clock)().max(1);
        // A step that is reported twice keeps its first time.
        let _ = self.steps[step as usize].compare_exchange(
            0,
            now,
            Ordering::Relaxed,
            Ordering::Relaxed,
        );
    }

    pub(super) fn answered(&self, outcome: ReplyOutcome, code: Option<&str>, bytes_out: u64) {
        if let Some(code) = code {
            self.code.get_or_init(|| short(code));
        }
        self.bytes_out.store(bytes_out, Ordering::Relaxed);
        let outcome = match outcome {
            ReplyOutcome::Done => 1,
            ReplyOutcome::Failed => 2,
            ReplyOutcome::Refused => 3,
        };
        // Published after the code, which belongs to it.
        self.outcome.store(outcome, Ordering::Release);
        self.reached(Step::Answered);
    }

    /// Sets the name by which the call is shown. The first name counts.
    pub(super) fn rename(&self, command: &str) {
        self.renamed.get_or_init(|| short(command));
    }

    pub(super) fn command(&self) -> &str {
        self.renamed.get().unwrap_or(&self.command)
    }

    /// Returns the times of the steps in nanoseconds.
    pub(super) fn steps(&self) -> [u64; 6] {
        std::array::from_fn(|step| self.steps[step].load(Ordering::Relaxed))
    }

    pub(super) fn bytes_out(&self) -> u64 {
        self.bytes_out.load(Ordering::Relaxed)
    }

    pub(super) fn outcome(&self) -> &'static str {
        match self.outcome.load(Ordering::Acquire) {
            0 => "running",
            1 => "done",
            2 => "failed",
            _ => "refused",
        }
    }

    pub(super) fn code(&self) -> Option<&str> {
        self.code.get().map(|code| &**code)
    }
}

impl std::fmt::Debug for CallFacts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CallFacts")
            .field("command", &self.command)
            .finish_non_exhaustive()
    }
}

/// The record of one event to a page.
#[derive(Debug)]
pub(super) struct EventFacts {
    pub(super) number: u64,
    pub(super) document: Arc<DocumentFacts>,
    pub(super) name: Box<str>,
    pub(super) bytes: u64,
    pub(super) listeners: u64,
    pub(super) time: u64,
    pub(super) is_sent: bool,
}
