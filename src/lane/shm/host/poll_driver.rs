//! Frames of channels and events: a poll is held at the document while the page has room for what it brings.

use std::sync::{
    Arc, Weak,
    atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering},
};

use super::{link::Link, packet::PacketKind};
use crate::{Refusal, session::Batch};

/// Batches of the poll that the page may have before it. Behind them frames gather in the outbox.
const FRAMES_IN_FLIGHT_MAX: u32 = 2;

/// How far a [`Pump`] is; one that is asked while it runs runs again.
const IDLE: u8 = 0;
const RUNNING: u8 = 1;
const AGAIN: u8 = 2;

/// The poll of a link.
#[derive(Debug, Default)]
pub(super) struct Pump {
    state: AtomicU8,
    /// Number of the last frame that was sent.
    sent: AtomicU64,
    /// A poll is held by the document, or its batch is on its way: no other is asked, so batches go in order and `sent` is never stale.
    polling: AtomicBool,
}

impl Link {
    /// Keeps a poll at the document while the page has room for what it brings.
    pub(super) fn pump(self: &Arc<Self>) {
        if self.pump.state.swap(AGAIN, Ordering::AcqRel) != IDLE {
            return;
        }
        loop {
            self.pump.state.store(RUNNING, Ordering::Release);
            let may_poll = {
                let state = self.state();
                !state.closed && state.frames_in_flight < FRAMES_IN_FLIGHT_MAX
            };
            if may_poll && !self.pump.polling.swap(true, Ordering::AcqRel) {
                let link = Arc::downgrade(self);
                // What was sent counts as received: a socket loses nothing.
                self.document().poll(
                    self.pump.sent.load(Ordering::Acquire),
                    Box::new(move |batch| deliver(&link, batch)),
                );
            }
            let done = self.pump.state.compare_exchange(
                RUNNING,
                IDLE,
                Ordering::AcqRel,
                Ordering::Acquire,
            );
            if done.is_ok() {
                return;
            }
        }
    }

    fn deliver_batch(self: &Arc<Self>, batch: Batch) {
        if batch.frames.is_empty() {
            self.pump.polling.store(false, Ordering::Release);
            return;
        }
        let (first, count) = (batch.first, batch.frames.len() as u64);
        self.pump.sent.store(first + count - 1, Ordering::Release);
        self.state().frames_in_flight += 1;
        self.send(PacketKind::Frames, first, batch.into_segments());
        self.pump.polling.store(false, Ordering::Release);
        self.pump();
    }
}

fn deliver(link: &Weak<Link>, batch: Result<Batch, Refusal>) {
    let Some(link) = link.upgrade() else { return };
    match batch {
        Ok(batch) => link.deliver_batch(batch),
        // The document has ended.
        Err(_) => link.close(),
    }
}
