//! Packets of a page on a real socket, with memory that it writes: the host answers or closes the link, holds memory in proportion to what it received,
//! and its thread ends with the link and not before.

use std::{
    fs::File,
    os::{fd::OwnedFd, unix::fs::FileExt, unix::net::UnixDatagram},
    sync::{Arc, LazyLock},
    time::{Duration, Instant},
};

use bytelane::{
    Caller,
    lane::CloseReason,
    router::TokioExecutor,
    state::StateStore,
    unstable::{BareLink, Dispatch, Document, LEDGER},
    wire::{
        Element, Frame, Lane, Limits, PayloadKind,
        frame::{Body, Call},
    },
};
use tokio::runtime::Runtime;

use super::{
    Source,
    packet::common::{
        limits::{BUFFERS_FROM, HEADER_BYTES, INLINE_BYTES_MAX, NO_SLOT, PACKET_BYTES_MAX},
        packet::{PacketHeader, PacketKind},
    },
};
use crate::hostile::{self, Choices, Traps, batch};

/// Longer than any step takes, on any machine.
const PATIENCE: Duration = Duration::from_secs(30);
/// Id of the call that asks whether the link is alive. No other call has it.
const LAST_CALL: u64 = 1 << 40;
const PACKETS_MAX: usize = 40;

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(1).build().expect("a runtime")
});

fn until(what: &str, mut condition: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !condition() {
        assert!(Instant::now() < end, "waited in vain until {what}");
        std::thread::sleep(Duration::from_micros(20));
    }
}

/// The page's end of a link.
struct Page {
    link: BareLink,
    socket: UnixDatagram,
    page_slots: File,
    host_slots: File,
    buffer: Vec<u8>,
    is_answered: bool,
}

fn copy(descriptor: &OwnedFd) -> OwnedFd {
    descriptor.try_clone().expect("a descriptor")
}

impl Page {
    fn open(document: &Arc<Document>) -> Self {
        let executor = TokioExecutor::new(RUNTIME.handle().clone());
        let link = BareLink::open(document, executor).expect("a link");
        Self {
            // A packet socket has the interface of a datagram socket that is connected.
            socket: copy(&link.socket).into(),
            page_slots: copy(&link.page_slots).into(),
            host_slots: copy(&link.host_slots).into(),
            link,
            buffer: vec![0; PACKET_BYTES_MAX],
            is_answered: false,
        }
    }

    /// Sends a packet. Reads what the host has sent if the socket is full.
    fn send(&mut self, header: &PacketHeader, payload: &[u8]) {
        let mut packet = header.encode().to_vec();
        packet.extend_from_slice(payload);
        let end = Instant::now() + PATIENCE;
        while let Err(error) = self.socket.send(&packet) {
            if error.kind() != std::io::ErrorKind::WouldBlock {
                // The host has closed the link.
                return;
            }
            assert!(Instant::now() < end, "the host does not read its socket");
            self.receive();
        }
    }

    fn send_payload(&mut self, kind: PacketKind, payload: &[u8]) {
        let header = PacketHeader {
            length: payload.len() as u32,
            ..PacketHeader::new(kind)
        };
        self.send(&header, payload);
    }

    /// Reads all packets of the host, acknowledges them and returns their slots.
    fn receive(&mut self) {
        while let Ok(length) = self.socket.recv(&mut self.buffer) {
            if length == 0 {
                return;
            }
            let header = PacketHeader::decode(&self.buffer[..length]).expect("the host's header");
            let payload = if header.slot == NO_SLOT {
                self.buffer[HEADER_BYTES..length].to_vec()
            } else if header.slot < BUFFERS_FROM {
                let mut bytes = vec![0; header.length as usize];
                let at = u64::from(header.slot) * u64::from(self.link.slot_bytes);
                self.host_slots
                    .read_exact_at(&mut bytes, at)
                    .expect("the slot");
                self.send_free(header.slot);
                bytes
            } else {
                Vec::new()
            };
            let acknowledged = match header.kind {
                PacketKind::Replies => (1, 0),
                PacketKind::Frames => (0, 1),
                _ => continue,
            };
            let ack = PacketHeader {
                id: acknowledged.0,
                offset: acknowledged.1,
                ..PacketHeader::new(PacketKind::Ack)
            };
            self.send(&ack, &[]);
            if header.kind == PacketKind::Replies {
                let replies = Frame::decode_batch(payload.into(), &Limits::default());
                let is_last =
                    |frame: &Frame| matches!(frame, Frame::Reply(reply) if reply.call == LAST_CALL);
                self.is_answered |= replies.expect("replies").iter().any(is_last);
            }
        }
    }

    fn send_free(&mut self, slot: u16) {
        self.send_payload(PacketKind::Free, &slot.to_le_bytes());
    }

    /// Sends one packet that follows from the choices.
    fn act(&mut self, choices: &mut Choices<'_>, limits: &Limits) {
        const KINDS: [PacketKind; 6] = [
            PacketKind::Batch,
            PacketKind::Free,
            PacketKind::Ack,
            PacketKind::Transfer,
            PacketKind::Stop,
            PacketKind::Upload,
        ];
        match choices.below(16) {
            0..6 => {
                let Some((frames, _)) = batch(choices, limits) else {
                    return;
                };
                let bytes = Frame::encode_batch(&frames);
                if bytes.len() <= INLINE_BYTES_MAX {
                    self.send_payload(PacketKind::Batch, &bytes);
                }
            }
            6 | 7 => {
                // In a slot, which the page writes again while the host reads it.
                let Some((frames, _)) = batch(choices, limits) else {
                    return;
                };
                let bytes = Frame::encode_batch(&frames);
                let slot = choices.below(usize::from(self.link.slots)) as u16;
                let at = u64::from(slot) * u64::from(self.link.slot_bytes);
                let header = PacketHeader {
                    slot,
                    length: bytes.len() as u32,
                    ..PacketHeader::new(PacketKind::Batch)
                };
                self.page_slots.write_all_at(&bytes, at).expect("the slot");
                self.send(&header, &[]);
                self.page_slots
                    .write_all_at(&[7; 64], at)
                    .expect("the slot");
            }
            8 | 9 => {
                let header = PacketHeader {
                    slot: choices.below(usize::from(self.link.slots)) as u16,
                    length: u32::from(choices.u16()),
                    id: choices.id(),
                    offset: choices.number(),
                    ..PacketHeader::new(PacketKind::Upload)
                };
                self.send(&header, &[]);
            }
            10 | 11 => {
                let header = PacketHeader {
                    id: choices.id(),
                    offset: choices.number(),
                    extra: choices.number(),
                    length: 8,
                    ..PacketHeader::new(PacketKind::Transfer)
                };
                let body = choices.id().to_le_bytes();
                self.send(&header, &body);
            }
            12 => {
                let header = PacketHeader {
                    id: choices.id(),
                    ..PacketHeader::new(PacketKind::Stop)
                };
                self.send(&header, &[]);
            }
            13 => {
                let payload = choices.bytes(64);
                let length = if choices.happens(70) {
                    payload.len() as u64
                } else {
                    choices.number()
                };
                let header = PacketHeader {
                    kind: choices.one_of(&KINDS),
                    slot: if choices.happens(70) {
                        NO_SLOT
                    } else {
                        choices.u16()
                    },
                    length: length as u32,
                    id: choices.number(),
                    offset: choices.number(),
                    extra: choices.number(),
                };
                self.send(&header, &payload);
            }
            _ => self.receive(),
        }
    }

    /// Asserts that the host answers a call, unless it has closed the link.
    fn assert_alive(&mut self) {
        let call = Call {
            id: LAST_CALL,
            head: r#"{"cmd":"echo"}"#.into(),
            body: Body::new(PayloadKind::Json, Element::Bytes, r#"{"value":1}"#.into()),
        };
        self.send_payload(PacketKind::Batch, &Frame::encode_batch(&[call.into()]));
        until("the host answers or closes the link", || {
            self.receive();
            self.is_answered || self.link.is_violated() || self.link.has_failed()
        });
        assert!(!self.link.has_failed(), "a thread of the engine has failed");
    }
}

pub(crate) fn run(data: &[u8]) {
    let mut source = Source::new(data);
    let mut limits = Limits::default();
    limits.channels_open_max = 4;
    limits.calls_in_flight_max = 16;
    limits.inline_body_bytes_max = 4 * 1024;
    let traps = Arc::<Traps>::default();
    let executor = TokioExecutor::new(RUNTIME.handle().clone());
    let handler = hostile::handler_with![];
    let router = hostile::router(handler, &traps, StateStore::default(), executor);
    let process = Arc::clone(Dispatch::ledger(&router));
    let caller = Arc::new(Caller::default());
    let document = Document::new(Lane::Shm, router, caller, limits.clone());
    let mut page = Page::open(&document);
    for _ in 0..PACKETS_MAX {
        if source.is_empty() || page.link.is_violated() {
            break;
        }
        let mut bytes = || source.byte();
        page.act(&mut Choices::new(&mut bytes), &limits);
    }
    page.assert_alive();
    let Page { link, socket, .. } = page;
    socket
        .shutdown(std::net::Shutdown::Both)
        .expect("a connected socket");
    until("the thread of the link has ended", || !link.is_served());
    document.close(CloseReason::DocumentGone);
    traps.release();
    until("nothing is held", || {
        let (made, dropped) = traps.made_and_dropped();
        made == dropped && LEDGER.iter().all(|row| process.held(row.holding) == 0)
    });
}
