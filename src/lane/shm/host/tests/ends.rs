//! The end of a link, at any step.

use super::{
    super::packet::{PacketHeader, PacketKind},
    *,
};

#[test]
fn the_end_of_a_page_at_any_step_releases_everything() {
    let _alone = alone();
    let steps: [fn(&mut Peer); 9] = [
        |_| {},
        |peer| peer.send_frames(&[call(1, "hang", PayloadKind::None, Bytes::new())]),
        |peer| peer.call_deferred(2, "echo", 4 * 1024 * 1024),
        |peer| peer.upload(2, 0, &[1; 1000]),
        |peer| {
            let arguments = json(&serde_json::json!({ "length": 32 * 1024 * 1024 }));
            peer.send_frames(&[call(3, "give", PayloadKind::Json, arguments)]);
            peer.expect(PacketKind::Replies);
        },
        |peer| {
            let header = PacketHeader {
                id: 1,
                extra: 32 * 1024 * 1024,
                ..PacketHeader::new(PacketKind::Transfer)
            };
            assert!(peer.send(header, &1_u64.to_le_bytes()));
        },
        |peer| {
            let arguments = serde_json::json!({ "length": 5_000_000 });
            peer.call_for_body(5, "draw", &arguments);
        },
        |peer| {
            let header = PacketHeader {
                id: 2,
                extra: 5_000_000,
                ..PacketHeader::new(PacketKind::Transfer)
            };
            assert!(peer.send(header, &2_u64.to_le_bytes()));
        },
        |peer| {
            let arguments =
                json(&serde_json::json!({ "numbers": "__CHANNEL__:5", "count": 100_000 }));
            peer.send_frames(&[call(4, "count", PayloadKind::Json, arguments)]);
        },
    ];
    for last in 0..steps.len() {
        let (host, mut peer) = open();
        for step in &steps[..=last] {
            step(&mut peer);
        }
        drop(peer);
        until("the link is gone", || host.link.upgrade().is_none());
        assert_eq!(host.violated.load(Ordering::SeqCst), 0);
        assert_eq!(host.unused.load(Ordering::SeqCst), usize::from(last == 0));
        // The document ends by the engine's signal, not by the socket.
        assert!(host.document.check_open(true).is_ok());
        host.document.close(CloseReason::PageCrashed);
        assert_released(host);
    }
}

#[test]
fn the_end_of_the_document_closes_the_link() {
    let _alone = alone();
    let (host, mut peer) = open();
    peer.send_frames(&[call(1, "echo", PayloadKind::Raw, vec![7])]);
    peer.replies();
    host.document.close(CloseReason::DocumentGone);
    assert_eq!(peer.closing_code(), None, "no violation");
    assert_eq!(host.violated.load(Ordering::SeqCst), 0);
    drop(peer);
    assert_released(host);
}
