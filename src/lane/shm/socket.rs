use std::{
    io::{self, IoSlice, IoSliceMut},
    mem::MaybeUninit,
    os::fd::OwnedFd,
};

use bytes::Bytes;
use rustix::{
    io::Errno,
    net::{
        RecvAncillaryBuffer, RecvFlags, ReturnFlags, SendAncillaryBuffer, SendFlags, recvmsg,
        sendmsg,
    },
};

use super::packet::PacketHeader;

/// Pieces of a payload that are sent as they are; more are joined before.
pub(super) const PIECES_MAX: usize = 64;

/// What was on the socket.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Received {
    Nothing,
    /// A packet of this length.
    Packet(usize),
    /// A packet with descriptors attached; the system has closed them.
    Descriptors,
    /// The other side is closed.
    End,
}

/// Receives one packet, without waiting.
pub(super) fn receive(socket: &OwnedFd, buffer: &mut [u8]) -> io::Result<Received> {
    // No room for descriptors: the system closes those that come, and says so.
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
                    "a packet is too long",
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

/// Sends one packet, without waiting; `false` when there is no room.
pub(super) fn send(socket: &OwnedFd, header: &PacketHeader, payload: &[Bytes]) -> io::Result<bool> {
    let start = header.encode();
    let mut none: [MaybeUninit<u8>; 0] = [];
    loop {
        let mut slices = Vec::with_capacity(payload.len() + 1);
        slices.push(IoSlice::new(&start));
        slices.extend(payload.iter().map(|piece| IoSlice::new(piece)));
        let flags = SendFlags::DONTWAIT | SendFlags::NOSIGNAL;
        match sendmsg(
            socket,
            &slices,
            &mut SendAncillaryBuffer::new(&mut none),
            flags,
        ) {
            Ok(_) => return Ok(true),
            Err(Errno::INTR) => {}
            Err(Errno::AGAIN | Errno::NOBUFS) => return Ok(false),
            Err(error) => return Err(error.into()),
        }
    }
}
