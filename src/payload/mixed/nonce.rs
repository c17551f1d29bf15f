use std::{
    cell::Cell,
    hash::{BuildHasher, Hasher, RandomState},
};

thread_local! {
    // A keyed hash of a counter: the key is drawn by the system for this thread and never leaves it.
    static NONCES: (RandomState, Cell<u64>) = (RandomState::new(), Cell::new(0));
}

/// Draws a nonce that the values about to be written cannot know.
pub(super) fn draw() -> u64 {
    let next = |(key, counter): &(RandomState, Cell<u64>)| {
        counter.set(counter.get().wrapping_add(1));
        let mut hasher = key.build_hasher();
        hasher.write_u64(counter.get());
        hasher.finish()
    };
    // While the thread is torn down its key may be gone; a fresh one serves as well.
    NONCES
        .try_with(next)
        .unwrap_or_else(|_| RandomState::new().build_hasher().finish())
}
