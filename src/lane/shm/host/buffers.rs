//! Memory that commands write in place and the page reads there: what [`SharedBuf`](crate::ipc::SharedBuf) is on this lane (SPEC §9.3).

use std::{
    collections::{BTreeMap, VecDeque},
    io,
    sync::{
        Arc, Mutex, PoisonError, Weak,
        atomic::{AtomicU64, Ordering},
    },
};

use bytes::Bytes;

use super::{
    link::Link,
    packet::{BUFFERS_FROM, PacketKind},
    region::{Region, Span},
};
use crate::{
    Refusal,
    document::{LaneMemory, LendMemory},
    wire::Code,
};

/// Buffers that a link has at once; the numbers end before [`NO_SLOT`](super::packet::NO_SLOT).
const BUFFERS_MAX: usize = 1024;
/// Memory of all buffers of a link.
const BYTES_MAX: u64 = 256 * 1024 * 1024;
/// Memory of the buffers of all links of the process.
const PROCESS_BYTES_MAX: u64 = 2 * BYTES_MAX;
/// A shorter one is copied as fast as it is named.
const LENGTH_MIN: usize = 64 * 1024;
/// Buffers come in sizes of this and its multiples, so that one serves for many lengths.
const GRAIN_BYTES: u64 = 256 * 1024;
/// One that is much larger than what is asked for is kept for who needs it.
const WASTE_MAX: u64 = 2;
/// Pieces that the page may have before it, of all buffers.
const PIECES_MAX: usize = 8;

/// Bytes of the buffers of all links.
static PROCESS_BYTES: AtomicU64 = AtomicU64::new(0);

/// A buffer's part of what the process may have; given back when its memory is no more.
#[derive(Debug)]
pub(super) struct Share(u64);

impl Share {
    fn take(bytes: u64) -> Option<Self> {
        let more = |taken: u64| Some(taken + bytes).filter(|taken| *taken <= PROCESS_BYTES_MAX);
        let taken = PROCESS_BYTES.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
        taken.ok().map(|_| Self(bytes))
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        PROCESS_BYTES.fetch_sub(self.0, Ordering::Relaxed);
    }
}

/// The buffers of a link, by number.
#[derive(Debug, Default)]
pub(super) struct Buffers {
    known: BTreeMap<u16, Buffer>,
    /// The number that was given last.
    last: u16,
    /// Pieces that are on their way or that the page has before it.
    pieces: usize,
}

#[derive(Debug)]
struct Buffer {
    region: Arc<Region>,
    /// The page has been told of it.
    announced: bool,
    /// The bytes that the page is reading, kept as they are until it has.
    lent: VecDeque<Bytes>,
}

/// Where bytes stand in a buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// As it stands in a packet.
    pub(super) slot: u16,
    pub(super) offset: u64,
}

impl Buffers {
    fn bytes(&self) -> u64 {
        let regions = self.known.values().map(|buffer| buffer.region.len() as u64);
        regions.sum()
    }

    /// Whether another one of this length may be made.
    fn have_room(&self, bytes: u64) -> bool {
        self.known.len() < BUFFERS_MAX && self.bytes() + bytes <= BYTES_MAX
    }

    fn add(&mut self, region: Arc<Region>) {
        // A number that was in use a moment ago is not used again soon.
        while {
            self.last = BUFFERS_FROM | (self.last.wrapping_add(1) % (BUFFERS_FROM - 1));
            self.known.contains_key(&self.last)
        } {}
        let buffer = Buffer {
            region,
            announced: false,
            lent: VecDeque::new(),
        };
        self.known.insert(self.last, buffer);
    }

    /// Where these bytes stand, if in a buffer of this link.
    pub(super) fn place_of(&self, bytes: &Bytes) -> Option<Place> {
        self.known.iter().find_map(|(slot, buffer)| {
            let offset = buffer.region.offset_of(bytes)?;
            Some(Place {
                slot: *slot,
                offset: offset as u64,
            })
        })
    }

    /// Takes room for one more piece; `false` when the page has enough before it.
    pub(super) fn reserve(&mut self) -> bool {
        let has_room = self.pieces < PIECES_MAX;
        self.pieces += usize::from(has_room);
        has_room
    }

    /// The memory of a buffer that the page has not been told of; it is being told now.
    pub(super) fn announce(&mut self, slot: u16) -> Option<Arc<Region>> {
        let buffer = self.known.get_mut(&slot)?;
        let is_new = !std::mem::replace(&mut buffer.announced, true);
        is_new.then(|| Arc::clone(&buffer.region))
    }

    /// The page reads these bytes from now on; room for them has been taken.
    pub(super) fn lend(&mut self, slot: u16, bytes: Bytes) {
        if let Some(buffer) = self.known.get_mut(&slot) {
            buffer.lent.push_back(bytes);
        }
    }

    /// The page has read the bytes that it got first of a buffer. They are the caller's to drop, outside of the lock.
    pub(super) fn give_back(&mut self, slot: u16) -> Option<Bytes> {
        let bytes = self.known.get_mut(&slot)?.lent.pop_front()?;
        self.pieces -= 1;
        Some(bytes)
    }

    /// Forgets the buffers of these spans, which nobody uses. Gives those that the page knows.
    fn forget(&mut self, spans: &[Span]) -> Vec<u16> {
        let mut announced = Vec::new();
        self.known.retain(|slot, buffer| {
            let is_idle =
                buffer.lent.is_empty() && spans.iter().any(|span| span.is_of(&buffer.region));
            if is_idle && buffer.announced {
                announced.push(*slot);
            }
            !is_idle
        });
        announced
    }
}

/// Buffers that nobody writes and nobody reads. Their lock is held for a moment only, and no other is taken meanwhile: bytes are dropped anywhere.
#[derive(Debug, Default)]
pub(super) struct FreeBuffers(Mutex<Vec<Span>>);

impl FreeBuffers {
    fn take(&self, length: usize) -> Option<Span> {
        let mut free = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let most = (length as u64).saturating_mul(WASTE_MAX).max(GRAIN_BYTES);
        let fits = |span: &Span| span.len() >= length && span.len() as u64 <= most;
        // The one that was free last is warm.
        let place = free.iter().rposition(fits)?;
        Some(free.remove(place))
    }

    fn put(&self, span: Span) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(span);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_empty()
    }

    fn take_all(&self) -> Vec<Span> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A buffer in the hands of a command, or of the bytes that were made of it.
struct Lent {
    /// `None` only while it is dropped.
    span: Option<Span>,
    link: Weak<Link>,
}

impl AsRef<[u8]> for Lent {
    fn as_ref(&self) -> &[u8] {
        self.span.as_ref().map_or(&[], Span::as_ref)
    }
}

impl AsMut<[u8]> for Lent {
    fn as_mut(&mut self) -> &mut [u8] {
        self.span.as_mut().map_or(&mut [], Span::as_mut)
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some((span, link)) = self.span.take().zip(self.link.upgrade()) {
            link.free_buffers.put(span);
            // The thread counts how long nobody uses it.
            link.wake();
        }
    }
}

impl LendMemory for LinkMemory {
    fn lend(&self, length: usize) -> Result<Option<Box<dyn LaneMemory>>, Refusal> {
        let Some(link) = self.0.upgrade().filter(|_| length > LENGTH_MIN) else {
            return Ok(None);
        };
        let free = link.free_buffers.take(length);
        let span = free.map_or_else(|| link.buffer_of(length as u64), Ok)?;
        Ok(Some(Box::new(Lent {
            span: Some(span),
            link: self.0.clone(),
        })))
    }
}

/// The link as the one that lends memory to the commands of its document.
#[derive(Debug)]
pub(super) struct LinkMemory(pub(super) Weak<Link>);

impl Link {
    /// A new buffer, in the place of those that are free where there is no room beside them.
    fn buffer_of(&self, length: u64) -> Result<Span, Refusal> {
        let made = self.new_buffer(length).and_then(|span| match span {
            None if !self.free_buffers.is_empty() => {
                self.forget_buffers();
                self.new_buffer(length)
            }
            span => Ok(span),
        });
        let reason = match made {
            Ok(Some(span)) => return Ok(span),
            Ok(None) => format!(
                "a document has at most {} MiB of buffers and all of them {} MiB",
                BYTES_MAX >> 20,
                PROCESS_BYTES_MAX >> 20
            ),
            Err(error) => format!("the system has no memory that the page reads in place: {error}"),
        };
        Err(Refusal::new(Code::TooManyBuffers, reason))
    }

    fn new_buffer(&self, length: u64) -> io::Result<Option<Span>> {
        let bytes = length.next_multiple_of(GRAIN_BYTES);
        let span_bytes = u32::try_from(bytes).map_err(|_| io::ErrorKind::OutOfMemory)?;
        if !self.state().buffers.have_room(bytes) {
            return Ok(None);
        }
        let Some(share) = Share::take(bytes) else {
            return Ok(None);
        };
        let (region, mut spans) = Region::divided(1, span_bytes, Some(share))?;
        let mut state = self.state();
        if state.closed || !state.buffers.have_room(bytes) {
            return Ok(None);
        }
        state.buffers.add(region);
        Ok(spans.pop())
    }

    /// Gives the buffers that nobody uses back to the system.
    pub(super) fn forget_buffers(&self) {
        let spans = self.free_buffers.take_all();
        let announced = self.state().buffers.forget(&spans);
        drop(spans);
        for slot in announced {
            self.send(PacketKind::Forget, u64::from(slot), Vec::new());
        }
    }
}
