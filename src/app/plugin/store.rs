//! The plugins of an application.

use std::sync::Arc;

use parking_lot::{Mutex, RwLock};
use url::Url;

use crate::{
    app::{
        Error, PageLoadPayload, Result, RunEvent,
        lifecycle::guarded::guarded,
        lifecycle::shared::{AppShared, WindowShared},
    },
    ipc::Invoke,
};

type OnEvent = Box<dyn Fn(&Arc<AppShared>, &RunEvent) + Send + Sync>;
type OnCreated = Box<dyn Fn(&Arc<AppShared>, &Arc<WindowShared>) + Send + Sync>;
type OnPageLoad =
    Box<dyn Fn(&Arc<AppShared>, &Arc<WindowShared>, &PageLoadPayload<'_>) + Send + Sync>;
type OnNavigation = Box<dyn Fn(&Arc<AppShared>, &Arc<WindowShared>, &Url) -> bool + Send + Sync>;
type OnDrop = Box<dyn FnOnce(&Arc<AppShared>) + Send>;

/// A plugin without type parameters.
pub(crate) struct Plugin {
    pub(crate) name: &'static str,
    pub(crate) handler: Box<dyn Fn(Invoke) -> bool + Send + Sync>,
    pub(crate) scripts: Vec<String>,
    pub(crate) on_event: Option<OnEvent>,
    pub(crate) on_created: OnCreated,
    pub(crate) on_page_load: Option<OnPageLoad>,
    pub(crate) on_navigation: Option<OnNavigation>,
    pub(crate) on_drop: Mutex<Option<OnDrop>>,
}

/// The plugins of an application. No lock is held while a plugin's code runs.
#[derive(Default)]
pub(crate) struct PluginStore(RwLock<Arc<Vec<Arc<Plugin>>>>);

impl PluginStore {
    fn all(&self) -> Arc<Vec<Arc<Plugin>>> {
        Arc::clone(&self.0.read())
    }

    pub(crate) fn add(&self, plugin: Plugin) -> Result<()> {
        let mut plugins = self.0.write();
        if plugins.iter().any(|known| known.name == plugin.name) {
            return Err(Error::PluginInitialization(
                plugin.name.to_owned(),
                "a plugin of this name exists".into(),
            ));
        }
        Arc::make_mut(&mut plugins).push(Arc::new(plugin));
        Ok(())
    }

    /// Removes a plugin. Returns whether a plugin of this name existed.
    pub(crate) fn remove(&self, app: &Arc<AppShared>, name: &str) -> bool {
        let removed = {
            let mut plugins = self.0.write();
            let index = plugins.iter().position(|plugin| plugin.name == name);
            index.map(|index| Arc::make_mut(&mut plugins).remove(index))
        };
        removed.inspect(|plugin| plugin.dropped(app)).is_some()
    }

    /// Calls the `on_drop` hooks of all plugins, because the application exits.
    pub(crate) fn drop_all(&self, app: &Arc<AppShared>) {
        for plugin in self.all().iter() {
            plugin.dropped(app);
        }
    }

    /// Returns the plugin of this name.
    pub(super) fn find(&self, name: &str) -> Option<Arc<Plugin>> {
        let plugins = self.all();
        plugins.iter().find(|plugin| plugin.name == name).cloned()
    }

    /// Returns the initialization scripts of all plugins.
    pub(crate) fn scripts(&self) -> Vec<String> {
        self.all()
            .iter()
            .flat_map(|plugin| plugin.scripts.iter().cloned())
            .collect()
    }

    pub(crate) fn notify(&self, app: &Arc<AppShared>, event: &RunEvent) {
        for plugin in self.all().iter() {
            if let Some(listener) = &plugin.on_event {
                guarded("a plugin's listener of events", || listener(app, event));
            }
        }
    }

    pub(crate) fn notify_created(&self, app: &Arc<AppShared>, window: &Arc<WindowShared>) {
        for plugin in self.all().iter() {
            guarded("a plugin's listener of windows", || {
                (plugin.on_created)(app, window)
            });
        }
    }

    pub(crate) fn notify_page_load(
        &self,
        app: &Arc<AppShared>,
        window: &Arc<WindowShared>,
        payload: &PageLoadPayload<'_>,
    ) {
        for plugin in self.all().iter() {
            if let Some(listener) = &plugin.on_page_load {
                guarded("a plugin's listener of pages", || {
                    listener(app, window, payload)
                });
            }
        }
    }

    /// Returns whether all plugins allow a webview to navigate to a URL. A panic denies the navigation.
    pub(crate) fn may_navigate(
        &self,
        app: &Arc<AppShared>,
        window: &Arc<WindowShared>,
        url: &Url,
    ) -> bool {
        self.all().iter().all(|plugin| {
            plugin.on_navigation.as_ref().is_none_or(|handler| {
                guarded("a plugin's handler of navigation", || {
                    handler(app, window, url)
                })
                .unwrap_or(false)
            })
        })
    }
}

impl Plugin {
    /// Creates a plugin that has only commands.
    pub(crate) fn of_commands(
        name: &'static str,
        handler: Box<dyn Fn(Invoke) -> bool + Send + Sync>,
    ) -> Self {
        Self {
            name,
            handler,
            scripts: Vec::new(),
            on_event: None,
            on_created: Box::new(|_, _| ()),
            on_page_load: None,
            on_navigation: None,
            on_drop: Mutex::new(None),
        }
    }

    fn dropped(&self, app: &Arc<AppShared>) {
        let work = self.on_drop.lock().take();
        if let Some(work) = work {
            guarded("a plugin's on_drop", || work(app));
        }
    }
}
