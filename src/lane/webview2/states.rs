use std::{collections::HashMap, time::Duration};

use tokio::time::Instant;

use crate::{Refusal, document::CloseReason, session::Charge, wire::Code};

/// Length in bytes of the longest range that one buffer carries (SPEC §11): that of the largest size class.
pub(crate) const BUFFER_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Length in bytes of the smallest size class.
const BUFFER_BYTES_MIN: usize = 1024 * 1024;

/// Number of buffers of one document, in whatever state (SPEC §11).
pub(super) const BUFFERS_MAX: usize = 4;

/// Time after which an idle buffer is closed.
pub(super) const IDLE: Duration = Duration::from_secs(10);

/// Returns the size class of a range: the next power of two.
pub(super) const fn class_of(length: usize) -> usize {
    if length <= BUFFER_BYTES_MIN {
        BUFFER_BYTES_MIN
    } else {
        length.next_power_of_two()
    }
}

/// Memory of one size class, with its charge.
#[derive(Debug)]
pub(super) struct Buffer<M> {
    pub(super) memory: M,
    pub(super) bytes: usize,
    /// Returned with the memory.
    pub(super) _charge: Charge,
}

/// The states of the buffers of one document, by the numbers that its page has drawn. A buffer without a number is idle.
///
/// It calls nothing and drops no buffer: the caller drops the returned ones without the lock around the states, because a drop closes memory and wakes
/// commands that wait for room.
#[derive(Debug)]
pub(super) struct States<M> {
    /// Whether the document has ended.
    is_closed: bool,
    /// Whether a task closes the idle buffers in time.
    is_watched: bool,
    idle: Vec<Idle<M>>,
    numbered: HashMap<u64, State<M>>,
}

#[derive(Debug)]
struct Idle<M> {
    buffer: Buffer<M>,
    since: Instant,
}

#[derive(Debug)]
enum State<M> {
    /// The host writes. A thread of the engine owns the buffer.
    Filling,
    /// The main thread posts the buffer, and owns it. The page may have released it already, before the call returns.
    Posting { is_released: bool },
    /// The page may read.
    Posted(Buffer<M>),
}

/// The start of a transfer.
#[derive(Debug)]
pub(super) enum Start<M> {
    /// An idle buffer.
    Reuse(Buffer<M>),
    /// A buffer of this size class is to be created, after the idle one was closed.
    Create {
        bytes: usize,
        close: Option<Buffer<M>>,
    },
}

/// Work that a change of the states leaves to the caller.
#[derive(Debug)]
pub(super) struct Returned<M> {
    /// Buffers to be dropped.
    pub(super) close: Option<Buffer<M>>,
    /// Whether a task that closes idle buffers has to be started.
    pub(super) watch: bool,
}

impl<M> Returned<M> {
    /// The buffer to be dropped, and no task to be started.
    const fn of(close: Option<Buffer<M>>) -> Self {
        Self {
            close,
            watch: false,
        }
    }
}

impl<M> Default for States<M> {
    fn default() -> Self {
        Self {
            is_closed: false,
            is_watched: false,
            idle: Vec::new(),
            numbered: HashMap::new(),
        }
    }
}

impl<M> States<M> {
    /// Starts a transfer of `length` bytes under a number.
    ///
    /// # Errors
    /// Returns `duplicate_request` for a number in use, `too_many_buffers` at the limit, and `document_gone` after the end of the document.
    pub(super) fn start(&mut self, number: u64, length: usize) -> Result<Start<M>, Refusal> {
        if self.is_closed {
            return Err(CloseReason::DocumentGone.refusal("buffer"));
        }
        if self.numbered.contains_key(&number) {
            let text = format!("buffer {number} is in use: its page has not released it");
            return Err(Refusal::new(Code::DuplicateRequest, text));
        }
        let fitting = self.idle.iter().enumerate();
        let fitting = fitting.filter(|(_, idle)| idle.buffer.bytes >= length);
        let smallest = fitting.min_by_key(|(_, idle)| idle.buffer.bytes);
        let start = if let Some((at, _)) = smallest {
            Start::Reuse(self.idle.swap_remove(at).buffer)
        } else {
            let close = if self.idle.len() + self.numbered.len() < BUFFERS_MAX {
                None
            } else if let Some(idle) = self.idle.pop() {
                // Too small for this range.
                Some(idle.buffer)
            } else {
                return Err(too_many(format_args!(
                    "its page has not released {BUFFERS_MAX} others"
                )));
            };
            let bytes = class_of(length);
            Start::Create { bytes, close }
        };
        self.numbered.insert(number, State::Filling);
        Ok(start)
    }

    /// Records that a filled buffer is about to be posted. Returns whether it may be: not after the end of the document.
    pub(super) fn begin_post(&mut self, number: u64) -> bool {
        match self.numbered.get_mut(&number) {
            Some(state @ State::Filling) => {
                *state = State::Posting { is_released: false };
                true
            }
            _ => false,
        }
    }

    /// Records that a buffer has been posted.
    pub(super) fn posted(&mut self, number: u64, buffer: Buffer<M>, now: Instant) -> Returned<M> {
        match self.numbered.remove(&number) {
            Some(State::Posting { is_released: false }) => {
                self.numbered.insert(number, State::Posted(buffer));
                Returned::of(None)
            }
            Some(_) => self.keep(buffer, now),
            // The document has ended meanwhile.
            None => Returned::of(Some(buffer)),
        }
    }

    /// Ends a transfer that was not posted. Its buffer, if there is one, is idle again.
    pub(super) fn abandon(
        &mut self,
        number: u64,
        buffer: Option<Buffer<M>>,
        now: Instant,
    ) -> Returned<M> {
        let is_known = self.numbered.remove(&number).is_some();
        match buffer {
            Some(buffer) if is_known => self.keep(buffer, now),
            close => Returned::of(close),
        }
    }

    /// The page has released a buffer.
    ///
    /// # Errors
    /// Returns `not_found` unless the buffer of this number is posted.
    pub(super) fn release(&mut self, number: u64, now: Instant) -> Result<Returned<M>, Refusal> {
        match self.numbered.remove(&number) {
            Some(State::Posted(buffer)) => return Ok(self.keep(buffer, now)),
            Some(State::Posting { is_released: false }) => {
                let released = State::Posting { is_released: true };
                self.numbered.insert(number, released);
                return Ok(Returned::of(None));
            }
            Some(state) => {
                self.numbered.insert(number, state);
            }
            None => {}
        }
        Err(Refusal::new(
            Code::NotFound,
            format!("the document has no buffer {number}: it was not posted, or has been released"),
        ))
    }

    /// Returns the buffers that have been idle for too long, and when the next one will have been. Without a next one, the task that calls it ends.
    pub(super) fn expire(&mut self, now: Instant) -> (Vec<Buffer<M>>, Option<Instant>) {
        let mut expired = Vec::new();
        let mut at = 0;
        while at < self.idle.len() {
            if self.idle[at].since + IDLE <= now {
                expired.push(self.idle.swap_remove(at).buffer);
            } else {
                at += 1;
            }
        }
        let next = self.idle.iter().map(|idle| idle.since + IDLE).min();
        self.is_watched = next.is_some();
        (expired, next)
    }

    /// Returns all idle buffers, because there is no clock that could expire them.
    pub(super) fn take_idle(&mut self) -> Vec<Buffer<M>> {
        self.is_watched = false;
        self.idle.drain(..).map(|idle| idle.buffer).collect()
    }

    /// The document has ended: returns its buffers, idle ones too. Its page may have kept any of them, so none is used for another document.
    pub(super) fn close(&mut self) -> Vec<Buffer<M>> {
        self.is_closed = true;
        let posted = self.numbered.drain().filter_map(|(_, state)| match state {
            State::Posted(buffer) => Some(buffer),
            State::Filling | State::Posting { .. } => None,
        });
        let mut closed: Vec<_> = posted.collect();
        closed.extend(self.idle.drain(..).map(|idle| idle.buffer));
        closed
    }

    /// Makes a buffer idle; after the end of the document it is closed.
    fn keep(&mut self, buffer: Buffer<M>, now: Instant) -> Returned<M> {
        if self.is_closed {
            return Returned::of(Some(buffer));
        }
        self.idle.push(Idle { buffer, since: now });
        Returned {
            close: None,
            watch: !std::mem::replace(&mut self.is_watched, true),
        }
    }

    /// Returns the numbers of idle buffers and of those in use.
    #[cfg(test)]
    pub(super) fn counts(&self) -> (usize, usize) {
        (self.idle.len(), self.numbered.len())
    }
}

/// Returns the refusal of a further buffer.
pub(super) fn too_many(why: std::fmt::Arguments<'_>) -> Refusal {
    Refusal::new(
        Code::TooManyBuffers,
        format!("the range is not shared in a buffer, because {why}; pull it in segments"),
    )
}
