//! Lanes: the ways that frames cross between host and page.

mod memory;
pub use memory::MemoryLane;

#[cfg(feature = "webview")]
pub(crate) mod protocol;
