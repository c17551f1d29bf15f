//! Windows whose webviews have no engine: they show what WebKit itself keeps of closed windows.

use std::sync::Arc;

use tao::event_loop::EventLoopWindowTarget;
use wry::WebViewBuilder;

use crate::{
    host::{Action, Host, OpenWindow, new_window},
    webview::build,
};

/// Opens a window, and counts it as opened once its page is loaded.
pub(crate) fn open(
    target: &EventLoopWindowTarget<Action>,
    host: &Arc<Host>,
    label: &str,
) -> OpenWindow {
    let window = new_window(target, label);
    let opened = Arc::clone(host);
    let builder = WebViewBuilder::new()
        .with_html("<!doctype html><p>plain")
        .with_on_page_load_handler(move |event, _| {
            if matches!(event, wry::PageLoadEvent::Finished) {
                opened.add("opened", 1);
            }
        });
    OpenWindow {
        webview: build(&window, builder).expect("a webview"),
        _window: window,
    }
}

/// Opens a window, and counts it as opened once its page reads five streams.
#[cfg(target_os = "linux")]
pub(crate) fn open_reading(
    target: &EventLoopWindowTarget<Action>,
    host: &Arc<Host>,
    label: &str,
) -> OpenWindow {
    use webkit2gtk::{SecurityManagerExt, URISchemeRequestExt, WebContextExt, WebViewExt};
    use wry::WebViewExtUnix;

    const SCHEME: &str = "reading";
    let window = new_window(target, label);
    let webview = build(&window, WebViewBuilder::new()).expect("a webview");
    let view = webview.webview();
    let context = view.context().expect("a webview has a context");
    context.register_uri_scheme(SCHEME, |request| {
        let is_page = request.path().is_none_or(|path| path == "/");
        let (stream, content_type) = if is_page {
            let page = std::io::Cursor::new(include_str!("pages/reading.html"));
            (gio::ReadInputStream::new(page), "text/html")
        } else {
            let parts = parts::Parts::default();
            (gio::ReadInputStream::new(parts), "application/octet-stream")
        };
        request.finish(&stream, -1, Some(content_type));
    });
    let security = context.security_manager().expect("a security manager");
    security.register_uri_scheme_as_cors_enabled(SCHEME);
    let opened = Arc::clone(host);
    view.connect_title_notify(move |view| {
        if view.title().is_some_and(|title| title == "reads") {
            opened.add("opened", 1);
        }
    });
    view.load_uri(&format!("{SCHEME}://localhost/"));
    OpenWindow {
        webview,
        _window: window,
    }
}

/// Elsewhere nothing is known to be kept that depends on streams.
#[cfg(not(target_os = "linux"))]
pub(crate) use open as open_reading;

#[cfg(target_os = "linux")]
mod parts {
    use std::io::{self, Read};

    /// Length of each part in bytes: WebKit sends one without shared memory, as it sends a response of the protocol lane.
    const PART_BYTES: usize = 3_840;

    /// As many bytes as one response of the protocol lane has in such parts.
    pub(super) struct Parts {
        left: usize,
    }

    impl Default for Parts {
        fn default() -> Self {
            Self {
                left: 2 * 1024 * 1024,
            }
        }
    }

    impl Read for Parts {
        fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
            let length = target.len().min(PART_BYTES).min(self.left);
            target[..length].fill(1);
            self.left -= length;
            Ok(length)
        }
    }
}
