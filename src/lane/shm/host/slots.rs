use std::{io, os::fd::OwnedFd, sync::Arc};

use super::{
    packet::Layout,
    region::{Region, Span},
};

/// The slots that the host writes: free, being written by who took one, or with the page.
#[derive(Debug)]
pub(super) struct HostSlots {
    layout: Layout,
    region: Arc<Region>,
    /// The one that was free last goes first: its memory is there, and perhaps in the processor's cache.
    free: Vec<Span>,
    /// By number, those that the page has.
    lent: Vec<Option<Span>>,
    /// Some have been written since the memory was new.
    used: bool,
}

impl HostSlots {
    pub(super) fn new(layout: Layout) -> io::Result<Self> {
        let (region, mut free) = Region::divided(layout.slots, layout.slot_bytes, None)?;
        free.reverse();
        Ok(Self {
            layout,
            region,
            free,
            lent: std::iter::repeat_with(|| None)
                .take(usize::from(layout.slots))
                .collect(),
            used: false,
        })
    }

    /// The descriptor of the memory, to be handed to the page.
    pub(super) fn file(&self) -> &OwnedFd {
        self.region.file()
    }

    pub(super) fn free_count(&self) -> usize {
        self.free.len()
    }

    pub(super) fn take(&mut self) -> Option<Span> {
        let span = self.free.pop()?;
        self.used = true;
        Some(span)
    }

    /// Puts a slot back that the page never heard of.
    pub(super) fn put_back(&mut self, span: Span) {
        self.free.push(span);
    }

    /// The page has it now.
    pub(super) fn lend(&mut self, span: Span) {
        let place = usize::from(span.number());
        if let Some(lent) = self.lent.get_mut(place) {
            *lent = Some(span);
        }
    }

    /// The page gives a slot back; `false` when it does not have it.
    pub(super) fn give_back(&mut self, slot: u16) -> bool {
        let lent = self.lent.get_mut(usize::from(slot)).and_then(Option::take);
        lent.map(|span| self.free.push(span)).is_some()
    }

    /// Whether there is memory that nobody uses.
    pub(super) const fn used(&self) -> bool {
        self.used
    }

    /// New memory, where all slots of this one are free and some were used: what it held goes back to the system with it.
    pub(super) fn renewed(&self) -> Option<io::Result<Self>> {
        let is_idle = self.used && self.free.len() == self.lent.len();
        is_idle.then(|| Self::new(self.layout))
    }
}
