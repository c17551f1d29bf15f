//! The builder of windows.

use std::{borrow::Cow, sync::Arc};

use url::Url;

use crate::app::{
    AppHandle, Color, Manager, PageLoadPayload, Result, Runtime, Theme, Webview, WebviewWindow,
    Window,
    config::{WebviewUrl, WindowConfig, WindowEffectsConfig},
    image::Image,
    lifecycle::shared::PermissionHandler,
    pages::{serve, web_resource::WebResourceHandler},
    window::{
        create::{NavigationHandler, OwnTitleHandler, Plan},
        new_window::{NewWindowFeatures, NewWindowHandler, NewWindowResponse},
        setters::window_icon,
    },
};

impl<R: Runtime> WebviewWindow<R> {
    /// Returns a builder of a webview window; see [`WebviewWindowBuilder::new`].
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

/// A builder of webview windows, usable from any thread.
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
#[must_use = "the window is created by `build`"]
pub struct WebviewWindowBuilder<'a, R: Runtime, M: Manager<R>> {
    manager: &'a M,
    config: WindowConfig,
    scripts: Vec<String>,
    frame_scripts: Vec<String>,
    on_permission: Option<PermissionHandler>,
    effects: Option<WindowEffectsConfig>,
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

/// Defines methods that set fields of the configuration.
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
    /// Creates a builder of a window with this label and this URL.
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

    /// Creates a builder from the configuration of a window.
    ///
    /// # Errors
    /// Reserved for configurations that cannot be applied; currently always returns `Ok`.
    pub fn from_config(manager: &'a M, config: &WindowConfig) -> Result<Self> {
        Ok(Self::of(manager, config.clone()))
    }

    const fn of(manager: &'a M, config: WindowConfig) -> Self {
        Self {
            manager,
            config,
            scripts: Vec::new(),
            frame_scripts: Vec::new(),
            on_permission: None,
            effects: None,
            on_navigation: None,
            on_page_load: None,
            on_title: None,
            on_new_window: None,
            on_web_resource: None,
            icon: None,
        }
    }

    fields! {
        /// Sets the title of the window.
        title(title: impl Into<String>) { title = title.into() }
        /// Sets the size of the client area in logical pixels.
        inner_size(width: f64, height: f64) { width = width, height = height }
        /// Sets the minimum size of the client area in logical pixels.
        min_inner_size(width: f64, height: f64) { min_width = Some(width), min_height = Some(height) }
        /// Sets the maximum size of the client area in logical pixels.
        max_inner_size(width: f64, height: f64) { max_width = Some(width), max_height = Some(height) }
        /// Sets the initial position of the window in logical pixels.
        position(x: f64, y: f64) { x = Some(x), y = Some(y) }
        /// Centers the window on the monitor.
        center() { center = true }
        /// Sets whether the user can resize the window.
        resizable(resizable: bool) { resizable = resizable }
        /// Sets whether the user can maximize the window.
        maximizable(maximizable: bool) { maximizable = maximizable }
        /// Sets whether the user can minimize the window.
        minimizable(minimizable: bool) { minimizable = minimizable }
        /// Sets whether the user can close the window.
        closable(closable: bool) { closable = closable }
        /// Sets whether the window is maximized on creation.
        maximized(maximized: bool) { maximized = maximized }
        /// Sets whether the window is visible on creation.
        visible(visible: bool) { visible = visible }
        /// Sets whether the window is in fullscreen mode on creation.
        fullscreen(fullscreen: bool) { fullscreen = fullscreen }
        /// Sets whether the window is focused on creation.
        focused(focused: bool) { focus = focused }
        /// Sets whether the window has borders and a title bar.
        decorations(decorations: bool) { decorations = decorations }
        /// Sets whether the window is always on top of other windows.
        always_on_top(always: bool) { always_on_top = always }
        /// Sets whether the window is always below other windows.
        always_on_bottom(always: bool) { always_on_bottom = always }
        /// Sets whether the window is transparent where the page is.
        transparent(transparent: bool) { transparent = transparent }
        /// Sets whether the window is hidden from the taskbar.
        skip_taskbar(skip: bool) { skip_taskbar = skip }
        /// Sets the theme of the window; `None` follows the system.
        theme(theme: Option<Theme>) { theme = theme }
        /// Sets the user agent of the webview.
        user_agent(user_agent: &str) { user_agent = Some(user_agent.to_owned()) }
        /// Sets the proxy of the webview; see [`WindowConfig::proxy_url`].
        proxy_url(url: Url) { proxy_url = Some(url) }
        /// Sets whether the webview runs in incognito mode, which stores nothing on disk.
        incognito(incognito: bool) { incognito = incognito }
        /// Sets whether the developer tools can be opened.
        devtools(enabled: bool) { devtools = Some(enabled) }
        /// Sets the background color of the window and the webview.
        background_color(color: Color) { background_color = Some(color) }
        /// Sets whether the window can be focused.
        focusable(focusable: bool) { focusable = focusable }
        /// Sets whether the window is visible on all workspaces or only on the current one.
        visible_on_all_workspaces(visible: bool) { visible_on_all_workspaces = visible }
        /// Sets whether the window is excluded from screen capture, if the system supports it.
        content_protected(protected: bool) { content_protected = protected }
        /// Disables the drag-and-drop handler, so that the page handles dropped files itself.
        disable_drag_drop_handler() { drag_drop_enabled = false }
        /// Sets whether the user can zoom the page with the keyboard and the mouse wheel.
        zoom_hotkeys_enabled(enabled: bool) { zoom_hotkeys_enabled = enabled }
    }

    /// Adds a script that runs in the main frame of every document before the document's own scripts.
    pub fn initialization_script(mut self, script: impl Into<String>) -> Self {
        self.scripts.push(script.into());
        self
    }

    /// Adds a script that runs in every frame of every document before the frame's own scripts. The client is in the main frame only, so a script cannot
    /// call commands from another frame.
    pub fn initialization_script_for_all_frames(mut self, script: impl Into<String>) -> Self {
        self.frame_scripts.push(script.into());
        self
    }

    /// Sets a handler that decides, on the main thread, whether the page gets a permission; see
    /// [`Builder::on_permission_request`](crate::Builder::on_permission_request).
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

    /// Sets the visual effects of the window; see [`Window::set_effects`].
    ///
    /// # Errors
    /// [`build`](Self::build) returns the errors of [`Window::set_effects`].
    pub fn effects(mut self, effects: WindowEffectsConfig) -> Self {
        self.effects = Some(effects);
        self
    }

    /// Sets a handler that decides, on the main thread, whether the webview may navigate to a URL.
    pub fn on_navigation<F: Fn(&Url) -> bool + Send + 'static>(mut self, handler: F) -> Self {
        self.on_navigation = Some(Box::new(handler));
        self
    }

    /// Sets a handler that responds, on the main thread, to a page's request for a new window. Without a handler requests are denied.
    pub fn on_new_window<F: Fn(Url, NewWindowFeatures) -> NewWindowResponse + Send + 'static>(
        mut self,
        handler: F,
    ) -> Self {
        self.on_new_window = Some(Box::new(handler));
        self
    }

    /// Sets a handler that may change the responses to requests for the application's own pages, on a thread where blocking is acceptable.
    /// The whole body of each response is copied for it.
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

    /// Sets a handler of page load events, called on the main thread.
    pub fn on_page_load<F: Fn(WebviewWindow<R>, PageLoadPayload<'_>) + Send + Sync + 'static>(
        mut self,
        handler: F,
    ) -> Self {
        self.on_page_load = Some(Box::new(handler));
        self
    }

    /// Sets a handler of changes of the document's title, called on the main thread.
    pub fn on_document_title_changed<F: Fn(WebviewWindow<R>, String) + Send + 'static>(
        mut self,
        handler: F,
    ) -> Self {
        self.on_title = Some(Box::new(handler));
        self
    }

    /// Sets the icon of the window.
    ///
    /// # Errors
    /// Returns an error if the length of the image's bytes does not match its size.
    pub fn icon(mut self, icon: Image<'_>) -> Result<Self> {
        self.icon = Some(window_icon(icon)?);
        Ok(self)
    }

    /// Sets the parent window, which the window stays above and closes with. Ignored on systems other than Linux.
    ///
    /// # Errors
    /// Reserved for systems that refuse the parent; currently always returns `Ok`.
    pub fn parent(mut self, parent: &WebviewWindow<R>) -> Result<Self> {
        self.config.parent = Some(parent.label().to_owned());
        Ok(self)
    }

    /// Creates the window and waits until it is open.
    ///
    /// # Errors
    /// Returns [`InvalidLabel`](crate::Error::InvalidLabel) or [`WebviewLabelAlreadyExists`](crate::Error::WebviewLabelAlreadyExists) for the
    /// label, [`CreateWindow`](crate::Error::CreateWindow) if the system cannot create the window or the webview, and
    /// [`EventLoopClosed`](crate::Error::EventLoopClosed) if the event loop has ended.
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
            frame_scripts: self.frame_scripts,
            on_permission: self.on_permission,
            on_navigation: self.on_navigation,
            on_title: self.on_title.map(|handler| -> OwnTitleHandler {
                Box::new(move |app, shared, title| handler(WebviewWindow::of(app, shared), title))
            }),
            on_new_window: self.on_new_window,
            on_web_resource: self.on_web_resource,
            icon: self.icon,
            shared: Arc::clone(&shared),
        };
        let created = app
            .shared
            .ask_windows(move |windows| plan.create(windows))
            .and_then(std::convert::identity);
        match created {
            Ok(()) => {
                let window = WebviewWindow::of(&app.shared, &shared);
                if let Some(effects) = self.effects {
                    window.set_effects(effects)?;
                }
                Ok(window)
            }
            Err(error) => {
                app.shared.forget_window(&shared);
                Err(error)
            }
        }
    }
}
