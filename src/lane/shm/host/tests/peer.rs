//! A page that a test controls.

use std::{
    collections::{BTreeMap, VecDeque},
    io::{IoSlice, IoSliceMut},
    mem::MaybeUninit,
    os::fd::{AsFd, OwnedFd},
};

use bytes::Bytes;
use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    net::{
        RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer,
        SendAncillaryMessage, SendFlags, recvmsg, sendmsg,
    },
};

use super::{
    super::{
        limits::{
            BUFFERS_FROM, HEADER_BYTES, INLINE_BYTES_MAX, NO_SLOT, PACKET_BYTES_MAX, PIECE_BYTES,
        },
        open::PageEnd,
        packet::{Layout, PacketHeader, PacketKind},
    },
    PATIENCE,
};
use crate::wire::{
    Element, Frame, Limits, PROTOCOL_VERSION, PayloadKind,
    frame::{Body, Call, Hello, Release, Reply},
};

/// The page's end of a link.
pub(super) struct Peer {
    pub(super) socket: OwnedFd,
    pub(super) page_slots: OwnedFd,
    pub(super) host_slots: OwnedFd,
    /// Buffers by number, as packets name them.
    pub(super) buffers: BTreeMap<u16, OwnedFd>,
    /// The number of times that the host's slots got new memory.
    pub(super) renewed: u32,
    pub(super) layout: Layout,
    buffer: Vec<u8>,
    /// The page's slots that the host does not have.
    free_slots: Vec<u16>,
    /// Packets that arrived while the page waited for a slot.
    early: VecDeque<Packet>,
}

/// A packet of the host, and its payload, copied out of its slot.
#[derive(Debug)]
pub(super) struct Packet {
    pub(super) header: PacketHeader,
    pub(super) payload: Bytes,
}

impl Peer {
    pub(super) fn new(page: PageEnd) -> Self {
        let PageEnd {
            socket,
            page_slots,
            host_slots,
            layout,
        } = page;
        Self {
            socket,
            page_slots,
            host_slots,
            buffers: BTreeMap::new(),
            renewed: 0,
            layout,
            buffer: vec![0; PACKET_BYTES_MAX],
            free_slots: (0..layout.slots).rev().collect(),
            early: VecDeque::new(),
        }
    }

    /// Sends arbitrary bytes as one packet. Returns `false` if the link is closed.
    pub(super) fn send_raw(&self, bytes: &[u8]) -> bool {
        loop {
            match rustix::net::send(&self.socket, bytes, SendFlags::NOSIGNAL) {
                Err(rustix::io::Errno::AGAIN) => {
                    let mut wait = [PollFd::new(&self.socket, PollFlags::OUT)];
                    poll(&mut wait, None).expect("a poll");
                }
                sent => return sent.is_ok(),
            }
        }
    }

    /// Sends a packet with a descriptor.
    pub(super) fn send_descriptor(&self, header: &PacketHeader, payload: &[u8], file: &OwnedFd) {
        let memory = [file.as_fd()];
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
        let mut rights = SendAncillaryBuffer::new(&mut space);
        assert!(rights.push(SendAncillaryMessage::ScmRights(&memory)));
        let start = header.encode();
        let pieces = [IoSlice::new(&start), IoSlice::new(payload)];
        sendmsg(&self.socket, &pieces, &mut rights, SendFlags::NOSIGNAL).expect("sent");
    }

    pub(super) fn send(&self, mut header: PacketHeader, payload: &[u8]) -> bool {
        if header.slot == NO_SLOT {
            header.length = payload.len() as u32;
        }
        let mut bytes = header.encode().to_vec();
        bytes.extend_from_slice(payload);
        self.send_raw(&bytes)
    }

    pub(super) fn send_frames(&mut self, frames: &[Frame]) {
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

    /// Sends a call whose raw body of `body_bytes` bytes follows as an upload.
    pub(super) fn call_deferred(&mut self, id: u64, command: &str, body_bytes: u64) {
        let body = Body::deferred(PayloadKind::Raw, Element::Bytes, body_bytes);
        self.send_frames(&[call_with(id, command, body)]);
    }

    /// Sends a piece of the body of a call.
    pub(super) fn upload(&mut self, id: u64, offset: u64, piece: &[u8]) {
        let header = PacketHeader {
            id,
            offset,
            slot: self.write_slot(piece),
            length: piece.len() as u32,
            ..PacketHeader::new(PacketKind::Upload)
        };
        assert!(self.send(header, &[]));
    }

    /// Sends the whole body of a call, 1 MiB at a time.
    pub(super) fn upload_all(&mut self, id: u64, body: &[u8]) {
        for (index, piece) in body.chunks(PIECE_BYTES).enumerate() {
            self.upload(id, (index * PIECE_BYTES) as u64, piece);
        }
    }

    pub(super) fn write_slot(&mut self, bytes: &[u8]) -> u16 {
        let slot = loop {
            if let Some(slot) = self.free_slots.pop() {
                break slot;
            }
            let packet = self.arrived().expect("the link is open");
            self.early.push_back(packet);
        };
        let mut done = 0;
        while done < bytes.len() {
            let at = self.layout.slot_start(slot) + done as u64;
            done += rustix::io::pwrite(&self.page_slots, &bytes[done..], at).expect("a write");
        }
        slot
    }

    /// Returns the payload in the slot or buffer of a packet.
    pub(super) fn read(&self, header: &PacketHeader) -> Vec<u8> {
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

    /// Returns the next packet, or `None` at the end.
    pub(super) fn next(&mut self) -> Option<Packet> {
        self.early.pop_front().or_else(|| self.arrived())
    }

    fn arrived(&mut self) -> Option<Packet> {
        let patience = Timespec {
            tv_sec: PATIENCE.as_secs() as i64,
            tv_nsec: 0,
        };
        let mut wait = [PollFd::new(&self.socket, PollFlags::IN)];
        assert_ne!(
            poll(&mut wait, Some(&patience)).expect("a poll"),
            0,
            "no packet arrives"
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
                if header.kind == PacketKind::Free {
                    let (slots, _) = payload.as_chunks::<2>();
                    let slots = slots.iter().map(|slot| u16::from_le_bytes(*slot));
                    self.free_slots.extend(slots);
                }
                let mut aligned = rkyv::util::AlignedVec::<16>::new();
                aligned.extend_from_slice(&payload);
                Some(Packet {
                    header,
                    payload: Bytes::from_owner(aligned),
                })
            }
        }
    }

    /// Returns the length of the next packet. Replaces the slots of the host or adds a buffer if it has a descriptor.
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

    /// Returns the next packet of this kind. Drops other packets, returns their slots and acknowledges frames.
    pub(super) fn expect(&mut self, kind: PacketKind) -> Packet {
        loop {
            let packet = self.next().expect("the link is open");
            if packet.header.slot != NO_SLOT {
                self.free(packet.header.slot);
            }
            if packet.header.kind == kind {
                return packet;
            }
            if packet.header.kind == PacketKind::Frames {
                self.acknowledge(0, 1);
            }
        }
    }

    pub(super) fn free(&self, slot: u16) {
        self.send(PacketHeader::new(PacketKind::Free), &slot.to_le_bytes());
    }

    /// Reads to the end. Returns the code of the `CLOSED` packet, if there was one.
    pub(super) fn closing_code(&mut self) -> Option<String> {
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

    /// Returns the first reply, or the code with which the link was closed.
    pub(super) fn first_packet(&mut self) -> FirstPacket {
        while let Some(packet) = self.next() {
            match packet.header.kind {
                PacketKind::Replies => {
                    return FirstPacket::Reply(decode_replies(packet.payload).remove(0));
                }
                PacketKind::Closed => {
                    let words: serde_json::Value =
                        serde_json::from_slice(&packet.payload).expect("JSON");
                    return FirstPacket::Closed(words["code"].as_str().map(str::to_owned));
                }
                _ => {}
            }
        }
        FirstPacket::Closed(None)
    }

    pub(super) fn replies(&mut self) -> Vec<Reply> {
        let packet = self.expect(PacketKind::Replies);
        self.acknowledge(1, 0);
        decode_replies(packet.payload)
    }

    /// Acknowledges packets of replies and of frames.
    pub(super) fn acknowledge(&self, replies: u64, frames: u64) {
        let taken = PacketHeader {
            id: replies,
            offset: frames,
            ..PacketHeader::new(PacketKind::Ack)
        };
        self.send(taken, &[]);
    }

    /// Calls a command whose reply is deferred. Returns the id of the body and its length in bytes.
    pub(super) fn call_for_body(
        &mut self,
        id: u64,
        command: &str,
        arguments: &serde_json::Value,
    ) -> (u64, u64) {
        self.send_frames(&[call(id, command, PayloadKind::Json, json(arguments))]);
        let reply = self.replies().remove(0);
        assert!(reply.body.is_deferred(), "{reply:?}");
        let head: serde_json::Value = serde_json::from_slice(&reply.head).expect("JSON");
        (head["body"].as_u64().expect("a body id"), reply.body.length)
    }

    pub(super) fn transfer(&mut self, id: u64, body: u64, extra: u64) {
        let header = PacketHeader {
            id,
            extra,
            ..PacketHeader::new(PacketKind::Transfer)
        };
        assert!(self.send(header, &body.to_le_bytes()));
    }

    /// Returns a whole body, and the slots of its pieces.
    pub(super) fn whole(&mut self, body: u64, length: u64) -> (Vec<u8>, Vec<u16>) {
        self.transfer(1, body, length);
        let (mut whole, mut places) = (Vec::new(), Vec::new());
        while (whole.len() as u64) < length {
            let packet = self.expect(PacketKind::Piece);
            assert_eq!(packet.header.offset, whole.len() as u64);
            places.push(packet.header.slot);
            whole.extend_from_slice(&packet.payload);
        }
        (whole, places)
    }

    pub(super) fn release(&mut self, body: u64) {
        self.send_frames(&[Release { body }.into()]);
    }
}

/// The first packet that a test waits for.
pub(super) enum FirstPacket {
    Reply(Reply),
    Closed(Option<String>),
}

pub(super) fn hello() -> Frame {
    let head = Bytes::from_static(b"{\"client\":\"test\"}");
    Hello {
        version: PROTOCOL_VERSION,
        is_refused: false,
        head,
    }
    .into()
}

pub(super) fn call(id: u64, command: &str, payload: PayloadKind, body: impl Into<Bytes>) -> Frame {
    call_with(id, command, Body::new(payload, Element::Bytes, body.into()))
}

fn call_with(id: u64, command: &str, body: Body) -> Frame {
    let head = serde_json::json!({ "cmd": command }).to_string().into();
    Call { id, head, body }.into()
}

fn decode_replies(batch: Bytes) -> Vec<Reply> {
    let frames = Frame::decode_batch(batch, &Limits::default()).expect("replies");
    let reply = |frame| match frame {
        Frame::Reply(reply) => reply,
        other => panic!("a reply was expected, and not {other:?}"),
    };
    frames.into_iter().map(reply).collect()
}

pub(super) fn json(value: &serde_json::Value) -> Bytes {
    value.to_string().into()
}
