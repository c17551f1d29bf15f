//! The client's listener, which is called with packets in a `Uint8Array`.

use std::cell::RefCell;

use crate::{
    common::{limits::HEADER_BYTES, packet::PacketHeader},
    object::{Context, Value},
};

/// Packets for the listener start at multiples of this, as frames and bodies do (SPEC §1).
const ALIGNMENT_BYTES: usize = 16;

/// The client's function, and reusable memory for batches.
pub struct Listener {
    function: Value,
    /// Memory of a former batch that the client has read, for the next batch from a slot.
    batch_memory: RefCell<Option<Value>>,
}

impl Listener {
    pub fn new(function: Value) -> Self {
        Self {
            function,
            batch_memory: RefCell::default(),
        }
    }

    /// Calls the listener with gathered packets and empties `packets`.
    pub fn tell_gathered(&self, context: &Context, packets: &mut Vec<u8>) {
        if let Some(array) = context.bytes(packets.len()) {
            array.with_bytes(|into| {
                if into.len() == packets.len() {
                    into.copy_from_slice(packets); // COPY: small packets, gathered into one array
                }
            });
            self.hand(context, &array);
        }
        packets.clear();
    }

    /// Calls the listener with one packet.
    pub fn tell(&self, context: &Context, mut header: PacketHeader, payload: &[u8]) {
        header.length = payload.len() as u32;
        let mut packet = Vec::new();
        append(&mut packet, &header, payload);
        self.tell_gathered(context, &mut packet);
    }

    /// Calls the listener with an array of packets.
    pub fn hand(&self, context: &Context, packets: &Value) {
        self.function.call(context, packets);
    }

    /// Returns an array of `length` bytes for a batch: in the memory of a former batch if the client has returned it, else in new memory of
    /// `whole_length` bytes.
    pub fn batch_of(&self, context: &Context, length: usize, whole_length: usize) -> Option<Value> {
        let memory = self.batch_memory.take();
        let again = memory.and_then(|memory| context.bytes_in(&memory, length));
        again.or_else(|| {
            let whole = context.bytes(whole_length)?;
            context.bytes_in(&whole.buffer()?, length)
        })
    }

    /// Sets the memory for the next batch.
    pub fn set_batch_memory(&self, memory: Option<Value>) {
        // The former memory is dropped after the borrow.
        drop(self.batch_memory.replace(memory));
    }
}

/// Appends a packet, padded so that the next one starts at a multiple of 16.
pub fn append(packets: &mut Vec<u8>, header: &PacketHeader, payload: &[u8]) {
    packets.reserve(HEADER_BYTES + payload.len().next_multiple_of(ALIGNMENT_BYTES));
    packets.extend_from_slice(&header.encode());
    packets.extend_from_slice(payload); // COPY: small packets are gathered
    packets.resize(packets.len().next_multiple_of(ALIGNMENT_BYTES), 0);
}
