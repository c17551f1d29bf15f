//! Plugins that are added to or removed from a running application.

use super::hooks::{Parts, Plugin};
use crate::{
    app::{AppHandle, Result, Runtime, pages::uri_scheme},
    foreign,
};

impl<R: Runtime> AppHandle<R> {
    /// Adds a plugin to the application. Its scripts run in windows that are created afterwards.
    ///
    /// # Errors
    /// Returns [`Error::PluginInitialization`](crate::Error::PluginInitialization) if a plugin of the same name exists or `setup` fails, and
    /// [`Error::Config`](crate::Error::Config) if the plugin registers the scheme of the pages.
    pub fn plugin<P: Plugin<R> + 'static>(&self, plugin: P) -> Result<()> {
        let Parts {
            initialize,
            plugin,
            uri_schemes,
        } = plugin.into_parts();
        uri_scheme::check(&self.shared.config, &uri_schemes)?;
        let name = plugin.name;
        self.shared.plugins.add(plugin)?;
        let replaced = uri_scheme::extend(&mut self.shared.uri_schemes.write(), uri_schemes);
        // They are code of the application, so no lock is held.
        foreign::drop_each(replaced);
        initialize(&self.shared).inspect_err(|_| {
            self.remove_plugin(name);
        })
    }

    /// Removes a plugin. Returns whether a plugin of this name existed.
    pub fn remove_plugin(&self, name: &str) -> bool {
        self.shared.plugins.remove(&self.shared, name)
    }
}
