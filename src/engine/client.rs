//! The client that is injected into the page, and the settings that it starts with.

use serde::Serialize;

use crate::{
    lane::protocol::{Gate, base_url},
    wire::{Limits, PROTOCOL_VERSION},
};

/// The built TypeScript client; `js/` holds its source, and a test proves that the two agree.
const CLIENT: &str = include_str!("../../js/dist/bytelane.js");

/// `window.__TAURI__`, built beside the client.
const TAURI_GLOBAL: &str = include_str!("../../js/dist/tauri-global.js");

#[derive(Serialize)]
struct Settings<'a> {
    key: &'a str,
    base: String,
    origins: &'a [String],
    label: &'a str,
    debug: bool,
    lane: &'a str,
    limits: &'a Limits,
    version: u64,
    tauri: Option<TauriSettings<'a>>,
}

/// What the page is told for Tauri's contract.
#[derive(Serialize)]
struct TauriSettings<'a> {
    label: &'a str,
    /// What stands before and behind the name of a scheme in the URL of its root.
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

/// The script that runs at document start in the main frame. The settings are an argument of the outermost function, out of the reach of
/// any function that the page can get hold of.
pub(crate) fn script(gate: &Gate, debug: bool, lane: &str, tauri: bool) -> String {
    let settings = Settings {
        key: gate.key_for_client(),
        base: base_url(),
        origins: gate.origins(),
        label: gate.label(),
        debug,
        lane,
        limits: gate.limits(),
        version: PROTOCOL_VERSION,
        tauri: tauri.then(|| TauriSettings::new(gate.label())),
    };
    let settings = serde_json::to_string(&settings)
        .unwrap_or_else(|error| unreachable!("settings are plain data: {error}"));
    format!("(function(__BYTELANE_CONFIG__){{\n{CLIENT}\n}})({settings});")
}

/// The script that gives the page `window.__TAURI__`, where it has Tauri's contract.
pub(crate) fn tauri_global() -> String {
    format!("if (window.__TAURI_INTERNALS__) {{\n{TAURI_GLOBAL}\n}}")
}
