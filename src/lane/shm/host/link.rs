use std::{
    collections::VecDeque,
    fmt, io,
    os::fd::OwnedFd,
    sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::AtomicBool},
    time::Duration,
};

use bytes::Bytes;
use rustix::{
    event::{EventfdFlags, eventfd},
    net::{AddressFamily, Shutdown, SocketFlags, SocketType, shutdown, socketpair},
};

use super::{
    body_memory::BodyPool,
    buffers::{Buffers, FreeBuffers, LinkMemory},
    leader::Relief,
    packet::{Layout, PacketHeader, PacketKind},
    page_slots::PageSlots,
    poll_driver::Pump,
    slots::HostSlots,
    socket,
    transfers::Pours,
    transmit::Packet,
};
use crate::{Refusal, document::Document, router::Executor, wire::Code};

/// What a link needs of the one who opens it.
pub(crate) struct LinkConfig {
    pub(crate) document: Arc<Document>,
    pub(crate) executor: Arc<dyn Executor>,
    /// The longest batch or frame that the page may send at once, in bytes.
    pub(crate) frame_bytes_max: u64,
    /// After so long without a packet, memory that was used is given back.
    pub(crate) idle: Duration,
    /// Ends the document: its page has broken the protocol, or has never used the link.
    pub(crate) end_document: Box<dyn Fn(LinkEnd) + Send + Sync>,
}

/// Why a link ends its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LinkEnd {
    /// The page has broken the protocol.
    Violated,
    /// The page has let go of the link before it sent anything: it will use another lane.
    Unused,
}

/// What the page gets of a link: its end of the socket, and the memory of the slots that it writes and of those that it reads.
#[derive(Debug)]
pub(crate) struct PageEnd {
    pub(crate) socket: OwnedFd,
    pub(crate) page_slots: OwnedFd,
    pub(crate) host_slots: OwnedFd,
    pub(crate) layout: Layout,
}

/// The host's end of the link to one document (SPEC §9).
pub(crate) struct Link {
    pub(super) config: LinkConfig,
    pub(super) socket: OwnedFd,
    pub(super) page_slots: PageSlots,
    pub(super) body_memory: BodyPool,
    pub(super) free_buffers: FreeBuffers,
    pub(super) wake: OwnedFd,
    state: Mutex<State>,
    pub(super) pump: Pump,
    /// Its two threads.
    pub(super) relief: Arc<Relief>,
    /// The page has sent something.
    pub(super) is_used: AtomicBool,
}

pub(super) struct State {
    pub(super) closed: bool,
    /// Replies that wait for the page to take those before them.
    pub(super) replies: VecDeque<Packet>,
    /// What else waits for room.
    pub(super) others: VecDeque<Packet>,
    pub(super) queued_bytes: u64,
    /// The socket was full: the thread waits until it is not.
    pub(super) blocked: bool,
    /// Slots of the page that are to be given back to it.
    pub(super) returns: Vec<u16>,
    pub(super) slots: HostSlots,
    pub(super) buffers: Buffers,
    pub(super) replies_in_flight: u32,
    pub(super) frames_in_flight: u32,
    pub(super) pours: Pours,
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link").finish_non_exhaustive()
    }
}

impl Link {
    /// Opens a link and starts its thread.
    ///
    /// # Errors
    /// When the system has no memory, descriptors or threads for it.
    pub(crate) fn open(config: LinkConfig) -> io::Result<(Arc<Self>, PageEnd)> {
        let layout = layout_for(&config)?;
        let page_slots = PageSlots::new(layout)?;
        let slots = HostSlots::new(layout)?;
        let (socket, page_socket) = socketpair(
            AddressFamily::UNIX,
            SocketType::SEQPACKET,
            SocketFlags::CLOEXEC | SocketFlags::NONBLOCK,
            None,
        )?;
        let page = PageEnd {
            socket: page_socket,
            page_slots: page_slots.file().try_clone()?,
            host_slots: slots.file().try_clone()?,
            layout,
        };
        let wake = eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?;
        let relief = Arc::new(Relief::new([&socket, &wake])?);
        let link = Arc::new(Self {
            config,
            socket,
            page_slots,
            body_memory: BodyPool::default(),
            free_buffers: FreeBuffers::default(),
            wake,
            state: Mutex::new(State {
                closed: false,
                replies: VecDeque::new(),
                others: VecDeque::new(),
                queued_bytes: 0,
                blocked: false,
                returns: Vec::new(),
                slots,
                buffers: Buffers::default(),
                replies_in_flight: 0,
                frames_in_flight: 0,
                pours: Pours::default(),
            }),
            pump: Pump::default(),
            relief,
            is_used: AtomicBool::new(false),
        });
        let lender = LinkMemory(Arc::downgrade(&link));
        link.document().lend_from(Arc::new(lender));
        link.start_thread(Self::run)?;
        Ok((link, page))
    }

    pub(super) fn start_thread(self: &Arc<Self>, work: fn(Arc<Self>)) -> io::Result<()> {
        let link = Arc::clone(self);
        std::thread::Builder::new()
            .name("bytelane-link".into())
            .spawn(move || work(link))
            .map(drop)
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn document(&self) -> &Arc<Document> {
        &self.config.document
    }

    pub(super) fn executor(&self) -> &Arc<dyn Executor> {
        &self.config.executor
    }

    /// Closes the link. The page sees its end of the socket close.
    pub(crate) fn close(&self) {
        let waiting = {
            let mut state = self.state();
            if state.closed {
                return;
            }
            state.closed = true;
            (
                std::mem::take(&mut state.replies),
                std::mem::take(&mut state.others),
                state.pours.clear(),
            )
        };
        // Outside of the lock: bodies may be large.
        drop(waiting);
        // It may have been closed by the other side.
        let _ = shutdown(&self.socket, Shutdown::Both);
    }

    /// The page has broken the protocol: nothing it says can be relied upon any more.
    pub(super) fn violated(&self, refusal: &Refusal) {
        tracing::warn!(
            code = refusal.code().as_str(),
            reason = refusal.message(),
            "the shared-memory lane of a document is closed"
        );
        let mut header = PacketHeader::new(PacketKind::Closed);
        let text = Bytes::from(refusal.to_json());
        header.length = text.len() as u32;
        // It is closed whether this arrives or not.
        let _ = socket::send(&self.socket, &header, &[text]);
        self.close();
        (self.config.end_document)(LinkEnd::Violated);
    }

    pub(super) fn wake(&self) {
        // A full counter wakes just as well.
        let _ = rustix::io::write(&self.wake, &1_u64.to_ne_bytes());
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.close();
    }
}

/// Slots that hold whatever the limits let into one packet.
fn layout_for(config: &LinkConfig) -> io::Result<Layout> {
    const SLOTS: u16 = 16;
    const SLOT_BYTES_MIN: u64 = 1024 * 1024;
    const SHARED_BYTES_MAX: u64 = 512 * 1024 * 1024;
    let limits = config.document.limits();
    let frame = config.frame_bytes_max.max(SLOT_BYTES_MIN);
    let slot_bytes = (frame + u64::from(limits.head_bytes_max) + 4096).next_multiple_of(4096);
    if slot_bytes * u64::from(SLOTS) * 2 > SHARED_BYTES_MAX {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "the limits allow larger frames than the shared-memory lane carries",
        ));
    }
    Ok(Layout {
        slots: SLOTS,
        slot_bytes: slot_bytes as u32,
    })
}

pub(super) fn bad(reason: &'static str) -> Refusal {
    Refusal::new(Code::BadFrame, reason)
}
