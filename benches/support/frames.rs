//! Messages of a channel, as the benchmarks of the host send them.

use bytelane::{
    unstable::Message,
    wire::{
        Element, PayloadKind,
        frame::{Body, Data},
    },
};

/// Id of the channel.
pub(crate) const ID: u64 = 1;

/// Returns a message of raw bytes, not yet in a frame.
pub(crate) fn message(body: &bytes::Bytes) -> Message {
    Message {
        head: bytes::Bytes::new(),
        body: Body::new(PayloadKind::Raw, Element::Bytes, vec![body.clone()]),
        deferred: None,
    }
}

/// Returns the same message as a frame.
pub(crate) fn data(index: u64, body: &bytes::Bytes) -> Data {
    Data {
        channel: ID,
        index,
        is_last: false,
        head: bytes::Bytes::new(),
        body: Body::new(PayloadKind::Raw, Element::Bytes, body.clone()),
    }
}
