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

/// A handle of a webview, usable from any thread. Dereferences to its [`Window`].
///
/// As an argument of a command it is the calling webview.
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

/// The platform-specific webview, for methods that this crate does not have. It must stay on the main thread.
#[derive(Debug)]
pub struct PlatformWebview {
    #[cfg(target_os = "linux")]
    inner: webkit2gtk::WebView,
}

#[cfg(target_os = "linux")]
impl PlatformWebview {
    /// Returns the `webkit2gtk::WebView`.
    pub fn inner(&self) -> webkit2gtk::WebView {
        self.inner.clone()
    }
}

impl<R: Runtime> Webview<R> {
    pub(crate) const fn new(window: Window<R>) -> Self {
        Self { window }
    }

    /// Returns the document that the webview shows.
    pub(crate) fn document(&self) -> Option<Arc<Document>> {
        self.window.document()
    }

    /// Returns the window of the webview.
    pub fn window(&self) -> Window<R> {
        self.window.clone()
    }

    /// Evaluates JavaScript in the page.
    ///
    /// Use it for control, not for data: replies, channels and events carry data faster, and no payload is parsed as source text.
    ///
    /// # Errors
    /// Returns an error if the event loop has ended.
    pub fn eval(&self, script: impl Into<String>) -> Result<()> {
        let script = script.into();
        self.window.change(move |open| {
            if let Err(error) = open.webview.evaluate_script(&script) {
                tracing::warn!(target: "bytelane::application",
                    label = open.shared.label(),
                    "the webview cannot evaluate a script: {error}"
                );
            }
        })
    }

    /// Evaluates JavaScript in the page and calls `callback` on the main thread with the result, as JSON.
    ///
    /// # Errors
    /// Returns an error if the window is closed, or if the webview fails.
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

    /// Returns the URL of the page.
    ///
    /// # Errors
    /// Returns an error if the window is closed, or if no page has been loaded.
    pub fn url(&self) -> Result<Url> {
        let url = self.window.ask(|open| open.webview.url())??;
        Url::parse(&url).map_err(|source| Error::InvalidUrl { url, source })
    }

    /// Converts a path to a URL that pages can load, as `convertFileSrc` of `@tauri-apps/api` does. `protocol` defaults to `asset`.
    ///
    /// # Errors
    /// Returns [`Error::NonUtf8Path`] if the path is not valid UTF-8.
    pub fn convert_file_src<P: AsRef<Path>>(
        &self,
        path: P,
        protocol: Option<&str>,
    ) -> Result<String> {
        serve::file_url(path.as_ref(), protocol.unwrap_or(asset::SCHEME))
    }

    /// Registers a listener to the events of the webview, called on the main thread.
    pub fn on_webview_event<F: Fn(&WebviewEvent) + Send + 'static>(&self, listener: F) {
        self.window.on_window_event(move |event| {
            if let Some(event) = WebviewEvent::of(event) {
                listener(&event);
            }
        });
    }

    /// Navigates the webview to a URL.
    ///
    /// # Errors
    /// Returns an error if the window is closed, or if the webview fails.
    pub fn navigate(&self, url: Url) -> Result<()> {
        Ok(self
            .window
            .ask(move |open| open.webview.load_url(url.as_str()))??)
    }

    /// Reloads the page.
    ///
    /// # Errors
    /// Returns an error if the window is closed, or if the webview fails.
    pub fn reload(&self) -> Result<()> {
        Ok(self.window.ask(|open| open.webview.reload())??)
    }

    /// Sets the zoom factor of the page, where 1.0 is its original size.
    ///
    /// # Errors
    /// Returns an error if the window is closed, or if the webview fails.
    pub fn set_zoom(&self, factor: f64) -> Result<()> {
        Ok(self.window.ask(move |open| open.webview.zoom(factor))??)
    }

    /// Opens the print dialog of the system.
    ///
    /// # Errors
    /// Returns an error if the window is closed, or if the webview fails.
    pub fn print(&self) -> Result<()> {
        Ok(self.window.ask(|open| open.webview.print())??)
    }

    /// Clears all browsing data that the pages have stored.
    ///
    /// # Errors
    /// Returns an error if the window is closed, or if the webview fails.
    pub fn clear_all_browsing_data(&self) -> Result<()> {
        Ok(self
            .window
            .ask(|open| open.webview.clear_all_browsing_data())??)
    }

    /// Runs a closure on the main thread with the platform-specific webview.
    ///
    /// # Errors
    /// Returns an error if the event loop has ended.
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

    /// Opens the developer tools.
    #[cfg(any(debug_assertions, feature = "devtools"))]
    pub fn open_devtools(&self) {
        // A closed window has no developer tools.
        let _closed = self.window.change(|open| open.webview.open_devtools());
    }

    /// Closes the developer tools.
    #[cfg(any(debug_assertions, feature = "devtools"))]
    pub fn close_devtools(&self) {
        // A closed window has no developer tools.
        let _closed = self.window.change(|open| open.webview.close_devtools());
    }

    /// Returns whether the developer tools are open.
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
