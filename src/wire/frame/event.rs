use bytes::Bytes;

use super::{Body, Header};
use crate::wire::FrameKind;

/// EVENT: an event (SPEC §4.6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event<B = Bytes> {
    /// The head: name and target, or name and listeners.
    pub head: Bytes,
    /// The payload of the event.
    pub body: Body<B>,
}

impl<B> Event<B> {
    pub(super) const fn header(&self) -> Header {
        self.body.describe(Header::new(FrameKind::Event, 0, 0))
    }
}
