//! Bodies on their way into the page's buffers: pieces of them, slot by slot, while the page copies the slots before (SPEC §9.3).
//!
//! The link's own thread fills the slots, a turn at a time between packets, so that nobody has to be woken for it. Only a piece that has to be
//! waited for, of a file that the system does not have in memory, is read by a thread that may block.

use std::{collections::VecDeque, ops::Range, sync::Arc};

use bytes::Bytes;

use super::{
    buffers::Place,
    link::{Link, State, bad},
    packet::{PacketHeader, PacketKind},
    region::Span,
    transmit::{Packet, Payload},
};
use crate::{Refusal, document::BodySource, wire::Code};

/// Bytes of a body that go into one slot.
const PIECE_BYTES: u64 = 1024 * 1024;
/// The same at the start of a body: the page begins to copy before much has been produced.
const FIRST_PIECE_BYTES: u64 = 256 * 1024;
/// How far the start of a body reaches.
const START_BYTES: u64 = 1024 * 1024;
/// Slots that only frames may take, so that they do not wait behind bodies.
const SLOTS_FOR_FRAMES: usize = 2;
/// Bodies that a page may have on their way at once.
const POURS_MAX: usize = 4096;
/// Bodies that are read by threads that may block, at once.
const READS_MAX: usize = 4;

/// What is on its way.
#[derive(Default)]
pub(super) struct Pours {
    waiting: VecDeque<Pour>,
    /// Pours of which a piece is being read elsewhere.
    reading: Vec<u64>,
}

/// What goes into one slot.
struct Piece {
    body: Arc<BodySource>,
    range: Range<u64>,
    /// Where it goes in the page's buffer.
    offset: u64,
}

struct Pour {
    id: u64,
    body: Arc<BodySource>,
    /// What is still to go, as places in the body.
    rest: Range<u64>,
    /// Where the page's buffer begins in the body.
    start: u64,
}

/// Where a piece goes from.
enum Room {
    /// A slot, once it is filled.
    Slot(Span),
    /// Where it stands.
    Buffer(Place, Bytes),
}

impl Pour {
    /// The next piece of it.
    fn next(&mut self) -> Piece {
        let done = self.rest.start - self.start;
        let bytes = if done < START_BYTES {
            FIRST_PIECE_BYTES
        } else {
            PIECE_BYTES
        };
        let range = self.rest.start..self.rest.end.min(self.rest.start + bytes);
        self.rest.start = range.end;
        Piece {
            body: Arc::clone(&self.body),
            offset: done,
            range,
        }
    }
}

impl Piece {
    const fn length(&self) -> usize {
        (self.range.end - self.range.start) as usize
    }
}

impl Pours {
    fn len(&self) -> usize {
        self.waiting.len() + self.reading.len()
    }

    /// The page wants no more of it.
    pub(super) fn stop(&mut self, id: u64) -> impl Sized + use<> {
        self.reading.retain(|reading| *reading != id);
        let (stopped, waiting): (Vec<_>, _) = std::mem::take(&mut self.waiting)
            .into_iter()
            .partition(|pour| pour.id == id);
        self.waiting = waiting.into();
        stopped
    }

    pub(super) fn clear(&mut self) -> impl Sized + use<> {
        self.reading.clear();
        std::mem::take(&mut self.waiting)
    }

    /// The page still wants it: it gets its next turn behind the others. One that is at its end is given back.
    fn go_on(&mut self, pour: Pour) -> Option<Pour> {
        if pour.rest.is_empty() {
            return Some(pour);
        }
        self.waiting.push_back(pour);
        None
    }

    /// A piece has been read elsewhere; whether the page still wants it.
    fn has_read(&mut self, id: u64) -> bool {
        let place = self.reading.iter().position(|reading| *reading == id);
        place.map(|place| self.reading.swap_remove(place)).is_some()
    }
}

impl Link {
    /// The page asks for a range of a body.
    pub(super) fn take_pour(
        self: &Arc<Self>,
        header: &PacketHeader,
        payload: &[u8],
    ) -> Result<(), Refusal> {
        let body = payload
            .try_into()
            .map(u64::from_le_bytes)
            .map_err(|_| bad("a pour names no body"))?;
        let end = header
            .offset
            .checked_add(header.extra)
            .ok_or_else(|| bad("a range past all bodies"))?;
        if let Err(refusal) = self.pour_of(header.id, body, header.offset..end) {
            self.fail(header.id, &refusal);
        }
        Ok(())
    }

    fn pour_of(&self, id: u64, body: u64, range: Range<u64>) -> Result<(), Refusal> {
        let body = self.document().body(body)?;
        // SPEC §5.3: a range outside the body is `range_invalid`.
        if range.is_empty() || range.end > body.length() {
            return Err(Refusal::new(
                Code::RangeInvalid,
                "a range outside of its body",
            ));
        }
        let mut state = self.state();
        if state.pours.len() >= POURS_MAX {
            return Err(Refusal::new(
                Code::TooManyBodies,
                format!("more than {POURS_MAX} bodies are on their way to the page"),
            ));
        }
        state.pours.waiting.push_back(Pour {
            id,
            body,
            start: range.start,
            rest: range,
        });
        Ok(())
    }

    fn fail(&self, id: u64, refusal: &Refusal) {
        self.send(PacketKind::Failed, id, vec![refusal.to_json().into()]);
    }

    /// Sends one piece, on the link's thread; whether there may be more that could go at once.
    pub(super) fn pour(self: &Arc<Self>) -> bool {
        let Some((pour, piece, room)) = self.next_piece() else {
            return false;
        };
        match room {
            Room::Buffer(place, bytes) => self.poured_in_place(pour, &piece, place, bytes),
            Room::Slot(span) => self.pour_into(pour, piece, span),
        }
        can_pour(&self.state())
    }

    fn next_piece(&self) -> Option<(Pour, Piece, Room)> {
        let mut state = self.state();
        if !can_pour(&state) {
            return None;
        }
        let mut pour = state.pours.waiting.pop_front()?;
        let piece = pour.next();
        let bytes = piece.body.contiguous(piece.range.clone());
        let room = match bytes.and_then(|bytes| Some((state.buffers.place_of(&bytes)?, bytes))) {
            Some((place, bytes)) if state.buffers.reserve() => Room::Buffer(place, bytes),
            // The page has enough before it.
            Some(_) => {
                pour.rest.start = piece.range.start;
                state.pours.waiting.push_front(pour);
                return None;
            }
            None => Room::Slot(state.slots.take()?),
        };
        Some((pour, piece, room))
    }

    /// The bytes stand where the page reads them.
    fn poured_in_place(&self, pour: Pour, piece: &Piece, place: Place, bytes: Bytes) {
        let unknown = self.state().buffers.announce(place.slot);
        if let Some(region) = unknown {
            let mut header = PacketHeader::new(PacketKind::Memory);
            header.id = u64::from(place.slot);
            header.extra = region.len() as u64;
            let payload = Payload::Memory(region);
            self.send_packet(Packet { header, payload });
        }
        self.poured(pour, piece, Payload::Buffer(place, bytes));
    }

    fn pour_into(self: &Arc<Self>, pour: Pour, piece: Piece, mut span: Span) {
        let place = &mut span.as_mut()[..piece.length()];
        match piece.body.read_now(piece.range.start, place) {
            Ok(true) => self.poured(pour, &piece, Payload::Slot(span, piece.length())),
            Ok(false) => self.read_elsewhere(pour, piece, span),
            Err(refusal) => self.gave_up(pour.id, span, &refusal),
        }
    }

    /// Off it goes, and the body gets its next turn.
    fn poured(&self, pour: Pour, piece: &Piece, payload: Payload) {
        let mut header = PacketHeader::new(PacketKind::Poured);
        header.id = pour.id;
        header.offset = piece.offset;
        self.send_packet(Packet { header, payload });
        let done = self.state().pours.go_on(pour);
        // Outside of the lock: whoever owns the bytes may have work to do.
        drop(done);
    }

    fn gave_up(&self, id: u64, span: Span, refusal: &Refusal) {
        self.state().slots.put_back(span);
        self.fail(id, refusal);
    }

    /// The system does not have the bytes in memory: somebody else waits for them.
    fn read_elsewhere(self: &Arc<Self>, pour: Pour, piece: Piece, mut span: Span) {
        self.state().pours.reading.push(pour.id);
        let link = Arc::clone(self);
        self.executor().run_blocking(Box::new(move || {
            let place = &mut span.as_mut()[..piece.length()];
            let read = piece.body.read_into(piece.range.start, place);
            let is_wanted = link.state().pours.has_read(pour.id);
            match read {
                _ if !is_wanted => link.state().slots.put_back(span),
                Ok(()) => link.poured(pour, &piece, Payload::Slot(span, piece.length())),
                Err(refusal) => link.gave_up(pour.id, span, &refusal),
            }
            link.wake();
        }));
    }
}

fn can_pour(state: &State) -> bool {
    !state.closed
        && !state.pours.waiting.is_empty()
        && state.pours.reading.len() < READS_MAX
        && state.slots.free_count() > SLOTS_FOR_FRAMES
}
