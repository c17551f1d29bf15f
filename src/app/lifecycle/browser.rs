//! The application's pages in a plain browser, during development.

use std::sync::Arc;

use crate::{
    Browser, BrowserOptions,
    app::{
        AppHandle, Error, Result, Webview, WebviewUrl, WebviewWindow, Window, WindowConfig, Wry,
        config::FrontendDist, lifecycle::shared::AppShared, pages::serve,
    },
    engine::Tauri,
    origin,
};

/// Argument of a program that serves its pages to a browser.
const ARGUMENT: &str = "--browser";

/// Returns whether the program was started with `--browser`. A release build has no such argument: it listens only if its code says so.
pub(crate) fn is_requested() -> bool {
    cfg!(debug_assertions) && std::env::args_os().skip(1).any(|given| given == ARGUMENT)
}

/// Serves the pages of the first window of the configuration to browsers on this machine.
///
/// # Errors
/// Returns [`Error::Io`] if the system cannot listen, and [`Error::Config`] if the development server is not on this machine.
pub(crate) fn serve(app: &Arc<AppShared>) -> Result<Browser> {
    let config = &app.config;
    let debug = cfg!(debug_assertions);
    let unnamed = WindowConfig::default();
    let window = config.app.windows.iter().find(|window| window.create);
    let window = window.unwrap_or(&unnamed);
    let mut options = BrowserOptions::new(&window.label).tauri(if config.app.with_global_tauri {
        Tauri::Global
    } else {
        Tauri::Internals
    });
    if let WebviewUrl::App(_) = window.url {
        let url = serve::resolve(config, &window.url, debug)?;
        options = options
            .page(&url[url::Position::BeforePath..])
            .page_origin(origin::of(url.as_str()).unwrap_or_default());
    }
    let of_pages = match &config.build.frontend_dist {
        Some(FrontendDist::Url(url)) => Some(url),
        _ => None,
    };
    let server = config.build.dev_url.as_ref().filter(|_| debug);
    match server.or(of_pages) {
        Some(url) => options = options.dev_server(url.as_str()),
        None => options.pages = Some(Arc::clone(&app.pages)),
    }
    if config.app.security.freeze_prototype {
        options = options.script("Object.freeze(Object.prototype)");
    }
    options.scripts.extend(app.scripts.iter().cloned());
    options.scripts.extend(app.plugins.scripts());
    let (weak, label) = (Arc::downgrade(app), window.label.clone());
    options.extend = Some(Box::new(move |extensions| {
        let Some(app) = weak.upgrade() else { return };
        let shown = app.window(&label);
        let app = AppHandle::<Wry>::new(app);
        if let Some(shown) = shown {
            let window = Window::new(app.clone(), shown);
            let webview = Webview::new(window.clone());
            extensions.insert(window);
            extensions.insert(webview.clone());
            extensions.insert(WebviewWindow::new(webview));
        }
        extensions.insert(app);
    }));
    app.engine.serve_browser(options).map_err(|error| {
        if error.kind() == std::io::ErrorKind::InvalidInput {
            Error::Config {
                key: "build.devUrl".into(),
                message: error.to_string(),
            }
        } else {
            Error::Io(error)
        }
    })
}
