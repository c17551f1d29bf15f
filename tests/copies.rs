//! "Without a copy" as a number: how often a path takes memory the size of the payload.
//!
//! A copy of a payload needs a place to go to, so on every path here the allocations of that size are the copies.

#![allow(unsafe_code, reason = "a global allocator is unsafe to write")]

mod support;

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::Cell,
    collections::BTreeMap,
    sync::mpsc,
};

use bytelane::{
    Bytes, Call, Payload, ReplySlot, Router,
    file::{Assets, EmbeddedFiles},
    ipc::{Archived, Buffers, Invoke, InvokeMessage, Response, Typed},
    payload::{Attachment, Body, Mixed},
    rkyv,
    wire::{Element, Frame, Limits, PayloadKind, frame},
};
use serde::{Deserialize, Serialize};
use support::{answer, json, look, read};

/// What every payload here weighs at least.
const PAYLOAD_BYTES: usize = 1 << 20;

thread_local! {
    static LARGE: Cell<usize> = const { Cell::new(0) };
    static HELD: Cell<isize> = const { Cell::new(0) };
    static PEAK: Cell<isize> = const { Cell::new(0) };
}

/// The system's allocator, with a record of what each thread takes.
struct Counting;

fn record(taken: usize, given: usize) {
    // Sizes of layouts are at most `isize::MAX`.
    let change = taken.cast_signed() - given.cast_signed();
    let _ = HELD.try_with(|held| {
        held.set(held.get() + change);
        PEAK.with(|peak| peak.set(peak.get().max(held.get())));
    });
    if taken >= PAYLOAD_BYTES {
        let _ = LARGE.try_with(|large| large.set(large.get() + 1));
    }
}

// SAFETY: every method is the system's, which keeps the contract; the record takes no memory, so it does not come back here.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        record(layout.size(), 0);
        // SAFETY: the caller keeps the contract of this very method.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        record(layout.size(), 0);
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        record(size, layout.size());
        // SAFETY: as above.
        unsafe { System.realloc(place, layout, size) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        record(0, layout.size());
        // SAFETY: as above.
        unsafe { System.dealloc(place, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How many allocations of the payload's size `work` makes on this thread.
fn copies<T>(work: impl FnOnce() -> T) -> (usize, T) {
    let before = LARGE.get();
    let result = work();
    (LARGE.get() - before, result)
}

/// How much more memory this thread holds at some moment of `work` than before it.
fn peak_bytes<T>(work: impl FnOnce() -> T) -> usize {
    let before = HELD.get();
    PEAK.set(before);
    let result = work();
    let peak = PEAK.get() - before;
    drop(result);
    usize::try_from(peak).expect("a peak is above the ground")
}

fn payload_bytes() -> Vec<u8> {
    vec![7; PAYLOAD_BYTES]
}

fn raw() -> Payload {
    Payload::Raw(payload_bytes().into())
}

/// A frame that was received in one buffer.
fn received(payload: Payload) -> bytes::Bytes {
    let (kind, element) = (payload.kind(), payload.element());
    let bytes: bytes::Bytes = payload.into_segments().concat().into();
    let call = Frame::from(frame::Call {
        id: 1,
        head: bytes::Bytes::new(),
        body: frame::Body::new(kind, element, bytes),
    });
    let mut wire = bytes::BytesMut::new();
    call.encode(&mut wire);
    wire.freeze()
}

/// From the received buffer to the payload of a call.
fn decode(mut wire: bytes::Bytes) -> Payload {
    let limits = Limits::default();
    let Ok(Frame::Call(frame::Call { body, .. })) = Frame::decode(&mut wire, &limits) else {
        panic!("a call");
    };
    let bytes = body.bytes.expect("the body is in the frame");
    Payload::decode(body.payload, body.element, bytes, &limits).expect("a payload")
}

/// Copies that reading one argument makes, from the received buffer on.
fn copies_to_read(
    payload: Payload,
    reading: impl FnOnce(&InvokeMessage) + Send + 'static,
) -> usize {
    let wire = received(payload);
    let (decoding, payload) = copies(|| decode(wire));
    decoding + look(payload, move |message| copies(|| reading(message)).0)
}

#[derive(Debug, Serialize, Deserialize)]
struct Picture<T> {
    name: String,
    pixels: T,
}

fn picture() -> Payload {
    let pixels = Bytes::from(payload_bytes());
    let arguments = BTreeMap::from([(
        "picture",
        Picture {
            name: "sky".into(),
            pixels,
        },
    )]);
    Payload::from_value(&arguments).expect("a payload")
}

#[track_caller]
fn reads<T: for<'a> bytelane::ipc::CommandArg<'a>>(
    payload: Payload,
    key: &'static str,
    expected: usize,
) {
    let count = copies_to_read(payload, move |message| {
        drop(read::<T>(message, key).expect("an argument"))
    });
    assert_eq!(count, expected, "{}", std::any::type_name::<T>());
}

#[test]
fn a_raw_argument() {
    reads::<Bytes>(raw(), "a", 0);
    reads::<bytes::Bytes>(raw(), "a", 0);
    reads::<Option<Bytes>>(raw(), "a", 0);
    reads::<Vec<u8>>(raw(), "a", 1);
    reads::<Box<[u8]>>(raw(), "a", 1);
    let borrowed = copies_to_read(raw(), |message| {
        assert_eq!(
            read::<&[u8]>(message, "a").expect("bytes").len(),
            PAYLOAD_BYTES
        )
    });
    assert_eq!(borrowed, 0);
    reads::<Bytes>(
        Payload::Typed(Attachment {
            element: Element::F32,
            bytes: payload_bytes().into(),
        }),
        "a",
        0,
    );
    reads::<Bytes>(Payload::Archive(payload_bytes().into()), "a", 0);
}

#[test]
fn an_attachment() {
    reads::<Picture<Bytes>>(picture(), "picture", 0);
    reads::<Picture<bytes::Bytes>>(picture(), "picture", 0);
    reads::<Picture<Option<Bytes>>>(picture(), "picture", 0);
    reads::<Picture<Vec<u8>>>(picture(), "picture", 1);
    let borrowed = copies_to_read(picture(), |message| {
        let picture: Picture<&[u8]> = read(message, "picture").expect("an argument");
        assert_eq!(
            (picture.name.as_str(), picture.pixels.len()),
            ("sky", PAYLOAD_BYTES)
        );
    });
    assert_eq!(borrowed, 0);
}

/// Copies that answering makes, from the command's value to the pieces that a lane sends.
#[track_caller]
fn answers<T: bytelane::ipc::IpcResponse>(value: T, expected: usize) {
    let (count, segments) = copies(|| {
        let reply = bytelane::ipc::IpcResponse::into_reply(value).expect("a reply");
        let Body::Payload(payload) = reply.into_body().expect("a body") else {
            panic!("a payload")
        };
        payload.into_segments()
    });
    assert!(segments.iter().map(bytes::Bytes::len).sum::<usize>() >= PAYLOAD_BYTES);
    assert_eq!(count, expected, "{}", std::any::type_name::<T>());
}

#[test]
fn an_answer() {
    answers(payload_bytes(), 0);
    answers(Bytes::from(payload_bytes()), 0);
    answers(bytes::Bytes::from(payload_bytes()), 0);
    answers(payload_bytes().into_boxed_slice(), 0);
    answers(std::sync::Arc::<[u8]>::from(payload_bytes()), 0);
    answers(Response::new(payload_bytes()), 0);
    answers(Buffers::default().take(PAYLOAD_BYTES), 0);
    answers(Response::new(Buffers::default().take(PAYLOAD_BYTES)), 0);
    answers(
        Picture {
            name: "sky".into(),
            pixels: Bytes::from(payload_bytes()),
        },
        0,
    );
    answers(
        vec![Bytes::from(payload_bytes()), Bytes::from(payload_bytes())],
        0,
    );
    // A slice may end before it is sent, and a foreign type inside a value shows its bytes as a slice.
    let bytes = payload_bytes();
    answers(&bytes[..], 1);
    answers(
        Picture {
            name: "sky".into(),
            pixels: bytes::Bytes::from(payload_bytes()),
        },
        1,
    );
}

fn numbers() -> Typed<f32> {
    vec![0.5_f32; PAYLOAD_BYTES / 4].into()
}

#[test]
fn a_typed_array() {
    answers(numbers(), 0);
    answers(
        Picture {
            name: "sky".into(),
            pixels: numbers(),
        },
        0,
    );
    reads::<Typed<f32>>(Payload::from_owned(numbers()).expect("a payload"), "a", 0);
    let arguments = BTreeMap::from([("samples", numbers())]);
    let arguments = Payload::from_value(&arguments).expect("a payload");
    reads::<Typed<f32>>(arguments, "samples", 0);
}

#[derive(rkyv::Archive, rkyv::Serialize)]
#[rkyv(crate = bytelane::rkyv)]
struct Film {
    name: String,
    samples: Vec<f32>,
    frames: Vec<Vec<u8>>,
}

#[test]
fn an_archive() {
    let film = Film {
        name: "a name that is out of line".into(),
        samples: vec![0.5; PAYLOAD_BYTES / 4],
        frames: vec![payload_bytes(); 3],
    };
    // Written once, into the memory that is sent: an allocation of the exact length.
    let (count, archive) = copies(|| Archived::new(&film).expect("an archive"));
    assert_eq!(count, 1);
    let (count, buffered) = copies(|| Buffers::default().archive(&film).expect("an archive"));
    assert_eq!(count, 1);
    let bytes = archive.clone().into_bytes();
    assert_eq!(buffered.into_bytes(), bytes);
    assert!(peak_bytes(|| Archived::new(&film).expect("an archive")) < bytes.len() + 64 * 1024);
    answers(archive, 0);
    // Validated and read where it was received.
    type Parts = (String, Vec<f32>, Vec<Vec<u8>>);
    reads::<Archived<Parts>>(Payload::Archive(bytes.clone()), "a", 0);
    let arguments = BTreeMap::from([("film", bytes)]);
    let arguments = Payload::from_value(&arguments).expect("a payload");
    reads::<Archived<Parts>>(arguments, "film", 0);
}

#[test]
fn a_call_through_the_router() {
    let router = Router::new(|invoke: Invoke| {
        let bytes: Bytes = read(&invoke.message, "bytes").expect("an argument");
        invoke.resolver.resolve(bytes);
        true
    });
    for payload in [raw(), with_bytes()] {
        let wire = received(payload);
        let start = wire.as_ptr().addr();
        let (sender, receiver) = mpsc::channel();
        let (count, reply) = copies(|| {
            router.run(
                Call::new("echo", decode(wire)),
                ReplySlot::new(move |reply| sender.send(reply).expect("the test waits")),
            );
            receiver.recv().expect("an answer")
        });
        assert_eq!(count, 0);
        let bytes = reply.into_bytes().expect("bytes");
        assert_eq!(bytes.len(), PAYLOAD_BYTES);
        assert!(
            (start..start + PAYLOAD_BYTES + 1024).contains(&bytes.as_ptr().addr()),
            "the answer is the received buffer itself"
        );
    }
}

/// `{ bytes: <the payload> }`.
fn with_bytes() -> Payload {
    Payload::from_value(&BTreeMap::from([("bytes", Bytes::from(payload_bytes()))]))
        .expect("a payload")
}

#[test]
fn a_file() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("file");
    std::fs::write(&path, vec![9; 4 * PAYLOAD_BYTES]).expect("a file");
    let reply = answer(move || Response::file(&path));
    let Body::File(file) = reply.into_body().expect("a body") else {
        panic!("a file")
    };
    assert_eq!(file.len(), 4 * PAYLOAD_BYTES as u64);
    let (count, part) = copies(|| file.read(0..PAYLOAD_BYTES as u64).expect("a part"));
    assert_eq!(
        (count, part.len()),
        (1, PAYLOAD_BYTES),
        "the place that is read into, and nothing of the rest"
    );
}

#[test]
fn an_embedded_file() {
    static CONTENT: [u8; PAYLOAD_BYTES] = [1; PAYLOAD_BYTES];
    static FILES: &[(&str, &[u8])] = &[("/large.bin", &CONTENT)];
    let files = EmbeddedFiles::new(FILES);
    let request = http::Request::get("/large.bin")
        .header("range", "bytes=1-")
        .body(())
        .expect("a request");
    let (count, response) = copies(|| files.answer(&request));
    assert_eq!((count, response.status().as_u16()), (0, 206));
    let bytes = response.into_body().read().expect("in memory");
    assert_eq!(bytes.as_ptr(), CONTENT[1..].as_ptr());
}

/// A header with a third of a million ranges is answered without a list of them.
#[test]
fn a_bomb_of_ranges() {
    let files = EmbeddedFiles::new(&[("/file.txt", b"0123456789")]);
    let bomb = format!("bytes={}", "0-,".repeat(333_333));
    let request = http::Request::get("/file.txt")
        .header("range", &bomb)
        .body(())
        .expect("a request");
    let peak = peak_bytes(|| assert_eq!(files.answer(&request).status(), 200));
    assert!(peak < 4096, "{peak} bytes for a header of {}", bomb.len());
}

/// A claim takes no memory before it is borne out.
#[test]
fn a_lie() {
    let body = |json_bytes: u32, attachments: u32, length: u64| {
        let mut body = [
            &json_bytes.to_le_bytes()[..],
            &attachments.to_le_bytes(),
            &1_u64.to_le_bytes(),
        ]
        .concat();
        body.extend_from_slice(&[&length.to_le_bytes()[..], &[0; 8]].concat());
        body
    };
    for body in [
        body(2, 65_536, 0),
        body(2, 1, u64::MAX),
        body(16 << 20, 1, 1),
        body(2, u32::MAX, 0),
        body(2, 1, 1 << 53),
    ] {
        let peak = peak_bytes(|| {
            let result = Payload::decode(
                PayloadKind::Mixed,
                Element::Bytes,
                body.clone().into(),
                &Limits::default(),
            );
            assert!(result.is_err());
        });
        assert!(peak < 1024, "{peak} bytes for a body of {}", body.len());
    }
    let mut body = frame::Body::new(PayloadKind::Raw, Element::Bytes, bytes::Bytes::new());
    body.length = 1 << 29;
    let head = bytes::Bytes::new();
    let call = Frame::from(frame::Call { id: 1, head, body });
    let mut wire = bytes::BytesMut::new();
    call.encode_start(&mut wire);
    let peak =
        peak_bytes(|| assert!(Frame::decode(&mut wire.freeze(), &Limits::default()).is_err()));
    assert!(peak < 1024, "{peak}");
}

/// Numbers read as their own type need little more memory than their text; only `Value` needs a multiple of it.
#[test]
fn a_json_bomb() {
    let text = format!("{{\"zeros\":[{}0]}}", "0,".repeat((8 << 20) - 16));
    let text_bytes = text.len();
    let typed = look(json(&text), |message| {
        peak_bytes(|| read::<Vec<u8>>(message, "zeros").expect("numbers"))
    });
    assert!(typed <= 4 * text_bytes, "{typed} for {text_bytes}");
    let value = look(json(&text), |message| {
        peak_bytes(|| read::<serde_json::Value>(message, "zeros").expect("numbers"))
    });
    assert!(value <= 20 * text_bytes, "{value} for {text_bytes}");
    println!("{text_bytes} bytes of zeros: {typed} typed, {value} as `Value`");
}

/// Text is borrowed where it stands; with escapes it takes what the reader's own would.
#[test]
fn text_that_is_borrowed() {
    let text = |inner: &str| json(&format!("{{\"text\":{inner}}}"));
    let long = "x".repeat(PAYLOAD_BYTES);
    let plain = text(&format!("\"{long}\""));
    let borrowed = look(plain, |message| {
        peak_bytes(|| assert!(read::<&str>(message, "text").is_ok()))
    });
    assert!(borrowed < 1024, "{borrowed}");
    for (escaped, listed) in [
        (format!("\"{long}\\n\""), false),
        (format!("[{}\"\\n\"]", "\"\\n\",".repeat(100_000)), true),
    ] {
        let owned = look(text(&escaped), move |message| match listed {
            true => peak_bytes(|| read::<Vec<String>>(message, "text").expect("texts")),
            false => peak_bytes(|| read::<String>(message, "text").expect("a text")),
        });
        let lent = look(text(&escaped), move |message| match listed {
            true => peak_bytes(|| drop(read::<Vec<&str>>(message, "text").expect("texts"))),
            false => peak_bytes(|| assert!(read::<&str>(message, "text").is_ok())),
        });
        let text_bytes = escaped.len();
        println!("{text_bytes} bytes of text with escapes: {owned} owned, {lent} borrowed");
        assert!(lent <= 2 * owned, "{lent} for {owned}");
    }
}

/// Writing an attachment takes a table and a text, however large it is.
#[test]
fn writing_takes_no_more_than_a_table() {
    let pixels = Bytes::from(vec![1; 8 * PAYLOAD_BYTES]);
    let value = vec![pixels; 64];
    let peak = peak_bytes(|| {
        let payload = Payload::from_value(&value).expect("a payload");
        let Payload::Mixed(Mixed { attachments, .. }) = &payload else {
            panic!("attachments")
        };
        assert_eq!(attachments.len(), 64);
        payload.into_segments()
    });
    assert!(peak < 64 * 1024, "{peak}");
}
