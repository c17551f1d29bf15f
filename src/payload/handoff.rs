//! Passes a shared buffer through serde, whose data model has only borrowed slices.
//!
//! The caller of `serialize_bytes` or `visit_borrowed_bytes` offers the buffer that the slice belongs to, for the duration of the call. The callee takes
//! the buffer if its slice lies in it. A callee that is not part of this crate copies the slice, as with any other format.

use std::cell::Cell;

use ::bytes::Bytes;

use crate::wire::Element;

/// What the bytes of a buffer are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Form {
    Bytes,
    /// The elements of a typed array.
    Typed(Element),
    /// An archive.
    Archive,
}

impl From<Element> for Form {
    fn from(element: Element) -> Self {
        match element {
            Element::Bytes => Self::Bytes,
            element => Self::Typed(element),
        }
    }
}

type Offer = (Bytes, Form);

thread_local! {
    static OFFERED: Cell<Option<Offer>> = const { Cell::new(None) };
}

/// Restores the outer offer, even if the call in between panics.
struct Restore(Option<Offer>);

impl Drop for Restore {
    fn drop(&mut self) {
        // A thread that is being destroyed has no offer to restore.
        let _ = OFFERED.try_with(|offered| offered.set(self.0.take()));
    }
}

/// Calls `pass`, during which [`take`] can take `buffer` on this thread.
pub(super) fn offer<T>(buffer: &Bytes, form: Form, pass: impl FnOnce() -> T) -> T {
    let _restore = Restore(
        OFFERED
            .try_with(|offered| offered.replace(Some((buffer.clone(), form))))
            .unwrap_or_default(),
    );
    pass()
}

/// Takes the offered buffer and returns its part `slice`, and the form of the buffer. Returns `None` if no buffer that contains `slice` is offered.
pub(super) fn take(slice: &[u8]) -> Option<(Bytes, Form)> {
    let offered = OFFERED.try_with(Cell::take).ok().flatten();
    if slice.is_empty() {
        // An empty slice lies in no buffer. It is that of the offer if the offered buffer is empty too.
        let form = match &offered {
            Some((buffer, form)) if buffer.is_empty() => *form,
            _ => Form::Bytes,
        };
        return Some((Bytes::new(), form));
    }
    let (buffer, form) = offered?;
    let part = (slice.as_ptr().addr())
        .checked_sub(buffer.as_ptr().addr())
        .and_then(|start| Some(start..start.checked_add(slice.len())?))
        .filter(|part| part.end <= buffer.len())
        .map(|part| buffer.slice(part));
    if part.is_none() {
        let _ = OFFERED.try_with(|offered| offered.set(Some((buffer, form))));
    }
    part.map(|part| (part, form))
}
