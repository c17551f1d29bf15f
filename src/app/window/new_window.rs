use tao::dpi::{LogicalPosition, LogicalSize};
use url::Url;

use crate::app::lifecycle::guarded::guarded;

/// What becomes of a window that a page asks for, with `window.open` or a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NewWindowResponse {
    /// It opens, as a window of the system's webview that the application knows nothing of. Its page has no client, so it calls nothing.
    Allow,
    /// It does not.
    Deny,
}

/// What a page says of the window that it asks for.
#[derive(Clone, Copy, Debug)]
pub struct NewWindowFeatures {
    size: Option<LogicalSize<f64>>,
    position: Option<LogicalPosition<f64>>,
}

impl NewWindowFeatures {
    /// Size of its inside, where the system tells: not on Linux.
    pub const fn size(&self) -> Option<LogicalSize<f64>> {
        self.size
    }

    /// Its position, where the system tells: not on Linux.
    pub const fn position(&self) -> Option<LogicalPosition<f64>> {
        self.position
    }
}

pub(crate) type NewWindowHandler = Box<dyn Fn(Url, NewWindowFeatures) -> NewWindowResponse + Send>;

/// Has a webview that is about to be made ask the handler.
pub(crate) fn ask(
    builder: wry::WebViewBuilder<'_>,
    handler: NewWindowHandler,
) -> wry::WebViewBuilder<'_> {
    builder.with_new_window_req_handler(move |url, features| {
        let features = NewWindowFeatures {
            size: features.size,
            position: features.position,
        };
        // What is no URL leads nowhere, and a panic, which must not reach the system, forbids.
        let response = Url::parse(&url)
            .ok()
            .and_then(|url| guarded("the handler of on_new_window", || handler(url, features)));
        match response {
            Some(NewWindowResponse::Allow) => wry::NewWindowResponse::Allow,
            Some(NewWindowResponse::Deny) | None => wry::NewWindowResponse::Deny,
        }
    })
}
