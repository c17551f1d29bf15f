//! Webviews inside windows of tao.

use tao::window::Window;
use wry::{WebView, WebViewBuilder};

#[cfg(target_os = "linux")]
pub(crate) fn build(window: &Window, builder: WebViewBuilder<'_>) -> wry::Result<WebView> {
    use tao::platform::unix::WindowExtUnix;
    use wry::WebViewBuilderExtUnix;

    builder.build_gtk(window.default_vbox().expect("a GTK window has a box"))
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn build(window: &Window, builder: WebViewBuilder<'_>) -> wry::Result<WebView> {
    builder.build(window)
}
