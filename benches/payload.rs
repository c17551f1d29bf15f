//! The cost of a payload between the lane and the command.

#![allow(
    missing_docs,
    reason = "the macros of criterion write functions without any"
)]

#[path = "support/timing.rs"]
mod timing;

use std::{collections::BTreeMap, hint::black_box, sync::mpsc};

use bytelane::{
    Bytes, Call, Payload, Reply, ReplySlot, Router,
    ipc::{CommandArg, CommandItem, Invoke},
    payload::{Attachment, Mixed},
    wire::{Element, Limits, PayloadKind},
};
use criterion::{
    BatchSize, BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

const KIB: usize = 1 << 10;
const MIB: usize = 1 << 20;
const SIZES: [(&str, usize); 6] = [
    ("0B", 0),
    ("1KiB", KIB),
    ("64KiB", 64 * KIB),
    ("1MiB", MIB),
    ("16MiB", 16 * MIB),
    ("64MiB", 64 * MIB),
];

/// Minimum length in bytes of a payload whose iterations take long, so that few are measured.
const LARGE_BYTES: usize = 16 * MIB;

/// Maximum length in bytes that is sent as numbers in a text: each byte takes tens of bytes of memory to parse.
const NUMBERS_BYTES_MAX: usize = 16 * MIB;

#[derive(Serialize, Deserialize)]
struct Picture {
    name: String,
    width: u32,
    height: u32,
    pixels: Bytes,
}

fn picture(length: usize) -> Picture {
    Picture {
        name: "sky".into(),
        width: 640,
        height: 480,
        pixels: vec![7; length].into(),
    }
}

/// Sizes in bytes by name.
fn sized(
    criterion: &mut Criterion,
    group: &str,
    bench: impl Fn(&mut criterion::Bencher<'_>, usize),
) {
    sized_up_to(criterion, group, usize::MAX, bench);
}

fn sized_up_to(
    criterion: &mut Criterion,
    group: &str,
    bytes_max: usize,
    bench: impl Fn(&mut criterion::Bencher<'_>, usize),
) {
    let mut group = criterion.benchmark_group(group);
    for (name, length) in SIZES.into_iter().filter(|(_, length)| *length <= bytes_max) {
        group.throughput(Throughput::Bytes(length as u64));
        if length >= LARGE_BYTES {
            group.sample_size(10).sampling_mode(SamplingMode::Flat);
        }
        group.bench_with_input(
            BenchmarkId::from_parameter(name),
            &length,
            |bencher, length| bench(bencher, *length),
        );
    }
    group.finish();
}

fn decode(kind: PayloadKind, body: &bytes::Bytes) -> Payload {
    Payload::decode(kind, Element::Bytes, body.clone(), &Limits::default()).expect("a payload")
}

fn mixed(criterion: &mut Criterion) {
    sized(criterion, "payload/encode_mixed", |bencher, length| {
        let picture = picture(length);
        bencher.iter(|| {
            Payload::from_value(black_box(&picture))
                .expect("a payload")
                .into_segments()
        });
    });
    sized(criterion, "payload/decode_mixed", |bencher, length| {
        let body = Payload::from_value(&picture(length))
            .expect("a payload")
            .into_segments()
            .concat()
            .into();
        bencher.iter(|| {
            decode(PayloadKind::Mixed, black_box(&body))
                .to_value::<Picture>()
                .expect("a value")
        });
    });
    // For comparison: the same value as Tauri sends it.
    sized_up_to(
        criterion,
        "payload/decode_number_array",
        NUMBERS_BYTES_MAX,
        |bencher, length| {
            let text = serde_json::to_string(&picture(length)).expect("JSON");
            bencher.iter(|| {
                serde_json::from_str::<Value>(black_box(&text))
                    .and_then(serde_json::from_value::<Picture>)
                    .expect("a value")
            });
        },
    );
    sized(criterion, "payload/decode_floats", |bencher, length| {
        let floats = Attachment {
            element: Element::F32,
            bytes: vec![0; length].into(),
        };
        let text = "{\"samples\":\"\\u0001bytes:0000000000000000:0\"}".into();
        let payload = Payload::Mixed(Mixed {
            text,
            nonce: 0,
            attachments: vec![floats],
        });
        bencher.iter(|| {
            black_box(&payload)
                .to_value::<BTreeMap<String, Vec<f32>>>()
                .expect("a value")
        });
    });
}

/// Returns a router with one command that reads the argument `key` as a `T` and replies with `reply`.
fn router<T: for<'a> CommandArg<'a>>(
    key: &'static str,
    reply: impl Fn(T) -> Reply + Send + Sync + 'static,
) -> Router {
    Router::new(move |invoke: Invoke| {
        let item = CommandItem {
            name: "cmd",
            key,
            message: &invoke.message,
        };
        let value = T::from_command(item).unwrap_or_else(|error| panic!("{error:?}"));
        invoke.resolver.reply(reply(value));
        true
    })
}

fn call(router: &Router, payload: Payload) -> Reply {
    let (sender, receiver) = mpsc::sync_channel(1);
    router.run(
        Call::new("cmd", payload),
        ReplySlot::new(move |reply| sender.send(reply).expect("the receiver waits")),
    );
    receiver.recv().expect("an answer")
}

fn arguments(criterion: &mut Criterion) {
    sized(criterion, "payload/call_raw_as_bytes", |bencher, length| {
        let router = router::<Bytes>("bytes", |bytes| Reply::done(Payload::Raw(bytes)));
        let payload = Payload::Raw(vec![1; length].into());
        bencher.iter(|| call(&router, black_box(&payload).clone()));
    });
    sized(criterion, "payload/call_raw_as_vec", |bencher, length| {
        let router = router::<Vec<u8>>("bytes", |bytes| Reply::done(Payload::Raw(bytes.into())));
        let payload = Payload::Raw(vec![1; length].into());
        bencher.iter(|| call(&router, black_box(&payload).clone()));
    });
    let mut group = criterion.benchmark_group("payload/call_json");
    for (name, text) in [("small", "{\"number\":21}"), ("twenty_keys", TWENTY_KEYS)] {
        let router = router::<u32>("number", |number| {
            Reply::done(Payload::from_value(&number).expect("a payload"))
        });
        let payload = Payload::Json(text.into());
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |bencher| {
            bencher.iter(|| call(&router, black_box(&payload).clone()))
        });
    }
    group.finish();
}

const TWENTY_KEYS: &str = r#"{"a":"text","b":[1,2,3,4,5,6],"c":{"x":1.5,"y":2.5},"d":null,"e":true,"f":"more text","g":[[],[],{}],"h":12345,"i":-1,
"j":"\u00e9","k":0,"l":1,"m":2,"n":3,"o":4,"p":5,"q":6,"r":7,"s":{"deep":{"deeper":{"deepest":[1,2,3]}}},"number":21}"#;

fn answers(criterion: &mut Criterion) {
    sized(criterion, "payload/answer_vec", |bencher, length| {
        bencher.iter_batched(
            || vec![1_u8; length],
            |bytes| Payload::from_owned(black_box(bytes)),
            BatchSize::LargeInput,
        );
    });
    sized(criterion, "payload/answer_bytes", |bencher, length| {
        let bytes = Bytes::from(vec![1; length]);
        bencher.iter(|| Payload::from_owned(black_box(&bytes).clone()));
    });
    sized(criterion, "payload/answer_picture", |bencher, length| {
        let picture = picture(length);
        bencher.iter(|| Payload::from_value(black_box(&picture)));
    });
}

/// The cost of a text with many brackets: the parser, and the check of its depth.
fn texts(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("payload/decode_json");
    let text = format!(
        "{{\"list\":[{}0]}}",
        "{\"x\":1,\"y\":[2,3],\"name\":\"point\"},".repeat(30_000)
    );
    let payload = Payload::Json(text.into());
    group.throughput(Throughput::Bytes(payload.body_bytes()));
    group.bench_function("1MiB", |bencher| {
        bencher.iter(|| black_box(&payload).to_value::<Value>().expect("a value"))
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = timing::a_second_a_row();
    targets = mixed, arguments, answers, texts
}
criterion_main!(benches);
