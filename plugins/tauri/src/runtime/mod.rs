//! The plugin itself.

mod arguments;
mod attacher;
mod caller;
mod calls;
mod channels;
mod main_thread;
mod permissions;
mod plugin;
mod script;
mod status;
mod tauri_version;
#[cfg(target_os = "linux")]
mod webview_label;
#[cfg(target_os = "linux")]
mod webviews;

pub use bytelane;

#[cfg(feature = "inspector")]
pub use self::plugin::{inspector, show_inspector};
pub use self::{
    arguments::{AppHandle, State, Webview, WebviewWindow},
    channels::intercept,
    plugin::{Builder, events, init, status},
    status::Status,
};

/// The name of the plugin, which is also the scheme of its protocol lane.
pub(crate) const NAME: &str = "bytelane";
