//! The buffers of a link: memory that commands write in place and the page reads there (SPEC §9.3).

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Weak},
};

use bytes::Bytes;
use parking_lot::Mutex;

use super::{
    free_memory::take_smallest,
    limits::{BUFFER_PIECES_MAX, BUFFERS_FROM},
    region::{Region, Span},
    wake::Wake,
};

/// Buffers that a link may have at once; their numbers end before [`NO_SLOT`](super::limits::NO_SLOT).
const BUFFERS_MAX: usize = 1024;
/// Bytes that all buffers of a link may have.
pub(super) const BYTES_MAX: u64 = 256 * 1024 * 1024;
/// Lengths of buffers are multiples of this many bytes, so that one buffer serves many lengths.
pub(super) const GRAIN_BYTES: u64 = 256 * 1024;
/// A free buffer serves a request unless it is longer than this many times the request.
const WASTE_MAX: usize = 2;

/// The buffers of a link, by number.
#[derive(Debug, Default)]
pub(super) struct Buffers {
    known: BTreeMap<u16, Buffer>,
    /// The numbers of the buffers by the addresses of their memory, which do not overlap.
    by_address: BTreeMap<usize, u16>,
    /// Bytes of all of them.
    bytes: u64,
    /// The number that was assigned last.
    last: u16,
    /// Pieces in flight: sent, and not yet returned by the page.
    pieces: usize,
}

#[derive(Debug)]
struct Buffer {
    region: Arc<Region>,
    /// Whether the page has been sent its descriptor.
    announced: bool,
    /// The bytes that the page is reading; they are not written until it returns them.
    lent: VecDeque<Bytes>,
}

/// A location in a buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The number of the buffer, as a packet names it.
    pub(super) slot: u16,
    /// Offset in the buffer, in bytes.
    pub(super) offset: u64,
}

impl Buffers {
    /// Returns whether the limits of the link allow another buffer of this length.
    pub(super) fn have_room(&self, bytes: u64) -> bool {
        self.known.len() < BUFFERS_MAX && self.bytes + bytes <= BYTES_MAX
    }

    /// Registers a buffer under a new number.
    pub(super) fn add(&mut self, region: Arc<Region>) {
        // Numbers go round, so that a number is not reused soon.
        while {
            self.last = BUFFERS_FROM | (self.last.wrapping_add(1) % (BUFFERS_FROM - 1));
            self.known.contains_key(&self.last)
        } {}
        self.bytes += region.len() as u64;
        self.by_address.insert(region.address(), self.last);
        let buffer = Buffer {
            region,
            announced: false,
            lent: VecDeque::new(),
        };
        self.known.insert(self.last, buffer);
    }

    /// Returns the location of `bytes`, or `None` if no buffer of this link contains them.
    pub(super) fn place_of(&self, bytes: &Bytes) -> Option<Place> {
        let (_, slot) = self
            .by_address
            .range(..=bytes.as_ptr().addr())
            .next_back()?;
        let offset = self.known.get(slot)?.region.offset_of(bytes)?;
        Some(Place {
            slot: *slot,
            offset: offset as u64,
        })
    }

    /// Reserves room for one more piece. Returns `false` if too many are in flight.
    pub(super) fn reserve(&mut self) -> bool {
        let has_room = self.pieces < BUFFER_PIECES_MAX;
        self.pieces += usize::from(has_room);
        has_room
    }

    /// Marks a buffer as announced. Returns its memory if it was not announced before.
    pub(super) fn announce(&mut self, slot: u16) -> Option<Arc<Region>> {
        let buffer = self.known.get_mut(&slot)?;
        let is_new = !std::mem::replace(&mut buffer.announced, true);
        is_new.then(|| Arc::clone(&buffer.region))
    }

    /// Lends bytes to the page, for which [`reserve`](Self::reserve) has reserved room. Returns them if the buffer is unknown.
    pub(super) fn lend(&mut self, slot: u16, bytes: Bytes) -> Option<Bytes> {
        match self.known.get_mut(&slot) {
            None => Some(bytes),
            Some(buffer) => {
                buffer.lent.push_back(bytes);
                None
            }
        }
    }

    /// Removes the bytes that the page was lent. The caller drops them after it has released the lock.
    pub(super) fn clear_lent(&mut self) -> impl Sized + use<> {
        let lent = self.known.values_mut();
        lent.map(|buffer| std::mem::take(&mut buffer.lent))
            .collect::<Vec<_>>()
    }

    /// Returns the bytes of a buffer that the page was lent first and has read now. The caller drops them after it has released the lock.
    pub(super) fn give_back(&mut self, slot: u16) -> Option<Bytes> {
        let bytes = self.known.get_mut(&slot)?.lent.pop_front()?;
        self.pieces -= 1;
        Some(bytes)
    }

    /// Removes the buffers of these free spans. Returns the numbers of the announced buffers.
    pub(super) fn forget(&mut self, spans: &[Span]) -> Vec<u16> {
        let mut announced = Vec::new();
        for span in spans {
            let address = span.region_address();
            let Some(slot) = self.by_address.get(&address).copied() else {
                continue;
            };
            if self
                .known
                .get(&slot)
                .is_none_or(|buffer| !buffer.lent.is_empty())
            {
                continue;
            }
            self.by_address.remove(&address);
            if let Some(buffer) = self.known.remove(&slot) {
                self.bytes -= buffer.region.len() as u64;
                announced.extend(buffer.announced.then_some(slot));
            }
        }
        announced
    }
}

/// The unused buffers of a link. Its lock is held for a moment only and never together with another lock, because bytes are dropped anywhere.
#[derive(Debug)]
pub(super) struct FreeBuffers {
    /// By length, each the most recently freed one last.
    spans: Mutex<BTreeMap<usize, Vec<Span>>>,
    /// Wakes the link's thread, which measures how long memory stays unused.
    wake: Arc<Wake>,
}

impl FreeBuffers {
    pub(super) fn new(wake: Arc<Wake>) -> Arc<Self> {
        Arc::new(Self {
            spans: Mutex::default(),
            wake,
        })
    }

    /// Removes a buffer of at least `length` bytes.
    pub(super) fn find(&self, length: usize) -> Option<Span> {
        let most = length.saturating_mul(WASTE_MAX).max(GRAIN_BYTES as usize);
        take_smallest(&mut self.spans.lock(), length..=most)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.spans.lock().is_empty()
    }

    /// Removes all buffers.
    pub(super) fn drain(&self) -> Vec<Span> {
        let free = std::mem::take(&mut *self.spans.lock());
        free.into_values().flatten().collect()
    }

    /// Wraps a buffer, which comes back here when it is dropped.
    pub(super) fn lend(self: &Arc<Self>, span: Span) -> LentBuffer {
        LentBuffer {
            span: Some(span),
            owner: Arc::downgrade(self),
        }
    }
}

/// A buffer that a command owns, or bytes made of it.
pub(super) struct LentBuffer {
    /// `None` only during `drop`.
    span: Option<Span>,
    owner: Weak<FreeBuffers>,
}

impl AsRef<[u8]> for LentBuffer {
    fn as_ref(&self) -> &[u8] {
        self.span.as_ref().map_or(&[], Span::as_ref)
    }
}

impl AsMut<[u8]> for LentBuffer {
    fn as_mut(&mut self) -> &mut [u8] {
        self.span.as_mut().map_or(&mut [], Span::as_mut)
    }
}

impl Drop for LentBuffer {
    fn drop(&mut self) {
        if let Some((span, owner)) = self.span.take().zip(self.owner.upgrade()) {
            let mut free = owner.spans.lock();
            free.entry(span.len()).or_default().push(span);
            drop(free);
            owner.wake.wake();
        }
    }
}
