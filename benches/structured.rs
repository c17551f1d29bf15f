//! Structured data without JSON: writing and validating archives beside `serde_json`, and typed arrays.

#![allow(
    missing_docs,
    reason = "the macros of criterion write functions without any"
)]

#[path = "support/timing.rs"]
mod timing;

#[path = "../examples/table/orders.rs"]
mod orders;

use std::hint::black_box;

use bytelane::{
    Payload,
    ipc::{Archived, Typed},
};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use orders::Order;

/// 10,000 orders.
fn tables(criterion: &mut Criterion) {
    let rows = orders::orders(10_000);
    let archive = Archived::new(&rows).expect("an archive").into_bytes();
    let json = serde_json::to_vec(&rows).expect("JSON");
    let mut group = criterion.benchmark_group("structured/rows");
    group.throughput(Throughput::Elements(rows.len() as u64));
    group.bench_function("write_archive", |bencher| {
        bencher.iter(|| Archived::new(black_box(&rows)).expect("an archive"))
    });
    group.bench_function("write_json", |bencher| {
        bencher.iter(|| Payload::from_value(black_box(&rows)).expect("JSON"))
    });
    group.bench_function("validate_archive", |bencher| {
        bencher.iter(|| {
            Archived::<Vec<Order>>::from_bytes(black_box(&archive).clone()).expect("an archive")
        })
    });
    // From arrival: validated, and one field of each row read.
    group.bench_function("sum_archive", |bencher| {
        bencher.iter(|| {
            let orders = Archived::<Vec<Order>>::from_bytes(black_box(&archive).clone());
            let orders = orders.expect("an archive");
            orders
                .iter()
                .map(|order| order.amount.to_native())
                .sum::<f64>()
        })
    });
    group.bench_function("sum_json", |bencher| {
        bencher.iter(|| {
            let orders = serde_json::from_slice::<Vec<Order>>(black_box(&json));
            orders
                .expect("JSON")
                .iter()
                .map(|order| order.amount)
                .sum::<f64>()
        })
    });
    group.finish();
}

/// A million strings of 20 bytes.
fn strings(criterion: &mut Criterion) {
    let strings: Vec<String> = (0..1_000_000).map(|index| format!("{index:020}")).collect();
    let archive = Archived::new(&strings).expect("an archive").into_bytes();
    let mut group = criterion.benchmark_group("structured/strings");
    group.throughput(Throughput::Elements(strings.len() as u64));
    group.sample_size(10);
    group.bench_function("write_archive", |bencher| {
        bencher.iter(|| Archived::new(black_box(&strings)).expect("an archive"))
    });
    group.bench_function("write_json", |bencher| {
        bencher.iter(|| Payload::from_value(black_box(&strings)).expect("JSON"))
    });
    group.bench_function("validate_archive", |bencher| {
        bencher.iter(|| {
            Archived::<Vec<String>>::from_bytes(black_box(&archive).clone()).expect("an archive")
        })
    });
    group.finish();
}

/// 16 MiB of numbers.
fn numbers(criterion: &mut Criterion) {
    let samples = Typed::from(vec![0.5_f32; 4 << 20]);
    let payload = Payload::from_value(&samples).expect("a payload");
    let mut group = criterion.benchmark_group("structured/numbers");
    group.throughput(Throughput::Bytes(payload.body_bytes()));
    group.bench_function("send_typed", |bencher| {
        bencher.iter(|| Payload::from_value(black_box(&samples)).expect("a payload"))
    });
    group.bench_function("receive_typed", |bencher| {
        bencher.iter(|| {
            black_box(&payload)
                .to_value::<Typed<f32>>()
                .expect("numbers")
        })
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = timing::a_second_a_row();
    targets = tables, strings, numbers
}
criterion_main!(benches);
