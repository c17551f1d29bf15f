//! Violations of the protocol by a page, and the codes that it gets.

use std::os::fd::OwnedFd;

use proptest::prelude::*;

use super::{
    super::{
        limits::{BUFFERS_FROM, NO_SLOT},
        outgoing::ANSWERS_BYTES_MAX,
        packet::{PacketHeader, PacketKind},
    },
    peer::FirstPacket,
    *,
};
use crate::session::Holding;

/// A name, a violation, and the code that the page gets.
type Violation = (&'static str, fn(&mut Peer), &'static str);

const VIOLATIONS: &[Violation] = &[
    (
        "no header",
        |peer| {
            peer.send_raw(&[1, 0, 0]);
        },
        "bad_frame",
    ),
    (
        "an unknown kind",
        |peer| {
            peer.send_raw(&[77; 32]);
        },
        "bad_frame",
    ),
    (
        "the reserved byte",
        |peer| {
            let mut bytes = PacketHeader::new(PacketKind::Ack).encode();
            bytes[1] = 1;
            peer.send_raw(&bytes);
        },
        "bad_frame",
    ),
    (
        "a kind of the host",
        |peer| {
            peer.send(PacketHeader::new(PacketKind::Piece), &[]);
        },
        "bad_frame",
    ),
    (
        "a kind of the extension",
        |peer| {
            peer.send(PacketHeader::new(PacketKind::Opened), &[]);
        },
        "bad_frame",
    ),
    (
        "a shorter payload than stated",
        |peer| {
            let header = PacketHeader {
                length: 64,
                ..PacketHeader::new(PacketKind::Batch)
            };
            peer.send_raw(&header.encode());
        },
        "bad_frame",
    ),
    (
        "a longer payload than stated",
        |peer| {
            let mut bytes = PacketHeader::new(PacketKind::Batch).encode().to_vec();
            bytes.push(0);
            peer.send_raw(&bytes);
        },
        "bad_frame",
    ),
    (
        "a slot that does not exist",
        |peer| {
            let header = PacketHeader {
                slot: peer.layout.slots,
                length: 1,
                ..PacketHeader::new(PacketKind::Batch)
            };
            peer.send(header, &[]);
        },
        "bad_frame",
    ),
    (
        "more than a slot holds",
        |peer| {
            let header = PacketHeader {
                slot: 0,
                length: peer.layout.slot_bytes + 1,
                ..PacketHeader::new(PacketKind::Upload)
            };
            peer.send(header, &[]);
        },
        "bad_frame",
    ),
    (
        "a slot and a payload",
        |peer| {
            let header = PacketHeader {
                slot: 0,
                length: 1,
                ..PacketHeader::new(PacketKind::Batch)
            };
            peer.send(header, &[0]);
        },
        "bad_frame",
    ),
    (
        "a slot in a packet without one",
        |peer| {
            let header = PacketHeader {
                slot: 0,
                length: 2,
                ..PacketHeader::new(PacketKind::Free)
            };
            peer.send(header, &[]);
        },
        "bad_frame",
    ),
    (
        "an upload without a slot",
        |peer| {
            peer.send(PacketHeader::new(PacketKind::Upload), &[1]);
        },
        "bad_frame",
    ),
    (
        "bytes that are not frames",
        |peer| {
            peer.send(PacketHeader::new(PacketKind::Batch), &[9; 64]);
        },
        "bad_frame",
    ),
    (
        "half a frame",
        |peer| {
            peer.send(PacketHeader::new(PacketKind::Batch), &[2, 0, 0]);
        },
        "body_truncated",
    ),
    (
        "a slot that it does not hold",
        |peer| peer.free(3),
        "bad_frame",
    ),
    (
        "a slot given back twice",
        |peer| {
            peer.send_frames(&[call(1, "echo", PayloadKind::Raw, pattern(60_000))]);
            let reply = peer.expect(PacketKind::Replies);
            peer.free(reply.header.slot);
        },
        "bad_frame",
    ),
    (
        "a buffer that it does not hold",
        |peer| peer.free(BUFFERS_FROM + 1),
        "bad_frame",
    ),
    (
        "a buffer given back twice",
        |peer| {
            let arguments = serde_json::json!({ "length": 100_000 });
            let (body, length) = peer.call_for_body(1, "draw", &arguments);
            let (_, places) = peer.whole(body, length);
            peer.free(places[0]);
        },
        "bad_frame",
    ),
    (
        "half a slot number",
        |peer| {
            peer.send(PacketHeader::new(PacketKind::Free), &[0]);
        },
        "bad_frame",
    ),
    (
        "more replies acknowledged than sent",
        |peer| {
            let header = PacketHeader {
                id: 1,
                ..PacketHeader::new(PacketKind::Ack)
            };
            peer.send(header, &[]);
        },
        "bad_frame",
    ),
    (
        "more frames acknowledged than sent",
        |peer| {
            let header = PacketHeader {
                offset: u64::MAX,
                ..PacketHeader::new(PacketKind::Ack)
            };
            peer.send(header, &[]);
        },
        "bad_frame",
    ),
    (
        "a transfer without a body",
        |peer| {
            peer.send(PacketHeader::new(PacketKind::Transfer), &[]);
        },
        "bad_frame",
    ),
    (
        "a range past 2^64 bytes",
        |peer| {
            let header = PacketHeader {
                offset: u64::MAX,
                extra: 2,
                ..PacketHeader::new(PacketKind::Transfer)
            };
            peer.send(header, &[0; 8]);
        },
        "bad_frame",
    ),
    (
        "a slot that the host has",
        |peer| {
            peer.call_deferred(1, "echo", 2_000_000);
            let header = PacketHeader {
                id: 1,
                offset: 1_000_000,
                slot: 3,
                length: 1,
                ..PacketHeader::new(PacketKind::Upload)
            };
            // The first one waits for its turn.
            peer.send(header, &[]);
            peer.send(header, &[]);
        },
        "bad_frame",
    ),
    (
        "a transfer with the number of another one",
        |peer| {
            let arguments = serde_json::json!({ "length": 40_000_000 });
            let (body, length) = peer.call_for_body(1, "give", &arguments);
            peer.transfer(7, body, length);
            peer.transfer(7, body, length);
        },
        "bad_frame",
    ),
    (
        "a second HELLO",
        |peer| peer.send_frames(&[hello(), hello()]),
        "bad_frame",
    ),
    (
        "2,000 HELLO frames",
        |peer| peer.send_frames(&vec![hello(); 2_000]),
        "bad_frame",
    ),
    (
        "a HELLO in each batch",
        |peer| {
            peer.send_frames(&[hello()]);
            peer.expect(PacketKind::Answer);
            peer.send_frames(&[hello()]);
        },
        "bad_frame",
    ),
    (
        "a descriptor",
        |peer| {
            let header = PacketHeader::new(PacketKind::Ack);
            peer.send_descriptor(&header, &[], &peer.page_slots);
        },
        "bad_memfd",
    ),
];

#[test]
fn descriptors_of_a_page_are_refused_and_closed() {
    let _alone = alone();
    let memory = |bytes| {
        let file = rustix::fs::memfd_create("bytelane", rustix::fs::MemfdFlags::CLOEXEC);
        let file = file.expect("memory");
        rustix::fs::ftruncate(&file, bytes).expect("a length");
        file
    };
    let (pipe, _other) = std::io::pipe().expect("a pipe");
    let directory = std::fs::File::open("/").expect("a directory");
    let descriptors: [(&str, OwnedFd); 5] = [
        ("unsealed", memory(4096)),
        ("of no length", memory(0)),
        ("vast and empty", memory(1 << 40)),
        ("a pipe", pipe.into()),
        ("a directory", directory.into()),
    ];
    for (name, descriptor) in &descriptors {
        let (host, mut peer) = open();
        let before = shared_memory().0;
        // With a valid packet, and as the first packet.
        let batch = Frame::encode_batch(&[call(1, "echo", PayloadKind::Raw, "x")]);
        let header = PacketHeader {
            length: batch.len() as u32,
            ..PacketHeader::new(PacketKind::Batch)
        };
        peer.send_descriptor(&header, &batch, descriptor);
        assert_eq!(peer.closing_code().as_deref(), Some("bad_memfd"), "{name}");
        assert_eq!(host.document.stats().replies, 0, "{name}: the call ran");
        assert!(shared_memory().0 <= before, "{name}");
        drop(peer);
        until("the link is gone", || host.link.upgrade().is_none());
    }
    drop(descriptors);
    until("its memory is closed", || shared_memory().0 == 0);
}

#[test]
fn a_wrong_length_of_a_body_is_answered_with_a_code() {
    let _alone = alone();
    let code_of = |reply: &Reply| {
        let head: serde_json::Value = serde_json::from_slice(&reply.head).expect("JSON");
        head["code"].as_str().map(str::to_owned)
    };
    // A length over the limit, and more bytes than stated.
    let lies: [(&str, u64, u64, &str); 2] = [
        (
            "a length over the limit",
            u64::from(u32::MAX) * 16,
            0,
            "body_too_large",
        ),
        ("more than was stated", 100_000, 0, "body_too_large"),
    ];
    for (name, stated, offset, code) in lies {
        let (host, mut peer) = open();
        peer.call_deferred(1, "echo", stated);
        // A socket that is closed with unread packets loses the code.
        if stated <= Limits::default().body_bytes_max {
            peer.upload(1, offset, &pattern(200_000));
        }
        match peer.first_packet() {
            FirstPacket::Reply(reply) => {
                assert_eq!(reply.outcome, ReplyOutcome::Refused, "{name}: {reply:?}");
                assert_eq!(code_of(&reply).as_deref(), Some(code), "{name}");
            }
            FirstPacket::Closed(closed) => assert_eq!(closed.as_deref(), Some(code), "{name}"),
        }
        drop(peer);
        assert_released(host);
    }
}

#[test]
fn bytes_after_a_gap_delay_only_their_own_call() {
    let _alone = alone();
    let (host, mut peer) = open();
    for id in 1..=3 {
        peer.call_deferred(id, "echo", 2_000_000);
        // After missing bytes, after the end, and at the largest offset.
        peer.upload(
            id,
            [1_000_000, 5_000_000, u64::MAX][id as usize - 1],
            &pattern(1000),
        );
    }
    let frames = (10..20).map(|id| call(id, "echo", PayloadKind::Raw, "beside it"));
    peer.send_frames(&frames.collect::<Vec<_>>());
    let mut answered = std::collections::BTreeSet::new();
    while !(10..20).all(|id| answered.contains(&id)) {
        let replies = peer.replies();
        answered.extend(replies.iter().map(|reply| reply.call));
    }
    drop(peer);
    until("the link is gone", || host.link.upgrade().is_none());
    host.document.close(CloseReason::PageCrashed);
    assert_eq!(host.document.stats().uploads_open, 0);
    assert_released(host);
}

#[test]
fn expired_numbers_are_refused() {
    let _alone = alone();
    // A forgotten buffer.
    let (host, mut peer) = open_with(Duration::from_millis(300));
    let arguments = serde_json::json!({ "length": 100_000 });
    let (body, length) = peer.call_for_body(1, "draw", &arguments);
    let (_, places) = peer.whole(body, length);
    peer.release(body);
    peer.expect(PacketKind::Forget);
    peer.free(places[0]);
    assert_eq!(peer.closing_code().as_deref(), Some("bad_frame"));
    drop(peer);
    assert_released(host);
    // A slot of replaced memory.
    let (host, mut peer) = open_with(Duration::from_millis(300));
    let (body, length) = peer.call_for_body(1, "give", &arguments);
    let (_, places) = peer.whole(body, length);
    peer.release(body);
    while peer.renewed == 0 {
        peer.next().expect("the link is open");
    }
    peer.free(places[0]);
    assert_eq!(peer.closing_code().as_deref(), Some("bad_frame"));
    drop(peer);
    assert_released(host);
    // A used call id.
    let (host, mut peer) = open();
    for code in [None, Some("duplicate_request")] {
        peer.send_frames(&[call(1, "echo", PayloadKind::Raw, "x")]);
        let reply = peer.replies().remove(0);
        let head = serde_json::from_slice::<serde_json::Value>(&reply.head);
        let actual = head
            .ok()
            .and_then(|head| Some(head["code"].as_str()?.to_owned()));
        assert_eq!(actual.as_deref(), code);
    }
    drop(peer);
    assert_released(host);
}

#[test]
fn a_violation_is_answered_with_a_code_and_closes_the_link() {
    let _alone = alone();
    for (name, violate, code) in VIOLATIONS {
        let (host, mut peer) = open();
        violate(&mut peer);
        assert_eq!(peer.closing_code().as_deref(), Some(*code), "{name}");
        until(name, || host.violated.load(Ordering::SeqCst) == 1);
        assert_eq!(host.unused.load(Ordering::SeqCst), 0, "{name}");
        assert!(host.document.check_open(true).is_err(), "{name}");
        drop(peer);
        assert_released(host);
    }
    assert_eq!(shared_memory(), (0, 0));
}

#[test]
fn a_page_cannot_change_the_size_of_the_memory() {
    let _alone = alone();
    let (host, peer) = open();
    for memory in [&peer.page_slots, &peer.host_slots] {
        for size in [0, 1, peer.layout.total_bytes() * 2] {
            assert!(rustix::fs::ftruncate(memory, size).is_err());
        }
        let seals = rustix::fs::SealFlags::WRITE;
        assert!(rustix::fs::fcntl_add_seals(memory, seals).is_err());
    }
    drop(peer);
    assert_released(host);
}

/// Sends up to `count` calls without reading. Returns `false` if the link is closed meanwhile.
pub(super) fn call_without_reading(peer: &mut Peer, count: u64) -> bool {
    for first in (1..=count).step_by(100) {
        let calls = (first..first + 100).map(|id| call(id, "echo", PayloadKind::Raw, vec![1]));
        let batch = Frame::encode_batch(&calls.collect::<Vec<_>>());
        if !peer.send(PacketHeader::new(PacketKind::Batch), &batch) {
            return false;
        }
    }
    true
}

#[test]
fn a_page_that_never_reads_is_disconnected_and_others_are_served() {
    let _alone = alone();
    let (host, mut peer) = open();
    assert!(
        !call_without_reading(&mut peer, 1_000_000),
        "the host keeps answering"
    );
    until("the link is closed", || {
        host.violated.load(Ordering::SeqCst) == 1
    });
    // Another page is still served.
    let (other, mut second) = open();
    second.send_frames(&[call(1, "echo", PayloadKind::Raw, vec![7])]);
    assert_eq!(second.replies()[0].body.as_slice(), [7]);
    drop((peer, second));
    until("the link is gone", || host.link.upgrade().is_none());
    drop(host);
    assert_released(other);
}

#[test]
fn replies_that_the_page_does_not_read_are_charged() {
    let _alone = alone();
    let (host, mut peer) = open();
    let link = host.link.upgrade().expect("a link");
    let ledger = Arc::clone(host.document.ledger());
    let bound = ledger.bound(Holding::Packets);
    let mut sent = 0;
    until("the bound is reached", || {
        for _ in 0..50 {
            sent += 1;
            let argument = serde_json::json!({ "length": 60_000 }).to_string();
            peer.send_frames(&[call(sent, "give", PayloadKind::Json, argument)]);
        }
        !ledger.has_room(Holding::Packets)
    });
    until("all commands have run", || {
        host.document.stats().calls_running == 0
    });
    let (held, queued) = {
        let state = link.state();
        (
            host.document.stats().held.of(Holding::Packets),
            state.outgoing.queued_bytes(),
        )
    };
    assert_eq!(held, queued);
    assert!(held >= bound && held < bound * 2, "{held} of {bound}");
    link.close();
    assert_eq!(ledger.held(Holding::Packets), 0);
    drop((link, peer));
    assert_released(host);
}

#[test]
fn a_page_that_asks_and_does_not_read_is_not_read_either() {
    let _alone = alone();
    let (host, mut peer) = open();
    let link = host.link.upgrade().expect("a link");
    let ask = |peer: &Peer, id: u64| {
        let header = PacketHeader {
            id,
            extra: 1,
            length: 8,
            ..PacketHeader::new(PacketKind::Transfer)
        };
        let mut bytes = header.encode().to_vec();
        bytes.extend_from_slice(&77_u64.to_le_bytes());
        let flags = rustix::net::SendFlags::NOSIGNAL | rustix::net::SendFlags::DONTWAIT;
        rustix::net::send(&peer.socket, &bytes, flags).is_ok()
    };
    let mut asked = 0;
    until("the host stops reading", || {
        while ask(&peer, asked + 1) {
            asked += 1;
            assert!(asked < 1_000_000, "the host reads on");
        }
        link.state().is_backed_up()
    });
    while ask(&peer, asked + 1) {
        asked += 1;
    }
    assert!(link.state().outgoing.queued_bytes() <= 2 * ANSWERS_BYTES_MAX);
    drop(link);
    // A page that reads again gets every answer.
    for id in 1..=asked {
        assert_eq!(peer.expect(PacketKind::Failed).header.id, id);
    }
    peer.send_frames(&[call(1, "echo", PayloadKind::Raw, "x")]);
    assert_eq!(peer.replies()[0].call, 1);
    assert_eq!(host.violated.load(Ordering::SeqCst), 0);
    drop(peer);
    assert_released(host);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// No sequence of packets harms the host, and a closed link releases its memory.
    #[test]
    fn arbitrary_packets_never_harm_the_host(packets in prop::collection::vec((0_u8..36, any::<[u8; 31]>(), prop::collection::vec(any::<u8>(), 0..200)), 1..20)) {
        let _alone = alone();
        let (host, peer) = open();
        for (kind, rest, payload) in packets {
            let mut bytes = vec![kind, 0];
            bytes.extend_from_slice(&rest[1..]);
            // Half of the packets state their real length.
            if payload.len() % 2 == 0 {
                bytes[2..4].copy_from_slice(&NO_SLOT.to_le_bytes());
                bytes[4..8].copy_from_slice(&(payload.len() as u32).to_le_bytes());
            }
            bytes.extend_from_slice(&payload);
            if !peer.send_raw(&bytes) {
                break;
            }
        }
        drop(peer);
        assert_released(host);
    }
}
