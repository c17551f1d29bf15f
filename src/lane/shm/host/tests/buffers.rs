//! Buffers: memory that commands write and the page reads in place.

use super::{
    super::{limits::BUFFERS_FROM, packet::PacketKind},
    *,
};
use crate::{document::LaneMemory, wire::Code};

#[test]
fn the_page_reads_a_buffer_in_place() {
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
    // After a pause the host forgets the buffers and tells the page.
    while !peer.buffers.is_empty() {
        let forgotten = peer.expect(PacketKind::Forget).header.id as u16;
        assert!(peer.buffers.remove(&forgotten).is_some());
    }
    until("the buffers are gone", || shared_memory() == (4, 1));
    drop(peer);
    assert_released(host);
}

#[test]
fn a_buffer_is_read_in_place_only_by_its_own_page() {
    let _alone = alone();
    let ((first, first_peer), (second, second_peer)) = (open(), open());
    let mut memory = lent(&first, 1024 * 1024).expect("a buffer");
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
    // A buffer of the same length of another document is other memory.
    let memory = lent(&second, 1024 * 1024).expect("a buffer");
    assert!((*memory).as_ref().iter().all(|byte| *byte == 0));
    // Past the limit of a link, after its end, and for short lengths memory is ordinary.
    let mut held = vec![memory];
    let large = || lent(&second, 64 * 1024 * 1024);
    held.extend(std::iter::from_fn(large).take(100));
    assert_eq!(held.len(), 1 + 3, "256 MiB of buffers");
    assert!(lent(&second, 1024).is_none());
    // Free buffers make room for new ones.
    held.truncate(2);
    assert!(lent(&second, 100 * 1024 * 1024).is_some());
    drop(first_peer);
    until("the link is gone", || first.link.upgrade().is_none());
    assert!(lent(&first, 1024 * 1024).is_none());
    drop((held, second_peer, first));
    assert_released(second);
}

/// Returns shared memory of the lane, or `None`.
fn lent(host: &Host, length: usize) -> Option<Box<dyn LaneMemory>> {
    host.document.lend(length).ok().flatten()
}

#[test]
fn the_buffers_of_all_documents_share_one_limit() {
    let _alone = alone();
    const MIB: usize = 1024 * 1024;
    let mut hosts: Vec<_> = std::iter::repeat_with(open).take(3).collect();
    let mut held = Vec::new();
    for (host, _) in &hosts {
        held.extend(std::iter::from_fn(|| lent(host, 64 * MIB)).take(100));
    }
    assert_eq!(held.len(), 8, "512 MiB, of which each of two has half");
    // The third gets none, and a refusal.
    let refusal = hosts[2].0.document.lend(MIB).err().expect("a refusal");
    assert_eq!(refusal.code(), Code::TooManyBuffers);
    // Memory that another document has released is available after it was unmapped.
    held.drain(..4);
    let forget = |host: &Host| host.link.upgrade().expect("a link").release_buffers();
    forget(&hosts[0].0);
    assert!(lent(&hosts[2].0, 256 * MIB).is_some());
    forget(&hosts[2].0);
    // A command may keep memory after its document has ended.
    let (second, second_peer) = hosts.remove(1);
    drop(second_peer);
    until("the link is gone", || second.link.upgrade().is_none());
    let whole = lent(&hosts[0].0, 256 * MIB);
    assert!(whole.is_some());
    assert!(lent(&hosts[1].0, MIB).is_none(), "still held");
    drop(held);
    assert!(lent(&hosts[1].0, MIB).is_some());
    drop(whole);
    drop(second);
    for (host, peer) in hosts {
        drop(peer);
        until("the link is gone", || host.link.upgrade().is_none());
    }
    until("all memory is closed", || shared_memory().0 == 0);
}
