//! The webview that a call comes from.

use std::{
    collections::HashSet,
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use tauri::{AppHandle, Manager, Runtime, Webview};

/// The webview that a call comes from, among the extensions of the caller. Each webview has one of its own: another one may have its label later.
///
/// Tauri announces a webview after it has begun to load, so the handle may be missing when the engine is attached.
pub(crate) struct Caller<R: Runtime>(Arc<Known<R>>);

struct Known<R: Runtime> {
    app: AppHandle<R>,
    label: String,
    number: u64,
    webview: OnceLock<Webview<R>>,
    /// Whether the webview is destroyed, or has lost its label to another one.
    is_closed: AtomicBool,
    /// The calls that Tauri's permissions allow to the webview.
    permitted: Mutex<HashSet<Permitted>>,
}

/// A call that Tauri's permissions judge.
#[derive(PartialEq, Eq, Hash)]
pub(crate) struct Permitted {
    /// The label of the window, which the webview may leave for another one.
    pub(crate) window: String,
    pub(crate) origin: String,
    pub(crate) command: String,
}

impl<R: Runtime> Clone for Caller<R> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<R: Runtime> Caller<R> {
    pub(crate) fn new(app: AppHandle<R>, label: &str) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self(Arc::new(Known {
            app,
            label: label.to_owned(),
            number: NEXT.fetch_add(1, Ordering::Relaxed),
            webview: OnceLock::new(),
            is_closed: AtomicBool::new(false),
            permitted: Mutex::default(),
        }))
    }

    pub(crate) fn app(&self) -> &AppHandle<R> {
        &self.0.app
    }

    pub(crate) fn label(&self) -> &str {
        &self.0.label
    }

    /// Returns the number of the webview, which no other one has.
    pub(crate) fn number(&self) -> u64 {
        self.0.number
    }

    /// Refuses the calls of the webview that have not run yet: it is destroyed, or has lost its label to another one.
    pub(crate) fn close(&self) {
        self.0.is_closed.store(true, Ordering::Relaxed);
    }

    /// Returns whether the webview is destroyed, or has lost its label to another one.
    pub(crate) fn is_closed(&self) -> bool {
        self.0.is_closed.load(Ordering::Relaxed)
    }

    fn permitted(&self) -> MutexGuard<'_, HashSet<Permitted>> {
        self.0
            .permitted
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns whether a call is known to be permitted.
    pub(crate) fn may(&self, call: &Permitted) -> bool {
        self.permitted().contains(call)
    }

    /// Remembers that a call is permitted.
    pub(crate) fn permit(&self, call: Permitted) {
        self.permitted().insert(call);
    }

    /// Stores the webview that Tauri has announced.
    pub(crate) fn announce(&self, webview: Webview<R>) {
        // A second announcement of the same webview changes nothing.
        let _known = self.0.webview.set(webview);
    }

    /// Returns the webview. `None` if it is not announced yet and has a window with other webviews, or if it is closed.
    pub(crate) fn webview(&self) -> Option<Webview<R>> {
        if self.is_closed() {
            return None;
        }
        let known = self.0.webview.get().cloned();
        known.or_else(|| {
            let window = self.app().get_webview_window(self.label())?;
            Some(AsRef::<Webview<R>>::as_ref(&window).clone())
        })
    }
}
