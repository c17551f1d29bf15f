//! Bytes as the start of a packet of the shared-memory lane. What a host does with whole packets, `lane/shm/host/tests/` tries.

#[allow(
    dead_code,
    unreachable_pub,
    reason = "a file of the crate, of which the entry uses a part"
)]
#[path = "../../../src/lane/shm/common/packet.rs"]
mod layout;

use layout::{HEADER_BYTES, PacketHeader};

pub(crate) fn run(data: &[u8]) {
    let Some(header) = PacketHeader::decode(data) else {
        return;
    };
    assert!(data.len() >= HEADER_BYTES);
    assert_eq!(header.encode(), data[..HEADER_BYTES]);
}
