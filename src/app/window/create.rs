use std::sync::Arc;

use tao::{
    dpi::{LogicalPosition, LogicalSize},
    window::{Fullscreen, WindowBuilder},
};
use url::Url;

use crate::{
    AttachOptions, ServePages,
    app::{
        AppHandle, DragDropEvent, Error, Monitor, PageLoadEvent, Result, Webview, WebviewWindow,
        Window, WindowEvent, Wry,
        config::WindowConfig,
        lifecycle::{
            open_windows::{Notice, OpenWindow, OpenWindows},
            shared::{AppShared, PermissionHandler, WindowShared},
        },
        pages::asset,
        pages::serve,
        pages::uri_scheme,
        pages::web_resource::{FilteredPages, WebResourceHandler},
        window::monitor::centered,
        window::new_window::{self, NewWindowHandler},
        window::setters::window_icon,
    },
    engine::Tauri,
    foreign,
};

pub(crate) type NavigationHandler = Box<dyn Fn(&Url) -> bool + Send>;
pub(crate) type OwnTitleHandler = Box<dyn Fn(&Arc<AppShared>, &Arc<WindowShared>, String) + Send>;

/// The settings of a window that is about to be created on the main thread.
pub(crate) struct Plan {
    pub(crate) config: WindowConfig,
    pub(crate) url: Url,
    pub(crate) scripts: Vec<String>,
    pub(crate) frame_scripts: Vec<String>,
    pub(crate) on_permission: Option<PermissionHandler>,
    pub(crate) on_navigation: Option<NavigationHandler>,
    pub(crate) on_title: Option<OwnTitleHandler>,
    pub(crate) on_new_window: Option<NewWindowHandler>,
    pub(crate) on_web_resource: Option<WebResourceHandler>,
    pub(crate) icon: Option<tao::window::Icon>,
    pub(crate) shared: Arc<WindowShared>,
}

impl Plan {
    /// Creates the window and its webview.
    ///
    /// # Errors
    /// Returns [`Error::CreateWindow`] if the system cannot create one of them, or [`Error::WindowNotFound`] if the parent window is closed.
    pub(crate) fn create(mut self, windows: &OpenWindows) -> Result<()> {
        let label = self.config.label.clone();
        let failed = |message: String| Error::CreateWindow {
            label: label.clone(),
            message,
        };
        let window = self
            .window(windows)?
            .build(&windows.target)
            .map_err(|error| failed(error.to_string()))?;

        let mut web_context = windows.web_context().map_err(failed)?;
        let builder = wry::WebViewBuilder::new_with_web_context(&mut web_context).with_id(&label);
        let builder = self.webview(windows, builder)?;
        #[cfg(not(target_os = "linux"))]
        let builder = uri_scheme::register(builder, &windows.app);
        let mut options = AttachOptions::new(&*label);
        options.origins.clone_from(&windows.app.origins);
        #[cfg(target_os = "linux")]
        {
            options.answered = uri_scheme::handlers(&windows.app, &label);
        }
        let mut pages = Arc::clone(&windows.app.pages);
        if let Some(handler) = self.on_web_resource.take() {
            pages = Arc::new(FilteredPages { pages, handler });
        }
        options.pages = Some((serve::scheme(&windows.app.config).to_owned(), pages));
        options.on_page_load = Some(self.on_page_load(windows));
        options.tauri = if windows.app.config.app.with_global_tauri {
            Tauri::Global
        } else {
            Tauri::Internals
        };
        let assets = &windows.app.config.app.security.asset_protocol;
        if let Some(scope) = windows.app.asset_scope.get().filter(|_| assets.enable) {
            let scope: Arc<dyn ServePages> = Arc::clone(scope) as _;
            options.served.push((asset::SCHEME.to_owned(), scope));
        }
        options.scripts.clone_from(&windows.app.scripts);
        options.scripts.extend(windows.app.plugins.scripts());
        options.frame_scripts = std::mem::take(&mut self.frame_scripts);
        if windows.app.config.app.security.freeze_prototype {
            let freeze = "Object.freeze(Object.prototype)".to_owned();
            options.scripts.insert(0, freeze);
        }
        options.scripts.append(&mut self.scripts);
        options.url = Some(self.url.into());
        let app = AppHandle::<Wry>::new(Arc::clone(&windows.app));
        let handle = Window::new(app.clone(), Arc::clone(&self.shared));
        options.extensions.insert(app);
        options.extensions.insert(handle.clone());
        options.extensions.insert(Webview::new(handle.clone()));
        options
            .extensions
            .insert(WebviewWindow::new(Webview::new(handle)));

        let built = windows
            .app
            .engine
            .attach(options, builder, |builder| build(builder, &window));
        let (webview, session) = built.map_err(|error| failed(error.to_string()))?;
        drop(web_context);
        self.shared.set_session(session);
        windows.insert(OpenWindow {
            webview,
            window,
            shared: Arc::clone(&self.shared),
        });
        windows.notify(Notice::Created(self.shared));
        Ok(())
    }

    /// Returns the builder of the window.
    fn window(&mut self, windows: &OpenWindows) -> Result<WindowBuilder> {
        let icon = match (self.icon.take(), &windows.app.icon) {
            (None, Some(default)) => Some(window_icon(default.clone())?),
            (own, _) => own,
        };
        let config = &self.config;
        let title = if config.title.is_empty() {
            &windows.app.package.name
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
            && let Some(monitor) = windows
                .target
                .primary_monitor()
                .or_else(|| windows.target.available_monitors().next())
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
                builder = builder.with_transient_for(windows.window(parent)?.window.gtk_window());
            }
        }
        #[cfg(windows)]
        {
            use tao::platform::windows::WindowBuilderExtWindows;
            builder = builder.with_skip_taskbar(config.skip_taskbar);
        }
        Ok(builder)
    }

    /// Adds the settings of the webview to its builder.
    fn webview<'a>(
        &mut self,
        windows: &OpenWindows,
        builder: wry::WebViewBuilder<'a>,
    ) -> Result<wry::WebViewBuilder<'a>> {
        let config = &self.config;
        let mut builder = builder
            .with_transparent(config.transparent)
            .with_focused(config.focus)
            .with_devtools(config.devtools.unwrap_or(cfg!(debug_assertions)))
            .with_incognito(config.incognito || windows.app.incognito)
            .with_hotkeys_zoom(config.zoom_hotkeys_enabled)
            .with_clipboard(true);
        if let Some(color) = config.background_color {
            builder = builder.with_background_color(color.into());
        }
        if let Some(user_agent) = &config.user_agent {
            builder = builder.with_user_agent(user_agent);
        }
        if let Some(url) = &config.proxy_url {
            builder = builder.with_proxy_config(proxy(url)?);
        }
        if config.drag_drop_enabled {
            let (app, shared) = (Arc::clone(&windows.app), Arc::clone(&self.shared));
            builder = builder.with_drag_drop_handler(move |event| {
                if let Some(event) = DragDropEvent::of(event) {
                    let notice = Notice::Window(Arc::clone(&shared), WindowEvent::DragDrop(event));
                    // Deferred: the system calls this while it is at work.
                    let _ended = app.run_with_windows(move |windows| windows.notify(notice));
                }
                true
            });
        }
        if let Some(handler) = self.on_title.take() {
            let (app, shared) = (Arc::clone(&windows.app), Arc::clone(&self.shared));
            builder = builder.with_document_title_changed_handler(move |title| {
                foreign::contain("the handler of on_document_title_changed", || {
                    handler(&app, &shared, title)
                });
            });
        }
        let permission = self.on_permission.take();
        if let Some(handler) = permission.or_else(|| windows.app.on_permission.clone()) {
            let (app, shared) = (Arc::clone(&windows.app), Arc::clone(&self.shared));
            builder = builder.with_permission_handler(move |kind| {
                foreign::contain("the handler of on_permission_request", || {
                    handler(&app, &shared, kind)
                })
                .unwrap_or(wry::PermissionResponse::Deny)
            });
        }
        if let Some(handler) = self.on_new_window.take() {
            builder = new_window::with_handler(builder, handler);
        }
        let handler = self.on_navigation.take();
        let (app, shared) = (Arc::clone(&windows.app), Arc::clone(&self.shared));
        Ok(builder.with_navigation_handler(move |url| {
            // A navigation whose URL does not parse is denied.
            Url::parse(&url).is_ok_and(|url| {
                app.plugins.may_navigate(&app, &shared, &url)
                    && handler
                        .as_ref()
                        .is_none_or(|handler| allowed(handler, &url))
            })
        }))
    }

    /// Returns the handler that queues a notice of each page load.
    fn on_page_load(&self, windows: &OpenWindows) -> Box<dyn Fn(wry::PageLoadEvent, String)> {
        let (app, shared) = (Arc::clone(&windows.app), Arc::clone(&self.shared));
        Box::new(move |event, url| {
            let Ok(url) = Url::parse(&url) else { return };
            let event = match event {
                wry::PageLoadEvent::Started => PageLoadEvent::Started,
                wry::PageLoadEvent::Finished => PageLoadEvent::Finished,
            };
            let shared = Arc::clone(&shared);
            // Deferred: the system calls this while it is at work.
            let _ended = app.run_with_windows(move |windows| {
                windows.notify(Notice::PageLoad(shared, url, event))
            });
        })
    }
}

/// Parses the URL of a proxy.
///
/// # Errors
/// Returns [`Error::Config`] if the scheme is neither `http` nor `socks5`.
fn proxy(url: &Url) -> Result<wry::ProxyConfig> {
    let kind = match url.scheme() {
        "http" => wry::ProxyConfig::Http,
        "socks5" => wry::ProxyConfig::Socks5,
        _ => {
            let text = "expected `http://host:port` or `socks5://host:port`".to_owned();
            return Err(Error::Config {
                key: "proxyUrl".into(),
                message: text,
            });
        }
    };
    Ok(kind(wry::ProxyEndpoint {
        host: url.host_str().unwrap_or_default().to_owned(),
        // The default port of the scheme, if the URL has none.
        port: url.port_or_known_default().unwrap_or(1080).to_string(),
    }))
}

/// Calls the application's handler. A panic, which must not reach the system, denies the navigation.
fn allowed(handler: &NavigationHandler, url: &Url) -> bool {
    foreign::contain("the handler of on_navigation", || handler(url)).unwrap_or(false)
}

#[cfg(target_os = "linux")]
pub(super) fn build<'a>(
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
pub(super) fn build<'a>(
    builder: wry::WebViewBuilder<'a>,
    window: &'a tao::window::Window,
) -> wry::Result<wry::WebView> {
    builder.build(window)
}
