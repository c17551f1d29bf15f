//! Packets of the link (SPEC §9.2).

use super::limits::{HEADER_BYTES, NO_SLOT};

/// The purpose of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum PacketKind {
    /// Page: a batch of frames.
    Batch = 1,
    /// Both: slots that may be written again, `u16` each.
    Free = 2,
    /// Page: acknowledges packets, `id` of replies and `offset` of frames.
    Ack = 3,
    /// Page: requests `extra` bytes from `offset` of the body in the payload, as the transfer `id`.
    Transfer = 4,
    /// Page: cancels the transfer `id`.
    Stop = 5,
    /// Page: bytes of the body of the call `id` from `offset`, in a slot.
    Upload = 6,
    /// Host: REPLY frames.
    Replies = 16,
    /// Host: frames of the poll; `offset` is the number of the first.
    Frames = 17,
    /// Host: the immediate answer to a batch.
    Answer = 18,
    /// Host: the refusal of a batch.
    Refused = 19,
    /// Host: bytes of the transfer `id` from `offset`, in a slot.
    Piece = 20,
    /// Host: the transfer `id` failed; the payload is a refusal.
    Failed = 21,
    /// Host: memory, whose descriptor is attached: of the buffer `id`, of `extra` bytes, or new memory for the slots if `id` is 0.
    Memory = 22,
    /// Host: the buffer `id` no longer exists.
    Forget = 23,
    /// Extension to its page: the link is open.
    Opened = 32,
    /// Extension to its page: the link is closed for good; the payload is the reason, if it is known.
    Closed = 33,
    /// Extension to its page: there is room again.
    Room = 34,
}

impl PacketKind {
    pub(super) const ALL: [Self; 17] = [
        Self::Batch,
        Self::Free,
        Self::Ack,
        Self::Transfer,
        Self::Stop,
        Self::Upload,
        Self::Replies,
        Self::Frames,
        Self::Answer,
        Self::Refused,
        Self::Piece,
        Self::Failed,
        Self::Memory,
        Self::Forget,
        Self::Opened,
        Self::Closed,
        Self::Room,
    ];

    fn from_wire(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| *kind as u8 == code)
    }
}

/// Why bytes are not a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PacketError {
    /// Too short for a header, an unknown kind, or a reserved byte that is not 0.
    Header,
    /// The payload in the packet is not as long as stated, or there is one in a packet that names a slot.
    Length,
}

/// The header of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PacketHeader {
    pub(crate) kind: PacketKind,
    /// The slot that holds the payload, or [`NO_SLOT`].
    pub(crate) slot: u16,
    /// Length of the payload in bytes, wherever it is.
    pub(crate) length: u32,
    pub(crate) id: u64,
    pub(crate) offset: u64,
    pub(crate) extra: u64,
}

impl PacketHeader {
    pub(crate) const fn new(kind: PacketKind) -> Self {
        Self {
            kind,
            slot: NO_SLOT,
            length: 0,
            id: 0,
            offset: 0,
            extra: 0,
        }
    }

    pub(crate) fn encode(&self) -> [u8; HEADER_BYTES] {
        let mut bytes = [0; HEADER_BYTES];
        bytes[0] = self.kind as u8;
        bytes[2..4].copy_from_slice(&self.slot.to_le_bytes());
        bytes[4..8].copy_from_slice(&self.length.to_le_bytes());
        bytes[8..16].copy_from_slice(&self.id.to_le_bytes());
        bytes[16..24].copy_from_slice(&self.offset.to_le_bytes());
        bytes[24..32].copy_from_slice(&self.extra.to_le_bytes());
        bytes
    }

    /// Decodes a header. Returns `None` if `packet` is too short, its kind is unknown, or its reserved byte is not 0.
    pub(crate) fn decode(packet: &[u8]) -> Option<Self> {
        let word = |at: usize| Some(u64::from_le_bytes(packet.get(at..at + 8)?.try_into().ok()?));
        if *packet.get(1)? != 0 {
            return None;
        }
        Some(Self {
            kind: PacketKind::from_wire(*packet.first()?)?,
            slot: u16::from_le_bytes(packet.get(2..4)?.try_into().ok()?),
            length: u32::from_le_bytes(packet.get(4..8)?.try_into().ok()?),
            id: word(8)?,
            offset: word(16)?,
            extra: word(24)?,
        })
    }

    /// Decodes a whole packet: its header and the payload that follows it.
    ///
    /// # Errors
    /// Returns [`PacketError`] if the header or the length of the payload breaks SPEC §9.2.
    pub(crate) fn decode_packet(packet: &[u8]) -> Result<(Self, &[u8]), PacketError> {
        let header = Self::decode(packet).ok_or(PacketError::Header)?;
        let payload = &packet[HEADER_BYTES..];
        let stated = if header.slot == NO_SLOT {
            header.length as usize
        } else {
            0
        };
        if payload.len() == stated {
            Ok((header, payload))
        } else {
            Err(PacketError::Length)
        }
    }
}

/// The division of shared memory into slots, the same for the page's and the host's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    pub(crate) slots: u16,
    pub(crate) slot_bytes: u32,
}

impl Layout {
    /// Returns the length of all slots, in bytes.
    pub(crate) const fn total_bytes(self) -> u64 {
        self.slot_start(self.slots)
    }

    /// Returns the offset of a slot, in bytes.
    pub(crate) const fn slot_start(self, slot: u16) -> u64 {
        slot as u64 * self.slot_bytes as u64
    }
}
