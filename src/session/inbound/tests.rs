use std::sync::Arc;

use bytes::Bytes;

use super::{
    channel::{AHEAD_BYTES_MAX, AHEAD_FRAMES_MAX},
    *,
};
use crate::{
    session::{Credit, EndReason, Holding, Ledger, ProcessLedger},
    wire::{
        Code, Element, Limits, PayloadKind,
        frame::{self, Body, Data},
    },
};

/// Limits that only the tests of grants reach.
fn wide() -> Limits {
    Limits {
        channel_frames_max: 5_000,
        channel_open_frames: 5_000,
        channel_bytes_max: 1 << 30,
        channel_open_bytes: 1 << 30,
        document_bytes_max: 1 << 30,
        process_bytes_max: 1 << 30,
        message_cost_bytes_min: 1,
        ..Limits::default()
    }
}

fn inbox(limits: Limits) -> Inbox {
    let ledger = Ledger::alone(&limits);
    let mut inbox = Inbox::new(limits, ledger);
    inbox.open(1).unwrap();
    inbox
}

fn data(index: u64, body_bytes: u64) -> Data {
    let body = Body {
        length: body_bytes,
        ..Body::default()
    };
    Data {
        channel: 1,
        index,
        is_last: false,
        head: Bytes::new(),
        body,
    }
}

fn arrive(inbox: &mut Inbox, index: u64, body_bytes: u64) -> Arrival {
    inbox.receive(data(index, body_bytes)).unwrap()
}

/// Dequeues all complete messages. Returns their indices, and the reason if the channel ended.
fn dequeue_all(inbox: &mut Inbox) -> (Vec<u64>, Option<EndReason>) {
    let mut all = Vec::new();
    loop {
        match inbox.dequeue(1) {
            Dequeued::Message(frame, _) => all.push(frame.index),
            Dequeued::Empty => return (all, None),
            Dequeued::Ended(end) => return (all, Some(end.reason)),
        }
    }
}

#[test]
fn messages_after_a_missing_one_are_bounded_by_count() {
    let most = AHEAD_FRAMES_MAX as u64;
    let mut at_limit = inbox(wide());
    let mut past = inbox(wide());
    for index in 1..=most {
        assert_eq!(arrive(&mut at_limit, index, 1), Arrival::Accepted(false));
        assert_eq!(arrive(&mut past, index, 1), Arrival::Accepted(false));
    }
    assert_eq!(arrive(&mut at_limit, 0, 1), Arrival::Accepted(true));
    assert_eq!(dequeue_all(&mut at_limit), ((0..=most).collect(), None));

    assert_eq!(past.held_bytes(), most);
    assert_eq!(arrive(&mut past, most + 1, 1), Arrival::Lost);
    assert_eq!(past.held_bytes(), 0, "the waiting messages are dropped");
    assert_eq!(past.committed_bytes(), 0);
    assert_eq!(arrive(&mut past, 0, 1), Arrival::Dropped);
    assert_eq!(dequeue_all(&mut past), (vec![], Some(EndReason::FrameLost)));
}

#[test]
fn messages_after_a_missing_one_are_bounded_by_bytes() {
    let mut inbox = inbox(wide());
    assert_eq!(
        arrive(&mut inbox, 1, AHEAD_BYTES_MAX - 10),
        Arrival::Accepted(false)
    );
    assert_eq!(arrive(&mut inbox, 2, 10), Arrival::Accepted(false));
    assert_eq!(arrive(&mut inbox, 3, 0), Arrival::Lost, "it costs 1 byte");
    assert_eq!(
        dequeue_all(&mut inbox),
        (vec![], Some(EndReason::FrameLost))
    );
}

#[test]
fn one_message_of_any_size_may_wait() {
    let mut inbox = inbox(wide());
    assert_eq!(
        arrive(&mut inbox, 1, AHEAD_BYTES_MAX * 2),
        Arrival::Accepted(false)
    );
    assert_eq!(arrive(&mut inbox, 0, 1), Arrival::Accepted(true));
    assert_eq!(dequeue_all(&mut inbox), (vec![0, 1], None));
}

#[test]
fn channels_are_bounded_by_the_limit() {
    let mut inbox = inbox(Limits {
        channels_open_max: 2,
        ..Limits::default()
    });
    inbox.open(2).unwrap();
    assert_eq!(inbox.open(3).unwrap_err().code(), Code::TooManyChannels);
    assert_eq!(inbox.claim(3).unwrap_err().code(), Code::TooManyChannels);
    inbox.open(2).unwrap();
    inbox.claim(2).unwrap();
    assert_eq!(inbox.channels_open(), 2);

    inbox.end(2, 0, EndReason::Ended.into());
    assert_eq!(
        inbox.open(3).unwrap_err().code(),
        Code::TooManyChannels,
        "only its receiver releases a claimed channel"
    );
    inbox.end(1, 0, EndReason::Ended.into());
    inbox.open(3).unwrap();
    assert_eq!(inbox.channels_open(), 2);
    assert_eq!(inbox.claim(1).unwrap_err().code(), Code::ChannelClosed);
}

#[test]
fn messages_are_bounded_by_the_grant() {
    let limits = Limits {
        channel_open_frames: 3,
        ..wide()
    };
    let mut inbox = inbox(limits);
    for index in 0..3 {
        assert_eq!(arrive(&mut inbox, index, 1), Arrival::Accepted(true));
    }
    assert_eq!(arrive(&mut inbox, 3, 1), Arrival::Lost);
    assert_eq!(
        dequeue_all(&mut inbox),
        (vec![0, 1, 2], Some(EndReason::FrameLost))
    );
}

#[test]
fn bytes_are_bounded_by_the_grant_and_one_message() {
    let limits = Limits {
        channel_open_bytes: 100,
        ..wide()
    };
    let mut inbox = inbox(limits);
    assert_eq!(arrive(&mut inbox, 0, 99), Arrival::Accepted(true));
    assert_eq!(
        arrive(&mut inbox, 1, 50),
        Arrival::Accepted(true),
        "the last may overrun"
    );
    assert_eq!(arrive(&mut inbox, 2, 0), Arrival::Lost);
    assert_eq!(
        dequeue_all(&mut inbox),
        (vec![0, 1], Some(EndReason::FrameLost))
    );
}

#[test]
fn grants_never_shrink() {
    let mut inbox = inbox(Limits::default());
    let first = inbox
        .claim(1)
        .unwrap()
        .expect("more than the initial grant");
    let mut granted = (first.messages, first.bytes);
    assert_eq!(granted, (1_024, 8 << 20));
    let least = Credit {
        bytes: 0,
        frames: 0,
    };
    assert_eq!(inbox.set_credit(1, least).map(|frame| frame.messages), None);
    let mut grants = 0;
    for index in 0..2_000 {
        assert!(
            index < granted.0,
            "the page may send as much as it was granted"
        );
        assert_eq!(
            arrive(&mut inbox, index, 10_000),
            Arrival::Accepted(true),
            "{index}"
        );
        let Dequeued::Message(_, credit) = inbox.dequeue(1) else {
            panic!("message {index} has arrived");
        };
        if let Some(credit) = credit {
            let next = (credit.messages, credit.bytes);
            assert!(next.0 >= granted.0 && next.1 >= granted.1 && next != granted);
            granted = next;
            grants += 1;
        }
    }
    assert!(grants > 900, "one by one after the first 1,024: {grants}");
}

#[test]
fn the_ledger_of_the_process_bounds_grants() {
    let limits = Limits {
        channel_bytes_max: 600,
        channel_open_bytes: 100,
        process_bytes_max: 1_000,
        ..wide()
    };
    let process = Arc::<ProcessLedger>::default();
    let document = || {
        let mut inbox = Inbox::new(limits.clone(), Ledger::new(Arc::clone(&process), &limits));
        inbox.open(1).unwrap();
        inbox
    };
    let granted = |frame: Option<frame::Credit>| frame.map(|frame| frame.bytes);
    let mut first = document();
    assert_eq!(granted(first.claim(1).unwrap()), Some(600));
    let mut second = document();
    assert_eq!(granted(second.claim(1).unwrap()), Some(400));
    let mut third = document();
    assert_eq!(
        granted(third.claim(1).unwrap()),
        None,
        "it keeps its initial grant"
    );
    assert_eq!(process.held(Holding::Granted), 1_100);

    drop(first);
    assert_eq!(process.held(Holding::Granted), 500);
    assert_eq!(granted(third.set_credit(1, Credit::of(&limits))), Some(600));
    second.release(1);
    third.clear();
    assert_eq!(process.held(Holding::Granted), 0);
}

#[test]
fn the_limit_of_the_document_bounds_grants() {
    let mut inbox = inbox(Limits {
        channel_bytes_max: 600,
        channel_open_bytes: 100,
        document_bytes_max: 1_000,
        ..wide()
    });
    for (id, bytes) in [(1, Some(600)), (2, Some(400)), (3, None)] {
        let granted = inbox.claim(id).unwrap();
        assert_eq!(granted.map(|frame| frame.bytes), bytes, "channel {id}");
    }
    assert_eq!(inbox.committed_bytes(), 1_100);
}

#[test]
fn duplicates_are_dropped_and_counted() {
    let mut inbox = inbox(Limits::default());
    assert_eq!(arrive(&mut inbox, 0, 1), Arrival::Accepted(true));
    assert_eq!(arrive(&mut inbox, 2, 1), Arrival::Accepted(true));
    assert_eq!(arrive(&mut inbox, 0, 1), Arrival::Dropped, "in the queue");
    assert_eq!(
        arrive(&mut inbox, 2, 1),
        Arrival::Dropped,
        "after a missing message"
    );
    assert_eq!(inbox.duplicates(), 2);
    assert_eq!(dequeue_all(&mut inbox), (vec![0], None));
    assert_eq!(arrive(&mut inbox, 0, 1), Arrival::Dropped, "dequeued");
    assert_eq!(inbox.duplicates(), 3);
    assert_eq!(arrive(&mut inbox, 1, 1), Arrival::Accepted(true));
    assert_eq!(dequeue_all(&mut inbox), (vec![1, 2], None));
    inbox.release(1);
    assert_eq!(arrive(&mut inbox, 3, 1), Arrival::Dropped, "released");
    assert_eq!(inbox.duplicates(), 3);
}

#[test]
fn an_end_may_arrive_before_its_messages() {
    let mut inbox = inbox(Limits::default());
    assert!(!inbox.end(1, 2, EndReason::Ended.into()));
    assert_eq!(dequeue_all(&mut inbox), (vec![], None));
    assert_eq!(arrive(&mut inbox, 1, 1), Arrival::Accepted(false));
    assert_eq!(arrive(&mut inbox, 2, 1), Arrival::Dropped, "after the end");
    assert_eq!(arrive(&mut inbox, 0, 1), Arrival::Accepted(true));
    assert!(inbox.end(1, 0, EndReason::Failed.into()));
    assert_eq!(
        dequeue_all(&mut inbox),
        (vec![0, 1], Some(EndReason::Ended))
    );
}

#[test]
fn the_last_flag_ends_the_channel() {
    let mut inbox = inbox(Limits::default());
    let mut last = data(1, 1);
    last.is_last = true;
    assert_eq!(inbox.receive(last), Ok(Arrival::Accepted(false)));
    assert_eq!(arrive(&mut inbox, 0, 1), Arrival::Accepted(true));
    assert_eq!(
        dequeue_all(&mut inbox),
        (vec![0, 1], Some(EndReason::Ended))
    );
}

#[test]
fn the_oldest_ended_channel_that_nobody_has_claimed_makes_room() {
    let mut inbox = inbox(Limits {
        channels_open_max: 4,
        ..Limits::default()
    });
    for id in 2..=4 {
        inbox.open(id).unwrap();
    }
    assert!(inbox.open(5).is_err(), "none of them has ended");
    // 2 has ended and is claimed, 3 and 4 have ended.
    for id in [4, 3, 2] {
        inbox.end(id, 0, EndReason::Ended.into());
    }
    inbox.claim(2).unwrap();
    inbox.open(5).unwrap();
    assert!(inbox.claim(3).is_err(), "3 made room for 5");
    inbox.open(6).unwrap();
    assert!(inbox.claim(4).is_err(), "4 made room for 6");
    assert!(inbox.open(7).is_err());
    inbox.release(2);
    inbox.open(7).unwrap();
}

#[test]
fn an_end_of_an_unannounced_channel_is_remembered() {
    let mut inbox = Inbox::new(Limits::default(), Ledger::alone(&Limits::default()));
    assert!(!inbox.end(7, 0, EndReason::Ended.into()));
    assert_eq!(inbox.claim(7).unwrap_err().code(), Code::ChannelClosed);
    assert_eq!(inbox.channels_open(), 0);
}

#[test]
fn a_lost_upload_drops_the_messages_after_it() {
    let mut inbox = inbox(Limits::default());
    let mut uploading = data(1, 9);
    uploading.body = Body::deferred(PayloadKind::Raw, Element::Bytes, 9);
    assert_eq!(arrive(&mut inbox, 0, 1), Arrival::Accepted(true));
    assert_eq!(inbox.receive(uploading), Ok(Arrival::Accepted(true)));
    assert_eq!(arrive(&mut inbox, 2, 1), Arrival::Accepted(true));
    assert_eq!(dequeue_all(&mut inbox), (vec![0], None));
    inbox.lose(1, "its upload was refused");
    assert_eq!(
        dequeue_all(&mut inbox),
        (vec![], Some(EndReason::FrameLost))
    );
    assert_eq!(inbox.held_bytes(), 0);
}
