//! The label of a webview that Tauri has built.

#![allow(
    unsafe_code,
    reason = "Tauri has no function that returns the label of a webview of WebKitGTK"
)]

use glib::{prelude::ObjectExt, translate::ToGlibPtr};

/// Returns the label under which Tauri knows a webview of WebKitGTK. `None` for a webview of somebody else.
pub(crate) fn webview_label(view: &webkit2gtk::WebView) -> Option<String> {
    // SAFETY: wry, which builds the webviews of Tauri, keeps a `String` under this name, and reads it as one itself. The name is not used by others.
    let id = unsafe { view.data::<String>("webview_id") }?;
    // SAFETY: the value is set once, lives as long as the webview, and is only read.
    let id = unsafe { id.as_ref() };
    let address: *mut webkit2gtk::ffi::WebKitWebView = view.to_glib_none().0;
    // Without an id of Tauri it is the address of the webview.
    (*id != (address as isize).to_string()).then(|| id.clone())
}
