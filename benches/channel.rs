//! The cost of a channel message in the host: queues and credit alone, and whole channels on the memory lane.

#![allow(
    missing_docs,
    reason = "the macros of criterion write functions without any"
)]

#[path = "support/frames.rs"]
mod frames;
#[path = "support/timing.rs"]
mod timing;

use std::{
    hint::black_box,
    sync::{Arc, Mutex},
};

use bytelane::{
    Bytes, Payload, Router, State, generate_handler,
    ipc::{Channel, Receiver},
    lane::MemoryLane,
    state::StateStore,
    unstable::{Credit, Dequeued, Inbox, Ledger, Outbox},
    wire::{
        Limits,
        frame::{self, Open},
    },
};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use frames::{ID, data, message};
use futures_util::FutureExt;
use serde_json::json;

const KIB: usize = 1 << 10;
const MIB: usize = 1 << 20;
const SIZES: [(&str, usize); 6] = [
    ("0B", 0),
    ("512B", 512),
    ("64KiB", 64 * KIB),
    ("1MiB", MIB),
    ("8MiB", 8 * MIB),
    ("64MiB", 64 * MIB),
];

fn sized(
    criterion: &mut Criterion,
    group: &str,
    bench: impl Fn(&mut criterion::Bencher<'_>, bytes::Bytes),
) {
    let mut group = criterion.benchmark_group(group);
    for (name, length) in SIZES {
        group.throughput(Throughput::Bytes(length as u64));
        group.bench_function(BenchmarkId::from_parameter(name), |bencher| {
            bench(bencher, vec![7; length].into())
        });
    }
    group.finish();
}

/// The life of a message to the page: enqueued, sent in a batch, acknowledged, and its credit granted again.
fn outbox(criterion: &mut Criterion) {
    sized(criterion, "outbox/message", |bencher, body| {
        let mut outbox = Outbox::new(Limits::default(), Ledger::alone(&Limits::default()));
        assert!(outbox.open(ID), "a new channel");
        let (mut sent, mut sent_bytes) = (0, 0);
        bencher.iter(|| {
            outbox
                .enqueue(ID, message(black_box(&body)))
                .expect("there is credit");
            let batch = outbox.next_batch();
            assert_eq!(batch.frames.len(), 1, "the message");
            sent += 1;
            sent_bytes += body.len().max(64) as u64;
            outbox.acknowledge(batch.first);
            let limits = Credit::default();
            outbox.grant(ID, sent + limits.frames, sent_bytes + limits.bytes);
        });
    });
}

/// The life of a message from the page: received in a frame, dequeued, with the grants that become due.
fn inbox(criterion: &mut Criterion) {
    sized(criterion, "inbox/message", |bencher, body| {
        let mut inbox = Inbox::new(Limits::default(), Ledger::alone(&Limits::default()));
        inbox.open(ID).expect("a new channel");
        inbox.claim(ID).expect("an open channel");
        let mut seq = 0;
        bencher.iter(|| {
            inbox
                .receive(data(seq, black_box(&body)))
                .expect("an open channel");
            seq += 1;
            match inbox.dequeue(ID) {
                Dequeued::Message(frame, credit) => (frame, credit),
                other => panic!("a message was sent, and not {other:?}"),
            }
        });
    });
}

/// The cost of a grant alone, in each direction.
fn credit(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("credit");
    group.bench_function("grant", |bencher| {
        let mut outbox = Outbox::new(Limits::default(), Ledger::alone(&Limits::default()));
        assert!(outbox.open(ID), "a new channel");
        let mut granted = 0;
        bencher.iter(|| {
            granted += 1;
            outbox.grant(ID, black_box(granted), black_box(granted * 64));
        });
    });
    group.bench_function("check", |bencher| {
        let mut outbox = Outbox::new(Limits::default(), Ledger::alone(&Limits::default()));
        assert!(outbox.open(ID), "a new channel");
        bencher.iter(|| outbox.check(black_box(ID)).expect("there is credit"));
    });
    group.finish();
}

/// The channel that the page has opened, on which the benchmark sends.
type Kept = Mutex<Option<Channel<Bytes>>>;

#[bytelane::command]
fn keep(messages: Channel<Bytes>, kept: State<'_, Kept>) {
    *kept.lock().expect("the lock is not poisoned") = Some(messages);
}

/// The receiver of the messages of the page.
type Receiving = Mutex<Option<Receiver<Bytes>>>;

#[bytelane::command]
fn receive(messages: Receiver<Bytes>, receiving: State<'_, Receiving>) {
    *receiving.lock().expect("the lock is not poisoned") = Some(messages);
}

fn lane() -> (MemoryLane, Arc<StateStore>) {
    let state = Arc::new(StateStore::default());
    assert!(state.set(Kept::default()) && state.set(Receiving::default()));
    let router = Router::new(generate_handler![keep, receive]).with_state(Arc::clone(&state));
    (MemoryLane::new(router), state)
}

/// Opens the channel by calling a command with it.
fn call(lane: &MemoryLane, command: &str) {
    let arguments = json!({ "messages": format!("__CHANNEL__:{ID}") });
    let arguments = Payload::from_value(&arguments).expect("JSON becomes a payload");
    let answer = lane.call(command, arguments).now_or_never();
    answer
        .expect("the command answers at once")
        .expect("the command succeeds");
}

fn grant(lane: &MemoryLane, messages: u64, bytes: u64) {
    let credit = Credit::default();
    let frame = frame::Credit {
        channel: ID,
        messages: messages + credit.frames,
        bytes: bytes + credit.bytes,
    };
    lane.send_frames(vec![frame.into()])
        .expect("a frame of the page");
}

/// From `Channel::send` to the frame that a poll returns, and the grant that the page sends for it.
fn to_page(criterion: &mut Criterion) {
    sized(criterion, "memory/channel_to_page", |bencher, body| {
        let (lane, state) = lane();
        call(&lane, "keep");
        let channel = state.try_get::<Kept>().expect("it is managed");
        let channel = channel.lock().expect("the lock is not poisoned").clone();
        let channel = channel.expect("the command keeps it");
        let (mut sent, mut sent_bytes) = (0, 0);
        bencher.iter(|| {
            channel.send(body.clone().into()).expect("there is credit");
            let frames = lane.next_frames().now_or_never();
            let frames = frames
                .expect("frames are there")
                .expect("the document is open");
            sent += 1;
            sent_bytes += body.len().max(64) as u64;
            grant(&lane, sent, sent_bytes);
            frames
        });
    });
}

/// From the page's frame to `Receiver::recv`, with the grants that are sent back.
fn from_page(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("memory/channel_from_page");
    // A longer message is sent apart from its frame, in chunks.
    for (name, length) in [("0B", 0), ("512B", 512), ("64KiB", 64 * KIB), ("1MiB", MIB)] {
        let body: bytes::Bytes = vec![7; length].into();
        let (lane, state) = lane();
        let open = Open {
            channel: ID,
            head: bytes::Bytes::new(),
        };
        lane.send_frames(vec![open.into()])
            .expect("a frame of the page");
        call(&lane, "receive");
        let receiving = state.try_get::<Receiving>().expect("it is managed");
        let mut receiver = receiving.lock().expect("the lock is not poisoned").take();
        let receiver = receiver.as_mut().expect("the command keeps it");
        let mut seq = 0;
        group.throughput(Throughput::Bytes(length as u64));
        group.bench_function(BenchmarkId::from_parameter(name), |bencher| {
            bencher.iter(|| {
                lane.send_frames(vec![data(seq, black_box(&body)).into()])
                    .expect("within the grant");
                seq += 1;
                let message = receiver.recv_async().now_or_never();
                let message = message.expect("it is there").expect("it is bytes");
                // Grants are sent as frames, which only this poll reads.
                drop(lane.next_frames().now_or_never());
                message.expect("the channel is open")
            });
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = timing::a_second_a_row();
    targets = outbox, inbox, credit, to_page, from_page
}
criterion_main!(benches);
