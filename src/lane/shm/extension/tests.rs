//! The extension against a host that sends nonsense: a JavaScript context without a web process, and a socket that the test writes to.

use std::{
    ffi::{CStr, CString, c_char, c_int, c_void},
    io::IoSlice,
    mem::MaybeUninit,
    os::fd::{AsFd, OwnedFd},
    ptr::null_mut,
    rc::Rc,
    sync::{Mutex, MutexGuard, PoisonError},
};

use proptest::prelude::*;
use rustix::{
    fs::MemfdFlags,
    net::{
        AddressFamily, SendAncillaryBuffer, SendAncillaryMessage, SendFlags, SocketFlags,
        SocketType, sendmsg, socketpair,
    },
};

use crate::{
    common::{
        limits::{BUFFERS_FROM, NO_SLOT},
        packet::{Layout, PacketHeader, PacketKind},
    },
    ffi,
    link::{CLOSED, Link},
    natives,
    object::{Context, Value},
    pool,
};

// What only a test asks of the engine.
unsafe extern "C" {
    fn jsc_context_evaluate(
        context: *mut ffi::JSCContext,
        code: *const c_char,
        length: isize,
    ) -> *mut ffi::JSCValue;
    fn jsc_value_to_string(value: *mut ffi::JSCValue) -> *mut c_char;
    fn g_main_context_iteration(context: *mut c_void, may_block: c_int) -> c_int;
}

/// The main loop is one for the process, so one test runs at a time.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

const LAYOUT: Layout = Layout {
    slots: 4,
    slot_bytes: 64 * 1024,
};
const TRANSFER: u64 = 7;

/// Notes the kind of each packet that it is called with, and what went wrong with their lengths.
const LISTENER: &str = r"
    var kinds = []
    var into = new Uint8Array(100000)
    var seen = () => undefined
    var listener = (packets) => {
        seen(packets)
        const words = new DataView(packets.buffer)
        let at = 0
        while (at + 32 <= packets.length) {
            kinds.push(packets[at])
            at += Math.ceil((32 + words.getUint32(at + 4, true)) / 16) * 16
        }
        if (at !== Math.ceil(packets.length / 16) * 16) kinds.push(`${at} of ${packets.length}`)
    }
    listener";

/// An open link, and the host's end of it.
struct Stage {
    context: Context,
    link: Rc<Link>,
    host: OwnedFd,
}

fn memory(bytes: u64) -> OwnedFd {
    let file = rustix::fs::memfd_create("extension", MemfdFlags::CLOEXEC).expect("memory");
    rustix::fs::ftruncate(&file, bytes).expect("a length");
    file
}

/// Both ends of a link.
fn sockets() -> (OwnedFd, OwnedFd) {
    socketpair(
        AddressFamily::UNIX,
        SocketType::SEQPACKET,
        SocketFlags::CLOEXEC,
        None,
    )
    .expect("a socket")
}

fn evaluate(context: &Context, code: &str) -> Value {
    let code = CString::new(code).expect("a text");
    // SAFETY: a live context and a C string; the value is the caller's.
    let value =
        unsafe { Value::from_full(jsc_context_evaluate(context.as_ptr(), code.as_ptr(), -1)) };
    value.expect("a value")
}

fn text(context: &Context, code: &str) -> String {
    let value = evaluate(context, code);
    // SAFETY: a live value; the text is the caller's.
    let text = unsafe { jsc_value_to_string(value.as_ptr()) };
    // SAFETY: a C string.
    let copy = unsafe { CStr::from_ptr(text) }
        .to_string_lossy()
        .into_owned();
    // SAFETY: the text is the caller's, allocated by GLib.
    unsafe { ffi::g_free(text.cast()) };
    copy
}

fn turn_the_loop() {
    for _ in 0..20 {
        // SAFETY: the default context, of which this thread is the only user now.
        unsafe { g_main_context_iteration(null_mut(), 0) };
    }
}

impl Stage {
    /// A link that is given these memories.
    fn with(page_slots: &OwnedFd, host_slots: &OwnedFd, layout: Layout) -> Self {
        let context = Context::alone().expect("a context");
        let listener = evaluate(&context, LISTENER);
        let link = Link::new(evaluate_context(&context));
        let (host, page) = sockets();
        assert!(link.ask(listener));
        link.opened(page, page_slots, host_slots, layout);
        Self {
            context,
            link,
            host,
        }
    }

    fn open() -> Self {
        let slots = LAYOUT.total_bytes();
        let stage = Self::with(&memory(slots), &memory(slots), LAYOUT);
        let into = evaluate(&stage.context, "into");
        assert!(stage.link.transfer(TRANSFER, 1, 0, into) > CLOSED);
        assert_eq!(stage.kinds(), "32", "it is open");
        stage
    }

    /// Sends bytes as one packet, whatever they are, with descriptors.
    fn send_with(&self, bytes: &[u8], files: &[&OwnedFd]) {
        let files: Vec<_> = files.iter().map(|file| file.as_fd()).collect();
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(3))];
        let mut rights = SendAncillaryBuffer::new(&mut space);
        if !files.is_empty() {
            assert!(rights.push(SendAncillaryMessage::ScmRights(&files)));
        }
        let sent = sendmsg(
            &self.host,
            &[IoSlice::new(bytes)],
            &mut rights,
            SendFlags::NOSIGNAL,
        );
        // The page may have closed its end before.
        let _ = sent;
        turn_the_loop();
    }

    fn send(&self, header: PacketHeader, payload: &[u8]) {
        let mut bytes = header.encode().to_vec();
        bytes.extend_from_slice(payload);
        self.send_with(&bytes, &[]);
    }

    /// The host closes its end.
    fn end_host(&mut self) {
        let (other, _) = sockets();
        drop(std::mem::replace(&mut self.host, other));
    }

    fn kinds(&self) -> String {
        text(&self.context, "kinds.join()")
    }

    fn is_open(&self) -> bool {
        self.link.stop(0) > CLOSED
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.link.close();
        turn_the_loop();
    }
}

/// Another reference to a context.
fn evaluate_context(context: &Context) -> Context {
    // SAFETY: a live context.
    unsafe { Context::from_none(context.as_ptr()) }.expect("a context")
}

fn header(kind: PacketKind) -> PacketHeader {
    PacketHeader::new(kind)
}

fn free(slots: &[u16]) -> (PacketHeader, Vec<u8>) {
    let payload: Vec<u8> = slots.iter().flat_map(|slot| slot.to_le_bytes()).collect();
    let header = PacketHeader {
        length: payload.len() as u32,
        ..header(PacketKind::Free)
    };
    (header, payload)
}

fn buffer(id: u64, bytes: u64) -> PacketHeader {
    PacketHeader {
        id,
        extra: bytes,
        ..header(PacketKind::Memory)
    }
}

fn piece(slot: u16, length: u32, offset: u64, place: u64) -> PacketHeader {
    PacketHeader {
        id: TRANSFER,
        slot,
        length,
        offset,
        extra: place,
        ..header(PacketKind::Piece)
    }
}

/// A name, and what a host does.
type Nonsense = (&'static str, fn(&Stage));

/// What a host never sends: the link closes, and the client hears of it.
const NONSENSE: &[Nonsense] = &[
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
    ("more than was asked for", |stage| {
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
fn a_host_that_sends_nonsense_is_let_go_of() {
    let _alone = alone();
    for (name, send) in NONSENSE {
        let stage = Stage::open();
        send(&stage);
        assert!(!stage.is_open(), "{name}");
        // Behind what was sound.
        let kinds = stage.kinds();
        assert!(matches!(&*kinds, "32,33" | "32,20,33"), "{name}: {kinds}");
    }
}

/// What is odd and may be: the link goes on.
#[test]
fn what_comes_too_late_is_dropped() {
    let _alone = alone();
    let stage = Stage::open();
    // A piece for a transfer that was stopped; the client never hears of it, or drops what it hears.
    stage.send(
        PacketHeader {
            id: 99,
            ..piece(0, 10, 0, 0)
        },
        &[],
    );
    assert!(stage.is_open());
    // The engine keeps a buffer in its place that a native has looked at, so the page cannot give it away meanwhile.
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

fn batch_in_slot(length: u32) -> PacketHeader {
    PacketHeader {
        slot: 0,
        length,
        ..header(PacketKind::Frames)
    }
}

/// A batch in a slot comes in memory of its own, until the client gives that back.
#[test]
fn memory_of_a_batch_is_used_again_when_it_is_given_back() {
    let _alone = alone();
    let (page_slots, host_slots) = (memory(LAYOUT.total_bytes()), memory(LAYOUT.total_bytes()));
    let stage = Stage::with(&page_slots, &host_slots, LAYOUT);
    natives::install(&stage.link, null_mut());
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
        // All but the fourth are given back.
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
    // What is not given back stays as it came.
    assert_eq!(told("new Set(batches[3].subarray(32)).size"), "1");
    assert_eq!(
        told("[batches[3][32], batches[4][32], batches[4].at(-1)].join()"),
        "4,5,5"
    );
    assert!(stage.is_open());
}

/// A link whose host transfers what the test writes into its first slot, and the client's natives.
fn stage_of_bodies() -> (Stage, OwnedFd) {
    let (page_slots, host_slots) = (memory(LAYOUT.total_bytes()), memory(LAYOUT.total_bytes()));
    let stage = Stage::with(&page_slots, &host_slots, LAYOUT);
    natives::install(&stage.link, null_mut());
    text(
        &stage.context,
        "const natives = __BYTELANE_NATIVES__; const bodies = {}; 1",
    );
    (stage, host_slots)
}

/// Brings a body of one piece that holds `byte` alone, and keeps it as `bodies[id]`.
fn allocate(stage: &Stage, host_slots: &OwnedFd, id: u64, length: u32, byte: u8) {
    rustix::io::pwrite(host_slots, &vec![byte; length as usize], 0).expect("room");
    let asked = format!("natives.allocate({id}, 1, 0, {length})");
    assert_eq!(text(&stage.context, &asked), "1");
    assert_eq!(
        text(&stage.context, &format!("natives.filled({id})")),
        "null",
        "it has not come"
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

/// The content of a body, if it is all the same.
fn content(stage: &Stage, id: u64) -> String {
    let code =
        format!("`${{[...new Set(new Uint8Array(bodies[{id}]))]}} ${{bodies[{id}].byteLength}}`");
    text(&stage.context, &code)
}

/// Lets the page's collector run until the pool has `wanted` free blocks.
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

/// Memory of a body is used again when the page's collector is done with it, and not before.
#[test]
fn memory_of_a_body_is_used_again_when_nobody_has_it() {
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
            "the page has it: nobody writes to it"
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

/// A part of a batch in memory of its own: what becomes of the batch's does not touch it.
#[test]
fn a_part_of_a_batch_can_be_kept() {
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

/// The page may give the buffer away, as any of its own.
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

/// What is stopped, fails, or is asked of a closed link gives its memory back at once.
#[test]
fn a_body_that_does_not_come_leaves_its_memory() {
    let _alone = alone();
    let (mut stage, host_slots) = stage_of_bodies();
    pool::trim_all();
    let lent = pool::lent_count();
    let told = |stage: &Stage, code: &str| text(&stage.context, code);
    assert_eq!(told(&stage, "natives.allocate(1, 1, 0, 200_000)"), "1");
    assert_eq!(pool::free_count(), 0);
    told(&stage, "natives.stop(1)");
    assert_eq!(pool::free_count(), 1);
    // The same memory, as long as it is free.
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
    // Half of it has come when the link ends.
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

/// More than there is memory for is no reason to end.
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

#[test]
fn the_end_of_the_host_is_told_once() {
    let _alone = alone();
    let mut stage = Stage::open();
    // Between a header that promises a buffer and the buffer.
    stage.send(piece(0, 10, 0, 0), &[]);
    stage.end_host();
    turn_the_loop();
    turn_the_loop();
    assert!(!stage.is_open());
    assert_eq!(stage.kinds(), "32,20,33");
}

/// What the client hands to the natives comes from itself; a defect of it must not end the web process.
#[test]
fn natives_take_whatever_they_are_given() {
    let _alone = alone();
    let stage = Stage::open();
    natives::install(&stage.link, null_mut());
    let code = r"
        const natives = __BYTELANE_NATIVES__
        const odd = [NaN, -1, 2 ** 60, 'text', {}, [], new Float64Array(3), new Uint8Array(0), new DataView(new ArrayBuffer(8)), () => 1]
        let calls = 0
        for (const a of odd) for (const b of odd) for (const name of ['send', 'transfer', 'allocate', 'filled', 'stop', 'push', 'open', 'reuse', 'copy']) {
            // With a listener it would ask a page, and there is none.
            if (name === 'open' && typeof b === 'function') continue
            try { name === 'transfer' || name === 'allocate' ? natives[name](a, b, a, b) : name === 'copy' ? natives.copy(a, b, a) : name === 'push' ? natives.push(a, b, a, 0) : natives[name](a, b) } catch {}
            calls += 1
        }
        calls";
    assert_eq!(text(&stage.context, code), "890");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Whatever comes, the web process goes on.
    #[test]
    fn arbitrary_packets_never_end_the_web_process(packets in prop::collection::vec((prop::sample::select(vec![1_u8, 2, 16, 17, 18, 19, 20, 21, 22, 23, 33, 34, 35]), any::<[u8; 31]>(), prop::collection::vec(any::<u8>(), 0..200), any::<bool>()), 1..12)) {
        let _alone = alone();
        let stage = Stage::open();
        for (kind, rest, payload, is_fair) in packets {
            let mut bytes = vec![kind, 0];
            bytes.extend_from_slice(&rest[1..]);
            // Half of them state their length as it is, and a slot or a buffer that may exist.
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
fn only_what_can_be_mapped_is_a_link() {
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
