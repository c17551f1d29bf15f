use std::collections::VecDeque;

/// The frames that have been enqueued, by ordinal, from the oldest queued one. Frames leave in any order; all operations take amortised
/// constant time.
#[derive(Debug)]
pub(super) struct Unsent {
    /// Ordinal of the oldest frame that is queued, or of the next one.
    first: u64,
    /// Whether the frames from `first` on have left.
    left: VecDeque<bool>,
}

impl Unsent {
    /// Creates the record of a queue whose first frame has this ordinal.
    pub(super) const fn new(first: u64) -> Self {
        Self {
            first,
            left: VecDeque::new(),
        }
    }

    /// Records the next frame. Returns its ordinal.
    pub(super) fn enqueue(&mut self) -> u64 {
        self.left.push_back(false);
        self.last()
    }

    /// Returns the ordinal of the last frame that was enqueued.
    pub(super) fn last(&self) -> u64 {
        self.first + self.left.len() as u64 - 1
    }

    /// Records that a frame was sent or dropped.
    pub(super) fn leave(&mut self, ordinal: u64) {
        let place = ordinal.checked_sub(self.first).map(usize::try_from);
        if let Some(Ok(place)) = place
            && let Some(left) = self.left.get_mut(place)
        {
            *left = true;
        }
        while self.left.front() == Some(&true) {
            self.left.pop_front();
            self.first += 1;
        }
    }

    /// Records that no frame is queued.
    pub(super) fn clear(&mut self) {
        self.first += self.left.len() as u64;
        self.left.clear();
    }

    /// Returns whether every frame up to this ordinal has left.
    pub(super) const fn has_left(&self, ordinal: u64) -> bool {
        ordinal < self.first
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Compares with a model: the set of queued ordinals.
        #[test]
        fn agrees_with_a_set(steps in prop::collection::vec((any::<bool>(), 0_usize..8), 1..200)) {
            let (mut unsent, mut queued, mut last) = (Unsent::new(1), BTreeSet::new(), 0);
            for (is_enqueued, place) in steps {
                if is_enqueued {
                    unsent.enqueue();
                    last += 1;
                    queued.insert(last);
                } else if let Some(ordinal) = queued.iter().nth(place).copied() {
                    queued.remove(&ordinal);
                    unsent.leave(ordinal);
                }
                for ordinal in 0..=last {
                    prop_assert_eq!(unsent.has_left(ordinal), queued.first().is_none_or(|first| *first > ordinal));
                }
            }
            unsent.clear();
            prop_assert!(unsent.has_left(last));
        }
    }
}
