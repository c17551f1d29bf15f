use bytes::Bytes;

use super::{Body, Header};
use crate::wire::FrameKind;

/// CALL: calls a command (SPEC §4.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call<B = Bytes> {
    /// Id of the call.
    pub id: u64,
    /// The head: name of the command, headers, streams.
    pub head: Bytes,
    /// The arguments.
    pub body: Body<B>,
}

impl<B> Call<B> {
    pub(super) const fn header(&self) -> Header {
        self.body.describe(Header::new(FrameKind::Call, self.id, 0))
    }
}

/// CANCEL: cancels a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cancel {
    /// Id of the call.
    pub call: u64,
}

impl Cancel {
    pub(super) const fn header(self) -> Header {
        Header::new(FrameKind::Cancel, self.call, 0)
    }
}
