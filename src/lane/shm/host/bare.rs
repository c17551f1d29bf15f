use std::{
    fmt, io,
    os::fd::OwnedFd,
    sync::{
        Arc, Weak,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use super::{
    limits::IDLE_MS,
    link::{Link, LinkConfig, LinkEnd},
    open::PageEnd,
};
use crate::{
    document::{CloseReason, Document},
    router::Executor,
};

/// A link without a webview (SPEC §9). The test is its page, and may break the protocol.
pub struct BareLink {
    /// The page's end of the socket, which does not block.
    pub socket: OwnedFd,
    /// The memory of the slots that the page writes.
    pub page_slots: OwnedFd,
    /// The memory of the slots that the host writes.
    pub host_slots: OwnedFd,
    /// Number of slots in each direction.
    pub slots: u16,
    /// Length of a slot in bytes.
    pub slot_bytes: u32,
    link: Weak<Link>,
    violated: Arc<AtomicBool>,
    failed: Arc<AtomicBool>,
}

impl fmt::Debug for BareLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BareLink").finish_non_exhaustive()
    }
}

impl BareLink {
    /// Opens a link to a document.
    ///
    /// # Errors
    /// Returns the system's error if it has no memory, descriptors or threads left.
    pub fn open(document: &Arc<Document>, executor: impl Executor) -> io::Result<Self> {
        let (violated, failed) = (Arc::<AtomicBool>::default(), Arc::<AtomicBool>::default());
        let (on_violated, on_failed) = (Arc::clone(&violated), Arc::clone(&failed));
        let ended = Arc::downgrade(document);
        let config = LinkConfig {
            document: Arc::clone(document),
            executor: Arc::new(executor),
            frame_bytes_max: document.limits().batch_bytes_max,
            idle: Duration::from_millis(IDLE_MS.into()),
            end_document: Box::new(move |end| {
                match end {
                    LinkEnd::Violated => on_violated.store(true, Ordering::SeqCst),
                    LinkEnd::Failed => on_failed.store(true, Ordering::SeqCst),
                    LinkEnd::Unused => {}
                }
                if let Some(document) = ended.upgrade() {
                    document.close(CloseReason::DocumentGone);
                }
            }),
        };
        let (link, page) = Link::open(config)?;
        let PageEnd {
            socket,
            page_slots,
            host_slots,
            layout,
        } = page;
        Ok(Self {
            socket,
            page_slots,
            host_slots,
            slots: layout.slots,
            slot_bytes: layout.slot_bytes,
            link: Arc::downgrade(&link),
            violated,
            failed,
        })
    }

    /// Returns whether a thread of the host serves the link.
    pub fn is_served(&self) -> bool {
        self.link.strong_count() > 0
    }

    /// Returns whether the host has closed the link because the page broke the protocol.
    pub fn is_violated(&self) -> bool {
        self.violated.load(Ordering::SeqCst)
    }

    /// Returns whether the engine has failed while it served the link.
    pub fn has_failed(&self) -> bool {
        self.failed.load(Ordering::SeqCst)
    }
}
