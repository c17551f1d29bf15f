//! The bytes that every download sends.

use std::sync::{Arc, Mutex, PoisonError};

use bytelane::{
    Bytes, State,
    bench::protocol::{Prepared, Worker},
};

/// The bytes that every download sends.
#[derive(Clone, Default)]
pub(crate) struct Shelf(Arc<Mutex<Bytes>>);

impl Shelf {
    /// Returns the bytes of the last download.
    pub(crate) fn shown(&self) -> Bytes {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Returns the bytes that were prepared last.
    pub(crate) fn bytes(&self, worker: &Worker) -> Bytes {
        let mut shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(Prepared::Bytes(bytes)) = worker.take_prepared() {
            *shelf = bytes.into();
        }
        shelf.clone()
    }
}

/// Loads the prepared bytes, for a request that is not a command.
#[bytelane::command]
pub(crate) async fn shelve(shelf: State<'_, Shelf>, worker: State<'_, Worker>) {
    shelf.bytes(&worker);
}
