//! The client that is injected into the page, and its settings.

use serde::Serialize;

use crate::{
    lane::{gate::Gate, protocol::base_url},
    wire::{Limits, PROTOCOL_VERSION},
};

/// The built TypeScript client. Its source is in `js/`, and a check compares the two.
const CLIENT: &str = include_str!("../../js/dist/bytelane.js");

/// The built client for a plain browser: the same without the lanes of a webview.
#[cfg(feature = "browser")]
const BROWSER_CLIENT: &str = include_str!("../../js/dist/browser.js");

/// The built script that defines `window.__TAURI__`.
const TAURI_GLOBAL: &str = include_str!("../../js/dist/tauri-global.js");

/// Schemes whose requests the client changes.
#[derive(Default)]
pub(crate) struct Schemes<'a> {
    /// Schemes of the application whose requests have bodies only through the client.
    pub(crate) answered: Vec<&'a str>,
    /// Schemes whose requests leave the web process only with a mark of the client.
    pub(crate) guarded: Vec<String>,
}

#[derive(Serialize)]
struct Settings<'a> {
    base: String,
    origins: &'a [String],
    label: &'a str,
    debug: bool,
    lane: &'a str,
    schemes: Vec<&'a str>,
    guarded: &'a [String],
    /// Whether the host compares its unanswered requests with those of the page.
    compared: bool,
    limits: &'a Limits,
    version: u64,
    tauri: Option<TauriSettings<'a>>,
}

/// Settings of Tauri's contract.
#[derive(Serialize)]
struct TauriSettings<'a> {
    label: &'a str,
    /// The text before and after the name of a scheme in the URL of its root.
    scheme: [&'static str; 2],
    sep: char,
    delimiter: char,
}

impl<'a> TauriSettings<'a> {
    const fn new(label: &'a str) -> Self {
        Self {
            label,
            scheme: if cfg!(any(windows, target_os = "android")) {
                ["http://", ".localhost/"]
            } else {
                ["", "://localhost/"]
            },
            sep: std::path::MAIN_SEPARATOR,
            delimiter: if cfg!(windows) { ';' } else { ':' },
        }
    }
}

/// Returns the script that runs at document start in the main frame. It holds no secret: after `document.open()` the engine runs it again in the same
/// global, whose builtins the page may have replaced by then. It does nothing there, because the client is still installed.
///
/// `scheme` is that of the protocol lane.
pub(crate) fn script(
    gate: &Gate,
    scheme: &str,
    debug: bool,
    lane: &str,
    schemes: &Schemes<'_>,
    tauri: bool,
) -> String {
    let settings = Settings {
        base: base_url(scheme),
        origins: gate.origins(),
        label: gate.label(),
        debug,
        lane,
        schemes: schemes.answered.clone(),
        guarded: &schemes.guarded,
        compared: cfg!(target_os = "linux"),
        limits: gate.limits(),
        version: PROTOCOL_VERSION,
        tauri: tauri.then(|| TauriSettings::new(gate.label())),
    };
    with_settings(CLIENT, &settings)
}

fn with_settings(client: &str, settings: &impl Serialize) -> String {
    let settings = serde_json::to_string(settings)
        .unwrap_or_else(|error| unreachable!("settings are plain data: {error}"));
    format!(
        "if (window === window.top && !('bytelane' in window)) (function(__BYTELANE_CONFIG__){{\n{client}\n}})({settings});"
    )
}

/// Returns the script that defines `window.__TAURI__` on a page that has Tauri's contract.
pub(crate) fn tauri_global() -> String {
    format!("if (window.__TAURI_INTERNALS__) {{\n{TAURI_GLOBAL}\n}}")
}

/// The settings of the pages that a browser opens.
#[cfg(feature = "browser")]
pub(super) struct BrowserPages {
    pub(super) label: String,
    pub(super) origins: Vec<String>,
    pub(super) limits: Limits,
    pub(super) debug: bool,
    pub(super) tauri: super::Tauri,
    /// Scripts that follow the client.
    pub(super) scripts: Vec<String>,
}

#[cfg(feature = "browser")]
#[derive(Serialize)]
struct BrowserSettings<'a> {
    origins: &'a [String],
    label: &'a str,
    debug: bool,
    /// URL of the socket.
    socket: String,
    limits: &'a Limits,
    version: u64,
    tauri: Option<TauriSettings<'a>>,
}

#[cfg(feature = "browser")]
impl BrowserPages {
    /// Returns the client for pages whose socket has this URL, with the scripts that follow it. It holds no secret: the page takes it from its address.
    pub(super) fn script(&self, socket: String) -> String {
        let settings = BrowserSettings {
            origins: &self.origins,
            label: &self.label,
            debug: self.debug,
            socket,
            limits: &self.limits,
            version: PROTOCOL_VERSION,
            tauri: (self.tauri != super::Tauri::None).then(|| TauriSettings::new(&self.label)),
        };
        let mut script = with_settings(BROWSER_CLIENT, &settings);
        if self.tauri == super::Tauri::Global {
            script += "\n";
            script += &tauri_global();
        }
        for further in &self.scripts {
            script += "\n;";
            script += further;
        }
        script
    }
}
