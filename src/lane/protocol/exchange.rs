use std::{
    ops::Range,
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;

use super::{HttpAnswer, turn};
use crate::{
    Refusal,
    document::{Document, check_room},
    one_shot::OneShot,
    router::Executor,
    wire::{Code, Frame},
};

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

    pub(crate) fn refuse(self, refusal: &Refusal) {
        self.answer(HttpAnswer::refused(refusal));
    }
}

/// Whether the page still wants an answer: fires once, when the engine lets go of the request.
#[derive(Clone, Default)]
pub(crate) struct Abandonment(Arc<Mutex<AbandonmentState>>);

#[derive(Default)]
enum AbandonmentState {
    #[default]
    Wanted,
    Watched(Box<dyn FnOnce() + Send>),
    Abandoned,
}

impl Abandonment {
    /// Runs `hook` when the request is abandoned; at once if it was.
    pub(crate) fn on_abandoned(&self, hook: impl FnOnce() + Send + 'static) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(*state, AbandonmentState::Abandoned) {
            drop(state);
            return hook();
        }
        *state = AbandonmentState::Watched(Box::new(hook));
    }

    /// The engine let go of the request.
    pub(crate) fn abandon(&self) {
        let state = std::mem::replace(
            &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner),
            AbandonmentState::Abandoned,
        );
        if let AbandonmentState::Watched(hook) = state {
            hook();
        }
    }
}

/// Answers `/call` with its body.
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
    let id = frame.id;
    let cancelled = Arc::downgrade(document);
    abandonment.on_abandoned(move || {
        if let Some(document) = cancelled.upgrade() {
            document.cancel(id);
        }
    });
    document.call(
        frame,
        Box::new(move |answer| responder.answer(HttpAnswer::bytes(answer.into_segments()))),
    );
}

/// Answers `/frames` with its body.
pub(crate) fn frames(document: &Arc<Document>, length: u64, body: Bytes, responder: Responder) {
    // SPEC §5: a batch that was cut short between two frames would look whole.
    let whole = if body.len() as u64 == length {
        Ok(body)
    } else {
        let reason = format!("a batch of {length} bytes came as {}", body.len());
        Err(Refusal::new(Code::BodyTruncated, reason))
    };
    let answers = whole
        .and_then(|body| Ok(Frame::decode_batch(body, document.limits())?))
        .and_then(|frames| document.receive(frames));
    match answers {
        Err(refusal) => responder.refuse(&refusal),
        Ok(frames) => responder.answer(HttpAnswer::bytes(vec![Frame::encode_batch(&frames)])),
    }
}

/// Answers `/body`: at once from memory, from another thread where reading may block.
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
            format!("a range over {} bytes", document.limits().segment_bytes_max),
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
        executor.run_blocking(Box::new(answer))
    } else {
        answer()
    }
}

/// Whether a chunk may be as long as its path says.
///
/// # Errors
/// `body_too_large` over `segment_bytes_max` and past the stated length of the body (SPEC §5.2).
pub(crate) fn check_chunk(document: &Document, remaining: u64, length: u64) -> Result<(), Refusal> {
    let length_max = document.limits().segment_bytes_max;
    if length > length_max {
        let refusal = format!("a chunk over {length_max} bytes");
        return Err(Refusal::new(Code::BodyTooLarge, refusal));
    }
    check_room(remaining, length)
}

/// Answers `/poll`: when frames wait, or the document ends. Many frames are written away from the main loop.
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
                off_main_loop_over_a_turn(&*executor, bytes, work);
            }
            Err(refusal) => responder.refuse(&refusal),
        }),
    );
}

/// Runs the work on a body: small ones at once, larger ones away from the main loop.
pub(crate) fn with_body(
    executor: &dyn Executor,
    body: Bytes,
    work: impl FnOnce(Bytes) + Send + 'static,
) {
    let bytes = body.len();
    off_main_loop_over_a_turn(executor, bytes, move || work(body));
}

/// Runs the work here when the turn of the main loop has as much left as it touches, otherwise on another thread.
fn off_main_loop_over_a_turn(
    executor: &dyn Executor,
    bytes: usize,
    work: impl FnOnce() + Send + 'static,
) {
    if turn::try_spend(bytes) {
        work()
    } else {
        executor.run_blocking(Box::new(work))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::{super::turn::TURN_BYTES_MAX, *};
    use crate::{
        payload::{Body, Payload},
        router::{Caller, Router},
        wire::{FrameKind, Lane, Limits},
    };

    /// Runs everything at once, and counts what it was handed.
    #[derive(Default)]
    struct Counting(AtomicUsize);

    impl Executor for Counting {
        fn run_blocking(&self, work: Box<dyn FnOnce() + Send>) {
            self.0.fetch_add(1, Ordering::Relaxed);
            work();
        }

        fn spawn(&self, _: std::pin::Pin<Box<dyn Future<Output = ()> + Send>>) {
            unreachable!("nothing here is asynchronous");
        }

        fn run_on_main_thread(&self, _: Box<dyn FnOnce() + Send>) {
            unreachable!("nothing here asks for the main thread");
        }
    }

    #[test]
    fn a_chunk_has_the_length_of_a_segment_at_most() {
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
    fn a_batch_that_was_cut_between_frames_is_refused_as_a_whole() {
        let (router, caller) = (Router::new(|_| false), Arc::<Caller>::default());
        let document = Document::new(Lane::Protocol, router, caller, Limits::default());
        let batch = Frame::encode_batch(&[
            Frame::new(FrameKind::Open, 1, 0),
            Frame::new(FrameKind::Open, 2, 0),
        ]);
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
    fn a_turn_that_has_spent_its_share_parses_nothing() {
        let executor = Counting::default();
        turn::begin();
        for (bytes, handed_on) in [(TURN_BYTES_MAX - 1, 0), (2, 1), (1, 1), (1, 2)] {
            with_body(&executor, vec![0; bytes].into(), |_| ());
            assert_eq!(executor.0.load(Ordering::Relaxed), handed_on, "{bytes}");
        }
    }

    #[test]
    fn a_body_over_a_turn_is_parsed_on_another_thread() {
        let executor = Counting::default();
        for (bytes, handed_on) in [(0, 0), (TURN_BYTES_MAX, 0), (TURN_BYTES_MAX + 1, 1)] {
            executor.0.store(0, Ordering::Relaxed);
            let seen = Arc::new(AtomicUsize::new(usize::MAX));
            let length = Arc::clone(&seen);
            with_body(&executor, vec![0; bytes].into(), move |body| {
                length.store(body.len(), Ordering::Relaxed);
            });
            assert_eq!(executor.0.load(Ordering::Relaxed), handed_on, "{bytes}");
            assert_eq!(seen.load(Ordering::Relaxed), bytes);
        }
    }

    #[test]
    fn a_batch_over_a_turn_is_written_on_another_thread() {
        for (messages, handed_on) in [(10, 0), (1_600, 0), (1_700, 1)] {
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
            assert_eq!(counting.0.load(Ordering::Relaxed), handed_on, "{messages}");
        }
    }
}
