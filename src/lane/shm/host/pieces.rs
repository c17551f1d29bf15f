//! Sends the pieces of transfers, slot by slot, while the page copies earlier slots (SPEC §9.3).
//!
//! The link's own thread fills the slots, one piece at a time between packets, so that no other thread has to be woken. Only a piece that has to
//! be waited for, of a file that the system does not have in memory, is read by a thread that may block.

use std::sync::Arc;

use bytes::Bytes;

use super::{
    buffers::Place,
    limits::FRAME_SLOTS,
    link::{Link, State, bad_frame},
    outgoing::{Packet, Payload},
    packet::{PacketHeader, PacketKind},
    region::Span,
    transfers::{NotRegistered, Piece, TRANSFERS_MAX, Transfer},
};
use crate::{Refusal, wire::Code};

/// The memory from which a piece is sent.
enum Source {
    /// A slot, to be filled.
    Slot(Span),
    /// A buffer that contains the piece.
    Buffer(Place, Bytes),
}

impl Link {
    /// Registers a transfer that the page requests, or sends its failure.
    ///
    /// # Errors
    /// Returns `bad_frame` if the packet does not name a body or a range, or has the number of another transfer.
    pub(super) fn handle_transfer(
        &self,
        header: &PacketHeader,
        payload: &[u8],
    ) -> Result<(), Refusal> {
        let body = payload
            .try_into()
            .map(u64::from_le_bytes)
            .map_err(|_| bad_frame("a TRANSFER packet does not name a body"))?;
        let end = header
            .offset
            .checked_add(header.extra)
            .ok_or_else(|| bad_frame("a TRANSFER packet states a range past 2^64 bytes"))?;
        let body = self.document().body(body);
        let transfer = body.and_then(|body| Transfer::new(header.id, body, header.offset..end));
        let transfer = match transfer {
            Ok(transfer) => transfer,
            Err(refusal) => {
                self.fail_transfer(header.id, &refusal);
                return Ok(());
            }
        };
        let registered = self.state().transfers.register(transfer);
        match registered {
            Ok(()) => Ok(()),
            // SPEC §9.2: the number of a transfer names one at a time.
            Err((NotRegistered::Duplicate, _)) => Err(bad_frame(
                "a TRANSFER packet has the number of another transfer",
            )),
            Err((NotRegistered::TooMany, _)) => {
                let message = format!("the page has more than {TRANSFERS_MAX} transfers at once");
                self.fail_transfer(header.id, &Refusal::new(Code::TooManyBodies, message));
                Ok(())
            }
        }
    }

    fn fail_transfer(&self, id: u64, refusal: &Refusal) {
        self.send(PacketKind::Failed, id, vec![refusal.to_json().into()]);
    }

    /// Sends one piece, on the link's thread. Returns whether another piece could be sent at once.
    pub(super) fn send_piece(self: &Arc<Self>) -> bool {
        let Some((transfer, piece, source)) = self.next_piece() else {
            return false;
        };
        match source {
            Source::Buffer(place, bytes) => self.send_in_place(transfer, &piece, place, bytes),
            Source::Slot(span) => self.fill_slot(transfer, piece, span),
        }
        can_send(&self.state())
    }

    fn next_piece(&self) -> Option<(Transfer, Piece, Source)> {
        let mut state = self.state();
        if !can_send(&state) {
            return None;
        }
        let (turn, mut transfer) = state.transfers.pop()?;
        let piece = transfer.next();
        let bytes = piece.body.contiguous(piece.range.clone());
        let source = match bytes.and_then(|bytes| Some((state.buffers.place_of(&bytes)?, bytes))) {
            Some((place, bytes)) if state.buffers.reserve() => Some(Source::Buffer(place, bytes)),
            // Too many pieces of buffers are in flight.
            Some(_) => None,
            None => state.slots.acquire().map(Source::Slot),
        };
        let Some(source) = source else {
            transfer.undo(&piece);
            state.transfers.put_back(turn, transfer);
            return None;
        };
        Some((transfer, piece, source))
    }

    /// Sends a piece from the buffer that contains it, which is announced first.
    fn send_in_place(&self, transfer: Transfer, piece: &Piece, place: Place, bytes: Bytes) {
        let new = self.state().buffers.announce(place.slot);
        if let Some(region) = new {
            let mut header = PacketHeader::new(PacketKind::Memory);
            header.id = u64::from(place.slot);
            header.extra = region.len() as u64;
            let payload = Payload::Memory(region);
            self.send_packet(Packet { header, payload });
        }
        self.finish_piece(transfer, piece, Payload::Buffer(place, bytes));
    }

    /// Reads a piece into a slot and sends it.
    fn fill_slot(self: &Arc<Self>, transfer: Transfer, piece: Piece, mut span: Span) {
        let place = &mut span.as_mut()[..piece.length()];
        match piece.body.read_now(piece.range.start, place) {
            Ok(true) => self.finish_piece(transfer, &piece, Payload::Slot(span, piece.length())),
            Ok(false) => self.read_blocking(transfer, piece, span),
            Err(refusal) => self.abandon_piece(transfer.id, span, &refusal),
        }
    }

    /// Sends a piece and queues the transfer for its next turn.
    fn finish_piece(&self, transfer: Transfer, piece: &Piece, payload: Payload) {
        let mut header = PacketHeader::new(PacketKind::Piece);
        header.id = transfer.id;
        header.offset = piece.offset;
        self.send_packet(Packet { header, payload });
        let done = self.state().transfers.requeue(transfer);
        // After the lock is released: the owner of the bytes may run code of its own.
        drop(done);
    }

    fn abandon_piece(&self, id: u64, span: Span, refusal: &Refusal) {
        let mut state = self.state();
        state.slots.put_back(span);
        state.transfers.fail(id);
        drop(state);
        self.fail_transfer(id, refusal);
    }

    /// Reads a piece that the system does not have in memory on a thread that may block.
    fn read_blocking(self: &Arc<Self>, transfer: Transfer, piece: Piece, mut span: Span) {
        self.state().transfers.start_read(transfer.id);
        let link = Arc::clone(self);
        self.executor().run_io(Box::new(move || {
            let place = &mut span.as_mut()[..piece.length()];
            let read = piece.body.read_into(piece.range.start, place);
            let is_wanted = link.state().transfers.finish_read(transfer.id);
            match read {
                _ if !is_wanted => link.state().slots.put_back(span),
                Ok(()) => link.finish_piece(transfer, &piece, Payload::Slot(span, piece.length())),
                Err(refusal) => link.abandon_piece(transfer.id, span, &refusal),
            }
            link.wake.wake();
        }));
    }
}

fn can_send(state: &State) -> bool {
    !state.closed && state.transfers.can_send() && state.slots.free_count() > FRAME_SLOTS
}
