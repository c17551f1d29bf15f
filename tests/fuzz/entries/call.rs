//! Sends bytes as the request of a call: it is refused, or answered by exactly one REPLY.

use std::{future::Future, pin::pin, task::Context};

use bytelane::{
    Bytes, Caller, Payload, Router,
    lane::MemoryLane,
    wire::{Frame, Limits},
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

/// Returns a router with the commands.
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
        // The call waits for its body, or for a stream.
        assert!(lane.stats().uploads_open + lane.stats().channels_from_page > 0);
        return;
    };
    let Ok(mut reply) = reply else { return };
    let frame = Frame::decode(&mut reply, &limits).expect("the host writes frames");
    assert_eq!(reply.len(), 0);
    let Frame::Reply(reply) = frame else {
        panic!("a call is answered by a reply, and not by {frame:?}");
    };
    let text = String::from_utf8_lossy(&reply.head);
    assert!(
        !text.contains("internal") && !text.contains("panicked"),
        "{text}"
    );
    let body = reply.body;
    let Some(bytes) = body.bytes else { return };
    Payload::decode(body.payload, body.element, bytes, &limits).expect("the host writes payloads");
    assert_eq!(lane.stats().calls_running, 0);
}

fn bytes_of(data: &[u8]) -> bytes::Bytes {
    bytes::Bytes::copy_from_slice(data)
}
