//! Plugins that are added to or removed from a running application.

use serde::de::DeserializeOwned;

use super::builder::TauriPlugin;
use crate::app::{AppHandle, Result, Runtime};

impl<R: Runtime> AppHandle<R> {
    /// Adds a plugin to the application. Its scripts run in windows that are created afterwards.
    ///
    /// # Errors
    /// Returns [`Error::PluginInitialization`](crate::Error::PluginInitialization) if a plugin of the same name exists or `setup` fails.
    pub fn plugin<C: DeserializeOwned + 'static>(&self, plugin: TauriPlugin<R, C>) -> Result<()> {
        let (initialize, plugin) = plugin.into_parts();
        let name = plugin.name;
        self.shared.plugins.add(plugin)?;
        initialize(&self.shared).inspect_err(|_| {
            self.remove_plugin(name);
        })
    }

    /// Removes a plugin. Returns whether a plugin of this name existed.
    pub fn remove_plugin(&self, name: &str) -> bool {
        self.shared.plugins.remove(&self.shared, name)
    }
}
