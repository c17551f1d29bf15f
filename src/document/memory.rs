//! Memory that a lane brings for a body.

use std::fmt;

use bytes::Bytes;

use crate::Refusal;

/// Memory of a lane's own, at a multiple of 16.
pub(crate) trait LaneMemory: AsRef<[u8]> + AsMut<[u8]> + Send {}

impl<T: AsRef<[u8]> + AsMut<[u8]> + Send> LaneMemory for T {}

/// A lane with memory that its page reads in place.
pub(crate) trait LendMemory: fmt::Debug + Send + Sync {
    /// Memory of at least this length, whatever is in it; `None` where ordinary memory serves as well.
    ///
    /// # Errors
    /// `too_many_buffers` when there is no more of it.
    fn lend(&self, length: usize) -> Result<Option<Box<dyn LaneMemory>>, Refusal>;
}

/// The first bytes of a lane's memory, which goes back to the lane behind the last use of them.
pub(crate) fn bytes_of(memory: Box<dyn LaneMemory>, length: usize) -> Bytes {
    Bytes::from_owner(Start { memory, length })
}

struct Start {
    memory: Box<dyn LaneMemory>,
    length: usize,
}

impl AsRef<[u8]> for Start {
    fn as_ref(&self) -> &[u8] {
        &(*self.memory).as_ref()[..self.length]
    }
}
