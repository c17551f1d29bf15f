//! The plugins that `@tauri-apps/api` calls, on top of tao and wry. Unsupported commands are refused with their reason.

mod account;
mod app;
mod image;
mod path;
mod resources;
mod target;
mod webview;
mod window;

use super::hooks::AppPlugin;
use crate::{Refusal, ipc::Invoke, router::Listed, wire::Code};

/// Returns the plugins that every application has.
pub(crate) fn builtin() -> [AppPlugin; 6] {
    [
        plugin("app", app::UNSERVED, app::handler()),
        plugin("image", &[], image::handler()),
        plugin("path", &[], path::handler()),
        plugin("resources", &[], resources::handler()),
        plugin("webview", webview::UNSERVED, webview::handler()),
        plugin("window", window::UNSERVED, window::handler()),
    ]
}

/// Returns a plugin that refuses the `unserved` commands with their reasons and passes the others to `handler`.
fn plugin(
    name: &'static str,
    unserved: &'static [(&'static str, &'static str)],
    handler: impl Fn(Invoke) -> bool + Send + Sync + 'static,
) -> AppPlugin {
    let listed = Listed::of(&handler);
    let serve = move |invoke: Invoke| {
        let command = invoke.message.command();
        let Some((_, why)) = unserved.iter().find(|(name, _)| *name == command) else {
            return handler(invoke);
        };
        let command = invoke.message.full_command();
        let refusal = Refusal::new(
            Code::UnknownCommand,
            format!("{command} is not supported: {why}"),
        );
        let refusal = refusal.with_command(command);
        invoke.resolver.reply(refusal);
        true
    };
    AppPlugin::of_commands(name, Box::new(serve), listed)
}

/// Returns why a plugin that every Tauri application has is not supported.
pub(crate) fn absent(name: &str) -> Option<&'static str> {
    match name {
        "menu" => Some("this engine has no menus"),
        "tray" => Some("this engine has no tray icons"),
        "__TAURI_CHANNEL__" => Some("channel messages are delivered without being fetched"),
        _ => None,
    }
}
