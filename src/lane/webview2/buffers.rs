use std::{
    ops::Range,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use parking_lot::Mutex;
use tokio::time::Instant;

use super::{
    Calls, Memory,
    states::{BUFFER_BYTES_MAX, Buffer, Returned, Start, States, too_many},
};
use crate::{
    Refusal,
    document::{BodySource, CloseReason},
    foreign,
    router::Executor,
    session::{Holding, Ledger},
    wire::Code,
};

/// The shared buffers of one document.
pub(crate) struct SharedBuffers<C: Calls> {
    calls: Arc<C>,
    executor: Arc<dyn Executor>,
    ledger: Arc<Ledger>,
    trouble: Arc<Trouble>,
    states: Mutex<States<C::Memory>>,
}

/// A range of a deferred body, and the number under which its page expects it.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    pub(crate) number: u64,
    pub(crate) source: Arc<BodySource>,
    pub(crate) range: Range<u64>,
}

/// The log of the calls that fail, of one webview.
#[derive(Debug, Default)]
pub(crate) struct Trouble {
    label: String,
    is_logged: AtomicBool,
}

impl Trouble {
    pub(crate) fn new(label: &str) -> Self {
        Self {
            label: label.to_owned(),
            is_logged: AtomicBool::new(false),
        }
    }

    /// Logs the first reason alone, and returns the refusal.
    fn report(&self, reason: &str) -> Refusal {
        if !self.is_logged.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                target: "bytelane::lane",
                label = self.label,
                reason,
                "a buffer could not be shared with the page, so bodies are pulled in segments"
            );
        }
        let text = format!("a buffer cannot be shared with the page: {reason}");
        Refusal::new(Code::Internal, text)
    }

    #[cfg(test)]
    pub(super) fn is_logged(&self) -> bool {
        self.is_logged.load(Ordering::Relaxed)
    }
}

/// A buffer on its way to the page. Its drop abandons the transfer.
struct Transfer<C: Calls> {
    owner: Arc<SharedBuffers<C>>,
    number: u64,
    buffer: Option<Buffer<C::Memory>>,
    /// Whether the buffer was posted.
    is_posted: bool,
}

impl<C: Calls> Transfer<C> {
    /// Reads a range of the body into the buffer. **Blocks** for a file.
    fn fill(&mut self, source: &BodySource, range: &Range<u64>) -> Result<(), Refusal> {
        let Some(buffer) = &mut self.buffer else {
            return Ok(());
        };
        // At most `BUFFER_BYTES_MAX`.
        let length = (range.end - range.start) as usize;
        buffer
            .memory
            .fill(|memory| source.read_into(range.start, &mut memory[..length]))
    }
}

impl<C: Calls> Drop for Transfer<C> {
    fn drop(&mut self) {
        if self.is_posted {
            return;
        }
        let (buffer, now) = (self.buffer.take(), Instant::now());
        let returned = self.owner.states.lock().abandon(self.number, buffer, now);
        self.owner.settle(returned);
    }
}

impl<C: Calls> SharedBuffers<C> {
    pub(crate) fn new(
        calls: Arc<C>,
        executor: Arc<dyn Executor>,
        ledger: Arc<Ledger>,
        trouble: Arc<Trouble>,
    ) -> Arc<Self> {
        Arc::new(Self {
            calls,
            executor,
            ledger,
            trouble,
            states: Mutex::default(),
        })
    }

    /// Copies a range into a buffer, on a thread that may block, and posts it. Calls `done` after the post, or if the page has to pull the range in segments.
    ///
    /// Must be called on the thread of the webview. The refusals are those of SPEC §11.
    pub(crate) fn send(
        self: &Arc<Self>,
        part: Part,
        done: impl FnOnce(Result<(), Refusal>) + Send + 'static,
    ) {
        let mut transfer = match self.start(&part) {
            Ok(transfer) => transfer,
            Err(refusal) => return done(Err(refusal)),
        };
        let executor = Arc::clone(&self.executor);
        self.executor.run_io(Box::new(move || {
            if let Err(refusal) = transfer.fill(&part.source, &part.range) {
                drop(transfer);
                return done(Err(refusal));
            }
            executor.run_on_main_thread(Box::new(move || done(transfer.post())));
        }));
    }

    /// Releases a buffer, which the page does not read any more.
    ///
    /// # Errors
    /// Returns `not_found` unless the buffer of this number is posted.
    pub(crate) fn release(self: &Arc<Self>, number: u64) -> Result<(), Refusal> {
        let returned = self.states.lock().release(number, Instant::now())?;
        self.settle(returned);
        Ok(())
    }

    /// Closes all buffers, at the end of the document.
    pub(crate) fn close(&self) {
        let closed = self.states.lock().close();
        drop(closed);
    }

    fn start(self: &Arc<Self>, part: &Part) -> Result<Transfer<C>, Refusal> {
        let length = checked_length(part)?;
        let start = self.states.lock().start(part.number, length)?;
        let mut transfer = Transfer {
            owner: Arc::clone(self),
            number: part.number,
            buffer: None,
            is_posted: false,
        };
        transfer.buffer = Some(match start {
            Start::Reuse(buffer) => buffer,
            Start::Create { bytes, close } => {
                // Before the charge of the next one.
                drop(close);
                self.create(bytes)?
            }
        });
        Ok(transfer)
    }

    /// Creates a buffer within the bounds of the ledger.
    fn create(&self, bytes: usize) -> Result<Buffer<C::Memory>, Refusal> {
        let charge = self.ledger.try_charge(Holding::Results, bytes as u64);
        let charge = charge.map_err(|_| {
            let held = self.ledger.held(Holding::Results);
            too_many(format_args!("its page holds results of {held} bytes"))
        })?;
        let memory = self.calls.create(bytes);
        let memory = memory.map_err(|reason| self.trouble.report(&reason))?;
        Ok(Buffer {
            memory,
            bytes,
            _charge: charge,
        })
    }

    /// Closes a buffer, or watches the idle ones.
    fn settle(self: &Arc<Self>, returned: Returned<C::Memory>) {
        drop(returned.close);
        if returned.watch {
            self.watch_idle();
        }
    }

    /// Closes idle buffers in time, in a task.
    fn watch_idle(self: &Arc<Self>) {
        let owner = Arc::downgrade(self);
        self.executor.spawn(Box::pin(async move {
            let mut next = Some(Instant::now() + super::states::IDLE);
            while let Some(at) = next {
                // A runtime of the application may have no clock.
                let sleep =
                    foreign::contain("the clock of the runtime", || tokio::time::sleep_until(at));
                let Some(sleep) = sleep else {
                    let Some(owner) = owner.upgrade() else { return };
                    let closed = owner.states.lock().take_idle();
                    return drop(closed);
                };
                sleep.await;
                let Some(owner) = owner.upgrade() else { return };
                let expired;
                (expired, next) = owner.states.lock().expire(Instant::now());
                drop(expired);
            }
        }));
    }

    #[cfg(test)]
    pub(super) fn trouble(&self) -> &Trouble {
        &self.trouble
    }

    #[cfg(test)]
    pub(super) fn counts(&self) -> (usize, usize) {
        self.states.lock().counts()
    }
}

impl<C: Calls> Transfer<C> {
    /// Posts the filled buffer, on the thread of the webview.
    fn post(mut self) -> Result<(), Refusal> {
        let owner = Arc::clone(&self.owner);
        let Some(buffer) = self.buffer.take() else {
            return Ok(());
        };
        if !owner.states.lock().begin_post(self.number) {
            drop(buffer);
            return Err(CloseReason::DocumentGone.refusal("buffer"));
        }
        let json = format!(r#"{{"bytelane":{}}}"#, self.number);
        if let Err(reason) = owner.calls.post(&buffer.memory, &json) {
            // Closed: the state of the memory is unknown.
            drop(buffer);
            return Err(owner.trouble.report(&reason));
        }
        let returned = owner
            .states
            .lock()
            .posted(self.number, buffer, Instant::now());
        self.is_posted = true;
        owner.settle(returned);
        Ok(())
    }
}

/// Returns the length of the range.
///
/// # Errors
/// Returns `range_invalid` for a range without bytes, outside of the body, or longer than a buffer.
fn checked_length(part: &Part) -> Result<usize, Refusal> {
    let Range { start, end } = part.range;
    let length = end
        .checked_sub(start)
        .and_then(|length| usize::try_from(length).ok());
    let length = length.filter(|length| (1..=BUFFER_BYTES_MAX).contains(length));
    length
        .filter(|_| end <= part.source.length())
        .ok_or_else(|| {
            let text = format!(
                "the range {start}..{end} is outside of a body of {} bytes, or is not of 1 to {BUFFER_BYTES_MAX} bytes",
                part.source.length()
            );
            Refusal::new(Code::RangeInvalid, text)
        })
}
