//! The two things that host and page share: a socket and a piece of memory.

use std::{
    ffi::{c_int, c_void},
    io::{self, ErrorKind},
    os::fd::{AsRawFd, OwnedFd},
    ptr::{NonNull, null_mut},
};

use crate::{
    ffi,
    packet::{HEADER_BYTES, Layout, PacketHeader},
};

/// The page's end of the socket.
pub struct Socket(OwnedFd);

/// What became of a packet.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    Done,
    /// No room.
    Full,
    Closed,
}

/// What is on the socket.
pub enum Received {
    Nothing,
    Packet(usize),
    Closed,
}

impl Socket {
    pub fn new(socket: OwnedFd) -> Self {
        Self(socket)
    }

    pub fn fd(&self) -> c_int {
        self.0.as_raw_fd()
    }

    /// Sends one packet, without waiting.
    pub fn send(&self, header: &PacketHeader, payload: &[u8]) -> Sent {
        let start = header.encode();
        let slices = [
            ffi::Slice {
                bytes: start.as_ptr().cast(),
                length: start.len(),
            },
            ffi::Slice {
                bytes: payload.as_ptr().cast(),
                length: payload.len(),
            },
        ];
        let message = ffi::MessageHeader {
            name: null_mut(),
            name_length: 0,
            slices: slices.as_ptr(),
            slice_count: slices.len(),
            control: null_mut(),
            control_length: 0,
            flags: 0,
        };
        loop {
            // SAFETY: an open socket; the slices outlive the call.
            let sent =
                unsafe { ffi::sendmsg(self.fd(), &message, ffi::MSG_DONTWAIT | ffi::MSG_NOSIGNAL) };
            if sent >= 0 {
                return Sent::Done;
            }
            match io::Error::last_os_error().kind() {
                ErrorKind::Interrupted => {}
                ErrorKind::WouldBlock => return Sent::Full,
                _ => return Sent::Closed,
            }
        }
    }

    /// Receives one packet, without waiting.
    pub fn receive(&self, buffer: &mut [u8]) -> Received {
        loop {
            // SAFETY: an open socket; the buffer is as long as it says.
            let length = unsafe {
                ffi::recv(
                    self.fd(),
                    buffer.as_mut_ptr().cast(),
                    buffer.len(),
                    ffi::MSG_DONTWAIT,
                )
            };
            if length >= HEADER_BYTES as isize {
                return Received::Packet(length as usize);
            }
            if length >= 0 {
                return Received::Closed;
            }
            match io::Error::last_os_error().kind() {
                ErrorKind::Interrupted => {}
                ErrorKind::WouldBlock => return Received::Nothing,
                _ => return Received::Closed,
            }
        }
    }

    /// Waits for a packet; whether there is one, or the end.
    pub fn wait(&self, timeout_ms: c_int) -> bool {
        let mut wait = ffi::PollFd {
            fd: self.fd(),
            events: ffi::POLLIN,
            revents: 0,
        };
        // SAFETY: one entry, as it says.
        unsafe { ffi::poll(&mut wait, 1, timeout_ms) > 0 }
    }
}

/// The shared memory, mapped.
pub struct Memory {
    start: NonNull<u8>,
    layout: Layout,
}

impl Memory {
    pub fn map(file: &OwnedFd, layout: Layout) -> Option<Self> {
        // SAFETY: a fresh mapping anywhere; its size is sealed by the host, so no access within it faults.
        let start = unsafe {
            ffi::mmap(
                null_mut(),
                layout.total_bytes() as usize,
                ffi::PROT_READ_WRITE,
                ffi::MAP_SHARED,
                file.as_raw_fd(),
                0,
            )
        };
        // MAP_FAILED is all ones.
        if start.addr() == usize::MAX {
            return None;
        }
        NonNull::new(start.cast()).map(|start| Self { start, layout })
    }

    pub fn layout(&self) -> Layout {
        self.layout
    }

    /// Copies the start of one of the host's slots; `false` when there is no such place.
    pub fn read(&self, slot: u16, into: &mut [u8]) -> bool {
        if slot >= self.layout.slots || into.len() > self.layout.slot_bytes as usize {
            return false;
        }
        // SAFETY: within the mapping, by the check above.
        let from = unsafe { self.start.add(self.layout.host_slot(slot) as usize) };
        // SAFETY: both are that long, and `into` is the page's own memory. The host does not write a slot that the page holds.
        unsafe {
            from.as_ptr()
                .copy_to_nonoverlapping(into.as_mut_ptr(), into.len())
        };
        true
    }

    /// Copies into one of the page's slots, which it must not have announced.
    pub fn write(&self, slot: u16, bytes: &[u8]) -> bool {
        if slot >= self.layout.slots || bytes.len() > self.layout.slot_bytes as usize {
            return false;
        }
        // SAFETY: within the mapping, by the check above.
        let to = unsafe { self.start.add(self.layout.page_slot(slot) as usize) };
        // SAFETY: both are that long; `bytes` is the page's own memory.
        unsafe {
            to.as_ptr()
                .copy_from_nonoverlapping(bytes.as_ptr(), bytes.len())
        };
        true
    }

    /// Gives the memory of the page's slots back to the system; none may hold anything.
    pub fn forget_page_slots(&self) {
        let length = self.layout.half_bytes() as usize;
        // SAFETY: the first half of the mapping. Its bytes become zero, which nobody reads.
        unsafe { ffi::madvise(self.start.as_ptr().cast(), length, ffi::MADV_REMOVE) };
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        // SAFETY: the whole of the mapping that `map` made; no slice of it exists.
        unsafe {
            ffi::munmap(
                self.start.as_ptr().cast::<c_void>(),
                self.layout.total_bytes() as usize,
            )
        };
    }
}

/// Asks for huge pages where a large buffer is still to be touched: each fault then brings 2 MiB instead of 4 KiB.
pub fn advise_huge_pages(bytes: &mut [u8]) {
    const HUGE_BYTES: usize = 2 * 1024 * 1024;
    let range = bytes.as_mut_ptr_range();
    let start = range.start.addr().next_multiple_of(HUGE_BYTES);
    let end = range.end.addr() / HUGE_BYTES * HUGE_BYTES;
    if start < end {
        let at = range.start.with_addr(start).cast();
        // SAFETY: whole pages within the buffer. The advice changes how memory comes, not what is in it.
        unsafe { ffi::madvise(at, end - start, ffi::MADV_HUGEPAGE) };
    }
}
