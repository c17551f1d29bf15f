//! The cost of a call in the host: from the router to the command and back, and whole calls on the memory lane.

#![allow(
    missing_docs,
    reason = "the macros of criterion write functions without any"
)]

#[path = "support/timing.rs"]
mod timing;

use std::{hint::black_box, sync::mpsc};

use bytelane::{
    Bytes, Call, Payload, Reply, ReplySlot, Router, generate_handler, lane::MemoryLane,
};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use futures_util::FutureExt;
use serde_json::json;

const SIZES: [(&str, usize); 5] = [
    ("0B", 0),
    ("1KiB", 1 << 10),
    ("1MiB", 1 << 20),
    ("8MiB", 8 << 20),
    ("64MiB", 64 << 20),
];

/// Maximum length in bytes of a text: JSON has a limit of its own.
const JSON_BYTES_MAX: usize = 8 << 20;

/// Returns its argument, so that both directions are measured.
#[bytelane::command]
fn echo(body: Bytes) -> Bytes {
    body
}

/// Returns its argument, a text that is sent as JSON.
#[bytelane::command]
fn echo_text(text: String) -> String {
    text
}

/// Runs commands immediately on the calling thread, so that no thread switch is measured.
fn router() -> Router {
    Router::new(generate_handler![echo, echo_text])
}

fn raw(length: usize) -> Payload {
    Payload::Raw(vec![7; length].into())
}

fn text(length: usize) -> Payload {
    Payload::from_value(&json!({ "text": "x".repeat(length) })).expect("JSON becomes a payload")
}

fn dispatch(criterion: &mut Criterion) {
    let router = router();
    let mut group = criterion.benchmark_group("router/dispatch_raw");
    for (name, length) in SIZES {
        let payload = raw(length);
        let (sender, receiver) = mpsc::sync_channel::<Reply>(1);
        let answered = || {
            let sender = sender.clone();
            router.run(
                Call::new("echo", black_box(&payload).clone()),
                ReplySlot::new(move |reply| sender.send(reply).expect("the bench waits")),
            );
            receiver.recv().expect("every call is answered")
        };
        assert_eq!(
            answered().into_bytes().expect("the command succeeds").len(),
            length
        );
        group.throughput(Throughput::Bytes(length as u64));
        group.bench_function(BenchmarkId::from_parameter(name), |bencher| {
            bencher.iter(answered)
        });
    }
    group.finish();
}

/// Whole calls: frame, session, payload, router, command, and the reply.
fn lane(
    criterion: &mut Criterion,
    group: &str,
    command: &str,
    bytes_max: usize,
    payload: impl Fn(usize) -> Payload,
) {
    let lane = MemoryLane::new(router());
    let mut group = criterion.benchmark_group(group);
    for (name, length) in SIZES.into_iter().filter(|(_, length)| *length <= bytes_max) {
        let payload = payload(length);
        group.throughput(Throughput::Bytes(length as u64));
        group.bench_function(BenchmarkId::from_parameter(name), |bencher| {
            bencher.iter(|| {
                let answer = lane
                    .call(command, black_box(&payload).clone())
                    .now_or_never();
                answer
                    .expect("the command answers at once")
                    .expect("the command succeeds")
            });
        });
    }
    group.finish();
}

fn lane_raw(criterion: &mut Criterion) {
    lane(criterion, "memory/call_raw", "echo", usize::MAX, raw);
}

fn lane_json(criterion: &mut Criterion) {
    lane(
        criterion,
        "memory/call_json",
        "echo_text",
        JSON_BYTES_MAX,
        text,
    );
}

criterion_group! {
    name = benches;
    config = timing::a_second_a_row();
    targets = dispatch, lane_raw, lane_json
}
criterion_main!(benches);
