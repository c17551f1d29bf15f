// Packets of the shared-memory lane (SPEC §9.2). This file is compiled twice: into the crate and into the web process extension, which has no
// dependencies; hence plain arithmetic on bytes.

/// Bytes in front of every packet.
pub(crate) const HEADER_BYTES: usize = 32;
/// The longest payload that travels in the packet itself; a longer one stands in a slot.
pub(crate) const INLINE_BYTES_MAX: usize = 32 * 1024;
/// The longest packet.
pub(crate) const PACKET_BYTES_MAX: usize = HEADER_BYTES + INLINE_BYTES_MAX;
/// Where a packet names a slot and has none.
pub(crate) const NO_SLOT: u16 = u16::MAX;

/// Where the numbers of buffers begin among those of slots.
pub(crate) const BUFFERS_FROM: u16 = 0x8000;

/// What a packet is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum PacketKind {
    /// Page: frames, calls among them.
    Batch = 1,
    /// Both: slots whose bytes have been taken, `u16` each.
    Free = 2,
    /// Page: batches that it has taken; `id` of replies, `offset` of frames.
    Taken = 3,
    /// Page: asks for `extra` bytes from `offset` of the body in the payload, under the number `id`.
    Pour = 4,
    /// Page: wants no more of the pour `id`.
    Stop = 5,
    /// Page: bytes of the body of the call `id` from `offset`, in a slot.
    Upload = 6,
    /// Host: REPLY frames.
    Replies = 16,
    /// Host: frames of the poll; `offset` is the number of the first.
    Frames = 17,
    /// Host: what answers a batch at once.
    Answer = 18,
    /// Host: a batch was refused; the payload is a refusal.
    Refused = 19,
    /// Host: bytes of the pour `id` from `offset`, in a slot.
    Poured = 20,
    /// Host: the pour `id` cannot go on; the payload is a refusal.
    Failed = 21,
    /// Host: memory, whose descriptor is attached; of the buffer `id`, of `extra` bytes, or where that is 0 for its slots from now on.
    Memory = 22,
    /// Host: the buffer `id` is no more.
    Forget = 23,
    /// Extension to its page: the link is open.
    Opened = 32,
    /// Extension to its page: the link is closed for good, with a reason where there is one.
    Closed = 33,
    /// Extension to its page: there is room again.
    Room = 34,
}

impl PacketKind {
    const ALL: [Self; 17] = [
        Self::Batch,
        Self::Free,
        Self::Taken,
        Self::Pour,
        Self::Stop,
        Self::Upload,
        Self::Replies,
        Self::Frames,
        Self::Answer,
        Self::Refused,
        Self::Poured,
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

/// The fixed start of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PacketHeader {
    pub(crate) kind: PacketKind,
    /// The slot that holds the payload, or [`NO_SLOT`].
    pub(crate) slot: u16,
    /// Length of the payload.
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

    /// Reads the start of a packet; `None` when it is too short, or its kind or reserved byte is not known.
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
}

/// How a piece of shared memory is divided into slots: that of the page and that of the host alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    pub(crate) slots: u16,
    pub(crate) slot_bytes: u32,
}

impl Layout {
    /// Bytes of all slots.
    pub(crate) const fn total_bytes(self) -> u64 {
        self.slot_start(self.slots)
    }

    /// Where a slot begins.
    pub(crate) const fn slot_start(self, slot: u16) -> u64 {
        slot as u64 * self.slot_bytes as u64
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded(kind in 0..PacketKind::ALL.len(), slot: u16, length: u32, id: u64, offset: u64, extra: u64) {
            let header = PacketHeader { kind: PacketKind::ALL[kind], slot, length, id, offset, extra };
            prop_assert_eq!(PacketHeader::decode(&header.encode()), Some(header));
        }

        #[test]
        fn short_starts_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..HEADER_BYTES)) {
            prop_assert_eq!(PacketHeader::decode(&bytes), None);
        }
    }

    #[test]
    fn slots_do_not_overlap_and_fill_the_memory() {
        let layout = Layout {
            slots: 16,
            slot_bytes: 1_069_056,
        };
        let places: Vec<u64> = (0..16).map(|slot| layout.slot_start(slot)).collect();
        assert!(places.windows(2).all(|pair| pair[1] - pair[0] == 1_069_056));
        assert_eq!(places[15] + 1_069_056, layout.total_bytes());
    }
}
