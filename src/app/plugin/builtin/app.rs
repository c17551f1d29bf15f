//! Commands of the plugin `app`.

use crate::{
    app::{AppHandle, Result, Theme},
    command, generate_handler,
    ipc::Invoke,
};

/// The version of Tauri whose API the page has.
const TAURI_VERSION: &str = "2.12.5";

pub(super) const UNSERVED: &[(&str, &str)] = &[
    (
        "fetch_data_store_identifiers",
        "data stores exist only on macOS and iOS, and are not supported",
    ),
    (
        "remove_data_store",
        "data stores exist only on macOS and iOS, and are not supported",
    ),
    ("register_listener", "only Android has a back button"),
    ("registerListener", "only Android has a back button"),
    ("remove_listener", "only Android has a back button"),
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

/// Does nothing, as in Tauri on systems other than macOS.
#[command(root = "crate")]
fn app_show() {}

/// Does nothing, as in Tauri on systems other than macOS.
#[command(root = "crate")]
fn app_hide() {}

/// Does nothing, as in Tauri on systems other than macOS.
#[command(root = "crate")]
fn set_dock_visibility(visible: bool) {
    let _ = visible;
}

#[command(root = "crate")]
fn set_app_theme(app: AppHandle, theme: Option<Theme>) -> Result<()> {
    app.set_theme(theme)
}

/// Returns `None`: the application was not bundled by Tauri.
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
