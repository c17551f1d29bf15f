//! What goes back to the system after a pause (SPEC §9.3).

use super::{
    link::Link,
    packet::{PacketHeader, PacketKind},
    socket,
};

impl Link {
    /// After a pause nothing of the host's slots is in use: they get new memory, and the old one goes back to the system.
    pub(super) fn give_back(&self) {
        self.body_memory.forget();
        self.forget_buffers();
        let mut state = self.state();
        // What is queued may hold a slot.
        if state.closed || !state.others.is_empty() || !state.replies.is_empty() {
            return;
        }
        let renewed = match state.slots.renewed() {
            None => return,
            Some(Err(error)) => {
                return tracing::debug!(%error, "shared memory could not be given back");
            }
            Some(Ok(renewed)) => renewed,
        };
        let header = PacketHeader::new(PacketKind::Memory);
        // SPEC §9.3. A full socket means that the page is not idle.
        if let Ok(true) = socket::send_descriptor(&self.socket, &header, renewed.file()) {
            state.slots = renewed;
        }
    }
}
