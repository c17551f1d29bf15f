//! Plugins that are added to, and removed from, a running application.

use serde::de::DeserializeOwned;

use super::builder::TauriPlugin;
use crate::app::{AppHandle, Result, Runtime};

impl<R: Runtime> AppHandle<R> {
    /// Adds a plugin, which serves from now on; its scripts run in windows that are made from now on.
    ///
    /// # Errors
    /// When there is one of its name, or its `setup` fails.
    pub fn plugin<C: DeserializeOwned + 'static>(&self, plugin: TauriPlugin<R, C>) -> Result<()> {
        let (initialize, plugin) = plugin.into_parts();
        let name = plugin.name;
        self.shared.plugins.add(plugin)?;
        initialize(&self.shared).inspect_err(|_| {
            self.remove_plugin(name);
        })
    }

    /// Takes a plugin away, and says whether there was one of this name.
    pub fn remove_plugin(&self, name: &str) -> bool {
        self.shared.plugins.remove(&self.shared, name)
    }
}
