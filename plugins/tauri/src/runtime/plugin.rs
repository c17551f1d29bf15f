use std::{
    fmt,
    sync::{Arc, OnceLock},
};

use bytelane::{event::EventHub, ipc::Invoke, wire::Limits};
use http::HeaderValue;
use tauri::{
    AppHandle, Manager, RunEvent, Runtime, Url, Webview,
    plugin::TauriPlugin,
    utils::config::{FrontendDist, PatternKind},
};

use super::{
    NAME,
    attacher::{Attached, Attacher, Handler, Settings},
    channels::Tunnels,
    main_thread::MainThread,
    permissions::Judge,
    status::{Acceleration, Status},
};

/// Creates the plugin, which accelerates Tauri's own IPC. See [`Builder`] for commands of bytelane and for settings.
pub fn init<R: Runtime>() -> TauriPlugin<R> {
    Builder::default().build()
}

/// Builds the plugin.
///
/// # Examples
/// ```no_run
/// use tauri_plugin_bytelane::{Builder, bytelane};
///
/// #[bytelane::command]
/// fn checksum(data: bytelane::Bytes) -> u32 {
///     data.iter().map(|byte| u32::from(*byte)).sum()
/// }
///
/// # fn build() -> tauri::plugin::TauriPlugin<tauri::Wry> {
/// Builder::new(bytelane::generate_handler![checksum]).tauri_permissions(true).build()
/// # }
/// ```
pub struct Builder {
    handler: Box<Handler>,
    accelerate: bool,
    tauri_permissions: bool,
    limits: Limits,
    origins: Vec<String>,
    #[cfg(feature = "inspector")]
    inspector: bool,
}

impl Default for Builder {
    fn default() -> Self {
        Self::new(|_| false)
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("accelerate", &self.accelerate)
            .field("tauri_permissions", &self.tauri_permissions)
            .field("limits", &self.limits)
            .field("origins", &self.origins)
            .finish_non_exhaustive()
    }
}

impl Builder {
    /// Creates a builder with the commands of bytelane, from `bytelane::generate_handler!`.
    ///
    /// They are called with `bytelane.invoke`, have names of their own beside those of Tauri's commands, and follow the rules of bytelane: a sync command
    /// runs on a thread that may block, not on the main thread.
    pub fn new(handler: impl Fn(Invoke) -> bool + Send + Sync + 'static) -> Self {
        Self {
            handler: Box::new(handler),
            accelerate: true,
            tauri_permissions: false,
            limits: Limits::default(),
            origins: Vec::new(),
            #[cfg(feature = "inspector")]
            inspector: cfg!(debug_assertions),
        }
    }

    /// Sets whether the page's calls of Tauri's `invoke` go over the lane. They do by default.
    ///
    /// An application with the isolation pattern is not accelerated: its calls are encrypted in a frame of their own. A warning in the log says so.
    #[must_use]
    pub fn accelerate(mut self, accelerate: bool) -> Self {
        self.accelerate = accelerate;
        self
    }

    /// Sets whether Tauri's permissions judge the commands of bytelane. They do not by default: as with an application's own commands in Tauri, every local
    /// page may call them, and no remote page.
    ///
    /// With it, a command `frame` needs the permission `bytelane:allow-frame` in a capability of the window, which
    /// [`build`](https://docs.rs/tauri-plugin-bytelane) in the application's `build.rs` declares.
    #[must_use]
    pub fn tauri_permissions(mut self, judge: bool) -> Self {
        self.tauri_permissions = judge;
        self
    }

    /// Sets the limits of each page. The default is [`Limits::default`].
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Adds an origin whose pages are the application's, such as `app://localhost` of a scheme that it registers. The origins of Tauri's configuration
    /// are known: `tauri://localhost`, `build.devUrl`, and a `build.frontendDist` that is a URL.
    ///
    /// A remote page to which a capability grants commands needs it too: without it, the guard refuses the page's requests of Tauri's scheme, and its
    /// calls go through `postMessage`. Its commands of bytelane are allowed with it, so set [`tauri_permissions`](Self::tauri_permissions).
    ///
    /// The setup of the plugin fails if `origin` has no `://`: `null` is the origin of pages that have nothing in common.
    #[must_use]
    pub fn origin(mut self, origin: impl Into<String>) -> Self {
        self.origins.push(origin.into());
        self
    }

    /// Enables or disables the inspector: a window that shows the calls of all pages, those of Tauri under their names, with channels and memory. It is enabled in
    /// debug builds by default.
    ///
    /// Ctrl+Shift+F12 in a page opens the window, and so do [`show_inspector`] and, with the first webview, the environment variable `BYTELANE_INSPECTOR=1`.
    #[cfg(feature = "inspector")]
    #[must_use]
    pub fn inspector(mut self, enabled: bool) -> Self {
        self.inspector = enabled;
        self
    }

    /// Builds the plugin.
    pub fn build<R: Runtime>(self) -> TauriPlugin<R> {
        let slot: Arc<OnceLock<Arc<Attacher<R>>>> = Arc::default();
        let judge = self
            .tauri_permissions
            .then(|| Arc::new(Judge::new(random_value())));
        let (of_setup, of_ready, of_events, of_judge) =
            (Arc::clone(&slot), Arc::clone(&slot), slot, judge.clone());
        tauri::plugin::Builder::new(NAME)
            .setup(move |app, _| {
                if let Some(origin) = self.origins.iter().find(|one| !one.contains("://")) {
                    return Err(format!("{origin:?} is not an origin, such as app://localhost").into());
                }
                let attacher = Arc::new(self.attacher(app, judge));
                app.manage(Arc::clone(&attacher));
                start(&attacher)?;
                // The setup of a plugin runs once.
                let _fresh = of_setup.set(attacher);
                Ok(())
            })
            .on_webview_ready(move |webview| {
                if let Some(attacher) = of_ready.get() {
                    ready(attacher, webview);
                }
            })
            .on_event(move |_, event| {
                if let (RunEvent::Exit, Some(attacher)) = (event, of_events.get()) {
                    attacher.shut_down();
                }
            })
            .invoke_handler(move |invoke| {
                let (message, resolver) = (invoke.message, invoke.resolver);
                if of_judge.as_ref().is_some_and(|judge| judge.asks(message.headers())) {
                    resolver.resolve(());
                } else if message.command() == "status" {
                    resolver.resolve(status(message.webview_ref()));
                } else {
                    let command = message.command();
                    resolver.reject(format!(
                        "{command} is not a command of Tauri: a page calls a command of bytelane with `bytelane.invoke('{command}')`"
                    ));
                }
                true
            })
            .build()
    }

    fn attacher<R: Runtime>(self, app: &AppHandle<R>, judge: Option<Arc<Judge>>) -> Attacher<R> {
        let mut origins = self.origins;
        origins.extend(configured_origins(app));
        let main = Arc::new(MainThread::default());
        let tunnels = Arc::new(Tunnels::new(Arc::clone(&main)));
        app.manage(Arc::clone(&tunnels));
        let attached = Attached {
            app: app.clone(),
            handler: self.handler,
            acceleration: acceleration(app, self.accelerate),
            judge,
            tunnels,
            main,
        };
        let settings = Settings {
            limits: self.limits,
            origins,
            #[cfg(feature = "inspector")]
            inspector: self.inspector,
        };
        Attacher::new(Arc::new(attached), settings)
    }
}

/// Returns the origins of the application's pages by its configuration.
fn configured_origins<R: Runtime>(app: &AppHandle<R>) -> Vec<String> {
    let config = app.config();
    let mut origins = vec![if cfg!(any(windows, target_os = "android")) {
        "http://tauri.localhost".to_owned()
    } else {
        "tauri://localhost".to_owned()
    }];
    let url = if tauri::is_dev() {
        config.build.dev_url.as_ref()
    } else if let Some(FrontendDist::Url(url)) = &config.build.frontend_dist {
        Some(url)
    } else {
        None
    };
    origins.extend(url.and_then(origin_of));
    origins
}

/// Returns the origin of an address, as the engine spells it. `None` for an address without a host.
fn origin_of(url: &Url) -> Option<String> {
    let origin = url.origin();
    if origin.is_tuple() {
        return Some(origin.ascii_serialization());
    }
    // By the standard it is opaque, `null`, as that of every scheme that is not one of the web's.
    let (scheme, host) = (url.scheme(), url.host_str()?);
    if host.is_empty() {
        return None;
    }
    let port = url.port().map(|port| format!(":{port}"));
    Some(format!("{scheme}://{host}{}", port.unwrap_or_default()))
}

fn acceleration<R: Runtime>(app: &AppHandle<R>, wanted: bool) -> Acceleration {
    if !wanted {
        return Acceleration::Disabled;
    }
    #[cfg(not(target_os = "linux"))]
    return Acceleration::System;
    #[cfg(target_os = "linux")]
    match app.config().app.security.pattern {
        PatternKind::Isolation { .. } => Acceleration::Isolation,
        _ => Acceleration::On,
    }
}

/// Returns a value that pages cannot guess.
fn random_value() -> HeaderValue {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)
        .unwrap_or_else(|error| panic!("the system has no random numbers: {error}"));
    HeaderValue::from_str(&format!("{:032x}", u128::from_ne_bytes(bytes)))
        .unwrap_or_else(|_| unreachable!("digits are a value of a header"))
}

/// Prepares web contexts and the attachment of webviews that Tauri announces late, and logs what is accelerated.
#[cfg(target_os = "linux")]
fn start<R: Runtime>(attacher: &Arc<Attacher<R>>) -> bytelane::Result<()> {
    use bytelane::engine::webkitgtk;

    log(*attacher.acceleration());
    if let Err(error) = webkitgtk::prepare_contexts(attacher.origins()) {
        tracing::warn!("{error}; pages use the protocol lane");
    } else {
        // A request with a `Blob`, from any page, frame or worker, would end the process in the body reader of wry.
        webkitgtk::guard_scheme("ipc")?;
    }
    let attacher = Arc::clone(attacher);
    webkitgtk::on_load_started(move |view| {
        if let Some(label) = super::webview_label::webview_label(view) {
            attacher.attach(&label, view);
        }
    })
}

#[cfg(not(target_os = "linux"))]
fn start<R: Runtime>(attacher: &Arc<Attacher<R>>) -> bytelane::Result<()> {
    log(*attacher.acceleration());
    Ok(())
}

fn log(acceleration: Acceleration) {
    match acceleration.reason() {
        None => tracing::info!(
            "Tauri's calls are accelerated, and its channels if `channel_interceptor` is set; its events are not"
        ),
        Some(reason) if acceleration == Acceleration::Disabled => {
            tracing::info!("Tauri's calls are not accelerated: {reason}");
        }
        Some(reason) => tracing::warn!("Tauri's calls are not accelerated: {reason}"),
    }
}

/// Takes a webview that Tauri announces, and attaches the engine to it.
fn ready<R: Runtime>(attacher: &Arc<Attacher<R>>, webview: Webview<R>) {
    #[cfg(not(target_os = "linux"))]
    let _nothing_to_do = (attacher, webview);
    #[cfg(target_os = "linux")]
    {
        let (attacher, announced) = (Arc::clone(attacher), webview.clone());
        let attached =
            webview.with_webview(
                move |platform| match super::tauri_version::view(&platform) {
                    Some(view) => attacher.announce(announced, &view),
                    None => tracing::warn!(
                        label = announced.label(),
                        "the webview is not accelerated: it is not one of WebKitGTK"
                    ),
                },
            );
        if let Err(error) = attached {
            tracing::warn!(
                label = webview.label(),
                "the webview is not accelerated: {error}"
            );
        }
    }
}

/// Returns what of Tauri's IPC the plugin has accelerated so far.
///
/// # Panics
/// If the application does not have the plugin.
pub fn status<R: Runtime>(manager: &impl Manager<R>) -> Status {
    let (attacher, tunnels) = (
        manager.state::<Arc<Attacher<R>>>(),
        manager.state::<Arc<Tunnels>>(),
    );
    Status::new(*attacher.acceleration(), &tunnels)
}

/// Returns the hub of bytelane's events, beside those of Tauri: `emit_bytes` sends bytes as bytes to the listeners of `bytelane.listen`.
///
/// # Panics
/// If the application does not have the plugin.
pub fn events<R: Runtime>(manager: &impl Manager<R>) -> Arc<EventHub> {
    let attacher = manager.state::<Arc<Attacher<R>>>();
    Arc::clone(attacher.engine().events())
}

/// Returns the inspector, if it is enabled. An exporter of metrics reads its snapshots.
///
/// # Panics
/// If the application does not have the plugin.
#[cfg(feature = "inspector")]
pub fn inspector<R: Runtime>(
    manager: &impl Manager<R>,
) -> Option<Arc<bytelane::inspector::Inspector>> {
    let attacher = manager.state::<Arc<Attacher<R>>>();
    attacher.engine().inspector().cloned()
}

/// Opens the window of the inspector, or shows it if it is open. Returns whether there is one.
///
/// # Panics
/// If the application does not have the plugin.
#[cfg(feature = "inspector")]
pub fn show_inspector<R: Runtime>(manager: &impl Manager<R>) -> bool {
    manager
        .state::<Arc<Attacher<R>>>()
        .engine()
        .show_inspector()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_the_origin_that_the_engine_sees() {
        for (url, expected) in [
            ("http://localhost:1420/a", Some("http://localhost:1420")),
            ("https://example.org:443", Some("https://example.org")),
            ("app://localhost/index.html", Some("app://localhost")),
            ("app://Host:80/", Some("app://Host:80")),
            ("file:///index.html", None),
            ("data:text/html,a", None),
        ] {
            let url = url.parse().expect("an address");
            assert_eq!(origin_of(&url).as_deref(), expected, "{url}");
        }
    }
}
