//! The handle of a window and its webview.

use std::{ops::Deref, sync::Arc};

use crate::{
    app::{
        AppHandle, Runtime, Webview, Window, Wry,
        lifecycle::{
            app_handle::from_call,
            shared::{AppShared, WindowShared},
        },
    },
    router::{CommandArg, CommandItem, InvokeError},
};

/// A handle of a window and its webview, usable from any thread. Cheap to clone.
///
/// Dereferences to [`Webview`], and through it to [`Window`]. As an argument of a command it is the calling webview window.
pub struct WebviewWindow<R: Runtime = Wry> {
    pub(crate) webview: Webview<R>,
}

impl<R: Runtime> Clone for WebviewWindow<R> {
    fn clone(&self) -> Self {
        Self {
            webview: self.webview.clone(),
        }
    }
}

impl<R: Runtime> std::fmt::Debug for WebviewWindow<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WebviewWindow")
            .field("label", &self.label())
            .finish_non_exhaustive()
    }
}

impl<R: Runtime> PartialEq for WebviewWindow<R> {
    fn eq(&self, other: &Self) -> bool {
        self.webview == other.webview
    }
}

impl<R: Runtime> Eq for WebviewWindow<R> {}

impl<R: Runtime> Deref for WebviewWindow<R> {
    type Target = Webview<R>;

    fn deref(&self) -> &Webview<R> {
        &self.webview
    }
}

impl<R: Runtime> AsRef<Webview<R>> for WebviewWindow<R> {
    fn as_ref(&self) -> &Webview<R> {
        &self.webview
    }
}

impl<'de> CommandArg<'de> for WebviewWindow<Wry> {
    fn from_command(item: CommandItem<'de>) -> Result<Self, InvokeError> {
        from_call(item, "a webview window")
    }
}

impl<R: Runtime> WebviewWindow<R> {
    pub(crate) const fn new(webview: Webview<R>) -> Self {
        Self { webview }
    }

    /// Creates a handle from the shared state of an application and a window.
    pub(crate) fn of(app: &Arc<AppShared>, shared: &Arc<WindowShared>) -> Self {
        Self::new(Webview::new(Window::new(
            AppHandle::new(Arc::clone(app)),
            Arc::clone(shared),
        )))
    }
}
