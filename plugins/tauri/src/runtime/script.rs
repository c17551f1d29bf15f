//! The script of the plugin in the pages.

use serde::Serialize;

use super::{calls, channels, status::Acceleration};

const SCRIPT: &str = include_str!("page/accelerate.js");

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Config<'a> {
    calls: bool,
    /// Why calls are not accelerated.
    reason: Option<&'a str>,
    call_command: &'a str,
    command_header: &'a str,
    channel_command: &'a str,
}

/// Returns the script, which runs at document start in the main frame, after the client.
pub(crate) fn of_page(acceleration: &Acceleration) -> String {
    let config = Config {
        calls: acceleration.calls(),
        reason: acceleration.reason(),
        call_command: calls::COMMAND,
        command_header: calls::COMMAND_HEADER,
        channel_command: channels::COMMAND,
    };
    let config = serde_json::to_string(&config)
        .unwrap_or_else(|error| unreachable!("the configuration is plain data: {error}"));
    format!("(function(config){{\n{SCRIPT}\n}})({config});")
}
