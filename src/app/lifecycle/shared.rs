use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock},
};

use crate::{
    Engine, ServePages, State, WebviewHandle,
    app::{
        AppHandle, Config, Env, Error, PackageInfo, PageLoadPayload, Result, Runtime, Webview,
        WebviewWindow, Window, WindowEvent,
        lifecycle::events,
        lifecycle::main_thread::MainThread,
        pages::asset::{AssetScope, Scope},
        pages::uri_scheme::UriSchemeHandler,
        path::PathResolver,
        plugin::PluginStore,
        system::resources::ResourceTable,
    },
    document::Document,
    event::EventId,
    state::StateStore,
};

type OneWindowListener = Arc<Mutex<dyn Fn(&WindowEvent) + Send>>;
pub(crate) type PageListener =
    Box<dyn Fn(&Arc<Core>, &Arc<WindowCore>, &PageLoadPayload<'_>) + Send + Sync>;
pub(crate) type WindowListener =
    Box<dyn Fn(&Arc<Core>, &Arc<WindowCore>, &WindowEvent) + Send + Sync>;

/// What all handles of an application share.
pub(crate) struct Core {
    pub(crate) config: Config,
    pub(crate) package: PackageInfo,
    pub(crate) state: Arc<StateStore>,
    pub(crate) engine: Engine,
    pub(crate) pages: Arc<dyn ServePages>,
    /// Origins whose pages may use the engine.
    pub(crate) origins: Vec<String>,
    pub(crate) incognito: bool,
    /// Schemes of the application's own.
    pub(crate) uri_schemes: Vec<(String, UriSchemeHandler)>,
    pub(crate) on_window_event: Vec<WindowListener>,
    pub(crate) on_page_load: Vec<PageListener>,
    pub(crate) main_thread: MainThread,
    pub(crate) windows: RwLock<BTreeMap<String, Arc<WindowCore>>>,
    pub(crate) plugins: Arc<PluginStore>,
    pub(crate) resources: Mutex<ResourceTable>,
    /// Files that pages may name by address.
    pub(crate) asset_scope: OnceLock<Arc<AssetScope>>,
}

impl Core {
    pub(crate) const fn main_thread(&self) -> &MainThread {
        &self.main_thread
    }

    pub(crate) fn window(&self, label: &str) -> Option<Arc<WindowCore>> {
        self.windows
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(label)
            .cloned()
    }

    pub(crate) fn has_windows(&self) -> bool {
        !self
            .windows
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .is_empty()
    }

    fn all_windows(&self) -> Vec<Arc<WindowCore>> {
        self.windows
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .values()
            .cloned()
            .collect()
    }

    /// Takes a label for a window that is about to be made.
    pub(crate) fn reserve(&self, label: &str) -> Result<Arc<WindowCore>> {
        check_label(label)?;
        let mut windows = self.windows.write().unwrap_or_else(PoisonError::into_inner);
        if windows.contains_key(label) {
            return Err(Error::WebviewLabelAlreadyExists(label.to_owned()));
        }
        let core = Arc::new(WindowCore {
            label: label.to_owned(),
            session: OnceLock::new(),
            listeners: Mutex::default(),
            on_page_load: OnceLock::new(),
            event_listeners: Mutex::default(),
            resources: Mutex::default(),
        });
        windows.insert(label.to_owned(), Arc::clone(&core));
        Ok(core)
    }

    /// Gives a window's label back.
    pub(crate) fn forget_window(&self, core: &Arc<WindowCore>) {
        let mut windows = self.windows.write().unwrap_or_else(PoisonError::into_inner);
        if windows
            .get(&core.label)
            .is_some_and(|found| Arc::ptr_eq(found, core))
        {
            windows.remove(&core.label);
        }
    }
}

/// What all handles of a window share.
pub(crate) struct WindowCore {
    label: String,
    session: OnceLock<WebviewHandle>,
    listeners: Mutex<Vec<OneWindowListener>>,
    on_page_load: OnceLock<PageListener>,
    /// Listeners to events that go with the window, as it goes.
    event_listeners: Mutex<Vec<EventId>>,
    resources: Mutex<ResourceTable>,
}

impl WindowCore {
    pub(crate) fn label(&self) -> &str {
        &self.label
    }

    pub(crate) const fn resources(&self) -> &Mutex<ResourceTable> {
        &self.resources
    }

    pub(crate) fn set_session(&self, session: WebviewHandle) {
        // A window has one webview, so it is set once.
        let _set = self.session.set(session);
    }

    /// The document that its webview shows.
    pub(crate) fn document(&self) -> Option<Arc<Document>> {
        self.session.get()?.document()
    }

    /// The application closes.
    pub(crate) fn shut_down(&self) {
        if let Some(session) = self.session.get() {
            session.shut_down();
        }
    }

    pub(crate) fn end_session(&self) {
        if let Some(session) = self.session.get() {
            session.close();
        }
        drop(std::mem::take(
            &mut *self
                .resources
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        ));
    }

    pub(crate) fn listen(&self, listener: impl Fn(&WindowEvent) + Send + 'static) {
        self.listeners
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(Arc::new(Mutex::new(listener)));
    }

    pub(crate) fn listen_page_load(
        &self,
        listener: impl Fn(&Arc<Core>, &Arc<Self>, &PageLoadPayload<'_>) + Send + Sync + 'static,
    ) {
        // Set once, by the window's builder.
        let _set = self.on_page_load.set(Box::new(listener));
    }

    pub(crate) fn tell_page_load(self: &Arc<Self>, app: &Arc<Core>, payload: &PageLoadPayload<'_>) {
        if let Some(listener) = self.on_page_load.get() {
            listener(app, self, payload);
        }
    }

    /// The window goes, and its label may be another's from now on: says who goes with it.
    pub(crate) fn mark_listeners(&self, app: &Core) {
        *self
            .event_listeners
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = events::listeners_of(app, &self.label);
    }

    /// Lets go of the listeners, which often hold the window in turn.
    pub(crate) fn forget_listeners(&self, app: &Core) {
        let going = std::mem::take(
            &mut *self
                .event_listeners
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        );
        app.engine.events().unlisten_all(going);
        self.listeners
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }

    pub(crate) fn tell(&self, event: &WindowEvent) {
        let listeners = self
            .listeners
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        for listener in listeners {
            listener.lock().unwrap_or_else(PoisonError::into_inner)(event);
        }
    }
}

/// Refuses labels that are no `[a-zA-Z0-9-/:_]+`.
pub(crate) fn check_label(label: &str) -> Result<()> {
    let fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '/' | ':' | '_');
    if label.is_empty() || !label.chars().all(fine) {
        return Err(Error::InvalidLabel(label.to_owned()));
    }
    Ok(())
}

/// What everything that belongs to an application can do: the [`App`](crate::App), its handles, its windows.
pub trait Manager<R: Runtime>: sealed::Managed<R> {
    /// Handle of the application.
    fn app_handle(&self) -> &AppHandle<R> {
        self.managed_app()
    }

    /// The configuration.
    fn config(&self) -> &Config {
        &self.managed_app().core.config
    }

    /// Name and version of the application.
    fn package_info(&self) -> &PackageInfo {
        &self.managed_app().core.package
    }

    /// Shares a value with the commands. Returns `false`, and drops the value, when one of its type is shared already.
    fn manage<T: Send + Sync + 'static>(&self, state: T) -> bool {
        self.managed_app().core.state.set(state)
    }

    /// Takes a shared value back. Commands that borrowed it keep it.
    fn unmanage<T: Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        self.managed_app().core.state.remove()
    }

    /// A shared value.
    ///
    /// # Panics
    /// When none of this type is shared.
    #[track_caller]
    fn state<T: Send + Sync + 'static>(&self) -> State<'_, T> {
        self.managed_app().core.state.get()
    }

    /// A shared value, when one of this type is shared.
    fn try_state<T: Send + Sync + 'static>(&self) -> Option<State<'_, T>> {
        self.managed_app().core.state.try_get()
    }

    /// How the application was started.
    fn env(&self) -> Env {
        Env::default()
    }

    /// The files that pages may name by address, where the configuration lets them at all: more and fewer of them.
    fn asset_protocol_scope(&self) -> Scope {
        let scope = &self.managed_app().core.asset_scope;
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
        app.core
            .window(label)
            .map(|core| Window::new(app.clone(), core))
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
        app.core
            .all_windows()
            .into_iter()
            .map(|core| (core.label.clone(), Window::new(app.clone(), core)))
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

pub(crate) mod sealed {
    use std::sync::Mutex;

    use crate::app::{AppHandle, Runtime, system::resources::ResourceTable};

    /// What belongs to an application.
    pub trait Managed<R: Runtime> {
        /// The application.
        fn managed_app(&self) -> &AppHandle<R>;

        /// The resources that go with it: the application's, unless it is a window's.
        fn managed_resources(&self) -> &Mutex<ResourceTable> {
            &self.managed_app().core.resources
        }
    }
}

#[cfg(test)]
mod tests {
    use super::check_label;

    #[test]
    fn labels_are_ascii_words() {
        for label in ["main", "a-b/c:d_9", "7"] {
            check_label(label).unwrap();
        }
        for label in ["", "a b", "ä", "a.b", "a\n"] {
            check_label(label).unwrap_err();
        }
    }
}
