//! The engine: attaches the router to a webview that the application builds. It connects the lanes, injects the client and identifies the page.

mod attach;
mod builder;
mod client;
mod executor;
mod handle;
mod lane;
mod options;
#[cfg(target_os = "linux")]
mod user_scripts;
mod workers;

pub use builder::{Engine, EngineBuilder};
pub use handle::WebviewHandle;
pub use lane::LaneChoice;
pub use options::{AttachOptions, OnPageLoad, Tauri};
