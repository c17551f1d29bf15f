//! Frames as a page may send them, valid or not.

use bytelane::wire::{
    Element, Frame, Limits, PayloadKind,
    frame::{Body, Call, Cancel, Credit, Data, End, Event, Hello, Open, Release, Reply},
};
use bytes::Bytes;

use super::Choices;

/// Commands that exist, and one that does not.
const COMMANDS: [&str; 16] = [
    "echo",
    "bytes",
    "trap",
    "send_traps",
    "panic_now",
    "panic_later",
    "unserializable",
    "undisplayable",
    "hold",
    "take",
    "stream",
    "headers",
    "plugin:event|listen",
    "plugin:event|unlisten",
    "plugin:event|emit",
    "no_such_command",
];
const KINDS: [PayloadKind; 6] = [
    PayloadKind::None,
    PayloadKind::Raw,
    PayloadKind::Json,
    PayloadKind::Mixed,
    PayloadKind::Typed,
    PayloadKind::Archive,
];
/// Bytes of the longest body within a frame.
const BODY_BYTES_MAX: usize = 200;

/// Returns up to 6 frames, encoded; some are damaged. Returns `None` if they no longer decode.
pub(crate) fn batch(choices: &mut Choices<'_>, limits: &Limits) -> Option<(Vec<Frame>, bool)> {
    let frames: Vec<_> = (0..1 + choices.below(6)).map(|_| frame(choices)).collect();
    if !choices.happens(30) {
        return Some((frames, false));
    }
    let mut bytes = Frame::encode_batch(&frames).to_vec();
    for _ in 0..1 + choices.below(4) {
        let place = choices.below(bytes.len());
        bytes[place] ^= choices.byte();
    }
    if choices.happens(20) {
        bytes.truncate(choices.below(bytes.len() + 1));
    }
    let frames = Frame::decode_batch(bytes.into(), limits).ok()?;
    Some((frames, true))
}

/// Returns a CALL of one of the commands.
pub(crate) fn call(choices: &mut Choices<'_>) -> Call {
    let command = choices.one_of(&COMMANDS);
    let channel = format!("__CHANNEL__:{}", choices.id());
    let number = choices.number().min((1 << 53) - 1);
    let arguments = serde_json::json!({
        "value": [number], "data": [1, 2, 3], "kind": choices.byte() % 4, "messages": channel, "content": channel, "event": "e",
        "target": { "kind": "Any" }, "handler": 1, "eventId": number, "payload": { "number": number }, "length": number % 5_000,
    });
    let id = choices.id();
    let mut head = serde_json::json!({ "cmd": command });
    if choices.happens(20) {
        head["streams"] =
            serde_json::json!([{ "attachment": choices.number() % 3, "channel": choices.id() }]);
    }
    if choices.happens(10) {
        let value = String::from_utf8_lossy(&choices.bytes(40)).into_owned();
        head["headers"] = serde_json::json!([["x-name", value]]);
    }
    let body = match choices.below(4) {
        0 => body(choices),
        1 => Body::deferred(
            choices.one_of(&KINDS),
            Element::Bytes,
            choices.number() % 100_000,
        ),
        _ => Body::new(
            PayloadKind::Json,
            Element::Bytes,
            arguments.to_string().into(),
        ),
    };
    Call {
        id,
        head: head.to_string().into(),
        body,
    }
}

fn frame(choices: &mut Choices<'_>) -> Frame {
    let id = choices.id();
    match choices.below(16) {
        0 | 1 => Open {
            channel: id,
            head: head(choices),
        }
        .into(),
        2..6 => Data {
            channel: id,
            index: choices.number(),
            is_last: choices.happens(10),
            head: head(choices),
            body: body(choices),
        }
        .into(),
        // Twice in a row ends a channel twice.
        6 | 7 => End {
            channel: id,
            count: choices.number(),
            head: head(choices),
        }
        .into(),
        8 | 9 => Credit {
            channel: id,
            messages: choices.number(),
            bytes: choices.number(),
        }
        .into(),
        10 => Cancel { call: id }.into(),
        11 => Release { body: id }.into(),
        12 | 13 => Event {
            head: head(choices),
            body: body(choices),
        }
        .into(),
        14 => Hello {
            version: choices.number(),
            is_refused: false,
            head: head(choices),
        }
        .into(),
        _ if choices.happens(50) => call(choices).into(),
        _ => Reply {
            call: id,
            watermark: 0,
            outcome: bytelane::wire::frame::ReplyOutcome::Done,
            head: head(choices),
            body: body(choices),
        }
        .into(),
    }
}

fn head(choices: &mut Choices<'_>) -> Bytes {
    const HEADS: [&str; 8] = [
        "",
        "{}",
        r#"{"reason":"cancelled"}"#,
        r#"{"event":"e"}"#,
        r#"{"event":"e","target":{"kind":"AnyLabel","label":"main"}}"#,
        r#"{"event":"not a name"}"#,
        r#"{"body":1}"#,
        r#"{"bytes":1,"messages":1}"#,
    ];
    if choices.happens(90) {
        return Bytes::from_static(choices.one_of(&HEADS).as_bytes());
    }
    choices.bytes(60).into()
}

fn body(choices: &mut Choices<'_>) -> Body {
    let kind = choices.one_of(&KINDS);
    if choices.happens(20) {
        return Body::deferred(kind, Element::Bytes, choices.number());
    }
    let bytes: Bytes = if choices.happens(50) {
        Bytes::from_static(br#"{"value":1}"#)
    } else {
        choices.bytes(BODY_BYTES_MAX).into()
    };
    Body::new(kind, Element::Bytes, bytes)
}
