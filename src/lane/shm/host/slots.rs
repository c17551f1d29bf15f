use std::{io, os::fd::OwnedFd, sync::Arc};

use super::{
    packet::Layout,
    region::{Region, Span},
};

/// The slots that the host writes. Each is free, owned by its writer, or lent to the page.
#[derive(Debug)]
pub(super) struct HostSlots {
    layout: Layout,
    region: Arc<Region>,
    /// Free slots. The most recently freed slot is used first: its pages are present, perhaps in the processor's cache.
    free: Vec<Span>,
    /// Slots that the page holds, by number.
    lent: Vec<Option<Span>>,
    /// Whether any slot has been written since the memory was created.
    used: bool,
}

impl HostSlots {
    /// Creates the memory of all slots.
    ///
    /// # Errors
    /// As [`Region::divided`].
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

    /// Returns the descriptor of the memory, for the page.
    pub(super) fn file(&self) -> &OwnedFd {
        self.region.file()
    }

    /// Returns the number of free slots.
    pub(super) fn free_count(&self) -> usize {
        self.free.len()
    }

    /// Removes a free slot, to be written.
    pub(super) fn acquire(&mut self) -> Option<Span> {
        let span = self.free.pop()?;
        self.used = true;
        Some(span)
    }

    /// Frees a slot that was never sent.
    pub(super) fn put_back(&mut self, span: Span) {
        self.free.push(span);
    }

    /// Lends a slot to the page.
    pub(super) fn lend(&mut self, span: Span) {
        let place = usize::from(span.number());
        if let Some(lent) = self.lent.get_mut(place) {
            *lent = Some(span);
        }
    }

    /// Frees a slot that the page returned. Returns `false` if the page does not hold it.
    pub(super) fn give_back(&mut self, slot: u16) -> bool {
        let lent = self.lent.get_mut(usize::from(slot)).and_then(Option::take);
        lent.map(|span| self.free.push(span)).is_some()
    }

    /// Returns whether any slot has been written since the memory was created.
    pub(super) const fn used(&self) -> bool {
        self.used
    }

    /// Creates new memory, if slots were used and all are free: the former pages go back to the system with the former memory.
    pub(super) fn renewed(&self) -> Option<io::Result<Self>> {
        let is_idle = self.used && self.free.len() == self.lent.len();
        is_idle.then(|| Self::new(self.layout))
    }
}
