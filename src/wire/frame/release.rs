use super::Header;
use crate::wire::FrameKind;

/// RELEASE: releases a deferred body (SPEC §5.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Release {
    /// Id of the body.
    pub body: u64,
}

impl Release {
    pub(super) const fn header(self) -> Header {
        Header::new(FrameKind::Release, self.body, 0)
    }
}
