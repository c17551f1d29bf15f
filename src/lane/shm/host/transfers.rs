//! The transfers of a link: bodies on their way into the page, one piece per slot (SPEC §9.3).

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    ops::Range,
    sync::Arc,
};

use super::limits::PIECE_BYTES;
use crate::{Refusal, document::BodySource, wire::Code};

/// Length of the pieces at the start of a body, in bytes: short, so that the page begins to copy early.
const FIRST_PIECE_BYTES: u64 = 256 * 1024;
/// Length of the start of a body, in bytes.
const START_BYTES: u64 = 1024 * 1024;
/// Transfers that a page may have at once.
pub(super) const TRANSFERS_MAX: usize = 4096;
/// Pieces of a link that blocking threads may read at once.
const READS_MAX: usize = 4;

/// The transfers of a link, which take turns. No operation visits more than one of them.
#[derive(Default)]
pub(super) struct Transfers {
    /// By turn. A transfer whose piece is being sent is not in here.
    queued: BTreeMap<u64, Transfer>,
    next_turn: u64,
    /// The turns of queued transfers by their ids.
    turns: HashMap<u64, u64>,
    /// Ids of transfers of which a blocking thread reads a piece.
    reading: HashSet<u64>,
    /// Ids of transfers that have not been sent completely.
    open: HashSet<u64>,
}

/// Why a transfer is not registered.
pub(super) enum NotRegistered {
    /// The page has too many.
    TooMany,
    /// The page has one of this id.
    Duplicate,
}

/// A range of a body that the page has requested.
pub(super) struct Transfer {
    /// The id that the page chose.
    pub(super) id: u64,
    body: Arc<BodySource>,
    /// The range that is still to be sent, as offsets in the body.
    rest: Range<u64>,
    /// Offset of the whole range in the body.
    start: u64,
}

/// The content of one slot.
pub(super) struct Piece {
    pub(super) body: Arc<BodySource>,
    pub(super) range: Range<u64>,
    /// Offset in the transfer.
    pub(super) offset: u64,
}

impl Transfer {
    /// # Errors
    /// Returns `range_invalid` if the range is empty or ends after the body.
    pub(super) fn new(id: u64, body: Arc<BodySource>, range: Range<u64>) -> Result<Self, Refusal> {
        // SPEC §5.3: a range outside the body is `range_invalid`.
        if range.is_empty() || range.end > body.length() {
            return Err(Refusal::new(
                Code::RangeInvalid,
                "the requested range is not within the body",
            ));
        }
        Ok(Self {
            id,
            body,
            start: range.start,
            rest: range,
        })
    }

    /// Returns the next piece and advances past it.
    pub(super) fn next(&mut self) -> Piece {
        let done = self.rest.start - self.start;
        let bytes = if done < START_BYTES {
            FIRST_PIECE_BYTES
        } else {
            PIECE_BYTES as u64
        };
        let range = self.rest.start..self.rest.end.min(self.rest.start + bytes);
        self.rest.start = range.end;
        Piece {
            body: Arc::clone(&self.body),
            offset: done,
            range,
        }
    }

    /// Takes a piece back that could not be sent.
    pub(super) fn undo(&mut self, piece: &Piece) {
        self.rest.start = piece.range.start;
    }
}

impl Piece {
    /// Returns the length in bytes.
    pub(super) const fn length(&self) -> usize {
        (self.range.end - self.range.start) as usize
    }
}

impl Transfers {
    /// Queues a transfer. Returns it with the reason if it is not registered, to be dropped after the lock is released.
    pub(super) fn register(&mut self, transfer: Transfer) -> Result<(), (NotRegistered, Transfer)> {
        if self.open.contains(&transfer.id) {
            return Err((NotRegistered::Duplicate, transfer));
        }
        if self.open.len() >= TRANSFERS_MAX {
            return Err((NotRegistered::TooMany, transfer));
        }
        self.open.insert(transfer.id);
        self.enqueue(transfer);
        Ok(())
    }

    fn enqueue(&mut self, transfer: Transfer) {
        self.next_turn += 1;
        self.turns.insert(transfer.id, self.next_turn);
        self.queued.insert(self.next_turn, transfer);
    }

    /// Returns whether a transfer is queued and the reading threads have room.
    pub(super) fn can_send(&self) -> bool {
        !self.queued.is_empty() && self.reading.len() < READS_MAX
    }

    /// Removes the transfer whose turn it is, to send its next piece.
    pub(super) fn pop(&mut self) -> Option<(u64, Transfer)> {
        let (turn, transfer) = self.queued.pop_first()?;
        self.turns.remove(&transfer.id);
        Some((turn, transfer))
    }

    /// Puts a transfer of [`pop`](Self::pop) back, whose piece could not be sent.
    pub(super) fn put_back(&mut self, turn: u64, transfer: Transfer) {
        self.turns.insert(transfer.id, turn);
        self.queued.insert(turn, transfer);
    }

    /// Queues a transfer for its next turn. Returns it if it is complete or was stopped, to be dropped after the lock is released.
    pub(super) fn requeue(&mut self, transfer: Transfer) -> Option<Transfer> {
        if transfer.rest.is_empty() {
            self.open.remove(&transfer.id);
            return Some(transfer);
        }
        if !self.open.contains(&transfer.id) {
            return Some(transfer);
        }
        self.enqueue(transfer);
        None
    }

    /// Ends a transfer that has failed.
    pub(super) fn fail(&mut self, id: u64) {
        self.open.remove(&id);
    }

    /// Removes a transfer. The caller drops the result after it has released the lock.
    pub(super) fn stop(&mut self, id: u64) -> Option<Transfer> {
        self.open.remove(&id);
        self.reading.remove(&id);
        let turn = self.turns.remove(&id)?;
        self.queued.remove(&turn)
    }

    /// Removes all transfers. The caller drops the result after it has released the lock.
    pub(super) fn clear(&mut self) -> impl Sized + use<> {
        std::mem::take(self)
    }

    /// Records that a blocking thread reads a piece of a transfer.
    pub(super) fn start_read(&mut self, id: u64) {
        self.reading.insert(id);
    }

    /// Records that the read has ended. Returns `false` if the transfer was stopped meanwhile.
    pub(super) fn finish_read(&mut self, id: u64) -> bool {
        self.reading.remove(&id)
    }
}
