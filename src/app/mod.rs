//! The application layer: windows, pages and lifecycle over tao and wry, under Tauri's names.

mod application;
mod asset;
pub mod async_runtime;
mod builder;
mod color;
pub mod config;
mod context;
mod cursor_icon;
mod environment;
mod event_loop;
mod events;
mod handle;
pub(crate) mod image;
mod invoke;
mod manager;
mod new_window;
mod pages;
pub mod path;
pub mod plugin;
pub mod process;
mod resources;
pub(crate) mod runtime;
mod uri_scheme;
mod web_resource;
mod webview;
mod webview_window;
mod window;
mod window_plan;
mod window_request;

pub(crate) use crate::{Error, Result};
pub use application::{App, ExitRequestApi, RESTART_EXIT_CODE, RunEvent};
pub use asset::Scope;
pub use builder::Builder;
pub use color::Color;
pub use config::{Config, WebviewUrl, WindowConfig};
pub use context::Context;
pub use cursor_icon::CursorIcon;
pub use environment::Env;
pub use handle::{AppHandle, PackageInfo};
pub use manager::Manager;
pub use new_window::{NewWindowFeatures, NewWindowResponse};
pub use resources::{Resource, ResourceId, ResourceTable};
pub use runtime::{Runtime, Wry};
pub use tao::dpi::{
    LogicalPosition, LogicalSize, PhysicalPosition, PhysicalSize, Pixel, PixelUnit, Position, Size,
};
pub use uri_scheme::{UriSchemeContext, UriSchemeResponder};
pub use webview::{PageLoadEvent, PageLoadPayload, PlatformWebview, Webview, WebviewEvent};
pub use webview_window::{WebviewWindow, WebviewWindowBuilder};
pub use window::{
    CloseRequestApi, DragDropEvent, Monitor, PhysicalRect, Theme, Window, WindowEvent,
};
pub use window_request::{
    ProgressBarState, ProgressBarStatus, ResizeDirection, UserAttentionType, WindowSizeConstraints,
};
