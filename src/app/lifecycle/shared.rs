//! State that all handles of an application, or of a window, share.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex as StdMutex, OnceLock, PoisonError},
};

use parking_lot::{Mutex, ReentrantMutex, RwLock};

use crate::{
    Engine, ServePages, WebviewHandle,
    app::{
        Config, Error, PackageInfo, PageLoadPayload, Result, WindowEvent,
        image::Image,
        lifecycle::main_thread::MainThread,
        pages::{asset::AssetScope, responder::UriSchemeResponder},
        plugin::store::PluginStore,
        system::resources::ResourceTable,
    },
    document::Document,
    event::{EventId, EventTarget},
    foreign,
    state::StateStore,
};

/// A listener that is called by one thread at a time, also while it is being called by that thread.
type OneWindowListener = Arc<ReentrantMutex<dyn Fn(&WindowEvent) + Send>>;
/// Answers the requests of a custom URI scheme.
pub(crate) type UriSchemeHandler =
    Arc<dyn Fn(&Arc<AppShared>, &str, http::Request<Vec<u8>>, UriSchemeResponder) + Send + Sync>;
/// Decides whether a page gets a permission.
pub(crate) type PermissionHandler = Arc<
    dyn Fn(&Arc<AppShared>, &Arc<WindowShared>, wry::PermissionKind) -> wry::PermissionResponse
        + Send
        + Sync,
>;
pub(crate) type PageListener =
    Box<dyn Fn(&Arc<AppShared>, &Arc<WindowShared>, &PageLoadPayload<'_>) + Send + Sync>;
pub(crate) type WindowListener =
    Box<dyn Fn(&Arc<AppShared>, &Arc<WindowShared>, &WindowEvent) + Send + Sync>;

/// State that all handles of an application share.
pub(crate) struct AppShared {
    pub(crate) config: Config,
    pub(crate) package: PackageInfo,
    pub(crate) state: Arc<StateStore>,
    pub(crate) engine: Engine,
    pub(crate) pages: Arc<dyn ServePages>,
    /// Origins whose pages may use the engine.
    pub(crate) origins: Vec<String>,
    pub(crate) incognito: bool,
    /// Number of windows that pages may have opened at once.
    pub(crate) page_windows_max: u64,
    /// Custom URI schemes of the application and of its plugins.
    pub(crate) uri_schemes: RwLock<Vec<(String, UriSchemeHandler)>>,
    /// Scripts that run in the main frame of every document, before those of plugins.
    pub(crate) scripts: Vec<String>,
    pub(crate) on_permission: Option<PermissionHandler>,
    /// The icon of windows without an icon of their own.
    pub(crate) icon: Option<Image<'static>>,
    pub(crate) on_window_event: Vec<WindowListener>,
    pub(crate) on_page_load: Vec<PageListener>,
    pub(crate) main_thread: MainThread,
    pub(crate) windows: RwLock<BTreeMap<String, Arc<WindowShared>>>,
    pub(crate) plugins: Arc<PluginStore<Self, WindowShared>>,
    pub(crate) resources: StdMutex<ResourceTable>,
    /// Scope of the asset protocol.
    pub(crate) asset_scope: OnceLock<Arc<AssetScope>>,
    /// The server for browsers, while the application runs with one.
    #[cfg(feature = "browser")]
    pub(crate) browser: BrowserServer,
}

/// Whether the application serves its pages to browsers, and the server.
#[cfg(feature = "browser")]
#[derive(Default)]
pub(crate) struct BrowserServer {
    pub(crate) is_wanted: bool,
    pub(crate) running: Mutex<Option<crate::Browser>>,
}

impl AppShared {
    pub(crate) fn window(&self, label: &str) -> Option<Arc<WindowShared>> {
        self.windows.read().get(label).cloned()
    }

    pub(crate) fn has_windows(&self) -> bool {
        !self.windows.read().is_empty()
    }

    pub(crate) fn all_windows(&self) -> Vec<Arc<WindowShared>> {
        self.windows.read().values().cloned().collect()
    }

    /// Reserves a label for a window that is about to be created.
    ///
    /// # Errors
    /// Returns [`Error::InvalidLabel`], or [`Error::WebviewLabelAlreadyExists`] if another window has the label.
    pub(crate) fn reserve(&self, label: &str) -> Result<Arc<WindowShared>> {
        check_label(label)?;
        let mut windows = self.windows.write();
        if windows.contains_key(label) {
            return Err(Error::WebviewLabelAlreadyExists(label.to_owned()));
        }
        let shared = Arc::new(WindowShared::new(label));
        windows.insert(label.to_owned(), Arc::clone(&shared));
        Ok(shared)
    }

    /// Releases the label of a window.
    pub(crate) fn forget_window(&self, shared: &Arc<WindowShared>) {
        let mut windows = self.windows.write();
        if windows
            .get(&shared.label)
            .is_some_and(|found| Arc::ptr_eq(found, shared))
        {
            windows.remove(&shared.label);
        }
    }
}

/// State that all handles of a window share.
pub(crate) struct WindowShared {
    label: String,
    session: OnceLock<WebviewHandle>,
    listeners: Mutex<Vec<OneWindowListener>>,
    on_page_load: OnceLock<PageListener>,
    /// Event listeners that are removed with the window; recorded while it closes.
    event_listeners: Mutex<Vec<EventId>>,
    resources: StdMutex<ResourceTable>,
}

impl WindowShared {
    fn new(label: &str) -> Self {
        Self {
            label: label.to_owned(),
            session: OnceLock::new(),
            listeners: Mutex::default(),
            on_page_load: OnceLock::new(),
            event_listeners: Mutex::default(),
            resources: StdMutex::default(),
        }
    }

    pub(crate) fn label(&self) -> &str {
        &self.label
    }

    pub(crate) const fn resources(&self) -> &StdMutex<ResourceTable> {
        &self.resources
    }

    pub(crate) fn set_session(&self, session: WebviewHandle) {
        // A window has one webview, so the session is set once.
        let _set = self.session.set(session);
    }

    /// Returns the document that the webview shows.
    pub(crate) fn document(&self) -> Option<Arc<Document>> {
        self.session.get()?.document()
    }

    /// Shuts the session down because the application exits.
    pub(crate) fn shut_down(&self) {
        if let Some(session) = self.session.get() {
            session.shut_down();
        }
    }

    /// Ends the session and drops the window's resources.
    pub(crate) fn end_session(&self) {
        if let Some(session) = self.session.get() {
            session.close();
        }
        let resources = {
            let resources = self.resources.lock();
            std::mem::take(&mut *resources.unwrap_or_else(PoisonError::into_inner))
        };
        // They are values of the application, so no lock is held.
        foreign::drop_value(resources);
    }

    pub(crate) fn listen(&self, listener: impl Fn(&WindowEvent) + Send + 'static) {
        let listener = Arc::new(ReentrantMutex::new(listener));
        self.listeners.lock().push(listener);
    }

    pub(crate) fn listen_page_load(
        &self,
        listener: impl Fn(&Arc<AppShared>, &Arc<Self>, &PageLoadPayload<'_>) + Send + Sync + 'static,
    ) {
        // Set once, by the window's builder.
        let _set = self.on_page_load.set(Box::new(listener));
    }

    pub(crate) fn notify_page_load(
        self: &Arc<Self>,
        app: &Arc<AppShared>,
        payload: &PageLoadPayload<'_>,
    ) {
        if let Some(listener) = self.on_page_load.get() {
            listener(app, self, payload);
        }
    }

    /// Records the event listeners of the window before its label is released to another window.
    pub(crate) fn mark_listeners(&self, app: &AppShared) {
        *self.event_listeners.lock() = listeners_of(app, &self.label);
    }

    /// Drops the listeners, which often hold the window in turn.
    pub(crate) fn forget_listeners(&self, app: &AppShared) {
        let going = std::mem::take(&mut *self.event_listeners.lock());
        app.engine.events().unlisten_all(going);
        self.clear_listeners();
    }

    fn clear_listeners(&self) {
        let listeners = std::mem::take(&mut *self.listeners.lock());
        // They are code of the application, so no lock is held.
        foreign::drop_each(listeners);
    }

    pub(crate) fn notify(&self, event: &WindowEvent) {
        let listeners = self.listeners.lock().clone();
        for listener in listeners {
            listener.lock()(event);
        }
    }
}

/// Returns the Rust event listeners that target a window, its webview, or both.
fn listeners_of(app: &AppShared, label: &str) -> Vec<EventId> {
    let targets = [
        EventTarget::window(label),
        EventTarget::webview(label),
        EventTarget::webview_window(label),
    ];
    let hub = app.engine.events();
    hub.listeners_of(|target| targets.contains(target))
}

/// Checks that a label is not empty and consists of letters and digits of any script, `-`, `/`, `:` and `_`.
///
/// # Errors
/// Returns [`Error::InvalidLabel`] if it does not.
pub(crate) fn check_label(label: &str) -> Result<()> {
    let fine = |c: char| c.is_alphanumeric() || matches!(c, '-' | '/' | ':' | '_');
    if label.is_empty() || !label.chars().all(fine) {
        return Err(Error::InvalidLabel(label.to_owned()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Weak,
        atomic::{AtomicUsize, Ordering},
    };

    use super::*;
    use crate::app::Resource;

    /// A value of the application that checks in its destructor that no lock of its window is held.
    struct Checks(Weak<WindowShared>, Arc<AtomicUsize>);

    impl Drop for Checks {
        fn drop(&mut self) {
            let window = self.0.upgrade().expect("the test holds it");
            let is_free =
                window.listeners.try_lock().is_some() && window.resources.try_lock().is_ok();
            self.1.fetch_add(usize::from(is_free), Ordering::Relaxed);
        }
    }

    impl Resource for Checks {}

    #[test]
    fn values_of_the_application_are_dropped_without_a_lock() {
        let (window, dropped) = (Arc::new(WindowShared::new("main")), Arc::default());
        let checks = || Checks(Arc::downgrade(&window), Arc::clone(&dropped));
        window.resources.lock().unwrap().add(checks());
        let held = checks();
        window.listen(move |_| {
            let _held = &held;
        });
        window.end_session();
        assert_eq!(dropped.load(Ordering::Relaxed), 1);
        window.clear_listeners();
        assert_eq!(dropped.load(Ordering::Relaxed), 2);
    }

    #[test]
    fn a_listener_may_cause_the_event_that_it_listens_to() {
        let (window, calls) = (
            Arc::new(WindowShared::new("main")),
            Arc::new(AtomicUsize::new(0)),
        );
        let (again, counted) = (Arc::downgrade(&window), Arc::clone(&calls));
        window.listen(move |event| {
            if counted.fetch_add(1, Ordering::Relaxed) < 3 {
                again.upgrade().expect("the test holds it").notify(event);
            }
        });
        window.notify(&WindowEvent::Destroyed);
        assert_eq!(calls.load(Ordering::Relaxed), 4);
    }

    #[test]
    fn labels_match_tauris_pattern() {
        for label in ["main", "a-b/c:d_9", "7", "é", "窓", "окно-٣"] {
            check_label(label).unwrap();
        }
        for label in ["", "a b", "a.b", "a\n", "🙂", "a\u{301}"] {
            check_label(label).unwrap_err();
        }
    }
}
