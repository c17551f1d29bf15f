use std::collections::VecDeque;

/// The newest entries, at most a fixed number of them.
#[derive(Debug)]
pub(super) struct Ring<T> {
    entries: VecDeque<T>,
    max: usize,
    /// Number of entries that were ever pushed.
    pushed: u64,
}

impl<T> Ring<T> {
    pub(super) const fn new(max: usize) -> Self {
        Self {
            entries: VecDeque::new(),
            max,
            pushed: 0,
        }
    }

    /// Adds an entry. Returns the oldest one if the ring was full.
    pub(super) fn push(&mut self, entry: T) -> Option<T> {
        self.pushed += 1;
        let oldest = if self.entries.len() >= self.max {
            self.entries.pop_front()
        } else {
            None
        };
        self.entries.push_back(entry);
        oldest
    }

    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.entries.iter()
    }

    /// Returns the number of entries that newer ones have replaced.
    pub(super) fn replaced(&self) -> u64 {
        self.pushed - self.entries.len() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::Ring;

    #[test]
    fn the_oldest_entries_are_replaced() {
        let mut ring = Ring::new(3);
        let replaced: Vec<_> = (0..5).filter_map(|entry| ring.push(entry)).collect();
        assert_eq!(replaced, [0, 1]);
        assert_eq!(ring.iter().copied().collect::<Vec<_>>(), [2, 3, 4]);
        assert_eq!(ring.replaced(), 2);
    }
}
