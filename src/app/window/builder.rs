//! The builder of windows.

use std::{borrow::Cow, sync::Arc};

use url::Url;

use crate::app::{
    Color, Manager, PageLoadPayload, Result, Runtime, Theme, WebviewWindow,
    config::{WebviewUrl, WindowConfig},
    image::Image,
    pages::{serve, web_resource::WebResourceHandler},
    window::{
        create::{NavigationHandler, OwnTitleHandler, Plan},
        new_window::{NewWindowFeatures, NewWindowHandler, NewWindowResponse},
        setters::window_icon,
    },
};

impl<R: Runtime> WebviewWindow<R> {
    /// The same as [`WebviewWindowBuilder::new`].
    pub fn builder<M: Manager<R>>(
        manager: &M,
        label: impl Into<String>,
        url: WebviewUrl,
    ) -> WebviewWindowBuilder<'_, R, M> {
        WebviewWindowBuilder::new(manager, label, url)
    }
}

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
    on_new_window: Option<NewWindowHandler>,
    on_web_resource: Option<WebResourceHandler>,
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
            on_new_window: None,
            on_web_resource: None,
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
        /// Proxy of the webview, as [`WindowConfig::proxy_url`] says.
        proxy_url(url: Url) { proxy_url = Some(url) }
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

    /// Says on the main thread what becomes of a window that a page asks for. Without a handler there is none.
    pub fn on_new_window<F: Fn(Url, NewWindowFeatures) -> NewWindowResponse + Send + 'static>(
        mut self,
        handler: F,
    ) -> Self {
        self.on_new_window = Some(Box::new(handler));
        self
    }

    /// Changes the answers to requests for the application's own pages, on a thread that may block. The whole body of each is copied for it.
    pub fn on_web_resource_request<F>(mut self, handler: F) -> Self
    where
        F: Fn(http::Request<Vec<u8>>, &mut http::Response<Cow<'static, [u8]>>)
            + Send
            + Sync
            + 'static,
    {
        self.on_web_resource = Some(Box::new(handler));
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
    /// [`InvalidLabel`](crate::Error::InvalidLabel), [`WebviewLabelAlreadyExists`](crate::Error::WebviewLabelAlreadyExists),
    /// [`CreateWindow`](crate::Error::CreateWindow), [`EventLoopClosed`](crate::Error::EventLoopClosed).
    pub fn build(self) -> Result<WebviewWindow<R>> {
        let app = self.manager.app_handle();
        let url = serve::resolve(&app.shared.config, &self.config.url, cfg!(debug_assertions))?;
        let shared = app.shared.reserve(&self.config.label)?;
        if let Some(handler) = self.on_page_load {
            shared.listen_page_load(move |app, shared, payload| {
                handler(WebviewWindow::of(app, shared), *payload)
            });
        }
        let plan = Plan {
            config: self.config,
            url,
            scripts: self.scripts,
            on_navigation: self.on_navigation,
            on_title: self.on_title.map(|handler| -> OwnTitleHandler {
                Box::new(move |app, shared, title| handler(WebviewWindow::of(app, shared), title))
            }),
            on_new_window: self.on_new_window,
            on_web_resource: self.on_web_resource,
            icon: self.icon,
            shared: Arc::clone(&shared),
        };
        let made = app
            .shared
            .ask_windows(move |main| plan.make(main))
            .and_then(std::convert::identity);
        match made {
            Ok(()) => Ok(WebviewWindow::of(&app.shared, &shared)),
            Err(error) => {
                app.shared.forget_window(&shared);
                Err(error)
            }
        }
    }
}
