//! Memory of the link for the commands of its document: [`SharedBuf`](crate::ipc::SharedBuf) on this lane (SPEC §9.3).

use std::{io, sync::Weak};

use super::{
    buffers::{BYTES_MAX, GRAIN_BYTES},
    link::Link,
    packet::PacketKind,
    region::{Region, Span},
    share::{PROCESS_BYTES_MAX, Share},
};
use crate::{
    Refusal,
    document::{LaneMemory, LendMemory},
    wire::Code,
};

/// Requests up to this many bytes get ordinary memory: a copy of them is as fast as a reference.
const LENGTH_MIN: usize = 64 * 1024;

/// Lends memory of a link to the commands of its document.
#[derive(Debug)]
pub(super) struct LinkMemory(pub(super) Weak<Link>);

impl LendMemory for LinkMemory {
    fn lend(&self, length: usize) -> Result<Option<Box<dyn LaneMemory>>, Refusal> {
        let Some(link) = self.0.upgrade().filter(|_| length > LENGTH_MIN) else {
            return Ok(None);
        };
        let free = link.free_buffers.find(length);
        let span = free.map_or_else(|| link.allocate_buffer(length as u64), Ok)?;
        Ok(Some(Box::new(link.free_buffers.lend(span))))
    }
}

impl Link {
    /// Allocates a buffer. If a limit is reached, releases the free buffers first.
    fn allocate_buffer(&self, length: u64) -> Result<Span, Refusal> {
        let made = self.new_buffer(length).and_then(|span| match span {
            None if !self.free_buffers.is_empty() => {
                self.release_buffers();
                self.new_buffer(length)
            }
            span => Ok(span),
        });
        let reason = match made {
            Ok(Some(span)) => return Ok(span),
            Ok(None) => format!(
                "shared buffers are limited to {} MiB for each document and {} MiB for the process",
                BYTES_MAX >> 20,
                PROCESS_BYTES_MAX >> 20
            ),
            Err(error) => format!("the system did not provide shared memory: {error}"),
        };
        Err(Refusal::new(Code::TooManyBuffers, reason))
    }

    /// Creates a buffer. Returns `None` if a limit is reached or the link is closed.
    fn new_buffer(&self, length: u64) -> io::Result<Option<Span>> {
        let bytes = length.next_multiple_of(GRAIN_BYTES);
        let span_bytes = u32::try_from(bytes).map_err(|_| io::ErrorKind::OutOfMemory)?;
        if !self.state().buffers.have_room(bytes) {
            return Ok(None);
        }
        let Some(share) = Share::reserve(bytes) else {
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

    /// Returns the free buffers to the system.
    pub(super) fn release_buffers(&self) {
        let spans = self.free_buffers.drain();
        let announced = self.state().buffers.forget(&spans);
        drop(spans);
        for slot in announced {
            self.send(PacketKind::Forget, u64::from(slot), Vec::new());
        }
    }
}
