//! The shared-memory lane (SPEC §9): frames over a socket pair, large payloads through memory that host and page share.
//!
//! [`link`] is the host's end and knows no webview; `extension/` is the page's, loaded into the web process.

mod body_memory;
mod buffers;
mod host_slots;
mod link;
mod packet;
mod page_slots;
mod pour;
mod region;
mod relief;
mod socket;
mod spin;
#[cfg(test)]
mod tests;

#[cfg(feature = "webview")]
mod extension;
#[cfg(feature = "webview")]
pub(crate) mod webkitgtk;

pub(crate) use link::{Link, LinkConfig, LinkEnd, PageEnd};
