//! The cost of encoding and decoding a frame.

#![allow(
    missing_docs,
    reason = "the macros of criterion write functions without any"
)]

#[path = "support/timing.rs"]
mod timing;

use std::hint::black_box;

use bytelane::wire::{
    Element, Frame, HEADER_BYTES, Limits, PayloadKind,
    frame::{Body, Data},
};
use bytes::{Bytes, BytesMut};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

const SIZES: [(&str, usize); 6] = [
    ("0B", 0),
    ("512B", 512),
    ("64KiB", 64 << 10),
    ("1MiB", 1 << 20),
    ("16MiB", 16 << 20),
    ("64MiB", 64 << 20),
];
const BATCH_FRAMES: usize = 1_000;
const BATCH_BODY_BYTES: usize = 512;

/// Returns one message of a channel.
fn data(seq: usize, length: usize) -> Frame {
    let mut body = Body::default();
    if length > 0 {
        body = Body::new(PayloadKind::Raw, Element::Bytes, vec![7; length].into());
    }
    Data {
        channel: 1,
        index: seq as u64,
        is_last: false,
        head: Bytes::new(),
        body,
    }
    .into()
}

fn encoded(frames: &[Frame]) -> Bytes {
    let mut output = BytesMut::new();
    frames.iter().for_each(|frame| frame.encode(&mut output));
    output.freeze()
}

fn encode(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("wire/encode");
    for (name, length) in SIZES {
        let frame = data(0, length);
        group.throughput(Throughput::Bytes((HEADER_BYTES + length) as u64));
        group.bench_function(BenchmarkId::from_parameter(name), |bencher| {
            let mut output = BytesMut::with_capacity(frame.encoded_bytes());
            bencher.iter(|| {
                output.clear();
                black_box(&frame).encode(&mut output);
                black_box(output.len())
            });
        });
    }
    group.finish();
}

fn decode(criterion: &mut Criterion) {
    let limits = Limits::default();
    let mut group = criterion.benchmark_group("wire/decode");
    for (name, length) in SIZES {
        let input = encoded(&[data(0, length)]);
        group.throughput(Throughput::Bytes((HEADER_BYTES + length) as u64));
        group.bench_function(BenchmarkId::from_parameter(name), |bencher| {
            bencher
                .iter(|| Frame::decode(&mut black_box(&input).clone(), &limits).expect("a frame"));
        });
    }
    group.finish();
}

fn batch(criterion: &mut Criterion) {
    let limits = Limits::default();
    let frames: Vec<_> = (0..BATCH_FRAMES)
        .map(|seq| data(seq, BATCH_BODY_BYTES))
        .collect();
    let input = encoded(&frames);

    let mut group = criterion.benchmark_group("wire/encode_batch");
    group.throughput(Throughput::Bytes(input.len() as u64));
    group.bench_function("1000x512B", |bencher| {
        let mut output = BytesMut::with_capacity(input.len());
        bencher.iter(|| {
            output.clear();
            black_box(&frames)
                .iter()
                .for_each(|frame| frame.encode(&mut output));
            black_box(output.len())
        });
    });
    group.finish();

    let mut group = criterion.benchmark_group("wire/decode_batch");
    group.throughput(Throughput::Bytes(input.len() as u64));
    group.bench_function("1000x512B", |bencher| {
        bencher.iter(|| Frame::decode_batch(black_box(&input).clone(), &limits).expect("a batch"));
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = timing::a_second_a_row();
    targets = encode, decode, batch
}
criterion_main!(benches);
