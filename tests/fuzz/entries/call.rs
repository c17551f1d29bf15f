//! Bytes as the request of a call: refused, or answered with exactly one REPLY.

use std::{future::Future, pin::pin, task::Context};

use bytelane::{
    Bytes, Caller, Payload, Router,
    lane::MemoryLane,
    wire::{Frame, FrameKind, Limits},
};

#[bytelane::command]
fn echo(value: Option<serde_json::Value>) -> Option<serde_json::Value> {
    value
}

#[bytelane::command]
fn bytes(data: Bytes) -> Bytes {
    data
}

#[bytelane::command]
fn mixed(name: String, parts: Vec<Bytes>) -> (String, Vec<Bytes>) {
    (name, parts)
}

/// The commands that it may call: `e`, `b` and `m`, so that a fuzzer finds them.
fn router() -> Router {
    let handler = bytelane::generate_handler![echo, bytes, mixed];
    Router::new(handler)
}

pub(crate) fn run(data: &[u8]) {
    let limits = Limits::default();
    let lane = MemoryLane::with(router(), Caller::default(), limits.clone());
    let request = bytes_of(data);
    let mut exchange = pin!(lane.exchange(request));
    let mut context = Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(reply) = exchange.as_mut().poll(&mut context) else {
        // A body that is to come, or a stream that follows.
        assert!(lane.stats().uploads_open + lane.stats().channels_from_page > 0);
        return;
    };
    let Ok(mut reply) = reply else { return };
    let frame = Frame::decode(&mut reply, &limits).expect("the host writes frames");
    assert_eq!((frame.kind, reply.len()), (FrameKind::Reply, 0));
    let text = String::from_utf8_lossy(&frame.head);
    assert!(
        !text.contains("internal") && !text.contains("panicked"),
        "{text}"
    );
    if frame.body_bytes > 0 && frame.body.is_empty() {
        return;
    }
    Payload::decode(frame.payload, frame.element, frame.body, &limits)
        .expect("the host writes payloads");
    assert_eq!(lane.stats().calls_running, 0);
}

fn bytes_of(data: &[u8]) -> bytes::Bytes {
    bytes::Bytes::copy_from_slice(data)
}
