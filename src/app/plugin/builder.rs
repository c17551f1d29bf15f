//! The builder of plugins.

use std::{borrow::Cow, error::Error as StdError, marker::PhantomData, sync::Arc};

use parking_lot::Mutex;
use serde::de::DeserializeOwned;
use url::Url;

use super::hooks::{AppPlugin, Extras, Initialize, Parts, Plugin, handle, webview, window};
use crate::{
    app::{
        AppHandle, Error, PageLoadPayload, RunEvent, Runtime, UriSchemeContext, UriSchemeResponder,
        Webview, Window, Wry,
        lifecycle::shared::{AppShared, UriSchemeHandler, WindowShared},
        pages::uri_scheme,
    },
    ipc::Invoke,
    router::Listed,
};

type Handler = Box<dyn Fn(Invoke) -> bool + Send + Sync>;
type Setup<R, C> =
    Box<dyn FnOnce(&AppHandle<R>, PluginApi<R, C>) -> Result<(), Box<dyn StdError>> + Send>;
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
    uri_schemes: Vec<(String, UriSchemeHandler)>,
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
                uri_schemes: Vec::new(),
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
        F: FnOnce(&AppHandle<R>, PluginApi<R, C>) -> Result<(), Box<dyn StdError>> + Send + 'static,
    {
        self.plugin.setup = Some(Box::new(setup));
        self
    }

    /// Adds a script that runs in the main frame of every document before the document's own scripts.
    pub fn js_init_script(mut self, script: impl Into<String>) -> Self {
        self.plugin.scripts.push(script.into());
        self
    }

    /// Registers a custom URI scheme; see [`Builder::register_uri_scheme_protocol`](crate::Builder::register_uri_scheme_protocol). A plugin that is added to a
    /// running application registers it with the windows that are created afterwards.
    ///
    /// # Panics
    /// Panics if the name is not a valid scheme, or if it is a scheme of the engine or of the web.
    #[track_caller]
    pub fn register_uri_scheme_protocol<N, T, H>(self, uri_scheme: N, protocol: H) -> Self
    where
        N: Into<String>,
        T: Into<Cow<'static, [u8]>>,
        H: Fn(UriSchemeContext<'_, R>, http::Request<Vec<u8>>) -> http::Response<T>
            + Send
            + Sync
            + 'static,
    {
        self.register_asynchronous_uri_scheme_protocol(
            uri_scheme,
            move |context, request, responder| responder.respond(protocol(context, request)),
        )
    }

    /// Registers a custom URI scheme whose handler can respond later and from any thread; see
    /// [`register_uri_scheme_protocol`](Self::register_uri_scheme_protocol).
    ///
    /// # Panics
    /// Panics under the conditions of [`register_uri_scheme_protocol`](Self::register_uri_scheme_protocol).
    #[track_caller]
    pub fn register_asynchronous_uri_scheme_protocol<N, H>(
        mut self,
        uri_scheme: N,
        protocol: H,
    ) -> Self
    where
        N: Into<String>,
        H: Fn(UriSchemeContext<'_, R>, http::Request<Vec<u8>>, UriSchemeResponder)
            + Send
            + Sync
            + 'static,
    {
        uri_scheme::add(&mut self.plugin.uri_schemes, uri_scheme.into(), protocol);
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

impl<R: Runtime, C: DeserializeOwned> Plugin<R> for TauriPlugin<R, C> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn initialize(
        &mut self,
        app: &AppHandle<R>,
        config: serde_json::Value,
    ) -> Result<(), Box<dyn StdError>> {
        match self.setup.take() {
            Some(setup) => run_setup(self.name, setup, app, config).map_err(Into::into),
            None => Ok(()),
        }
    }

    fn initialization_script(&self) -> Option<String> {
        (!self.scripts.is_empty()).then(|| self.scripts.join(";\n"))
    }

    fn window_created(&mut self, window: Window<R>) {
        if let Some(listener) = &mut self.on_window_ready {
            listener(window);
        }
    }

    fn webview_created(&mut self, webview: Webview<R>) {
        if let Some(listener) = &mut self.on_webview_ready {
            listener(webview);
        }
    }

    fn on_navigation(&mut self, webview: &Webview<R>, url: &Url) -> bool {
        self.on_navigation
            .as_mut()
            .is_none_or(|handler| handler(webview, url))
    }

    fn on_page_load(&mut self, webview: &Webview<R>, payload: &PageLoadPayload<'_>) {
        if let Some(listener) = &mut self.on_page_load {
            listener(webview, payload);
        }
    }

    fn on_event(&mut self, app: &AppHandle<R>, event: &RunEvent) {
        if let Some(listener) = &mut self.on_event {
            listener(app, event);
        }
    }

    fn extend_api(&mut self, invoke: Invoke<R>) -> bool {
        (self.handler)(invoke)
    }

    fn take_extras(&mut self) -> Extras {
        let on_drop = self
            .on_drop
            .take()
            .map(|work| Box::new(move |app: &Arc<AppShared>| work(handle(app))) as _);
        Extras {
            uri_schemes: std::mem::take(&mut self.uri_schemes),
            listed: self.listed,
            on_drop,
        }
    }

    // The hooks of the closures share no lock.
    fn into_parts(mut self) -> Parts
    where
        Self: 'static,
    {
        let Extras {
            uri_schemes,
            listed,
            on_drop,
        } = self.take_extras();
        let Self { name, setup, .. } = self;
        let initialize: Initialize = Box::new(move |app: &Arc<AppShared>| {
            let Some(setup) = setup else { return Ok(()) };
            let config = app.config.plugins.get(name).cloned().unwrap_or_default();
            run_setup(name, setup, &handle(app), config)
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
        let plugin = AppPlugin {
            name,
            handler: self.handler,
            listed,
            scripts: self.scripts,
            on_event,
            on_created: Box::new(move |app, window| {
                if let Some(listener) = &on_window_ready {
                    call(listener, |listener| listener(self::window(app, window)));
                }
                if let Some(listener) = &on_webview_ready {
                    call(listener, |listener| listener(webview(app, window)));
                }
            }),
            on_page_load,
            on_navigation,
            on_drop: Mutex::new(on_drop),
        };
        Parts {
            initialize,
            plugin,
            uri_schemes,
        }
    }
}

/// Runs the `setup` hook of a plugin.
fn run_setup<R: Runtime, C: DeserializeOwned>(
    name: &'static str,
    setup: Setup<R, C>,
    app: &AppHandle<R>,
    config: serde_json::Value,
) -> crate::Result<()> {
    let config = serde_path_to_error::deserialize(config).map_err(|error| Error::Config {
        key: format!("plugins.{name}.{}", error.path()),
        message: error.inner().to_string(),
    })?;
    let api = PluginApi {
        config,
        app: app.clone(),
    };
    setup(app, api).map_err(|error| Error::PluginInitialization(name.to_owned(), error.to_string()))
}

/// Calls a listener. Listeners run only on the main thread, so the lock is free.
fn call<T, U>(listener: &Mutex<T>, work: impl FnOnce(&mut T) -> U) -> U {
    work(&mut listener.lock())
}
