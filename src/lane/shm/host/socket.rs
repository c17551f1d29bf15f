use std::{
    io::{self, IoSlice, IoSliceMut},
    mem::MaybeUninit,
    os::fd::{AsFd, OwnedFd},
};

use bytes::Bytes;
use rustix::{
    io::Errno,
    net::{
        RecvAncillaryBuffer, RecvFlags, ReturnFlags, SendAncillaryBuffer, SendAncillaryMessage,
        SendFlags, recvmsg, sendmsg,
    },
};

use super::packet::PacketHeader;

/// The most segments of a payload that one `sendmsg` gets; a payload of more is joined first.
pub(super) const SEGMENTS_MAX: usize = 64;

/// The result of [`receive`].
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Received {
    /// No packet is waiting.
    Nothing,
    /// A packet of this length in bytes.
    Packet(usize),
    /// A packet with descriptors; the system has closed them.
    Descriptors,
    /// The peer has closed its end.
    End,
}

/// Receives one packet without blocking.
///
/// # Errors
/// Returns the system's error, or `InvalidData` if the packet is longer than `buffer`.
pub(super) fn receive(socket: &OwnedFd, buffer: &mut [u8]) -> io::Result<Received> {
    // Without room for descriptors the system closes any that arrive, and reports it.
    let mut none = RecvAncillaryBuffer::new(&mut []);
    let flags = RecvFlags::DONTWAIT | RecvFlags::CMSG_CLOEXEC;
    loop {
        let mut into = [IoSliceMut::new(buffer)];
        match recvmsg(socket, &mut into, &mut none, flags) {
            Ok(message) if message.flags.contains(ReturnFlags::CTRUNC) => {
                return Ok(Received::Descriptors);
            }
            Ok(message) if message.flags.contains(ReturnFlags::TRUNC) => {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    "a packet exceeds the length limit",
                ));
            }
            Ok(message) if message.bytes == 0 => return Ok(Received::End),
            Ok(message) => return Ok(Received::Packet(message.bytes)),
            Err(Errno::INTR) => {}
            Err(Errno::AGAIN) => return Ok(Received::Nothing),
            Err(error) => return Err(error.into()),
        }
    }
}

/// Sends a packet that has no payload but a descriptor, without blocking. Returns `false` if the socket is full.
///
/// # Errors
/// Returns the system's error.
pub(super) fn send_descriptor(
    socket: &OwnedFd,
    header: &PacketHeader,
    descriptor: &OwnedFd,
) -> io::Result<bool> {
    let start = header.encode();
    let descriptors = [descriptor.as_fd()];
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
    let mut attached = SendAncillaryBuffer::new(&mut space);
    attached.push(SendAncillaryMessage::ScmRights(&descriptors));
    let flags = SendFlags::DONTWAIT | SendFlags::NOSIGNAL;
    sent(|| sendmsg(socket, &[IoSlice::new(&start)], &mut attached, flags))
}

/// Sends one packet without blocking. Returns `false` if the socket is full.
///
/// # Errors
/// Returns the system's error.
pub(super) fn send(socket: &OwnedFd, header: &PacketHeader, payload: &[Bytes]) -> io::Result<bool> {
    let start = header.encode();
    let mut slices = Vec::with_capacity(payload.len() + 1);
    slices.push(IoSlice::new(&start));
    slices.extend(payload.iter().map(|segment| IoSlice::new(segment)));
    let mut none = SendAncillaryBuffer::default();
    let flags = SendFlags::DONTWAIT | SendFlags::NOSIGNAL;
    sent(|| sendmsg(socket, &slices, &mut none, flags))
}

fn sent(mut send: impl FnMut() -> rustix::io::Result<usize>) -> io::Result<bool> {
    loop {
        match send() {
            Ok(_) => return Ok(true),
            Err(Errno::INTR) => {}
            Err(Errno::AGAIN | Errno::NOBUFS) => return Ok(false),
            Err(error) => return Err(error.into()),
        }
    }
}
