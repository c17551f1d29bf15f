//! An open link: its packets and its memory.

use std::{
    collections::VecDeque,
    os::fd::OwnedFd,
    rc::Rc,
    time::{Duration, Instant},
};

use crate::{
    bodies::{Bodies, Target},
    common::{
        limits::{FRAME_SLOTS, INLINE_BYTES_MAX, NO_SLOT, PACKET_BYTES_MAX, PIECE_BYTES},
        packet::{Layout, PacketHeader, PacketKind},
        spin::Spin,
    },
    host_memory::HostMemory,
    listener::{Listener, append},
    mapping::MappedPageSlots,
    socket::{PageSocket, Received, Sent},
    watch::Watch,
};

/// The number of freed slots that are reported at once, even while more packets wait.
const FREED_SLOTS: usize = 3;
/// The number of packets of replies that are acknowledged by a packet of their own. The host continues with as many unacknowledged.
const REPLIES_READ: u64 = 2;
/// The first byte of a batch that begins with a call (SPEC §2).
const CALL: u8 = 2;

/// An open link.
pub struct Connection {
    pub listener: Rc<Listener>,
    pub socket: PageSocket,
    pub page_slots: MappedPageSlots,
    pub host: HostMemory,
    pub bodies: Bodies,
    /// Free slots of the page.
    pub free: Vec<u16>,
    /// Packets that arrived while an upload waited for slots.
    pub inbox: VecDeque<(Vec<u8>, Option<OwnedFd>)>,
    /// Slots of the host that have been copied and are to be returned.
    pub freed: Vec<u16>,
    /// Packets of replies that are to be acknowledged.
    replies_read: u64,
    /// Packets of frames that are to be acknowledged.
    frames_read: u64,
    /// Whether the client waits for room.
    pub wants_room: bool,
    /// Whether the client has called since the last check for a reply.
    awaits_reply: bool,
    spin: Spin,
    scratch: Box<[u8]>,
    pub input: Option<Watch>,
    pub output: Option<Watch>,
    pub idle: Option<Watch>,
    /// Whether memory has been used since the last check for idle memory.
    pub used: bool,
}

/// The result of [`Connection::next`].
pub enum Next {
    /// The packet has been handled, or gathered for the listener.
    Handled,
    /// The packet has a payload in a slot.
    InSlot(PacketHeader),
    /// No packet is waiting.
    Nothing,
    /// The link is closed, or the host has broken the protocol.
    Closed,
}

impl Connection {
    pub fn new(
        listener: Rc<Listener>,
        socket: PageSocket,
        page_slots: MappedPageSlots,
        host: HostMemory,
        input: Watch,
    ) -> Self {
        let slots = page_slots.layout().slots;
        Self {
            listener,
            socket,
            page_slots,
            host,
            bodies: Bodies::default(),
            free: (0..slots).rev().collect(),
            inbox: VecDeque::new(),
            freed: Vec::new(),
            replies_read: 0,
            frames_read: 0,
            wants_room: false,
            awaits_reply: false,
            spin: Spin::new(),
            scratch: vec![0; PACKET_BYTES_MAX].into(),
            input: Some(input),
            output: None,
            idle: None,
            used: false,
        }
    }

    /// Requests as many bytes of a body from `offset` as `target` holds, as the transfer `id`.
    pub fn transfer(&mut self, id: u64, body: u64, offset: u64, mut target: Target) -> Sent {
        let length = target.length();
        let mut header = PacketHeader::new(PacketKind::Transfer);
        header.id = id;
        header.offset = offset;
        header.extra = length as u64;
        header.length = 8;
        let sent = self.socket.send(&header, &body.to_le_bytes());
        if sent == Sent::Done {
            self.bodies.expect(id, target, length);
        }
        sent
    }

    /// Sends a batch of frames, in a slot if it is long.
    pub fn send_batch(&mut self, bytes: &[u8]) -> Sent {
        self.awaits_reply |= bytes.first() == Some(&CALL);
        let mut header = PacketHeader::new(PacketKind::Batch);
        header.length = bytes.len() as u32;
        if bytes.len() <= INLINE_BYTES_MAX {
            return self.socket.send(&header, bytes);
        }
        if bytes.len() > self.page_slots.layout().slot_bytes as usize {
            return Sent::Closed;
        }
        let Some(slot) = self.free.pop() else {
            return Sent::Full;
        };
        self.page_slots.write(slot, bytes);
        header.slot = slot;
        let sent = self.socket.send(&header, &[]);
        if sent != Sent::Done {
            self.free.push(slot);
        }
        sent
    }

    /// Uploads bytes of the body of a call, waiting at most `patience` at a time for slots. Returns the number of accepted bytes.
    ///
    /// # Errors
    /// Returns `Err` if the link is closed or the host has broken the protocol.
    pub fn upload(
        &mut self,
        call: u64,
        offset: u64,
        bytes: &[u8],
        patience: Duration,
    ) -> Result<usize, ()> {
        let mut accepted = 0;
        while accepted < bytes.len() {
            if self.free.len() <= FRAME_SLOTS && !self.wait_for_slots(patience)? {
                break;
            }
            let Some(slot) = self.free.pop() else { break };
            let piece = &bytes[accepted..bytes.len().min(accepted + PIECE_BYTES)];
            self.page_slots.write(slot, piece);
            let mut header = PacketHeader::new(PacketKind::Upload);
            header.id = call;
            header.offset = offset + accepted as u64;
            header.slot = slot;
            header.length = piece.len() as u32;
            match self.socket.send(&header, &[]) {
                Sent::Done => accepted += piece.len(),
                Sent::Full => {
                    self.free.push(slot);
                    break;
                }
                Sent::Closed => return Err(()),
            }
        }
        Ok(accepted)
    }

    /// Waits until the host has returned slots. Puts other packets aside. Returns `false` after `patience`.
    fn wait_for_slots(&mut self, patience: Duration) -> Result<bool, ()> {
        let end = Instant::now() + patience;
        loop {
            let rest = end.saturating_duration_since(Instant::now());
            if rest.is_zero() {
                return Ok(false);
            }
            self.socket.wait(rest.as_millis().clamp(1, 1_000) as i32);
            while let Received::Packet(length, descriptor) = self.socket.receive(&mut self.scratch)
            {
                let packet = &self.scratch[..length];
                match PacketHeader::decode_packet(packet) {
                    Ok((header, slots)) if header.kind == PacketKind::Free => {
                        let layout = self.page_slots.layout();
                        add_free(&mut self.free, layout, slots).ok_or(())?;
                    }
                    // COPY: the next packet is received into the same memory.
                    Ok(_) => self.inbox.push_back((packet.to_vec(), descriptor)),
                    Err(_) => return Err(()),
                }
            }
            if self.free.len() > FRAME_SLOTS {
                return Ok(true);
            }
        }
    }

    /// Handles one packet. Appends to `gathered` what the listener gets.
    pub fn next(&mut self, gathered: &mut Vec<u8>) -> Next {
        if let Some((packet, descriptor)) = self.inbox.pop_front() {
            return self.handle(&packet, descriptor, gathered);
        }
        let mut scratch = std::mem::take(&mut self.scratch);
        let next = match self.socket.receive(&mut scratch) {
            Received::Nothing => Next::Nothing,
            Received::Closed => Next::Closed,
            Received::Packet(length, descriptor) => {
                self.handle(&scratch[..length], descriptor, gathered)
            }
        };
        self.scratch = scratch;
        next
    }

    fn handle(
        &mut self,
        packet: &[u8],
        descriptor: Option<OwnedFd>,
        gathered: &mut Vec<u8>,
    ) -> Next {
        let Ok((mut header, payload)) = PacketHeader::decode_packet(packet) else {
            return Next::Closed;
        };
        match header.kind {
            PacketKind::Free => {
                let layout = self.page_slots.layout();
                if add_free(&mut self.free, layout, payload).is_none() {
                    return Next::Closed;
                }
                if std::mem::take(&mut self.wants_room) {
                    append(gathered, &PacketHeader::new(PacketKind::Room), &[]);
                }
            }
            PacketKind::Memory => {
                let mapped = descriptor.and_then(|file| self.host.map_new(&header, &file));
                // Without the memory no large payload can arrive any more.
                if mapped.is_none() {
                    return Next::Closed;
                }
            }
            PacketKind::Forget => self.host.forget(header.id),
            PacketKind::Piece => {
                let host = &self.host;
                let read = |into: &mut [u8], cache| host.read(&header, into, cache);
                if !self.bodies.copy_piece(&header, read) {
                    return Next::Closed;
                }
                self.freed.push(header.slot);
                if self.freed.len() >= FREED_SLOTS {
                    self.report();
                }
                header.extra = u64::from(header.length);
                header.length = 0;
                append(gathered, &header, &[]);
            }
            PacketKind::Replies
            | PacketKind::Frames
            | PacketKind::Answer
            | PacketKind::Refused
            | PacketKind::Failed
            | PacketKind::Closed => {
                match header.kind {
                    PacketKind::Replies => self.replies_read += 1,
                    PacketKind::Frames => self.frames_read += 1,
                    PacketKind::Failed => drop(self.bodies.stop(header.id)),
                    _ => {}
                }
                if header.slot != NO_SLOT {
                    return if self.host.holds(header.slot, header.length) {
                        Next::InSlot(header)
                    } else {
                        Next::Closed
                    };
                }
                append(gathered, &header, payload);
            }
            _ => return Next::Closed,
        }
        Next::Handled
    }

    /// Returns whether the reply to a call of the client arrives during a short busy wait.
    pub fn spin_for_reply(&mut self) -> bool {
        if !std::mem::take(&mut self.awaits_reply) {
            return false;
        }
        self.report_lazily();
        let socket = &self.socket;
        self.spin.wait(|| socket.wait(0))
    }

    /// As [`report`](Self::report), except that a single packet of replies is acknowledged with the next one: it blocks nothing, and each packet
    /// wakes a thread of the host.
    pub fn report_lazily(&mut self) -> bool {
        let is_little = self.frames_read == 0 && self.replies_read < REPLIES_READ;
        (is_little && self.freed.is_empty()) || self.report()
    }

    /// Returns slots to the host and acknowledges packets. Returns `false` if the socket is full.
    pub fn report(&mut self) -> bool {
        if !self.freed.is_empty() {
            let payload: Vec<u8> = self
                .freed
                .iter()
                .flat_map(|slot| slot.to_le_bytes())
                .collect();
            let mut header = PacketHeader::new(PacketKind::Free);
            header.length = payload.len() as u32;
            if self.socket.send(&header, &payload) == Sent::Done {
                self.freed.clear();
            }
        }
        if self.replies_read + self.frames_read > 0 {
            let mut header = PacketHeader::new(PacketKind::Ack);
            header.id = self.replies_read;
            header.offset = self.frames_read;
            if self.socket.send(&header, &[]) == Sent::Done {
                self.replies_read = 0;
                self.frames_read = 0;
            }
        }
        self.freed.is_empty() && self.replies_read + self.frames_read == 0
    }
}

/// Adds slots of the page that the host returns. Returns `None` if one does not exist or is free already.
fn add_free(free: &mut Vec<u16>, layout: Layout, payload: &[u8]) -> Option<()> {
    let (slots, rest) = payload.as_chunks::<2>();
    for slot in slots {
        let slot = u16::from_le_bytes(*slot);
        if slot >= layout.slots || free.contains(&slot) {
            return None;
        }
        free.push(slot);
    }
    rest.is_empty().then_some(())
}
