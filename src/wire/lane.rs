use std::fmt;

use serde::Serialize;

/// A transport of frames between a page and the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Lane {
    /// Function calls within the process, for tests.
    Memory,
    /// Requests on a custom URI scheme.
    Protocol,
    /// A socket and shared memory.
    Shm,
    /// A WebSocket on the loopback interface, for a browser.
    Browser,
    /// Requests on a custom URI scheme, and shared buffers of WebView2 for large bodies.
    Webview2,
}

impl Lane {
    /// All lanes.
    pub const ALL: &[Self] = &[
        Self::Memory,
        Self::Protocol,
        Self::Shm,
        Self::Browser,
        Self::Webview2,
    ];

    /// Returns the name of the lane on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::Protocol => "protocol",
            Self::Shm => "shm",
            Self::Browser => "browser",
            Self::Webview2 => "webview2",
        }
    }
}

impl fmt::Display for Lane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
