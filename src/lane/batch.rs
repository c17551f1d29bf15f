//! Batches that lanes have received: their memory, and the frames that refer to it.

use std::sync::Arc;

use bytes::Bytes;
use rkyv::util::AlignedVec;

use crate::{
    session::{Holding, Ledger},
    wire::{Frame, Limits, WireError},
};

/// The memory of a batch.
struct BatchMemory<M> {
    memory: M,
    /// Length of the batch in bytes.
    length: usize,
    /// Bytes of the memory.
    held: u64,
    ledger: Arc<Ledger>,
}

impl<M: AsRef<[u8]>> AsRef<[u8]> for BatchMemory<M> {
    fn as_ref(&self) -> &[u8] {
        let memory = self.memory.as_ref();
        memory.get(..self.length).unwrap_or(memory)
    }
}

impl<M> Drop for BatchMemory<M> {
    fn drop(&mut self) {
        self.ledger.sub(Holding::Batches, self.held);
    }
}

/// Returns a batch in the first `length` bytes of its memory, which is charged to `ledger` until no frame refers to it.
pub(crate) fn held<M: AsRef<[u8]> + Send + 'static>(
    memory: M,
    length: usize,
    ledger: &Arc<Ledger>,
) -> Bytes {
    let held = memory.as_ref().len() as u64;
    ledger.add(Holding::Batches, held);
    Bytes::from_owner(BatchMemory {
        memory,
        length,
        held,
        ledger: Arc::clone(ledger),
    })
}

/// Decodes the frames of a batch. Over the bound of the ledger, frames get memory of their own, so that an unreceived small message keeps
/// no large batch.
///
/// # Errors
/// Returns the errors of [`Frame::decode_batch`].
pub(crate) fn decode(
    batch: Bytes,
    ledger: &Ledger,
    limits: &Limits,
) -> Result<Vec<Frame>, WireError> {
    let bytes = batch.len();
    let mut frames = Frame::decode_batch(batch, limits)?;
    if ledger.is_over(Holding::Batches) {
        for frame in &mut frames {
            detach(frame, bytes);
        }
    }
    Ok(frames)
}

/// Moves a frame out of the memory of its batch, unless it is most of the batch.
fn detach(frame: &mut Frame, batch_bytes: usize) {
    let is_part = |bytes: &Bytes| bytes.len() * 2 < batch_bytes;
    // Other heads are decoded and dropped at once.
    match frame {
        Frame::Data(data) if is_part(&data.head) => data.head = copied(&data.head),
        Frame::Call(call) if is_part(&call.head) => call.head = copied(&call.head),
        _ => {}
    }
    let body = frame.body_mut().and_then(|body| body.bytes.as_mut());
    if let Some(bytes) = body.filter(|bytes| is_part(bytes)) {
        *bytes = copied(bytes);
    }
}

fn copied(bytes: &Bytes) -> Bytes {
    if bytes.is_empty() {
        return Bytes::new();
    }
    let mut copy = AlignedVec::<16>::with_capacity(bytes.len());
    copy.extend_from_slice(bytes); // COPY: a part of a batch, so that the batch is freed
    Bytes::from_owner(copy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{
        Element, PayloadKind,
        frame::{Body, Data, Event},
    };

    #[test]
    fn messages_do_not_keep_the_batches_that_they_arrived_in() {
        const BATCHES: u64 = 100;
        let limits = Limits::default();
        let ledger = Ledger::alone(&limits);
        let raw =
            |length: usize| Body::new(PayloadKind::Raw, Element::Bytes, vec![7; length].into());
        let mut kept = Vec::new();
        for index in 0..BATCHES {
            let message = Data {
                channel: 1,
                index,
                is_last: false,
                head: Bytes::new(),
                body: raw(64),
            };
            let filler = Event {
                head: Bytes::from_static(b"{}"),
                body: raw(1_000_000),
            };
            let batch = Frame::encode_batch(&[message.into(), filler.into()]);
            let mut memory = AlignedVec::<16>::new();
            memory.extend_from_slice(&batch);
            let frames = decode(held(memory, batch.len(), &ledger), &ledger, &limits);
            let frames = frames.expect("frames");
            kept.extend(frames.into_iter().take(1));
        }
        for frame in &kept {
            assert_eq!(frame.bytes(), [7; 64]);
            assert_eq!(frame.bytes().as_ptr() as usize % 16, 0);
        }
        let bytes = ledger.held(Holding::Batches);
        let bound = ledger.bound(Holding::Batches);
        assert!(
            bytes > bound - 2_000_000 && bytes < bound + 2_000_000,
            "{bytes}"
        );
        drop(kept);
        assert!(ledger.all().is_nothing());
    }
}
