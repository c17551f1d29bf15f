//! The client that is injected into the page, and the settings that it starts with.

use serde::Serialize;

use crate::{
    lane::protocol::{Gate, base_url},
    wire::{Limits, PROTOCOL_VERSION},
};

/// The built TypeScript client; `js/` holds its source, and a test proves that the two agree.
const CLIENT: &str = include_str!("../../js/dist/bytelane.js");

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
}

/// The script that runs at document start in the main frame. The settings are an argument of the outermost function, out of the reach of
/// any function that the page can get hold of.
pub(crate) fn script(gate: &Gate, debug: bool, lane: &str) -> String {
    let settings = Settings {
        key: gate.key_for_client(),
        base: base_url(),
        origins: gate.origins(),
        label: gate.label(),
        debug,
        lane,
        limits: gate.limits(),
        version: PROTOCOL_VERSION,
    };
    let settings = serde_json::to_string(&settings)
        .unwrap_or_else(|error| unreachable!("settings are plain data: {error}"));
    format!("(function(__BYTELANE_CONFIG__){{\n{CLIENT}\n}})({settings});")
}
