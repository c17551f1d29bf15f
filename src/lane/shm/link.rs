use std::{
    collections::VecDeque,
    fmt, io,
    os::fd::OwnedFd,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering},
    },
    time::Duration,
};

use bytes::Bytes;
use memmap2::MmapMut;
use rkyv::util::AlignedVec;
use rustix::{
    event::{EventfdFlags, PollFd, PollFlags, Timespec, eventfd, poll},
    io::Errno,
    net::{AddressFamily, Shutdown, SocketFlags, SocketType, shutdown, socketpair},
};

use super::{
    body_memory::{BODY_BYTES_MIN, BodyPlace, BodyPool},
    buffers::{Buffers, FreeBuffers, LinkMemory, Place},
    host_slots::HostSlots,
    packet::{
        BUFFERS_FROM, INLINE_BYTES_MAX, Layout, NO_SLOT, PACKET_BYTES_MAX, PacketHeader, PacketKind,
    },
    page_slots::PageSlots,
    pour::Pours,
    region::{Region, Span},
    relief::Relief,
    socket::{self, Received},
    spin::Spin,
};
use crate::{
    Refusal,
    document::{Answer, Arrived, Document, LaneMemory, UploadBuffer, join_segments},
    router::{CommandWork, Executor, keeping_last},
    session::Batch,
    wire::{Code, Frame, FrameKind},
};

/// Packets of replies that the page may have before it. Behind them replies gather, and travel together.
const REPLIES_IN_FLIGHT_MAX: u32 = 4;
/// Batches of the poll that the page may have before it. Behind them frames gather in the outbox.
const FRAMES_IN_FLIGHT_MAX: u32 = 2;
/// Queued packets at which further calls are refused; at twice as many the page is let go of.
const QUEUED_PACKETS_MAX: usize = 64 * 1024;
/// Packets that are read before the queue has its turn.
const TURN_PACKETS_MAX: usize = 64;
/// Only asks.
const NO_WAIT: Timespec = Timespec {
    tv_sec: 0,
    tv_nsec: 0,
};

/// What a link needs of the one who opens it.
pub(crate) struct LinkConfig {
    pub(crate) document: Arc<Document>,
    pub(crate) executor: Arc<dyn Executor>,
    /// The longest batch or frame that the page may send at once, in bytes.
    pub(crate) frame_bytes_max: u64,
    /// After so long without a packet, memory that was used is given back.
    pub(crate) idle: Duration,
    /// Ends the document: its page has broken the protocol, or has never used the link.
    pub(crate) end_document: Box<dyn Fn(LinkEnd) + Send + Sync>,
}

/// Why a link ends its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LinkEnd {
    /// The page has broken the protocol.
    Violated,
    /// The page has let go of the link before it sent anything: it will use another lane.
    Unused,
}

/// What the page gets of a link: its end of the socket, and the memory of the slots that it writes and of those that it reads.
#[derive(Debug)]
pub(crate) struct PageEnd {
    pub(crate) socket: OwnedFd,
    pub(crate) page_slots: OwnedFd,
    pub(crate) host_slots: OwnedFd,
    pub(crate) layout: Layout,
}

/// The host's end of the link to one document (SPEC §9).
pub(crate) struct Link {
    config: LinkConfig,
    pub(super) socket: OwnedFd,
    page_slots: PageSlots,
    body_memory: BodyPool,
    pub(super) free_buffers: FreeBuffers,
    wake: OwnedFd,
    state: Mutex<State>,
    pump: AtomicU8,
    /// Number of the last frame of the poll that was sent.
    sent: AtomicU64,
    /// A poll is held by the document, or its batch is on its way: no other is asked, so batches go in order and `sent` is never stale.
    polling: AtomicBool,
    /// Its two threads.
    relief: Arc<Relief>,
    /// The page has sent something.
    is_used: AtomicBool,
}

/// Why a thread stopped reading.
enum Stopped {
    /// There is a command for it to run.
    For(CommandWork),
    /// The link has ended.
    Ended,
}

pub(super) struct State {
    pub(super) closed: bool,
    /// Replies that wait for the page to take those before them.
    replies: VecDeque<Packet>,
    /// What else waits for room.
    others: VecDeque<Packet>,
    queued_bytes: u64,
    /// The socket was full: the thread waits until it is not.
    blocked: bool,
    /// Slots of the page that are to be given back to it.
    returns: Vec<u16>,
    pub(super) slots: HostSlots,
    pub(super) buffers: Buffers,
    replies_in_flight: u32,
    frames_in_flight: u32,
    pub(super) pours: Pours,
}

/// A packet for the page.
pub(super) struct Packet {
    pub(super) header: PacketHeader,
    pub(super) payload: Payload,
}

/// What a packet brings.
pub(super) enum Payload {
    /// Bytes that travel in it, or move into a slot when it goes.
    Pieces(Vec<Bytes>),
    /// The start of a slot.
    Slot(Span, usize),
    /// Bytes that stand in a buffer.
    Buffer(Place, Bytes),
    /// A piece of memory itself.
    Memory(Arc<Region>),
}

impl Payload {
    fn bytes(&self) -> usize {
        match self {
            Self::Pieces(pieces) => pieces.iter().map(Bytes::len).sum(),
            Self::Slot(_, length) => *length,
            Self::Buffer(_, bytes) => bytes.len(),
            Self::Memory(_) => 0,
        }
    }

    /// Moves pieces into a slot.
    fn move_into(&mut self, mut span: Span) {
        let Self::Pieces(pieces) = self else { return };
        let mut rest = span.as_mut();
        for piece in pieces.iter() {
            // A slot holds whatever the limits let into one packet.
            let (place, behind) = rest.split_at_mut(piece.len());
            place.copy_from_slice(piece); // COPY: into shared memory; the page copies it out of there
            rest = behind;
        }
        let length = self.bytes();
        *self = Self::Slot(span, length);
    }
}

/// What became of a packet.
enum Sent {
    Done,
    /// No room in the socket or no free slot.
    Blocked,
    Closed,
}

const PUMP_IDLE: u8 = 0;
const PUMP_RUNNING: u8 = 1;
const PUMP_AGAIN: u8 = 2;

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link").finish_non_exhaustive()
    }
}

impl Link {
    /// Opens a link and starts its thread.
    ///
    /// # Errors
    /// When the system has no memory, descriptors or threads for it.
    pub(crate) fn open(config: LinkConfig) -> io::Result<(Arc<Self>, PageEnd)> {
        let layout = layout_for(&config)?;
        let page_slots = PageSlots::new(layout)?;
        let slots = HostSlots::new(layout)?;
        let (socket, page_socket) = socketpair(
            AddressFamily::UNIX,
            SocketType::SEQPACKET,
            SocketFlags::CLOEXEC | SocketFlags::NONBLOCK,
            None,
        )?;
        let page = PageEnd {
            socket: page_socket,
            page_slots: page_slots.file().try_clone()?,
            host_slots: slots.file().try_clone()?,
            layout,
        };
        let wake = eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?;
        let relief = Arc::new(Relief::new([&socket, &wake])?);
        let link = Arc::new(Self {
            config,
            socket,
            page_slots,
            body_memory: BodyPool::default(),
            free_buffers: FreeBuffers::default(),
            wake,
            state: Mutex::new(State {
                closed: false,
                replies: VecDeque::new(),
                others: VecDeque::new(),
                queued_bytes: 0,
                blocked: false,
                returns: Vec::new(),
                slots,
                buffers: Buffers::default(),
                replies_in_flight: 0,
                frames_in_flight: 0,
                pours: Pours::default(),
            }),
            pump: AtomicU8::new(PUMP_IDLE),
            sent: AtomicU64::new(0),
            polling: AtomicBool::new(false),
            relief,
            is_used: AtomicBool::new(false),
        });
        let lender = LinkMemory(Arc::downgrade(&link));
        link.document().lend_from(Arc::new(lender));
        link.start_thread(Self::run)?;
        Ok((link, page))
    }

    fn start_thread(self: &Arc<Self>, work: fn(Arc<Self>)) -> io::Result<()> {
        let link = Arc::clone(self);
        std::thread::Builder::new()
            .name("bytelane-link".into())
            .spawn(move || work(link))
            .map(drop)
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn document(&self) -> &Arc<Document> {
        &self.config.document
    }

    pub(super) fn executor(&self) -> &Arc<dyn Executor> {
        &self.config.executor
    }

    /// Closes the link. The page sees its end of the socket close.
    pub(crate) fn close(&self) {
        let waiting = {
            let mut state = self.state();
            if state.closed {
                return;
            }
            state.closed = true;
            (
                std::mem::take(&mut state.replies),
                std::mem::take(&mut state.others),
                state.pours.clear(),
            )
        };
        // Outside of the lock: bodies may be large.
        drop(waiting);
        // It may have been closed by the other side.
        let _ = shutdown(&self.socket, Shutdown::Both);
    }

    /// The page has broken the protocol: nothing it says can be relied upon any more.
    fn violated(&self, refusal: &Refusal) {
        tracing::warn!(
            code = refusal.code().as_str(),
            reason = refusal.message(),
            "the shared-memory lane of a document is closed"
        );
        let mut header = PacketHeader::new(PacketKind::Closed);
        let text = Bytes::from(refusal.to_json());
        header.length = text.len() as u32;
        // It is closed whether this arrives or not.
        let _ = socket::send(&self.socket, &header, &[text]);
        self.close();
        (self.config.end_document)(LinkEnd::Violated);
    }

    // --- in ------------------------------------------------------------------------------------------------------------------------

    /// Reads until the link has ended, and runs commands in between.
    fn run(mut self: Arc<Self>) {
        self.pump();
        let mut buffer = vec![0; PACKET_BYTES_MAX];
        let mut spin = Spin::new();
        while let Stopped::For(work) = self.read(&mut buffer) {
            let (link, relief) = (Arc::downgrade(&self), Arc::clone(&self.relief));
            relief.leave(self.sources());
            let executor = Arc::clone(self.executor());
            // A command that blocks must not keep what the link has.
            drop(self);
            if catch_unwind(AssertUnwindSafe(|| executor.run_here(work))).is_err() {
                tracing::error!("a command panicked outside of its own code");
            }
            let Some(back) = link.upgrade() else { return };
            self = back;
            if relief.come_back(self.sources()) {
                // The page may have waited for just this.
                spin.look(|| self.has_packet());
            } else if !relief.stand_by() {
                return;
            }
        }
    }

    /// Stands by until the other thread is away and something comes.
    fn stand_by(self: Arc<Self>) {
        if self.relief.stand_by() {
            self.run();
        }
    }

    /// Takes packets until there is a command that this thread is to run, or the link has ended.
    fn read(self: &Arc<Self>, buffer: &mut [u8]) -> Stopped {
        let mut is_pouring = false;
        while self.wait(is_pouring) {
            let (open, last) = keeping_last(|| self.take_packets(buffer));
            if open {
                self.flush();
                is_pouring = self.pour();
            }
            let last = last.and_then(|work| self.hand_on(work, !open || is_pouring));
            if !open {
                break;
            }
            if let Some(work) = last {
                return Stopped::For(work);
            }
        }
        self.close();
        self.relief.end(self.sources());
        Stopped::Ended
    }

    /// Takes what has come; `false` when nothing more comes.
    fn take_packets(self: &Arc<Self>, buffer: &mut [u8]) -> bool {
        for _ in 0..TURN_PACKETS_MAX {
            match socket::receive(&self.socket, buffer) {
                Ok(Received::Nothing) => break,
                Ok(Received::Packet(length)) => {
                    self.is_used.store(true, Ordering::Relaxed);
                    if let Err(refusal) = self.take(&buffer[..length]) {
                        self.violated(&refusal);
                        return false;
                    }
                }
                Ok(Received::Descriptors) => {
                    // SPEC §9.4: the page sends no descriptors. What came was closed by the system.
                    let refusal = Refusal::new(
                        Code::BadMemfd,
                        "the page sent a descriptor, and the lane takes none",
                    );
                    self.violated(&refusal);
                    return false;
                }
                Ok(Received::End) | Err(_) => {
                    let closed_here = self.state().closed;
                    self.close();
                    if !self.is_used.load(Ordering::Relaxed) && !closed_here {
                        (self.config.end_document)(LinkEnd::Unused);
                    }
                    return false;
                }
            }
        }
        true
    }

    /// Gives a command to others where this thread has more to do, or nobody would do it meanwhile.
    fn hand_on(self: &Arc<Self>, work: CommandWork, is_busy: bool) -> Option<CommandWork> {
        if !is_busy && self.relief.is_there() && !self.state().blocked {
            return Some(work);
        }
        if self.relief.wants_start() && self.start_thread(Self::stand_by).is_err() {
            self.relief.start_failed();
        }
        work.run_on(&**self.executor());
        None
    }

    /// What there is to wait for.
    const fn sources(&self) -> [&OwnedFd; 2] {
        [&self.socket, &self.wake]
    }

    fn has_packet(&self) -> bool {
        let mut socket = [PollFd::new(&self.socket, PollFlags::IN)];
        poll(&mut socket, Some(&NO_WAIT)).is_ok_and(|count| count > 0)
    }

    /// Waits until there is something to do, or only looks whether there is; `false` when the link is closed.
    fn wait(self: &Arc<Self>, only_look: bool) -> bool {
        let (blocked, idle_matters) = {
            let state = self.state();
            if state.closed {
                return false;
            }
            (
                state.blocked,
                state.slots.used() || self.body_memory.has_kept() || !self.free_buffers.is_empty(),
            )
        };
        let mut interest = PollFlags::IN;
        if blocked {
            interest |= PollFlags::OUT;
        }
        let mut waits = [
            PollFd::new(&self.socket, interest),
            PollFd::new(&self.wake, PollFlags::IN),
        ];
        let idle = Timespec {
            tv_sec: self.config.idle.as_secs().cast_signed(),
            tv_nsec: self.config.idle.subsec_nanos().into(),
        };
        let patience = match (only_look, idle_matters) {
            (true, _) => Some(&NO_WAIT),
            (false, true) => Some(&idle),
            (false, false) => None,
        };
        match poll(&mut waits, patience) {
            Ok(0) if only_look => return true,
            Ok(0) => self.give_back(),
            Ok(_) => {}
            Err(Errno::INTR) => return true,
            Err(_) => return false,
        }
        if !waits[1].revents().is_empty() {
            let mut count = [0; 8];
            // Only whether it was woken matters.
            let _ = rustix::io::read(&self.wake, &mut count);
            self.pump();
        }
        if waits[0].revents().contains(PollFlags::OUT) {
            self.state().blocked = false;
        }
        !self.state().closed
    }

    pub(super) fn wake(&self) {
        // A full counter wakes just as well.
        let _ = rustix::io::write(&self.wake, &1_u64.to_ne_bytes());
    }

    /// Takes one packet of the page. Everything in it is a claim.
    ///
    /// # Errors
    /// What was wrong; the link is closed then.
    fn take(self: &Arc<Self>, packet: &[u8]) -> Result<(), Refusal> {
        let header = PacketHeader::decode(packet)
            .ok_or_else(|| bad("a packet starts in a way that is not known"))?;
        let inline = &packet[super::packet::HEADER_BYTES..];
        let length = header.length as usize;
        if header.slot == NO_SLOT {
            // SPEC §9.2: `length` is that of what follows.
            if length != inline.len() {
                return Err(bad("a packet states another length than it has"));
            }
        } else {
            let layout = self.page_slots.layout();
            let takes_slot = matches!(header.kind, PacketKind::Batch | PacketKind::Upload);
            // SPEC §9.2: a payload lies within its slot, and nothing follows the header.
            if !takes_slot
                || !inline.is_empty()
                || header.slot >= layout.slots
                || header.length > layout.slot_bytes
            {
                return Err(bad("a packet names a place outside of its slot"));
            }
        }
        match header.kind {
            PacketKind::Batch => self.take_batch(&header, inline),
            PacketKind::Free => self.take_free(inline),
            PacketKind::Taken => self.take_taken(&header),
            PacketKind::Pour => self.take_pour(&header, inline),
            PacketKind::Stop => {
                let stopped = self.state().pours.stop(header.id);
                // Outside of the lock: whoever owns the bytes may have work to do.
                drop(stopped);
                Ok(())
            }
            PacketKind::Upload => self.take_upload(&header),
            _ => Err(bad("a packet of the host came from the page")),
        }
    }

    fn take_batch(self: &Arc<Self>, header: &PacketHeader, inline: &[u8]) -> Result<(), Refusal> {
        let mut bytes = AlignedVec::<16>::new();
        if header.slot == NO_SLOT {
            bytes.extend_from_slice(inline); // COPY: a small batch gets memory of its own
        } else {
            self.page_slots
                .append(header.slot, header.length as usize, &mut bytes)
                .map_err(lost)?;
            self.give_slot_back(header.slot);
        }
        let frames = Frame::decode_batch(Bytes::from_owner(bytes), self.document().limits())?;
        let mut others = Vec::new();
        for frame in frames {
            if frame.kind == FrameKind::Call {
                self.take_others(&mut others);
                self.take_call(frame)?;
            } else {
                others.push(frame);
            }
        }
        self.take_others(&mut others);
        Ok(())
    }

    fn take_call(self: &Arc<Self>, frame: Frame) -> Result<(), Refusal> {
        let (packets, bytes) = {
            let state = self.state();
            (state.replies.len(), state.queued_bytes)
        };
        // SPEC §9.4: whoever does not read gets no more answers made for it, and at last no refusals either.
        if packets >= QUEUED_PACKETS_MAX || bytes >= self.document().limits().process_bytes_max {
            let refusal = Refusal::new(
                Code::TooManyInflight,
                "the page has not taken the answers that it has",
            );
            if packets >= QUEUED_PACKETS_MAX * 2 {
                return Err(refusal);
            }
            self.reply(Answer::refused(frame.id, &refusal));
            return Ok(());
        }
        let link = Arc::downgrade(self);
        self.document().call(
            frame,
            Box::new(move |answer| {
                if let Some(link) = link.upgrade() {
                    link.reply(answer);
                }
            }),
        );
        Ok(())
    }

    fn take_others(&self, frames: &mut Vec<Frame>) {
        if frames.is_empty() {
            return;
        }
        match self.document().receive(std::mem::take(frames)) {
            Ok(answers) if answers.is_empty() => {}
            Ok(answers) => self.send(PacketKind::Answer, 0, vec![Frame::encode_batch(&answers)]),
            Err(refusal) => self.send(PacketKind::Refused, 0, vec![refusal.to_json().into()]),
        }
    }

    fn take_free(self: &Arc<Self>, payload: &[u8]) -> Result<(), Refusal> {
        let (slots, rest) = payload.as_chunks::<2>();
        if !rest.is_empty() {
            return Err(bad("half a slot number"));
        }
        let mut state = self.state();
        let mut read = Vec::new();
        for slot in slots {
            let slot = u16::from_le_bytes(*slot);
            let held = if slot >= BUFFERS_FROM {
                let bytes = state.buffers.give_back(slot);
                bytes.map(|bytes| read.push(bytes)).is_some()
            } else {
                state.slots.give_back(slot)
            };
            // SPEC §9.3: a slot that the page does not hold cannot be given back.
            if !held {
                return Err(bad("the page gave back a slot that it does not hold"));
            }
        }
        // Outside of the lock: whoever owns the bytes may have work to do.
        drop(state);
        drop(read);
        Ok(())
    }

    fn take_taken(self: &Arc<Self>, header: &PacketHeader) -> Result<(), Refusal> {
        let mut state = self.state();
        let less = |of: u32, count: u64| u32::try_from(count).ok().and_then(|n| of.checked_sub(n));
        let (Some(replies), Some(frames)) = (
            less(state.replies_in_flight, header.id),
            less(state.frames_in_flight, header.offset),
        ) else {
            return Err(bad("the page has taken more than was sent"));
        };
        state.replies_in_flight = replies;
        state.frames_in_flight = frames;
        drop(state);
        self.flush();
        self.pump();
        Ok(())
    }

    fn take_upload(self: &Arc<Self>, header: &PacketHeader) -> Result<(), Refusal> {
        if header.slot == NO_SLOT {
            return Err(bad("bytes of an upload stand in a slot"));
        }
        let (link, call) = (Arc::downgrade(self), header.id);
        let (slot, offset, length) = (header.slot, header.offset, header.length);
        let ready = move |lent: Result<UploadBuffer, Refusal>| {
            let Some(link) = link.upgrade() else { return };
            // The call has been refused, or will be: its reply says why.
            if let Ok(buffer) = lent {
                let document = link.document();
                match link.read_chunk(buffer, slot, length) {
                    Ok(arrived) => {
                        debug_assert!(arrived.len() as u64 == offset + u64::from(length));
                        document.return_upload(call, arrived);
                    }
                    Err(refusal) => document.refuse_upload(call, |_| refusal),
                }
            }
            link.give_slot_back(slot);
        };
        self.document().lend_upload(call, offset, Box::new(ready));
        Ok(())
    }

    /// Reads a chunk straight into its place.
    fn read_chunk(
        self: &Arc<Self>,
        buffer: UploadBuffer,
        slot: u16,
        length: u32,
    ) -> Result<Arrived, Refusal> {
        buffer.check_room(u64::from(length))?;
        let total = buffer.remaining + buffer.arrived.len() as u64;
        let length = length as usize;
        let (mut memory, before): (Box<dyn LaneMemory>, _) = match buffer.arrived {
            Arrived::Placed { memory, length } => (memory, length),
            // The stated length has been judged against the limits; pages come as they are written to.
            Arrived::Grown(bytes) if bytes.is_empty() && total >= BODY_BYTES_MIN => {
                let memory = self.body_memory.take(total).map_err(lost)?;
                (Box::new(BodyPlace::new(memory, Arc::downgrade(self))), 0)
            }
            Arrived::Grown(mut bytes) => {
                self.page_slots
                    .append(slot, length, &mut bytes)
                    .map_err(lost)?;
                return Ok(bytes.into());
            }
        };
        let place = &mut (*memory).as_mut()[before..before + length];
        self.page_slots.read(slot, place).map_err(lost)?;
        let length = before + length;
        Ok(Arrived::Placed { memory, length })
    }

    /// Keeps the memory of a body that nobody reads any more.
    pub(super) fn keep_body_memory(&self, memory: MmapMut) {
        self.body_memory.keep(memory);
        // The thread counts how long nobody uses it.
        self.wake();
    }

    /// Gives a slot back to the page.
    fn give_slot_back(&self, slot: u16) {
        let mut state = self.state();
        state.returns.push(slot);
        self.return_slots(&mut state);
    }

    fn return_slots(&self, state: &mut State) {
        if state.returns.is_empty() || state.closed {
            return;
        }
        let payload: Vec<u8> = state
            .returns
            .iter()
            .flat_map(|slot| slot.to_le_bytes())
            .collect();
        let mut header = PacketHeader::new(PacketKind::Free);
        header.length = payload.len() as u32;
        match socket::send(&self.socket, &header, &[payload.into()]) {
            Ok(true) => state.returns.clear(),
            Ok(false) => self.block(state),
            // The thread sees it too.
            Err(_) => {}
        }
    }

    /// After a pause nothing of the host's slots is in use: they get new memory, and the old one goes back to the system.
    fn give_back(&self) {
        self.body_memory.forget();
        self.forget_buffers();
        let mut state = self.state();
        // What is queued may hold a slot.
        if state.closed || !state.others.is_empty() || !state.replies.is_empty() {
            return;
        }
        let renewed = match state.slots.renewed() {
            None => return,
            Some(Err(error)) => {
                return tracing::debug!(%error, "shared memory could not be given back");
            }
            Some(Ok(renewed)) => renewed,
        };
        let header = PacketHeader::new(PacketKind::Memory);
        // SPEC §9.3. A full socket means that the page is not idle.
        if let Ok(true) = socket::send_descriptor(&self.socket, &header, renewed.file()) {
            state.slots = renewed;
        }
    }

    // --- out -----------------------------------------------------------------------------------------------------------------------

    fn reply(&self, answer: Answer) {
        self.send(PacketKind::Replies, 0, answer.into_segments());
    }

    /// Sends a packet, or queues it.
    pub(super) fn send(&self, kind: PacketKind, number: u64, payload: Vec<Bytes>) {
        let mut header = PacketHeader::new(kind);
        if kind == PacketKind::Frames {
            header.offset = number;
        } else {
            header.id = number;
        }
        let payload = Payload::Pieces(payload);
        self.send_packet(Packet { header, payload });
    }

    pub(super) fn send_packet(&self, mut packet: Packet) {
        let mut state = self.state();
        if state.closed {
            return;
        }
        let is_reply = packet.header.kind == PacketKind::Replies;
        let may_go = if is_reply {
            state.replies.is_empty() && state.replies_in_flight < REPLIES_IN_FLIGHT_MAX
        } else {
            state.others.is_empty()
        };
        if may_go {
            match self.transmit(&mut state, &mut packet) {
                Sent::Done | Sent::Closed => return,
                Sent::Blocked => {}
            }
        }
        state.queued_bytes += packet.payload.bytes() as u64;
        if is_reply {
            state.replies.push_back(packet);
        } else {
            state.others.push_back(packet);
        }
    }

    /// Sends what waits, as far as there is room.
    fn flush(&self) {
        let mut state = self.state();
        self.return_slots(&mut state);
        while let Some(mut packet) = next_packet(&mut state) {
            match self.transmit(&mut state, &mut packet) {
                Sent::Done => {}
                Sent::Blocked => {
                    state.queued_bytes += packet.payload.bytes() as u64;
                    if packet.header.kind == PacketKind::Replies {
                        state.replies.push_front(packet);
                    } else {
                        state.others.push_front(packet);
                    }
                    break;
                }
                Sent::Closed => return,
            }
        }
    }

    fn transmit(&self, state: &mut State, packet: &mut Packet) -> Sent {
        let length = packet.payload.bytes();
        if matches!(packet.payload, Payload::Pieces(_)) && length > INLINE_BYTES_MAX {
            let Some(span) = state.slots.take() else {
                return Sent::Blocked;
            };
            packet.payload.move_into(span);
        }
        let header = &mut packet.header;
        header.length = length as u32;
        let sent = match &packet.payload {
            Payload::Pieces(pieces) => socket::send(&self.socket, header, pieces),
            Payload::Slot(span, _) => {
                header.slot = span.number();
                socket::send(&self.socket, header, &[])
            }
            Payload::Buffer(place, _) => {
                header.slot = place.slot;
                header.extra = place.offset;
                socket::send(&self.socket, header, &[])
            }
            Payload::Memory(region) => socket::send_descriptor(&self.socket, header, region.file()),
        };
        match sent {
            Ok(true) => {
                if header.kind == PacketKind::Replies {
                    state.replies_in_flight += 1;
                }
                match std::mem::replace(&mut packet.payload, Payload::Pieces(Vec::new())) {
                    Payload::Slot(span, _) => state.slots.lend(span),
                    Payload::Buffer(place, bytes) => state.buffers.lend(place.slot, bytes),
                    Payload::Pieces(_) | Payload::Memory(_) => {}
                }
                Sent::Done
            }
            Ok(false) => {
                self.block(state);
                Sent::Blocked
            }
            // The thread sees it too, and closes.
            Err(_) => Sent::Closed,
        }
    }

    fn block(&self, state: &mut State) {
        if !state.blocked {
            state.blocked = true;
            self.wake();
        }
    }

    /// Keeps a poll at the document while the page has room for what it brings.
    fn pump(self: &Arc<Self>) {
        if self.pump.swap(PUMP_AGAIN, Ordering::AcqRel) != PUMP_IDLE {
            return;
        }
        loop {
            self.pump.store(PUMP_RUNNING, Ordering::Release);
            let may_poll = {
                let state = self.state();
                !state.closed && state.frames_in_flight < FRAMES_IN_FLIGHT_MAX
            };
            if may_poll && !self.polling.swap(true, Ordering::AcqRel) {
                let link = Arc::downgrade(self);
                // What was sent counts as received: a socket loses nothing.
                self.document().poll(
                    self.sent.load(Ordering::Acquire),
                    Box::new(move |batch| deliver(&link, batch)),
                );
            }
            let done = self.pump.compare_exchange(
                PUMP_RUNNING,
                PUMP_IDLE,
                Ordering::AcqRel,
                Ordering::Acquire,
            );
            if done.is_ok() {
                return;
            }
        }
    }

    fn deliver_batch(self: &Arc<Self>, batch: Batch) {
        if batch.frames.is_empty() {
            self.polling.store(false, Ordering::Release);
            return;
        }
        let (first, count) = (batch.first, batch.frames.len() as u64);
        self.sent.store(first + count - 1, Ordering::Release);
        self.state().frames_in_flight += 1;
        self.send(PacketKind::Frames, first, batch.into_segments());
        self.polling.store(false, Ordering::Release);
        self.pump();
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.close();
    }
}

fn deliver(link: &Weak<Link>, batch: Result<Batch, Refusal>) {
    let Some(link) = link.upgrade() else { return };
    match batch {
        Ok(batch) => link.deliver_batch(batch),
        // The document has ended.
        Err(_) => link.close(),
    }
}

/// Slots that hold whatever the limits let into one packet.
fn layout_for(config: &LinkConfig) -> io::Result<Layout> {
    const SLOTS: u16 = 16;
    const SLOT_BYTES_MIN: u64 = 1024 * 1024;
    const SHARED_BYTES_MAX: u64 = 512 * 1024 * 1024;
    let limits = config.document.limits();
    let frame = config.frame_bytes_max.max(SLOT_BYTES_MIN);
    let slot_bytes = (frame + u64::from(limits.head_bytes_max) + 4096).next_multiple_of(4096);
    if slot_bytes * u64::from(SLOTS) * 2 > SHARED_BYTES_MAX {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "the limits allow larger frames than the shared-memory lane carries",
        ));
    }
    Ok(Layout {
        slots: SLOTS,
        slot_bytes: slot_bytes as u32,
    })
}

/// The packet whose turn it is; replies that gathered travel together.
fn next_packet(state: &mut State) -> Option<Packet> {
    if let Some(packet) = state.others.pop_front() {
        state.queued_bytes -= packet.payload.bytes() as u64;
        return Some(packet);
    }
    if state.replies_in_flight >= REPLIES_IN_FLIGHT_MAX {
        return None;
    }
    let mut packet = state.replies.pop_front()?;
    let mut length = packet.payload.bytes();
    state.queued_bytes -= length as u64;
    let Payload::Pieces(pieces) = &mut packet.payload else {
        return Some(packet);
    };
    while let Some(next) = state.replies.front() {
        let more = next.payload.bytes();
        if length + more > INLINE_BYTES_MAX {
            break;
        }
        let Some(Packet {
            payload: Payload::Pieces(next),
            ..
        }) = state
            .replies
            .pop_front_if(|next| matches!(next.payload, Payload::Pieces(_)))
        else {
            break;
        };
        length += more;
        state.queued_bytes -= more as u64;
        pieces.extend(next);
    }
    if pieces.len() > socket::PIECES_MAX {
        *pieces = vec![join_segments(std::mem::take(pieces))];
    }
    Some(packet)
}

pub(super) fn bad(reason: &'static str) -> Refusal {
    Refusal::new(Code::BadFrame, reason)
}

fn lost(error: io::Error) -> Refusal {
    Refusal::new(
        Code::Internal,
        format!("shared memory cannot be read: {error}"),
    )
}
