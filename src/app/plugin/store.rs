//! The plugins of an application.

use std::sync::Arc;

use parking_lot::{Mutex, RwLock};
use url::Url;

use crate::{
    app::{Error, PageLoadPayload, Result, RunEvent},
    foreign,
    ipc::Invoke,
    router::Listed,
};

type OnEvent<A> = Box<dyn Fn(&Arc<A>, &RunEvent) + Send + Sync>;
type OnCreated<A, W> = Box<dyn Fn(&Arc<A>, &Arc<W>) + Send + Sync>;
type OnPageLoad<A, W> = Box<dyn Fn(&Arc<A>, &Arc<W>, &PageLoadPayload<'_>) + Send + Sync>;
type OnNavigation<A, W> = Box<dyn Fn(&Arc<A>, &Arc<W>, &Url) -> bool + Send + Sync>;
pub(crate) type OnDrop<A> = Box<dyn FnOnce(&Arc<A>) + Send>;

/// A plugin without the type parameters of its builder. Its hooks receive the shared state of the application, `A`, and of a window, `W`.
pub(crate) struct Plugin<A, W> {
    pub(crate) name: &'static str,
    pub(crate) handler: Box<dyn Fn(Invoke) -> bool + Send + Sync>,
    pub(crate) listed: Listed,
    pub(crate) scripts: Vec<String>,
    pub(crate) on_event: Option<OnEvent<A>>,
    pub(crate) on_created: OnCreated<A, W>,
    pub(crate) on_page_load: Option<OnPageLoad<A, W>>,
    pub(crate) on_navigation: Option<OnNavigation<A, W>>,
    pub(crate) on_drop: Mutex<Option<OnDrop<A>>>,
}

/// The plugins of an application. No lock is held while a plugin's code runs.
pub(crate) struct PluginStore<A, W>(RwLock<Plugins<A, W>>);

type Plugins<A, W> = Arc<Vec<Arc<Plugin<A, W>>>>;

impl<A, W> Default for PluginStore<A, W> {
    fn default() -> Self {
        Self(RwLock::default())
    }
}

impl<A, W> PluginStore<A, W> {
    fn all(&self) -> Plugins<A, W> {
        Arc::clone(&self.0.read())
    }

    pub(crate) fn add(&self, plugin: Plugin<A, W>) -> Result<()> {
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
    pub(crate) fn remove(&self, app: &Arc<A>, name: &str) -> bool {
        let removed = {
            let mut plugins = self.0.write();
            let index = plugins.iter().position(|plugin| plugin.name == name);
            index.map(|index| Arc::make_mut(&mut plugins).remove(index))
        };
        removed.inspect(|plugin| plugin.dropped(app)).is_some()
    }

    /// Calls the `on_drop` hooks of all plugins, because the application exits.
    pub(crate) fn drop_all(&self, app: &Arc<A>) {
        for plugin in self.all().iter() {
            plugin.dropped(app);
        }
    }

    /// Returns the plugin of this name.
    pub(super) fn find(&self, name: &str) -> Option<Arc<Plugin<A, W>>> {
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

    pub(crate) fn notify(&self, app: &Arc<A>, event: &RunEvent) {
        for plugin in self.all().iter() {
            if let Some(listener) = &plugin.on_event {
                foreign::contain("a plugin's listener of events", || listener(app, event));
            }
        }
    }

    pub(crate) fn notify_created(&self, app: &Arc<A>, window: &Arc<W>) {
        for plugin in self.all().iter() {
            foreign::contain("a plugin's listener of windows", || {
                (plugin.on_created)(app, window)
            });
        }
    }

    pub(crate) fn notify_page_load(
        &self,
        app: &Arc<A>,
        window: &Arc<W>,
        payload: &PageLoadPayload<'_>,
    ) {
        for plugin in self.all().iter() {
            if let Some(listener) = &plugin.on_page_load {
                foreign::contain("a plugin's listener of pages", || {
                    listener(app, window, payload)
                });
            }
        }
    }

    /// Returns whether all plugins allow a webview to navigate to a URL. A panic denies the navigation.
    pub(crate) fn may_navigate(&self, app: &Arc<A>, window: &Arc<W>, url: &Url) -> bool {
        self.all().iter().all(|plugin| {
            plugin.on_navigation.as_ref().is_none_or(|handler| {
                foreign::contain("a plugin's handler of navigation", || {
                    handler(app, window, url)
                })
                .unwrap_or(false)
            })
        })
    }
}

impl<A, W> Plugin<A, W> {
    /// Creates a plugin that has only commands.
    pub(crate) fn of_commands(
        name: &'static str,
        handler: Box<dyn Fn(Invoke) -> bool + Send + Sync>,
        listed: Listed,
    ) -> Self {
        Self {
            name,
            handler,
            listed,
            scripts: Vec::new(),
            on_event: None,
            on_created: Box::new(|_, _| ()),
            on_page_load: None,
            on_navigation: None,
            on_drop: Mutex::new(None),
        }
    }

    fn dropped(&self, app: &Arc<A>) {
        let work = self.on_drop.lock().take();
        if let Some(work) = work {
            foreign::contain("a plugin's on_drop", || work(app));
        }
    }
}
