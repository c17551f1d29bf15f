//! Lanes: the transports of frames between host and page.

#[cfg(any(
    feature = "webkitgtk",
    all(target_os = "linux", any(feature = "unstable", test))
))]
mod batch;
#[cfg(feature = "browser")]
pub(crate) mod browser;
#[cfg(feature = "webkitgtk")]
pub(crate) mod gate;
mod memory;
pub use memory::{CallError, MemoryLane};

pub use crate::{
    document::{CloseReason, Stats},
    session::{Held, Holding},
};

#[cfg(feature = "webkitgtk")]
pub(crate) mod protocol;

#[cfg(all(
    target_os = "linux",
    any(feature = "webkitgtk", feature = "unstable", test)
))]
pub(crate) mod shm;

#[cfg(any(all(windows, feature = "webview"), test))]
pub(crate) mod webview2;
