//! The shared-memory lane (SPEC §9): frames over a socket pair, large payloads through memory that host and page share.
//!
//! `common/` is the wire of both sides, [`host`] the host's end, which knows no webview except in its handshake, and `extension/` the page's end,
//! a library that the web process loads.

mod common;
pub(crate) mod host;
