//! The page's end of the link: packets of the host go to the client's listener, and the client's frames to the host (SPEC §9).

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    ops::Range,
    os::fd::OwnedFd,
    rc::{Rc, Weak},
    time::{Duration, Instant},
};

use crate::{
    bodies::{Bodies, Target},
    cache::Cache,
    common::{
        limits::{
            FRAME_SLOTS, HEADER_BYTES, IDLE_MS, INLINE_BYTES_MAX, NO_SLOT, PACKET_BYTES_MAX,
            PIECE_BYTES,
        },
        packet::{Layout, PacketHeader, PacketKind},
        spin::Spin,
    },
    host_memory::HostMemory,
    listener::{Listener, append},
    object::{Context, Value},
    pool,
    shared::{PageSlots, Received, Sent, Socket},
    watch::{self, Watch},
};

/// Freed slots that are worth a packet while more work waits.
const FREED_SLOTS: usize = 3;
/// Gathered bytes that are worth a call of the listener while more work waits.
const GATHERED_BYTES: usize = 128 * 1024;
/// Packets of replies that are worth a packet of their own: the host goes on with as many unreported.
const REPLIES_TAKEN: u64 = 2;
/// The first byte of a batch that begins with a call (SPEC §2).
const CALL: u8 = 2;
/// How long one turn of the main loop may work here. Then rendering and timers have theirs.
const TURN: Duration = Duration::from_millis(8);

/// What a native returns to the client.
pub const ACCEPTED: f64 = 1.0;
pub const FULL: f64 = 0.0;
pub const CLOSED: f64 = -1.0;
pub const NO_MEMORY: f64 = -2.0;

/// One document's link.
pub struct Link {
    pub context: Context,
    state: RefCell<State>,
    /// The listener is running, or packets are being worked through: turns do not nest.
    busy: Cell<bool>,
    me: Weak<Self>,
}

enum State {
    New,
    /// The host has been asked.
    Asking(Rc<Listener>),
    Open(Box<Open>),
    Closed,
}

struct Open {
    listener: Rc<Listener>,
    socket: Socket,
    page_slots: PageSlots,
    host: HostMemory,
    /// Slots of the page that are free.
    free: Vec<u16>,
    bodies: Bodies,
    /// Packets that came while an upload waited for slots.
    inbox: VecDeque<(Vec<u8>, Option<OwnedFd>)>,
    /// Slots of the host that have been copied out.
    freed: Vec<u16>,
    replies_taken: u64,
    frames_taken: u64,
    /// The client waits for room.
    wants_room: bool,
    /// The client has called, and nothing has come since.
    awaits_reply: bool,
    spin: Spin,
    scratch: Box<[u8]>,
    input: Option<Watch>,
    output: Option<Watch>,
    idle: Option<Watch>,
    used: bool,
}

impl Link {
    pub fn new(context: Context) -> Rc<Self> {
        Rc::new_cyclic(|me| Self {
            context,
            state: RefCell::new(State::New),
            busy: Cell::new(false),
            me: me.clone(),
        })
    }

    /// The client asks for the link; whether the host is to be asked now.
    pub fn ask(&self, listener: Value) -> bool {
        let mut state = self.state.borrow_mut();
        if !matches!(*state, State::New | State::Closed) || !listener.is_function() {
            return false;
        }
        *state = State::Asking(Rc::new(Listener::new(listener)));
        true
    }

    /// The host's answer.
    pub fn opened(
        &self,
        socket: OwnedFd,
        page_slots: &OwnedFd,
        host_slots: &OwnedFd,
        layout: Layout,
    ) {
        let State::Asking(listener) = self.replace(State::New) else {
            return self.close();
        };
        let (Some(page_slots), Some(host)) = (
            PageSlots::map(page_slots, layout),
            HostMemory::map(host_slots, layout),
        ) else {
            return self.refused_with(&listener, b"the shared memory cannot be mapped");
        };
        let me = self.me.clone();
        let socket = Socket::new(socket);
        let input = watch::readable(socket.fd(), move || {
            me.upgrade().is_some_and(|link| link.turn())
        });
        self.replace(State::Open(Box::new(Open {
            listener,
            socket,
            page_slots,
            host,
            free: (0..layout.slots).rev().collect(),
            bodies: Bodies::default(),
            inbox: VecDeque::new(),
            freed: Vec::new(),
            replies_taken: 0,
            frames_taken: 0,
            wants_room: false,
            awaits_reply: false,
            spin: Spin::new(),
            scratch: vec![0; PACKET_BYTES_MAX].into(),
            input: Some(input),
            output: None,
            idle: None,
            used: false,
        })));
        let mut header = PacketHeader::new(PacketKind::Opened);
        header.extra = u64::from(layout.slot_bytes);
        self.tell(header, &[]);
    }

    /// There will be no link.
    pub fn refused(&self, reason: &[u8]) {
        if let State::Asking(listener) = self.replace(State::Closed) {
            self.refused_with(&listener, reason);
        }
    }

    fn refused_with(&self, listener: &Listener, reason: &[u8]) {
        self.replace(State::Closed);
        let header = PacketHeader::new(PacketKind::Closed);
        listener.tell(&self.context, header, reason);
    }

    /// Lets go of everything; the host sees its end of the socket close.
    pub fn close(&self) {
        self.replace(State::Closed);
    }

    fn replace(&self, state: State) -> State {
        // Dropped outside of the borrow: values let go of may run finalisers.
        self.state.replace(state)
    }

    fn with_open<R>(&self, work: impl FnOnce(&mut Open) -> R) -> Option<R> {
        match &mut *self.state.borrow_mut() {
            State::Open(open) => Some(work(open)),
            _ => None,
        }
    }

    fn listener(&self) -> Option<Rc<Listener>> {
        self.with_open(|open| Rc::clone(&open.listener))
    }

    /// What became of a send, as the client reads it.
    fn outcome(&self, sent: Option<Sent>) -> f64 {
        match sent {
            Some(Sent::Done) => ACCEPTED,
            Some(Sent::Full) => {
                self.want_room();
                FULL
            }
            Some(Sent::Closed) | None => CLOSED,
        }
    }

    // --- the client's calls --------------------------------------------------------------------------------------------------------

    /// Sends a batch of frames.
    pub fn send(&self, batch: &Value) -> f64 {
        let sent = self.with_open(|open| {
            batch.with_bytes(|bytes| {
                open.awaits_reply |= bytes.first() == Some(&CALL);
                open.send_frames(PacketHeader::new(PacketKind::Batch), bytes)
            })
        });
        self.outcome(sent)
    }

    /// Asks for the bytes of a body from `offset`, as many as `into` has room for.
    pub fn transfer(&self, id: u64, body: u64, offset: u64, into: Value) -> f64 {
        let sent = self.with_open(|open| open.transfer(id, body, offset, Target::Caller(into)));
        self.outcome(sent)
    }

    /// Asks for bytes of a body from `offset`, into memory that will be the page's.
    pub fn allocate(&self, id: u64, body: u64, offset: u64, length: usize) -> f64 {
        let Some(block) = pool::take(length) else {
            return NO_MEMORY;
        };
        let sent = self.with_open(|open| open.transfer(id, body, offset, Target::Pool(block)));
        self.outcome(sent)
    }

    /// The `ArrayBuffer` of a body that has come in full.
    pub fn filled(&self, id: u64) -> Option<Value> {
        let block = self.with_open(|open| open.bodies.take_filled(id))??;
        pool::lend(block, &self.context)
    }

    /// Wants no more of a transfer. What is on its way is dropped when it comes.
    pub fn stop(&self, id: u64) -> f64 {
        let stopped = self.with_open(|open| {
            let mut header = PacketHeader::new(PacketKind::Stop);
            header.id = id;
            // A full socket only means that more comes for nothing.
            let _ = open.socket.send(&header, &[]);
            open.bodies.stop(id)
        });
        stopped.map_or(CLOSED, |_| ACCEPTED)
    }

    /// Takes bytes of the body of a call, waiting at most `patience` at a time for the host to make room; returns how many.
    pub fn push(&self, call: u64, offset: u64, bytes: &Value, patience: Duration) -> f64 {
        let taken = self.with_open(|open| {
            let taken = bytes.with_bytes(|bytes| open.push(call, offset, bytes, patience));
            self.has_used_memory(open);
            (taken, !open.inbox.is_empty())
        });
        let Some((taken, has_packets)) = taken else {
            return CLOSED;
        };
        if has_packets {
            // Nothing may come on the socket that would wake the loop for them.
            let me = self.me.clone();
            watch::soon(move || {
                if let Some(link) = me.upgrade() {
                    link.turn();
                }
            });
        }
        match taken {
            Ok(0) => {
                // Where slots are missing the packet that brings them tells, and the socket has nothing to say.
                let slots_missing = self.with_open(|open| {
                    open.wants_room = true;
                    open.free.len() <= FRAME_SLOTS
                });
                if slots_missing == Some(false) {
                    self.watch_output();
                }
                FULL
            }
            Ok(taken) => taken as f64,
            Err(()) => CLOSED,
        }
    }

    /// The memory that held these packets may be written over.
    pub fn reuse(&self, packets: &Value) -> f64 {
        self.listener().map_or(CLOSED, |listener| {
            listener.give_back(packets.buffer());
            ACCEPTED
        })
    }

    /// A part of packets as an `ArrayBuffer` by itself.
    pub fn copy(&self, packets: &Value, part: Range<usize>) -> Option<Value> {
        let block = packets.with_bytes(|bytes| {
            let part = bytes.get(part)?;
            let mut block = pool::take(part.len())?;
            block.bytes().copy_from_slice(part);
            Some(block)
        })?;
        pool::lend(block, &self.context)
    }

    /// Memory is given back after a pause from now on.
    fn has_used_memory(&self, open: &mut Open) {
        open.used = true;
        if open.idle.is_none() {
            let me = self.me.clone();
            open.idle = Some(watch::every(IDLE_MS, move || {
                me.upgrade().is_some_and(|link| link.trim())
            }));
        }
    }

    /// Gives memory back after a pause; whether to ask again.
    fn trim(&self) -> bool {
        let idle = self.with_open(|open| {
            if std::mem::take(&mut open.used)
                || open.free.len() < usize::from(open.page_slots.layout().slots)
            {
                return None;
            }
            open.page_slots.forget();
            // The source that runs now goes by itself.
            if let Some(idle) = open.idle.take() {
                idle.forget();
            }
            Some(Rc::clone(&open.listener))
        });
        match idle {
            Some(None) => true,
            Some(Some(listener)) => {
                listener.give_back(None);
                false
            }
            None => false,
        }
    }

    /// The client is told when there is room: slots come as packets, and a socket that was full is watched.
    fn want_room(&self) {
        self.with_open(|open| open.wants_room = true);
        self.watch_output();
    }

    fn watch_output(&self) {
        let me = self.me.clone();
        self.with_open(|open| {
            if open.output.is_none() {
                open.output = Some(watch::writable(open.socket.fd(), move || {
                    if let Some(link) = me.upgrade() {
                        link.writable();
                    }
                    false
                }));
            }
        });
    }

    fn writable(&self) {
        let room = self.with_open(|open| {
            // The source that runs now goes by itself.
            if let Some(output) = open.output.take() {
                output.forget();
            }
            let reported = open.report();
            // Where slots are what is missing, their packet tells.
            let room = !open.free.is_empty() && std::mem::take(&mut open.wants_room);
            (reported, room)
        });
        let Some((reported, room)) = room else { return };
        if !reported {
            self.watch_output();
        }
        if room {
            self.tell(PacketHeader::new(PacketKind::Room), &[]);
        }
    }

    // --- the host's packets --------------------------------------------------------------------------------------------------------

    /// Works through what has come; whether to go on watching.
    fn turn(&self) -> bool {
        if self.busy.replace(true) {
            return true;
        }
        let end = Instant::now() + TURN;
        let mut gathered = Vec::new();
        let mut open = true;
        loop {
            let Some(next) = self.with_open(|open| open.next(&mut gathered)) else {
                open = false;
                break;
            };
            match next {
                Next::More => {}
                Next::Large(header) => {
                    self.flush(&mut gathered);
                    self.tell_from_slot(header);
                }
                Next::Nothing => {
                    // The listener may call, and the answer come before the loop could be asked for it.
                    self.flush(&mut gathered);
                    if self.with_open(Open::look_for_reply) != Some(true) {
                        break;
                    }
                }
                Next::Closed => {
                    self.flush(&mut gathered);
                    self.ended();
                    open = false;
                    break;
                }
            }
            if gathered.len() >= GATHERED_BYTES {
                self.flush(&mut gathered);
            }
            if Instant::now() >= end {
                break;
            }
        }
        self.flush(&mut gathered);
        if self.with_open(Open::report_at_leisure) == Some(false) {
            // The host waits for what could not be said now.
            self.watch_output();
        }
        self.busy.set(false);
        open && matches!(*self.state.borrow(), State::Open(_))
    }

    /// The host has closed the link.
    fn ended(&self) {
        if let State::Open(open) = self.replace(State::Closed) {
            let listener = Rc::clone(&open.listener);
            // The source that runs now goes by itself.
            let mut open = open;
            if let Some(input) = open.input.take() {
                input.forget();
            }
            drop(open);
            let header = PacketHeader::new(PacketKind::Closed);
            listener.tell(&self.context, header, &[]);
        }
    }

    /// Hands gathered packets to the listener.
    fn flush(&self, gathered: &mut Vec<u8>) {
        if gathered.is_empty() {
            return;
        }
        match self.listener() {
            Some(listener) => listener.tell_gathered(&self.context, gathered),
            None => gathered.clear(),
        }
    }

    fn tell(&self, header: PacketHeader, payload: &[u8]) {
        if let Some(listener) = self.listener() {
            listener.tell(&self.context, header, payload);
        }
    }

    /// Hands a batch that stands in a slot to the listener, copied once.
    fn tell_from_slot(&self, mut header: PacketHeader) {
        let opened = self.with_open(|open| {
            self.has_used_memory(open);
            (
                Rc::clone(&open.listener),
                open.page_slots.layout().slot_bytes,
            )
        });
        let Some((listener, slot_bytes)) = opened else {
            return;
        };
        let length = HEADER_BYTES + header.length as usize;
        let array = if header.kind == PacketKind::Frames {
            let whole_length = HEADER_BYTES + slot_bytes as usize;
            listener.batch_of(&self.context, length, whole_length)
        } else {
            self.context.bytes(length)
        };
        let Some(array) = array else {
            return;
        };
        let place = header;
        header.slot = NO_SLOT;
        self.with_open(|open| {
            array.with_bytes(|into| {
                if let Some((start, rest)) = into.split_at_mut_checked(HEADER_BYTES) {
                    start.copy_from_slice(&header.encode());
                    open.host.read(&place, rest, Cache::Fill);
                }
            });
            open.freed.push(place.slot);
            open.report();
        });
        listener.hand(&self.context, &array);
    }
}

/// What the next packet was.
enum Next {
    /// Worked through or gathered.
    More,
    /// A batch in a slot.
    Large(PacketHeader),
    Nothing,
    Closed,
}

impl Open {
    fn transfer(&mut self, id: u64, body: u64, offset: u64, mut target: Target) -> Sent {
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

    fn send_frames(&mut self, mut header: PacketHeader, bytes: &[u8]) -> Sent {
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

    fn push(
        &mut self,
        call: u64,
        offset: u64,
        bytes: &[u8],
        patience: Duration,
    ) -> Result<usize, ()> {
        let mut taken = 0;
        while taken < bytes.len() {
            if self.free.len() <= FRAME_SLOTS && !self.wait_for_slots(patience)? {
                break;
            }
            let Some(slot) = self.free.pop() else { break };
            let piece = &bytes[taken..bytes.len().min(taken + PIECE_BYTES)];
            self.page_slots.write(slot, piece);
            let mut header = PacketHeader::new(PacketKind::Upload);
            header.id = call;
            header.offset = offset + taken as u64;
            header.slot = slot;
            header.length = piece.len() as u32;
            match self.socket.send(&header, &[]) {
                Sent::Done => taken += piece.len(),
                Sent::Full => {
                    self.free.push(slot);
                    break;
                }
                Sent::Closed => return Err(()),
            }
        }
        Ok(taken)
    }

    /// Waits until the host has given slots back; other packets are put aside.
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
                        take_slots(&mut self.free, layout, slots).ok_or(())?;
                    }
                    Ok(_) => self.inbox.push_back((packet.to_vec(), descriptor)),
                    Err(_) => return Err(()),
                }
            }
            if self.free.len() > FRAME_SLOTS {
                return Ok(true);
            }
        }
    }

    /// Works through one packet.
    fn next(&mut self, gathered: &mut Vec<u8>) -> Next {
        if let Some((packet, descriptor)) = self.inbox.pop_front() {
            return self.take(&packet, descriptor, gathered);
        }
        let mut scratch = std::mem::take(&mut self.scratch);
        let next = match self.socket.receive(&mut scratch) {
            Received::Nothing => Next::Nothing,
            Received::Closed => Next::Closed,
            Received::Packet(length, descriptor) => {
                self.take(&scratch[..length], descriptor, gathered)
            }
        };
        self.scratch = scratch;
        next
    }

    fn take(&mut self, packet: &[u8], descriptor: Option<OwnedFd>, gathered: &mut Vec<u8>) -> Next {
        let Ok((mut header, payload)) = PacketHeader::decode_packet(packet) else {
            return Next::Closed;
        };
        match header.kind {
            PacketKind::Free => {
                let layout = self.page_slots.layout();
                if take_slots(&mut self.free, layout, payload).is_none() {
                    return Next::Closed;
                }
                if std::mem::take(&mut self.wants_room) {
                    append(gathered, &PacketHeader::new(PacketKind::Room), &[]);
                }
            }
            PacketKind::Memory => {
                let mapped = descriptor.and_then(|file| self.host.take(&header, &file));
                // Without it nothing large can come any more.
                if mapped.is_none() {
                    return Next::Closed;
                }
            }
            PacketKind::Forget => self.host.forget(header.id),
            PacketKind::Piece => {
                let host = &self.host;
                let read = |into: &mut [u8], cache| host.read(&header, into, cache);
                if !self.bodies.take_piece(&header, read) {
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
                    PacketKind::Replies => self.replies_taken += 1,
                    PacketKind::Frames => self.frames_taken += 1,
                    PacketKind::Failed => drop(self.bodies.stop(header.id)),
                    _ => {}
                }
                if header.slot != NO_SLOT {
                    let stands = self.host.holds(header.slot, header.length);
                    return if stands {
                        Next::Large(header)
                    } else {
                        Next::Closed
                    };
                }
                append(gathered, &header, payload);
            }
            _ => return Next::Closed,
        }
        Next::More
    }

    /// Whether the reply to what the client has called comes while one looks for it.
    fn look_for_reply(&mut self) -> bool {
        if !std::mem::take(&mut self.awaits_reply) {
            return false;
        }
        self.report_at_leisure();
        let socket = &self.socket;
        self.spin.look(|| socket.wait(0))
    }

    /// As [`report`](Self::report), but a single reply is told with the next one: it stops nobody, and each packet wakes a thread of the host.
    fn report_at_leisure(&mut self) -> bool {
        let is_little = self.frames_taken == 0 && self.replies_taken < REPLIES_TAKEN;
        (is_little && self.freed.is_empty()) || self.report()
    }

    /// Tells the host what has been taken; `false` when there is no room to.
    fn report(&mut self) -> bool {
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
        if self.replies_taken + self.frames_taken > 0 {
            let mut header = PacketHeader::new(PacketKind::Ack);
            header.id = self.replies_taken;
            header.offset = self.frames_taken;
            if self.socket.send(&header, &[]) == Sent::Done {
                self.replies_taken = 0;
                self.frames_taken = 0;
            }
        }
        self.freed.is_empty() && self.replies_taken + self.frames_taken == 0
    }
}

/// Slots of the page that are free again; none of it holds where one is not the host's to give back.
fn take_slots(free: &mut Vec<u16>, layout: Layout, payload: &[u8]) -> Option<()> {
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
