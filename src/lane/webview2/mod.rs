//! The lane `webview2`: the protocol lane, with large bodies in shared buffers of WebView2 (SPEC §11).
//!
//! [`states`] has the states of the buffers of one document, [`buffers`] fills, posts and closes them by the two [`Calls`] of a webview, and `sharing`
//! answers the requests of the page. `com` makes the calls on Windows. The other files know nothing of COM, so their tests run on every system.

mod buffers;
#[cfg(all(windows, feature = "webview"))]
mod com;
#[cfg(all(feature = "webkitgtk", any(all(windows, feature = "webview"), test)))]
mod sharing;
mod states;
#[cfg(test)]
mod tests;

pub(crate) use buffers::{Part, SharedBuffers, Trouble};
#[cfg(all(windows, feature = "webview"))]
pub(crate) use com::Com;
#[cfg(all(windows, feature = "webview"))]
pub(crate) use sharing::Sharing;

/// The calls of a webview that share memory with its page. Both are made on the thread of the webview.
pub(crate) trait Calls: Send + Sync + 'static {
    /// Memory that the page can read. Its drop, on any thread, closes it.
    type Memory: Memory;

    /// Creates memory of `bytes` bytes.
    ///
    /// # Errors
    /// Returns the reason, for the log and the page.
    fn create(&self, bytes: usize) -> Result<Self::Memory, String>;

    /// Shares memory, to be read alone, with the document in the main frame, whose listener receives `json`.
    ///
    /// # Errors
    /// Returns the reason, for the log and the page.
    fn post(&self, memory: &Self::Memory, json: &str) -> Result<(), String>;
}

/// Memory that a page can read.
pub(crate) trait Memory: Send + 'static {
    /// Passes the bytes to `write`.
    fn fill<R>(&mut self, write: impl FnOnce(&mut [u8]) -> R) -> R;
}
