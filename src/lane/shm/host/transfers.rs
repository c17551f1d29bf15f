//! The transfers of a link: bodies on their way into the page, one piece per slot (SPEC §9.3).

use std::{collections::VecDeque, ops::Range, sync::Arc};

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

/// The transfers of a link, which take turns.
#[derive(Default)]
pub(super) struct Transfers {
    queued: VecDeque<Transfer>,
    /// Ids of transfers of which a blocking thread reads a piece.
    reading: Vec<u64>,
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
    /// Queues a transfer. Returns it, to be dropped after the lock is released, if the page has too many.
    pub(super) fn register(&mut self, transfer: Transfer) -> Result<(), Transfer> {
        if self.queued.len() + self.reading.len() >= TRANSFERS_MAX {
            return Err(transfer);
        }
        self.queued.push_back(transfer);
        Ok(())
    }

    /// Returns whether a transfer is queued and the reading threads have room.
    pub(super) fn can_send(&self) -> bool {
        !self.queued.is_empty() && self.reading.len() < READS_MAX
    }

    /// Removes the transfer whose turn it is.
    pub(super) fn pop(&mut self) -> Option<Transfer> {
        self.queued.pop_front()
    }

    /// Puts a transfer back for the next turn.
    pub(super) fn put_back(&mut self, transfer: Transfer) {
        self.queued.push_front(transfer);
    }

    /// Queues a transfer for its next turn. Returns it if it is complete, to be dropped after the lock is released.
    pub(super) fn requeue(&mut self, transfer: Transfer) -> Option<Transfer> {
        if transfer.rest.is_empty() {
            return Some(transfer);
        }
        self.queued.push_back(transfer);
        None
    }

    /// Removes a transfer. The caller drops the result after it has released the lock.
    pub(super) fn stop(&mut self, id: u64) -> impl Sized + use<> {
        self.reading.retain(|reading| *reading != id);
        let (stopped, queued): (Vec<_>, _) = std::mem::take(&mut self.queued)
            .into_iter()
            .partition(|transfer| transfer.id == id);
        self.queued = queued.into();
        stopped
    }

    /// Removes all transfers. The caller drops the result after it has released the lock.
    pub(super) fn clear(&mut self) -> impl Sized + use<> {
        self.reading.clear();
        std::mem::take(&mut self.queued)
    }

    /// Records that a blocking thread reads a piece of a transfer.
    pub(super) fn start_read(&mut self, id: u64) {
        self.reading.push(id);
    }

    /// Records that the read has ended. Returns `false` if the transfer was stopped meanwhile.
    pub(super) fn finish_read(&mut self, id: u64) -> bool {
        let place = self.reading.iter().position(|reading| *reading == id);
        place.map(|place| self.reading.swap_remove(place)).is_some()
    }
}
