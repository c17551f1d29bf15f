//! Windows that pages request with `window.open` or a link.

use tao::dpi::{LogicalPosition, LogicalSize};
use url::Url;

use crate::foreign;

/// The response to a page's request for a new window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NewWindowResponse {
    /// Opens a window of the system's webview that is not a window of the application. Its page has no client and cannot call commands; pages that the
    /// application serves are not available in it.
    Allow,
    /// Denies the request.
    Deny,
}

/// The features of a window that a page requests.
#[derive(Clone, Copy, Debug)]
pub struct NewWindowFeatures {
    size: Option<LogicalSize<f64>>,
    position: Option<LogicalPosition<f64>>,
}

impl NewWindowFeatures {
    /// Returns the requested size of the client area in logical pixels. Always `None` on Linux.
    pub const fn size(&self) -> Option<LogicalSize<f64>> {
        self.size
    }

    /// Returns the requested position in logical pixels. Always `None` on Linux.
    pub const fn position(&self) -> Option<LogicalPosition<f64>> {
        self.position
    }
}

pub(crate) type NewWindowHandler = Box<dyn Fn(Url, NewWindowFeatures) -> NewWindowResponse + Send>;

/// Registers the handler with a webview that is about to be created.
pub(crate) fn with_handler(
    builder: wry::WebViewBuilder<'_>,
    handler: NewWindowHandler,
) -> wry::WebViewBuilder<'_> {
    builder.with_new_window_req_handler(move |url, features| {
        let features = NewWindowFeatures {
            size: features.size,
            position: features.position,
        };
        // A request whose URL does not parse is denied, and so is one whose handler panics: a panic must not reach the system.
        let response = Url::parse(&url).ok().and_then(|url| {
            foreign::contain("the handler of on_new_window", || handler(url, features))
        });
        match response {
            Some(NewWindowResponse::Allow) => wry::NewWindowResponse::Allow,
            Some(NewWindowResponse::Deny) | None => wry::NewWindowResponse::Deny,
        }
    })
}
