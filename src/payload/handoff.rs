//! Passes a shared buffer through serde, whose data model has only borrowed slices.
//!
//! The caller of `serialize_bytes` or `visit_borrowed_bytes` offers the buffer that the slice belongs to, for the duration of the call. The callee takes
//! the buffer if its slice lies in it. A callee that is not part of this crate copies the slice, as with any other format.

use std::cell::Cell;

use ::bytes::Bytes;

thread_local! {
    static OFFERED: Cell<Option<Bytes>> = const { Cell::new(None) };
}

/// Restores the outer offer, even if the call in between panics.
struct Restore(Option<Bytes>);

impl Drop for Restore {
    fn drop(&mut self) {
        // A thread that is being destroyed has no offer to restore.
        let _ = OFFERED.try_with(|offered| offered.set(self.0.take()));
    }
}

/// Calls `pass`, during which [`take`] can take `buffer` on this thread.
pub(super) fn offer<T>(buffer: &Bytes, pass: impl FnOnce() -> T) -> T {
    let _restore = Restore(
        OFFERED
            .try_with(|offered| offered.replace(Some(buffer.clone())))
            .unwrap_or_default(),
    );
    pass()
}

/// Takes the offered buffer and returns its part `slice`. Returns `None` if no buffer that contains `slice` is offered.
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
