//! Turns of the main loop: the host's packets on their way to the client's listener.

use std::{
    os::fd::OwnedFd,
    rc::Rc,
    time::{Duration, Instant},
};

use crate::{
    cache::Cache,
    common::{
        limits::{HEADER_BYTES, NO_SLOT},
        packet::{Layout, PacketHeader, PacketKind},
    },
    connection::{Connection, Next},
    host_memory::HostMemory,
    link::{LinkState, PageLink},
    mapping::MappedPageSlots,
    socket::PageSocket,
    watch,
};

/// The number of gathered bytes for which the listener is called, even while more packets wait.
const GATHERED_BYTES: usize = 128 * 1024;
/// The longest turn. After it the main loop goes on with rendering and timers.
const TURN: Duration = Duration::from_millis(8);

impl PageLink {
    /// Opens the link with the descriptors of the host.
    pub fn opened(
        &self,
        socket: OwnedFd,
        page_slots: &OwnedFd,
        host_slots: &OwnedFd,
        layout: Layout,
    ) {
        let LinkState::Asking(listener) = self.replace(LinkState::New) else {
            return self.close();
        };
        let (Some(page_slots), Some(host)) = (
            MappedPageSlots::map(page_slots, layout),
            HostMemory::map(host_slots, layout),
        ) else {
            return self.refused_with(&listener, b"the shared memory cannot be mapped");
        };
        let me = self.me.clone();
        let socket = PageSocket::new(socket);
        let input = watch::readable(socket.fd(), move || {
            me.upgrade().is_some_and(|link| link.turn())
        });
        let connection = Connection::new(listener, socket, page_slots, host, input);
        self.replace(LinkState::Open(Box::new(connection)));
        let mut header = PacketHeader::new(PacketKind::Opened);
        header.extra = u64::from(layout.slot_bytes);
        self.tell(header, &[]);
    }

    /// Handles the packets that have arrived. Returns whether to watch for more.
    pub fn turn(&self) -> bool {
        if self.busy.replace(true) {
            return true;
        }
        let end = Instant::now() + TURN;
        let mut gathered = Vec::new();
        let mut open = true;
        loop {
            let Some(next) = self.with_connection(|connection| connection.next(&mut gathered))
            else {
                open = false;
                break;
            };
            match next {
                Next::Handled => {}
                Next::InSlot(header) => {
                    self.flush(&mut gathered);
                    self.tell_from_slot(header);
                }
                Next::Nothing => {
                    // The listener may call, and the reply arrive sooner than the next turn.
                    self.flush(&mut gathered);
                    if self.with_connection(Connection::spin_for_reply) != Some(true) {
                        break;
                    }
                }
                Next::Closed => {
                    self.flush(&mut gathered);
                    self.ended();
                    open = false;
                    break;
                }
            }
            if gathered.len() >= GATHERED_BYTES {
                self.flush(&mut gathered);
            }
            if Instant::now() >= end {
                break;
            }
        }
        self.flush(&mut gathered);
        if self.with_connection(Connection::report_lazily) == Some(false) {
            // The host waits for a report for which the socket was full.
            self.watch_output();
        }
        self.busy.set(false);
        open && self.is_open()
    }

    /// Reports to the client that the host has closed the link.
    fn ended(&self) {
        if let LinkState::Open(mut connection) = self.replace(LinkState::Closed) {
            let listener = Rc::clone(&connection.listener);
            // The source that runs now is removed by its result.
            if let Some(input) = connection.input.take() {
                input.forget();
            }
            drop(connection);
            let header = PacketHeader::new(PacketKind::Closed);
            listener.tell(&self.context, header, &[]);
        }
    }

    /// Calls the listener with the gathered packets.
    fn flush(&self, gathered: &mut Vec<u8>) {
        if gathered.is_empty() {
            return;
        }
        match self.listener() {
            Some(listener) => listener.tell_gathered(&self.context, gathered),
            None => gathered.clear(),
        }
    }

    /// Calls the listener with a packet whose payload is in a slot, which is copied once.
    fn tell_from_slot(&self, mut header: PacketHeader) {
        let opened = self.with_connection(|connection| {
            self.note_use(connection);
            (
                Rc::clone(&connection.listener),
                connection.page_slots.layout().slot_bytes,
            )
        });
        let Some((listener, slot_bytes)) = opened else {
            return;
        };
        let length = HEADER_BYTES + header.length as usize;
        let array = if header.kind == PacketKind::Frames {
            let whole_length = HEADER_BYTES + slot_bytes as usize;
            listener.batch_of(&self.context, length, whole_length)
        } else {
            self.context.bytes(length)
        };
        let Some(array) = array else {
            return;
        };
        let place = header;
        header.slot = NO_SLOT;
        self.with_connection(|connection| {
            array.with_bytes(|into| {
                if let Some((start, rest)) = into.split_at_mut_checked(HEADER_BYTES) {
                    start.copy_from_slice(&header.encode());
                    connection.host.read(&place, rest, Cache::Fill);
                }
            });
            connection.freed.push(place.slot);
            connection.report();
        });
        listener.hand(&self.context, &array);
    }
}
