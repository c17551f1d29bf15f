//! Requests of the client, which the natives pass on.

use std::{ops::Range, time::Duration};

use crate::{
    bodies::Target,
    common::{
        limits::FRAME_SLOTS,
        packet::{PacketHeader, PacketKind},
    },
    link::{ACCEPTED, CLOSED, FULL, NO_MEMORY, PageLink},
    object::Value,
    pool,
    socket::Sent,
    watch,
};

impl PageLink {
    /// Sends a batch of frames.
    pub fn send(&self, batch: &Value) -> f64 {
        let sent = self
            .with_connection(|connection| batch.with_bytes(|bytes| connection.send_batch(bytes)));
        self.result_of(sent)
    }

    /// Requests the bytes of a body from `offset`, as many as `into` holds.
    pub fn transfer(&self, id: u64, body: u64, offset: u64, into: Value) -> f64 {
        let target = Target::Caller(into);
        let sent = self.with_connection(|connection| connection.transfer(id, body, offset, target));
        self.result_of(sent)
    }

    /// Requests `length` bytes of a body from `offset`, into memory that becomes the page's.
    pub fn allocate(&self, id: u64, body: u64, offset: u64, length: usize) -> f64 {
        let Some(block) = pool::take(length) else {
            return NO_MEMORY;
        };
        let target = Target::Pool(block);
        let sent = self.with_connection(|connection| connection.transfer(id, body, offset, target));
        self.result_of(sent)
    }

    /// Returns the `ArrayBuffer` of a body that is complete, once.
    pub fn filled(&self, id: u64) -> Option<Value> {
        let block = self.with_connection(|connection| connection.bodies.remove_filled(id))??;
        pool::lend(block, &self.context)
    }

    /// Cancels a transfer. Pieces in flight are dropped when they arrive.
    pub fn stop(&self, id: u64) -> f64 {
        let stopped = self.with_connection(|connection| {
            let mut header = PacketHeader::new(PacketKind::Stop);
            header.id = id;
            // If the socket is full, the host only sends more pieces in vain.
            let _ = connection.socket.send(&header, &[]);
            connection.bodies.stop(id)
        });
        stopped.map_or(CLOSED, |_| ACCEPTED)
    }

    /// Uploads bytes of the body of a call, waiting at most `patience` at a time for slots. Returns the number of accepted bytes.
    pub fn push(&self, call: u64, offset: u64, bytes: &Value, patience: Duration) -> f64 {
        let accepted = self.with_connection(|connection| {
            let accepted =
                bytes.with_bytes(|bytes| connection.upload(call, offset, bytes, patience));
            self.note_use(connection);
            (accepted, !connection.inbox.is_empty())
        });
        let Some((accepted, has_packets)) = accepted else {
            return CLOSED;
        };
        if has_packets {
            // The socket may stay silent, so nothing else would wake the loop for them.
            let me = self.me.clone();
            watch::soon(move || {
                if let Some(link) = me.upgrade() {
                    link.turn();
                }
            });
        }
        match accepted {
            Ok(0) => {
                // If slots are missing, the packet that returns them reports room, and the socket is not watched.
                let slots_missing = self.with_connection(|connection| {
                    connection.wants_room = true;
                    connection.free.len() <= FRAME_SLOTS
                });
                if slots_missing == Some(false) {
                    self.watch_output();
                }
                FULL
            }
            Ok(accepted) => accepted as f64,
            Err(()) => CLOSED,
        }
    }

    /// Returns the memory of a batch that arrived alone, to be overwritten.
    pub fn reuse(&self, packets: &Value) -> f64 {
        self.listener().map_or(CLOSED, |listener| {
            listener.set_batch_memory(packets.buffer());
            ACCEPTED
        })
    }

    /// Copies a part of packets into an `ArrayBuffer` of its own.
    pub fn copy(&self, packets: &Value, part: Range<usize>) -> Option<Value> {
        let block = packets.with_bytes(|bytes| {
            let part = bytes.get(part)?;
            let mut block = pool::take(part.len())?;
            block.bytes().copy_from_slice(part); // COPY: the page asks for an `ArrayBuffer` of its own
            Some(block)
        })?;
        pool::lend(block, &self.context)
    }

    /// Returns the result of a send for the client.
    fn result_of(&self, sent: Option<Sent>) -> f64 {
        match sent {
            Some(Sent::Done) => ACCEPTED,
            Some(Sent::Full) => {
                self.want_room();
                FULL
            }
            Some(Sent::Closed) | None => CLOSED,
        }
    }
}
