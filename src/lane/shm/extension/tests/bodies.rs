//! Bodies, in memory that becomes the page's.

use super::*;
use crate::pool;

/// Receives a body of one piece that consists of `byte`, and stores it as `bodies[id]`.
fn allocate(stage: &Stage, host_slots: &OwnedFd, id: u64, length: u32, byte: u8) {
    rustix::io::pwrite(host_slots, &vec![byte; length as usize], 0).expect("room");
    let asked = format!("natives.allocate({id}, 1, 0, {length})");
    assert_eq!(text(&stage.context, &asked), "1");
    assert_eq!(
        text(&stage.context, &format!("natives.filled({id})")),
        "null",
        "it is not complete"
    );
    stage.send(
        PacketHeader {
            id,
            ..piece(0, length, 0, 0)
        },
        &[],
    );
    turn_the_loop();
    text(
        &stage.context,
        &format!("bodies[{id}] = natives.filled({id}); 1"),
    );
}

/// Returns the distinct bytes and the length of a body.
fn content(stage: &Stage, id: u64) -> String {
    let code =
        format!("`${{[...new Set(new Uint8Array(bodies[{id}]))]}} ${{bodies[{id}].byteLength}}`");
    text(&stage.context, &code)
}

/// Runs the page's collector until the pool has `wanted` free blocks.
fn collect_until_free(stage: &Stage, wanted: usize) {
    for _ in 0..2_000 {
        if pool::free_count() >= wanted {
            return;
        }
        text(
            &stage.context,
            "for (let i = 0; i < 20; i++) new Uint8Array(1_000_000); 1",
        );
    }
    panic!("{} of {wanted} blocks have come back", pool::free_count());
}

/// The memory of a body is reused after the page's collector has freed it, and not earlier.
#[test]
fn memory_of_a_collected_body_is_reused() {
    let _alone = alone();
    let (stage, host_slots) = stage_of_bodies();
    pool::trim_all();
    for id in 0..20 {
        allocate(&stage, &host_slots, id, 60_000 + id as u32, id as u8 + 1);
    }
    for id in 0..20 {
        let expected = format!("{} {}", id + 1, 60_000 + id);
        assert_eq!(
            content(&stage, id),
            expected,
            "the page has it, so it is not written"
        );
    }
    assert_eq!(pool::lent_count(), 20);
    text(
        &stage.context,
        "for (let id = 0; id < 10; id++) delete bodies[id]; 1",
    );
    collect_until_free(&stage, 5);
    let (lent, free) = (pool::lent_count(), pool::free_count());
    for id in 20..24 {
        allocate(&stage, &host_slots, id, 50_000, id as u8 + 1);
    }
    assert!(
        pool::free_count() + 4 >= free,
        "{free}, then {}",
        pool::free_count()
    );
    assert!(pool::lent_count() <= lent + 4);
    for id in (10..20).chain(20..24) {
        let length = if id < 20 { 60_000 + id } else { 50_000 };
        assert_eq!(content(&stage, id), format!("{} {length}", id + 1));
    }
    assert!(stage.is_open());
}

/// The page may transfer the buffer, as any other.
#[test]
fn a_body_can_be_transferred() {
    let _alone = alone();
    let (stage, host_slots) = stage_of_bodies();
    allocate(&stage, &host_slots, 1, 60_000, 7);
    let moved = text(
        &stage.context,
        "const moved = bodies[1].transfer(); `${bodies[1].byteLength} ${bodies[1].detached} ${moved.byteLength} ${new Uint8Array(moved)[59_999]}`",
    );
    assert_eq!(moved, "0 true 60000 7");
    let grown = text(
        &stage.context,
        "const grown = moved.transfer(70_000); `${moved.detached} ${new Uint8Array(grown)[59_999]} ${new Uint8Array(grown)[60_000]}`",
    );
    assert_eq!(grown, "true 7 0");
}

/// A transfer that is stopped, fails, or is requested on a closed link releases its memory at once.
#[test]
fn an_incomplete_body_releases_its_memory() {
    let _alone = alone();
    let (mut stage, host_slots) = stage_of_bodies();
    pool::trim_all();
    let lent = pool::lent_count();
    let told = |stage: &Stage, code: &str| text(&stage.context, code);
    assert_eq!(told(&stage, "natives.allocate(1, 1, 0, 200_000)"), "1");
    assert_eq!(pool::free_count(), 0);
    told(&stage, "natives.stop(1)");
    assert_eq!(pool::free_count(), 1);
    // The same memory, because it is free.
    assert_eq!(told(&stage, "natives.allocate(2, 1, 0, 190_000)"), "1");
    assert_eq!(pool::free_count(), 0);
    stage.send(
        PacketHeader {
            id: 2,
            ..header(PacketKind::Failed)
        },
        &[],
    );
    turn_the_loop();
    assert_eq!(pool::free_count(), 1);
    assert_eq!(told(&stage, "natives.filled(2)"), "null");
    // Half of it has arrived when the link ends.
    assert_eq!(told(&stage, "natives.allocate(3, 1, 0, 100_000)"), "1");
    rustix::io::pwrite(&host_slots, &[1; 60_000], 0).expect("room");
    stage.send(
        PacketHeader {
            id: 3,
            ..piece(0, 60_000, 0, 0)
        },
        &[],
    );
    turn_the_loop();
    stage.end_host();
    turn_the_loop();
    assert_eq!(told(&stage, "natives.filled(3)"), "null");
    assert_eq!(told(&stage, "natives.allocate(4, 1, 0, 100_000)"), "-1");
    assert_eq!(pool::free_count(), 1);
    assert_eq!(pool::lent_count(), lent);
    pool::trim_all();
    assert_eq!(pool::free_count(), 0);
}

/// A request for more memory than there is does not close the link.
#[test]
fn too_large_a_body_is_refused() {
    let _alone = alone();
    let (stage, _host_slots) = stage_of_bodies();
    for length in ["2 ** 40", "2 ** 53 - 1", "2 ** 52"] {
        let asked = format!("natives.allocate(1, 1, 0, {length})");
        assert_eq!(text(&stage.context, &asked), "-2", "{length}");
    }
    assert!(stage.is_open());
}
