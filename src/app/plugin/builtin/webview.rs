//! Commands of the plugin `webview`.

use serde::Serialize;

use super::{
    account::{Account, OpenedByPage},
    target::Target,
};
use crate::{
    app::{
        AppHandle, Manager, PhysicalPosition, PhysicalSize, Result, Webview, WebviewWindowBuilder,
        config::WindowConfig, window::color::Color,
    },
    command, generate_handler,
    ipc::Invoke,
};

const FILLS: &str = "a webview fills its window";
const ONE: &str = "a window has exactly one webview";

pub(super) const UNSERVED: &[(&str, &str)] = &[
    ("create_webview", ONE),
    ("reparent", ONE),
    ("webview_close", ONE),
    ("set_webview_size", FILLS),
    ("set_webview_position", FILLS),
    ("set_webview_auto_resize", FILLS),
];

/// An entry of the list of webviews. Tauri sends the key `window_label`, and the package reads `windowLabel`.
#[derive(Serialize)]
struct Entry {
    window_label: String,
    #[serde(rename = "windowLabel")]
    window_label_of_package: String,
    label: String,
}

fn of(target: Target) -> Webview {
    Webview::new(target.0)
}

#[command(root = "crate")]
async fn create_webview_window(
    app: AppHandle,
    account: Account,
    options: WindowConfig,
) -> Result<()> {
    let charge = account.charge_window(app.shared.page_windows_max)?;
    let window = WebviewWindowBuilder::from_config(&app, &options)?.build()?;
    let opened = OpenedByPage { _charge: charge };
    window.resources_table().add(opened);
    Ok(())
}

#[command(root = "crate")]
fn get_all_webviews(app: AppHandle) -> Vec<Entry> {
    let mut labels: Vec<_> = app.webviews().into_keys().collect();
    labels.sort();
    let entry = |label: String| Entry {
        window_label: label.clone(),
        window_label_of_package: label.clone(),
        label,
    };
    labels.into_iter().map(entry).collect()
}

#[command(root = "crate")]
fn webview_position(target: Target) -> Result<PhysicalPosition<i32>> {
    let Target(window) = target;
    let scale = window.scale_factor()?;
    Ok(window
        .ask(|open| open.webview.bounds())??
        .position
        .to_physical(scale))
}

#[command(root = "crate")]
fn webview_size(target: Target) -> Result<PhysicalSize<u32>> {
    let Target(window) = target;
    let scale = window.scale_factor()?;
    Ok(window
        .ask(|open| open.webview.bounds())??
        .size
        .to_physical(scale))
}

#[command(root = "crate")]
fn set_webview_focus(target: Target) -> Result<()> {
    Ok(target.0.ask(|open| open.webview.focus())??)
}

#[command(root = "crate")]
fn webview_hide(target: Target) -> Result<()> {
    Ok(target.0.ask(|open| open.webview.set_visible(false))??)
}

#[command(root = "crate")]
fn webview_show(target: Target) -> Result<()> {
    Ok(target.0.ask(|open| open.webview.set_visible(true))??)
}

#[command(root = "crate")]
fn set_webview_zoom(target: Target, value: f64) -> Result<()> {
    of(target).set_zoom(value)
}

/// Sets the background color; white if none is given, as in a new webview.
#[command(root = "crate")]
fn set_webview_background_color(target: Target, value: Option<Color>) -> Result<()> {
    let Color(red, green, blue, alpha) = value.unwrap_or(Color(255, 255, 255, 255));
    Ok(target
        .0
        .ask(move |open| open.webview.set_background_color((red, green, blue, alpha)))??)
}

#[command(root = "crate")]
fn clear_all_browsing_data(target: Target) -> Result<()> {
    of(target).clear_all_browsing_data()
}

#[command(root = "crate")]
fn print(target: Target) -> Result<()> {
    of(target).print()
}

/// Toggles the developer tools, for the keyboard shortcut of pages. Does nothing in builds without them.
#[command(root = "crate")]
fn internal_toggle_devtools(target: Target) {
    #[cfg(any(debug_assertions, feature = "devtools"))]
    {
        let webview = of(target);
        if webview.is_devtools_open() {
            webview.close_devtools();
        } else {
            webview.open_devtools();
        }
    }
    #[cfg(not(any(debug_assertions, feature = "devtools")))]
    drop(target);
}

pub(super) fn handler() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
    generate_handler![
        create_webview_window,
        get_all_webviews,
        webview_position,
        webview_size,
        set_webview_focus,
        webview_hide,
        webview_show,
        set_webview_zoom,
        set_webview_background_color,
        clear_all_browsing_data,
        print,
        internal_toggle_devtools
    ]
}
