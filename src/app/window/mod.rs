//! Windows and their webviews: handles, creation, events, and the types that their methods take.

pub(crate) mod color;
pub(crate) mod create;
pub(crate) mod cursor_icon;
pub(crate) mod new_window;
pub(crate) mod request;
pub(crate) mod webview;
pub(crate) mod webview_window;
pub(crate) mod window_handle;
