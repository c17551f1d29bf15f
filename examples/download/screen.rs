//! Functions of WebKitGTK that the application layer does not offer: a screenshot of the page, and a signal when its process ends.

use std::path::PathBuf;

use bytelane::{Manager, WebviewWindow};
use gtk::gdk;
use webkit2gtk::{SnapshotOptions, SnapshotRegion, WebViewExt};

/// Saves a screenshot of the whole page as a PNG file.
pub(crate) async fn save(window: &WebviewWindow, path: PathBuf) -> Result<(), String> {
    let (sender, receiver) = tokio::sync::oneshot::channel();
    let take = move |webview: bytelane::PlatformWebview| {
        let cancellable: Option<&gio::Cancellable> = None;
        webview.inner().snapshot(
            SnapshotRegion::FullDocument,
            SnapshotOptions::NONE,
            cancellable,
            move |result| {
                let saved = result
                    .map_err(|error| error.to_string())
                    .and_then(|surface| {
                        let image = gtk::cairo::ImageSurface::try_from(surface)
                            .map_err(|_| "the snapshot is not an image")?;
                        let pixels = gdk::pixbuf_get_from_surface(
                            &image,
                            0,
                            0,
                            image.width(),
                            image.height(),
                        )
                        .ok_or("the snapshot is empty")?;
                        pixels
                            .savev(&path, "png", &[])
                            .map_err(|error| format!("{}: {error}", path.display()))
                    });
                // The receiver is gone once the application has ended.
                let _waiting = sender.send(saved);
            },
        );
    };
    window
        .with_webview(take)
        .map_err(|error| error.to_string())?;
    receiver
        .await
        .map_err(|_| "the window was closed before the screenshot was taken")?
}

/// Exits the application when the page's process ends.
pub(crate) fn watch(window: &WebviewWindow) -> bytelane::Result<()> {
    let app = window.app_handle().clone();
    window.with_webview(move |webview| {
        webview
            .inner()
            .connect_web_process_terminated(move |_, reason| {
                eprintln!("the process of the page has ended: {reason:?}");
                app.exit(1);
            });
    })
}
