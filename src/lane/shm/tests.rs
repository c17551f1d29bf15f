//! The lane against a peer that speaks its socket protocol directly, well or not: no webview, no GTK.

use std::{
    collections::BTreeMap,
    io::IoSliceMut,
    mem::MaybeUninit,
    os::fd::OwnedFd,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use bytes::Bytes;
use proptest::prelude::*;
use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    net::{RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryMessage, recvmsg},
};

use super::{
    Link, LinkConfig, LinkEnd, PageEnd,
    packet::{
        BUFFERS_FROM, HEADER_BYTES, INLINE_BYTES_MAX, NO_SLOT, PACKET_BYTES_MAX, PacketHeader,
        PacketKind,
    },
};
use crate::{
    Router,
    document::{CloseReason, Document},
    ipc::{Buffers, Channel, Response, SharedBuf},
    router::{Caller, TokioExecutor},
    wire::{Flags, Frame, FrameKind, Limits, PROTOCOL_VERSION, PayloadKind},
};

/// Longer than anything here takes, on whatever machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Descriptors of the process are counted, so one test runs at a time.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn pattern(length: usize) -> Vec<u8> {
    let mut state = 1_u32;
    let next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    std::iter::repeat_with(next).take(length).collect()
}

fn until(what: &str, mut condition: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !condition() {
        assert!(Instant::now() < end, "waited in vain until {what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[crate::command]
fn echo(data: crate::Bytes) -> crate::Bytes {
    data
}

#[crate::command]
fn give(length: usize) -> Vec<u8> {
    pattern(length)
}

/// Written where the page reads it.
#[crate::command]
fn draw(length: usize, buffers: Buffers) -> SharedBuf {
    let mut buffer = buffers.take(length);
    assert!(buffer.is_shared());
    buffer.copy_from_slice(&pattern(length));
    buffer
}

/// Where the bytes lie.
#[crate::command]
fn place(data: crate::Bytes) -> u64 {
    assert!(data[..] == pattern(data.len())[..]);
    data.as_ptr().addr() as u64
}

#[crate::command]
fn file(path: &str) -> Response {
    Response::file(path)
}

#[crate::command]
async fn count(numbers: Channel<u64>, count: u64) -> Result<u64, String> {
    for number in 0..count {
        numbers
            .send_async(number)
            .await
            .map_err(|error| error.to_string())?;
    }
    Ok(count)
}

#[crate::command]
async fn hang() {
    std::future::pending::<()>().await;
}

/// Commands that block now, and how many of them may go on.
static GATE: (Mutex<(usize, usize)>, Condvar) = (Mutex::new((0, 0)), Condvar::new());

#[crate::command]
fn block() {
    let (gate, changed) = &GATE;
    let mut gate = gate.lock().expect("nothing panics with it");
    gate.0 += 1;
    gate = changed
        .wait_while(gate, |(_, may_go_on)| *may_go_on == 0)
        .expect("nothing panics with it");
    gate.0 -= 1;
    gate.1 -= 1;
}

fn until_one_blocks() {
    until("the command blocks", || {
        GATE.0.lock().expect("nothing panics with it").0 == 1
    });
}

fn let_it_go_on() {
    GATE.0.lock().expect("nothing panics with it").1 += 1;
    GATE.1.notify_all();
}

struct Host {
    _runtime: tokio::runtime::Runtime,
    document: Arc<Document>,
    link: Weak<Link>,
    violated: Arc<AtomicUsize>,
    unused: Arc<AtomicUsize>,
}

/// A page that does what a test tells it to.
struct Peer {
    socket: OwnedFd,
    page_slots: OwnedFd,
    host_slots: OwnedFd,
    /// By number, as packets name them.
    buffers: BTreeMap<u16, OwnedFd>,
    /// How often the host's slots got other memory.
    renewed: u32,
    layout: super::packet::Layout,
    buffer: Vec<u8>,
    next_page_slot: u16,
}

/// A packet of the host, its payload out of the slot where it stood.
#[derive(Debug)]
struct Packet {
    header: PacketHeader,
    payload: Bytes,
}

fn open() -> (Host, Peer) {
    open_with(PATIENCE)
}

/// A link that gives memory back after a pause of this length.
fn open_with(idle: Duration) -> (Host, Peer) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    let limits = Limits {
        inline_body_bytes_max: 64 * 1024,
        ..Limits::default()
    };
    let router = Router::new(crate::generate_handler![
        echo, give, draw, place, file, count, hang, block
    ])
    .with_executor(TokioExecutor::new(runtime.handle().clone()));
    let executor = Arc::clone(router.executor());
    let document = Document::new("shm", router, Arc::new(Caller::default()), limits.clone());
    let (violated, unused) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (violations, unuses) = (Arc::clone(&violated), Arc::clone(&unused));
    let ended = Arc::downgrade(&document);
    let config = LinkConfig {
        document: Arc::clone(&document),
        executor,
        frame_bytes_max: limits.batch_bytes_max,
        idle,
        end_document: Box::new(move |end| match end {
            LinkEnd::Violated => {
                if let Some(document) = ended.upgrade() {
                    document.close(CloseReason::DocumentGone);
                }
                violations.fetch_add(1, Ordering::SeqCst);
            }
            LinkEnd::Unused => {
                unuses.fetch_add(1, Ordering::SeqCst);
            }
        }),
    };
    let (link, page) = Link::open(config).expect("a link");
    let PageEnd {
        socket,
        page_slots,
        host_slots,
        layout,
    } = page;
    let host = Host {
        _runtime: runtime,
        document,
        link: Arc::downgrade(&link),
        violated,
        unused,
    };
    let peer = Peer {
        socket,
        page_slots,
        host_slots,
        buffers: BTreeMap::new(),
        renewed: 0,
        layout,
        buffer: vec![0; PACKET_BYTES_MAX],
        next_page_slot: 0,
    };
    (host, peer)
}

impl Peer {
    /// Sends bytes as one packet, whatever they are.
    fn send_raw(&self, bytes: &[u8]) -> bool {
        loop {
            match rustix::net::send(&self.socket, bytes, rustix::net::SendFlags::NOSIGNAL) {
                Err(rustix::io::Errno::AGAIN) => {
                    let mut wait = [PollFd::new(&self.socket, PollFlags::OUT)];
                    poll(&mut wait, None).expect("a poll");
                }
                sent => return sent.is_ok(),
            }
        }
    }

    fn send(&self, mut header: PacketHeader, payload: &[u8]) -> bool {
        if header.slot == NO_SLOT {
            header.length = payload.len() as u32;
        }
        let mut bytes = header.encode().to_vec();
        bytes.extend_from_slice(payload);
        self.send_raw(&bytes)
    }

    fn send_frames(&mut self, frames: &[Frame]) {
        let batch = Frame::encode_batch(frames);
        let mut header = PacketHeader::new(PacketKind::Batch);
        if batch.len() <= INLINE_BYTES_MAX {
            assert!(self.send(header, &batch));
        } else {
            header.slot = self.write_slot(&batch);
            header.length = batch.len() as u32;
            assert!(self.send(header, &[]));
        }
    }

    fn write_slot(&mut self, bytes: &[u8]) -> u16 {
        let slot = self.next_page_slot;
        self.next_page_slot = (slot + 1) % self.layout.slots;
        let mut done = 0;
        while done < bytes.len() {
            let at = self.layout.slot_start(slot) + done as u64;
            done += rustix::io::pwrite(&self.page_slots, &bytes[done..], at).expect("a write");
        }
        slot
    }

    /// What stands where a packet says.
    fn read(&self, header: &PacketHeader) -> Vec<u8> {
        let (memory, start) = if header.slot < BUFFERS_FROM {
            (&self.host_slots, self.layout.slot_start(header.slot))
        } else {
            (&self.buffers[&header.slot], header.extra)
        };
        let mut bytes = vec![0; header.length as usize];
        let mut done = 0;
        while done < bytes.len() {
            let at = start + done as u64;
            done += rustix::io::pread(memory, &mut bytes[done..], at).expect("a read");
        }
        bytes
    }

    /// The next packet; `None` at the end.
    fn next(&mut self) -> Option<Packet> {
        let patience = Timespec {
            tv_sec: PATIENCE.as_secs() as i64,
            tv_nsec: 0,
        };
        let mut wait = [PollFd::new(&self.socket, PollFlags::IN)];
        assert_ne!(
            poll(&mut wait, Some(&patience)).expect("a poll"),
            0,
            "the host says nothing"
        );
        match self.receive()? {
            0 => None,
            length => {
                let packet = &self.buffer[..length];
                let header = PacketHeader::decode(packet).expect("the host's header");
                let payload = if header.slot == NO_SLOT {
                    assert_eq!(header.length as usize, length - HEADER_BYTES);
                    packet[HEADER_BYTES..].to_vec()
                } else {
                    self.read(&header)
                };
                let mut aligned = rkyv::util::AlignedVec::<16>::new();
                aligned.extend_from_slice(&payload);
                Some(Packet {
                    header,
                    payload: Bytes::from_owner(aligned),
                })
            }
        }
    }

    /// The length of the next packet; slots of the host that come with it take the place of those before.
    fn receive(&mut self) -> Option<usize> {
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
        let mut attached = RecvAncillaryBuffer::new(&mut space);
        let into = &mut [IoSliceMut::new(&mut self.buffer)];
        let flags = RecvFlags::CMSG_CLOEXEC;
        let message = recvmsg(&self.socket, into, &mut attached, flags).ok()?;
        for message in attached.drain() {
            if let RecvAncillaryMessage::ScmRights(mut descriptors) = message {
                let memory = descriptors.next().expect("a descriptor");
                let header = PacketHeader::decode(&self.buffer).expect("the host's header");
                assert_eq!(header.kind, PacketKind::Memory);
                match header.id as u16 {
                    0 => {
                        self.host_slots = memory;
                        self.renewed += 1;
                    }
                    buffer => drop(self.buffers.insert(buffer, memory)),
                }
            }
        }
        Some(message.bytes)
    }

    /// The next packet of this kind; what else comes is dropped, its slot given back.
    fn expect(&mut self, kind: PacketKind) -> Packet {
        loop {
            let packet = self.next().expect("the link is open");
            if packet.header.slot != NO_SLOT {
                self.free(packet.header.slot);
            }
            if packet.header.kind == kind {
                return packet;
            }
        }
    }

    fn free(&self, slot: u16) {
        self.send(PacketHeader::new(PacketKind::Free), &slot.to_le_bytes());
    }

    /// Reads to the end; the code of the last words, where there were any.
    fn last_words(&mut self) -> Option<String> {
        let mut code = None;
        while let Some(packet) = self.next() {
            if packet.header.kind == PacketKind::Closed {
                let words: serde_json::Value =
                    serde_json::from_slice(&packet.payload).expect("JSON");
                code = words["code"].as_str().map(str::to_owned);
            }
        }
        code
    }

    fn replies(&mut self) -> Vec<Frame> {
        let packet = self.expect(PacketKind::Replies);
        let taken = PacketHeader {
            id: 1,
            ..PacketHeader::new(PacketKind::Taken)
        };
        self.send(taken, &[]);
        Frame::decode_batch(packet.payload, &Limits::default()).expect("replies")
    }
}

fn call(id: u64, command: &str, payload: PayloadKind, body: impl Into<Bytes>) -> Frame {
    let mut frame = Frame::new(FrameKind::Call, id, 0);
    frame.head = serde_json::json!({ "cmd": command }).to_string().into();
    frame.payload = payload;
    frame.body = body.into();
    frame.body_bytes = frame.body.len() as u64;
    frame
}

fn json(value: &serde_json::Value) -> Bytes {
    value.to_string().into()
}

/// Bodies of shared memory that this process has open, and how often it maps any.
fn shared_memory() -> (usize, usize) {
    let open = std::fs::read_dir("/proc/self/fd")
        .expect("descriptors")
        .flatten()
        .filter(|entry| {
            std::fs::read_link(entry.path())
                .is_ok_and(|target| target.to_string_lossy().contains("memfd:bytelane"))
        })
        .count();
    let mapped = std::fs::read_to_string("/proc/self/maps")
        .expect("mappings")
        .matches("memfd:bytelane")
        .count();
    (open, mapped)
}

/// The link lets go of everything once the page is gone.
fn is_let_go_of(host: Host) {
    until("the link is gone", || host.link.upgrade().is_none());
    drop(host);
    until("its memory is closed", || shared_memory().0 == 0);
}

#[test]
fn hello_and_calls_of_every_size_are_answered() {
    let _alone = alone();
    let (host, mut peer) = open();
    assert_eq!(
        shared_memory(),
        (4, 1),
        "two pieces with a descriptor each of host and page, and the host maps its own"
    );
    let mut hello = Frame::new(FrameKind::Hello, 0, PROTOCOL_VERSION);
    hello.head = Bytes::from_static(b"{\"client\":\"test\"}");
    peer.send_frames(&[hello]);
    let answer = peer.expect(PacketKind::Answer);
    let frames = Frame::decode_batch(answer.payload, &Limits::default()).expect("HELLO");
    let head: serde_json::Value = serde_json::from_slice(&frames[0].head).expect("JSON");
    assert_eq!(head["lane"], "shm");

    for (id, length) in (1..).zip([0, 1, 1000, 30_000, 33_000, 65_536]) {
        peer.send_frames(&[call(id, "echo", PayloadKind::Raw, pattern(length))]);
        let replies = peer.replies();
        assert_eq!((replies.len(), replies[0].id), (1, id));
        assert_eq!(replies[0].flags, Flags::NONE);
        assert_eq!(replies[0].body, pattern(length));
    }
    drop(peer);
    is_let_go_of(host);
}

#[test]
fn replies_that_gather_travel_together_and_none_is_lost() {
    let _alone = alone();
    let (host, mut peer) = open();
    let calls: Vec<Frame> = (1..=2_000)
        .map(|id| call(id, "echo", PayloadKind::Raw, id.to_le_bytes().to_vec()))
        .collect();
    for some in calls.chunks(100) {
        peer.send_frames(some);
    }
    let mut answered = BTreeMap::new();
    let mut packets = 0;
    while answered.len() < 2_000 {
        packets += 1;
        for reply in peer.replies() {
            assert_eq!(reply.body, reply.id.to_le_bytes().as_slice());
            assert!(answered.insert(reply.id, ()).is_none(), "answered twice");
        }
    }
    assert!(packets <= 2_000);
    assert_eq!(host.document.stats().replies, 2_000);
    drop(peer);
    is_let_go_of(host);
}

impl Peer {
    /// Calls a command whose answer is deferred; gives the id of the body and its length.
    fn call_for_body(
        &mut self,
        id: u64,
        command: &str,
        arguments: &serde_json::Value,
    ) -> (u64, u64) {
        self.send_frames(&[call(id, command, PayloadKind::Json, json(arguments))]);
        let reply = self.replies().remove(0);
        assert!(reply.flags.contains(Flags::DEFERRED), "{reply:?}");
        let head: serde_json::Value = serde_json::from_slice(&reply.head).expect("JSON");
        (head["body"].as_u64().expect("a body id"), reply.body_bytes)
    }

    fn pour(&mut self, id: u64, body: u64, extra: u64) {
        let header = PacketHeader {
            id,
            extra,
            ..PacketHeader::new(PacketKind::Pour)
        };
        assert!(self.send(header, &body.to_le_bytes()));
    }

    /// The whole of a body, and the places where its pieces stood.
    fn whole(&mut self, body: u64, length: u64) -> (Vec<u8>, Vec<u16>) {
        self.pour(1, body, length);
        let (mut whole, mut places) = (Vec::new(), Vec::new());
        while (whole.len() as u64) < length {
            let packet = self.expect(PacketKind::Poured);
            assert_eq!(packet.header.offset, whole.len() as u64);
            places.push(packet.header.slot);
            whole.extend_from_slice(&packet.payload);
        }
        (whole, places)
    }

    fn release(&mut self, body: u64) {
        self.send_frames(&[Frame::new(FrameKind::Release, body, 0)]);
    }
}

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
    // A file that becomes shorter fails its pour, and no other.
    let (body, length) = peer.call_for_body(3, "file", &arguments);
    file.as_file().set_len(1024 * 1024 + 5).expect("a length");
    peer.pour(9, body, length);
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
        let mut frame = call(id, "place", PayloadKind::Raw, Bytes::new());
        frame.flags = Flags::DEFERRED;
        frame.body_bytes = body.len() as u64;
        peer.send_frames(&[frame]);
        for (index, piece) in body.chunks(1024 * 1024).enumerate() {
            let header = PacketHeader {
                id,
                offset: (index * 1024 * 1024) as u64,
                slot: peer.write_slot(piece),
                length: piece.len() as u32,
                ..PacketHeader::new(PacketKind::Upload)
            };
            assert!(peer.send(header, &[]));
        }
        let reply = peer.replies().remove(0);
        assert_eq!(reply.flags, Flags::NONE);
        places.insert(reply.body);
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
fn a_command_that_blocks_keeps_nobody_waiting() {
    let _alone = alone();
    let (host, mut peer) = open();
    let mut ids = 1..;
    let mut next = || ids.next().expect("an id");
    for _ in 0..100 {
        let blocked = next();
        peer.send_frames(&[call(blocked, "block", PayloadKind::None, "")]);
        until_one_blocks();
        for _ in 0..2 {
            let echoed = next();
            peer.send_frames(&[call(echoed, "echo", PayloadKind::Raw, "beside it")]);
            assert_eq!(peer.replies()[0].id, echoed);
        }
        let_it_go_on();
        assert_eq!(peer.replies()[0].id, blocked);
        let alone = next();
        peer.send_frames(&[call(alone, "echo", PayloadKind::Raw, "alone")]);
        assert_eq!(peer.replies()[0].id, alone);
    }
    // Nor does it keep what the link has.
    peer.send_frames(&[call(next(), "block", PayloadKind::None, "")]);
    until_one_blocks();
    drop(peer);
    until("the link is gone", || host.link.upgrade().is_none());
    let_it_go_on();
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
    assert!(reply.flags.contains(Flags::DEFERRED));
    let head: serde_json::Value = serde_json::from_slice(&reply.head).expect("JSON");
    let body = head["body"].as_u64().expect("a body id");

    // Two ranges at once keep to their own places.
    let ranges = [(7, 0_u64, LENGTH as u64), (8, 1_000, 2_000_000)];
    for (id, offset, extra) in ranges {
        let header = PacketHeader {
            id,
            offset,
            extra,
            ..PacketHeader::new(PacketKind::Pour)
        };
        assert!(peer.send(header, &body.to_le_bytes()));
    }
    let mut into = [vec![0; LENGTH], vec![0; 2_000_000]];
    let mut missing = LENGTH + 2_000_000;
    while missing > 0 {
        let packet = peer.expect(PacketKind::Poured);
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
        (11, body + 1, 0, 1, "unknown_channel"),
    ] {
        let header = PacketHeader {
            id,
            offset,
            extra,
            ..PacketHeader::new(PacketKind::Pour)
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
        ..PacketHeader::new(PacketKind::Pour)
    };
    assert!(peer.send(header, &body.to_le_bytes()));
    let mut poured = 0;
    while poured < u32::from(peer.layout.slots) - 2 {
        let packet = peer.next().expect("the link is open");
        poured += u32::from(packet.header.kind == PacketKind::Poured);
    }
    // Frames have slots of their own.
    peer.send_frames(&[call(2, "echo", PayloadKind::Raw, pattern(60_000))]);
    assert_eq!(peer.replies()[0].body, pattern(60_000));
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
    let mut frame = call(1, "echo", PayloadKind::Raw, Bytes::new());
    frame.flags = Flags::DEFERRED;
    frame.body_bytes = body.len() as u64;
    peer.send_frames(&[frame]);
    for (index, piece) in body.chunks(1024 * 1024).enumerate() {
        let header = PacketHeader {
            id: 1,
            offset: (index * 1024 * 1024) as u64,
            slot: peer.write_slot(piece),
            length: piece.len() as u32,
            ..PacketHeader::new(PacketKind::Upload)
        };
        assert!(peer.send(header, &[]));
    }
    let reply = peer.replies().remove(0);
    assert_eq!(reply.body_bytes, body.len() as u64);
    // A piece of a call that does not exist is dropped, and its slot comes back.
    let header = PacketHeader {
        id: 99,
        slot: peer.write_slot(b"x"),
        length: 1,
        ..PacketHeader::new(PacketKind::Upload)
    };
    assert!(peer.send(header, &[]));
    peer.expect(PacketKind::Free);
    assert_eq!(host.document.stats().uploads_open, 0);
    drop(peer);
    is_let_go_of(host);
}

#[test]
fn frames_wait_for_a_page_that_does_not_take_them() {
    let _alone = alone();
    let (host, mut peer) = open();
    let arguments = json(&serde_json::json!({ "numbers": "__CHANNEL__:5", "count": 5_000 }));
    peer.send_frames(&[call(1, "count", PayloadKind::Json, arguments)]);
    let mut numbers = 0_u64;
    let mut sequence = 1;
    let mut taken = 0_u64;
    while numbers < 5_000 {
        let packet = peer.expect(PacketKind::Frames);
        assert_eq!(packet.header.offset, sequence, "frames are numbered");
        for frame in Frame::decode_batch(packet.payload, &Limits::default()).expect("frames") {
            sequence += 1;
            if frame.kind == FrameKind::Data {
                assert_eq!(frame.body, numbers.to_string().as_bytes());
                numbers += 1;
            }
        }
        taken += 1;
        if taken.is_multiple_of(2) {
            let header = PacketHeader {
                offset: 2,
                ..PacketHeader::new(PacketKind::Taken)
            };
            peer.send(header, &[]);
        }
        let mut credit = Frame::new(FrameKind::Credit, 5, numbers + 1_024);
        credit.body_bytes = numbers * 64 + 8 * 1024 * 1024;
        peer.send_frames(&[credit]);
    }
    drop(peer);
    is_let_go_of(host);
}

/// A name, what a page does wrong, and the code that it hears.
type Wrong = (&'static str, fn(&mut Peer), &'static str);

const WRONGS: &[Wrong] = &[
    (
        "no header",
        |peer| {
            peer.send_raw(&[1, 0, 0]);
        },
        "bad_frame",
    ),
    (
        "an unknown kind",
        |peer| {
            peer.send_raw(&[77; 32]);
        },
        "bad_frame",
    ),
    (
        "the reserved byte",
        |peer| {
            let mut bytes = PacketHeader::new(PacketKind::Taken).encode();
            bytes[1] = 1;
            peer.send_raw(&bytes);
        },
        "bad_frame",
    ),
    (
        "a kind of the host",
        |peer| {
            peer.send(PacketHeader::new(PacketKind::Poured), &[]);
        },
        "bad_frame",
    ),
    (
        "a kind of the extension",
        |peer| {
            peer.send(PacketHeader::new(PacketKind::Opened), &[]);
        },
        "bad_frame",
    ),
    (
        "a shorter payload than stated",
        |peer| {
            let header = PacketHeader {
                length: 64,
                ..PacketHeader::new(PacketKind::Batch)
            };
            peer.send_raw(&header.encode());
        },
        "bad_frame",
    ),
    (
        "a longer payload than stated",
        |peer| {
            let mut bytes = PacketHeader::new(PacketKind::Batch).encode().to_vec();
            bytes.push(0);
            peer.send_raw(&bytes);
        },
        "bad_frame",
    ),
    (
        "a slot that does not exist",
        |peer| {
            let header = PacketHeader {
                slot: peer.layout.slots,
                length: 1,
                ..PacketHeader::new(PacketKind::Batch)
            };
            peer.send(header, &[]);
        },
        "bad_frame",
    ),
    (
        "more than a slot holds",
        |peer| {
            let header = PacketHeader {
                slot: 0,
                length: peer.layout.slot_bytes + 1,
                ..PacketHeader::new(PacketKind::Upload)
            };
            peer.send(header, &[]);
        },
        "bad_frame",
    ),
    (
        "a slot and a payload",
        |peer| {
            let header = PacketHeader {
                slot: 0,
                length: 1,
                ..PacketHeader::new(PacketKind::Batch)
            };
            peer.send(header, &[0]);
        },
        "bad_frame",
    ),
    (
        "a slot where none may be",
        |peer| {
            let header = PacketHeader {
                slot: 0,
                length: 2,
                ..PacketHeader::new(PacketKind::Free)
            };
            peer.send(header, &[]);
        },
        "bad_frame",
    ),
    (
        "an upload without a slot",
        |peer| {
            peer.send(PacketHeader::new(PacketKind::Upload), &[1]);
        },
        "bad_frame",
    ),
    (
        "frames that are none",
        |peer| {
            peer.send(PacketHeader::new(PacketKind::Batch), &[9; 64]);
        },
        "bad_frame",
    ),
    (
        "half a frame",
        |peer| {
            peer.send(PacketHeader::new(PacketKind::Batch), &[2, 0, 0]);
        },
        "body_truncated",
    ),
    (
        "a slot that it does not hold",
        |peer| peer.free(3),
        "bad_frame",
    ),
    (
        "a slot given back twice",
        |peer| {
            peer.send_frames(&[call(1, "echo", PayloadKind::Raw, pattern(60_000))]);
            let reply = peer.expect(PacketKind::Replies);
            peer.free(reply.header.slot);
        },
        "bad_frame",
    ),
    (
        "a buffer that it does not hold",
        |peer| peer.free(BUFFERS_FROM + 1),
        "bad_frame",
    ),
    (
        "a buffer given back twice",
        |peer| {
            let arguments = serde_json::json!({ "length": 100_000 });
            let (body, length) = peer.call_for_body(1, "draw", &arguments);
            let (_, places) = peer.whole(body, length);
            peer.free(places[0]);
        },
        "bad_frame",
    ),
    (
        "half a slot",
        |peer| {
            peer.send(PacketHeader::new(PacketKind::Free), &[0]);
        },
        "bad_frame",
    ),
    (
        "more taken than was sent",
        |peer| {
            let header = PacketHeader {
                id: 1,
                ..PacketHeader::new(PacketKind::Taken)
            };
            peer.send(header, &[]);
        },
        "bad_frame",
    ),
    (
        "more frames taken than was sent",
        |peer| {
            let header = PacketHeader {
                offset: u64::MAX,
                ..PacketHeader::new(PacketKind::Taken)
            };
            peer.send(header, &[]);
        },
        "bad_frame",
    ),
    (
        "a pour of no body",
        |peer| {
            peer.send(PacketHeader::new(PacketKind::Pour), &[]);
        },
        "bad_frame",
    ),
    (
        "a range past all bodies",
        |peer| {
            let header = PacketHeader {
                offset: u64::MAX,
                extra: 2,
                ..PacketHeader::new(PacketKind::Pour)
            };
            peer.send(header, &[0; 8]);
        },
        "bad_frame",
    ),
    (
        "a descriptor",
        |peer| {
            let memory = [std::os::fd::AsFd::as_fd(&peer.page_slots)];
            let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
            let mut rights = rustix::net::SendAncillaryBuffer::new(&mut space);
            assert!(rights.push(SendAncillaryMessage::ScmRights(&memory)));
            let header = PacketHeader::new(PacketKind::Taken).encode();
            let flags = rustix::net::SendFlags::NOSIGNAL;
            rustix::net::sendmsg(
                &peer.socket,
                &[std::io::IoSlice::new(&header)],
                &mut rights,
                flags,
            )
            .expect("sent");
        },
        "bad_memfd",
    ),
];

#[test]
fn whoever_breaks_the_protocol_hears_a_code_and_is_let_go_of() {
    let _alone = alone();
    for (name, wrong, code) in WRONGS {
        let (host, mut peer) = open();
        wrong(&mut peer);
        assert_eq!(peer.last_words().as_deref(), Some(*code), "{name}");
        until(name, || host.violated.load(Ordering::SeqCst) == 1);
        assert_eq!(host.unused.load(Ordering::SeqCst), 0, "{name}");
        assert!(host.document.check_open(true).is_err(), "{name}");
        drop(peer);
        is_let_go_of(host);
    }
    assert_eq!(shared_memory(), (0, 0));
}

#[test]
fn the_size_of_the_memory_is_nobodys_to_change() {
    let _alone = alone();
    let (host, peer) = open();
    for memory in [&peer.page_slots, &peer.host_slots] {
        for size in [0, 1, peer.layout.total_bytes() * 2] {
            assert!(rustix::fs::ftruncate(memory, size).is_err());
        }
        let seals = rustix::fs::SealFlags::WRITE;
        assert!(rustix::fs::fcntl_add_seals(memory, seals).is_err());
    }
    drop(peer);
    is_let_go_of(host);
}

#[test]
fn a_page_that_dies_at_any_step_leaves_nothing_behind() {
    let _alone = alone();
    let steps: [fn(&mut Peer); 9] = [
        |_| {},
        |peer| peer.send_frames(&[call(1, "hang", PayloadKind::None, Bytes::new())]),
        |peer| {
            let mut frame = call(2, "echo", PayloadKind::Raw, Bytes::new());
            frame.flags = Flags::DEFERRED;
            frame.body_bytes = 4 * 1024 * 1024;
            peer.send_frames(&[frame]);
        },
        |peer| {
            let header = PacketHeader {
                id: 2,
                slot: peer.write_slot(&[1; 1000]),
                length: 1000,
                ..PacketHeader::new(PacketKind::Upload)
            };
            assert!(peer.send(header, &[]));
        },
        |peer| {
            let arguments = json(&serde_json::json!({ "length": 32 * 1024 * 1024 }));
            peer.send_frames(&[call(3, "give", PayloadKind::Json, arguments)]);
            peer.expect(PacketKind::Replies);
        },
        |peer| {
            let header = PacketHeader {
                id: 1,
                extra: 32 * 1024 * 1024,
                ..PacketHeader::new(PacketKind::Pour)
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
                ..PacketHeader::new(PacketKind::Pour)
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
        is_let_go_of(host);
    }
}

/// Sends calls without ever reading, up to this many.
fn call_without_reading(peer: &mut Peer, count: u64) -> bool {
    for first in (1..=count).step_by(100) {
        let calls = (first..first + 100).map(|id| call(id, "echo", PayloadKind::Raw, vec![1]));
        let batch = Frame::encode_batch(&calls.collect::<Vec<_>>());
        if !peer.send(PacketHeader::new(PacketKind::Batch), &batch) {
            return false;
        }
    }
    true
}

#[test]
fn a_page_that_never_reads_is_let_go_of_and_the_host_goes_on() {
    let _alone = alone();
    let (host, mut peer) = open();
    assert!(
        !call_without_reading(&mut peer, 1_000_000),
        "the host answers for ever"
    );
    until("the page is let go of", || {
        host.violated.load(Ordering::SeqCst) == 1
    });
    // Another page is served meanwhile.
    let (other, mut second) = open();
    second.send_frames(&[call(1, "echo", PayloadKind::Raw, vec![7])]);
    assert_eq!(second.replies()[0].body, vec![7]);
    drop((peer, second));
    until("the link is gone", || host.link.upgrade().is_none());
    drop(host);
    is_let_go_of(other);
}

#[test]
fn a_page_that_reads_late_gets_every_answer() {
    let _alone = alone();
    let (host, mut peer) = open();
    assert!(call_without_reading(&mut peer, 20_000));
    until("all have run", || host.document.stats().replies == 20_000);
    let mut answered = 0;
    while answered < 20_000 {
        let replies = peer.replies();
        assert!(replies.iter().all(|reply| reply.flags == Flags::NONE));
        answered += replies.len();
    }
    drop(peer);
    is_let_go_of(host);
}

#[test]
fn the_end_of_the_document_closes_the_link() {
    let _alone = alone();
    let (host, mut peer) = open();
    peer.send_frames(&[call(1, "echo", PayloadKind::Raw, vec![7])]);
    peer.replies();
    host.document.close(CloseReason::DocumentGone);
    assert_eq!(peer.last_words(), None, "nobody did wrong");
    assert_eq!(host.violated.load(Ordering::SeqCst), 0);
    drop(peer);
    is_let_go_of(host);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever comes, the host goes on, and lets go of a link that it closed.
    #[test]
    fn arbitrary_packets_never_harm_the_host(packets in prop::collection::vec((0_u8..36, any::<[u8; 31]>(), prop::collection::vec(any::<u8>(), 0..200)), 1..20)) {
        let _alone = alone();
        let (host, peer) = open();
        for (kind, rest, payload) in packets {
            let mut bytes = vec![kind, 0];
            bytes.extend_from_slice(&rest[1..]);
            // Half of them state their length as it is.
            if payload.len() % 2 == 0 {
                bytes[2..4].copy_from_slice(&NO_SLOT.to_le_bytes());
                bytes[4..8].copy_from_slice(&(payload.len() as u32).to_le_bytes());
            }
            bytes.extend_from_slice(&payload);
            if !peer.send_raw(&bytes) {
                break;
            }
        }
        drop(peer);
        is_let_go_of(host);
    }
}
