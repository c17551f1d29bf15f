//! What the application, its handles, its windows and its webviews have in common: [`Manager`].

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use self::sealed::Managed;
use crate::{
    State,
    app::{
        AppHandle, Config, Env, PackageInfo, Runtime, Webview, WebviewWindow, Window,
        pages::asset::{AssetScope, Scope},
        path::PathResolver,
        system::resources::ResourceTable,
    },
};

/// Access to the application from any of its types: [`App`](crate::App), [`AppHandle`], [`Window`], [`Webview`] and [`WebviewWindow`].
pub trait Manager<R: Runtime>: Managed<R> {
    /// Returns the handle of the application.
    fn app_handle(&self) -> &AppHandle<R> {
        self.managed_app()
    }

    /// Returns the configuration of the application.
    fn config(&self) -> &Config {
        &self.managed_app().shared.config
    }

    /// Returns the name and the version of the application.
    fn package_info(&self) -> &PackageInfo {
        &self.managed_app().shared.package
    }

    /// Adds a value to the state managed by the application.
    ///
    /// Returns `false` and drops the value if a value of its type is already managed.
    fn manage<T: Send + Sync + 'static>(&self, state: T) -> bool {
        self.managed_app().shared.state.set(state)
    }

    /// Removes the managed value of type `T` and returns it. Commands that have borrowed it keep it.
    fn unmanage<T: Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        self.managed_app().shared.state.remove()
    }

    /// Returns the managed value of type `T`.
    ///
    /// # Panics
    /// Panics if no value of this type is managed.
    #[track_caller]
    fn state<T: Send + Sync + 'static>(&self) -> State<'_, T> {
        self.managed_app().shared.state.get()
    }

    /// Returns the managed value of type `T`, or `None` if no value of this type is managed.
    fn try_state<T: Send + Sync + 'static>(&self) -> Option<State<'_, T>> {
        self.managed_app().shared.state.try_get()
    }

    /// Returns the environment in which the application was started.
    fn env(&self) -> Env {
        Env::default()
    }

    /// Returns the scope of the asset protocol: the files that pages may load by URL, if the configuration enables the protocol.
    fn asset_protocol_scope(&self) -> Scope {
        let scope = &self.managed_app().shared.asset_scope;
        Scope(Arc::clone(
            scope.get_or_init(|| Arc::new(AssetScope::closed())),
        ))
    }

    /// Returns the resolver of paths of the system and of the application.
    fn path(&self) -> PathResolver<R> {
        PathResolver::new(self.managed_app().clone())
    }

    /// Returns the resource table: Rust values that pages refer to by id.
    fn resources_table(&self) -> MutexGuard<'_, ResourceTable> {
        self.managed_resources()
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the window with this label.
    fn get_window(&self, label: &str) -> Option<Window<R>> {
        let app = self.managed_app();
        app.shared
            .window(label)
            .map(|window| Window::new(app.clone(), window))
    }

    /// Returns the webview with this label.
    fn get_webview(&self, label: &str) -> Option<Webview<R>> {
        self.get_window(label).map(Webview::new)
    }

    /// Returns the webview window with this label.
    fn get_webview_window(&self, label: &str) -> Option<WebviewWindow<R>> {
        self.get_webview(label).map(WebviewWindow::new)
    }

    /// Returns the focused window.
    fn get_focused_window(&self) -> Option<Window<R>> {
        self.windows()
            .into_values()
            .find(|window| window.is_focused().unwrap_or(false))
    }

    /// Returns all windows by label.
    fn windows(&self) -> HashMap<String, Window<R>> {
        let app = self.managed_app();
        app.shared
            .all_windows()
            .into_iter()
            .map(|window| (window.label().to_owned(), Window::new(app.clone(), window)))
            .collect()
    }

    /// Returns all webviews by label.
    fn webviews(&self) -> HashMap<String, Webview<R>> {
        self.windows()
            .into_iter()
            .map(|(label, window)| (label, Webview::new(window)))
            .collect()
    }

    /// Returns all webview windows by label.
    fn webview_windows(&self) -> HashMap<String, WebviewWindow<R>> {
        self.webviews()
            .into_iter()
            .map(|(label, webview)| (label, WebviewWindow::new(webview)))
            .collect()
    }
}

impl<R: Runtime> Managed<R> for AppHandle<R> {
    fn managed_app(&self) -> &Self {
        self
    }
}

impl<R: Runtime> Manager<R> for AppHandle<R> {}

impl<R: Runtime> Managed<R> for Window<R> {
    fn managed_app(&self) -> &AppHandle<R> {
        &self.app
    }

    fn managed_resources(&self) -> &Mutex<ResourceTable> {
        self.shared.resources()
    }
}

impl<R: Runtime> Manager<R> for Window<R> {}

impl<R: Runtime> Managed<R> for Webview<R> {
    fn managed_app(&self) -> &AppHandle<R> {
        self.window.managed_app()
    }

    fn managed_resources(&self) -> &Mutex<ResourceTable> {
        self.window.managed_resources()
    }
}

impl<R: Runtime> Manager<R> for Webview<R> {}

impl<R: Runtime> Managed<R> for WebviewWindow<R> {
    fn managed_app(&self) -> &AppHandle<R> {
        self.webview.managed_app()
    }

    fn managed_resources(&self) -> &Mutex<ResourceTable> {
        self.webview.managed_resources()
    }
}

impl<R: Runtime> Manager<R> for WebviewWindow<R> {}

pub(crate) mod sealed {
    use std::sync::Mutex;

    use crate::app::{AppHandle, Runtime, system::resources::ResourceTable};

    /// A type that belongs to an application.
    pub trait Managed<R: Runtime> {
        /// Returns the application.
        fn managed_app(&self) -> &AppHandle<R>;

        /// Returns the resource table: the window's for windows and webviews, otherwise the application's.
        fn managed_resources(&self) -> &Mutex<ResourceTable> {
            &self.managed_app().shared.resources
        }
    }
}
