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

/// What everything that belongs to an application can do: the [`App`](crate::App), its handles, its windows.
pub trait Manager<R: Runtime>: Managed<R> {
    /// Handle of the application.
    fn app_handle(&self) -> &AppHandle<R> {
        self.managed_app()
    }

    /// The configuration.
    fn config(&self) -> &Config {
        &self.managed_app().shared.config
    }

    /// Name and version of the application.
    fn package_info(&self) -> &PackageInfo {
        &self.managed_app().shared.package
    }

    /// Shares a value with the commands. Returns `false`, and drops the value, when one of its type is shared already.
    fn manage<T: Send + Sync + 'static>(&self, state: T) -> bool {
        self.managed_app().shared.state.set(state)
    }

    /// Takes a shared value back. Commands that borrowed it keep it.
    fn unmanage<T: Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        self.managed_app().shared.state.remove()
    }

    /// A shared value.
    ///
    /// # Panics
    /// When none of this type is shared.
    #[track_caller]
    fn state<T: Send + Sync + 'static>(&self) -> State<'_, T> {
        self.managed_app().shared.state.get()
    }

    /// A shared value, when one of this type is shared.
    fn try_state<T: Send + Sync + 'static>(&self) -> Option<State<'_, T>> {
        self.managed_app().shared.state.try_get()
    }

    /// How the application was started.
    fn env(&self) -> Env {
        Env::default()
    }

    /// The files that pages may name by address, where the configuration lets them at all: more and fewer of them.
    fn asset_protocol_scope(&self) -> Scope {
        let scope = &self.managed_app().shared.asset_scope;
        Scope(Arc::clone(
            scope.get_or_init(|| Arc::new(AssetScope::closed())),
        ))
    }

    /// Directories of the system and of the application.
    fn path(&self) -> PathResolver<R> {
        PathResolver::new(self.managed_app().clone())
    }

    /// Things that pages refer to by a number.
    fn resources_table(&self) -> MutexGuard<'_, ResourceTable> {
        self.managed_resources()
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// The window with this label.
    fn get_window(&self, label: &str) -> Option<Window<R>> {
        let app = self.managed_app();
        app.shared
            .window(label)
            .map(|window| Window::new(app.clone(), window))
    }

    /// The webview with this label.
    fn get_webview(&self, label: &str) -> Option<Webview<R>> {
        self.get_window(label).map(Webview::new)
    }

    /// The window with this label, with its webview.
    fn get_webview_window(&self, label: &str) -> Option<WebviewWindow<R>> {
        self.get_webview(label).map(WebviewWindow::new)
    }

    /// The window that has the focus.
    fn get_focused_window(&self) -> Option<Window<R>> {
        self.windows()
            .into_values()
            .find(|window| window.is_focused().unwrap_or(false))
    }

    /// All windows by label.
    fn windows(&self) -> HashMap<String, Window<R>> {
        let app = self.managed_app();
        app.shared
            .all_windows()
            .into_iter()
            .map(|window| (window.label().to_owned(), Window::new(app.clone(), window)))
            .collect()
    }

    /// All webviews by label.
    fn webviews(&self) -> HashMap<String, Webview<R>> {
        self.windows()
            .into_iter()
            .map(|(label, window)| (label, Webview::new(window)))
            .collect()
    }

    /// All windows by label, with their webviews.
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

    /// What belongs to an application.
    pub trait Managed<R: Runtime> {
        /// The application.
        fn managed_app(&self) -> &AppHandle<R>;

        /// The resources that go with it: the application's, unless it is a window's.
        fn managed_resources(&self) -> &Mutex<ResourceTable> {
            &self.managed_app().shared.resources
        }
    }
}
