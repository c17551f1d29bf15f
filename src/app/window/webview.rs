//! The handle of a webview.

use std::{ops::Deref, path::Path, sync::Arc};

use url::Url;

use crate::{
    app::{
        Error, Result, Runtime, WebviewEvent, Window, Wry,
        lifecycle::app_handle::from_call,
        pages::{asset, serve},
    },
    document::Document,
    ipc::{Channel, JavaScriptChannelId},
    router::{CommandArg, CommandItem, InvokeError},
};

/// A webview, from any thread: the page of a window, and through [`Deref`] the window.
///
/// As an argument of a command it is the webview that called.
pub struct Webview<R: Runtime = Wry> {
    pub(crate) window: Window<R>,
}

impl<R: Runtime> Clone for Webview<R> {
    fn clone(&self) -> Self {
        Self {
            window: self.window.clone(),
        }
    }
}

impl<R: Runtime> std::fmt::Debug for Webview<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Webview")
            .field("label", &self.label())
            .finish_non_exhaustive()
    }
}

impl<R: Runtime> PartialEq for Webview<R> {
    fn eq(&self, other: &Self) -> bool {
        self.window == other.window
    }
}

impl<R: Runtime> Eq for Webview<R> {}

impl<R: Runtime> Deref for Webview<R> {
    type Target = Window<R>;

    fn deref(&self) -> &Window<R> {
        &self.window
    }
}

impl<'de> CommandArg<'de> for Webview<Wry> {
    fn from_command(item: CommandItem<'de>) -> std::result::Result<Self, InvokeError> {
        from_call(item, "a webview")
    }
}

/// The system's own webview, for what this crate has no method for. Lives on the main thread.
#[derive(Debug)]
pub struct PlatformWebview {
    #[cfg(target_os = "linux")]
    inner: webkit2gtk::WebView,
}

#[cfg(target_os = "linux")]
impl PlatformWebview {
    /// WebKitGTK's webview.
    pub fn inner(&self) -> webkit2gtk::WebView {
        self.inner.clone()
    }
}

impl<R: Runtime> Webview<R> {
    pub(crate) const fn new(window: Window<R>) -> Self {
        Self { window }
    }

    /// The document that it shows.
    pub(crate) fn document(&self) -> Option<Arc<Document>> {
        self.window.document()
    }

    /// The window.
    pub fn window(&self) -> Window<R> {
        self.window.clone()
    }

    /// Runs a script in the page. For control, never for data: a command's answer, a channel or an event carries data, at memory speed
    /// and without being parsed as source text.
    ///
    /// # Errors
    /// When the event loop has ended.
    pub fn eval(&self, script: impl Into<String>) -> Result<()> {
        let script = script.into();
        self.window.change(move |open| {
            if let Err(error) = open.webview.evaluate_script(&script) {
                tracing::warn!(label = open.shared.label(), "script was not run: {error}");
            }
        })
    }

    /// Runs a script in the page, and calls `callback` on the main thread with what it evaluates to, as JSON.
    ///
    /// # Errors
    /// When the window has closed, or the webview refuses.
    pub fn eval_with_callback(
        &self,
        script: impl Into<String>,
        callback: impl Fn(String) + Send + 'static,
    ) -> Result<()> {
        let script = script.into();
        Ok(self.window.ask(move |open| {
            open.webview
                .evaluate_script_with_callback(&script, callback)
        })??)
    }

    /// Where the page is.
    ///
    /// # Errors
    /// When the window has closed, or nothing was loaded yet.
    pub fn url(&self) -> Result<Url> {
        let url = self.window.ask(|open| open.webview.url())??;
        Url::parse(&url).map_err(|source| Error::InvalidUrl { url, source })
    }

    /// The address by which pages name a file, as `convertFileSrc` of `@tauri-apps/api` spells it. `protocol` is `asset` where it is `None`.
    ///
    /// # Errors
    /// [`Error::NonUtf8Path`].
    pub fn convert_file_src<P: AsRef<Path>>(
        &self,
        path: P,
        protocol: Option<&str>,
    ) -> Result<String> {
        serve::address_of(path.as_ref(), protocol.unwrap_or(asset::SCHEME))
    }

    /// Is told on the main thread what happens to the webview.
    pub fn on_webview_event<F: Fn(&WebviewEvent) + Send + 'static>(&self, listener: F) {
        self.window.on_window_event(move |event| {
            if let Some(event) = WebviewEvent::of(event) {
                listener(&event);
            }
        });
    }

    /// Loads another page.
    ///
    /// # Errors
    /// When the window has closed, or the webview refuses.
    pub fn navigate(&self, url: Url) -> Result<()> {
        Ok(self
            .window
            .ask(move |open| open.webview.load_url(url.as_str()))??)
    }

    /// Loads the page again.
    ///
    /// # Errors
    /// When the window has closed, or the webview refuses.
    pub fn reload(&self) -> Result<()> {
        Ok(self.window.ask(|open| open.webview.reload())??)
    }

    /// Scales the page.
    ///
    /// # Errors
    /// When the window has closed, or the webview refuses.
    pub fn set_zoom(&self, factor: f64) -> Result<()> {
        Ok(self.window.ask(move |open| open.webview.zoom(factor))??)
    }

    /// Opens the system's dialog to print the page.
    ///
    /// # Errors
    /// When the window has closed, or the webview refuses.
    pub fn print(&self) -> Result<()> {
        Ok(self.window.ask(|open| open.webview.print())??)
    }

    /// Forgets what the application's pages have stored.
    ///
    /// # Errors
    /// When the window has closed, or the webview refuses.
    pub fn clear_all_browsing_data(&self) -> Result<()> {
        Ok(self
            .window
            .ask(|open| open.webview.clear_all_browsing_data())??)
    }

    /// Runs a closure on the main thread with the system's own webview.
    ///
    /// # Errors
    /// When the event loop has ended.
    pub fn with_webview<F: FnOnce(PlatformWebview) + Send + 'static>(&self, work: F) -> Result<()> {
        self.window.change(move |open| {
            #[cfg(target_os = "linux")]
            work(PlatformWebview {
                inner: wry::WebViewExtUnix::webview(&open.webview),
            });
            #[cfg(not(target_os = "linux"))]
            {
                let _ = open;
                work(PlatformWebview {});
            }
        })
    }

    /// Opens the inspector.
    #[cfg(any(debug_assertions, feature = "devtools"))]
    pub fn open_devtools(&self) {
        // A window that has closed has no inspector.
        let _closed = self.window.change(|open| open.webview.open_devtools());
    }

    /// Closes the inspector.
    #[cfg(any(debug_assertions, feature = "devtools"))]
    pub fn close_devtools(&self) {
        // A window that has closed has no inspector.
        let _closed = self.window.change(|open| open.webview.close_devtools());
    }

    /// Whether the inspector is open.
    #[cfg(any(debug_assertions, feature = "devtools"))]
    pub fn is_devtools_open(&self) -> bool {
        self.window
            .ask(|open| open.webview.is_devtools_open())
            .unwrap_or(false)
    }
}

impl JavaScriptChannelId {
    /// Returns the channel of this id in the document that `webview` shows now. The channel is closed if the webview shows none, or if the document
    /// has too many channels.
    ///
    /// For the id that a call names, prefer [`Request::channel`](crate::ipc::Request::channel): it returns the channel of the document that sent the
    /// call, even if the webview shows another document by now.
    pub fn channel_on<R: Runtime, T>(self, webview: Webview<R>) -> Channel<T> {
        self.channel_in(webview.document().as_ref())
    }
}
