use std::{
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use bytelane::{
    Refusal, Router,
    lane::{CloseReason, MemoryLane},
    router::Caller,
    wire::{Frame, Limits, frame::Release},
};
use bytes::{Bytes, BytesMut};

use super::{Choices, frames};

/// Chunks of an upload are at most this long, in bytes.
const CHUNK_BYTES_MAX: usize = 300;

pub(crate) type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

/// An act of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    Batch,
    DamagedBatch,
    Call,
    Upload,
    Poll,
    Body,
    Nothing,
}

/// Answers to the calls of the page.
#[derive(Debug, Default)]
struct Answers {
    count: AtomicU64,
    /// The first answer that no host may give.
    wrong: Mutex<Option<String>>,
}

impl Answers {
    fn add(&self, id: u64, answer: Result<Bytes, Refusal>, limits: &Limits) {
        self.count.fetch_add(1, Ordering::Relaxed);
        let Ok(mut bytes) = answer else { return };
        let mistake = match Frame::decode(&mut bytes, limits) {
            Ok(Frame::Reply(reply)) if reply.call == id && bytes.is_empty() => {
                let head = String::from_utf8_lossy(&reply.head).into_owned();
                head.contains("\"internal\"").then_some(head)
            }
            other => Some(format!("{other:?}")),
        };
        if let Some(mistake) = mistake {
            let text = format!("call {id} was answered with {mistake}");
            self.wrong
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .get_or_insert(text);
        }
    }
}

/// A page that sends anything, polls when it likes, and releases what it does not hold.
pub(crate) struct HostilePage {
    lane: Arc<MemoryLane>,
    limits: Limits,
    answers: Arc<Answers>,
    calls: u64,
}

impl HostilePage {
    pub(crate) fn open(router: Router, limits: Limits) -> Self {
        Self {
            lane: Arc::new(MemoryLane::with(router, Caller::default(), limits.clone())),
            limits,
            answers: Arc::default(),
            calls: 0,
        }
    }

    /// Performs one act. Its tasks are passed to `spawn`.
    ///
    /// # Errors
    /// Returns a description if a panic left the engine.
    pub(crate) fn act(
        &mut self,
        choices: &mut Choices<'_>,
        spawn: &dyn Fn(Task),
    ) -> Result<Act, String> {
        let acted = catch_unwind(AssertUnwindSafe(|| self.act_unguarded(choices, spawn)));
        acted.map_err(|_| "a panic left the engine".to_owned())
    }

    fn act_unguarded(&mut self, choices: &mut Choices<'_>, spawn: &dyn Fn(Task)) -> Act {
        match choices.below(12) {
            0..4 => {
                let Some((frames, is_damaged)) = frames::batch(choices, &self.limits) else {
                    return Act::Nothing;
                };
                // Accepted or refused.
                let _judged = self.lane.send_frames(frames);
                if is_damaged {
                    Act::DamagedBatch
                } else {
                    Act::Batch
                }
            }
            4..7 => {
                self.call(choices, spawn);
                Act::Call
            }
            7 | 8 => {
                let (id, offset) = (choices.id(), choices.number());
                let chunk = choices.bytes(CHUNK_BYTES_MAX);
                self.lane.upload(id, offset, &chunk);
                Act::Upload
            }
            9 => {
                let (lane, received) = (Arc::clone(&self.lane), choices.number());
                // The answer of a poll is dropped, as a page does that never reads.
                spawn(Box::pin(async move { drop(lane.poll(received).await) }));
                Act::Poll
            }
            10 => {
                let body = choices.id();
                let frame: Frame = bytelane::wire::frame::Event {
                    head: format!("{{\"body\":{body}}}").into(),
                    body: bytelane::wire::frame::Body::default(),
                }
                .into();
                let _bytes = self.lane.deferred_body(&frame);
                // Twice, and of bodies that it never had.
                let _judged = self.lane.send_frames(vec![Release { body }.into()]);
                Act::Body
            }
            _ => Act::Nothing,
        }
    }

    fn call(&mut self, choices: &mut Choices<'_>, spawn: &dyn Fn(Task)) {
        let call = frames::call(choices);
        let id = call.id;
        let mut bytes = BytesMut::new();
        Frame::from(call).encode(&mut bytes);
        let (lane, answers, limits) = (
            Arc::clone(&self.lane),
            Arc::clone(&self.answers),
            self.limits.clone(),
        );
        self.calls += 1;
        spawn(Box::pin(async move {
            let answer = lane.exchange(bytes.freeze()).await;
            answers.add(id, answer, &limits);
        }));
    }

    /// Ends the document. The tasks of the page end afterwards.
    pub(crate) fn close(&self, reason: CloseReason) {
        self.lane.close(reason);
    }

    /// Checks the state after the end of the document, when no task is left.
    ///
    /// # Errors
    /// Returns a description of what is wrong.
    pub(crate) fn check(&self) -> Result<u64, String> {
        let wrong = self
            .answers
            .wrong
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(wrong) = wrong {
            return Err(wrong);
        }
        let answered = self.answers.count.load(Ordering::Relaxed);
        if answered != self.calls {
            return Err(format!(
                "{} calls of the hostile page, {answered} answers",
                self.calls
            ));
        }
        let stats = self.lane.stats();
        let held = (
            stats.calls_running,
            stats.bodies_held,
            stats.uploads_open,
            stats.channels_open,
            stats.channels_from_page,
        );
        if held != (0, 0, 0, 0, 0) || stats.bytes_queued + stats.bytes_received != 0 {
            return Err(format!(
                "the hostile page's document has ended and holds {stats:?}"
            ));
        }
        Ok(self.calls)
    }
}
