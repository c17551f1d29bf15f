use std::{fmt, sync::Arc};

use super::{
    executor::{EngineExecutor, RunOnMainThread},
    lane::LaneChoice,
};
use crate::{
    Router, document::Dispatch, event::EventHub, lane::protocol::SCHEME, origin, session::Ledger,
    wire::Limits,
};

/// The IPC engine: one router, attached to any number of webviews. Cheap to clone.
///
/// # Examples
#[cfg_attr(feature = "webview", doc = "```no_run")]
#[cfg_attr(not(feature = "webview"), doc = "```ignore")]
/// use bytelane::{
///     AttachOptions, Engine, Router,
///     file::{Assets, ServedRoot},
/// };
///
/// #[bytelane::command]
/// fn greet(name: &str) -> String {
///     format!("Hello, {name}!")
/// }
///
/// # fn attach<'a>(
/// #     build: impl FnOnce(wry::WebViewBuilder<'a>) -> wry::Result<wry::WebView>,
/// # ) -> Result<(), Box<dyn std::error::Error>> {
/// let engine = Engine::new(Router::new(bytelane::generate_handler![greet]));
/// let files = ServedRoot::new("pages")?;
/// let options = AttachOptions::new("main").serve(
///     "app",
///     move |request: http::Request<()>| files.answer_page(&request),
///     "app://localhost/index.html",
/// );
/// // `build` creates the webview in a window, for example with `builder.build(&window)`.
/// let (webview, handle) = engine.attach(options, wry::WebViewBuilder::new(), build)?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Engine {
    pub(super) router: Router,
    pub(super) limits: Limits,
    pub(super) debug: bool,
    #[cfg_attr(
        not(any(target_os = "linux", all(windows, feature = "webview"))),
        allow(dead_code, reason = "other systems have one lane")
    )]
    pub(super) lane: LaneChoice,
    /// The scheme of the protocol lane.
    pub(super) scheme: Arc<str>,
    #[cfg(feature = "inspector")]
    pub(super) inspection: super::inspector::Inspection,
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine")
            .field("router", &self.router)
            .field("debug", &self.debug)
            .finish_non_exhaustive()
    }
}

impl Engine {
    /// Creates an engine with default settings.
    ///
    /// # Panics
    /// If the system cannot start the threads that run commands.
    pub fn new(router: Router) -> Self {
        Self::builder(router).build()
    }

    /// Returns the event hub, which emits to all webviews and listens to them.
    pub const fn events(&self) -> &Arc<EventHub> {
        self.router.events()
    }

    /// Returns a builder with default settings.
    pub fn builder(router: Router) -> EngineBuilder {
        EngineBuilder {
            router,
            limits: Limits::default(),
            runtime: None,
            debug: cfg!(debug_assertions),
            main_thread: None,
            lane: LaneChoice::from_environment(),
            scheme: SCHEME.into(),
            #[cfg(feature = "inspector")]
            inspector: super::inspector::InspectorSettings::default(),
        }
    }

    /// Returns the scheme of the protocol lane.
    pub fn scheme(&self) -> &str {
        &self.scheme
    }
}

/// Builds an [`Engine`].
pub struct EngineBuilder {
    router: Router,
    limits: Limits,
    runtime: Option<tokio::runtime::Handle>,
    debug: bool,
    main_thread: Option<RunOnMainThread>,
    lane: LaneChoice,
    scheme: Arc<str>,
    #[cfg(feature = "inspector")]
    pub(super) inspector: super::inspector::InspectorSettings,
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
    /// Sets the limits of each document. The default is [`Limits::default`].
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Sets the tokio runtime that commands run on. By default the engine creates one.
    ///
    /// Up to 64 sync commands of each document run at once, on the blocking threads of the runtime. Its `max_blocking_threads`, which tokio sets to 512, bounds
    /// those of all documents and the other blocking work of the application: if all of these threads are busy, sync commands wait for one. The runtime that the
    /// engine creates has threads for 128 documents.
    #[must_use]
    pub fn runtime(mut self, runtime: tokio::runtime::Handle) -> Self {
        self.runtime = Some(runtime);
        self
    }

    /// Enables or disables warnings for developers in the page's console. They are enabled in debug builds by default.
    #[must_use]
    pub const fn debug(mut self, debug: bool) -> Self {
        self.debug = debug;
        self
    }

    /// Sets the lane that pages use. The default is [`LaneChoice::from_environment`].
    #[must_use]
    pub const fn lane(mut self, lane: LaneChoice) -> Self {
        self.lane = lane;
        self
    }

    /// Sets the scheme of the protocol lane. The default is `ipc`. A webview whose `ipc` belongs to another library, such as Tauri, needs another one.
    ///
    /// The pages' Content Security Policy must allow it in `connect-src`: `<scheme>:`, and on Windows and Android `http://<scheme>.localhost`. The
    /// shared-memory lane needs no entry.
    ///
    /// # Panics
    /// If it is not a scheme of lowercase letters, digits, `+`, `-` and `.` that starts with a letter, or is one of the web, such as `https`.
    #[must_use]
    pub fn scheme(mut self, scheme: impl Into<Arc<str>>) -> Self {
        let scheme = scheme.into();
        assert!(
            is_possible_scheme(&scheme),
            "{scheme:?} cannot be the scheme of the protocol lane: it is not made of lowercase letters, digits, `+`, `-` and `.`, or is one of the web"
        );
        self.scheme = scheme;
        self
    }

    /// Sets the function that runs work on the main thread, for `#[command(main_thread)]`. The default is the GTK main loop on Linux; on other
    /// systems each such command runs on a new thread unless this is set.
    #[must_use]
    pub fn main_thread(
        mut self,
        run: impl Fn(Box<dyn FnOnce() + Send>) + Send + Sync + 'static,
    ) -> Self {
        self.main_thread = Some(Arc::new(run));
        self
    }

    /// Builds the engine.
    ///
    /// # Panics
    /// If no runtime was set and the system cannot start the threads of one.
    pub fn build(self) -> Engine {
        let lane = match self.lane.on_this_system() {
            LaneChoice::Webview2 if self.main_thread.is_none() => {
                tracing::warn!(
                    target: "bytelane::lane",
                    "the lane webview2 needs `EngineBuilder::main_thread`; using the protocol lane"
                );
                LaneChoice::Protocol
            }
            lane => lane,
        };
        let main_thread = self.main_thread.unwrap_or_else(default_main_thread);
        let router = self
            .router
            .with_executor(EngineExecutor::new(self.runtime, main_thread));
        // Events that wait for the application's handlers count beside those of pages.
        let process = Arc::clone(Dispatch::ledger(&router));
        router
            .events()
            .charge_to(Ledger::new(process, &self.limits));
        let engine = Engine {
            router,
            limits: self.limits,
            debug: self.debug,
            lane,
            scheme: self.scheme,
            #[cfg(feature = "inspector")]
            inspection: Default::default(),
        };
        #[cfg(feature = "inspector")]
        let engine = engine.with_inspector(self.inspector);
        engine
    }
}

/// Returns whether the protocol lane can be on this scheme.
pub(super) fn is_possible_scheme(scheme: &str) -> bool {
    const OF_THE_WEB: [&str; 9] = [
        "about", "blob", "data", "file", "ftp", "http", "https", "ws", "wss",
    ];
    origin::is_lowercase_scheme(scheme) && !OF_THE_WEB.contains(&scheme)
}

#[cfg(target_os = "linux")]
fn default_main_thread() -> RunOnMainThread {
    Arc::new(crate::lane::protocol::webkitgtk::run_on_main_thread)
}

#[cfg(not(target_os = "linux"))]
fn default_main_thread() -> RunOnMainThread {
    Arc::new(|work| drop(std::thread::spawn(work)))
}

#[cfg(test)]
mod tests {
    use tower_layer::layer_fn;

    use super::*;
    use crate::{Call, Payload, ReplySlot, ipc::Invoke};

    #[test]
    fn a_scheme_is_a_name_that_is_not_of_the_web() {
        for scheme in ["ipc", "bytelane", "x-a.b+1"] {
            assert!(is_possible_scheme(scheme), "{scheme}");
        }
        for scheme in [
            "", "1a", "-a", "Ipc", "a b", "a:", "a/", "\u{e4}", "https", "file",
        ] {
            assert!(!is_possible_scheme(scheme), "{scheme}");
        }
    }

    /// A program without the application layer passes a router that already has layers.
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
            engine.router.run(Call::new("any", Payload::None), slot);
            let thread = answers.recv().expect("an answer").into_value::<String>();
            assert_eq!(thread.expect("a name"), "bytelane");
        }
    }
}
