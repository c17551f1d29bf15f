use std::{
    fmt,
    os::fd::{AsFd, BorrowedFd, OwnedFd},
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use bytes::Bytes;
use parking_lot::{Mutex, MutexGuard};
use rustix::net::{Shutdown, shutdown};

use super::{
    body_memory::BodyPool,
    buffers::{Buffers, FreeBuffers},
    leader::Leader,
    outgoing::Outgoing,
    packet::{PacketHeader, PacketKind},
    page_slots::{HeldSlots, PageSlots},
    poll_driver::PollDriver,
    slots::HostSlots,
    socket,
    transfers::Transfers,
    wake::Wake,
};
use crate::{Refusal, document::Document, foreign, router::Executor, wire::Code};

/// The parts that the owner of a link provides.
pub(crate) struct LinkConfig {
    pub(crate) document: Arc<Document>,
    pub(crate) executor: Arc<dyn Executor>,
    /// The longest batch or frame that the page may send at once, in bytes.
    pub(crate) frame_bytes_max: u64,
    /// Unused memory goes back to the system after this time without a packet.
    pub(crate) idle: Duration,
    /// Ends the document.
    pub(crate) end_document: Box<dyn Fn(LinkEnd) + Send + Sync>,
}

/// Why a link ends its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LinkEnd {
    /// The page has broken the protocol.
    Violated,
    /// The page has closed the link before it sent a packet: it will use another lane.
    Unused,
    /// The engine has failed while it served the link.
    Failed,
}

/// The host's end of the link to one document (SPEC §9).
pub(crate) struct Link {
    pub(super) config: LinkConfig,
    pub(super) socket: OwnedFd,
    pub(super) page_slots: PageSlots,
    pub(super) body_memory: Arc<BodyPool>,
    pub(super) free_buffers: Arc<FreeBuffers>,
    pub(super) wake: Arc<Wake>,
    pub(super) state: Mutex<State>,
    pub(super) poll_driver: PollDriver,
    pub(super) leader: Arc<Leader>,
    /// Whether the page has sent a packet.
    pub(super) is_used: AtomicBool,
    /// Whether the page has sent HELLO.
    pub(super) is_greeted: AtomicBool,
}

/// The state of a link that its threads share.
pub(super) struct State {
    pub(super) closed: bool,
    pub(super) outgoing: Outgoing,
    /// Whether the socket was full: the leader waits until it is writable.
    pub(super) blocked: bool,
    pub(super) page_held: HeldSlots,
    pub(super) slots: HostSlots,
    pub(super) buffers: Buffers,
    pub(super) frames_in_flight: u32,
    pub(super) transfers: Transfers,
}

impl State {
    /// Returns whether the page has to read before the host reads further packets: the socket is full, and many answers are queued.
    pub(super) const fn is_backed_up(&self) -> bool {
        self.blocked && self.outgoing.is_over()
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link").finish_non_exhaustive()
    }
}

impl Link {
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }

    pub(super) fn document(&self) -> &Arc<Document> {
        &self.config.document
    }

    pub(super) fn executor(&self) -> &Arc<dyn Executor> {
        &self.config.executor
    }

    /// Returns the descriptors on which the threads of the link wait.
    pub(super) fn sources(&self) -> [BorrowedFd<'_>; 2] {
        [self.socket.as_fd(), self.wake.as_fd()]
    }

    /// Closes the link, which shuts the socket down for both ends.
    pub(crate) fn close(&self) {
        let dropped = {
            let mut state = self.state();
            if state.closed {
                return;
            }
            state.closed = true;
            (
                state.outgoing.take(),
                state.transfers.clear(),
                state.buffers.clear_lent(),
            )
        };
        // The page may have closed its end already.
        let _ = shutdown(&self.socket, Shutdown::Both);
        // After the lock is released: the owners of the bytes may run code of their own.
        drop(dropped);
    }

    /// Closes the link and ends the document, because the page has broken the protocol. Has no effect on a closed link.
    pub(super) fn violated(&self, refusal: &Refusal) {
        if self.state().closed {
            return;
        }
        tracing::warn!(
            target: "bytelane::lane",
            code = refusal.code().as_str(),
            reason = refusal.message(),
            "the page broke the protocol of the shared-memory lane; its link is closed"
        );
        self.end(refusal, LinkEnd::Violated);
    }

    /// Closes the link and ends the document, because the engine cannot serve them any longer. Has no effect on a closed link.
    pub(super) fn failed(&self, reason: &'static str) {
        if self.state().closed {
            return;
        }
        tracing::error!(target: "bytelane::lane", reason, "a link of the shared-memory lane has failed");
        self.end(&Refusal::new(Code::Internal, reason), LinkEnd::Failed);
    }

    fn end(&self, refusal: &Refusal, end: LinkEnd) {
        let mut header = PacketHeader::new(PacketKind::Closed);
        let text = Bytes::from(refusal.to_json());
        header.length = text.len() as u32;
        // The link is closed whether this arrives or not.
        let _ = socket::send(&self.socket, &header, &[text]);
        self.close();
        self.end_document(end);
    }

    /// Ends the document, whatever the code does that waits for it.
    pub(super) fn end_document(&self, end: LinkEnd) {
        foreign::contain("the end of a document", || (self.config.end_document)(end));
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.close();
    }
}

/// Returns the refusal of a packet.
pub(super) fn bad_frame(reason: &'static str) -> Refusal {
    Refusal::new(Code::BadFrame, reason)
}
