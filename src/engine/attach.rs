use std::sync::Arc;

use http::Extensions;

use crate::{Router, payload::Body, wire::Limits};

/// Serves the pages of a scheme, such as `bytelane://localhost/index.html`. Called on a thread that may block.
pub trait ServePages: Send + Sync + 'static {
    /// Answers one request.
    fn serve(&self, request: http::Request<()>) -> http::Response<Body>;
}

/// The IPC engine: attach it to as many webviews as you like.
#[derive(Clone, Debug)]
pub struct Engine {}

/// Settings of an [`Engine`].
#[derive(Debug)]
pub struct EngineBuilder {}

impl EngineBuilder {
    /// Limits other than the defaults.
    #[must_use]
    pub fn limits(self, _limits: Limits) -> Self {
        self
    }

    /// The tokio runtime that commands run on; one of the engine's own otherwise.
    #[must_use]
    pub fn runtime(self, _runtime: tokio::runtime::Handle) -> Self {
        self
    }

    /// Warnings for developers in the page's console; on in debug builds.
    #[must_use]
    pub fn debug(self, _debug: bool) -> Self {
        self
    }

    /// Runs what must run on the main thread (for `#[command(main_thread)]`); the GTK main context on Linux by default.
    #[must_use]
    pub fn on_main(self, _run: impl Fn(Box<dyn FnOnce() + Send>) + Send + Sync + 'static) -> Self {
        self
    }

    /// The engine.
    pub fn build(self) -> Engine {
        Engine {}
    }
}

impl Engine {
    /// An engine with default settings.
    pub fn new(router: Router) -> Self {
        Self::builder(router).build()
    }

    /// Settings for an engine.
    pub fn builder(_router: Router) -> EngineBuilder {
        EngineBuilder {}
    }

    /// Adds the engine to a webview: prepares `builder`, lets `build` make the webview of it, and connects the lanes.
    ///
    /// # Errors
    /// Those of `build`, and `wry::Error` when the platform refuses the scheme. Call it on the main thread.
    pub fn attach<'a>(
        &self,
        _options: AttachOptions,
        builder: wry::WebViewBuilder<'a>,
        build: impl FnOnce(wry::WebViewBuilder<'a>) -> wry::Result<wry::WebView>,
    ) -> wry::Result<(wry::WebView, WebviewHandle)> {
        Ok((build(builder)?, WebviewHandle {}))
    }
}

/// What the engine is to know of a webview.
pub struct AttachOptions {
    /// Label of the webview: the name that commands and events know it by.
    pub label: String,
    /// Origins whose main frame may use the engine.
    pub origins: Vec<String>,
    /// Handles that commands find through [`Caller::extensions`](crate::Caller).
    pub extensions: Extensions,
    /// A scheme whose pages the engine serves, with its server.
    pub pages: Option<(String, Arc<dyn ServePages>)>,
    /// Scripts that run at document start in the main frame, after the client.
    pub scripts: Vec<String>,
    /// Loaded once the lanes are connected; use it instead of the builder's URL for pages of the engine's own scheme.
    pub url: Option<String>,
}

impl AttachOptions {
    /// Options with this label and nothing else.
    pub fn new(label: impl Into<String>) -> Self {
        Self { label: label.into(), origins: Vec::new(), extensions: Extensions::new(), pages: None, scripts: Vec::new(), url: None }
    }
}

/// A webview that the engine is attached to. Cheap to clone, usable from any thread.
#[derive(Clone, Debug)]
pub struct WebviewHandle {}

impl WebviewHandle {
    /// Label of the webview.
    pub fn label(&self) -> &str {
        ""
    }

    /// Ends the session of the webview's document, as when its window closes.
    pub fn close(&self) {}
}
