//! Custom URI schemes of the application. The engine serves them on Linux, and wry on other systems.

#[cfg(target_os = "linux")]
use std::borrow::Cow;
use std::sync::{Arc, Weak};

#[cfg(target_os = "linux")]
use crate::{
    Bytes, Payload,
    lane::protocol::{HttpAnswer, SchemeHandler},
    payload::Body,
};
use crate::{
    app::{
        AppHandle, Config, Error, Result, Runtime, UriSchemeResponder, Wry,
        lifecycle::shared::{AppShared, UriSchemeHandler},
        pages::{asset, serve},
    },
    foreign, origin,
};

/// The context of a request of a custom URI scheme: the application, and the webview that made the request.
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

    /// Returns the handle of the application.
    pub const fn app_handle(&self) -> &'a AppHandle<R> {
        self.app
    }

    /// Returns the label of the webview that made the request.
    pub const fn webview_label(&self) -> &'a str {
        self.webview_label
    }
}

/// Adds a scheme with its handler; a later handler of the same scheme replaces an earlier one.
///
/// # Panics
/// Panics if the name is not a valid scheme, or if it is a scheme of the engine or of the web.
#[track_caller]
pub(crate) fn add<R, H>(schemes: &mut Vec<(String, UriSchemeHandler)>, scheme: String, protocol: H)
where
    R: Runtime,
    H: Fn(UriSchemeContext<'_, R>, http::Request<Vec<u8>>, UriSchemeResponder)
        + Send
        + Sync
        + 'static,
{
    assert!(
        is_free(&scheme),
        "`{scheme}` cannot be registered as a URI scheme: it is reserved, or not made of lowercase letters, digits, `+`, `-` and `.`"
    );
    let handler: UriSchemeHandler = Arc::new(move |app, label, request, responder| {
        let app = AppHandle::new(Arc::clone(app));
        protocol(UriSchemeContext::new(&app, label), request, responder);
    });
    extend(schemes, vec![(scheme, handler)]);
}

/// Adds schemes with their handlers; a later handler of the same scheme replaces an earlier one. Returns the replaced ones.
pub(crate) fn extend(
    schemes: &mut Vec<(String, UriSchemeHandler)>,
    added: Vec<(String, UriSchemeHandler)>,
) -> Vec<(String, UriSchemeHandler)> {
    let mut replaced = Vec::new();
    for (scheme, handler) in added {
        replaced.extend(schemes.extract_if(.., |(known, _)| *known == scheme));
        schemes.push((scheme, handler));
    }
    replaced
}

/// Returns the handlers of the application's URI schemes for a webview, which the engine calls with the body of each request.
#[cfg(target_os = "linux")]
pub(crate) fn handlers(shared: &Arc<AppShared>, label: &str) -> Vec<(String, SchemeHandler)> {
    let of_scheme = |(scheme, handler): &(String, UriSchemeHandler)| {
        let (app, handler, label) = (
            Arc::downgrade(shared),
            Arc::clone(handler),
            label.to_owned(),
        );
        let answer: SchemeHandler = Arc::new(move |request, responder| {
            let responder = UriSchemeResponder::new(move |response| {
                responder.answer(HttpAnswer::page(response.map(body)));
            });
            call(&app, &handler, &label, request, responder);
        });
        (scheme.clone(), answer)
    };
    shared.uri_schemes.read().iter().map(of_scheme).collect()
}

#[cfg(target_os = "linux")]
fn body(bytes: Cow<'static, [u8]>) -> Body {
    let bytes = match bytes {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => bytes.into(),
    };
    Payload::Raw(bytes).into()
}

/// Registers the application's URI schemes with a webview that is about to be created.
#[cfg(not(target_os = "linux"))]
pub(crate) fn register<'a>(
    mut builder: wry::WebViewBuilder<'a>,
    shared: &Arc<AppShared>,
) -> wry::WebViewBuilder<'a> {
    for (scheme, handler) in shared.uri_schemes.read().iter() {
        let (app, handler) = (Arc::downgrade(shared), Arc::clone(handler));
        builder = builder.with_asynchronous_custom_protocol(
            scheme.clone(),
            move |label, request, responder| {
                let responder = UriSchemeResponder::new(|response| responder.respond(response));
                call(&app, &handler, label, request, responder);
            },
        );
    }
    builder
}

/// Calls a handler of the application. The responder responds when it is dropped.
fn call(
    app: &Weak<AppShared>,
    handler: &UriSchemeHandler,
    label: &str,
    request: http::Request<Vec<u8>>,
    responder: UriSchemeResponder,
) {
    let Some(app) = app.upgrade() else { return };
    // A panic must not reach the system.
    let _panicked = foreign::contain("the handler of a URI scheme", || {
        handler(&app, label, request, responder);
    });
}

/// Schemes of the engine and of the web.
const RESERVED: [&str; 10] = [
    crate::lane::protocol::SCHEME,
    asset::SCHEME,
    "about",
    "blob",
    "data",
    "file",
    "http",
    "https",
    "ws",
    "wss",
];

/// Returns whether an application may register a scheme of this name: it is valid, and is not a scheme of pages, of the engine or of the web.
pub(crate) fn is_free(scheme: &str) -> bool {
    is_possible_for_pages(scheme) && ![serve::SCHEME, serve::SCHEME_OF_TAURI].contains(&scheme)
}

/// # Errors
/// Returns [`Error::Config`] if pages cannot have the scheme that the configuration sets.
pub(crate) fn check(config: &Config, own: &[(String, UriSchemeHandler)]) -> Result<()> {
    let scheme = serve::scheme(config);
    let message = if !is_possible_for_pages(scheme) {
        format!(
            "`{scheme}` is reserved, or not made of lowercase letters, digits, `+`, `-` and `.`"
        )
    } else if own.iter().any(|(own, _)| own == scheme) {
        format!("`{scheme}` is a URI scheme that the application registers itself")
    } else {
        return Ok(());
    };
    Err(Error::Config {
        key: "app.scheme".into(),
        message,
    })
}

/// Returns whether pages may have a scheme of this name: it is valid, and is not a scheme of the engine or of the web.
pub(crate) fn is_possible_for_pages(scheme: &str) -> bool {
    origin::is_lowercase_scheme(scheme) && !RESERVED.contains(&scheme)
}

#[cfg(test)]
mod tests {
    use super::{is_free, is_possible_for_pages};

    #[test]
    fn schemes_of_the_engine_and_of_the_web_are_reserved() {
        for free in ["stream", "my-app", "a1+b.c"] {
            assert!(is_free(free), "{free}");
        }
        for own in ["bytelane", "tauri"] {
            assert!(is_possible_for_pages(own) && !is_free(own), "{own}");
        }
        for not in ["ipc", "asset", "https", "", "1a", "a b", "Stream", "a:"] {
            assert!(!is_free(not) && !is_possible_for_pages(not), "{not}");
        }
    }
}
