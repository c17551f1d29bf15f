//! Lanes: the ways that frames cross between host and page.

mod memory;
pub use memory::{CallError, MemoryLane};

#[cfg(feature = "webview")]
pub(crate) mod protocol;

#[cfg(all(target_os = "linux", any(feature = "webview", test)))]
pub(crate) mod shm;
