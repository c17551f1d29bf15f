use std::collections::{HashSet, VecDeque};

/// Ended channels that are remembered, so that a late frame of one is not mistaken for a frame of a channel that never opened.
const ENDED_KNOWN_MAX: usize = 8_192;

/// The most recently ended channels.
#[derive(Debug, Default)]
pub(super) struct EndedChannels {
    order: VecDeque<u64>,
    known: HashSet<u64>,
}

impl EndedChannels {
    pub(super) fn insert(&mut self, id: u64) {
        if self.known.insert(id) {
            self.order.push_back(id);
        }
        if self.order.len() > ENDED_KNOWN_MAX
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
    }

    pub(super) fn contains(&self, id: u64) -> bool {
        self.known.contains(&id)
    }
}
