//! Transfers of bodies into the page: into arrays of the page, or into memory that becomes the page's.

use std::collections::HashMap;

use crate::{
    cache::Cache, common::packet::PacketHeader, fresh::FreshPages, object::Value, pool::Block,
};

/// Bytes of a target whose pages are populated before the first piece arrives.
const FIRST_BYTES: usize = 1024 * 1024;

/// The target of a transfer.
pub enum Target {
    /// A typed array of the page.
    Caller(Value),
    /// Memory that becomes the page's.
    Pool(Block),
}

impl Target {
    /// Runs `work` on its bytes, which are none if the page has detached its array.
    fn with_bytes<R>(&mut self, work: impl FnOnce(&mut [u8]) -> R) -> R {
        match self {
            Self::Caller(array) => array.with_bytes(work),
            Self::Pool(block) => work(block.bytes()),
        }
    }

    /// Returns the length in bytes.
    pub fn length(&mut self) -> usize {
        self.with_bytes(|bytes| bytes.len())
    }
}

/// A requested range of a body.
struct PageTransfer {
    target: Target,
    /// Requested bytes.
    length: usize,
    /// Bytes that have arrived.
    arrived: usize,
}

/// The transfers of a link, and complete bodies that the client has not claimed.
#[derive(Default)]
pub struct Bodies {
    transfers: HashMap<u64, PageTransfer>,
    /// Complete bodies in memory that becomes the page's.
    filled: HashMap<u64, Block>,
    fresh: FreshPages,
}

impl Bodies {
    /// Registers a transfer that has been requested.
    pub fn expect(&mut self, id: u64, mut target: Target, length: usize) {
        // Meanwhile the host produces the first piece.
        target.with_bytes(|bytes| self.fresh.populate(bytes, 0..FIRST_BYTES));
        let transfer = PageTransfer {
            target,
            length,
            arrived: 0,
        };
        self.transfers.insert(id, transfer);
    }

    /// Removes a transfer. The caller drops its target.
    pub fn stop(&mut self, id: u64) -> impl Sized + use<> {
        (self.transfers.remove(&id), self.filled.remove(&id))
    }

    /// Removes a complete body.
    pub fn remove_filled(&mut self, id: u64) -> Option<Block> {
        self.filled.remove(&id)
    }

    /// Lets `read` copy a piece to its place in the target. Returns `false` if the piece is not the next one or `read` finds no bytes. A piece of a
    /// transfer that was stopped is dropped.
    pub fn copy_piece(
        &mut self,
        header: &PacketHeader,
        read: impl FnOnce(&mut [u8], Cache) -> bool,
    ) -> bool {
        let Some(mut transfer) = self.transfers.remove(&header.id) else {
            return true;
        };
        // SPEC §9.4: pieces arrive in order and within the requested range.
        let place = transfer.arrived..transfer.arrived + header.length as usize;
        if header.offset != place.start as u64 || place.end > transfer.length {
            return false;
        }
        let cache = Cache::for_part_of(transfer.length);
        let found = transfer.target.with_bytes(|bytes| {
            self.fresh.populate(bytes, place.clone());
            // The page may have detached its buffer.
            let into = bytes.get_mut(place.clone());
            into.is_none_or(|into| read(into, cache))
        });
        transfer.arrived = place.end;
        match transfer.target {
            _ if transfer.arrived < transfer.length => {
                drop(self.transfers.insert(header.id, transfer))
            }
            Target::Pool(block) => drop(self.filled.insert(header.id, block)),
            Target::Caller(_) => {}
        }
        found
    }
}
