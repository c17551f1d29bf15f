use std::sync::Arc;

use tokio::time::Instant;

use crate::{
    lane::webview2::states::{
        BUFFER_BYTES_MAX, BUFFERS_MAX, Buffer, IDLE, Returned, Start, States, class_of,
    },
    session::{Holding, Ledger},
    wire::{Code, Limits},
};

const MIB: usize = 1024 * 1024;

fn ledger() -> Arc<Ledger> {
    Ledger::alone(&Limits::default())
}

/// Returns a buffer whose memory is a name.
fn buffer(ledger: &Arc<Ledger>, name: &'static str, bytes: usize) -> Buffer<&'static str> {
    Buffer {
        memory: name,
        bytes,
        _charge: ledger.charge(Holding::Results, bytes as u64),
    }
}

/// Takes a buffer through its states up to the post.
fn post(states: &mut States<&'static str>, number: u64, buffer: Buffer<&'static str>) {
    let start = states.start(number, buffer.bytes);
    assert!(matches!(start, Ok(Start::Create { close: None, .. })));
    assert!(states.begin_post(number));
    let Returned { close, watch } = states.posted(number, buffer, Instant::now());
    assert!(close.is_none() && !watch);
}

fn code<T: std::fmt::Debug>(result: Result<T, crate::Refusal>) -> Code {
    result.expect_err("a refusal").code()
}

#[test]
fn a_size_class_is_the_next_power_of_two() {
    for (length, class) in [
        (1, MIB),
        (MIB, MIB),
        (MIB + 1, 2 * MIB),
        (3 * MIB, 4 * MIB),
        (8 * MIB + 1, BUFFER_BYTES_MAX),
        (BUFFER_BYTES_MAX, BUFFER_BYTES_MAX),
    ] {
        assert_eq!(class_of(length), class, "{length}");
    }
}

#[test]
fn a_buffer_is_idle_filled_posted_and_idle_again() {
    let (mut states, ledger) = (States::default(), ledger());
    let now = Instant::now();
    post(&mut states, 1, buffer(&ledger, "a", 2 * MIB));
    assert_eq!(states.counts(), (0, 1));
    let returned = states.release(1, now).expect("posted");
    assert!(returned.close.is_none());
    assert!(returned.watch, "the first idle buffer starts the watch");
    assert_eq!(states.counts(), (1, 0));
    // A shorter range takes the idle buffer, under another number.
    let start = states.start(2, MIB + 1).expect("an idle buffer");
    let Start::Reuse(taken) = start else {
        panic!("{start:?}");
    };
    assert_eq!(taken.memory, "a");
    assert_eq!(states.counts(), (0, 1));
    let returned = states.abandon(2, Some(taken), now);
    assert!(returned.close.is_none());
    assert!(!returned.watch, "the watch runs");
    assert_eq!(states.counts(), (1, 0));
}

#[test]
fn a_range_takes_the_smallest_idle_buffer_that_it_fits() {
    let (mut states, ledger) = (States::default(), ledger());
    for (number, name, bytes) in [(1, "16", 16 * MIB), (2, "2", 2 * MIB), (3, "4", 4 * MIB)] {
        post(&mut states, number, buffer(&ledger, name, bytes));
    }
    for number in 1..=3 {
        states.release(number, Instant::now()).expect("posted");
    }
    for (number, length, name) in [(4, 3 * MIB, "4"), (5, 2 * MIB, "2"), (6, MIB, "16")] {
        let start = states.start(number, length).expect("an idle buffer");
        assert!(
            matches!(&start, Start::Reuse(taken) if taken.memory == name),
            "{start:?}"
        );
    }
    // None is idle, and one more may be created.
    let start = states.start(7, MIB).expect("room");
    assert!(matches!(
        start,
        Start::Create {
            bytes: MIB,
            close: None
        }
    ));
}

#[test]
fn the_number_of_buffers_is_bounded() {
    let (mut states, ledger) = (States::default(), ledger());
    for number in 0..BUFFERS_MAX as u64 {
        post(&mut states, number, buffer(&ledger, "small", MIB));
    }
    assert_eq!(code(states.start(9, MIB)), Code::TooManyBuffers);
    assert_eq!(
        states.counts(),
        (0, BUFFERS_MAX),
        "a refused start leaves nothing"
    );
    states.release(0, Instant::now()).expect("posted");
    // The idle buffer is too small, so it is closed for the next one.
    let start = states.start(9, 2 * MIB).expect("room");
    let Start::Create { bytes, close } = start else {
        panic!("{start:?}");
    };
    assert_eq!(
        (bytes, close.map(|closed| closed.memory)),
        (2 * MIB, Some("small"))
    );
}

#[test]
fn idle_buffers_expire_in_time() {
    let (mut states, ledger) = (States::default(), ledger());
    let start = Instant::now();
    for number in 0..2 {
        post(&mut states, number, buffer(&ledger, "a", MIB));
    }
    assert!(states.release(0, start).expect("posted").watch);
    let later = start + IDLE / 2;
    assert!(!states.release(1, later).expect("posted").watch);
    for (now, expected, next) in [
        (start + IDLE / 2, 0, Some(start + IDLE)),
        (start + IDLE, 1, Some(later + IDLE)),
        (later + IDLE, 1, None),
    ] {
        let (expired, at) = states.expire(now);
        assert_eq!((expired.len(), at), (expected, next));
    }
    assert_eq!(ledger.held(Holding::Results), 0);
    // The watch has ended, so the next idle buffer starts another one.
    post(&mut states, 3, buffer(&ledger, "a", MIB));
    assert!(states.release(3, later).expect("posted").watch);
}

#[test]
fn a_release_during_the_post_takes_effect_after_it() {
    let (mut states, ledger) = (States::default(), ledger());
    let now = Instant::now();
    states.start(1, MIB).expect("room");
    assert_eq!(
        code(states.release(1, now)),
        Code::NotFound,
        "not posted yet"
    );
    assert!(states.begin_post(1));
    // The event has reached the page before the call returned.
    let returned = states.release(1, now).expect("posted");
    assert!(returned.close.is_none() && !returned.watch);
    assert_eq!(
        code(states.release(1, now)),
        Code::NotFound,
        "released already"
    );
    let returned = states.posted(1, buffer(&ledger, "a", MIB), now);
    assert!(returned.close.is_none() && returned.watch);
    assert_eq!(states.counts(), (1, 0));
}

#[test]
fn the_end_of_the_document_closes_buffers_in_every_state() {
    let (mut states, ledger) = (States::default(), ledger());
    let now = Instant::now();
    post(&mut states, 1, buffer(&ledger, "idle", MIB));
    post(&mut states, 2, buffer(&ledger, "posted", MIB));
    for number in [3, 4] {
        states.start(number, MIB).expect("room");
    }
    states.release(1, now).expect("posted");
    assert!(states.begin_post(4));
    let mut closed: Vec<_> = states
        .close()
        .into_iter()
        .map(|closed| closed.memory)
        .collect();
    closed.sort_unstable();
    assert_eq!(closed, ["idle", "posted"]);
    // Those of a thread and of the main thread come later.
    assert!(!states.begin_post(3), "the document has ended");
    let returned = states.abandon(3, Some(buffer(&ledger, "filling", MIB)), now);
    assert_eq!(returned.close.map(|closed| closed.memory), Some("filling"));
    let returned = states.posted(4, buffer(&ledger, "posting", MIB), now);
    assert_eq!(returned.close.map(|closed| closed.memory), Some("posting"));
    assert_eq!(code(states.start(5, MIB)), Code::DocumentGone);
    for number in 1..=5 {
        assert_eq!(code(states.release(number, now)), Code::NotFound);
    }
    assert_eq!(states.counts(), (0, 0));
    assert_eq!(ledger.held(Holding::Results), 0);
}
