//! Commands of the plugin `window`.

use super::target::Target;
use crate::{
    app::{
        AppHandle, Color, CursorIcon, Error, Manager, Monitor, PhysicalPosition, PhysicalSize,
        Position, ProgressBarState, ResizeDirection, Result, Size, Theme, UserAttentionType,
        Webview, WindowSizeConstraints,
        image::{Image, JsImage},
    },
    command, generate_handler,
    ipc::Invoke,
};

const NO_WEBVIEW: &str = "a window always has a webview: create it with `WebviewWindow`";
const MOBILE: &str = "it exists only on Android and iOS";

pub(super) const UNSERVED: &[(&str, &str)] = &[
    ("create", NO_WEBVIEW),
    ("activity_name", MOBILE),
    ("scene_identifier", MOBILE),
    (
        "set_overlay_icon",
        "overlay icons exist only on Windows, and are not supported",
    ),
    (
        "set_badge_label",
        "badge labels exist only on macOS, and are not supported",
    ),
];

macro_rules! getters {
    ($($name:ident -> $type:ty;)*) => {
        $(
            #[command(root = "crate")]
            fn $name(target: Target) -> Result<$type> {
                target.0.$name()
            }
        )*
    };
}

getters! {
    scale_factor -> f64;
    inner_position -> PhysicalPosition<i32>;
    outer_position -> PhysicalPosition<i32>;
    inner_size -> PhysicalSize<u32>;
    outer_size -> PhysicalSize<u32>;
    is_fullscreen -> bool;
    is_minimized -> bool;
    is_maximized -> bool;
    is_focused -> bool;
    is_decorated -> bool;
    is_resizable -> bool;
    is_maximizable -> bool;
    is_minimizable -> bool;
    is_closable -> bool;
    is_visible -> bool;
    is_enabled -> bool;
    is_always_on_top -> bool;
    title -> String;
    theme -> Theme;
    current_monitor -> Option<Monitor>;
    primary_monitor -> Option<Monitor>;
    available_monitors -> Vec<Monitor>;
    cursor_position -> PhysicalPosition<f64>;
}

macro_rules! actions {
    ($($name:ident;)*) => {
        $(
            #[command(root = "crate")]
            fn $name(target: Target) -> Result<()> {
                target.applied(target.0.$name())
            }
        )*
    };
}

actions! {
    center;
    maximize;
    unmaximize;
    toggle_maximize;
    minimize;
    unminimize;
    show;
    hide;
    close;
    destroy;
    set_focus;
    start_dragging;
}

macro_rules! setters {
    ($($name:ident($type:ty);)*) => {
        $(
            #[command(root = "crate")]
            fn $name(target: Target, value: $type) -> Result<()> {
                target.applied(target.0.$name(value))
            }
        )*
    };
}

setters! {
    set_resizable(bool);
    set_enabled(bool);
    set_maximizable(bool);
    set_minimizable(bool);
    set_closable(bool);
    set_decorations(bool);
    set_always_on_top(bool);
    set_always_on_bottom(bool);
    set_visible_on_all_workspaces(bool);
    set_content_protected(bool);
    set_fullscreen(bool);
    set_simple_fullscreen(bool);
    set_focusable(bool);
    set_skip_taskbar(bool);
    set_cursor_grab(bool);
    set_cursor_visible(bool);
    set_ignore_cursor_events(bool);
    set_title(&str);
    set_cursor_icon(CursorIcon);
    set_size(Size);
    set_min_size(Option<Size>);
    set_max_size(Option<Size>);
    set_position(Position);
    set_cursor_position(Position);
    set_background_color(Option<Color>);
    set_theme(Option<Theme>);
    set_size_constraints(WindowSizeConstraints);
    request_user_attention(Option<UserAttentionType>);
}

#[command(root = "crate")]
fn get_all_windows(app: AppHandle) -> Vec<String> {
    let mut labels: Vec<_> = app.windows().into_keys().collect();
    labels.sort();
    labels
}

#[command(root = "crate")]
fn monitor_from_point(target: Target, x: f64, y: f64) -> Result<Option<Monitor>> {
    target.0.monitor_from_point(x, y)
}

#[command(root = "crate")]
fn set_fullscreen_on_monitor(target: Target, value: PhysicalPosition<f64>) -> Result<()> {
    target.applied(target.0.set_fullscreen_on_monitor(value))
}

#[command(root = "crate")]
fn start_resize_dragging(target: Target, value: ResizeDirection) -> Result<()> {
    target.applied(target.0.start_resize_dragging(value))
}

#[command(root = "crate")]
fn set_progress_bar(target: Target, value: ProgressBarState) -> Result<()> {
    target.applied(target.0.set_progress_bar(value))
}

#[command(root = "crate")]
fn set_badge_count(target: Target, value: Option<i64>) -> Result<()> {
    target.applied(target.0.set_badge_count(value))
}

/// Sets the icon; a resource is looked up in the table of the calling webview.
#[command(root = "crate")]
fn set_icon(webview: Webview, target: Target, value: JsImage) -> Result<()> {
    let image = value.into_img(&webview.resources_table())?;
    let image = Image::new(image.rgba(), image.width(), image.height());
    target.applied(target.0.set_icon(image))
}

/// Defines commands that do nothing on Linux, as in Tauri, and are not supported on other systems.
macro_rules! not_on_linux {
    ($($name:ident;)*) => {
        $(
            #[command(root = "crate")]
            fn $name(target: Target) -> Result<()> {
                drop(target);
                if cfg!(target_os = "linux") {
                    return Ok(());
                }
                let text = concat!("plugin:window|", stringify!($name), " is not supported on this system");
                Err(Error::Window(text.into()))
            }
        )*
    };
}

not_on_linux! {
    set_shadow;
    set_effects;
    set_title_bar_style;
}

/// Toggles the maximized state of a resizable window, on a double click in a drag region.
#[command(root = "crate")]
fn internal_toggle_maximize(target: Target) -> Result<()> {
    if target.0.is_resizable()? {
        target.applied(target.0.toggle_maximize())?;
    }
    Ok(())
}

pub(super) fn handler() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
    generate_handler![
        scale_factor,
        inner_position,
        outer_position,
        inner_size,
        outer_size,
        is_fullscreen,
        is_minimized,
        is_maximized,
        is_focused,
        is_decorated,
        is_resizable,
        is_maximizable,
        is_minimizable,
        is_closable,
        is_visible,
        is_enabled,
        is_always_on_top,
        title,
        theme,
        current_monitor,
        primary_monitor,
        available_monitors,
        cursor_position,
        center,
        maximize,
        unmaximize,
        toggle_maximize,
        minimize,
        unminimize,
        show,
        hide,
        close,
        destroy,
        set_focus,
        start_dragging,
        set_resizable,
        set_enabled,
        set_maximizable,
        set_minimizable,
        set_closable,
        set_decorations,
        set_always_on_top,
        set_always_on_bottom,
        set_visible_on_all_workspaces,
        set_content_protected,
        set_fullscreen,
        set_simple_fullscreen,
        set_focusable,
        set_skip_taskbar,
        set_cursor_grab,
        set_cursor_visible,
        set_ignore_cursor_events,
        set_title,
        set_cursor_icon,
        set_size,
        set_min_size,
        set_max_size,
        set_position,
        set_cursor_position,
        set_background_color,
        set_theme,
        set_size_constraints,
        request_user_attention,
        get_all_windows,
        monitor_from_point,
        set_fullscreen_on_monitor,
        start_resize_dragging,
        set_progress_bar,
        set_badge_count,
        set_icon,
        set_shadow,
        set_effects,
        set_title_bar_style,
        internal_toggle_maximize
    ]
}
