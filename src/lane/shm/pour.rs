//! Bodies on their way into the page's buffers: pieces of them, slot by slot, while the page copies the slots before (SPEC §9.3).

use std::{collections::VecDeque, ops::Range, sync::Arc, time::Duration};

use super::{
    link::{Link, Packet, State, bad, free_slots, put_slot_back, take_slot},
    packet::{PacketHeader, PacketKind},
};
use crate::{Refusal, document::BodySource, wire::Code};

/// Bytes of a body that go into one slot.
const PIECE_BYTES: u64 = 1024 * 1024;
/// Bytes of a body that are read at once.
const STEP_BYTES: u64 = 256 * 1024;
/// Slots that only frames may take, so that they do not wait behind bodies.
const SLOTS_FOR_FRAMES: usize = 2;
/// Bodies that a page may have on their way at once.
const POURS_MAX: usize = 4096;
/// A thread waits so long for a slot before it goes; the page's next slot calls another one.
const PATIENCE: Duration = Duration::from_millis(20);

/// What is on its way.
#[derive(Default)]
pub(super) struct Pours {
    waiting: VecDeque<Pour>,
    running: bool,
}

/// What goes into one slot.
struct Piece {
    pour: u64,
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

impl Pours {
    /// The page wants no more of it.
    pub(super) fn stop(&mut self, id: u64) {
        self.waiting.retain(|pour| pour.id != id);
    }

    pub(super) fn clear(&mut self) -> impl Sized + use<> {
        std::mem::take(&mut self.waiting)
    }

    /// The next piece; bodies have their turns.
    fn next(&mut self) -> Option<Piece> {
        let mut pour = self.waiting.pop_front()?;
        let range = pour.rest.start..pour.rest.end.min(pour.rest.start + PIECE_BYTES);
        pour.rest.start = range.end;
        let piece = Piece {
            pour: pour.id,
            body: Arc::clone(&pour.body),
            offset: range.start - pour.start,
            range,
        };
        if !pour.rest.is_empty() {
            self.waiting.push_back(pour);
        }
        Some(piece)
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
        match self.pour_of(header.id, body, header.offset..end) {
            Err(refusal) => self.fail(header.id, &refusal),
            Ok(()) => self.start_pouring(),
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
        if state.pours.waiting.len() >= POURS_MAX {
            return Err(Refusal::new(
                Code::TooManyBuffers,
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

    /// Calls a thread that pours, if there is something to pour and none does.
    pub(super) fn start_pouring(self: &Arc<Self>) {
        {
            let mut state = self.state();
            if state.closed || state.pours.running || state.pours.waiting.is_empty() {
                return;
            }
            state.pours.running = true;
        }
        let link = Arc::clone(self);
        self.executor().run_blocking(Box::new(move || link.pour()));
    }

    fn pour(&self) {
        while let Some((slot, piece)) = self.next_piece() {
            match self.write_piece(slot, &piece) {
                Ok(()) => {
                    let mut header = PacketHeader::new(PacketKind::Poured);
                    header.id = piece.pour;
                    header.offset = piece.offset;
                    header.slot = slot;
                    header.length = (piece.range.end - piece.range.start) as u32;
                    let payload = Vec::new();
                    self.send_packet(Packet { header, payload });
                }
                Err(refusal) => {
                    let mut state = self.state();
                    state.pours.stop(piece.pour);
                    put_slot_back(&mut state, slot);
                    drop(state);
                    self.fail(piece.pour, &refusal);
                }
            }
        }
    }

    /// Writes a piece of a body into a slot, in steps that stay in the processor's cache where they have to be read from a file first.
    fn write_piece(&self, slot: u16, piece: &Piece) -> Result<(), Refusal> {
        let Piece { body, range, .. } = piece;
        let mut at = range.start;
        while at < range.end {
            let step = at..range.end.min(at + STEP_BYTES);
            let bytes = body.read(step.clone())?;
            self.memory
                .write(slot, at - range.start, &bytes)
                .map_err(|error| {
                    Refusal::new(
                        Code::Internal,
                        format!("shared memory cannot be written: {error}"),
                    )
                })?;
            at = step.end;
        }
        Ok(())
    }

    /// A free slot and the piece that goes into it; `None` when this thread is of no more use.
    fn next_piece(&self) -> Option<(u16, Piece)> {
        let no_slot = |state: &mut State| {
            !state.closed
                && !state.pours.waiting.is_empty()
                && free_slots(state) <= SLOTS_FOR_FRAMES
        };
        let state = self.state();
        let (mut state, _) = self
            .slots
            .wait_timeout_while(state, PATIENCE, no_slot)
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if !state.closed
            && free_slots(&state) > SLOTS_FOR_FRAMES
            && let Some(piece) = state.pours.next()
            && let Some(slot) = take_slot(&mut state)
        {
            return Some((slot, piece));
        }
        state.pours.running = false;
        None
    }
}
