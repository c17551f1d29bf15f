//! The paths of the server's own answers.

/// Path of the socket.
pub(super) const SOCKET: &str = "/bytelane";
/// Path of the client.
pub(super) const SCRIPT: &str = "/bytelane.js";

/// Returns the URL of the socket of the server at `host`.
pub(super) fn socket_url(host: &str) -> String {
    format!("ws://{host}{SOCKET}")
}
