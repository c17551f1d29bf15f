//! Tauri's own IPC at memory speed, in an application as it is: commands, channels and plugins.
//!
//! ```no_run
//! # fn build() -> tauri::Builder<tauri::Wry> {
//! tauri::Builder::default()
//!     .plugin(tauri_plugin_bytelane::init())
//!     // For Tauri's channels:
//!     .channel_interceptor(tauri_plugin_bytelane::intercept)
//! # }
//! ```
//!
//! From then on, `invoke` of the unmodified `@tauri-apps/api` goes over a lane of [bytelane], shared memory on Linux. Bytes stay bytes, and Tauri still
//! checks every call by its capabilities and scopes and runs every command as before, those of plugins too.
//! [The guide](https://github.com/bytelane/bytelane/blob/main/docs/tauri-plugin.md) says what gets faster and what cannot.
//!
//! # Commands of bytelane
//! Commands that take or return what Tauri's cannot (bytes among other arguments, streams, uploads, typed arrays, shared buffers, cancellation) are commands of
//! bytelane, which a page calls with `bytelane.invoke` or with the npm package `bytelane`:
//!
//! ```no_run
//! use tauri_plugin_bytelane::{AppHandle, Builder, bytelane::{self, Bytes}};
//!
//! #[bytelane::command]
//! fn frame(number: u32, app: AppHandle) -> Bytes {
//!     let _title = &app.package_info().name;
//!     vec![number as u8; 1 << 20].into()
//! }
//!
//! # fn build() -> tauri::Builder<tauri::Wry> {
//! tauri::Builder::default().plugin(Builder::new(bytelane::generate_handler![frame]).build())
//! # }
//! ```
//!
//! # Systems
//! The plugin accelerates WebKitGTK, the webview of Linux. On other systems it changes nothing, and says so in the log.

#[cfg(feature = "build")]
mod build;
#[cfg(feature = "build")]
pub use build::{build, permissions};

#[cfg(feature = "runtime")]
mod runtime;
#[cfg(feature = "runtime")]
pub use runtime::*;
