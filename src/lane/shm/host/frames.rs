//! Frames of channels and events: the document holds a poll of the link while the page has room for frames.

use std::sync::{Arc, Weak};

use super::{limits::FRAMES_IN_FLIGHT_MAX, link::Link, packet::PacketKind};
use crate::{Refusal, foreign, session::Batch};

/// Why a link is closed after a panic: the page could not notice that frames are missing.
const LOST: &str = "frames of the page were lost by a panic in the engine";

impl Link {
    /// Polls the document if the page has room for frames.
    pub(super) fn drive_poll(self: &Arc<Self>) {
        let has_room = || {
            let state = self.state();
            !state.closed && state.frames_in_flight < FRAMES_IN_FLIGHT_MAX
        };
        let poll = |last| {
            let link = Arc::downgrade(self);
            // Frames that were sent count as received: a socket loses nothing.
            let deliver = move |batch| deliver(&link, batch);
            self.document().poll(last, Box::new(deliver));
        };
        let driven = foreign::contain("a poll", || self.poll_driver.drive(has_room, poll));
        if driven.is_none() {
            self.failed(LOST);
        }
    }

    fn deliver_batch(self: &Arc<Self>, batch: Batch) {
        if batch.frames.is_empty() {
            return self.poll_driver.complete();
        }
        let (first, count) = (batch.first, batch.frames.len() as u64);
        self.poll_driver.deliver(first + count - 1, || {
            self.state().frames_in_flight += 1;
            self.send(PacketKind::Frames, first, batch.into_segments());
        });
        self.drive_poll();
    }
}

fn deliver(link: &Weak<Link>, batch: Result<Batch, Refusal>) {
    let Some(link) = link.upgrade() else { return };
    match batch {
        Ok(batch) => {
            let delivered = foreign::contain("a batch", || link.deliver_batch(batch));
            if delivered.is_none() {
                link.failed(LOST);
            }
        }
        // The document has ended.
        Err(_) => link.close(),
    }
}
