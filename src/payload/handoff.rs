//! Passes a shared buffer through serde, which has only words for a borrowed slice.
//!
//! Who calls `serialize_bytes` or `visit_borrowed_bytes` with the content of a shared buffer offers the buffer itself for the length of that call;
//! who receives the slice takes the buffer if the slice lies in it. A receiver that knows nothing of this copies, as it always did.

use std::cell::Cell;

use ::bytes::Bytes;

thread_local! {
    static OFFERED: Cell<Option<Bytes>> = const { Cell::new(None) };
}

/// Puts back what was offered outside, also when the call in between panics.
struct Restore(Option<Bytes>);

impl Drop for Restore {
    fn drop(&mut self) {
        // A thread that is being torn down has nothing left to put back.
        let _ = OFFERED.try_with(|offered| offered.set(self.0.take()));
    }
}

/// Runs `pass`, during which `buffer` can be taken on this thread.
pub(super) fn offer<T>(buffer: &Bytes, pass: impl FnOnce() -> T) -> T {
    let _restore = Restore(
        OFFERED
            .try_with(|offered| offered.replace(Some(buffer.clone())))
            .unwrap_or_default(),
    );
    pass()
}

/// The buffer in which `slice` lies, cut to it. `None` when no such buffer is on offer.
pub(super) fn take(slice: &[u8]) -> Option<Bytes> {
    if slice.is_empty() {
        return Some(Bytes::new());
    }
    let buffer = OFFERED.try_with(Cell::take).ok()??;
    let part = (slice.as_ptr().addr())
        .checked_sub(buffer.as_ptr().addr())
        .and_then(|start| Some(start..start.checked_add(slice.len())?))
        .filter(|part| part.end <= buffer.len())
        .map(|part| buffer.slice(part));
    if part.is_none() {
        let _ = OFFERED.try_with(|offered| offered.set(Some(buffer)));
    }
    part
}
