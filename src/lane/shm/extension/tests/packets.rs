//! Packets of the host, valid or not.

use proptest::prelude::*;

use super::*;
use crate::{
    common::limits::{BUFFERS_FROM, HEADER_BYTES, NO_SLOT},
    listener::append,
};

/// A name, and the packets that a host sends.
type Violation = (&'static str, fn(&Stage));

/// Violations of the protocol: the link closes, and the client is told.
const VIOLATIONS: &[Violation] = &[
    ("no header", |stage| stage.send_with(&[16, 0, 0], &[])),
    ("an unknown kind", |stage| stage.send_with(&[77; 32], &[])),
    ("the reserved byte", |stage| {
        let mut bytes = header(PacketKind::Room).encode();
        bytes[1] = 1;
        stage.send_with(&bytes, &[]);
    }),
    ("a kind of the page", |stage| {
        stage.send(header(PacketKind::Batch), &[])
    }),
    ("a kind of its own", |stage| {
        stage.send(header(PacketKind::Opened), &[])
    }),
    ("a longer payload than stated", |stage| {
        stage.send(header(PacketKind::Frames), &[0; 16]);
    }),
    ("a shorter payload than stated", |stage| {
        let header = PacketHeader {
            length: 4_000_000_000,
            ..header(PacketKind::Replies)
        };
        stage.send(header, &[0; 16]);
    }),
    ("a packet longer than any", |stage| {
        let header = PacketHeader {
            length: 60_000,
            ..header(PacketKind::Frames)
        };
        stage.send(header, &[0; 60_000]);
    }),
    ("a slot and a payload", |stage| {
        let header = PacketHeader {
            slot: 0,
            length: 1,
            ..header(PacketKind::Frames)
        };
        stage.send(header, &[0]);
    }),
    ("frames in a slot that does not exist", |stage| {
        let header = PacketHeader {
            slot: LAYOUT.slots,
            length: 1,
            ..header(PacketKind::Frames)
        };
        stage.send(header, &[]);
    }),
    ("frames longer than a slot", |stage| {
        let header = PacketHeader {
            slot: 0,
            length: LAYOUT.slot_bytes + 1,
            ..header(PacketKind::Replies)
        };
        stage.send(header, &[]);
    }),
    ("frames in a buffer", |stage| {
        let header = PacketHeader {
            slot: BUFFERS_FROM + 1,
            length: 1,
            ..header(PacketKind::Frames)
        };
        stage.send(header, &[]);
    }),
    ("a piece that is not the next one", |stage| {
        stage.send(piece(0, 10, 10, 0), &[]);
    }),
    ("a piece twice", |stage| {
        stage.send(piece(0, 10, 0, 0), &[]);
        stage.send(piece(0, 10, 0, 0), &[]);
    }),
    ("a piece past all buffers", |stage| {
        stage.send(piece(0, 10, u64::MAX, 0), &[]);
    }),
    ("more bytes than requested", |stage| {
        stage.send(piece(0, 60_000, 0, 0), &[]);
        stage.send(piece(0, 60_000, 60_000, 0), &[]);
    }),
    ("a piece without a place", |stage| {
        stage.send(
            PacketHeader {
                id: TRANSFER,
                ..header(PacketKind::Piece)
            },
            &[],
        );
    }),
    ("a piece in a slot that does not exist", |stage| {
        stage.send(piece(LAYOUT.slots, 10, 0, 0), &[]);
    }),
    ("a piece longer than a slot", |stage| {
        stage.send(piece(0, LAYOUT.slot_bytes + 1, 0, 0), &[]);
    }),
    ("a piece in a buffer that does not exist", |stage| {
        stage.send(piece(BUFFERS_FROM + 5, 10, 0, 0), &[]);
    }),
    ("a piece past its buffer", |stage| {
        let id = u64::from(BUFFERS_FROM) + 1;
        stage.send_with(&buffer(id, 4096).encode(), &[&memory(4096)]);
        assert!(stage.is_open());
        stage.send(piece(BUFFERS_FROM + 1, 10, 0, 4090), &[]);
    }),
    ("a place past all buffers", |stage| {
        let id = u64::from(BUFFERS_FROM) + 1;
        stage.send_with(&buffer(id, 4096).encode(), &[&memory(4096)]);
        stage.send(piece(BUFFERS_FROM + 1, 10, 0, u64::MAX), &[]);
    }),
    ("a slot of the page's that does not exist", |stage| {
        let (header, payload) = free(&[LAYOUT.slots]);
        stage.send(header, &payload);
    }),
    ("a slot of the page's that is free", |stage| {
        let (header, payload) = free(&[0]);
        stage.send(header, &payload);
    }),
    ("half a slot", |stage| {
        let header = PacketHeader {
            length: 1,
            ..header(PacketKind::Free)
        };
        stage.send(header, &[0]);
    }),
    ("memory without a descriptor", |stage| {
        stage.send(buffer(1, 4096), &[])
    }),
    ("memory that is a pipe", |stage| {
        let (pipe, _other) = std::io::pipe().expect("a pipe");
        stage.send_with(&buffer(1, 4096).encode(), &[&pipe.into()]);
    }),
    ("memory shorter than stated", |stage| {
        stage.send_with(&buffer(1, 1 << 20).encode(), &[&memory(4096)]);
    }),
    ("memory of no length", |stage| {
        stage.send_with(&buffer(1, 0).encode(), &[&memory(0)]);
    }),
    ("memory of an impossible length", |stage| {
        stage.send_with(&buffer(1, u64::MAX).encode(), &[&memory(4096)]);
    }),
    ("slots shorter than they were", |stage| {
        stage.send_with(&buffer(0, 0).encode(), &[&memory(LAYOUT.total_bytes() - 1)]);
    }),
];

#[test]
fn a_violation_of_the_protocol_closes_the_link() {
    let _alone = alone();
    for (name, send) in VIOLATIONS {
        let stage = Stage::open();
        send(&stage);
        assert!(!stage.is_open(), "{name}");
        // After the valid packets.
        let kinds = stage.kinds();
        assert!(matches!(&*kinds, "32,33" | "32,20,33"), "{name}: {kinds}");
    }
}

/// Unusual packets that the protocol allows: the link stays open.
#[test]
fn late_packets_are_dropped() {
    let _alone = alone();
    let stage = Stage::open();
    // A piece of a transfer that was stopped. The client ignores it.
    stage.send(
        PacketHeader {
            id: 99,
            ..piece(0, 10, 0, 0)
        },
        &[],
    );
    assert!(stage.is_open());
    // The engine pins a buffer that a native has accessed, so the page cannot transfer it meanwhile.
    text(&stage.context, "try { into.buffer.transfer(0) } catch {}");
    assert_eq!(text(&stage.context, "into.length"), "100000");
    stage.send(piece(0, 10, 0, 0), &[]);
    stage.send(
        PacketHeader {
            id: 12,
            ..header(PacketKind::Forget)
        },
        &[],
    );
    // One descriptor more than there is room for is closed by the system.
    let memory = memory(4096);
    stage.send_with(&buffer(1, 4096).encode(), &[&memory, &memory, &memory]);
    assert!(stage.is_open());
}

#[test]
fn the_end_of_the_host_is_reported_once() {
    let _alone = alone();
    let mut stage = Stage::open();
    // In the middle of a transfer.
    stage.send(piece(0, 10, 0, 0), &[]);
    stage.end_host();
    turn_the_loop();
    turn_the_loop();
    assert!(!stage.is_open());
    assert_eq!(stage.kinds(), "32,20,33");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// No sequence of packets ends the web process.
    #[test]
    fn arbitrary_packets_never_end_the_web_process(packets in prop::collection::vec((prop::sample::select(vec![1_u8, 2, 16, 17, 18, 19, 20, 21, 22, 23, 33, 34, 35]), any::<[u8; 31]>(), prop::collection::vec(any::<u8>(), 0..200), any::<bool>()), 1..12)) {
        let _alone = alone();
        let stage = Stage::open();
        for (kind, rest, payload, is_fair) in packets {
            let mut bytes = vec![kind, 0];
            bytes.extend_from_slice(&rest[1..]);
            // Half of the packets state their real length, and a slot that may exist.
            if is_fair {
                let slot = if kind == 20 { u16::from(rest[5] % 5) } else { NO_SLOT };
                bytes[2..4].copy_from_slice(&slot.to_le_bytes());
                let length = if kind == 20 { u32::from(rest[6]) } else { payload.len() as u32 };
                bytes[4..8].copy_from_slice(&length.to_le_bytes());
                bytes[8..16].copy_from_slice(&TRANSFER.to_le_bytes());
                if kind == 20 {
                    bytes[16..24].fill(0);
                }
            }
            if kind != 20 {
                bytes.extend_from_slice(&payload);
            }
            stage.send_with(&bytes, &[]);
        }
        prop_assert!(stage.kinds().starts_with("32"));
    }
}

#[test]
fn a_link_opens_only_if_its_memory_can_be_mapped() {
    let _alone = alone();
    let slots = LAYOUT.total_bytes();
    let (pipe, _other) = std::io::pipe().expect("a pipe");
    let pipe = OwnedFd::from(pipe);
    let short = memory(slots - 1);
    let whole = memory(slots);
    let none = Layout { slots: 0, ..LAYOUT };
    let vast = Layout {
        slots: u16::MAX,
        slot_bytes: u32::MAX,
    };
    for (page, host, layout) in [
        (&pipe, &whole, LAYOUT),
        (&whole, &short, LAYOUT),
        (&whole, &whole, none),
        (&whole, &whole, vast),
    ] {
        let stage = Stage::with(page, host, layout);
        assert_eq!(stage.kinds(), "33", "{layout:?}");
        assert_eq!(stage.link.stop(0), CLOSED);
    }
}

#[test]
fn the_listener_gets_packets_as_the_vectors_state() {
    let file = include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/protocol/vectors/packet/listener.json"
    ));
    let file: serde_json::Value = serde_json::from_str(file).expect("JSON");
    let cases = file["cases"].as_array().expect("cases");
    for case in cases {
        let expected = crate::common::tests::bytes_of(&case["bytes"]);
        let mut packets = Vec::new();
        for accept in case["accept"]["packets"].as_array().expect("packets") {
            let payload = crate::common::tests::bytes_of(&accept["payload"]);
            let at = packets.len();
            let header = PacketHeader::decode(&expected[at..]).expect("a header");
            assert_eq!(u64::from(header.length), payload.len() as u64);
            assert_eq!(
                expected[at + HEADER_BYTES..][..payload.len()],
                payload,
                "{}",
                case["name"]
            );
            append(&mut packets, &header, &payload);
        }
        assert_eq!(packets, expected, "{}", case["name"]);
    }
    println!("listener: {} cases", cases.len());
}
