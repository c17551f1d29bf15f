use std::collections::HashMap;

use bytes::Bytes;
use proptest::prelude::*;

use super::*;
use crate::{
    session::{EndReason, Ledger},
    wire::{
        Element, FrameKind, Limits, PayloadKind,
        frame::{Body, Credit},
    },
};

fn outbox(limits: Limits) -> Outbox {
    let ledger = Ledger::alone(&limits);
    Outbox::new(limits, ledger)
}

fn message(bytes: u64) -> Message {
    Message {
        head: Bytes::new(),
        body: Body::new(
            PayloadKind::Raw,
            Element::Bytes,
            vec![vec![7; bytes as usize].into()],
        ),
        deferred: None,
    }
}

fn drain(outbox: &mut Outbox) -> Vec<(FrameKind, u64, u64)> {
    let mut all = Vec::new();
    while outbox.has_frames() {
        let batch = outbox.next_batch();
        assert!(!batch.frames.is_empty());
        assert_eq!(
            batch.first + batch.frames.len() as u64 - 1,
            outbox.last_sequence()
        );
        all.extend(
            batch
                .frames
                .iter()
                .map(Outgoing::header)
                .map(|header| (header.kind, header.id, header.seq)),
        );
        assert!(outbox.acknowledge(outbox.last_sequence()).frames.is_empty());
    }
    all
}

#[test]
fn credit_is_used_up_by_messages_and_by_bytes() {
    let mut outbox = outbox(Limits {
        channel_frames_max: 3,
        channel_bytes_max: 1_000,
        ..Limits::default()
    });
    assert!(outbox.open(1) && outbox.open(2));
    for _ in 0..3 {
        assert_eq!(outbox.enqueue(1, message(0)), Ok(()));
    }
    assert_eq!(outbox.enqueue(1, message(0)), Err(SendRefused::Full));
    assert_eq!(outbox.enqueue(2, message(999)), Ok(()));
    assert_eq!(
        outbox.enqueue(2, message(5_000)),
        Ok(()),
        "the last message may overrun"
    );
    assert_eq!(outbox.enqueue(2, message(0)), Err(SendRefused::Full));
    drain(&mut outbox);
    assert_eq!(
        outbox.enqueue(1, message(0)),
        Err(SendRefused::Full),
        "sending restores no credit, only a grant of the page does"
    );
    outbox.grant(1, 4, 2_000);
    outbox.grant(1, 2, 10);
    assert_eq!(outbox.enqueue(1, message(0)), Ok(()));
    assert_eq!(outbox.enqueue(1, message(0)), Err(SendRefused::Full));
}

#[test]
fn a_page_cannot_grant_more_than_the_window() {
    let mut outbox = outbox(Limits {
        channel_frames_max: 2,
        ..Limits::default()
    });
    assert!(outbox.open(1));
    outbox.grant(1, u64::MAX, u64::MAX);
    assert_eq!(outbox.enqueue(1, message(1)), Ok(()));
    assert_eq!(outbox.enqueue(1, message(1)), Ok(()));
    assert_eq!(outbox.enqueue(1, message(1)), Err(SendRefused::Full));
}

#[test]
fn the_end_follows_the_last_message_and_control_overtakes() {
    let mut outbox = outbox(Limits::default());
    assert!(outbox.open(1));
    outbox.enqueue(1, message(10)).unwrap();
    outbox.enqueue(1, message(10)).unwrap();
    outbox.end(1, EndReason::Ended, None);
    assert_eq!(
        outbox.enqueue(1, message(10)),
        Err(SendRefused::Ended(EndReason::Ended))
    );
    outbox.push_control(Credit {
        channel: 9,
        messages: 0,
        bytes: 0,
    });
    let kinds = drain(&mut outbox);
    assert_eq!(
        kinds,
        [
            (FrameKind::Credit, 9, 0),
            (FrameKind::Data, 1, 0),
            (FrameKind::Data, 1, 1),
            (FrameKind::End, 1, 2)
        ]
    );
    assert_eq!(outbox.channels_open(), 0);
    assert_eq!(outbox.queued_bytes(), 0);
}

#[test]
fn a_channel_that_is_used_again_before_its_end_is_sent_goes_on() {
    let mut outbox = outbox(Limits::default());
    assert!(outbox.open(1));
    outbox.enqueue(1, message(10)).unwrap();
    outbox.end(1, EndReason::Ended, None);
    let before = outbox.last_ordinal();
    assert!(outbox.open(1));
    outbox.enqueue(1, message(10)).unwrap();
    outbox.end(1, EndReason::Ended, None);
    assert_eq!(
        drain(&mut outbox),
        [
            (FrameKind::Data, 1, 0),
            (FrameKind::Data, 1, 1),
            (FrameKind::End, 1, 2)
        ]
    );
    assert!(outbox.has_sent(before));
    assert_eq!(outbox.channels_open(), 0);
    // After its END was sent, the channel starts again.
    assert!(outbox.open(1));
    outbox.enqueue(1, message(10)).unwrap();
    // The page is to learn of a failure, so the channel cannot be used before.
    outbox.end(1, EndReason::Failed, Some("a failure"));
    assert!(!outbox.open(1));
    assert_eq!(outbox.queued_end(1), Some(EndReason::Failed));
    assert_eq!(
        drain(&mut outbox),
        [(FrameKind::Data, 1, 0), (FrameKind::End, 1, 1)]
    );
}

#[test]
fn an_end_that_is_alone_in_its_queue_is_withdrawn() {
    let mut outbox = outbox(Limits {
        batch_frames_max: 1,
        ..Limits::default()
    });
    assert!(outbox.open(1));
    outbox.enqueue(1, message(10)).unwrap();
    outbox.end(1, EndReason::Ended, None);
    assert_eq!(outbox.next_batch().frames.len(), 1);
    assert!(outbox.open(1));
    assert!(!outbox.has_frames() && outbox.has_sent(outbox.last_ordinal()));
    outbox.enqueue(1, message(10)).unwrap();
    let batch = outbox.next_batch();
    assert_eq!(batch.frames[0].header().seq, 1);
    assert_eq!(outbox.queued_bytes(), 0);
}

#[test]
fn a_flooding_channel_does_not_starve_the_others() {
    let mut outbox = outbox(Limits::default());
    assert!(outbox.open(1) && outbox.open(2));
    for _ in 0..100 {
        outbox.enqueue(1, message(60_000)).unwrap();
    }
    outbox.enqueue(2, message(10)).unwrap();
    let first = outbox.next_batch();
    let position = first
        .frames
        .iter()
        .position(|outgoing| outgoing.header().id == 2)
        .unwrap();
    assert!(position <= 2, "{position} frames were sent before it");
}

#[test]
fn frames_are_sent_again_until_they_are_acknowledged() {
    let mut outbox = outbox(Limits::default());
    assert!(outbox.open(1));
    for _ in 0..3 {
        outbox.enqueue(1, message(1)).unwrap();
    }
    let sent = outbox.next_batch();
    assert_eq!((sent.first, sent.frames.len()), (1, 3));
    let again = outbox.acknowledge(1);
    assert_eq!((again.first, again.frames.len()), (2, 2));
    let again = outbox.acknowledge(0);
    assert_eq!(
        (again.first, again.frames.len()),
        (2, 2),
        "an older acknowledgement changes nothing"
    );
    assert!(outbox.acknowledge(99).frames.is_empty());
    outbox.enqueue(1, message(1)).unwrap();
    assert_eq!(outbox.next_batch().first, 4);
}

#[test]
fn a_large_message_is_sent_although_it_exceeds_the_batch() {
    let mut outbox = outbox(Limits {
        batch_bytes_max: 100,
        ..Limits::default()
    });
    assert!(outbox.open(1));
    outbox.enqueue(1, message(5_000)).unwrap();
    outbox.enqueue(1, message(5)).unwrap();
    assert_eq!(outbox.next_batch().frames.len(), 1);
    assert_eq!(outbox.next_batch().frames.len(), 1);
    assert!(!outbox.has_frames());
}

proptest! {
    /// Compares with a model: a list per channel, in order, each message once.
    #[test]
    fn every_message_is_sent_once_and_in_order(ops in prop::collection::vec((0u8..4, 1u64..4, 0u64..200_000), 1..300)) {
        let mut outbox = outbox(Limits { channel_frames_max: 8, channel_bytes_max: 300_000, ..Limits::default() });
        for id in 1..4 { prop_assert!(outbox.open(id)); }
        let mut enqueued: HashMap<u64, Vec<u64>> = HashMap::new();
        let mut delivered: HashMap<u64, Vec<u64>> = HashMap::new();
        let mut granted: HashMap<u64, u64> = HashMap::new();
        for (op, id, size) in ops {
            match op {
                0 | 1 => {
                    let before = outbox.check(id);
                    let result = outbox.enqueue(id, message(size));
                    prop_assert_eq!(before, result);
                    if result.is_ok() { let list = enqueued.entry(id).or_default(); list.push(list.len() as u64); }
                }
                2 => {
                    let ordinal = outbox.last_ordinal();
                    for outgoing in outbox.next_batch().frames {
                        let header = outgoing.header();
                            delivered.entry(header.id).or_default().push(header.seq);
                    }
                    if !outbox.has_frames() { prop_assert!(outbox.has_sent(ordinal)); }
                    outbox.acknowledge(outbox.last_sequence());
                }
                _ => {
                    let total = granted.entry(id).or_insert(8);
                    *total += 3;
                    outbox.grant(id, *total, u64::MAX);
                }
            }
        }
        while outbox.has_frames() {
            for outgoing in outbox.next_batch().frames {
                let header = outgoing.header();
                            delivered.entry(header.id).or_default().push(header.seq);
            }
        }
        prop_assert_eq!(enqueued, delivered);
        prop_assert_eq!(outbox.queued_bytes(), 0);
    }
}

#[test]
fn control_frames_are_split_into_batches_by_their_length() {
    let limits = Limits::default();
    let mut outbox = outbox(limits.clone());
    let text = "x".repeat(100_000);
    let ends = 1_000;
    for channel in 1..=ends {
        outbox.push_control(crate::wire::frame::End {
            channel,
            count: 0,
            head: EndReason::Failed.encode(Some(&text)),
        });
    }
    let mut sent = 0;
    while outbox.has_frames() {
        let batch = outbox.next_batch();
        let bytes: usize = batch.frames.iter().map(Outgoing::encoded_bytes).sum();
        assert!(bytes as u64 <= limits.batch_bytes_max, "{bytes}");
        sent += batch.frames.len() as u64;
    }
    assert_eq!(sent, ends);
}

#[test]
fn control_frames_after_the_end_of_the_session_are_not_held() {
    let limits = Limits::default();
    let ledger = Ledger::alone(&limits);
    let mut outbox = Outbox::new(limits, std::sync::Arc::clone(&ledger));
    let credit = || Credit {
        channel: 1,
        messages: 1,
        bytes: 1,
    };
    outbox.push_control(credit());
    assert!(!ledger.all().is_nothing());
    outbox.clear();
    outbox.push_control(credit());
    assert!(ledger.all().is_nothing() && !outbox.has_frames());
}

/// The bound of a document holds for its channels together, also for a channel that holds nothing.
#[test]
fn many_channels_share_the_bound_of_their_document() {
    let mut outbox = outbox(Limits {
        document_bytes_max: 1_000,
        ..Limits::default()
    });
    let sent = (1..=10).filter(|id| {
        assert!(outbox.open(*id));
        outbox.enqueue(*id, message(400)).is_ok()
    });
    assert_eq!(sent.count(), 3);
    drain(&mut outbox);
    assert!(outbox.has_room());
    outbox
        .enqueue(10, message(5_000))
        .expect("nothing is queued");
    assert_eq!(outbox.check(9), Err(SendRefused::Full));
}
