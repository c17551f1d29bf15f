use std::fmt;

use bytes::Bytes;

use crate::Refusal;

/// Memory that a lane has allocated, aligned to 16 bytes.
pub(crate) trait LaneMemory: AsRef<[u8]> + AsMut<[u8]> + Send {}

impl<T: AsRef<[u8]> + AsMut<[u8]> + Send> LaneMemory for T {}

/// Allocator of memory that the page reads in place.
pub(crate) trait LendMemory: fmt::Debug + Send + Sync {
    /// Allocates at least `length` bytes of unspecified content. Returns `None` if ordinary memory is as good.
    ///
    /// # Errors
    /// Returns `too_many_buffers` at the limit of the lane.
    fn lend(&self, length: usize) -> Result<Option<Box<dyn LaneMemory>>, Refusal>;
}

/// Returns the first `length` bytes of a lane's memory, which returns to the lane when the last reference is dropped.
pub(crate) fn bytes_of(memory: Box<dyn LaneMemory>, length: usize) -> Bytes {
    Bytes::from_owner(Prefix { memory, length })
}

struct Prefix {
    memory: Box<dyn LaneMemory>,
    length: usize,
}

impl AsRef<[u8]> for Prefix {
    fn as_ref(&self) -> &[u8] {
        &(*self.memory).as_ref()[..self.length]
    }
}
