//! Windows and their webviews: handles, creation, events, and the types that their methods take.

pub(crate) mod builder;
pub(crate) mod color;
pub(crate) mod create;
pub(crate) mod cursor_icon;
pub(crate) mod device_event_filter;
pub(crate) mod effects;
pub(crate) mod event;
mod getters;
#[cfg(feature = "inspector")]
pub(crate) mod inspector;
pub(crate) mod monitor;
pub(crate) mod new_window;
pub(crate) mod page_load;
pub(crate) mod request;
pub(crate) mod setters;
pub(crate) mod theme;
pub(crate) mod webview;
pub(crate) mod webview_window;
pub(crate) mod window_handle;
