use crate::{
    app::{AppHandle, Manager, Result, Theme},
    command, generate_handler,
    ipc::Invoke,
};

/// The version of Tauri whose contract the page gets.
const TAURI_VERSION: &str = "2.12.5";

pub(super) const UNSERVED: &[(&str, &str)] = &[
    (
        "fetch_data_store_identifiers",
        "data stores are there on macOS and iOS alone, and not in this engine",
    ),
    (
        "remove_data_store",
        "data stores are there on macOS and iOS alone, and not in this engine",
    ),
    (
        "register_listener",
        "the system's back button is there on Android alone",
    ),
    (
        "registerListener",
        "the system's back button is there on Android alone",
    ),
    (
        "remove_listener",
        "the system's back button is there on Android alone",
    ),
];

#[command(root = "crate")]
fn name(app: AppHandle) -> String {
    app.package_info().name.clone()
}

#[command(root = "crate")]
fn version(app: AppHandle) -> String {
    app.package_info().version.clone()
}

#[command(root = "crate")]
fn identifier(app: AppHandle) -> String {
    app.config().identifier.clone()
}

#[command(root = "crate")]
fn tauri_version() -> &'static str {
    TAURI_VERSION
}

/// There on macOS alone; nothing elsewhere, as in Tauri.
#[command(root = "crate")]
fn app_show() {}

/// There on macOS alone; nothing elsewhere, as in Tauri.
#[command(root = "crate")]
fn app_hide() {}

/// There on macOS alone; nothing elsewhere, as in Tauri.
#[command(root = "crate")]
fn set_dock_visibility(visible: bool) {
    let _ = visible;
}

#[command(root = "crate")]
fn set_app_theme(app: AppHandle, theme: Option<Theme>) -> Result<()> {
    app.set_theme(theme)
}

/// Nothing has bundled the application.
#[command(root = "crate")]
fn bundle_type() -> Option<String> {
    None
}

#[command(root = "crate")]
const fn supports_multiple_windows() -> bool {
    true
}

#[command(root = "crate")]
const fn default_window_icon() -> Option<u32> {
    None
}

#[command(root = "crate")]
fn exit(app: AppHandle, code: i32) {
    app.exit(code);
}

pub(super) fn handler() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
    generate_handler![
        name,
        version,
        identifier,
        tauri_version,
        app_show,
        app_hide,
        set_dock_visibility,
        set_app_theme,
        bundle_type,
        supports_multiple_windows,
        default_window_icon,
        exit
    ]
}
