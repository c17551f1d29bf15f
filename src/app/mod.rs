//! The application layer: windows, pages and lifecycle over tao and wry, under Tauri's names.

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
    app_handle::{AppHandle, PackageInfo},
    application::{App, ExitRequestApi, RESTART_EXIT_CODE, RunEvent},
    async_runtime,
    environment::Env,
    process,
    shared::Manager,
};
pub use pages::{
    asset::Scope,
    uri_scheme::{UriSchemeContext, UriSchemeResponder},
};
pub(crate) use system::image;
pub use system::{
    path,
    resources::{Resource, ResourceId, ResourceTable},
};
pub use tao::dpi::{
    LogicalPosition, LogicalSize, PhysicalPosition, PhysicalSize, Pixel, PixelUnit, Position, Size,
};
pub use window::{
    color::Color,
    cursor_icon::CursorIcon,
    new_window::{NewWindowFeatures, NewWindowResponse},
    request::{
        ProgressBarState, ProgressBarStatus, ResizeDirection, UserAttentionType,
        WindowSizeConstraints,
    },
    webview::{PageLoadEvent, PageLoadPayload, PlatformWebview, Webview, WebviewEvent},
    webview_window::{WebviewWindow, WebviewWindowBuilder},
    window_handle::{
        CloseRequestApi, DragDropEvent, Monitor, PhysicalRect, Theme, Window, WindowEvent,
    },
};
