//! The systems measured side by side.

/// A system, or the bound of all systems.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct System {
    /// Its name on the command line, in records and as a class of the report.
    pub(crate) id: &'static str,
    /// Its name for readers.
    pub(crate) label: &'static str,
    /// Its name at the end of a line.
    pub(crate) short: &'static str,
    /// Its transport.
    pub(crate) how: &'static str,
    pub(crate) program: Program,
}

/// Origin of its program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Program {
    /// Our own program, on this lane.
    Lane(&'static str),
    /// A package of `benches/peers`.
    Peer(&'static str),
    /// A package of `benches/peers` whose page headless Chromium opens, if it is installed.
    Chromium(&'static str),
    /// The peer of Tauri with the plugin of this repository: `present`, or `accelerated`.
    Plugin(&'static str),
    /// Any running program: each implements the bounds.
    Every,
}

/// The systems, in the order in which they are shown.
pub(crate) static SYSTEMS: [System; 11] = [
    System {
        id: "shm",
        label: "bytelane shm",
        short: "shm",
        how: "this crate's shared-memory lane, the default on Linux",
        program: Program::Lane("shm"),
    },
    System {
        id: "protocol",
        label: "bytelane protocol",
        short: "protocol",
        how: "this crate's protocol lane, which works wherever wry does",
        program: Program::Lane("protocol"),
    },
    System {
        id: "tauri",
        label: "Tauri 2",
        short: "Tauri 2",
        how: "commands, ipc::Response, ipc::Channel and events of Tauri 2 through window.__TAURI__",
        program: Program::Peer(TAURI_PEER),
    },
    System {
        id: PRESENT,
        label: "Tauri 2 + plugin",
        short: "+ plugin",
        how: "the same program with tauri-plugin-bytelane, which accelerates nothing",
        program: Program::Plugin("present"),
    },
    System {
        id: ACCELERATED,
        label: "Tauri 2 + plugin, accelerated",
        short: "accelerated",
        how: "the same program with tauri-plugin-bytelane and its channel_interceptor",
        program: Program::Plugin("accelerated"),
    },
    System {
        id: "wry",
        label: "bare wry",
        short: "wry",
        how: "a custom protocol of wry, large bodies in ranges of 2 MiB, messages through batched scripts",
        program: Program::Peer("bytelane-peer-wry"),
    },
    System {
        id: "websocket",
        label: "WebSocket",
        short: "WebSocket",
        how: "a loopback WebSocket (tokio-tungstenite) from a wry window, large bodies in frames of 1 MiB",
        program: Program::Peer("bytelane-peer-websocket"),
    },
    System {
        id: "http",
        label: "HTTP",
        short: "HTTP",
        how: "a loopback HTTP/1.1 server (axum) that serves a wry window, messages as one long response",
        program: Program::Peer("bytelane-peer-http"),
    },
    System {
        id: "chromium_websocket",
        label: "Chromium, WebSocket",
        short: "Chromium WebSocket",
        how: "the same WebSocket from headless Chromium: where a shell on Chromium starts from; another engine, no window, no GPU",
        program: Program::Chromium("bytelane-peer-websocket"),
    },
    System {
        id: CHROMIUM_HTTP,
        label: "Chromium, HTTP",
        short: "Chromium HTTP",
        how: "the same HTTP server from headless Chromium",
        program: Program::Chromium("bytelane-peer-http"),
    },
    BOUNDS,
];

/// The bound of any transport between two processes.
pub(crate) const BOUNDS: System = System {
    id: "bound",
    label: "bound",
    short: "bound",
    how: "two processes and a socket pair, memcpy; in the page, filling a new buffer and Uint8Array.set",
    program: Program::Every,
};

/// The HTTP server, whose page Chromium opens.
pub(crate) const CHROMIUM_HTTP: &str = "chromium_http";
/// Requests that Chromium has at once at most; it refuses some of 2,000 with `ERR_INSUFFICIENT_RESOURCES`.
pub(crate) const CHROMIUM_REQUESTS_MAX: u64 = 1_000;

/// Tauri with the plugin.
pub(crate) const PRESENT: &str = "tauri_plugin";
pub(crate) const ACCELERATED: &str = "tauri_accelerated";
/// Package of the peer of Tauri.
pub(crate) const TAURI_PEER: &str = "bytelane-peer-tauri";

/// The system with which ours are compared.
pub(crate) const RIVAL: &str = "tauri";
