//! The builder of the application.

use std::{
    any::type_name,
    borrow::Cow,
    error::Error as StdError,
    ops::ControlFlow,
    sync::{Arc, OnceLock},
};

use parking_lot::RwLock;
use tao::event_loop::EventLoopBuilder;
use tower::util::BoxCloneSyncService;
use tower_layer::Layer;
use tower_service::Service;

#[cfg(feature = "inspector")]
use crate::app::window::inspector;
use crate::{
    Call, Engine, LaneChoice, Reply, Router,
    app::{
        App, AppHandle, Context, DeviceEventFilter, Error, Manager, PageLoadPayload, Result,
        Runtime, Webview, WebviewEvent, Window, WindowEvent, Wry, async_runtime,
        config::{CapabilityEntry, Config},
        context::{ContextParts, data_directory},
        lifecycle::{
            application::Setup,
            exit::end_process,
            main_thread::{Wake, main_thread},
            open_windows::OpenWindows,
            shared::{
                AppShared, PageListener, PermissionHandler, UriSchemeHandler, WindowListener,
            },
        },
        pages::{
            asset::AssetScope,
            responder::UriSchemeResponder,
            serve::{self, Pages},
            uri_scheme::{self, UriSchemeContext},
        },
        plugin::{Parts, Plugin, builtin, store::PluginStore},
    },
    capability::Capabilities,
    ipc::Invoke,
    router::{BoxError, Listed},
    session::WINDOWS_MAX,
    state::StateStore,
    wire::Limits,
};

#[cfg(feature = "browser")]
use crate::app::lifecycle::{browser, shared::BrowserServer};

type Handler = Box<dyn Fn(Invoke) -> bool + Send + Sync>;

/// Builds an application from commands, managed state, plugins and listeners.
///
/// # Examples
/// ```no_run
/// #[bytelane::command]
/// fn greet(name: &str) -> String {
///     format!("Hello, {name}!")
/// }
///
/// # fn context() -> bytelane::Context { bytelane::Context::new("org.example.hello") }
/// bytelane::Builder::default()
///     .invoke_handler(bytelane::generate_handler![greet])
///     .run(context()) // or: .run(bytelane::generate_context!())
///     .expect("error while running the application");
/// ```
#[must_use = "the application is created by `build` or `run`"]
pub struct Builder<R: Runtime = Wry> {
    handler: Handler,
    listed: Listed,
    state: Arc<StateStore>,
    setup: Setup<R>,
    layers: Vec<Box<dyn FnOnce(Router) -> Router + Send>>,
    on_window_event: Vec<WindowListener>,
    on_page_load: Vec<PageListener>,
    limits: Option<Limits>,
    lane: Option<LaneChoice>,
    origins: Vec<String>,
    uri_schemes: Vec<(String, UriSchemeHandler)>,
    scripts: Vec<String>,
    on_permission: Option<PermissionHandler>,
    device_event_filter: Option<DeviceEventFilter>,
    plugins: Vec<Parts>,
    incognito: bool,
    any_thread: bool,
    activate_ignoring_other_apps: bool,
    page_windows_max: u32,
    #[cfg(feature = "inspector")]
    inspector: Option<bool>,
    #[cfg(feature = "browser")]
    browser: bool,
}

impl Default for Builder<Wry> {
    fn default() -> Self {
        Self::new()
    }
}

impl<R: Runtime> std::fmt::Debug for Builder<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Builder")
            .field("origins", &self.origins)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

impl<R: Runtime> Builder<R> {
    /// Creates a builder without commands, plugins or listeners.
    pub fn new() -> Self {
        Self {
            handler: Box::new(|_| false),
            listed: Listed::default(),
            state: Arc::default(),
            setup: Box::new(|_| Ok(())),
            layers: Vec::new(),
            on_window_event: Vec::new(),
            on_page_load: Vec::new(),
            limits: None,
            lane: None,
            origins: Vec::new(),
            uri_schemes: Vec::new(),
            scripts: Vec::new(),
            on_permission: None,
            device_event_filter: None,
            plugins: Vec::new(),
            incognito: false,
            any_thread: false,
            activate_ignoring_other_apps: true,
            page_windows_max: WINDOWS_MAX,
            #[cfg(feature = "inspector")]
            inspector: None,
            #[cfg(feature = "browser")]
            browser: false,
        }
    }

    /// Sets the invoke handler, created by [`generate_handler!`](crate::generate_handler). A later handler replaces an earlier one.
    pub fn invoke_handler<F: Fn(Invoke<R>) -> bool + Send + Sync + 'static>(
        mut self,
        handler: F,
    ) -> Self {
        self.listed = Listed::of(&handler);
        self.handler = Box::new(handler);
        self
    }

    /// Adds a value to the managed state, which commands take as [`State`](crate::State).
    ///
    /// # Panics
    /// Panics if a value of its type is already managed.
    #[track_caller]
    pub fn manage<T: Send + Sync + 'static>(self, state: T) -> Self {
        assert!(
            self.state.set(state),
            "state for type `{}` is already being managed",
            type_name::<T>()
        );
        self
    }

    /// Sets a hook that runs once on the main thread, after the windows of the configuration have been created. An error exits the application.
    pub fn setup<F>(mut self, setup: F) -> Self
    where
        F: FnOnce(&mut App<R>) -> std::result::Result<(), Box<dyn StdError>> + Send + 'static,
    {
        self.setup = Box::new(setup);
        self
    }

    /// Wraps all commands in a tower layer; see [`Router::layer`]. The last layer that was added receives a call first.
    ///
    /// # Examples
    /// ```no_run
    /// use std::time::Duration;
    ///
    /// let builder = bytelane::Builder::default().layer(tower::timeout::TimeoutLayer::new(Duration::from_secs(30)));
    /// ```
    pub fn layer<L, S>(mut self, layer: L) -> Self
    where
        L: Layer<BoxCloneSyncService<Call, Reply, BoxError>, Service = S> + Send + Sync + 'static,
        S: Service<Call, Response = Reply> + Clone + Send + Sync + 'static,
        S::Error: Into<BoxError> + 'static,
        S::Future: Send + 'static,
    {
        self.layers
            .push(Box::new(move |router| router.layer(layer)));
        self
    }

    /// Registers a listener to the events of every window, called on the main thread.
    pub fn on_window_event<F: Fn(&Window<R>, &WindowEvent) + Send + Sync + 'static>(
        mut self,
        listener: F,
    ) -> Self {
        self.on_window_event
            .push(Box::new(move |app, window, event| {
                listener(
                    &Window::new(AppHandle::new(Arc::clone(app)), Arc::clone(window)),
                    event,
                );
            }));
        self
    }

    /// Registers a listener to the events of every webview, called on the main thread.
    pub fn on_webview_event<F: Fn(&Webview<R>, &WebviewEvent) + Send + Sync + 'static>(
        self,
        listener: F,
    ) -> Self {
        self.on_window_event(move |window, event| {
            if let Some(event) = WebviewEvent::of(event) {
                listener(&Webview::new(window.clone()), &event);
            }
        })
    }

    /// Registers a listener to page load events, called on the main thread.
    pub fn on_page_load<F: Fn(&Webview<R>, &PageLoadPayload<'_>) + Send + Sync + 'static>(
        mut self,
        listener: F,
    ) -> Self {
        self.on_page_load
            .push(Box::new(move |app, window, payload| {
                listener(
                    &Webview::new(Window::new(
                        AppHandle::new(Arc::clone(app)),
                        Arc::clone(window),
                    )),
                    payload,
                );
            }));
        self
    }

    /// Registers a custom URI scheme, such as `stream://localhost/…` (on Windows `http://stream.localhost/…`), with whole bodies only. Calls carry
    /// bytes several times faster; use a scheme for content that a page loads by URL, such as the source of an image.
    ///
    /// The handler runs on the main thread. On Linux it receives the body of a request only if the main frame of an allowed origin has sent it with
    /// `fetch`. Every other body is empty, because asking WebKitGTK for it lets any page or frame crash the process with a `Blob`. A body over
    /// [`Limits::body_bytes_max`] is answered with status 413 without a call of the handler, and one
    /// for which the requests that the handlers have not answered leave no room within [`Limits::document_bytes_max`] with status 429.
    ///
    /// A page of another origin can read the response only if it carries `Access-Control-Allow-Origin`.
    ///
    /// # Panics
    /// Panics if the name is not a valid scheme, or if it is a scheme of the engine or of the web.
    #[track_caller]
    pub fn register_uri_scheme_protocol<N, T, H>(self, uri_scheme: N, protocol: H) -> Self
    where
        N: Into<String>,
        T: Into<Cow<'static, [u8]>>,
        H: Fn(UriSchemeContext<'_, R>, http::Request<Vec<u8>>) -> http::Response<T>
            + Send
            + Sync
            + 'static,
    {
        self.register_asynchronous_uri_scheme_protocol(
            uri_scheme,
            move |context, request, responder| responder.respond(protocol(context, request)),
        )
    }

    /// Registers a custom URI scheme whose handler can respond later and from any thread; see
    /// [`register_uri_scheme_protocol`](Self::register_uri_scheme_protocol).
    ///
    /// # Panics
    /// Panics under the conditions of [`register_uri_scheme_protocol`](Self::register_uri_scheme_protocol).
    #[track_caller]
    pub fn register_asynchronous_uri_scheme_protocol<N, H>(
        mut self,
        uri_scheme: N,
        protocol: H,
    ) -> Self
    where
        N: Into<String>,
        H: Fn(UriSchemeContext<'_, R>, http::Request<Vec<u8>>, UriSchemeResponder)
            + Send
            + Sync
            + 'static,
    {
        uri_scheme::add(&mut self.uri_schemes, uri_scheme.into(), protocol);
        self
    }

    /// Adds a plugin, created with [`plugin::Builder`](crate::plugin::Builder), or a type of the application's own that implements
    /// [`Plugin`](crate::plugin::Plugin).
    pub fn plugin<P: Plugin<R> + 'static>(mut self, plugin: P) -> Self {
        self.plugins.push(plugin.into_parts());
        self
    }

    /// Adds a script that runs in the main frame of every document before the document's own scripts, after the client and `window.__TAURI_INTERNALS__`.
    pub fn append_invoke_initialization_script(mut self, script: impl AsRef<str>) -> Self {
        self.scripts.push(script.as_ref().to_owned());
        self
    }

    /// Sets a handler that decides, on the main thread, whether a page gets a permission, such as the use of the camera. Without a handler the system's
    /// webview decides, which on Linux denies it. A window's own handler takes precedence.
    pub fn on_permission_request<F>(mut self, handler: F) -> Self
    where
        F: Fn(Webview<R>, wry::PermissionKind) -> wry::PermissionResponse + Send + Sync + 'static,
    {
        self.on_permission = Some(Arc::new(move |app, window, kind| {
            let app = AppHandle::new(Arc::clone(app));
            handler(Webview::new(Window::new(app, Arc::clone(window))), kind)
        }));
        self
    }

    /// Sets when the system reports the events of devices, such as a mouse outside of the windows, to the application.
    pub const fn device_event_filter(mut self, filter: DeviceEventFilter) -> Self {
        self.device_event_filter = Some(filter);
        self
    }

    /// Sets whether macOS creates a menu for the application. Has no effect here: menus are not supported.
    pub const fn enable_macos_default_menu(self, _enable: bool) -> Self {
        self
    }

    /// Sets whether macOS activates the application over others at its start. Has no effect on other systems.
    pub const fn activate_ignoring_other_apps(mut self, ignore: bool) -> Self {
        self.activate_ignoring_other_apps = ignore;
        self
    }

    /// Sets the limits of the engine.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = Some(limits);
        self
    }

    /// Sets the lane that the pages use. The default is [`LaneChoice::from_environment`]; [`LaneChoice::Webview2`] is used only if it is set.
    pub const fn lane(mut self, lane: LaneChoice) -> Self {
        self.lane = Some(lane);
        self
    }

    /// Sets the number of windows that all pages together may have open at once with `new WebviewWindow()`. The default is 64. Further ones are refused with
    /// `too_many_windows`, all of them if it is 0. Windows that the application opens do not count.
    pub const fn page_windows_max(mut self, max: u32) -> Self {
        self.page_windows_max = max;
        self
    }

    /// Allows pages of another origin, such as `https://app.example.org`, to use the engine.
    ///
    /// Its pages can call every command that the application's own pages can. Allow only origins that you trust like your own code.
    pub fn allow_origin(mut self, origin: impl Into<String>) -> Self {
        self.origins.push(origin.into());
        self
    }

    /// Enables or disables the inspector: a window that shows the calls, channels, events and memory of all pages. It is enabled in debug builds by default.
    ///
    /// Ctrl+Shift+F12 in a page opens the window, and so do [`AppHandle::show_inspector`] and, with the first window, the environment variable
    /// `BYTELANE_INSPECTOR=1`. Nothing is recorded before.
    #[cfg(feature = "inspector")]
    pub const fn inspector(mut self, enabled: bool) -> Self {
        self.inspector = Some(enabled);
        self
    }

    /// Sets whether all webviews run in incognito mode, which stores nothing on disk.
    pub const fn incognito(mut self, incognito: bool) -> Self {
        self.incognito = incognito;
        self
    }

    /// Serves the pages of the first window of the configuration to a plain browser on this machine too, for development, and prints the address to open
    /// on the standard error. In debug builds, the argument `--browser` of the program does the same: `cargo run --features bytelane/browser -- --browser`.
    ///
    /// A page in the browser is a document of its own, with the commands, channels, events, scripts and capabilities of that window; a command that takes a window gets that window,
    /// which is open as ever. If the configuration has `build.devUrl`, a debug build serves the pages of that server, whose sockets pass through, so that modules are replaced while
    /// the page runs. Custom schemes and `asset:` are those of the webview alone. [`Engine::serve_browser`] describes who may connect.
    #[cfg(feature = "browser")]
    pub const fn browser(mut self) -> Self {
        self.browser = true;
        self
    }

    /// Allows the application to run on a thread other than the main thread of the process, on Linux and Windows. Meant for tests.
    pub const fn any_thread(mut self) -> Self {
        self.any_thread = true;
        self
    }

    /// Builds the application, ready to [`run`](App::run).
    ///
    /// # Errors
    /// Returns [`Error::Config`] if the configuration is invalid, [`Error::NoDisplay`] if no display is available, and
    /// [`Error::PluginInitialization`] if a plugin cannot be added.
    pub fn build(mut self, context: Context) -> Result<App<R>> {
        let ContextParts {
            config,
            package,
            source,
            incognito,
            icon,
        } = context.into_parts()?;
        let debug = cfg!(debug_assertions);
        for plugin in &mut self.plugins {
            uri_scheme::extend(
                &mut self.uri_schemes,
                std::mem::take(&mut plugin.uri_schemes),
            );
        }
        uri_scheme::check(&config, &self.uri_schemes)?;
        let pages = Pages::new(source, &config, debug)?;
        let mut origins = serve::own_origins(&config, debug);
        origins.extend(config.app.security.allowed_origins.iter().cloned());
        origins.extend(self.origins);
        let directory = data_directory(&config.identifier);
        let capabilities = capabilities(&config, &origins)?;
        origins.extend(capabilities.remote_origins().map(str::to_owned));

        let event_loop = event_loop(self.any_thread, self.activate_ignoring_other_apps)?;
        if let Some(filter) = self.device_event_filter {
            event_loop.set_device_event_filter(filter.into());
        }
        let (main_thread, posted) = main_thread(&event_loop);
        let runtime = async_runtime::handle();
        let plugins = Arc::new(PluginStore::default());
        let (served, handler) = (Arc::clone(&plugins), self.handler);
        let router = Router::new(move |invoke| match served.serve(invoke) {
            ControlFlow::Break(claimed) => claimed,
            ControlFlow::Continue(invoke) => handler(invoke),
        });
        let (known, listed) = (Arc::clone(&plugins), self.listed);
        let router = router
            .with_commands(move |command| known.may_have(command, listed))
            .with_capabilities(capabilities)
            .with_state(Arc::clone(&self.state));
        let router = self
            .layers
            .into_iter()
            .fold(router, |router, layer| layer(router));
        let commands_main_thread = main_thread.clone();
        let mut engine = Engine::builder(router)
            .runtime(runtime.inner().clone())
            .main_thread(move |work| {
                // Work that is refused is dropped, and its call is answered with `no_reply`.
                let _ended = commands_main_thread.run(work);
            });
        if let Some(limits) = self.limits {
            engine = engine.limits(limits);
        }
        if let Some(lane) = self.lane {
            engine = engine.lane(lane);
        }
        #[cfg(feature = "inspector")]
        let inspected = inspector::Opened::default();
        #[cfg(feature = "inspector")]
        {
            engine = engine.inspector_window(inspector::opener(&inspected));
            if let Some(enabled) = self.inspector {
                engine = engine.inspector(enabled);
            }
        }
        let shared = Arc::new(AppShared {
            config,
            package,
            state: self.state,
            engine: engine.build(),
            pages: Arc::new(pages),
            origins,
            incognito: incognito || self.incognito,
            page_windows_max: u64::from(self.page_windows_max),
            uri_schemes: RwLock::new(self.uri_schemes),
            scripts: self.scripts,
            on_permission: self.on_permission,
            icon,
            on_window_event: self.on_window_event,
            on_page_load: self.on_page_load,
            main_thread,
            windows: RwLock::default(),
            plugins,
            resources: Default::default(),
            asset_scope: OnceLock::new(),
            #[cfg(feature = "browser")]
            browser: BrowserServer {
                is_wanted: self.browser || browser::is_requested(),
                ..BrowserServer::default()
            },
        });
        #[cfg(feature = "inspector")]
        let _set = inspected.set(Arc::downgrade(&shared));
        let app = AppHandle::new(Arc::clone(&shared));
        // Set only here, after the handle exists: it needs the application's directories.
        let _set = shared.asset_scope.set(Arc::new(asset_scope(&app)?));
        let windows = OpenWindows::new(
            posted,
            Arc::clone(&shared),
            &event_loop,
            wry::WebContext::new(directory),
        );
        for plugin in builtin() {
            shared.plugins.add(plugin)?;
        }
        for Parts {
            initialize, plugin, ..
        } in self.plugins
        {
            shared.plugins.add(plugin)?;
            initialize(&shared)?;
        }
        Ok(App::new(app, windows, event_loop, self.setup))
    }

    /// Builds the application and runs it until it exits; see [`App::run`].
    ///
    /// # Errors
    /// Returns the errors of [`build`](Self::build), and [`Error::Setup`] if `setup` fails.
    pub fn run(self, context: Context) -> Result<()> {
        let app = self.build(context)?;
        let env = app.env();
        end_process(&env, app.drive(|_, _| {})?);
        Ok(())
    }
}

/// Returns the scope of the asset protocol that the configuration sets.
fn asset_scope<R: Runtime>(app: &AppHandle<R>) -> Result<AssetScope> {
    let config = &app.config().app.security.asset_protocol;
    let paths = app.path();
    AssetScope::new(&config.scope, app.shared.origins.clone(), |path| {
        paths.parse(path).ok()
    })
}

/// Returns the capabilities of a configuration, for pages of these origins.
fn capabilities(config: &Config, own_origins: &[String]) -> Result<Capabilities> {
    let mut inline = Vec::new();
    for entry in &config.app.security.capabilities {
        match entry {
            CapabilityEntry::Inline(capability) => inline.push(capability.clone()),
            CapabilityEntry::Name(name) => tracing::warn!(target: "bytelane::application",
                "the capability `{name}` is ignored: only `generate_context!` reads capability files"
            ),
        }
    }
    Capabilities::new(inline, own_origins.to_vec()).map_err(|error| Error::Config {
        key: format!("app.security.capabilities{}", error.key),
        message: error.message,
    })
}

fn event_loop(
    any_thread: bool,
    activate_ignoring_other_apps: bool,
) -> Result<tao::event_loop::EventLoop<Wake>> {
    let mut builder = EventLoopBuilder::<Wake>::with_user_event();
    #[cfg(target_os = "linux")]
    {
        use tao::platform::unix::EventLoopBuilderExtUnix;
        builder.with_any_thread(any_thread);
        // Checked here because tao would panic.
        gtk::init().map_err(|error| Error::NoDisplay(error.to_string()))?;
    }
    #[cfg(windows)]
    {
        use tao::platform::windows::EventLoopBuilderExtWindows;
        builder.with_any_thread(any_thread);
    }
    #[cfg(not(any(target_os = "linux", windows)))]
    let _ = any_thread;
    #[cfg(target_os = "macos")]
    {
        use tao::platform::macos::EventLoopExtMacOS;
        let mut event_loop = builder.build();
        event_loop.set_activate_ignoring_other_apps(activate_ignoring_other_apps);
        Ok(event_loop)
    }
    #[cfg(not(target_os = "macos"))]
    {
        let _ = activate_ignoring_other_apps;
        Ok(builder.build())
    }
}
