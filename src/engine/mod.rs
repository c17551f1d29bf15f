//! The engine: attaches the router to a webview that the application, or something else, builds. It connects the lanes, injects the client and identifies the page.

#[cfg(feature = "webview")]
mod attach;
mod attachment;
#[cfg(feature = "browser")]
mod browser;
mod builder;
mod client;
mod executor;
mod handle;
#[cfg(feature = "inspector")]
mod inspected;
#[cfg(feature = "inspector")]
mod inspector;
mod lane;
mod options;
mod scheme;
#[cfg(target_os = "linux")]
mod user_scripts;
#[cfg(target_os = "linux")]
pub mod webkitgtk;
mod workers;

#[cfg(feature = "browser")]
pub use browser::{Browser, BrowserOptions};
pub use builder::{Engine, EngineBuilder};
pub use handle::WebviewHandle;
pub use lane::LaneChoice;
#[cfg(feature = "webview")]
pub use options::OnPageLoad;
pub use options::{AttachOptions, Tauri};
pub use scheme::SchemeAttachment;
