use std::{
    io,
    os::fd::{AsFd, BorrowedFd, OwnedFd},
};

use rustix::event::{EventfdFlags, eventfd};

/// Wakes the thread that reads a link.
#[derive(Debug)]
pub(super) struct Wake(OwnedFd);

impl Wake {
    /// # Errors
    /// Returns the system's error if it has no descriptor left.
    pub(super) fn new() -> io::Result<Self> {
        let flags = EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK;
        Ok(Self(eventfd(0, flags)?))
    }

    /// Wakes the thread: once, however often this is called before it runs.
    pub(super) fn wake(&self) {
        // A full counter wakes just as well.
        let _ = rustix::io::write(&self.0, &1_u64.to_ne_bytes());
    }

    /// Resets the counter.
    pub(super) fn clear(&self) {
        let mut count = [0; 8];
        // The counter may have been reset already.
        let _ = rustix::io::read(&self.0, &mut count);
    }
}

impl AsFd for Wake {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}
