//! Bodies on their way into the page: into its own buffers, or into memory that will be its own.

use std::collections::HashMap;

use crate::{
    cache::Cache, common::packet::PacketHeader, fresh::FreshPages, object::Value, pool::Block,
};

/// Bytes of a buffer whose memory is brought before anything has come for it.
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
struct Pour {
    target: Target,
    /// Bytes that were asked for.
    length: usize,
    /// Bytes that have come.
    came: usize,
}

/// What is on its way, and what has come and is still to be handed over.
#[derive(Default)]
pub struct Bodies {
    pours: HashMap<u64, Pour>,
    /// Bodies that have come in full, into memory that will be the page's.
    brought: HashMap<u64, Block>,
    fresh: FreshPages,
}

impl Bodies {
    /// The host has been asked for as much as `target` has room for.
    pub fn expect(&mut self, id: u64, mut target: Target, length: usize) {
        // While the host produces.
        target.with_bytes(|bytes| self.fresh.bring(bytes, 0..FIRST_BYTES));
        let pour = Pour {
            target,
            length,
            came: 0,
        };
        self.pours.insert(id, pour);
    }

    /// Nobody wants it any more: what it was for is to be dropped.
    pub fn stop(&mut self, id: u64) -> impl Sized + use<> {
        (self.pours.remove(&id), self.brought.remove(&id))
    }

    /// The memory of a body that has come in full.
    pub fn take_brought(&mut self, id: u64) -> Option<Block> {
        self.brought.remove(&id)
    }

    /// A piece of a body goes to its place, if the page still wants it; `read` copies it from where it stands.
    /// `false` when it stands nowhere, or is not the next one.
    pub fn take_piece(
        &mut self,
        header: &PacketHeader,
        read: impl FnOnce(&mut [u8], Cache) -> bool,
    ) -> bool {
        let Some(mut pour) = self.pours.remove(&header.id) else {
            return true;
        };
        // SPEC §9.4: pieces come in order, and no more than was asked for.
        let place = pour.came..pour.came + header.length as usize;
        if header.offset != place.start as u64 || place.end > pour.length {
            return false;
        }
        let cache = Cache::for_part_of(pour.length);
        let stood = pour.target.with_bytes(|bytes| {
            self.fresh.bring(bytes, place.clone());
            // The page may have detached its buffer.
            let into = bytes.get_mut(place.clone());
            into.is_none_or(|into| read(into, cache))
        });
        pour.came = place.end;
        match pour.target {
            _ if pour.came < pour.length => drop(self.pours.insert(header.id, pour)),
            Target::Pool(block) => drop(self.brought.insert(header.id, block)),
            Target::Caller(_) => {}
        }
        stood
    }
}
