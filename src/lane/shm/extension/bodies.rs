//! Bodies on their way into the page: into its own buffers, or into memory that will be its own.

use std::collections::HashMap;

use crate::{
    cache::Cache, common::packet::PacketHeader, fresh::FreshPages, object::Value, pool::Block,
};

/// Bytes of a buffer whose memory is filled before anything has come for it.
const FIRST_BYTES: usize = 1024 * 1024;

/// Where a body goes.
pub enum Target {
    /// Into a typed array of the page.
    Caller(Value),
    /// Into memory that will be the page's.
    Pool(Block),
}

impl Target {
    /// Runs `work` on its bytes as they are now: none, where the page has let go of its array.
    fn with_bytes<R>(&mut self, work: impl FnOnce(&mut [u8]) -> R) -> R {
        match self {
            Self::Caller(array) => array.with_bytes(work),
            Self::Pool(block) => work(block.bytes()),
        }
    }

    /// How many bytes there is room for.
    pub fn length(&mut self) -> usize {
        self.with_bytes(|bytes| bytes.len())
    }
}

/// Part of a body that was asked for.
struct Transfer {
    target: Target,
    /// Bytes that were asked for.
    length: usize,
    /// Bytes that have come.
    came: usize,
}

/// What is on its way, and what has come and is still to be handed over.
#[derive(Default)]
pub struct Bodies {
    transfers: HashMap<u64, Transfer>,
    /// Bodies that have come in full, into memory that will be the page's.
    filled: HashMap<u64, Block>,
    fresh: FreshPages,
}

impl Bodies {
    /// The host has been asked for as much as `target` has room for.
    pub fn expect(&mut self, id: u64, mut target: Target, length: usize) {
        // While the host produces.
        target.with_bytes(|bytes| self.fresh.populate(bytes, 0..FIRST_BYTES));
        let transfer = Transfer {
            target,
            length,
            came: 0,
        };
        self.transfers.insert(id, transfer);
    }

    /// Nobody wants it any more: what it was for is to be dropped.
    pub fn stop(&mut self, id: u64) -> impl Sized + use<> {
        (self.transfers.remove(&id), self.filled.remove(&id))
    }

    /// The memory of a body that has come in full.
    pub fn take_filled(&mut self, id: u64) -> Option<Block> {
        self.filled.remove(&id)
    }

    /// A piece of a body goes to its place, if the page still wants it; `read` copies it from where it stands.
    /// `false` when it stands nowhere, or is not the next one.
    pub fn take_piece(
        &mut self,
        header: &PacketHeader,
        read: impl FnOnce(&mut [u8], Cache) -> bool,
    ) -> bool {
        let Some(mut transfer) = self.transfers.remove(&header.id) else {
            return true;
        };
        // SPEC §9.4: pieces come in order, and no more than was asked for.
        let place = transfer.came..transfer.came + header.length as usize;
        if header.offset != place.start as u64 || place.end > transfer.length {
            return false;
        }
        let cache = Cache::for_part_of(transfer.length);
        let stood = transfer.target.with_bytes(|bytes| {
            self.fresh.populate(bytes, place.clone());
            // The page may have detached its buffer.
            let into = bytes.get_mut(place.clone());
            into.is_none_or(|into| read(into, cache))
        });
        transfer.came = place.end;
        match transfer.target {
            _ if transfer.came < transfer.length => {
                drop(self.transfers.insert(header.id, transfer))
            }
            Target::Pool(block) => drop(self.filled.insert(header.id, block)),
            Target::Caller(_) => {}
        }
        stood
    }
}
