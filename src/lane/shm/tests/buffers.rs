//! Memory that commands write and the page reads in place.

use super::{
    super::packet::{BUFFERS_FROM, PacketKind},
    *,
};

#[test]
fn what_a_command_writes_in_a_buffer_is_read_where_it_stands() {
    let _alone = alone();
    let (host, mut peer) = open_with(Duration::from_millis(500));
    const LENGTH: usize = 3 * 1024 * 1024 + 5;
    let arguments = serde_json::json!({ "length": LENGTH });
    for id in 1..=3 {
        let (body, length) = peer.call_for_body(id, "draw", &arguments);
        let (whole, places) = peer.whole(body, length);
        assert!(whole == pattern(LENGTH));
        assert!(
            places.iter().all(|place| *place >= BUFFERS_FROM),
            "{places:?}"
        );
        peer.release(body);
        until("the body is released", || {
            host.document.stats().bodies_held == 0
        });
    }
    // After a pause the page is told to forget it, and the host has.
    while !peer.buffers.is_empty() {
        let forgotten = peer.expect(PacketKind::Forget).header.id as u16;
        assert!(peer.buffers.remove(&forgotten).is_some());
    }
    until("the buffers are gone", || shared_memory() == (4, 1));
    drop(peer);
    is_let_go_of(host);
}

#[test]
fn a_buffer_is_read_in_place_by_its_own_page_only() {
    let _alone = alone();
    let ((first, first_peer), (second, second_peer)) = (open(), open());
    let mut memory = first.document.lend(1024 * 1024).expect("a buffer");
    (*memory).as_mut().fill(7);
    let bytes = crate::document::bytes_of(memory, 1024 * 1024);
    let is_in_place = |host: &Host| {
        let link = host.link.upgrade().expect("a link");
        let state = link.state();
        state.buffers.place_of(&bytes).is_some()
    };
    assert!(is_in_place(&first));
    assert!(!is_in_place(&second));
    drop(bytes);
    // The same length at another document is other memory.
    let memory = second.document.lend(1024 * 1024).expect("a buffer");
    assert!((*memory).as_ref().iter().all(|byte| *byte == 0));
    // Past the bound of a link, and where it has gone, memory is ordinary; so is that of a short one.
    let mut held = vec![memory];
    let large = || second.document.lend(64 * 1024 * 1024);
    held.extend(std::iter::from_fn(large).take(100));
    assert_eq!(held.len(), 1 + 3, "256 MiB of buffers");
    assert!(second.document.lend(1024).is_none());
    // Those that are free make room for others.
    held.truncate(2);
    assert!(second.document.lend(100 * 1024 * 1024).is_some());
    drop(first_peer);
    until("the link is gone", || first.link.upgrade().is_none());
    assert!(first.document.lend(1024 * 1024).is_none());
    drop((held, second_peer, first));
    is_let_go_of(second);
}
