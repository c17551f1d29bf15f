//! The trait of plugins.

use std::{
    error::Error as StdError,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde_json::Value;
use url::Url;

use super::store;
use crate::{
    app::{
        AppHandle, Error, PageLoadPayload, Result, RunEvent, Runtime, Webview, Window, Wry,
        lifecycle::shared::{AppShared, UriSchemeHandler, WindowShared},
    },
    ipc::Invoke,
    router::Listed,
};

/// A plugin, by its hooks. [`Builder`](super::Builder) builds one out of closures; an application may also implement the trait for a type of its own.
///
/// All hooks but [`extend_api`](Self::extend_api) run on the main thread, one at a time. For a type of the application's own, a call of a command waits for
/// a hook that runs, and a hook for a command's `extend_api`.
///
/// # Examples
/// ```
/// use bytelane::{Runtime, ipc::Invoke, plugin::Plugin};
///
/// struct Doubler;
///
/// impl<R: Runtime> Plugin<R> for Doubler {
///     fn name(&self) -> &'static str {
///         "doubler"
///     }
///
///     fn extend_api(&mut self, invoke: Invoke<R>) -> bool {
///         invoke.resolver.resolve("twice");
///         true
///     }
/// }
///
/// let builder = bytelane::Builder::default().plugin(Doubler); // in the page: invoke('plugin:doubler|any')
/// ```
pub trait Plugin<R: Runtime = Wry>: Send {
    /// Returns the name of the plugin, which is also the key of its configuration.
    fn name(&self) -> &'static str;

    /// Runs once, before the first window is created, with `plugins.<name>` of the configuration.
    ///
    /// # Errors
    /// An error exits the application.
    fn initialize(
        &mut self,
        app: &AppHandle<R>,
        config: Value,
    ) -> std::result::Result<(), Box<dyn StdError>> {
        let _ = (app, config);
        Ok(())
    }

    /// Returns the script that runs in the main frame of every document before the document's own scripts.
    fn initialization_script(&self) -> Option<String> {
        None
    }

    /// Is called after a window was created.
    fn window_created(&mut self, window: Window<R>) {
        let _ = window;
    }

    /// Is called after a webview was created.
    fn webview_created(&mut self, webview: Webview<R>) {
        let _ = webview;
    }

    /// Decides whether a webview may navigate to a URL.
    fn on_navigation(&mut self, webview: &Webview<R>, url: &Url) -> bool {
        let _ = (webview, url);
        true
    }

    /// Receives the page load events.
    fn on_page_load(&mut self, webview: &Webview<R>, payload: &PageLoadPayload<'_>) {
        let _ = (webview, payload);
    }

    /// Receives the events of the application.
    fn on_event(&mut self, app: &AppHandle<R>, event: &RunEvent) {
        let _ = (app, event);
    }

    /// Serves the call of a command of the plugin. Returns `false` if the plugin has no such command.
    fn extend_api(&mut self, invoke: Invoke<R>) -> bool {
        let _ = invoke;
        false
    }

    /// Takes the parts that only plugins of the builder have.
    #[doc(hidden)]
    fn take_extras(&mut self) -> Extras {
        Extras::default()
    }

    /// Splits the plugin into its parts, which have no type parameters.
    #[doc(hidden)]
    fn into_parts(self) -> Parts
    where
        Self: Sized + 'static,
    {
        parts_of(self)
    }
}

impl<R: Runtime> Plugin<R> for Box<dyn Plugin<R>> {
    fn name(&self) -> &'static str {
        (**self).name()
    }

    fn initialize(
        &mut self,
        app: &AppHandle<R>,
        config: Value,
    ) -> std::result::Result<(), Box<dyn StdError>> {
        (**self).initialize(app, config)
    }

    fn initialization_script(&self) -> Option<String> {
        (**self).initialization_script()
    }

    fn window_created(&mut self, window: Window<R>) {
        (**self).window_created(window);
    }

    fn webview_created(&mut self, webview: Webview<R>) {
        (**self).webview_created(webview);
    }

    fn on_navigation(&mut self, webview: &Webview<R>, url: &Url) -> bool {
        (**self).on_navigation(webview, url)
    }

    fn on_page_load(&mut self, webview: &Webview<R>, payload: &PageLoadPayload<'_>) {
        (**self).on_page_load(webview, payload);
    }

    fn on_event(&mut self, app: &AppHandle<R>, event: &RunEvent) {
        (**self).on_event(app, event);
    }

    fn extend_api(&mut self, invoke: Invoke<R>) -> bool {
        (**self).extend_api(invoke)
    }

    fn take_extras(&mut self) -> Extras {
        (**self).take_extras()
    }
}

/// The parts that only plugins of the builder have, also in a box.
#[doc(hidden)]
#[derive(Default)]
pub struct Extras {
    pub(crate) uri_schemes: Vec<(String, UriSchemeHandler)>,
    pub(crate) listed: Listed,
    pub(crate) on_drop: Option<store::OnDrop<AppShared>>,
}

impl std::fmt::Debug for Extras {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Extras").finish_non_exhaustive()
    }
}

/// The parts of a plugin.
#[doc(hidden)]
pub struct Parts {
    pub(crate) initialize: Initialize,
    pub(crate) plugin: AppPlugin,
    pub(crate) uri_schemes: Vec<(String, UriSchemeHandler)>,
}

impl std::fmt::Debug for Parts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Parts")
            .field("name", &self.plugin.name)
            .finish_non_exhaustive()
    }
}

/// A plugin of an application.
pub(crate) type AppPlugin = store::Plugin<AppShared, WindowShared>;

/// Runs the `setup` hook of a plugin.
pub(crate) type Initialize = Box<dyn FnOnce(&Arc<AppShared>) -> Result<()> + Send>;

pub(super) fn handle<R: Runtime>(app: &Arc<AppShared>) -> AppHandle<R> {
    AppHandle::new(Arc::clone(app))
}

pub(super) fn window<R: Runtime>(app: &Arc<AppShared>, window: &Arc<WindowShared>) -> Window<R> {
    Window::new(handle(app), Arc::clone(window))
}

pub(super) fn webview<R: Runtime>(app: &Arc<AppShared>, shared: &Arc<WindowShared>) -> Webview<R> {
    Webview::new(window(app, shared))
}

/// Returns the parts of a plugin of the application's own.
fn parts_of<R: Runtime, P: Plugin<R> + 'static>(mut plugin: P) -> Parts {
    let Extras {
        uri_schemes,
        listed,
        on_drop,
    } = plugin.take_extras();
    let (name, script) = (plugin.name(), plugin.initialization_script());
    let plugin = Arc::new(Mutex::new(plugin));
    let share = || Shared(Arc::clone(&plugin));
    let (own, events, windows) = (share(), share(), share());
    let (pages, navigation, commands) = (share(), share(), share());
    let initialize: Initialize = Box::new(move |app: &Arc<AppShared>| {
        let config = app.config.plugins.get(name).cloned().unwrap_or_default();
        own.lock()
            .initialize(&handle(app), config)
            .map_err(|error| Error::PluginInitialization(name.to_owned(), error.to_string()))
    });
    let plugin = AppPlugin {
        name,
        handler: Box::new(move |invoke| commands.lock().extend_api(invoke)),
        listed,
        scripts: script.into_iter().collect(),
        on_event: Some(Box::new(move |app, event| {
            events.lock().on_event(&handle(app), event);
        })),
        on_created: Box::new(move |app, created| {
            windows.lock().window_created(window(app, created));
            windows.lock().webview_created(webview(app, created));
        }),
        on_page_load: Some(Box::new(move |app, window, payload| {
            pages.lock().on_page_load(&webview(app, window), payload);
        })),
        on_navigation: Some(Box::new(move |app, window, url| {
            navigation.lock().on_navigation(&webview(app, window), url)
        })),
        on_drop: parking_lot::Mutex::new(on_drop),
    };
    Parts {
        initialize,
        plugin,
        uri_schemes,
    }
}

/// A plugin that its hooks share. A hook that panics leaves it as it is.
struct Shared<P>(Arc<Mutex<P>>);

impl<P> Shared<P> {
    fn lock(&self) -> MutexGuard<'_, P> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plugin::Builder;

    #[test]
    fn a_plugin_in_a_box_keeps_its_schemes_and_its_end() {
        let plugin: Box<dyn Plugin<Wry>> = Box::new(
            Builder::<Wry>::new("boxed")
                .register_uri_scheme_protocol("mine", |_, _| http::Response::new(Vec::new()))
                .on_drop(|_| ())
                .build(),
        );
        let parts = plugin.into_parts();
        assert_eq!(parts.plugin.name, "boxed");
        assert_eq!(parts.uri_schemes.len(), 1);
        assert!(parts.plugin.on_drop.lock().is_some());
    }
}
