//! The application layer: windows, pages and lifecycle on top of tao and wry, under Tauri's names.

mod builder;
pub mod config;
pub(crate) mod context;
mod lifecycle;
mod pages;
pub mod plugin;
pub(crate) mod system;
mod window;

pub(crate) use crate::{Error, Result, Runtime, Wry};
pub use builder::Builder;
pub use config::{Config, WebviewUrl, WindowConfig};
pub use context::Context;
pub use lifecycle::{
    app_handle::AppHandle,
    application::App,
    async_runtime,
    environment::Env,
    exit::{ExitRequestApi, RESTART_EXIT_CODE},
    managed::Manager,
    package_info::PackageInfo,
    process,
    run_event::RunEvent,
};
pub use pages::{asset::Scope, responder::UriSchemeResponder, uri_scheme::UriSchemeContext};
pub(crate) use system::image;
pub use system::{
    path,
    resources::{Resource, ResourceId, ResourceTable},
};
pub use tao::dpi::{
    LogicalPosition, LogicalSize, PhysicalPosition, PhysicalSize, Pixel, PixelUnit, Position, Size,
};
pub use window::{
    builder::WebviewWindowBuilder,
    color::Color,
    cursor_icon::CursorIcon,
    device_event_filter::DeviceEventFilter,
    effects::EffectsBuilder,
    event::{CloseRequestApi, DragDropEvent, WebviewEvent, WindowEvent},
    monitor::{Monitor, PhysicalRect},
    new_window::{NewWindowFeatures, NewWindowResponse},
    page_load::{PageLoadEvent, PageLoadPayload},
    request::{
        ProgressBarState, ProgressBarStatus, ResizeDirection, UserAttentionType,
        WindowSizeConstraints,
    },
    theme::Theme,
    webview::{PlatformWebview, Webview},
    webview_window::WebviewWindow,
    window_handle::Window,
};
