use std::{
    io,
    os::fd::{AsFd, OwnedFd},
    sync::{Arc, atomic::AtomicBool},
};

use parking_lot::Mutex;
use rustix::net::{AddressFamily, SocketFlags, SocketType, socketpair};

use super::{
    body_memory::BodyPool,
    buffers::{Buffers, FreeBuffers},
    leader::{Epoll, Leader},
    lend::LinkMemory,
    link::{Link, LinkConfig, State},
    outgoing::Outgoing,
    packet::Layout,
    page_slots::{HeldSlots, PageSlots},
    poll_driver::PollDriver,
    slots::HostSlots,
    transfers::Transfers,
    wake::Wake,
};

/// The descriptors that the page gets: its end of the socket, the memory of the slots that it writes, and that of the slots that it reads.
#[derive(Debug)]
pub(crate) struct PageEnd {
    pub(crate) socket: OwnedFd,
    pub(crate) page_slots: OwnedFd,
    pub(crate) host_slots: OwnedFd,
    pub(crate) layout: Layout,
}

impl Link {
    /// Opens a link and starts its leader.
    ///
    /// # Errors
    /// Returns the system's error if it has no memory, descriptors or threads left, and `InvalidInput` if the limits require larger slots than the
    /// lane has.
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
        let ledger = Arc::clone(config.document.ledger());
        let wake = Arc::new(Wake::new()?);
        let leader = Leader::new(Epoll::new([socket.as_fd(), wake.as_fd()])?);
        let link = Arc::new(Self {
            config,
            socket,
            page_slots,
            body_memory: BodyPool::new(Arc::clone(&wake)),
            free_buffers: FreeBuffers::new(Arc::clone(&wake)),
            wake,
            state: Mutex::new(State {
                closed: false,
                outgoing: Outgoing::new(ledger),
                blocked: false,
                page_held: HeldSlots::new(layout),
                slots,
                buffers: Buffers::default(),
                frames_in_flight: 0,
                transfers: Transfers::default(),
            }),
            poll_driver: PollDriver::new(),
            leader: Arc::new(leader),
            is_used: AtomicBool::new(false),
            is_greeted: AtomicBool::new(false),
        });
        let memory = LinkMemory(Arc::downgrade(&link));
        link.document().lend_from(Arc::new(memory));
        link.start_thread(Self::lead)?;
        Ok((link, page))
    }
}

/// Returns a layout whose slots hold any payload that the limits allow in one packet.
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
            "the shared-memory lane does not support frames as large as the limits allow",
        ));
    }
    Ok(Layout {
        slots: SLOTS,
        slot_bytes: slot_bytes as u32,
    })
}
