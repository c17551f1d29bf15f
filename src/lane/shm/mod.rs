//! The shared-memory lane (SPEC §9): frames over a socket pair, large payloads through memory that host and page share.
//!
//! `common/` is the wire of both ends. [`host`] is the host's end, which needs a webview only for its handshake. `extension/` is the page's end, a
//! library that the web process loads.

mod common;
pub(crate) mod host;
