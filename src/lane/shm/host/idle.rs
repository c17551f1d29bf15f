//! Returns unused memory to the system after a pause (SPEC §9.3).

use super::{
    link::Link,
    packet::{PacketHeader, PacketKind},
    socket,
};

impl Link {
    /// Returns unused memory to the system. If all slots of the host are free, they get new memory.
    pub(super) fn release_memory(&self) {
        self.body_memory.release();
        self.release_buffers();
        let mut state = self.state();
        // A queued packet may own a slot.
        if state.closed || !state.outgoing.is_empty() {
            return;
        }
        let renewed = match state.slots.renewed() {
            None => return,
            Some(Err(error)) => {
                return tracing::debug!(target: "bytelane::lane", %error, "shared memory was not returned to the system");
            }
            Some(Ok(renewed)) => renewed,
        };
        let header = PacketHeader::new(PacketKind::Memory);
        // SPEC §9.3. If the socket is full, the page is not idle.
        if let Ok(true) = socket::send_descriptor(&self.socket, &header, renewed.file()) {
            state.slots = renewed;
        }
    }
}
