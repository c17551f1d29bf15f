use std::{fmt, sync::Arc};

use http::Extensions;

use crate::{Bytes, Payload, file::ServePages, origin};

/// Handles the page-load events of a webview, with the URL of the page. Called on the main thread.
#[cfg(feature = "webview")]
pub type OnPageLoad = Box<dyn Fn(wry::PageLoadEvent, String)>;

/// The part of Tauri's contract that a page has besides the engine's own client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tauri {
    /// Nothing.
    #[default]
    None,
    /// `window.__TAURI_INTERNALS__`, which front ends that use `@tauri-apps/api` need.
    Internals,
    /// The same, and `window.__TAURI__` for pages without a bundler.
    Global,
}

/// Options of a webview that the engine is attached to.
#[non_exhaustive]
pub struct AttachOptions {
    /// Label of the webview, by which commands and events name it.
    pub label: String,
    /// Origins whose main frame may use the engine, such as `bytelane://localhost`. Empty by default, which allows none.
    pub origins: Vec<String>,
    /// Values that commands take as [`ipc::Extension`](crate::ipc::Extension), or read from [`Caller::extensions`](crate::Caller).
    pub extensions: Extensions,
    /// Scheme of the pages that the engine serves, with their server.
    pub pages: Option<(String, Arc<dyn ServePages>)>,
    /// Further schemes that the engine serves, with their servers, for files that pages load by URL.
    pub served: Vec<(String, Arc<dyn ServePages>)>,
    /// Schemes that the application layer answers, with request bodies.
    #[cfg(target_os = "linux")]
    pub(crate) answered: Vec<(String, crate::lane::protocol::SchemeHandler)>,
    /// The part of Tauri's contract that the page has.
    pub tauri: Tauri,
    /// Scripts that run at document start in the main frame, after the client.
    pub scripts: Vec<String>,
    /// Scripts that run at document start in every frame, after those of the main frame. The client is in the main frame only.
    pub frame_scripts: Vec<String>,
    /// Page-load handler. On macOS and Windows it replaces that of the webview builder, which the engine sets itself.
    #[cfg(feature = "webview")]
    pub on_page_load: Option<OnPageLoad>,
    /// URL that is loaded once the lanes are connected. Pages that the engine serves must be loaded this way instead of with the builder's URL.
    pub url: Option<String>,
}

/// Scripts of the application.
pub(super) struct Scripts {
    pub(super) main_frame: Vec<String>,
    pub(super) all_frames: Vec<String>,
}

impl fmt::Debug for AttachOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AttachOptions")
            .field("label", &self.label)
            .field("origins", &self.origins)
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

impl AttachOptions {
    /// Creates options with a label and no origins, pages or scripts.
    pub fn new(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            origins: Vec::new(),
            extensions: Extensions::new(),
            pages: None,
            served: Vec::new(),
            #[cfg(target_os = "linux")]
            answered: Vec::new(),
            tauri: Tauri::None,
            scripts: Vec::new(),
            frame_scripts: Vec::new(),
            #[cfg(feature = "webview")]
            on_page_load: None,
            url: None,
        }
    }

    /// Adds a value that commands take as [`ipc::Extension`](crate::ipc::Extension): one of each type.
    #[must_use]
    pub fn extension<T: Clone + Send + Sync + 'static>(mut self, value: T) -> Self {
        self.extensions.insert(value);
        self
    }

    /// Loads a page from its text once the lanes are connected, in place of `WebViewBuilder::with_html`.
    ///
    /// A page that the webview loads with `with_html` has no origin, so it has no client. This page has the origin `bytelane://localhost` (on Windows and
    /// Android `http://bytelane.localhost`), at which every path is this page.
    ///
    /// # Examples
    /// ```
    /// let options = bytelane::AttachOptions::new("main").html("<script>bytelane.invoke('greet')</script>");
    /// ```
    #[must_use]
    pub fn html(self, html: impl Into<String>) -> Self {
        const SCHEME: &str = "bytelane";
        let page = Bytes::from(html.into().into_bytes());
        let url = format!("{}/", origin::of_scheme(SCHEME));
        let serve = move |_: http::Request<()>| {
            let mut response = http::Response::new(Payload::Raw(page.clone()).into());
            let html = http::HeaderValue::from_static("text/html; charset=utf-8");
            response
                .headers_mut()
                .insert(http::header::CONTENT_TYPE, html);
            response
        };
        self.serve(SCHEME, serve, url)
    }

    /// Serves pages at `<scheme>://localhost` (on Windows and Android `http://<scheme>.localhost`), allows their origin, and loads `url` once the lanes are
    /// connected.
    #[must_use]
    pub fn serve(mut self, scheme: &str, pages: impl ServePages, url: impl Into<String>) -> Self {
        self.origins.push(origin::of_scheme(scheme));
        self.pages = Some((scheme.to_owned(), Arc::new(pages)));
        self.url = Some(url.into());
        self
    }
}
