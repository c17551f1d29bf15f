//! Decodes bytes as the header of a packet of the shared-memory lane. `lane/shm/host/tests/` sends whole packets to a host.

#[allow(
    dead_code,
    unreachable_pub,
    reason = "modules of the crate, of which the entry uses a part"
)]
#[path = "../../../src/lane/shm/common/mod.rs"]
pub(crate) mod common;

use common::{limits::HEADER_BYTES, packet::PacketHeader};

pub(crate) fn run(data: &[u8]) {
    let Some(header) = PacketHeader::decode(data) else {
        return;
    };
    assert!(data.len() >= HEADER_BYTES);
    assert_eq!(header.encode(), data[..HEADER_BYTES]);
}
