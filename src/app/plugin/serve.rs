//! Calls of plugins' commands.

use std::ops::ControlFlow;

use super::{builtin::absent, store::PluginStore};
use crate::{Refusal, ipc::Invoke, router::Listed, wire::Code};

impl<A, W> PluginStore<A, W> {
    /// Returns whether a plugin, or the application by its own commands, may have a command.
    pub(crate) fn may_have(&self, command: &str, own: Listed) -> bool {
        let Some((name, inside)) = split(command) else {
            return own.may_have(command);
        };
        let plugin = self.find(name);
        plugin.is_some_and(|plugin| plugin.listed.may_have(inside))
    }

    /// Serves the call of a plugin's command. Breaks with whether the plugin has the command, and returns any other call.
    pub(crate) fn serve(&self, mut invoke: Invoke) -> ControlFlow<bool, Invoke> {
        let command = invoke.message.command();
        let Some((name, _)) = split(command) else {
            return ControlFlow::Continue(invoke);
        };
        // Commands of events are served before; any other is unknown.
        if name == "event" {
            return ControlFlow::Break(false);
        }
        let Some(plugin) = self.find(name) else {
            let text = absent(name).map_or_else(
                || format!("plugin {name} not found: add it with `Builder::plugin`"),
                |why| format!("{command} is not supported: {why}"),
            );
            let refusal = Refusal::new(Code::UnknownCommand, text).with_command(command);
            invoke.resolver.reply(refusal);
            return ControlFlow::Break(true);
        };
        ControlFlow::Break(invoke.message.enter_plugin(plugin.name) && (plugin.handler)(invoke))
    }
}

/// Splits `plugin:name|command` into the name of the plugin and its command.
fn split(command: &str) -> Option<(&str, &str)> {
    command.strip_prefix("plugin:")?.split_once('|')
}
