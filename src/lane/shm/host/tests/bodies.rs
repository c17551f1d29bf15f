//! Transfers and uploads: bodies in both directions, slot by slot.

use super::{
    super::{
        limits::BUFFERS_FROM,
        packet::{PacketHeader, PacketKind},
    },
    *,
};

#[test]
fn files_are_sent_from_the_page_cache_and_from_disk() {
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
    // A truncated file fails its transfer only.
    let (body, length) = peer.call_for_body(3, "file", &arguments);
    file.as_file().set_len(1024 * 1024 + 5).expect("a length");
    peer.transfer(9, body, length);
    assert_eq!(peer.expect(PacketKind::Failed).header.id, 9);
    let arguments = serde_json::json!({ "length": 70_000 });
    let (body, length) = peer.call_for_body(4, "give", &arguments);
    assert!(peer.whole(body, length).0 == pattern(70_000));
    drop(peer);
    assert_released(host);
}

#[test]
fn uploads_reuse_the_memory_of_earlier_uploads() {
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
        // A call that no longer runs has dropped its arguments.
        until("the call is over", || {
            host.document.stats().calls_running == 0
        });
    }
    assert!(places.len() < 4, "fresh memory each time");
    drop(peer);
    assert_released(host);
}

#[test]
fn pieces_are_sent_as_slots_become_free() {
    let _alone = alone();
    let (host, mut peer) = open_with(Duration::from_millis(300));
    const LENGTH: usize = 40 * 1024 * 1024 + 12_345;
    let arguments = json(&serde_json::json!({ "length": LENGTH }));
    peer.send_frames(&[call(1, "give", PayloadKind::Json, arguments)]);
    let reply = peer.replies().remove(0);
    assert!(reply.body.is_deferred());
    let head: serde_json::Value = serde_json::from_slice(&reply.head).expect("JSON");
    let body = head["body"].as_u64().expect("a body id");

    // The pieces of two concurrent transfers do not mix.
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

    // Ranges outside of the body, and an unknown body.
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

    // After a pause new memory replaces the slots.
    let blocks = |peer: &Peer| {
        rustix::fs::fstat(&peer.host_slots)
            .expect("a stat")
            .st_blocks
    };
    while peer.renewed == 0 {
        peer.next().expect("the link is open");
    }
    assert_eq!(blocks(&peer), 0);
    assert_eq!(shared_memory(), (4, 1), "the former memory is unmapped");
    drop(peer);
    assert_released(host);
}

#[test]
fn a_page_that_returns_no_slots_blocks_only_its_transfers() {
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
    let mut pieces = 0;
    while pieces < u32::from(peer.layout.slots) - 2 {
        let packet = peer.next().expect("the link is open");
        pieces += u32::from(packet.header.kind == PacketKind::Piece);
    }
    // Two slots are reserved for frames.
    peer.send_frames(&[call(2, "echo", PayloadKind::Raw, pattern(60_000))]);
    assert_eq!(peer.replies()[0].body.as_slice(), pattern(60_000));
    let stop = PacketHeader {
        id: 1,
        ..PacketHeader::new(PacketKind::Stop)
    };
    assert!(peer.send(stop, &[]));
    drop(peer);
    assert_released(host);
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
    // A piece of an unknown call is dropped, and its slot is returned.
    peer.upload(99, 0, b"x");
    peer.expect(PacketKind::Free);
    assert_eq!(host.document.stats().uploads_open, 0);
    drop(peer);
    assert_released(host);
}
