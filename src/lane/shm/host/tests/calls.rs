//! Small frames: calls, their replies, and the threads that run them.

use std::collections::BTreeMap;

use super::{
    super::packet::{PacketHeader, PacketKind},
    hostile::call_without_reading,
    *,
};

#[test]
fn hello_and_calls_of_every_size_are_answered() {
    let _alone = alone();
    let (host, mut peer) = open();
    assert_eq!(
        shared_memory(),
        (4, 1),
        "two memories, each with a descriptor of host and page, and the host maps its own"
    );
    peer.send_frames(&[hello()]);
    let answer = peer.expect(PacketKind::Answer);
    let frames = Frame::decode_batch(answer.payload, &Limits::default()).expect("HELLO");
    let head: serde_json::Value = serde_json::from_slice(frames[0].head()).expect("JSON");
    assert_eq!(head["lane"], "shm");

    for (id, length) in (1..).zip([0, 1, 1000, 30_000, 33_000, 65_536]) {
        peer.send_frames(&[call(id, "echo", PayloadKind::Raw, pattern(length))]);
        let replies = peer.replies();
        assert_eq!((replies.len(), replies[0].call), (1, id));
        assert_eq!(replies[0].outcome, ReplyOutcome::Done);
        assert_eq!(replies[0].body.as_slice(), pattern(length));
    }
    drop(peer);
    assert_released(host);
}

#[test]
fn queued_replies_travel_together_and_none_is_lost() {
    let _alone = alone();
    let (host, mut peer) = open();
    let calls: Vec<Frame> = (1..=2_000)
        .map(|id| call(id, "echo", PayloadKind::Raw, id.to_le_bytes().to_vec()))
        .collect();
    for some in calls.chunks(100) {
        peer.send_frames(some);
    }
    let mut answered = BTreeMap::new();
    let mut packets = 0;
    while answered.len() < 2_000 {
        packets += 1;
        for reply in peer.replies() {
            assert_eq!(reply.body.as_slice(), reply.call.to_le_bytes());
            assert!(answered.insert(reply.call, ()).is_none(), "answered twice");
        }
    }
    assert!(packets <= 2_000);
    assert_eq!(host.document.stats().replies, 2_000);
    drop(peer);
    assert_released(host);
}

#[test]
fn a_blocking_command_delays_no_other_call() {
    let _alone = alone();
    let (host, mut peer) = open();
    let mut ids = 1..;
    let mut next = || ids.next().expect("an id");
    for _ in 0..100 {
        let blocked = next();
        peer.send_frames(&[call(blocked, "block", PayloadKind::None, "")]);
        until_one_blocks();
        for _ in 0..2 {
            let echoed = next();
            peer.send_frames(&[call(echoed, "echo", PayloadKind::Raw, "beside it")]);
            assert_eq!(peer.replies()[0].call, echoed);
        }
        unblock_one();
        assert_eq!(peer.replies()[0].call, blocked);
        let alone = next();
        peer.send_frames(&[call(alone, "echo", PayloadKind::Raw, "alone")]);
        assert_eq!(peer.replies()[0].call, alone);
    }
    // Nor does it keep the memory of the link.
    peer.send_frames(&[call(next(), "block", PayloadKind::None, "")]);
    until_one_blocks();
    drop(peer);
    until("the link is gone", || host.link.upgrade().is_none());
    unblock_one();
    assert_released(host);
}

#[test]
fn frames_wait_until_the_page_acknowledges() {
    let _alone = alone();
    let (host, mut peer) = open();
    let arguments = json(&serde_json::json!({ "numbers": "__CHANNEL__:5", "count": 5_000 }));
    peer.send_frames(&[call(1, "count", PayloadKind::Json, arguments)]);
    let mut numbers = 0_u64;
    let mut sequence = 1;
    let mut taken = 0_u64;
    while numbers < 5_000 {
        let packet = peer.expect(PacketKind::Frames);
        assert_eq!(packet.header.offset, sequence, "frames are numbered");
        for frame in Frame::decode_batch(packet.payload, &Limits::default()).expect("frames") {
            sequence += 1;
            if let Frame::Data(data) = frame {
                assert_eq!(data.body.as_slice(), numbers.to_string().as_bytes());
                numbers += 1;
            }
        }
        taken += 1;
        if taken.is_multiple_of(2) {
            let header = PacketHeader {
                offset: 2,
                ..PacketHeader::new(PacketKind::Ack)
            };
            peer.send(header, &[]);
        }
        let credit = Credit {
            channel: 5,
            messages: numbers + 1_024,
            bytes: numbers * 64 + 8 * 1024 * 1024,
        };
        peer.send_frames(&[credit.into()]);
    }
    drop(peer);
    assert_released(host);
}

#[test]
fn a_page_that_reads_late_gets_every_answer() {
    let _alone = alone();
    let (host, mut peer) = open();
    assert!(call_without_reading(&mut peer, 20_000));
    until("all have run", || host.document.stats().replies == 20_000);
    let mut answered = 0;
    while answered < 20_000 {
        let replies = peer.replies();
        assert!(
            replies
                .iter()
                .all(|reply| reply.outcome == ReplyOutcome::Done && !reply.body.is_deferred())
        );
        answered += replies.len();
    }
    drop(peer);
    assert_released(host);
}

#[test]
fn headers_of_a_result_are_sent_or_refused_by_their_length() {
    let _alone = alone();
    let (host, mut peer) = open();
    let lengths = [
        (100, ReplyOutcome::Done),
        (20_000, ReplyOutcome::Done),
        (61_440, ReplyOutcome::Done),
        (131_000, ReplyOutcome::Refused),
        (2_000_000, ReplyOutcome::Refused),
    ];
    for (id, (length, outcome)) in (1..).zip(lengths) {
        let arguments = json(&serde_json::json!({ "length": length }));
        peer.send_frames(&[call(id, "with_header", PayloadKind::Json, arguments)]);
        let reply = peer.replies().remove(0);
        assert_eq!((reply.call, reply.outcome), (id, outcome), "{length}");
        let head: serde_json::Value = serde_json::from_slice(&reply.head).expect("JSON");
        if outcome == ReplyOutcome::Done {
            let value = head["headers"][0][1].as_str().expect("a header");
            assert_eq!(value.len(), length);
        } else {
            assert_eq!(head["code"], "headers_too_large");
        }
    }
    // A text of any length is cut: the refusal travels in the packet.
    let arguments = json(&serde_json::json!({ "length": 2_000_000 }));
    peer.send_frames(&[call(10, "refuse", PayloadKind::Json, arguments)]);
    let reply = peer.replies().remove(0);
    assert_eq!(reply.outcome, ReplyOutcome::Refused);
    assert!(reply.head.len() < super::super::limits::INLINE_BYTES_MAX);
    assert_eq!(host.failed.load(Ordering::SeqCst), 0);
    drop(peer);
    assert_released(host);
}
