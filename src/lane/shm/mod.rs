//! The shared-memory lane (SPEC §9): frames over a socket pair, large payloads through memory that host and page share.
//!
//! [`link`] is the host's end and knows no webview; `extension/` is the page's, loaded into the web process.

mod link;
mod packet;
mod socket;

mod reader;
mod relief;
mod spin;

mod body_memory;
mod incoming;
mod page_slots;
mod upload;

mod host_slots;
mod outgoing;
mod pump;
mod region;

mod buffers;
mod idle;
mod pour;

#[cfg(test)]
mod tests;

#[cfg(feature = "webview")]
mod extension;
#[cfg(feature = "webview")]
pub(crate) mod webkitgtk;

pub(crate) use link::{Link, LinkConfig, LinkEnd, PageEnd};
