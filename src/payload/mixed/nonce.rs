use std::{
    cell::Cell,
    hash::{BuildHasher, Hasher, RandomState},
};

thread_local! {
    // A keyed hash of a counter. The key is random for each thread and never leaves it.
    static NONCES: (RandomState, Cell<u64>) = (RandomState::new(), Cell::new(0));
}

/// Returns a nonce that the values to be written cannot contain, other than by guessing.
pub(super) fn draw() -> u64 {
    let next = |(key, counter): &(RandomState, Cell<u64>)| {
        counter.set(counter.get().wrapping_add(1));
        let mut hasher = key.build_hasher();
        hasher.write_u64(counter.get());
        hasher.finish()
    };
    // The key may have been destroyed with its thread; a new one is as good.
    NONCES
        .try_with(next)
        .unwrap_or_else(|_| RandomState::new().build_hasher().finish())
}
