//! Custom URI schemes of the application, which wry serves.

use std::sync::Arc;

use crate::app::{
    AppHandle, Runtime, UriSchemeResponder, Wry,
    lifecycle::{guarded::guarded, shared::AppShared},
};

/// Who asks on a scheme of the application's own.
pub struct UriSchemeContext<'a, R: Runtime = Wry> {
    app: &'a AppHandle<R>,
    webview_label: &'a str,
}

impl<R: Runtime> std::fmt::Debug for UriSchemeContext<'_, R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UriSchemeContext")
            .field("webview_label", &self.webview_label)
            .finish_non_exhaustive()
    }
}

impl<'a, R: Runtime> UriSchemeContext<'a, R> {
    pub(crate) const fn new(app: &'a AppHandle<R>, webview_label: &'a str) -> Self {
        Self { app, webview_label }
    }

    /// The application.
    pub const fn app_handle(&self) -> &'a AppHandle<R> {
        self.app
    }

    /// Label of the webview whose page asks.
    pub const fn webview_label(&self) -> &'a str {
        self.webview_label
    }
}

/// Adds the application's schemes to a webview that is about to be made; wry serves them.
pub(crate) fn serve<'a>(
    mut builder: wry::WebViewBuilder<'a>,
    shared: &Arc<AppShared>,
    registered: impl Fn(&str) -> bool,
) -> wry::WebViewBuilder<'a> {
    for (scheme, handler) in shared
        .uri_schemes
        .iter()
        // A scheme is registered once for each context, which windows share.
        .filter(|(scheme, _)| !registered(scheme))
    {
        let (app, handler) = (Arc::downgrade(shared), Arc::clone(handler));
        builder = builder.with_asynchronous_custom_protocol(
            scheme.clone(),
            move |label, request, responder| {
                let responder = UriSchemeResponder::new(|response| responder.respond(response));
                let Some(app) = app.upgrade() else { return };
                // A panic must not reach the system that calls this; the responder answers as it is dropped.
                let _panicked = guarded("the handler of a URI scheme", || {
                    handler(&app, label, request, responder);
                });
            },
        );
    }
    builder
}

/// Lets pages of other schemes fetch, as far as the handler's headers allow; wry does not.
#[cfg(target_os = "linux")]
pub(crate) fn enable_cors(webview: &wry::WebView, shared: &AppShared) {
    use webkit2gtk::{SecurityManagerExt, WebContextExt, WebViewExt};
    let manager = wry::WebViewExtUnix::webview(webview)
        .context()
        .and_then(|context| context.security_manager());
    if let Some(manager) = manager {
        for (scheme, _) in &shared.uri_schemes {
            manager.register_uri_scheme_as_cors_enabled(scheme);
        }
    }
}

/// Whether an application may have a scheme of this name: well formed, and none that the engine or the web has.
pub(crate) fn is_free(scheme: &str) -> bool {
    const TAKEN: [&str; 10] = [
        crate::lane::protocol::SCHEME,
        crate::app::pages::serve::SCHEME,
        "about",
        "blob",
        "data",
        "file",
        "http",
        "https",
        "ws",
        "wss",
    ];
    let well_formed = scheme.starts_with(|letter: char| letter.is_ascii_lowercase())
        && scheme.bytes().all(|byte| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"+-.".contains(&byte)
        });
    well_formed && !TAKEN.contains(&scheme)
}

#[cfg(test)]
mod tests {
    use super::is_free;

    #[test]
    fn schemes_of_the_engine_and_of_the_web_are_taken() {
        for free in ["stream", "my-app", "a1+b.c"] {
            assert!(is_free(free), "{free}");
        }
        for not in ["ipc", "bytelane", "https", "", "1a", "a b", "Stream", "a:"] {
            assert!(!is_free(not), "{not}");
        }
    }
}
