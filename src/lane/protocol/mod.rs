//! The protocol lane: frames as requests on a scheme of the engine's own (SPEC §5).
//!
//! A request is checked by [`admission`], routed by its [`path`], has its body read by the platform, and is answered by [`exchange`].

mod admission;
mod answer;
pub(crate) mod exchange;
mod path;
mod share;
mod turn;

#[cfg(target_os = "linux")]
pub(crate) mod webkitgtk;
pub(crate) mod wry_scheme;

#[cfg(target_os = "linux")]
use std::sync::Arc;

use crate::origin;

#[cfg(target_os = "linux")]
pub(crate) use self::path::bad_path;
pub(crate) use answer::HttpAnswer;
#[cfg(target_os = "linux")]
pub(crate) use exchange::Abandonment;
pub(crate) use exchange::Responder;
#[cfg(feature = "browser")]
pub(crate) use path::Route;
pub(crate) use share::ShareBodies;
pub(crate) use turn::most_bytes as turn_bytes_max;

/// Answers requests on a scheme of the application. Called on the main thread. On other systems, wry has the handlers.
#[cfg(target_os = "linux")]
pub(crate) type SchemeHandler = Arc<dyn Fn(http::Request<Vec<u8>>, Responder) + Send + Sync>;

/// The scheme of the lane, unless another one is set. It differs from that of every page, so each request is cross-origin and carries an `Origin` header.
pub(crate) const SCHEME: &str = "ipc";

/// Returns the URL of the lane on this scheme, to which the page appends the path of a request.
pub(crate) fn base_url(scheme: &str) -> String {
    format!("{}/", origin::of_scheme(scheme))
}
