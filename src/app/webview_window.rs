use std::{ops::Deref, sync::Arc};

use tao::{
    dpi::{LogicalPosition, LogicalSize},
    window::{Fullscreen, WindowBuilder},
};
use url::Url;

use crate::{
    AttachOptions, ServePages,
    app::{
        AppHandle, Color, DragDropEvent, Error, Manager, Monitor, PageLoadEvent, PageLoadPayload,
        Result, Runtime, Theme, Webview, Window, WindowEvent, Wry, asset,
        config::{WebviewUrl, WindowConfig},
        event_loop::{MainThread, Notice, OpenWindow, guarded},
        handle::from_call,
        image::Image,
        manager::{Core, WindowCore, sealed::Managed},
        pages,
        resources::ResourceTable,
        uri_scheme,
        window::{centered, window_icon},
    },
    engine::Tauri,
    router::{CommandArg, CommandItem, InvokeError},
};

/// A window with its webview, from any thread. Cheap to clone; as an argument of a command it is the one that called.
///
/// Methods of the page are [`Webview`]'s, those of the window [`Window`]'s.
pub struct WebviewWindow<R: Runtime = Wry> {
    webview: Webview<R>,
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

impl<R: Runtime> Managed<R> for WebviewWindow<R> {
    fn managed_app(&self) -> &AppHandle<R> {
        self.webview.managed_app()
    }

    fn managed_resources(&self) -> &std::sync::Mutex<ResourceTable> {
        self.webview.managed_resources()
    }
}

impl<R: Runtime> Manager<R> for WebviewWindow<R> {}

impl<'de> CommandArg<'de> for WebviewWindow<Wry> {
    fn from_command(item: CommandItem<'de>) -> std::result::Result<Self, InvokeError> {
        from_call(item, "a window with a webview")
    }
}

impl<R: Runtime> WebviewWindow<R> {
    pub(crate) const fn new(webview: Webview<R>) -> Self {
        Self { webview }
    }

    pub(crate) fn of(app: &Arc<Core>, core: &Arc<WindowCore>) -> Self {
        Self::new(Webview::new(Window::new(
            AppHandle::new(Arc::clone(app)),
            Arc::clone(core),
        )))
    }

    /// The same as [`WebviewWindowBuilder::new`].
    pub fn builder<M: Manager<R>>(
        manager: &M,
        label: impl Into<String>,
        url: WebviewUrl,
    ) -> WebviewWindowBuilder<'_, R, M> {
        WebviewWindowBuilder::new(manager, label, url)
    }
}

type OwnTitleHandler = Box<dyn Fn(&Arc<Core>, &Arc<WindowCore>, String) + Send>;
type NavigationHandler = Box<dyn Fn(&Url) -> bool + Send>;
type TitleHandler<R> = Box<dyn Fn(WebviewWindow<R>, String) + Send>;
type PageLoadHandler<R> = Box<dyn Fn(WebviewWindow<R>, PageLoadPayload<'_>) + Send + Sync>;

/// Makes a window, from any thread and at any time.
///
/// # Examples
/// ```no_run
/// use bytelane::{WebviewUrl, WebviewWindowBuilder};
///
/// #[bytelane::command]
/// fn open_settings(app: bytelane::AppHandle) -> bytelane::Result<()> {
///     WebviewWindowBuilder::new(&app, "settings", WebviewUrl::App("settings.html".into())).title("Settings").build()?;
///     Ok(())
/// }
/// ```
#[must_use = "there is no window before `build`"]
pub struct WebviewWindowBuilder<'a, R: Runtime, M: Manager<R>> {
    manager: &'a M,
    config: WindowConfig,
    scripts: Vec<String>,
    on_navigation: Option<NavigationHandler>,
    on_page_load: Option<PageLoadHandler<R>>,
    on_title: Option<TitleHandler<R>>,
    icon: Option<tao::window::Icon>,
}

impl<R: Runtime, M: Manager<R>> std::fmt::Debug for WebviewWindowBuilder<'_, R, M> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WebviewWindowBuilder")
            .field("config", &self.config)
            .finish_non_exhaustive()
    }
}

/// Methods that set a field of the configuration.
macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident($($argument:ident: $type:ty),*) { $($field:ident = $value:expr),* })*) => {
        $(
            $(#[$doc])*
            pub fn $name(mut self, $($argument: $type),*) -> Self {
                $(self.config.$field = $value;)*
                self
            }
        )*
    };
}

impl<'a, R: Runtime, M: Manager<R>> WebviewWindowBuilder<'a, R, M> {
    /// A window with this label that shows this.
    pub fn new(manager: &'a M, label: impl Into<String>, url: WebviewUrl) -> Self {
        Self::of(
            manager,
            WindowConfig {
                label: label.into(),
                url,
                ..WindowConfig::default()
            },
        )
    }

    /// A window of the configuration.
    ///
    /// # Errors
    /// None today.
    pub fn from_config(manager: &'a M, config: &WindowConfig) -> Result<Self> {
        Ok(Self::of(manager, config.clone()))
    }

    const fn of(manager: &'a M, config: WindowConfig) -> Self {
        Self {
            manager,
            config,
            scripts: Vec::new(),
            on_navigation: None,
            on_page_load: None,
            on_title: None,
            icon: None,
        }
    }

    fields! {
        /// The title.
        title(title: impl Into<String>) { title = title.into() }
        /// Size of the inside in logical pixels.
        inner_size(width: f64, height: f64) { width = width, height = height }
        /// Least size.
        min_inner_size(width: f64, height: f64) { min_width = Some(width), min_height = Some(height) }
        /// Greatest size.
        max_inner_size(width: f64, height: f64) { max_width = Some(width), max_height = Some(height) }
        /// Position in logical pixels.
        position(x: f64, y: f64) { x = Some(x), y = Some(y) }
        /// In the middle of the monitor.
        center() { center = true }
        /// Whether the user may change the size.
        resizable(resizable: bool) { resizable = resizable }
        /// Whether the user may maximize it.
        maximizable(maximizable: bool) { maximizable = maximizable }
        /// Whether the user may minimize it.
        minimizable(minimizable: bool) { minimizable = minimizable }
        /// Whether the user may close it.
        closable(closable: bool) { closable = closable }
        /// Maximized at start, or not.
        maximized(maximized: bool) { maximized = maximized }
        /// Visible at start, or not.
        visible(visible: bool) { visible = visible }
        /// Fullscreen at start, or not.
        fullscreen(fullscreen: bool) { fullscreen = fullscreen }
        /// Focused at start, or not.
        focused(focused: bool) { focus = focused }
        /// With borders and a title bar, or without.
        decorations(decorations: bool) { decorations = decorations }
        /// Above other windows, or not.
        always_on_top(always: bool) { always_on_top = always }
        /// Below other windows, or not.
        always_on_bottom(always: bool) { always_on_bottom = always }
        /// See-through where the page is, or not.
        transparent(transparent: bool) { transparent = transparent }
        /// Not in the task bar, or in it.
        skip_taskbar(skip: bool) { skip_taskbar = skip }
        /// Light, dark, or as the system.
        theme(theme: Option<Theme>) { theme = theme }
        /// The webview's user agent.
        user_agent(user_agent: &str) { user_agent = Some(user_agent.to_owned()) }
        /// Whether nothing of the webview is kept on disk.
        incognito(incognito: bool) { incognito = incognito }
        /// Whether the inspector may be opened.
        devtools(enabled: bool) { devtools = Some(enabled) }
        /// The colour behind the page.
        background_color(color: Color) { background_color = Some(color) }
        /// Whether it may have the focus.
        focusable(focusable: bool) { focusable = focusable }
        /// On all workspaces, or on the current one.
        visible_on_all_workspaces(visible: bool) { visible_on_all_workspaces = visible }
        /// Kept out of pictures that others take of the screen, where the system can, or not.
        content_protected(protected: bool) { content_protected = protected }
        /// Leaves files that are dropped on the page to the page.
        disable_drag_drop_handler() { drag_drop_enabled = false }
        /// Whether the page may be scaled with keys and wheel.
        zoom_hotkeys_enabled(enabled: bool) { zoom_hotkeys_enabled = enabled }
    }

    /// A script that runs in the main frame of every document before the document's own.
    pub fn initialization_script(mut self, script: impl Into<String>) -> Self {
        self.scripts.push(script.into());
        self
    }

    /// Says on the main thread whether the webview may load a URL.
    pub fn on_navigation<F: Fn(&Url) -> bool + Send + 'static>(mut self, handler: F) -> Self {
        self.on_navigation = Some(Box::new(handler));
        self
    }

    /// Is told on the main thread of pages that load.
    pub fn on_page_load<F: Fn(WebviewWindow<R>, PageLoadPayload<'_>) + Send + Sync + 'static>(
        mut self,
        handler: F,
    ) -> Self {
        self.on_page_load = Some(Box::new(handler));
        self
    }

    /// Is told on the main thread of the titles that pages have.
    pub fn on_document_title_changed<F: Fn(WebviewWindow<R>, String) + Send + 'static>(
        mut self,
        handler: F,
    ) -> Self {
        self.on_title = Some(Box::new(handler));
        self
    }

    /// The window's icon.
    ///
    /// # Errors
    /// When the image has more or fewer bytes than its pixels take.
    pub fn icon(mut self, icon: Image<'_>) -> Result<Self> {
        self.icon = Some(window_icon(icon)?);
        Ok(self)
    }

    /// The window that it stays above, and goes with. On Linux; elsewhere it stands for itself.
    ///
    /// # Errors
    /// None today.
    pub fn parent(mut self, parent: &WebviewWindow<R>) -> Result<Self> {
        self.config.parent = Some(parent.label().to_owned());
        Ok(self)
    }

    /// Makes the window and waits for it.
    ///
    /// # Errors
    /// [`Error::InvalidLabel`], [`Error::WebviewLabelAlreadyExists`], [`Error::CreateWindow`], [`Error::EventLoopClosed`].
    pub fn build(self) -> Result<WebviewWindow<R>> {
        let app = self.manager.app_handle();
        let url = pages::resolve(&app.core.config, &self.config.url, cfg!(debug_assertions))?;
        let core = app.core.reserve(&self.config.label)?;
        if let Some(handler) = self.on_page_load {
            core.listen_page_load(move |app, core, payload| {
                handler(WebviewWindow::of(app, core), *payload)
            });
        }
        let plan = Plan {
            config: self.config,
            url,
            scripts: self.scripts,
            on_navigation: self.on_navigation,
            on_title: self.on_title.map(|handler| -> OwnTitleHandler {
                Box::new(move |app, core, title| handler(WebviewWindow::of(app, core), title))
            }),
            icon: self.icon,
            core: Arc::clone(&core),
        };
        let made = app
            .core
            .poster
            .ask(move |main| plan.make(main))
            .and_then(std::convert::identity);
        match made {
            Ok(()) => Ok(WebviewWindow::of(&app.core, &core)),
            Err(error) => {
                app.core.forget_window(&core);
                Err(error)
            }
        }
    }
}

/// A window to be made on the main thread.
struct Plan {
    config: WindowConfig,
    url: Url,
    scripts: Vec<String>,
    on_navigation: Option<NavigationHandler>,
    on_title: Option<OwnTitleHandler>,
    icon: Option<tao::window::Icon>,
    core: Arc<WindowCore>,
}

impl Plan {
    fn make(mut self, main: &MainThread) -> Result<()> {
        let label = self.config.label.clone();
        let failed = |message: String| Error::CreateWindow {
            label: label.clone(),
            message,
        };
        let window = self
            .window(main)?
            .build(&main.target)
            .map_err(|error| failed(error.to_string()))?;

        let mut web_context = main
            .web_context
            .try_borrow_mut()
            .map_err(|_| failed("another window is being made".into()))?;
        #[cfg(target_os = "linux")]
        let known: Vec<String> = if self.config.incognito || main.core.incognito {
            // wry gives each of these a context of its own.
            Vec::new()
        } else {
            let schemes = main.core.uri_schemes.iter().map(|(scheme, _)| scheme);
            schemes
                .filter(|scheme| web_context.is_custom_protocol_registered(scheme))
                .cloned()
                .collect()
        };
        #[cfg(not(target_os = "linux"))]
        let known: Vec<String> = Vec::new();
        let builder = wry::WebViewBuilder::new_with_web_context(&mut web_context).with_id(&label);
        let builder = uri_scheme::serve(self.webview(main, builder), &main.core, |scheme| {
            known.iter().any(|known| known == scheme)
        });
        let mut options = AttachOptions::new(&*label);
        options.origins.clone_from(&main.core.origins);
        options.pages = Some((pages::SCHEME.to_owned(), Arc::clone(&main.core.pages)));
        options.on_page_load = Some(self.on_page_load(main));
        options.tauri = if main.core.config.app.with_global_tauri {
            Tauri::Global
        } else {
            Tauri::Internals
        };
        if let Some(scope) = main.core.asset_scope.get() {
            let scope: Arc<dyn ServePages> = Arc::clone(scope) as _;
            options.served.push((asset::SCHEME.to_owned(), scope));
        }
        options.scripts = main.core.plugins.scripts();
        options.scripts.append(&mut self.scripts);
        options.url = Some(self.url.into());
        let app = AppHandle::<Wry>::new(Arc::clone(&main.core));
        let handle = Window::new(app.clone(), Arc::clone(&self.core));
        options.extensions.insert(app);
        options.extensions.insert(handle.clone());
        options.extensions.insert(Webview::new(handle.clone()));
        options
            .extensions
            .insert(WebviewWindow::new(Webview::new(handle)));

        let built = main
            .core
            .engine
            .attach(options, builder, |builder| build(builder, &window));
        let (webview, session) = built.map_err(|error| failed(error.to_string()))?;
        drop(web_context);
        #[cfg(target_os = "linux")]
        uri_scheme::enable_cors(&webview, &main.core);
        self.core.set_session(session);
        main.insert(OpenWindow {
            webview,
            window,
            core: Arc::clone(&self.core),
        });
        main.notify(Notice::Created(self.core));
        Ok(())
    }

    fn window(&mut self, main: &MainThread) -> Result<WindowBuilder> {
        let icon = self.icon.take();
        let config = &self.config;
        let title = if config.title.is_empty() {
            &main.core.package.name
        } else {
            &config.title
        };
        let mut builder = WindowBuilder::new()
            .with_title(title)
            .with_inner_size(LogicalSize::new(config.width, config.height))
            .with_resizable(config.resizable)
            .with_maximizable(config.maximizable)
            .with_minimizable(config.minimizable)
            .with_closable(config.closable)
            .with_maximized(config.maximized)
            .with_visible(config.visible)
            .with_focused(config.focus)
            .with_decorations(config.decorations)
            .with_always_on_top(config.always_on_top)
            .with_always_on_bottom(config.always_on_bottom)
            .with_transparent(config.transparent)
            .with_focusable(config.focusable)
            .with_visible_on_all_workspaces(config.visible_on_all_workspaces)
            .with_content_protection(config.content_protected)
            .with_window_icon(icon)
            .with_theme(config.theme.map(Into::into))
            .with_fullscreen(config.fullscreen.then_some(Fullscreen::Borderless(None)));
        if let Some(color) = config.background_color {
            builder = builder.with_background_color(color.into());
        }
        if config.min_width.is_some() || config.min_height.is_some() {
            builder = builder.with_min_inner_size(LogicalSize::new(
                config.min_width.unwrap_or(0.0),
                config.min_height.unwrap_or(0.0),
            ));
        }
        if config.max_width.is_some() || config.max_height.is_some() {
            let most = f64::from(i16::MAX);
            builder = builder.with_max_inner_size(LogicalSize::new(
                config.max_width.unwrap_or(most),
                config.max_height.unwrap_or(most),
            ));
        }
        if let (Some(x), Some(y)) = (config.x, config.y) {
            builder = builder.with_position(LogicalPosition::new(x, y));
        } else if config.center
            && let Some(monitor) = main
                .target
                .primary_monitor()
                .or_else(|| main.target.available_monitors().next())
        {
            let monitor = Monitor::of(&monitor);
            let size =
                LogicalSize::new(config.width, config.height).to_physical(monitor.scale_factor());
            builder = builder.with_position(centered(&monitor, size));
        }
        #[cfg(target_os = "linux")]
        {
            use tao::platform::unix::WindowBuilderExtUnix;
            builder = builder
                .with_skip_taskbar(config.skip_taskbar)
                .with_cursor_moved_event(false);
            if let Some(parent) = &config.parent {
                use tao::platform::unix::WindowExtUnix;
                builder = builder.with_transient_for(main.window(parent)?.window.gtk_window());
            }
        }
        #[cfg(windows)]
        {
            use tao::platform::windows::WindowBuilderExtWindows;
            builder = builder.with_skip_taskbar(config.skip_taskbar);
        }
        Ok(builder)
    }

    fn webview<'a>(
        &mut self,
        main: &MainThread,
        builder: wry::WebViewBuilder<'a>,
    ) -> wry::WebViewBuilder<'a> {
        let config = &self.config;
        let mut builder = builder
            .with_transparent(config.transparent)
            .with_focused(config.focus)
            .with_devtools(config.devtools.unwrap_or(cfg!(debug_assertions)))
            .with_incognito(config.incognito || main.core.incognito)
            .with_hotkeys_zoom(config.zoom_hotkeys_enabled)
            .with_clipboard(true);
        if let Some(color) = config.background_color {
            builder = builder.with_background_color(color.into());
        }
        if let Some(user_agent) = &config.user_agent {
            builder = builder.with_user_agent(user_agent);
        }
        if config.drag_drop_enabled {
            let (app, core) = (Arc::clone(&main.core), Arc::clone(&self.core));
            builder = builder.with_drag_drop_handler(move |event| {
                if let Some(event) = DragDropEvent::of(event) {
                    let notice = Notice::Window(Arc::clone(&core), WindowEvent::DragDrop(event));
                    // The system calls this in the midst of its own work; the application hears of it afterwards.
                    let _ended = app.poster.post(move |main| main.notify(notice));
                }
                true
            });
        }
        if let Some(handler) = self.on_title.take() {
            let (app, core) = (Arc::clone(&main.core), Arc::clone(&self.core));
            builder = builder.with_document_title_changed_handler(move |title| {
                guarded("the handler of on_document_title_changed", || {
                    handler(&app, &core, title)
                });
            });
        }
        let handler = self.on_navigation.take();
        let (app, core) = (Arc::clone(&main.core), Arc::clone(&self.core));
        builder.with_navigation_handler(move |url| {
            // What is no URL leads nowhere.
            Url::parse(&url).is_ok_and(|url| {
                app.plugins.may_navigate(&app, &core, &url)
                    && handler
                        .as_ref()
                        .is_none_or(|handler| allowed(handler, &url))
            })
        })
    }

    /// Tells the application of pages that load.
    fn on_page_load(&self, main: &MainThread) -> Box<dyn Fn(wry::PageLoadEvent, String)> {
        let (app, core) = (Arc::clone(&main.core), Arc::clone(&self.core));
        Box::new(move |event, url| {
            let Ok(url) = Url::parse(&url) else { return };
            let event = match event {
                wry::PageLoadEvent::Started => PageLoadEvent::Started,
                wry::PageLoadEvent::Finished => PageLoadEvent::Finished,
            };
            let core = Arc::clone(&core);
            // The system calls this in the midst of its own work; the application hears of it afterwards.
            let _ended = app
                .poster
                .post(move |main| main.notify(Notice::PageLoad(core, url, event)));
        })
    }
}

/// Asks the application; a panic, which must not reach the system, forbids.
fn allowed(handler: &NavigationHandler, url: &Url) -> bool {
    guarded("the handler of on_navigation", || handler(url)).unwrap_or(false)
}

#[cfg(target_os = "linux")]
fn build<'a>(
    builder: wry::WebViewBuilder<'a>,
    window: &'a tao::window::Window,
) -> wry::Result<wry::WebView> {
    use tao::platform::unix::WindowExtUnix;
    use wry::WebViewBuilderExtUnix;
    match window.default_vbox() {
        Some(container) => builder.build_gtk(container),
        None => builder.build_gtk(window.gtk_window()),
    }
}

#[cfg(not(target_os = "linux"))]
fn build<'a>(
    builder: wry::WebViewBuilder<'a>,
    window: &'a tao::window::Window,
) -> wry::Result<wry::WebView> {
    builder.build(window)
}
