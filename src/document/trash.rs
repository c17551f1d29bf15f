use std::{collections::VecDeque, sync::Arc};

use tokio_util::sync::CancellationToken;

use super::{body_source::BodySource, monitor::Removes, state::State};
use crate::{
    foreign::{self, holds_lock},
    session::{Charge, Outgoing},
    wire::frame::Data,
};

/// Values that the state of a document has removed: bodies of the application, whose destructors are foreign code. They are dropped after the lock is released, one
/// at a time, so that a destructor may use the document and a panic of it affects nothing else.
#[derive(Default)]
pub(super) struct Trash {
    frames: Vec<VecDeque<Outgoing>>,
    messages: Vec<Data>,
    removed: Vec<Removed>,
}

/// A single removed value.
pub(super) enum Removed {
    /// A deferred body, which goes before the amount that it held.
    Body((Arc<BodySource>, Charge)),
    /// A returned amount.
    Charge(Charge),
    /// A body of which a message holds all bytes, but not the owners of empty segments.
    Emptied(BodySource),
    /// A call that the page has cancelled. Cancelling its token runs wakers.
    Cancelled(CancellationToken),
}

impl Removes for State {
    type Trash = Trash;

    fn take_trash(&mut self) -> Trash {
        let messages = self.inbox.take_removed();
        for message in &messages {
            // A repetition is dropped too, while the message itself is still held.
            if !self.inbox.holds(message.channel, message.index) {
                self.return_message(message.channel, message.index);
            }
        }
        Trash {
            frames: self.outbox.take_removed(),
            messages,
            removed: std::mem::take(&mut self.removed),
        }
    }
}

impl Drop for Trash {
    fn drop(&mut self) {
        let is_empty =
            self.frames.is_empty() && self.messages.is_empty() && self.removed.is_empty();
        debug_assert!(is_empty || !holds_lock(), "foreign code runs under a lock");
        for frame in self.frames.drain(..).flatten() {
            drop_frame(frame);
        }
        foreign::drop_each(self.messages.drain(..));
        for removed in self.removed.drain(..) {
            match removed {
                Removed::Body(body) => drop(body),
                Removed::Emptied(body) => drop(body),
                Removed::Charge(charge) => drop(charge),
                Removed::Cancelled(token) => {
                    foreign::contain("a waker of a cancelled call", || token.cancel());
                }
            }
        }
    }
}

/// Drops a frame, each segment of its body by itself.
fn drop_frame(mut frame: Outgoing) {
    let segments = frame.body_mut().and_then(|body| body.bytes.take());
    foreign::drop_each(segments.into_iter().flatten());
    foreign::drop_value(frame);
}

impl Drop for State {
    fn drop(&mut self) {
        self.clear();
        drop(self.take_trash());
    }
}
