//! The natives that the client calls.

use super::*;
use crate::guard::{Marks, mark_of};

fn batch_in_slot(length: u32) -> PacketHeader {
    PacketHeader {
        slot: 0,
        length,
        ..header(PacketKind::Frames)
    }
}

/// A batch from a slot arrives in memory of its own, which is reused after the client has returned it.
#[test]
fn memory_of_a_returned_batch_is_reused() {
    let _alone = alone();
    let (page_slots, host_slots) = (memory(LAYOUT.total_bytes()), memory(LAYOUT.total_bytes()));
    let stage = Stage::with(&page_slots, &host_slots, LAYOUT);
    install(&stage.link, null_mut());
    text(
        &stage.context,
        "const natives = __BYTELANE_NATIVES__
         const batches = []
         seen = (packets) => { if (packets[0] === 17) batches.push(packets) }",
    );
    let lengths = [40_000, LAYOUT.slot_bytes, 33_000, 50_000, 50_000];
    for (at, length) in lengths.into_iter().enumerate() {
        let content = vec![at as u8 + 1; length as usize];
        rustix::io::pwrite(&host_slots, &content, 0).expect("room");
        stage.send(batch_in_slot(length), &[]);
        // All but the fourth are returned.
        if at != 3 {
            text(&stage.context, "natives.reuse(batches.at(-1))");
        }
    }
    let lengths = lengths.map(|length| (length + 32).to_string()).join(",");
    let told = |code| text(&stage.context, code);
    assert_eq!(told("batches.map(({ length }) => length).join()"), lengths);
    let same = told(
        "batches.map(({ buffer }) => batches.findIndex((other) => other.buffer === buffer)).join()",
    );
    assert_eq!(same, "0,0,0,0,4");
    // A batch that is not returned keeps its content.
    assert_eq!(told("new Set(batches[3].subarray(32)).size"), "1");
    assert_eq!(
        told("[batches[3][32], batches[4][32], batches[4].at(-1)].join()"),
        "4,5,5"
    );
    assert!(stage.is_open());
}

/// A copy of a part of a batch does not change with the memory of the batch.
#[test]
fn a_part_of_a_batch_can_be_copied() {
    let _alone = alone();
    let (stage, _host_slots) = stage_of_bodies();
    let told = |code: &str| text(&stage.context, code);
    told("const packets = Uint8Array.from({ length: 80_000 }, (_, at) => at % 251); 1");
    for (from, to) in [(32, 40_000), (0, 80_000), (79_999, 80_000), (17, 33_017)] {
        let code = format!(
            "part = new Uint8Array(natives.copy(packets, {from}, {to})); packets[{from}] += 1;
             const same = part.every((byte, at) => byte === ({from} + at) % 251); packets[{from}] -= 1;
             `${{same}} ${{part.length}}`"
        );
        let expected = format!("true {}", to - from);
        assert_eq!(told(&format!("{{ let part; {code} }}")), expected);
    }
    for (from, to) in [(0, 80_001), (80_001, 80_002), (10, 9)] {
        let code = format!("`${{natives.copy(packets, {from}, {to})}}`");
        assert_eq!(told(&code), "null", "{from} to {to}");
    }
}

/// The arguments of natives come from the client; a defect of the client must not end the web process.
#[test]
fn natives_accept_arbitrary_arguments() {
    let _alone = alone();
    let stage = Stage::open();
    install(&stage.link, null_mut());
    let code = r"
        const natives = __BYTELANE_NATIVES__
        const odd = [NaN, -1, 2 ** 60, 'text', {}, [], new Float64Array(3), new Uint8Array(0), new DataView(new ArrayBuffer(8)), () => 1]
        let calls = 0
        for (const a of odd) for (const b of odd) for (const name of ['send', 'transfer', 'allocate', 'filled', 'stop', 'push', 'open', 'reuse', 'copy']) {
            // With a listener it would ask a page, and the test has none.
            if (name === 'open' && typeof b === 'function') continue
            try { name === 'transfer' || name === 'allocate' ? natives[name](a, b, a, b) : name === 'copy' ? natives.copy(a, b, a) : name === 'push' ? natives.push(a, b, a, 0) : natives[name](a, b) } catch {}
            calls += 1
        }
        calls";
    assert_eq!(text(&stage.context, code), "890");
}

/// Each mark is another one, and is good once.
#[test]
fn a_mark_is_good_for_one_request() {
    let _alone = alone();
    let (stage, _host_slots) = stage_of_bodies();
    let marks = text(
        &stage.context,
        "[__BYTELANE_NATIVES__.mark(), __BYTELANE_NATIVES__.mark()].join()",
    );
    let (first, second) = marks.split_once(',').expect("two marks");
    assert_ne!(first, second);
    let uri = |mark: &str| format!("ipc://localhost/command?a=b&bytelane-mark={mark}&c#d");
    // Out of order, since the engine may send a request later.
    for mark in [second, first] {
        let number = mark_of(&uri(mark)).expect("a mark");
        assert!(stage.link.marks.spend(number));
        assert!(!stage.link.marks.spend(number));
    }
    let of_page =
        format!("ipc://localhost/?bytelane-mark={second}&a&bytelane-mark=1&bytelane-mark={first}");
    assert_eq!(mark_of(&of_page), mark_of(&uri(first)));
    for wrong in [
        format!("ipc://localhost/bytelane-mark={first}"),
        format!("ipc://localhost/?bytelane-mark={first}&bytelane-mark="),
        format!("ipc://localhost/?x-bytelane-mark={first}"),
        format!("ipc://localhost/#?bytelane-mark={first}"),
        format!("ipc://localhost/?bytelane-mark={}", &first[1..]),
        format!("ipc://localhost/?bytelane-mark={first}0"),
        format!("ipc://localhost/?bytelane-mark=+{}", &first[1..]),
        "ipc://localhost/?bytelane-mark=\u{e4}".to_owned(),
        String::new(),
    ] {
        assert_eq!(mark_of(&wrong), None, "{wrong}");
    }
}

/// Marks that no request uses are bounded, and the oldest ones go first.
#[test]
fn unused_marks_are_bounded() {
    let marks = Marks::default();
    let numbers: Vec<u128> = (0..70_000)
        .map(|_| {
            let mark = marks.draw().expect("a random number");
            u128::from_str_radix(&mark, 16).expect("a number")
        })
        .collect();
    assert!(!marks.spend(numbers[0]));
    assert!(marks.spend(numbers[69_999]));
    assert!(marks.spend(numbers[69_999 - 65_535]));
    assert!(!marks.spend(numbers[69_999 - 65_536]));
}
