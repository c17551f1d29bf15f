//! Numbers of the link that both ends use (SPEC §9). `protocol/constants.json` states them too.

/// Length of the header of a packet, in bytes.
pub(crate) const HEADER_BYTES: usize = 32;
/// The longest payload that travels in the packet itself, in bytes; a longer one is placed in a slot.
pub(crate) const INLINE_BYTES_MAX: usize = 32 * 1024;
/// The longest packet, in bytes.
pub(crate) const PACKET_BYTES_MAX: usize = HEADER_BYTES + INLINE_BYTES_MAX;
/// The slot number of a packet without a slot.
pub(crate) const NO_SLOT: u16 = u16::MAX;
/// The first slot number that names a buffer.
pub(crate) const BUFFERS_FROM: u16 = 0x8000;
/// Bytes of a body that one slot carries.
pub(crate) const PIECE_BYTES: usize = 1024 * 1024;
/// Slots of each direction that only frames may use, so that frames do not wait for bodies.
pub(crate) const FRAME_SLOTS: usize = 2;
/// Unused memory goes back to the system after this many milliseconds. Applications that pause for less find it warm: page faults for 1 MiB cost a
/// millisecond.
pub(crate) const IDLE_MS: u32 = 10_000;
/// `REPLIES` packets that the page may have without an `ACK`. Further replies queue up and travel together.
pub(crate) const REPLIES_IN_FLIGHT_MAX: u32 = 4;
/// `FRAMES` packets that the page may have without an `ACK`. Further frames stay in the outbox.
pub(crate) const FRAMES_IN_FLIGHT_MAX: u32 = 2;
/// Pieces of all buffers that the page may have without a `FREE`.
pub(crate) const BUFFER_PIECES_MAX: usize = 8;
