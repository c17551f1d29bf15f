//! Packets and numbers of the link against `protocol/`. Both sides run these.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{
    limits::*,
    packet::{Layout, PacketHeader, PacketKind},
};

macro_rules! protocol {
    ($path:literal) => {
        serde_json::from_str::<Value>(include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/protocol/",
            $path
        )))
        .expect("JSON")
    };
}

/// Returns the bytes that a list of segments stands for.
pub(crate) fn bytes_of(segments: &Value) -> Vec<u8> {
    let unhex = |text: &str| {
        (0..text.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hexadecimal"))
            .collect::<Vec<_>>()
    };
    let segment = |segment: &Value| match segment {
        Value::String(hex) => unhex(hex),
        repeated => {
            let count = repeated["repeat"][1].as_u64().expect("a count");
            unhex(repeated["repeat"][0].as_str().expect("bytes")).repeat(count as usize)
        }
    };
    let segments = segments.as_array().expect("segments");
    segments.iter().flat_map(segment).collect()
}

fn fields(header: &PacketHeader) -> Value {
    json!({
        "kind": header.kind as u8, "slot": header.slot, "length": header.length,
        "id": header.id, "offset": header.offset, "extra": header.extra,
    })
}

#[test]
fn packets_are_decoded_as_the_vectors_state() {
    let mut count = 0;
    for file in [
        protocol!("vectors/packet/accept.json"),
        protocol!("vectors/packet/refuse.json"),
    ] {
        for case in file["cases"].as_array().expect("cases") {
            let bytes = bytes_of(&case["bytes"]);
            let decoded = PacketHeader::decode_packet(&bytes);
            if case["refuse"].is_string() {
                assert!(decoded.is_err(), "{}", case["name"]);
            } else {
                let (header, payload) = decoded.expect("a packet");
                let mut accept = fields(&header);
                accept["payload_bytes"] = payload.len().into();
                assert_eq!(accept, case["accept"], "{}", case["name"]);
                assert_eq!(header.encode(), bytes[..HEADER_BYTES], "{}", case["name"]);
            }
            count += 1;
        }
    }
    println!("packet: {count} cases");
}

#[test]
fn numbers_are_those_of_the_constants() {
    let link = &protocol!("constants.json")["link"];
    let kinds: serde_json::Map<String, Value> = PacketKind::ALL
        .iter()
        .map(|kind| (format!("{kind:?}").to_uppercase(), (*kind as u8).into()))
        .collect();
    assert_eq!(link["packets"], Value::Object(kinds));
    let numbers = json!({
        "header_bytes": HEADER_BYTES,
        "inline_bytes_max": INLINE_BYTES_MAX,
        "no_slot": NO_SLOT,
        "buffers_from": BUFFERS_FROM,
        "piece_bytes": PIECE_BYTES,
        "frame_slots": FRAME_SLOTS,
        "idle_ms": IDLE_MS,
        "replies_in_flight_max": REPLIES_IN_FLIGHT_MAX,
        "frames_in_flight_max": FRAMES_IN_FLIGHT_MAX,
        "buffer_pieces_max": BUFFER_PIECES_MAX,
    });
    for (name, number) in numbers.as_object().expect("an object") {
        assert_eq!(&link[name], number, "{name}");
    }
    assert_eq!(PACKET_BYTES_MAX, HEADER_BYTES + INLINE_BYTES_MAX);
}

proptest! {
    #[test]
    fn an_encoded_header_is_decoded(kind in 0..PacketKind::ALL.len(), slot: u16, length: u32, id: u64, offset: u64, extra: u64) {
        let header = PacketHeader { kind: PacketKind::ALL[kind], slot, length, id, offset, extra };
        prop_assert_eq!(PacketHeader::decode(&header.encode()), Some(header));
    }

    #[test]
    fn short_headers_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..HEADER_BYTES)) {
        prop_assert_eq!(PacketHeader::decode(&bytes), None);
    }
}

#[test]
fn slots_do_not_overlap_and_fill_the_memory() {
    let layout = Layout {
        slots: 16,
        slot_bytes: 1_069_056,
    };
    let starts: Vec<u64> = (0..16).map(|slot| layout.slot_start(slot)).collect();
    assert!(starts.windows(2).all(|pair| pair[1] - pair[0] == 1_069_056));
    assert_eq!(starts[15] + 1_069_056, layout.total_bytes());
}
