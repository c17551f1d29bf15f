//! Bodies on their way in both directions, slot by slot.

use super::{
    super::{
        limits::BUFFERS_FROM,
        packet::{PacketHeader, PacketKind},
    },
    *,
};

#[test]
fn files_come_whether_the_system_has_them_in_memory_or_not() {
    let _alone = alone();
    let (host, mut peer) = open();
    let content = pattern(9 * 1024 * 1024 + 77);
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), &content).expect("a write");
    file.as_file().sync_all().expect("a disk");
    let arguments = serde_json::json!({ "path": file.path() });
    for (id, is_cached) in [(1, true), (2, false)] {
        if !is_cached {
            let advice = rustix::fs::Advice::DontNeed;
            rustix::fs::fadvise(file.as_file(), 0, None, advice).expect("advice");
        }
        let (body, length) = peer.call_for_body(id, "file", &arguments);
        let (whole, places) = peer.whole(body, length);
        assert!(whole == content, "{is_cached}");
        assert!(places.iter().all(|place| *place < BUFFERS_FROM));
        peer.release(body);
    }
    // A file that becomes shorter fails its transfer, and no other.
    let (body, length) = peer.call_for_body(3, "file", &arguments);
    file.as_file().set_len(1024 * 1024 + 5).expect("a length");
    peer.transfer(9, body, length);
    assert_eq!(peer.expect(PacketKind::Failed).header.id, 9);
    let arguments = serde_json::json!({ "length": 70_000 });
    let (body, length) = peer.call_for_body(4, "give", &arguments);
    assert!(peer.whole(body, length).0 == pattern(70_000));
    drop(peer);
    is_let_go_of(host);
}

#[test]
fn uploads_get_the_memory_of_those_before() {
    let _alone = alone();
    let (host, mut peer) = open();
    let body = pattern(3 * 1024 * 1024 + 1);
    let mut places = std::collections::HashSet::new();
    for id in 1..=4 {
        peer.call_deferred(id, "place", body.len() as u64);
        peer.upload_all(id, &body);
        let reply = peer.replies().remove(0);
        assert_eq!(reply.outcome, ReplyOutcome::Done);
        places.insert(reply.body.bytes.expect("bytes in the frame"));
        // The call that is counted as answered has let go of its arguments.
        until("the call is over", || {
            host.document.stats().calls_running == 0
        });
    }
    assert!(places.len() < 4, "fresh memory each time");
    drop(peer);
    is_let_go_of(host);
}

#[test]
fn bodies_are_poured_piece_by_piece_as_slots_become_free() {
    let _alone = alone();
    let (host, mut peer) = open_with(Duration::from_millis(300));
    const LENGTH: usize = 40 * 1024 * 1024 + 12_345;
    let arguments = json(&serde_json::json!({ "length": LENGTH }));
    peer.send_frames(&[call(1, "give", PayloadKind::Json, arguments)]);
    let reply = peer.replies().remove(0);
    assert!(reply.body.is_deferred());
    let head: serde_json::Value = serde_json::from_slice(&reply.head).expect("JSON");
    let body = head["body"].as_u64().expect("a body id");

    // Two ranges at once keep to their own places.
    let ranges = [(7, 0_u64, LENGTH as u64), (8, 1_000, 2_000_000)];
    for (id, offset, extra) in ranges {
        let header = PacketHeader {
            id,
            offset,
            extra,
            ..PacketHeader::new(PacketKind::Transfer)
        };
        assert!(peer.send(header, &body.to_le_bytes()));
    }
    let mut into = [vec![0; LENGTH], vec![0; 2_000_000]];
    let mut missing = LENGTH + 2_000_000;
    while missing > 0 {
        let packet = peer.expect(PacketKind::Piece);
        let at = packet.header.offset as usize;
        let place = &mut into[packet.header.id as usize - 7][at..at + packet.payload.len()];
        place.copy_from_slice(&packet.payload);
        missing -= packet.payload.len();
    }
    let whole = pattern(LENGTH);
    assert_eq!(into[0], whole);
    assert_eq!(into[1], whole[1_000..2_001_000]);

    // Outside of the body, and no such body
    for (id, body, offset, extra, code) in [
        (9, body, LENGTH as u64, 1, "range_invalid"),
        (10, body, 0, 0, "range_invalid"),
        (11, body + 1, 0, 1, "unknown_body"),
    ] {
        let header = PacketHeader {
            id,
            offset,
            extra,
            ..PacketHeader::new(PacketKind::Transfer)
        };
        assert!(peer.send(header, &body.to_le_bytes()));
        let failed = peer.expect(PacketKind::Failed);
        assert_eq!(failed.header.id, id);
        let words: serde_json::Value = serde_json::from_slice(&failed.payload).expect("JSON");
        assert_eq!(words["code"], code);
    }

    // After a pause the memory is given back, and another takes its place.
    let blocks = |peer: &Peer| {
        rustix::fs::fstat(&peer.host_slots)
            .expect("a stat")
            .st_blocks
    };
    while peer.renewed == 0 {
        peer.next().expect("the link is open");
    }
    assert_eq!(blocks(&peer), 0);
    assert_eq!(shared_memory(), (4, 1), "the one before is gone");
    drop(peer);
    is_let_go_of(host);
}

#[test]
fn a_page_that_gives_no_slot_back_stops_its_own_bodies_only() {
    let _alone = alone();
    let (host, mut peer) = open();
    let arguments = json(&serde_json::json!({ "length": 64 * 1024 * 1024 }));
    peer.send_frames(&[call(1, "give", PayloadKind::Json, arguments)]);
    let reply = peer.replies().remove(0);
    let head: serde_json::Value = serde_json::from_slice(&reply.head).expect("JSON");
    let body = head["body"].as_u64().expect("a body id");
    let header = PacketHeader {
        id: 1,
        extra: 64 * 1024 * 1024,
        ..PacketHeader::new(PacketKind::Transfer)
    };
    assert!(peer.send(header, &body.to_le_bytes()));
    let mut poured = 0;
    while poured < u32::from(peer.layout.slots) - 2 {
        let packet = peer.next().expect("the link is open");
        poured += u32::from(packet.header.kind == PacketKind::Piece);
    }
    // Frames have slots of their own.
    peer.send_frames(&[call(2, "echo", PayloadKind::Raw, pattern(60_000))]);
    assert_eq!(peer.replies()[0].body.as_slice(), pattern(60_000));
    let stop = PacketHeader {
        id: 1,
        ..PacketHeader::new(PacketKind::Stop)
    };
    assert!(peer.send(stop, &[]));
    drop(peer);
    is_let_go_of(host);
}

#[test]
fn uploads_arrive_in_their_order() {
    let _alone = alone();
    let (host, mut peer) = open();
    let body = pattern(5 * 1024 * 1024 + 3);
    peer.call_deferred(1, "echo", body.len() as u64);
    peer.upload_all(1, &body);
    let reply = peer.replies().remove(0);
    assert_eq!(reply.body.length, body.len() as u64);
    // A piece of a call that does not exist is dropped, and its slot comes back.
    peer.upload(99, 0, b"x");
    peer.expect(PacketKind::Free);
    assert_eq!(host.document.stats().uploads_open, 0);
    drop(peer);
    is_let_go_of(host);
}
