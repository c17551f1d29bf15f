//! The plugins that `@tauri-apps/api` expects: what tao and wry can do, by its names. What they cannot is refused by name.

mod app;
mod image;
mod path;
mod resources;
mod target;
mod webview;
mod window;

use super::store::Plugin;
use crate::{Refusal, ipc::Invoke, wire::Code};

/// The plugins that every application has.
pub(crate) fn builtin() -> [Plugin; 6] {
    [
        plugin("app", app::UNSERVED, app::handler()),
        plugin("image", &[], image::handler()),
        plugin("path", &[], path::handler()),
        plugin("resources", &[], resources::handler()),
        plugin("webview", webview::UNSERVED, webview::handler()),
        plugin("window", window::UNSERVED, window::handler()),
    ]
}

fn plugin(
    name: &'static str,
    unserved: &'static [(&'static str, &'static str)],
    handler: impl Fn(Invoke) -> bool + Send + Sync + 'static,
) -> Plugin {
    let serve = move |invoke: Invoke| {
        let command = invoke.message.command();
        let Some((_, why)) = unserved.iter().find(|(name, _)| *name == command) else {
            return handler(invoke);
        };
        let command = invoke.message.full_command();
        let refusal = Refusal::new(
            Code::UnknownCommand,
            format!("{command} is not served: {why}"),
        );
        let refusal = refusal.with_command(command);
        invoke.resolver.reply(refusal);
        true
    };
    Plugin::of_commands(name, Box::new(serve))
}

/// Why a plugin that every application of Tauri has is not there.
pub(crate) fn absent(name: &str) -> Option<&'static str> {
    match name {
        "menu" => Some("menus are not part of this engine"),
        "tray" => Some("tray icons are not part of this engine"),
        "__TAURI_CHANNEL__" => Some("messages of channels come without being fetched"),
        _ => None,
    }
}
