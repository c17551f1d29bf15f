use std::{
    ops::Range,
    sync::{Arc, Mutex, PoisonError},
};

use bytes::{Bytes, BytesMut};

use super::{HttpAnswer, TURN_BYTES_MAX};
use crate::{
    Refusal,
    document::Document,
    router::Executor,
    wire::{Code, Frame},
};

/// Where the answer to one request goes. Dropped unused, it answers `no_reply`.
pub(crate) struct Responder {
    send: Option<Box<dyn FnOnce(HttpAnswer) + Send>>,
}

impl Responder {
    pub(crate) fn new(send: impl FnOnce(HttpAnswer) + Send + 'static) -> Self {
        Self {
            send: Some(Box::new(send)),
        }
    }

    pub(crate) fn answer(mut self, answer: HttpAnswer) {
        if let Some(send) = self.send.take() {
            send(answer);
        }
    }

    pub(crate) fn refuse(self, refusal: &Refusal) {
        self.answer(HttpAnswer::refused(refusal));
    }
}

impl Drop for Responder {
    fn drop(&mut self) {
        if let Some(send) = self.send.take() {
            send(HttpAnswer::refused(&Refusal::new(
                Code::NoReply,
                "the request was let go without an answer",
            )));
        }
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
pub(crate) fn frames(document: &Arc<Document>, body: Bytes, responder: Responder) {
    let answers = Frame::decode_batch(body, document.limits())
        .map_err(Refusal::from)
        .and_then(|frames| document.receive(frames));
    match answers {
        Err(refusal) => responder.refuse(&refusal),
        Ok(frames) => {
            let mut batch = BytesMut::new();
            for frame in &frames {
                frame.encode(&mut batch);
            }
            responder.answer(HttpAnswer::bytes(vec![batch.freeze()]));
        }
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

/// Answers `/poll`: when frames wait, or the document ends.
pub(crate) fn poll(document: &Document, sequence: u64, responder: Responder) {
    document.poll(
        sequence,
        Box::new(move |batch| match batch {
            Ok(batch) => {
                let first = batch.first;
                responder.answer(HttpAnswer::bytes(batch.into_segments()).with_sequence(first));
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
    if body.len() <= TURN_BYTES_MAX {
        work(body)
    } else {
        executor.run_blocking(Box::new(move || work(body)))
    }
}
