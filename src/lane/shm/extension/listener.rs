//! What the client is told: packets, one behind the other, in a `Uint8Array`.

use std::cell::RefCell;

use crate::{
    common::{limits::HEADER_BYTES, packet::PacketHeader},
    object::{Context, Value},
};

/// Frames and bodies start at multiples of this (SPEC §1); so do packets for the listener.
const ALIGNMENT_BYTES: usize = 16;

/// The client's function, and the memory in which it gets batches.
pub struct Listener {
    function: Value,
    /// For the next batch that stands in a slot: the memory of the last one, which the client has read.
    batch_memory: RefCell<Option<Value>>,
}

impl Listener {
    pub fn new(function: Value) -> Self {
        Self {
            function,
            batch_memory: RefCell::default(),
        }
    }

    /// Tells of packets that were gathered; their memory may be used again.
    pub fn tell_gathered(&self, context: &Context, packets: &mut Vec<u8>) {
        if let Some(array) = context.bytes(packets.len()) {
            array.with_bytes(|into| {
                if into.len() == packets.len() {
                    into.copy_from_slice(packets);
                }
            });
            self.hand(context, &array);
        }
        packets.clear();
    }

    /// Tells of one packet.
    pub fn tell(&self, context: &Context, mut header: PacketHeader, payload: &[u8]) {
        header.length = payload.len() as u32;
        let mut packet = Vec::new();
        append(&mut packet, &header, payload);
        self.tell_gathered(context, &mut packet);
    }

    /// Bytes of the page that hold packets.
    pub fn hand(&self, context: &Context, packets: &Value) {
        self.function.call(context, packets);
    }

    /// Bytes of the page for a batch, out of `whole_length`: in the memory of the last one, where the client has given that back.
    pub fn batch_of(&self, context: &Context, length: usize, whole_length: usize) -> Option<Value> {
        let memory = self.batch_memory.take();
        let again = memory.and_then(|memory| context.bytes_in(&memory, length));
        again.or_else(|| {
            let whole = context.bytes(whole_length)?;
            context.bytes_in(&whole.buffer()?, length)
        })
    }

    /// The client has read the batch that this memory holds.
    pub fn give_back(&self, memory: Option<Value>) {
        // What it takes the place of is dropped behind the borrow.
        drop(self.batch_memory.replace(memory));
    }
}

/// Puts a packet behind others, so that the next one starts at a multiple of 16.
pub fn append(packets: &mut Vec<u8>, header: &PacketHeader, payload: &[u8]) {
    packets.reserve(HEADER_BYTES + payload.len().next_multiple_of(ALIGNMENT_BYTES));
    packets.extend_from_slice(&header.encode());
    packets.extend_from_slice(payload);
    packets.resize(packets.len().next_multiple_of(ALIGNMENT_BYTES), 0);
}
