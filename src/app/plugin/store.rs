use std::{
    ops::ControlFlow,
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use url::Url;

use crate::{
    Refusal,
    app::{
        Error, PageLoadPayload, Result, RunEvent,
        lifecycle::main_thread::guarded,
        lifecycle::shared::{Core, WindowCore},
    },
    ipc::Invoke,
    wire::Code,
};

pub(crate) use super::builtin::builtin;

type OnEvent = Box<dyn Fn(&Arc<Core>, &RunEvent) + Send + Sync>;
type OnCreated = Box<dyn Fn(&Arc<Core>, &Arc<WindowCore>) + Send + Sync>;
type OnPageLoad = Box<dyn Fn(&Arc<Core>, &Arc<WindowCore>, &PageLoadPayload<'_>) + Send + Sync>;
type OnNavigation = Box<dyn Fn(&Arc<Core>, &Arc<WindowCore>, &Url) -> bool + Send + Sync>;
type OnDrop = Box<dyn FnOnce(&Arc<Core>) + Send>;

/// A plugin that is set up.
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

/// The plugins of an application. No lock is held while one of them runs.
#[derive(Default)]
pub(crate) struct PluginStore(RwLock<Arc<Vec<Arc<Plugin>>>>);

impl PluginStore {
    fn all(&self) -> Arc<Vec<Arc<Plugin>>> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn add(&self, plugin: Plugin) -> Result<()> {
        let mut plugins = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if plugins.iter().any(|known| known.name == plugin.name) {
            return Err(Error::PluginInitialization(
                plugin.name.to_owned(),
                "there is a plugin of this name".into(),
            ));
        }
        Arc::make_mut(&mut plugins).push(Arc::new(plugin));
        Ok(())
    }

    /// Takes a plugin away, and says whether there was one of this name.
    pub(crate) fn remove(&self, app: &Arc<Core>, name: &str) -> bool {
        let removed = {
            let mut plugins = self.0.write().unwrap_or_else(PoisonError::into_inner);
            let place = plugins.iter().position(|plugin| plugin.name == name);
            place.map(|place| Arc::make_mut(&mut plugins).remove(place))
        };
        removed.inspect(|plugin| plugin.dropped(app)).is_some()
    }

    /// The application ends.
    pub(crate) fn drop_all(&self, app: &Arc<Core>) {
        for plugin in self.all().iter() {
            plugin.dropped(app);
        }
    }

    /// Serves a call of a plugin's command, and says whether the plugin knows it. Gives back any other call.
    pub(crate) fn serve(&self, mut invoke: Invoke) -> ControlFlow<bool, Invoke> {
        let command = invoke.message.command();
        let Some((name, _)) = command
            .strip_prefix("plugin:")
            .and_then(|rest| rest.split_once('|'))
        else {
            return ControlFlow::Continue(invoke);
        };
        // What the hub of events has not served is no command.
        if name == "event" {
            return ControlFlow::Break(false);
        }
        let Some(plugin) = self
            .all()
            .iter()
            .find(|plugin| plugin.name == name)
            .cloned()
        else {
            let text = super::builtin::absent(name).map_or_else(
                || format!("plugin {name} not found: add it with `Builder::plugin`"),
                |why| format!("{command} is not served: {why}"),
            );
            let refusal = Refusal::new(Code::UnknownCommand, text).with_command(command);
            invoke.resolver.reply(refusal);
            return ControlFlow::Break(true);
        };
        ControlFlow::Break(invoke.message.enter_plugin(plugin.name) && (plugin.handler)(invoke))
    }

    /// Scripts of the plugins, for a webview that is about to be made.
    pub(crate) fn scripts(&self) -> Vec<String> {
        self.all()
            .iter()
            .flat_map(|plugin| plugin.scripts.iter().cloned())
            .collect()
    }

    pub(crate) fn tell(&self, app: &Arc<Core>, event: &RunEvent) {
        for plugin in self.all().iter() {
            if let Some(listener) = &plugin.on_event {
                guarded("a plugin's listener of events", || listener(app, event));
            }
        }
    }

    pub(crate) fn tell_created(&self, app: &Arc<Core>, core: &Arc<WindowCore>) {
        for plugin in self.all().iter() {
            guarded("a plugin's listener of windows", || {
                (plugin.on_created)(app, core)
            });
        }
    }

    pub(crate) fn tell_page_load(
        &self,
        app: &Arc<Core>,
        core: &Arc<WindowCore>,
        payload: &PageLoadPayload<'_>,
    ) {
        for plugin in self.all().iter() {
            if let Some(listener) = &plugin.on_page_load {
                guarded("a plugin's listener of pages", || {
                    listener(app, core, payload)
                });
            }
        }
    }

    /// Whether all plugins let a webview load a URL; a panic forbids.
    pub(crate) fn may_navigate(&self, app: &Arc<Core>, core: &Arc<WindowCore>, url: &Url) -> bool {
        self.all().iter().all(|plugin| {
            plugin.on_navigation.as_ref().is_none_or(|handler| {
                guarded("a plugin's handler of navigation", || {
                    handler(app, core, url)
                })
                .unwrap_or(false)
            })
        })
    }
}

impl Plugin {
    /// One that has commands and nothing else.
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

    fn dropped(&self, app: &Arc<Core>) {
        let work = self
            .on_drop
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(work) = work {
            guarded("a plugin's on_drop", || work(app));
        }
    }
}
