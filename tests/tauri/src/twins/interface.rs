//! Parts of Tauri's interface that none of the other applications uses, each in a function of its own or in `builder`.

use std::{
    collections::HashMap,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use tauri::{
    App, AppHandle, DeviceEventFilter, Manager, Runtime, State, Url, Webview, WebviewUrl,
    WebviewWindow, WebviewWindowBuilder, Window, http,
    image::Image,
    ipc::{Channel, Invoke, InvokeBody, InvokeResponseBody},
    path::SafePathBuf,
    plugin::{Builder as PluginBuilder, Plugin, TauriPlugin},
    utils::config::{AppDirectoriesOverride, Csp, CspDirectiveSources},
    webview::{PermissionKind, PermissionResponse},
    window::{Color, Effect, EffectState, EffectsBuilder},
};

const ICON: Image<'_> = tauri::include_image!("twins/interface/icon.png");

/// State of a plugin, as the template of plugins has it.
pub struct Sample<R: Runtime>(AppHandle<R>, AtomicUsize);

impl<R: Runtime> Sample<R> {
    pub fn next(&self) -> usize {
        let _ = self.0.config();
        self.1.fetch_add(1, Ordering::Relaxed)
    }
}

pub trait SampleExt<R: Runtime> {
    fn sample(&self) -> &Sample<R>;
}

impl<R: Runtime, T: Manager<R>> SampleExt<R> for T {
    fn sample(&self) -> &Sample<R> {
        self.state::<Sample<R>>().inner()
    }
}

/// A plugin with schemes of its own.
fn sample<R: Runtime>() -> TauriPlugin<R> {
    PluginBuilder::new("sample")
        .register_uri_scheme_protocol("sample", |context, request| {
            let text = format!("{} {}", context.webview_label(), request.uri().path());
            http::Response::builder()
                .header("Access-Control-Allow-Origin", "*")
                .body(text.into_bytes())
                .unwrap()
        })
        .register_asynchronous_uri_scheme_protocol("later", |_context, _request, responder| {
            std::thread::spawn(move || {
                let response = http::Response::builder().header("Access-Control-Allow-Origin", "*");
                responder.respond(response.body(b"later".to_vec()).unwrap());
            });
        })
        .setup(|app, _| {
            app.manage(Sample(app.clone(), AtomicUsize::new(1)));
            Ok(())
        })
        .build()
}

/// A plugin that implements the trait itself.
#[derive(Default)]
struct Own {
    seen: Vec<String>,
}

impl<R: Runtime> Plugin<R> for Own {
    fn name(&self) -> &'static str {
        "own"
    }

    fn initialize(
        &mut self,
        _app: &AppHandle<R>,
        config: serde_json::Value,
    ) -> Result<(), Box<dyn std::error::Error>> {
        self.seen.push(format!("initialized with {config}"));
        Ok(())
    }

    fn initialization_script(&self) -> Option<String> {
        Some("window.own = 'script'".into())
    }

    fn window_created(&mut self, window: Window<R>) {
        self.seen.push(format!("window {}", window.label()));
    }

    fn webview_created(&mut self, webview: Webview<R>) {
        self.seen.push(format!("webview {}", webview.label()));
    }

    fn on_navigation(&mut self, _webview: &Webview<R>, url: &Url) -> bool {
        url.scheme() != "forbidden"
    }

    fn extend_api(&mut self, invoke: Invoke<R>) -> bool {
        if invoke.message.command() != "seen" {
            return false;
        }
        invoke.resolver.resolve(self.seen.clone());
        true
    }
}

struct Asked(Mutex<Vec<String>>);

#[tauri::command]
fn sampled(app: AppHandle) -> usize {
    app.sample().next()
}

#[tauri::command]
fn asked(asked: State<'_, Asked>) -> Vec<String> {
    asked.0.lock().unwrap().clone()
}

#[tauri::command]
fn icon(app: AppHandle) -> Option<(u32, u32, Vec<u32>)> {
    let icon = app.default_window_icon()?;
    let pixels = icon.rgba().iter().copied().map(u32::from).collect();
    Some((icon.width(), icon.height(), pixels))
}

/// Returns the id of a channel as it is written into a message.
#[tauri::command]
fn channel_id(channel: Channel<u32>) -> serde_json::Value {
    serde_json::json!({ "same": serde_json::to_value(&channel).unwrap() == format!("__CHANNEL__:{}", channel.id()) })
}

#[tauri::command]
fn directories(app: AppHandle) -> tauri::Result<Vec<std::path::PathBuf>> {
    let path = app.path();
    Ok(vec![
        path.app_data_dir()?,
        path.app_cache_dir()?,
        path.app_log_dir()?,
    ])
}

#[tauri::command]
fn open(path: SafePathBuf) -> String {
    path.display().to_string()
}

#[tauri::command]
fn four(four: [u8; 4]) -> [u8; 4] {
    four
}

/// Matches the bodies exhaustively.
pub fn lengths(body: InvokeBody, response: InvokeResponseBody) -> (usize, usize) {
    let body = match body {
        InvokeBody::Json(value) => value.to_string().len(),
        InvokeBody::Raw(bytes) => bytes.len(),
    };
    let response = match response {
        InvokeResponseBody::Json(text) => text.len(),
        InvokeResponseBody::Raw(bytes) => bytes.len(),
    };
    (body, response)
}

/// Changes a policy in a response.
fn allow_inline(csp: &str) -> String {
    let mut directives: HashMap<String, CspDirectiveSources> = Csp::Policy(csp.to_string()).into();
    directives
        .entry("script-src".to_string())
        .or_default()
        .push("'unsafe-inline'");
    Csp::from(directives).to_string()
}

fn decorate(window: &WebviewWindow) -> tauri::Result<()> {
    window.set_effects(
        EffectsBuilder::new()
            .effect(Effect::Popover)
            .state(EffectState::Active)
            .radius(5.)
            .color(Color(0, 0, 0, 255))
            .build(),
    )?;
    window.set_effects(None)
}

pub fn context() -> tauri::Context {
    let mut context = tauri::generate_context!("twins/interface/tauri.conf.json");
    context.set_default_window_icon(Some(ICON));
    context.config_mut().app.app_directories_override =
        Some(AppDirectoriesOverride::Root("$TEMP/bytelane-twin".into()));
    context
}

fn setup(app: &mut App) -> Result<(), Box<dyn std::error::Error>> {
    assert_eq!(
        lengths(InvokeBody::default(), vec![1].into()),
        ("null".len(), 1)
    );
    let config = app.config().app.windows.first().expect("a window").clone();
    app.set_device_event_filter(DeviceEventFilter::Unfocused);
    let window = WebviewWindowBuilder::from_config(app.handle(), &config)?
        .initialization_script_for_all_frames("window.everywhere = location.pathname")
        .on_permission_request(|webview, kind| {
            let text = format!("{}: {kind}", webview.label());
            webview.state::<Asked>().0.lock().unwrap().push(text);
            match kind {
                PermissionKind::Geolocation => PermissionResponse::Deny,
                _ => PermissionResponse::Default,
            }
        })
        .on_web_resource_request(|_request, response| {
            if let Some(csp) = response.headers_mut().get_mut("Content-Security-Policy") {
                let changed = allow_inline(csp.to_str().unwrap());
                *csp = http::HeaderValue::from_str(&changed).unwrap();
            }
        })
        .build()?;
    decorate(&window)?;
    let _ = WebviewUrl::default();
    Ok(())
}

pub fn builder() -> tauri::Builder<tauri::Wry> {
    let own: Box<dyn Plugin<tauri::Wry>> = Box::new(Own::default());
    tauri::Builder::default()
        .manage(Asked(Mutex::default()))
        .plugin(sample())
        .plugin(own)
        .append_invoke_initialization_script(
            "window.early = typeof window.__TAURI_INTERNALS__.invoke",
        )
        .on_permission_request(|_, _| PermissionResponse::Default)
        .device_event_filter(DeviceEventFilter::Always)
        .enable_macos_default_menu(false)
        .activate_ignoring_other_apps(false)
        .setup(setup)
        .invoke_handler(tauri::generate_handler![
            sampled,
            asked,
            icon,
            channel_id,
            directories,
            open,
            four,
        ])
}
