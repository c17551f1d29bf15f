//! A page that releases buffers of others, or asks for more than it may.

use std::{
    ops::Range,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use super::fake::{FakeWebview, buffers, send};
use crate::{
    document::BodySource,
    lane::webview2::{
        Part,
        states::{BUFFER_BYTES_MAX, BUFFERS_MAX, IDLE},
    },
    payload::Payload,
    session::{Holding, Ledger},
    wire::{Code, Limits},
};

const MIB: usize = 1024 * 1024;

fn source(length: usize, byte: u8) -> Arc<BodySource> {
    let payload = Payload::Raw(vec![byte; length].into());
    Arc::new(BodySource::new(payload.into()))
}

fn part(number: u64, source: &Arc<BodySource>) -> Part {
    Part {
        number,
        source: Arc::clone(source),
        range: 0..source.length(),
    }
}

fn webview() -> (Arc<FakeWebview>, Arc<Ledger>) {
    (Arc::default(), Ledger::alone(&Limits::default()))
}

#[tokio::test(start_paused = true)]
async fn a_number_of_another_document_is_unknown() {
    let (webview, ledger) = webview();
    let [own, other] = [buffers(&webview, &ledger), buffers(&webview, &ledger)];
    let body = source(MIB, 1);
    send(&own, part(7, &body)).expect("shared");
    let code = |number| other.release(number).map_err(|refusal| refusal.code());
    assert_eq!(code(7), Err(Code::NotFound));
    // The same number of both documents is two buffers.
    send(&other, part(7, &source(MIB, 2))).expect("shared");
    let memory = webview.received(7).expect("the first event");
    assert_eq!(code(7), Ok(()));
    assert_eq!(code(7), Err(Code::NotFound), "released already");
    assert_eq!(memory.lock()[0], 1, "the buffer of the first document");
    assert_eq!(own.counts(), (0, 1));
    assert_eq!(own.release(7), Ok(()));
}

#[tokio::test(start_paused = true)]
async fn unknown_numbers_are_refused_and_cost_nothing() {
    let (webview, ledger) = webview();
    let buffers = buffers(&webview, &ledger);
    send(&buffers, part(1, &source(MIB, 1))).expect("shared");
    for number in 2..10_002 {
        let refused = buffers.release(number).expect_err("unknown");
        assert_eq!(refused.code(), Code::NotFound);
    }
    assert_eq!(buffers.counts(), (0, 1));
    buffers.release(1).expect("posted");
    assert_eq!(
        buffers.release(1).map_err(|refusal| refusal.code()),
        Err(Code::NotFound)
    );
    assert_eq!(buffers.counts(), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_ranges_and_releases_use_one_buffer() {
    let (webview, ledger) = webview();
    let buffers = buffers(&webview, &ledger);
    for number in 0..10_000u64 {
        let byte = number as u8;
        send(&buffers, part(number, &source(64, byte))).expect("shared");
        let memory = webview.received(number).expect("an event");
        assert_eq!(memory.lock()[..64], [byte; 64]);
        buffers.release(number).expect("posted");
    }
    assert_eq!(webview.created.load(Ordering::Relaxed), 1);
    assert_eq!(ledger.held(Holding::Results), MIB as u64);
    tokio::time::sleep(2 * IDLE).await;
    assert_eq!(
        webview.open.load(Ordering::Relaxed),
        0,
        "closed after the pause"
    );
    assert_eq!(ledger.held(Holding::Results), 0);
    send(&buffers, part(1, &source(MIB, 1))).expect("a new buffer");
    assert_eq!(webview.created.load(Ordering::Relaxed), 2);
}

#[tokio::test(start_paused = true)]
async fn a_page_that_releases_nothing_gets_segments() {
    let (webview, ledger) = webview();
    let buffers = buffers(&webview, &ledger);
    let body = source(BUFFER_BYTES_MAX, 1);
    for number in 0..BUFFERS_MAX as u64 {
        send(&buffers, part(number, &body)).expect("shared");
    }
    for number in 100..1_100 {
        let refused = send(&buffers, part(number, &body)).expect_err("too many");
        assert_eq!(refused.code(), Code::TooManyBuffers);
    }
    assert_eq!(webview.open.load(Ordering::Relaxed), BUFFERS_MAX);
    buffers.close();
    assert_eq!(webview.open.load(Ordering::Relaxed), 0);
    assert_eq!(ledger.held(Holding::Results), 0);
}

#[tokio::test(start_paused = true)]
async fn the_ledger_bounds_the_buffers() {
    let (webview, ledger) = webview();
    let buffers = buffers(&webview, &ledger);
    let bound = ledger.bound(Holding::Results);
    let held = ledger.charge(Holding::Results, bound - MIB as u64);
    let refused = send(&buffers, part(1, &source(MIB + 1, 1))).expect_err("over the bound");
    assert_eq!(refused.code(), Code::TooManyBuffers);
    assert_eq!(buffers.counts(), (0, 0));
    assert_eq!(webview.created.load(Ordering::Relaxed), 0);
    send(&buffers, part(1, &source(MIB, 1))).expect("up to the bound");
    drop(held);
}

#[tokio::test(start_paused = true)]
async fn the_end_of_the_document_closes_all_and_refuses_the_rest() {
    let (webview, ledger) = webview();
    let buffers = buffers(&webview, &ledger);
    for number in [1, 2] {
        send(&buffers, part(number, &source(MIB, 1))).expect("shared");
    }
    buffers.release(2).expect("posted");
    buffers.close();
    buffers.close();
    assert_eq!(webview.open.load(Ordering::Relaxed), 0);
    assert_eq!(ledger.held(Holding::Results), 0);
    for number in [1, 2, 3] {
        let refused = buffers.release(number).expect_err("ended");
        assert_eq!(refused.code(), Code::NotFound);
        let refused = send(&buffers, part(number, &source(MIB, 1))).expect_err("ended");
        assert_eq!(refused.code(), Code::DocumentGone);
    }
    assert_eq!(webview.open.load(Ordering::Relaxed), 0);
}

#[tokio::test(start_paused = true)]
async fn ranges_that_no_buffer_carries_are_refused() {
    let (webview, ledger) = webview();
    let buffers = buffers(&webview, &ledger);
    let body = source(BUFFER_BYTES_MAX + 1, 1);
    let length = body.length();
    let reversed = Range { start: 7, end: 3 };
    for range in [
        0..0,
        5..5,
        reversed,
        0..length,
        length..length + 1,
        0..u64::MAX,
    ] {
        let part = Part {
            range: range.clone(),
            ..part(1, &body)
        };
        let refused = send(&buffers, part).expect_err("no range of a buffer");
        assert_eq!(refused.code(), Code::RangeInvalid, "{range:?}");
    }
    send(&buffers, part(1, &source(MIB, 1))).expect("shared");
    let refused = send(&buffers, part(1, &source(MIB, 1))).expect_err("a number in use");
    assert_eq!(refused.code(), Code::DuplicateRequest);
    assert_eq!(buffers.counts(), (0, 1));
    assert_eq!(webview.created.load(Ordering::Relaxed), 1);
}

/// Counts the warnings of a thread.
#[derive(Clone, Default)]
struct Warnings(Arc<AtomicUsize>);

impl tracing::Subscriber for Warnings {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        *metadata.level() == tracing::Level::WARN
    }

    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        tracing::span::Id::from_u64(1)
    }

    fn record(&self, _: &tracing::span::Id, _: &tracing::span::Record<'_>) {}

    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}

    fn event(&self, _: &tracing::Event<'_>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn enter(&self, _: &tracing::span::Id) {}

    fn exit(&self, _: &tracing::span::Id) {}
}

#[tokio::test(start_paused = true)]
async fn a_page_that_asks_again_and_again_logs_one_reason() {
    let (webview, ledger) = webview();
    let buffers = buffers(&webview, &ledger);
    let warnings = Warnings::default();
    tracing::subscriber::with_default(warnings.clone(), || {
        for number in 0..1_000 {
            // Both calls fail in turn.
            webview
                .refuses_create
                .store(number % 2 == 0, Ordering::Relaxed);
            webview.refuses_post.store(true, Ordering::Relaxed);
            let refused = send(&buffers, part(number, &source(MIB, 1))).expect_err("a failure");
            assert_eq!(refused.code(), Code::Internal);
        }
    });
    assert_eq!(warnings.0.load(Ordering::Relaxed), 1);
    assert_eq!(buffers.counts(), (0, 0));
    assert_eq!(
        webview.open.load(Ordering::Relaxed),
        0,
        "a buffer that was not posted is closed"
    );
    assert_eq!(ledger.held(Holding::Results), 0);
}
