//! Instructions of the host's hot paths, counted by callgrind: `cargo bench --no-default-features --bench instructions`.
//!
//! Unlike times, counts hardly differ between two runs, so a change of a few percent is visible. Each path runs under valgrind with few and with many
//! iterations; the difference is the cost of the iterations. Without valgrind the benchmark counts nothing and prints so.

#[path = "support/frames.rs"]
mod frames;

use std::{
    hint::black_box,
    process::{Command, ExitCode},
};

use bytelane::{
    Bytes, Payload, Router, generate_handler,
    lane::MemoryLane,
    unstable::{Inbox, Ledger, Outbox},
    wire::{Element, Frame, Limits, PayloadKind},
};
use bytes::BytesMut;
use frames::{ID, data, message};
use futures_util::FutureExt;
use serde::{Deserialize, Serialize};

/// The iterations of the run that is subtracted: the start of the program, and the first iterations, which run with cold state.
const FEW: u64 = 100;
const MANY: u64 = 1_100;

/// A path, and the function that runs it a number of times.
type Path = (&'static str, fn(u64));

const PATHS: &[Path] = &[
    ("wire/encode/512B", wire_encode),
    ("wire/decode/512B", wire_decode),
    ("payload/encode_mixed/64KiB", payload_encode_mixed),
    ("payload/decode_mixed/64KiB", payload_decode_mixed),
    ("outbox/message/512B", outbox_message),
    ("inbox/message/512B", inbox_message),
    ("memory/call_raw/1KiB", call_raw),
    ("memory/call_json/1KiB", call_json),
];

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let first = arguments.next();
    if first.as_deref() == Some("--path") {
        return run(arguments.next(), arguments.next());
    }
    let arguments: Vec<String> = first.into_iter().chain(arguments).collect();
    if !arguments.iter().any(|argument| argument == "--bench") {
        // `cargo test --benches` only checks that each path runs.
        PATHS.iter().for_each(|(_, path)| path(FEW));
        return ExitCode::SUCCESS;
    }
    let found = Command::new("valgrind").arg("--version").output();
    if !found.is_ok_and(|output| output.status.success()) {
        println!("valgrind is not installed, so no instructions are counted");
        return ExitCode::SUCCESS;
    }
    // An argument filters the list by name.
    let filter = arguments.iter().find(|argument| !argument.starts_with('-'));
    for (name, _) in PATHS {
        if filter.is_some_and(|filter| !name.contains(filter.as_str())) {
            continue;
        }
        match count(name) {
            Ok(count) => println!("{name:32} {count:10.0} instructions"),
            Err(error) => {
                eprintln!("{name}: {error}");
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}

/// Runs a path in this process.
fn run(name: Option<String>, times: Option<String>) -> ExitCode {
    let path = PATHS
        .iter()
        .find(|(path, _)| Some(*path) == name.as_deref());
    let times = times.and_then(|times| times.parse().ok());
    let (Some((_, path)), Some(times)) = (path, times) else {
        eprintln!("usage: --path <path> <times>");
        return ExitCode::FAILURE;
    };
    path(times);
    ExitCode::SUCCESS
}

/// Returns the instructions of one iteration.
fn count(name: &str) -> Result<f64, String> {
    let (few, many) = (collected(name, FEW)?, collected(name, MANY)?);
    Ok(many.saturating_sub(few) as f64 / (MANY - FEW) as f64)
}

/// Returns the instructions of a process that runs a path a number of times.
fn collected(name: &str, times: u64) -> Result<u64, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args(["--path", name, &times.to_string()])
        .output()
        .map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&output.stderr);
    let stated = text.lines().find_map(|line| line.split_once("Collected :"));
    stated
        .filter(|_| output.status.success())
        .and_then(|(_, count)| count.trim().parse().ok())
        .ok_or_else(|| format!("valgrind ended with {}:\n{text}", output.status))
}

fn body() -> bytes::Bytes {
    vec![7; 512].into()
}

fn wire_encode(times: u64) {
    let frame: Frame = data(0, &body()).into();
    let mut output = BytesMut::with_capacity(frame.encoded_bytes());
    for _ in 0..times {
        output.clear();
        black_box(&frame).encode(&mut output);
        black_box(&output);
    }
}

fn wire_decode(times: u64) {
    let mut encoded = BytesMut::new();
    let frame: Frame = data(0, &body()).into();
    frame.encode(&mut encoded);
    let (encoded, limits) = (encoded.freeze(), Limits::default());
    for _ in 0..times {
        let frame = Frame::decode(&mut black_box(&encoded).clone(), &limits);
        black_box(frame.expect("a frame"));
    }
}

#[derive(Serialize, Deserialize)]
struct Picture {
    name: String,
    width: u32,
    height: u32,
    pixels: Bytes,
}

fn picture() -> Picture {
    Picture {
        name: "sky".into(),
        width: 128,
        height: 128,
        pixels: vec![7; 64 << 10].into(),
    }
}

fn payload_encode_mixed(times: u64) {
    let picture = picture();
    for _ in 0..times {
        let payload = Payload::from_value(black_box(&picture));
        black_box(payload.expect("a payload").into_segments());
    }
}

fn payload_decode_mixed(times: u64) {
    let payload = Payload::from_value(&picture()).expect("a payload");
    let (body, limits): (bytes::Bytes, _) =
        (payload.into_segments().concat().into(), Limits::default());
    for _ in 0..times {
        let body = black_box(&body).clone();
        let payload = Payload::decode(PayloadKind::Mixed, Element::Bytes, body, &limits);
        let picture = payload.expect("a payload").to_value::<Picture>();
        black_box(picture.expect("a picture"));
    }
}

fn outbox_message(times: u64) {
    let (body, limits) = (body(), Limits::default());
    let mut outbox = Outbox::new(limits.clone(), Ledger::alone(&limits));
    assert!(outbox.open(ID), "a new channel");
    for sent in 1..=times {
        outbox.enqueue(ID, message(&body)).expect("there is credit");
        let batch = black_box(outbox.next_batch());
        outbox.acknowledge(batch.first);
        let bytes = sent * body.len() as u64 + limits.channel_bytes_max;
        outbox.grant(ID, sent + limits.channel_frames_max, bytes);
    }
}

fn inbox_message(times: u64) {
    let body = body();
    let mut inbox = Inbox::new(Limits::default(), Ledger::alone(&Limits::default()));
    inbox.open(ID).expect("a new channel");
    inbox.claim(ID).expect("an open channel");
    for seq in 0..times {
        inbox.receive(data(seq, &body)).expect("an open channel");
        black_box(inbox.dequeue(ID));
    }
}

#[bytelane::command]
fn echo(body: Bytes) -> Bytes {
    body
}

#[bytelane::command]
fn echo_text(text: String) -> String {
    text
}

fn call(times: u64, command: &str, payload: &Payload) {
    let lane = MemoryLane::new(Router::new(generate_handler![echo, echo_text]));
    for _ in 0..times {
        let answer = lane
            .call(command, black_box(payload).clone())
            .now_or_never();
        let answer = answer.expect("the command answers at once");
        black_box(answer.expect("the command succeeds"));
    }
}

fn call_raw(times: u64) {
    call(times, "echo", &Payload::Raw(vec![7; 1 << 10].into()));
}

fn call_json(times: u64) {
    let arguments = serde_json::json!({ "text": "x".repeat(1 << 10) });
    let payload = Payload::from_value(&arguments).expect("JSON becomes a payload");
    call(times, "echo_text", &payload);
}
