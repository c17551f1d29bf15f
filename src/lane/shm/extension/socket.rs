//! The page's end of the socket.

use std::{
    ffi::c_int,
    io::{self, ErrorKind},
    os::fd::{AsRawFd, FromRawFd, OwnedFd},
    ptr::null_mut,
};

use crate::{
    common::{limits::HEADER_BYTES, packet::PacketHeader},
    ffi,
};

/// The page's end of the socket.
pub struct PageSocket(OwnedFd);

/// The result of [`PageSocket::send`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    Done,
    /// The socket, or the slots, are full.
    Full,
    Closed,
}

/// The result of [`PageSocket::receive`].
pub enum Received {
    /// No packet is waiting.
    Nothing,
    /// A packet of this length in bytes, and the descriptor that came with it.
    Packet(usize, Option<OwnedFd>),
    Closed,
}

impl PageSocket {
    pub fn new(socket: OwnedFd) -> Self {
        Self(socket)
    }

    pub fn fd(&self) -> c_int {
        self.0.as_raw_fd()
    }

    /// Sends one packet without blocking.
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

    /// Receives one packet without blocking.
    pub fn receive(&self, buffer: &mut [u8]) -> Received {
        let mut place = ffi::Place {
            bytes: buffer.as_mut_ptr().cast(),
            length: buffer.len(),
        };
        let mut attached = ffi::OneDescriptor {
            length: 0,
            level: 0,
            kind: 0,
            descriptor: -1,
            padding: 0,
        };
        let mut message = ffi::ReceivedHeader {
            name: null_mut(),
            name_length: 0,
            slices: &mut place,
            slice_count: 1,
            control: (&raw mut attached).cast(),
            control_length: size_of::<ffi::OneDescriptor>(),
            flags: 0,
        };
        let flags = ffi::MSG_DONTWAIT | ffi::MSG_CMSG_CLOEXEC;
        let length = loop {
            // SAFETY: an open socket; the memory is as long as stated and outlives the call.
            let length = unsafe { ffi::recvmsg(self.fd(), &mut message, flags) };
            if length >= 0 {
                break length;
            }
            match io::Error::last_os_error().kind() {
                ErrorKind::Interrupted => {}
                ErrorKind::WouldBlock => return Received::Nothing,
                _ => return Received::Closed,
            }
        };
        let has_descriptor = message.control_length > 0
            && (attached.level, attached.kind) == (ffi::SOL_SOCKET, ffi::SCM_RIGHTS)
            && attached.descriptor >= 0;
        let descriptor = has_descriptor.then(|| {
            // SAFETY: the system has just opened it for this process, and it has no other owner.
            unsafe { OwnedFd::from_raw_fd(attached.descriptor) }
        });
        if length < HEADER_BYTES as isize {
            return Received::Closed;
        }
        Received::Packet(length as usize, descriptor)
    }

    /// Waits for a packet, at most `timeout_ms` milliseconds. Returns whether there is one, or the socket is closed.
    pub fn wait(&self, timeout_ms: c_int) -> bool {
        let mut wait = ffi::PollFd {
            fd: self.fd(),
            events: ffi::POLLIN,
            revents: 0,
        };
        // SAFETY: one entry, as stated.
        unsafe { ffi::poll(&mut wait, 1, timeout_ms) > 0 }
    }
}
