//! Webviews of WebKitGTK that something else builds, such as those of a Tauri application.
//!
//! [`prepare_contexts`] makes the shared-memory lane available in their web processes, [`on_load_started`] reports each of them before its document is
//! committed, [`guard_scheme`] keeps requests to a scheme of that library from it, and [`Engine::attach_webkitgtk`](crate::Engine::attach_webkitgtk) attaches the engine.

mod attach;
mod contexts;
#[allow(unsafe_code, reason = "GObject offers these functions only to C")]
mod gobject;

use webkit2gtk::{LoadEvent, WebView};

pub use self::contexts::{guard_scheme, prepare_contexts};
use crate::{Error, Result, lane::protocol::webkitgtk::gate_of};

/// Calls `started` whenever a webview of this program starts to load, before its document is committed. It is called on the main thread, for the rest
/// of the program's life.
///
/// Must be called on the main thread. A panic of `started` is logged.
///
/// # Errors
/// Returns an error if WebKitGTK has no such signal.
///
/// # Examples
/// ```no_run
/// use bytelane::{AttachOptions, Engine, Router, engine::webkitgtk::{is_attached, on_load_started}};
///
/// let engine = Engine::new(Router::new(bytelane::generate_handler![]));
/// on_load_started(move |view| {
///     if !is_attached(view) {
///         engine.attach_webkitgtk(AttachOptions::new("main"), view);
///     }
/// })?;
/// # Ok::<(), bytelane::Error>(())
/// ```
pub fn on_load_started(started: impl Fn(&WebView) + 'static) -> Result<()> {
    use glib::prelude::{Cast, StaticType};

    let hook = move |object: &glib::Object, values: &[glib::Value]| {
        let event = values.get(1).and_then(|value| value.get().ok());
        if let (Some(LoadEvent::Started), Some(view)) = (event, object.downcast_ref()) {
            started(view);
        }
    };
    gobject::on_emission(WebView::static_type(), c"load-changed", Box::new(hook))
        .map_err(Error::Webview)
}

/// Returns whether an engine is attached to this webview.
pub fn is_attached(webview: &WebView) -> bool {
    gate_of(webview).is_some()
}
