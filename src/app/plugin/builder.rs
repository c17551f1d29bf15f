//! The builder of plugins.

use std::{error::Error as StdError, marker::PhantomData, sync::Arc};

use parking_lot::Mutex;
use serde::de::DeserializeOwned;
use url::Url;

use super::store::Plugin;
use crate::{
    app::{
        AppHandle, Error, PageLoadPayload, Result, RunEvent, Runtime, Webview, Window, Wry,
        lifecycle::shared::{AppShared, WindowShared},
    },
    ipc::Invoke,
    router::Listed,
};

type Handler = Box<dyn Fn(Invoke) -> bool + Send + Sync>;
type Setup<R, C> = Box<
    dyn FnOnce(&AppHandle<R>, PluginApi<R, C>) -> std::result::Result<(), Box<dyn StdError>> + Send,
>;
type OnEvent<R> = Box<dyn FnMut(&AppHandle<R>, &RunEvent) + Send>;
type OnWindow<R> = Box<dyn FnMut(Window<R>) + Send>;
type OnWebview<R> = Box<dyn FnMut(Webview<R>) + Send>;
type OnPageLoad<R> = Box<dyn FnMut(&Webview<R>, &PageLoadPayload<'_>) + Send>;
type OnNavigation<R> = Box<dyn FnMut(&Webview<R>, &Url) -> bool + Send>;
type OnDrop<R> = Box<dyn FnOnce(AppHandle<R>) + Send>;

/// The API that a plugin's `setup` hook receives.
#[derive(Debug)]
pub struct PluginApi<R: Runtime = Wry, C: DeserializeOwned = ()> {
    config: C,
    app: AppHandle<R>,
}

impl<R: Runtime, C: DeserializeOwned> PluginApi<R, C> {
    /// Returns the configuration of the plugin: `plugins.<name>`.
    pub const fn config(&self) -> &C {
        &self.config
    }

    /// Returns the handle of the application.
    pub const fn app(&self) -> &AppHandle<R> {
        &self.app
    }
}

/// Builds a plugin. `C` is the type of its configuration.
#[must_use = "the plugin is created by `build`"]
pub struct Builder<R: Runtime = Wry, C: DeserializeOwned = ()> {
    plugin: TauriPlugin<R, C>,
}

/// A plugin, which [`Builder::plugin`](crate::Builder::plugin) or [`AppHandle::plugin`] adds to an application.
#[must_use = "a plugin does nothing before it is added to an application"]
pub struct TauriPlugin<R: Runtime = Wry, C: DeserializeOwned = ()> {
    name: &'static str,
    handler: Handler,
    listed: Listed,
    setup: Option<Setup<R, C>>,
    scripts: Vec<String>,
    on_event: Option<OnEvent<R>>,
    on_window_ready: Option<OnWindow<R>>,
    on_webview_ready: Option<OnWebview<R>>,
    on_page_load: Option<OnPageLoad<R>>,
    on_navigation: Option<OnNavigation<R>>,
    on_drop: Option<OnDrop<R>>,
    config: PhantomData<fn() -> C>,
}

impl<R: Runtime, C: DeserializeOwned> std::fmt::Debug for Builder<R, C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.plugin.fmt(f)
    }
}

impl<R: Runtime, C: DeserializeOwned> std::fmt::Debug for TauriPlugin<R, C> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TauriPlugin")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl<R: Runtime, C: DeserializeOwned> Builder<R, C> {
    /// Creates a builder of a plugin with this name.
    pub fn new(name: &'static str) -> Self {
        Self {
            plugin: TauriPlugin {
                name,
                handler: Box::new(|_| false),
                listed: Listed::default(),
                setup: None,
                scripts: Vec::new(),
                on_event: None,
                on_window_ready: None,
                on_webview_ready: None,
                on_page_load: None,
                on_navigation: None,
                on_drop: None,
                config: PhantomData,
            },
        }
    }

    /// Sets the invoke handler, created by [`generate_handler!`](crate::generate_handler).
    pub fn invoke_handler<F: Fn(Invoke<R>) -> bool + Send + Sync + 'static>(
        mut self,
        handler: F,
    ) -> Self {
        self.plugin.listed = Listed::of(&handler);
        self.plugin.handler = Box::new(handler);
        self
    }

    /// Sets a hook that runs once, before the first window is created. An error exits the application.
    pub fn setup<F>(mut self, setup: F) -> Self
    where
        F: FnOnce(&AppHandle<R>, PluginApi<R, C>) -> std::result::Result<(), Box<dyn StdError>>
            + Send
            + 'static,
    {
        self.plugin.setup = Some(Box::new(setup));
        self
    }

    /// Adds a script that runs in the main frame of every document before the document's own scripts.
    pub fn js_init_script(mut self, script: impl Into<String>) -> Self {
        self.plugin.scripts.push(script.into());
        self
    }

    /// Sets a listener to the events of the application, called on the main thread.
    pub fn on_event<F: FnMut(&AppHandle<R>, &RunEvent) + Send + 'static>(
        mut self,
        listener: F,
    ) -> Self {
        self.plugin.on_event = Some(Box::new(listener));
        self
    }

    /// Sets a hook that is called on the main thread after a window was created.
    pub fn on_window_ready<F: FnMut(Window<R>) + Send + 'static>(mut self, listener: F) -> Self {
        self.plugin.on_window_ready = Some(Box::new(listener));
        self
    }

    /// Sets a hook that is called on the main thread after a webview was created.
    pub fn on_webview_ready<F: FnMut(Webview<R>) + Send + 'static>(mut self, listener: F) -> Self {
        self.plugin.on_webview_ready = Some(Box::new(listener));
        self
    }

    /// Sets a listener to page load events, called on the main thread.
    pub fn on_page_load<F: FnMut(&Webview<R>, &PageLoadPayload<'_>) + Send + 'static>(
        mut self,
        listener: F,
    ) -> Self {
        self.plugin.on_page_load = Some(Box::new(listener));
        self
    }

    /// Sets a handler that decides, on the main thread, whether a webview may navigate to a URL.
    pub fn on_navigation<F: FnMut(&Webview<R>, &Url) -> bool + Send + 'static>(
        mut self,
        handler: F,
    ) -> Self {
        self.plugin.on_navigation = Some(Box::new(handler));
        self
    }

    /// Sets a hook that is called when the plugin is removed or the application exits.
    pub fn on_drop<F: FnOnce(AppHandle<R>) + Send + 'static>(mut self, work: F) -> Self {
        self.plugin.on_drop = Some(Box::new(work));
        self
    }

    /// Builds the plugin.
    pub fn build(self) -> TauriPlugin<R, C> {
        self.plugin
    }
}

impl<R: Runtime, C: DeserializeOwned> TauriPlugin<R, C> {
    /// Returns the name of the plugin.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Splits the plugin into its `setup` hook and its other parts, both without type parameters.
    pub(crate) fn into_parts(self) -> (Initialize, AppPlugin)
    where
        R: 'static,
        C: 'static,
    {
        let Self { name, setup, .. } = self;
        let initialize: Initialize = Box::new(move |app: &Arc<AppShared>| {
            let Some(setup) = setup else { return Ok(()) };
            let part = app.config.plugins.get(name).cloned().unwrap_or_default();
            let config = serde_path_to_error::deserialize(part).map_err(|error| Error::Config {
                key: format!("plugins.{name}.{}", error.path()),
                message: error.inner().to_string(),
            })?;
            let app = AppHandle::new(Arc::clone(app));
            let api = PluginApi {
                config,
                app: app.clone(),
            };
            setup(&app, api)
                .map_err(|error| Error::PluginInitialization(name.to_owned(), error.to_string()))
        });
        let on_event = self.on_event.map(|listener| {
            let listener = Mutex::new(listener);
            Box::new(move |app: &Arc<AppShared>, event: &RunEvent| {
                call(&listener, |listener| listener(&handle(app), event))
            }) as _
        });
        let on_window_ready = self.on_window_ready.map(Mutex::new);
        let on_webview_ready = self.on_webview_ready.map(Mutex::new);
        let on_page_load = self.on_page_load.map(|listener| {
            let listener = Mutex::new(listener);
            Box::new(
                move |app: &Arc<AppShared>,
                      window: &Arc<WindowShared>,
                      payload: &PageLoadPayload<'_>| {
                    call(&listener, |listener| {
                        listener(&webview(app, window), payload)
                    });
                },
            ) as _
        });
        let on_navigation = self.on_navigation.map(|handler| {
            let handler = Mutex::new(handler);
            Box::new(
                move |app: &Arc<AppShared>, window: &Arc<WindowShared>, url: &Url| {
                    call(&handler, |handler| handler(&webview(app, window), url))
                },
            ) as _
        });
        let on_drop = self
            .on_drop
            .map(|work| Box::new(move |app: &Arc<AppShared>| work(handle(app))) as _);
        let plugin = Plugin {
            name,
            handler: self.handler,
            listed: self.listed,
            scripts: self.scripts,
            on_event,
            on_created: Box::new(move |app, window| {
                if let Some(listener) = &on_window_ready {
                    call(listener, |listener| {
                        listener(Window::new(handle(app), Arc::clone(window)))
                    });
                }
                if let Some(listener) = &on_webview_ready {
                    call(listener, |listener| listener(webview(app, window)));
                }
            }),
            on_page_load,
            on_navigation,
            on_drop: Mutex::new(on_drop),
        };
        (initialize, plugin)
    }
}

/// A plugin of an application.
pub(crate) type AppPlugin = Plugin<AppShared, WindowShared>;

/// Runs the `setup` hook of a plugin.
pub(crate) type Initialize = Box<dyn FnOnce(&Arc<AppShared>) -> Result<()> + Send>;

/// Calls a listener. Listeners run only on the main thread, so the lock is free.
fn call<T, U>(listener: &Mutex<T>, work: impl FnOnce(&mut T) -> U) -> U {
    work(&mut listener.lock())
}

fn handle<R: Runtime>(app: &Arc<AppShared>) -> AppHandle<R> {
    AppHandle::new(Arc::clone(app))
}

fn webview<R: Runtime>(app: &Arc<AppShared>, window: &Arc<WindowShared>) -> Webview<R> {
    Webview::new(Window::new(handle(app), Arc::clone(window)))
}
