//! `json_bytes_max`: a JSON text that is too long is refused to its sender, in either direction, and one setting raises or lowers the limit.

use bytelane::{
    Caller, Error, Payload, Router,
    event::EventHub,
    ipc::{Channel, SendError},
    lane::{CallError, MemoryLane},
    wire::{Code, FrameKind, Limits},
};
use futures_util::FutureExt;
use serde_json::json;
use std::sync::Arc;

/// The limit of these tests, in bytes.
const JSON_BYTES_MAX: usize = 4096;
/// The code of a refusal over it, as JSON.
const TOO_LARGE: &str = r#""body_too_large""#;

#[bytelane::command]
fn length(text: String) -> usize {
    text.len()
}

#[bytelane::command]
fn text(length: usize) -> String {
    "x".repeat(length)
}

/// Sends a text on a channel, and then a short one. Returns the error of the first.
#[bytelane::command]
fn send(length: usize, texts: Channel<String>) -> Option<(u64, String)> {
    let error = texts.try_send("x".repeat(length)).err();
    texts.try_send("after".into()).expect("the channel is open");
    error.map(|error| match error {
        SendError::Message(channel, reason) => match *reason {
            Error::Wire(reason) => (channel, reason.code().as_str().to_owned()),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    })
}

fn limits(json_bytes_max: usize) -> Limits {
    let mut limits = Limits::default();
    limits.json_bytes_max = json_bytes_max as u64;
    limits
}

fn lane(json_bytes_max: usize, hub: Arc<EventHub>) -> MemoryLane {
    let router = Router::new(bytelane::generate_handler![length, text, send]).with_events(hub);
    MemoryLane::with(router, Caller::default(), limits(json_bytes_max))
}

fn call(
    lane: &MemoryLane,
    command: &str,
    arguments: &serde_json::Value,
) -> Result<Payload, String> {
    let payload = Payload::from_value(arguments).expect("JSON becomes a payload");
    let called = lane.call(command, payload).now_or_never();
    called
        .expect("the answer is there")
        .map_err(|error| match error {
            CallError::Refused(refusal) => refusal["code"].to_string(),
            other => panic!("{other:?}"),
        })
}

#[test]
fn arguments_and_results_are_refused_over_the_limit_and_taken_at_it() {
    let lane = lane(JSON_BYTES_MAX, Arc::default());
    // The text and its quotes.
    let at_limit = call(&lane, "text", &json!({ "length": JSON_BYTES_MAX - 2 }));
    assert_eq!(
        at_limit.expect("at the limit").body_bytes(),
        JSON_BYTES_MAX as u64
    );
    assert_eq!(
        call(&lane, "text", &json!({ "length": JSON_BYTES_MAX - 1 })),
        Err(TOO_LARGE.into())
    );
    assert_eq!(
        call(
            &lane,
            "length",
            &json!({ "text": "x".repeat(JSON_BYTES_MAX) })
        ),
        Err(TOO_LARGE.into())
    );
}

#[test]
fn arguments_of_more_than_sixteen_mebibytes_are_ordinary() {
    let lane = MemoryLane::new(Router::new(bytelane::generate_handler![length, text, send]));
    let long = 20 << 20;
    let answer = call(&lane, "text", &json!({ "length": long })).expect("a text");
    assert_eq!(answer.body_bytes(), long as u64 + 2);
    let answer = call(&lane, "length", &json!({ "text": "x".repeat(long) })).expect("a length");
    assert_eq!(answer.to_value::<usize>().expect("a number"), long);
}

#[tokio::test]
async fn a_message_over_the_limit_is_refused_to_its_sender_and_the_channel_goes_on() {
    let lane = lane(JSON_BYTES_MAX, Arc::default());
    let arguments = json!({ "length": JSON_BYTES_MAX, "texts": "__CHANNEL__:5" });
    let payload = Payload::from_value(&arguments).expect("JSON becomes a payload");
    // The reply follows the messages that were sent before it.
    let both = futures_util::future::join(lane.call("send", payload), lane.next_frames());
    let (answer, frames) = both.await;
    let error = answer.expect("the command answers").to_value();
    let (channel, code): (u64, String) = error.expect("an error");
    assert_eq!((channel, code.as_str()), (5, "body_too_large"));
    let frames = frames.expect("an open document");
    let messages = frames
        .iter()
        .filter(|frame| frame.kind() == FrameKind::Data);
    assert_eq!(messages.count(), 1);
}

#[test]
fn an_event_over_the_limit_of_a_listening_page_is_refused_to_its_emitter() {
    let hub = Arc::new(EventHub::new());
    let lane = lane(JSON_BYTES_MAX, Arc::clone(&hub));
    let long = "x".repeat(JSON_BYTES_MAX);
    hub.emit("news", &long).expect("no page listens");
    let listen = json!({ "event": "news", "target": { "kind": "Any" }, "handler": 1 });
    call(&lane, "plugin:event|listen", &listen).expect("a listener");
    let refused = hub.emit("news", &long).expect_err("over the limit");
    assert!(
        matches!(&refused, Error::Wire(error) if error.code() == Code::BodyTooLarge),
        "{refused:?}"
    );
    hub.emit("news", "short").expect("within the limit");
    let frames = lane
        .next_frames()
        .now_or_never()
        .expect("frames")
        .expect("an open document");
    assert_eq!(
        frames
            .iter()
            .filter(|frame| frame.kind() == FrameKind::Event)
            .count(),
        1
    );
}
