//! The application layer: windows, pages and lifecycle over tao and wry, under Tauri's names.

mod application;
pub mod async_runtime;
mod builder;
pub mod config;
mod context;
mod event_loop;
mod events;
mod handle;
mod manager;
mod pages;
mod runtime;
mod uri_scheme;
mod webview;
mod webview_window;
mod window;

pub(crate) use crate::{Error, Result};
pub use application::{App, ExitRequestApi, RunEvent};
pub use builder::Builder;
pub use config::{Config, WebviewUrl, WindowConfig};
pub use context::Context;
pub use handle::{AppHandle, PackageInfo};
pub use manager::Manager;
pub use runtime::{Runtime, Wry};
pub use tao::{
    dpi::{LogicalPosition, LogicalSize, PhysicalPosition, PhysicalSize, Pixel, Position, Size},
    window::UserAttentionType,
};
pub use uri_scheme::{UriSchemeContext, UriSchemeResponder};
pub use webview::{PageLoadEvent, PageLoadPayload, PlatformWebview, Webview};
pub use webview_window::{WebviewWindow, WebviewWindowBuilder};
pub use window::{CloseRequestApi, Monitor, Theme, Window, WindowEvent};
