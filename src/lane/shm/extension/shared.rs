//! The two things that host and page share: a socket and a piece of memory.

use std::{
    ffi::{c_int, c_void},
    fs::File,
    io::{self, ErrorKind},
    os::fd::{AsRawFd, FromRawFd, OwnedFd},
    ptr::{NonNull, null_mut},
};

use crate::{
    cache::{Cache, copy},
    common::{
        limits::HEADER_BYTES,
        packet::{Layout, PacketHeader},
    },
    ffi,
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
    /// A packet of this length, with a descriptor that came with it.
    Packet(usize, Option<OwnedFd>),
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
            // SAFETY: an open socket; the places are as long as they say, and outlive the call.
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
            // SAFETY: the system has just opened it for this process, and nobody else knows it.
            unsafe { OwnedFd::from_raw_fd(attached.descriptor) }
        });
        if length < HEADER_BYTES as isize {
            return Received::Closed;
        }
        Received::Packet(length as usize, descriptor)
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

/// Slots in shared memory, mapped.
struct Mapping {
    start: NonNull<u8>,
    layout: Layout,
}

impl Mapping {
    fn new(file: &OwnedFd, layout: Layout, protection: c_int) -> Option<Self> {
        let length = usize::try_from(layout.total_bytes())
            .ok()
            .filter(|length| *length > 0 && has_bytes(file, *length as u64))?;
        // SAFETY: a fresh mapping anywhere; it is as long as that, and its size is sealed by the host, so no access within it faults.
        let start = unsafe {
            ffi::mmap(
                null_mut(),
                length,
                protection,
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

    /// The start of a slot, where there is one that holds `length` bytes.
    fn slot(&self, slot: u16, length: usize) -> Option<NonNull<u8>> {
        if slot >= self.layout.slots || length > self.layout.slot_bytes as usize {
            return None;
        }
        // SAFETY: within the mapping, by the check above.
        Some(unsafe { self.start.add(self.layout.slot_start(slot) as usize) })
    }
}

/// Whether a file has as many bytes: past its end an access would fault.
fn has_bytes(file: &OwnedFd, length: u64) -> bool {
    let metadata = file
        .try_clone()
        .and_then(|file| File::from(file).metadata());
    metadata.is_ok_and(|metadata| metadata.len() >= length)
}

impl Drop for Mapping {
    fn drop(&mut self) {
        let length = self.layout.total_bytes() as usize;
        // SAFETY: the whole of the mapping that `new` made; no slice of it exists.
        unsafe { ffi::munmap(self.start.as_ptr().cast::<c_void>(), length) };
    }
}

/// The slots that the host writes.
pub struct HostSlots(Mapping);

impl HostSlots {
    pub fn map(file: &OwnedFd, layout: Layout) -> Option<Self> {
        Mapping::new(file, layout, ffi::PROT_READ).map(Self)
    }

    /// Whether there is such a slot, and it holds so much.
    pub fn holds(&self, slot: u16, length: u32) -> bool {
        self.0.slot(slot, length as usize).is_some()
    }

    /// Copies the start of a slot; `false` when there is no such place.
    pub fn read(&self, slot: u16, into: &mut [u8], cache: Cache) -> bool {
        let Some(from) = self.0.slot(slot, into.len()) else {
            return false;
        };
        // SAFETY: both are that long, and `into` is the page's own memory. The host does not write a slot that the page holds.
        unsafe { copy(from, into, cache) };
        true
    }
}

/// Memory that commands write in place.
pub struct Buffer(Mapping);

impl Buffer {
    pub fn map(file: &OwnedFd, bytes: u64) -> Option<Self> {
        let layout = Layout {
            slots: 1,
            slot_bytes: u32::try_from(bytes).ok()?,
        };
        Mapping::new(file, layout, ffi::PROT_READ).map(Self)
    }

    /// Copies what stands at a place; `false` when there is no such place.
    pub fn read(&self, place: u64, into: &mut [u8], cache: Cache) -> bool {
        let end = place.checked_add(into.len() as u64);
        if end.is_none_or(|end| end > u64::from(self.0.layout.slot_bytes)) {
            return false;
        }
        // SAFETY: within the mapping, by the check above.
        let from = unsafe { self.0.start.add(place as usize) };
        // SAFETY: both are that long, and `into` is the page's own memory. The host does not write bytes that the page is reading.
        unsafe { copy(from, into, cache) };
        true
    }
}

/// The slots that the page writes.
pub struct PageSlots(Mapping);

impl PageSlots {
    pub fn map(file: &OwnedFd, layout: Layout) -> Option<Self> {
        Mapping::new(file, layout, ffi::PROT_READ_WRITE).map(Self)
    }

    pub fn layout(&self) -> Layout {
        self.0.layout
    }

    /// Copies into a slot that has not been announced; `false` when there is no such place.
    pub fn write(&self, slot: u16, bytes: &[u8]) -> bool {
        let Some(to) = self.0.slot(slot, bytes.len()) else {
            return false;
        };
        // SAFETY: both are that long; `bytes` is the page's own memory.
        unsafe {
            to.as_ptr()
                .copy_from_nonoverlapping(bytes.as_ptr(), bytes.len())
        };
        true
    }

    /// Gives the memory back to the system; no slot may hold anything.
    pub fn forget(&self) {
        let length = self.0.layout.total_bytes() as usize;
        // SAFETY: the whole mapping. Its bytes become zero, which nobody reads.
        unsafe { ffi::madvise(self.0.start.as_ptr().cast(), length, ffi::MADV_REMOVE) };
    }
}
