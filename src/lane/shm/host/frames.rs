//! Frames of channels and events: the document holds a poll of the link while the page has room for frames.

use std::sync::{Arc, Weak};

use super::{limits::FRAMES_IN_FLIGHT_MAX, link::Link, packet::PacketKind};
use crate::{Refusal, session::Batch};

impl Link {
    /// Polls the document if the page has room for frames.
    pub(super) fn drive_poll(self: &Arc<Self>) {
        let has_room = || {
            let state = self.state();
            !state.closed && state.frames_in_flight < FRAMES_IN_FLIGHT_MAX
        };
        self.poll_driver.drive(has_room, |last| {
            let link = Arc::downgrade(self);
            // Frames that were sent count as received: a socket loses nothing.
            let deliver = move |batch| deliver(&link, batch);
            self.document().poll(last, Box::new(deliver));
        });
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
        Ok(batch) => link.deliver_batch(batch),
        // The document has ended.
        Err(_) => link.close(),
    }
}
