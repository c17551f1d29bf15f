use std::{fmt, sync::Arc};

use http::Extensions;

use super::{
    LaneChoice, client,
    runtime::{EngineExecutor, RunOnMainThread},
};
use crate::{
    Router,
    document::{CloseReason, Stats},
    event::{Emitter, EventHub, EventSource, EventTarget, Listener},
    file::ServePages,
    lane::protocol::Gate,
    wire::Limits,
};

/// The IPC engine: one router, attached to as many webviews as you like. Cheap to clone.
#[derive(Clone)]
pub struct Engine {
    router: Router,
    limits: Limits,
    debug: bool,
    lane: LaneChoice,
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine")
            .field("router", &self.router)
            .field("debug", &self.debug)
            .finish_non_exhaustive()
    }
}

/// Settings of an [`Engine`].
pub struct EngineBuilder {
    router: Router,
    limits: Limits,
    runtime: Option<tokio::runtime::Handle>,
    debug: bool,
    main_thread: Option<RunOnMainThread>,
    lane: LaneChoice,
}

impl fmt::Debug for EngineBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EngineBuilder")
            .field("limits", &self.limits)
            .field("debug", &self.debug)
            .finish_non_exhaustive()
    }
}

impl EngineBuilder {
    /// Limits other than the defaults.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The tokio runtime that commands run on; one of the engine's own otherwise.
    #[must_use]
    pub fn runtime(mut self, runtime: tokio::runtime::Handle) -> Self {
        self.runtime = Some(runtime);
        self
    }

    /// Warnings for developers in the page's console; on in debug builds.
    #[must_use]
    pub const fn debug(mut self, debug: bool) -> Self {
        self.debug = debug;
        self
    }

    /// The lane that pages use; what the environment variable `BYTELANE_LANE` says otherwise.
    #[must_use]
    pub const fn lane(mut self, lane: LaneChoice) -> Self {
        self.lane = lane;
        self
    }

    /// Sets how work reaches the main thread, for `#[command(main_thread)]`. The default is the GTK main loop on Linux; elsewhere such
    /// commands run on a thread of their own until this is set.
    #[must_use]
    pub fn main_thread(
        mut self,
        run: impl Fn(Box<dyn FnOnce() + Send>) + Send + Sync + 'static,
    ) -> Self {
        self.main_thread = Some(Arc::new(run));
        self
    }

    /// The engine.
    ///
    /// # Panics
    /// When no runtime was given and the system starts no threads.
    pub fn build(self) -> Engine {
        let main_thread = self.main_thread.unwrap_or_else(default_main_thread);
        let router = self
            .router
            .with_executor(EngineExecutor::new(self.runtime, main_thread));
        Engine {
            router,
            limits: self.limits,
            debug: self.debug,
            lane: self.lane,
        }
    }
}

#[cfg(target_os = "linux")]
fn default_main_thread() -> RunOnMainThread {
    Arc::new(crate::lane::protocol::webkitgtk::run_on_main_thread)
}

#[cfg(not(target_os = "linux"))]
fn default_main_thread() -> RunOnMainThread {
    Arc::new(|work| drop(std::thread::spawn(work)))
}

impl Engine {
    /// An engine with default settings.
    ///
    /// # Panics
    /// When the system starts no threads for commands.
    pub fn new(router: Router) -> Self {
        Self::builder(router).build()
    }

    /// The hub of events: emit with it to all webviews, and listen to them.
    pub const fn events(&self) -> &Arc<EventHub> {
        self.router.events()
    }

    /// Settings for an engine.
    pub fn builder(router: Router) -> EngineBuilder {
        EngineBuilder {
            router,
            limits: Limits::default(),
            runtime: None,
            debug: cfg!(debug_assertions),
            main_thread: None,
            lane: LaneChoice::from_environment(),
        }
    }

    /// Adds the engine to a webview: prepares `builder`, lets `build` make the webview of it, and connects the lanes.
    ///
    /// Call it on the main thread. The webview is let go of when it is destroyed.
    ///
    /// Give the handler of pages that load as [`AttachOptions::on_page_load`]: outside of Linux the engine takes the builder's own place for one,
    /// because it learns there that a document has ended.
    ///
    /// # Errors
    /// Those of `build`, and of loading [`AttachOptions::url`].
    pub fn attach<'a>(
        &self,
        options: AttachOptions,
        builder: wry::WebViewBuilder<'a>,
        build: impl FnOnce(wry::WebViewBuilder<'a>) -> wry::Result<wry::WebView>,
    ) -> wry::Result<(wry::WebView, WebviewHandle)> {
        let AttachOptions {
            label,
            origins,
            extensions,
            mut served,
            pages,
            tauri,
            scripts,
            on_page_load,
            url,
        } = options;
        crate::router::set_event_loop_thread();
        let gate = Arc::new(Gate::new(
            label,
            origins,
            extensions,
            self.router.clone(),
            self.limits.clone(),
        ));
        let (builder, lane) = self.prepare_lane(&gate, builder);
        let script = client::script(&gate, self.debug, lane.as_str(), tauri != Tauri::None);
        let mut builder = builder.with_initialization_script_for_main_only(script, true);
        if tauri == Tauri::Global {
            builder =
                builder.with_initialization_script_for_main_only(client::tauri_global(), true);
        }
        for script in scripts {
            builder = builder.with_initialization_script_for_main_only(script, true);
        }
        served.extend(pages);
        let webview = self.connect(Arc::clone(&gate), served, on_page_load, builder, build)?;
        if let Some(url) = url {
            webview.load_url(&url)?;
        }
        Ok((webview, WebviewHandle { gate }))
    }

    /// Gives the web process what the lane needs; where that cannot be, says so and takes the lane that always works.
    #[cfg(target_os = "linux")]
    fn prepare_lane<'a>(
        &self,
        gate: &Gate,
        builder: wry::WebViewBuilder<'a>,
    ) -> (wry::WebViewBuilder<'a>, LaneChoice) {
        use wry::WebViewBuilderExtUnix;

        if self.lane == LaneChoice::Protocol {
            return (builder, self.lane);
        }
        match crate::lane::shm::host::handshake::extension_directory(gate.origins()) {
            Ok(directory) => (builder.with_extensions_path(directory), self.lane),
            Err(reason) => {
                tracing::warn!(
                    label = gate.label(),
                    reason,
                    "no shared-memory lane: its extension cannot be put anywhere"
                );
                let auto = self.lane == LaneChoice::Auto;
                let lane = if auto {
                    LaneChoice::Protocol
                } else {
                    self.lane
                };
                (builder, lane)
            }
        }
    }

    #[cfg(not(target_os = "linux"))]
    fn prepare_lane<'a>(
        &self,
        _gate: &Gate,
        builder: wry::WebViewBuilder<'a>,
    ) -> (wry::WebViewBuilder<'a>, LaneChoice) {
        (builder, LaneChoice::Protocol)
    }

    #[cfg(target_os = "linux")]
    fn connect<'a>(
        &self,
        gate: Arc<Gate>,
        served: Vec<(String, Arc<dyn ServePages>)>,
        on_page_load: Option<OnPageLoad>,
        mut builder: wry::WebViewBuilder<'a>,
        build: impl FnOnce(wry::WebViewBuilder<'a>) -> wry::Result<wry::WebView>,
    ) -> wry::Result<wry::WebView> {
        use wry::WebViewExtUnix;

        use crate::lane::protocol::webkitgtk::{Served, serve};

        if let Some(handler) = on_page_load {
            builder = builder.with_on_page_load_handler(handler);
        }
        let webview = build(builder)?;
        let executor = Arc::clone(self.router.executor());
        if self.lane != LaneChoice::Protocol {
            let (gate, executor) = (Arc::clone(&gate), Arc::clone(&executor));
            crate::lane::shm::host::handshake::serve(&webview.webview(), gate, executor);
        }
        serve(
            &webview.webview(),
            Served {
                gate,
                served,
                executor,
            },
        );
        Ok(webview)
    }

    #[cfg(not(target_os = "linux"))]
    fn connect<'a>(
        &self,
        gate: Arc<Gate>,
        served: Vec<(String, Arc<dyn ServePages>)>,
        on_page_load: Option<OnPageLoad>,
        mut builder: wry::WebViewBuilder<'a>,
        build: impl FnOnce(wry::WebViewBuilder<'a>) -> wry::Result<wry::WebView>,
    ) -> wry::Result<wry::WebView> {
        use crate::lane::protocol::{SCHEME, wry_scheme};

        let (loading, executor) = (Arc::clone(&gate), Arc::clone(self.router.executor()));
        builder = builder
            .with_asynchronous_custom_protocol(SCHEME.to_owned(), move |_, request, responder| {
                wry_scheme::take_ipc(&gate, &executor, request, responder);
            })
            .with_on_page_load_handler(move |event, url| {
                if matches!(event, wry::PageLoadEvent::Started) {
                    loading.end_document(CloseReason::DocumentGone);
                }
                if let Some(handler) = &on_page_load {
                    handler(event, url);
                }
            });
        for (scheme, pages) in served {
            let executor = Arc::clone(self.router.executor());
            builder =
                builder.with_asynchronous_custom_protocol(scheme, move |_, request, responder| {
                    wry_scheme::take_page(&pages, &executor, request, responder);
                });
        }
        build(builder)
    }
}

/// Is told on the main thread of pages that load, with their URL.
pub type OnPageLoad = Box<dyn Fn(wry::PageLoadEvent, String)>;

/// How much of Tauri's contract a page gets beside the engine's own client.
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

/// What the engine is to know of a webview.
pub struct AttachOptions {
    /// Label of the webview: the name that commands and events know it by.
    pub label: String,
    /// Origins whose main frame may use the engine, such as `bytelane://localhost`. None by default: nobody may.
    pub origins: Vec<String>,
    /// Handles that commands find through [`Caller::extensions`](crate::Caller).
    pub extensions: Extensions,
    /// A scheme whose pages the engine serves, with its server.
    pub pages: Option<(String, Arc<dyn ServePages>)>,
    /// Further schemes that the engine serves, with their servers: files that pages name by address.
    pub served: Vec<(String, Arc<dyn ServePages>)>,
    /// How much of Tauri's contract the page gets.
    pub tauri: Tauri,
    /// Scripts that run at document start in the main frame, after the client.
    pub scripts: Vec<String>,
    /// Handler of pages that load. Give it here: outside of Linux the engine needs the builder's own.
    pub on_page_load: Option<OnPageLoad>,
    /// Loaded once the lanes are connected; use it instead of the builder's URL for pages of the engine's own scheme.
    pub url: Option<String>,
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
    /// Options with this label and nothing else.
    pub fn new(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            origins: Vec::new(),
            extensions: Extensions::new(),
            pages: None,
            served: Vec::new(),
            tauri: Tauri::None,
            scripts: Vec::new(),
            on_page_load: None,
            url: None,
        }
    }

    /// Serves pages at `<scheme>://localhost`, allows their origin, and loads `url` of it once the lanes are connected.
    #[must_use]
    pub fn serve(mut self, scheme: &str, pages: impl ServePages, url: impl Into<String>) -> Self {
        self.origins.push(format!("{scheme}://localhost"));
        self.pages = Some((scheme.to_owned(), Arc::new(pages)));
        self.url = Some(url.into());
        self
    }
}

/// A webview that the engine is attached to. Cheap to clone, usable from any thread.
#[derive(Clone, Debug)]
pub struct WebviewHandle {
    gate: Arc<Gate>,
}

impl EventSource for WebviewHandle {
    fn event_hub(&self) -> &Arc<EventHub> {
        self.gate.events()
    }

    fn event_target(&self) -> EventTarget {
        EventTarget::webview(self.label())
    }
}

impl Emitter<()> for WebviewHandle {}
impl Listener<()> for WebviewHandle {}

impl WebviewHandle {
    /// Label of the webview.
    pub fn label(&self) -> &str {
        self.gate.label()
    }

    /// Ends the session for good, as when the window closes.
    pub fn close(&self) {
        self.gate.end_document(CloseReason::WindowClosed);
    }

    /// Ends the session for good, as when the application closes: channels end with [`Shutdown`](crate::session::EndReason::Shutdown), calls are
    /// cancelled, what comes later is refused with `shutting_down`.
    pub fn shut_down(&self) {
        self.gate.end_document(CloseReason::Shutdown);
    }

    /// The open document.
    #[cfg(feature = "app")]
    pub(crate) fn document(&self) -> Option<Arc<crate::document::Document>> {
        self.gate.document()
    }

    /// What the open document has done and holds; `None` while none is open.
    pub fn stats(&self) -> Option<Stats> {
        self.gate.document().map(|document| document.stats())
    }

    /// Requests that were refused before they reached a document: wrong origins, secrets, paths.
    pub fn refused_requests(&self) -> u64 {
        self.gate.refused()
    }

    /// The most bytes that one turn of the main loop has read, copied and parsed for the protocol lane so far, for all webviews of the process
    /// together: at most 64 KiB. Counted on Linux; elsewhere 0.
    pub fn turn_bytes_max(&self) -> usize {
        crate::lane::protocol::turn_bytes_max()
    }
}

#[cfg(test)]
mod tests {
    use tower_layer::layer_fn;

    use super::*;
    use crate::{Call, Payload, ReplySlot, ipc::Invoke};

    /// A program without the application layer gives its router to the engine in its layers.
    #[test]
    fn commands_run_off_the_calling_thread_also_beneath_layers() {
        let command = |invoke: Invoke| {
            let name = || std::thread::current().name().map(str::to_owned);
            invoke
                .run_blocking(move |_| crate::ipc::IpcResponse::into_reply(name()).expect("JSON"));
            true
        };
        let bare = Router::new(command);
        let layered = bare.clone().layer(layer_fn(|inner| inner));
        for router in [bare, layered] {
            let engine = Engine::new(router);
            let (sender, answers) = std::sync::mpsc::channel();
            let slot = ReplySlot::new(move |reply| drop(sender.send(reply)));
            engine
                .router
                .dispatch(Call::new("any", Payload::None), slot);
            let thread = answers.recv().expect("an answer").into_value::<String>();
            assert_eq!(thread.expect("a name"), "bytelane");
        }
    }
}
