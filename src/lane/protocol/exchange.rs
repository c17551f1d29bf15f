use std::{
    ops::Range,
    sync::{Arc, Weak},
};

use bytes::Bytes;
use parking_lot::Mutex;

use super::{
    HttpAnswer,
    path::{self, Route},
    turn,
};
use crate::{
    Refusal,
    document::{Answer, Document, check_room},
    lane::batch,
    one_shot::OneShot,
    router::Executor,
    wire::{Code, Frame},
};

#[cfg(any(target_os = "linux", feature = "browser"))]
use crate::session::Charge;

/// Answers one request. Dropped unused, it answers `no_reply`.
pub(crate) struct Responder(OneShot<HttpAnswer>);

impl Responder {
    /// Creates a responder that passes the answer to `send`.
    pub(crate) fn new(send: impl FnOnce(HttpAnswer) + Send + 'static) -> Self {
        Self(OneShot::new(send, || {
            HttpAnswer::refused(&Refusal::new(
                Code::NoReply,
                "the engine dropped the request without an answer",
            ))
        }))
    }

    pub(crate) fn answer(self, answer: HttpAnswer) {
        self.0.send(answer);
    }

    /// Returns a responder that keeps a charge until it answers.
    #[cfg(any(target_os = "linux", feature = "browser"))]
    pub(crate) fn charged(self, charge: Option<Charge>) -> Self {
        Self::new(move |answer| {
            drop(charge);
            self.answer(answer);
        })
    }

    pub(crate) fn refuse(self, refusal: &Refusal) {
        self.answer(HttpAnswer::refused(refusal));
    }
}

/// The engine's report that the page no longer waits for a request, and the call that it cancels.
#[derive(Clone, Default)]
pub(crate) struct Abandonment(Arc<Mutex<AbandonmentState>>);

#[derive(Default)]
#[cfg_attr(
    not(target_os = "linux"),
    allow(dead_code, reason = "wry reports no release of a request")
)]
enum AbandonmentState {
    /// The page waits, and no call is known.
    #[default]
    Waiting,
    /// The page waits for this call of this document.
    WaitingForCall(Weak<Document>, u64),
    Abandoned,
}

impl Abandonment {
    /// Cancels call `id` once the request is abandoned; at once if it has been.
    pub(crate) fn cancels(&self, document: &Arc<Document>, id: u64) {
        let mut state = self.0.lock();
        if matches!(*state, AbandonmentState::Abandoned) {
            drop(state);
            return document.cancel(id);
        }
        *state = AbandonmentState::WaitingForCall(Arc::downgrade(document), id);
    }

    /// The engine has released the request.
    #[cfg_attr(
        not(target_os = "linux"),
        allow(dead_code, reason = "wry reports no release of a request")
    )]
    pub(crate) fn abandon(&self) {
        let state = std::mem::replace(&mut *self.0.lock(), AbandonmentState::Abandoned);
        if let AbandonmentState::WaitingForCall(document, id) = state
            && let Some(document) = document.upgrade()
        {
            document.cancel(id);
        }
    }
}

/// Answers `/call`, whose body is the frame of a call.
pub(crate) fn call(
    document: &Arc<Document>,
    body: Bytes,
    responder: Responder,
    abandonment: &Abandonment,
) {
    let frame = match document.decode_call(body) {
        Ok(frame) => frame,
        Err(refusal) => return responder.refuse(&refusal),
    };
    abandonment.cancels(document, frame.id);
    let deliver =
        Box::new(move |answer: Answer| responder.answer(HttpAnswer::bytes(answer.into_segments())));
    document.execute(document.call(frame, deliver));
}

/// Answers `/frames`, whose body is a batch of `length` bytes.
pub(crate) fn frames(document: &Arc<Document>, length: u64, body: Bytes, responder: Responder) {
    // SPEC §5: without its length, a batch cut short between two frames would look complete.
    let complete = if body.len() as u64 == length {
        Ok(body)
    } else {
        let reason = format!(
            "the batch is {} bytes long, but its path states {length}",
            body.len()
        );
        Err(Refusal::new(Code::BodyTruncated, reason))
    };
    let answers = complete
        .and_then(|body| Ok(batch::decode(body, document.ledger(), document.limits())?))
        .and_then(|frames| document.receive(frames));
    match answers {
        Err(refusal) => responder.refuse(&refusal),
        Ok(frames) => responder.answer(HttpAnswer::bytes(vec![Frame::encode_batch(&frames)])),
    }
}

/// Answers `/body` with a range of a deferred body: at once from memory, on another thread if reading may block.
pub(crate) fn body(
    document: &Arc<Document>,
    executor: &dyn Executor,
    id: u64,
    range: Range<u64>,
    responder: Responder,
) {
    // SPEC §5.3: ranges of at most `segment_bytes_max`.
    if range.end - range.start > document.limits().segment_bytes_max {
        return responder.refuse(&Refusal::new(
            Code::RangeInvalid,
            format!(
                "a range of a body may be {} bytes long at most",
                document.limits().segment_bytes_max
            ),
        ));
    }
    let source = match document.body(id) {
        Ok(source) => source,
        Err(refusal) => return responder.refuse(&refusal),
    };
    let may_block = source.may_block();
    let answer = move || match source.read(range) {
        Ok(segments) => responder.answer(HttpAnswer::bytes(segments)),
        Err(refusal) => responder.refuse(&refusal),
    };
    if may_block {
        executor.run_io(Box::new(answer))
    } else {
        answer()
    }
}

/// Answers a request whose body has arrived as a whole.
pub(crate) fn answer_route<B: AsRef<[u8]> + Send + 'static>(
    document: &Arc<Document>,
    executor: &Arc<dyn Executor>,
    route: Route,
    body: B,
    responder: Responder,
) {
    match route {
        Route::Call => with_held_body(document, &**executor, body, move |document, body| {
            call(document, body, responder, &Abandonment::default());
        }),
        Route::Frames { length } => {
            with_held_body(document, &**executor, body, move |document, body| {
                frames(document, length, body, responder);
            })
        }
        Route::Upload {
            call,
            offset,
            length,
        } => upload(document, call, offset, length, body, responder),
        Route::Body {
            body: id,
            offset,
            length,
        } => self::body(
            document,
            &**executor,
            id,
            offset..offset.saturating_add(length),
            responder,
        ),
        Route::Poll { sequence } => poll(document, executor, sequence, responder),
        // A webview that settles every request is not watched.
        Route::Watch => responder.answer(HttpAnswer::bytes(Vec::new())),
        // The lane that has buffers answers them.
        Route::Buffer { .. } | Route::Release { .. } => responder.refuse(&path::bad_path()),
    }
}

/// Runs `work` on the body of a request, which is charged to the ledger of the document until nothing refers to it.
fn with_held_body<B: AsRef<[u8]> + Send + 'static>(
    document: &Arc<Document>,
    executor: &dyn Executor,
    body: B,
    work: impl FnOnce(&Arc<Document>, Bytes) + Send + 'static,
) {
    let length = body.as_ref().len();
    let body = if length == 0 {
        Bytes::new()
    } else {
        batch::held(body, length, document.ledger())
    };
    let document = Arc::clone(document);
    with_body(executor, body, move |body| work(&document, body));
}

/// Answers `/upload` with a chunk that has arrived as a whole.
pub(crate) fn upload<B: AsRef<[u8]> + Send + 'static>(
    document: &Arc<Document>,
    call: u64,
    offset: u64,
    length: u64,
    chunk: B,
    responder: Responder,
) {
    let work = document.lend_upload(call, offset, move |loan| {
        let mut loan = match loan {
            Err(refusal) => {
                responder.refuse(&refusal);
                return None;
            }
            Ok(loan) => loan,
        };
        // SPEC §5.2: a chunk of another length than its path says is `body_truncated`.
        let complete = if chunk.as_ref().len() as u64 == length {
            check_chunk(loan.document(), loan.remaining(), length)
        } else {
            Err(chunk_truncated(length))
        };
        match complete {
            Err(refusal) => {
                responder.refuse(&refusal);
                loan.refuse(refusal);
                None
            }
            Ok(()) => {
                let mut bytes = loan.take_grown();
                bytes.extend_from_slice(chunk.as_ref()); // COPY: the library passes the chunk in memory of its own
                responder.answer(HttpAnswer::bytes(Vec::new()));
                loan.complete(bytes)
            }
        }
    });
    document.execute(work);
}

/// Checks the length that the path of a chunk states.
///
/// # Errors
/// `body_too_large` if it exceeds `segment_bytes_max` or the rest of the body (SPEC §5.2).
pub(crate) fn check_chunk(document: &Document, remaining: u64, length: u64) -> Result<(), Refusal> {
    let length_max = document.limits().segment_bytes_max;
    if length > length_max {
        let refusal = format!("a chunk of an upload may be {length_max} bytes long at most");
        return Err(Refusal::new(Code::BodyTooLarge, refusal));
    }
    check_room(remaining, length)
}

/// The refusal of a chunk that is not as long as its path states (SPEC §5.2).
pub(crate) fn chunk_truncated(length: u64) -> Refusal {
    Refusal::new(
        Code::BodyTruncated,
        format!("a chunk of an upload is not {length} bytes long, as its path states"),
    )
}

/// Answers `/poll` once frames are queued or the document ends. Large batches are encoded on another thread.
pub(crate) fn poll(
    document: &Document,
    executor: &Arc<dyn Executor>,
    sequence: u64,
    responder: Responder,
) {
    let executor = Arc::clone(executor);
    document.poll(
        sequence,
        Box::new(move |batch| match batch {
            Ok(batch) => {
                let bytes = batch.copied_bytes();
                let work = move || {
                    let first = batch.first;
                    responder.answer(HttpAnswer::bytes(batch.into_segments()).with_sequence(first));
                };
                run_within_turn(&*executor, bytes, work);
            }
            Err(refusal) => responder.refuse(&refusal),
        }),
    );
}

/// Runs `work` on a body: at once if the turn has as many bytes left, otherwise on another thread.
pub(crate) fn with_body(
    executor: &dyn Executor,
    body: Bytes,
    work: impl FnOnce(Bytes) + Send + 'static,
) {
    let bytes = body.len();
    run_within_turn(executor, bytes, move || work(body));
}

/// Runs `work`, which touches so many bytes, at once if the turn of the main loop has them left, otherwise on another thread.
fn run_within_turn(executor: &dyn Executor, bytes: usize, work: impl FnOnce() + Send + 'static) {
    if turn::try_spend(bytes) {
        work()
    } else {
        executor.run_io(Box::new(work))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::{super::turn::TURN_BYTES_MAX, *};
    use crate::{
        payload::{Body, Payload},
        router::{Caller, Router},
        wire::{Lane, Limits, frame::Open},
    };

    /// Runs work at once and counts it.
    #[derive(Default)]
    struct Counting(AtomicUsize);

    impl Executor for Counting {
        fn run_blocking(&self, work: Box<dyn FnOnce() + Send>) {
            self.0.fetch_add(1, Ordering::Relaxed);
            work();
        }

        fn spawn(&self, _: std::pin::Pin<Box<dyn Future<Output = ()> + Send>>) {
            unreachable!("no async work in this test");
        }

        fn run_on_main_thread(&self, _: Box<dyn FnOnce() + Send>) {
            unreachable!("no work for the main thread in this test");
        }
    }

    #[test]
    fn a_chunk_is_at_most_as_long_as_a_segment() {
        let (router, caller) = (Router::new(|_| false), Arc::<Caller>::default());
        let document = Document::new(Lane::Protocol, router, caller, Limits::default());
        let segment = document.limits().segment_bytes_max;
        let check = |length, remaining| {
            check_chunk(&document, remaining, length).map_err(|refusal| refusal.code())
        };
        assert_eq!(check(segment, segment), Ok(()));
        assert_eq!(check(segment + 1, 2 * segment), Err(Code::BodyTooLarge));
        assert_eq!(check(10, 10), Ok(()));
        assert_eq!(check(11, 10), Err(Code::BodyTooLarge));
    }

    #[test]
    fn a_batch_cut_between_frames_is_refused_as_a_whole() {
        let (router, caller) = (Router::new(|_| false), Arc::<Caller>::default());
        let document = Document::new(Lane::Protocol, router, caller, Limits::default());
        let open = |channel| Open {
            channel,
            head: Bytes::new(),
        };
        let batch = Frame::encode_batch(&[open(1).into(), open(2).into()]);
        let answer = |length: usize, body: Bytes| {
            let (sender, answers) = std::sync::mpsc::channel();
            let responder = Responder::new(move |answer| drop(sender.send(answer)));
            frames(&document, length as u64, body, responder);
            let answer = answers.recv().expect("an answer");
            (answer.status.as_u16(), document.stats().channels_from_page)
        };
        let whole = batch.len();
        let truncated = Code::BodyTruncated.status();
        assert_eq!(answer(whole, batch.slice(..whole / 2)), (truncated, 0));
        assert_eq!(answer(whole, Bytes::new()), (truncated, 0));
        assert_eq!(answer(whole - 1, batch.clone()), (truncated, 0));
        assert_eq!(answer(usize::MAX, batch.clone()), (truncated, 0));
        assert_eq!(answer(whole, batch), (200, 2));
    }

    #[test]
    fn a_turn_without_budget_parses_nothing() {
        let executor = Counting::default();
        turn::begin();
        for (bytes, offloaded) in [(TURN_BYTES_MAX - 1, 0), (2, 1), (1, 1), (1, 2)] {
            with_body(&executor, vec![0; bytes].into(), |_| ());
            assert_eq!(executor.0.load(Ordering::Relaxed), offloaded, "{bytes}");
        }
    }

    #[test]
    fn a_body_over_the_budget_of_a_turn_is_parsed_on_another_thread() {
        let executor = Counting::default();
        for (bytes, offloaded) in [(0, 0), (TURN_BYTES_MAX, 0), (TURN_BYTES_MAX + 1, 1)] {
            executor.0.store(0, Ordering::Relaxed);
            let seen = Arc::new(AtomicUsize::new(usize::MAX));
            let length = Arc::clone(&seen);
            with_body(&executor, vec![0; bytes].into(), move |body| {
                length.store(body.len(), Ordering::Relaxed);
            });
            assert_eq!(executor.0.load(Ordering::Relaxed), offloaded, "{bytes}");
            assert_eq!(seen.load(Ordering::Relaxed), bytes);
        }
    }

    #[test]
    fn a_batch_over_the_budget_of_a_turn_is_encoded_on_another_thread() {
        for (messages, offloaded) in [(10, 0), (1_600, 0), (1_700, 1)] {
            let limits = Limits {
                channel_frames_max: 4_096,
                ..Limits::default()
            };
            let caller = Arc::<Caller>::default();
            let document = Document::new(Lane::Protocol, Router::new(|_| false), caller, limits);
            document.open_channel(1).expect("a channel");
            for _ in 0..messages {
                let body = Body::from(Payload::Raw(vec![0; 8].into()));
                document.try_send(1, body).expect("credit");
            }
            let counting = Arc::new(Counting::default());
            let executor: Arc<dyn Executor> = Arc::<Counting>::clone(&counting);
            let (sender, answers) = std::sync::mpsc::channel();
            let responder = Responder::new(move |answer| drop(sender.send(answer)));
            poll(&document, &executor, 0, responder);
            let bytes = answers.recv().expect("an answer").body_bytes();
            assert_eq!(bytes, messages * 48);
            assert_eq!(counting.0.load(Ordering::Relaxed), offloaded, "{messages}");
        }
    }
}
