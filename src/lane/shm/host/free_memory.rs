//! Free memory by its length.

use std::{collections::BTreeMap, ops::RangeInclusive};

/// Removes free memory of the smallest of these lengths. The last released of them is the most likely to be in the processor's cache.
pub(super) fn take_smallest<K: Copy + Ord, T>(
    free: &mut BTreeMap<K, Vec<T>>,
    lengths: RangeInclusive<K>,
) -> Option<T> {
    let (length, memories) = free.range_mut(lengths).next()?;
    let (length, memory) = (*length, memories.pop());
    if memories.is_empty() {
        free.remove(&length);
    }
    memory
}
