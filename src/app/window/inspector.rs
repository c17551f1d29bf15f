//! The window of the inspector. It is none of the application's windows: it has no handle and no events, and the application exits without it.

use std::sync::{Arc, OnceLock, Weak};

use tao::{dpi::LogicalSize, window::WindowBuilder};

use super::create::build;
use crate::{
    app::{
        AppHandle, Error, Result, Runtime,
        lifecycle::{open_windows::OpenWindows, shared::AppShared},
    },
    inspector::Inspector,
};

/// The application that a function opens the window of, once it has been built.
pub(crate) type Opened = Arc<OnceLock<Weak<AppShared>>>;

/// Returns the function that opens the window of an application.
pub(crate) fn opener(of: &Opened) -> impl Fn() + Send + Sync + 'static {
    let of = Arc::clone(of);
    move || {
        let Some(app) = of.get().and_then(Weak::upgrade) else {
            return;
        };
        // An error means that the event loop has ended.
        let _ended = app.run_with_windows(|windows| {
            if let Err(error) = show(windows) {
                tracing::warn!(target: "bytelane::application", "the window of the inspector cannot be opened: {error}");
            }
        });
    }
}

fn show(windows: &OpenWindows) -> Result<()> {
    if let Some((_, window)) = &*windows.inspector.borrow() {
        window.set_minimized(false);
        window.set_focus();
        return Ok(());
    }
    let failed = |message: String| Error::CreateWindow {
        label: "bytelane-inspector".into(),
        message,
    };
    let window = WindowBuilder::new()
        .with_title("Inspector")
        .with_inner_size(LogicalSize::new(1120.0, 760.0))
        .build(&windows.target)
        .map_err(|error| failed(error.to_string()))?;
    let mut web_context = windows.web_context().map_err(failed)?;
    let builder = wry::WebViewBuilder::new_with_web_context(&mut web_context)
        .with_incognito(windows.app.incognito);
    let engine = &windows.app.engine;
    let options = engine.inspector_options();
    let (webview, _handle) = engine
        .attach(options, builder, |builder| build(builder, &window))
        .map_err(|error| failed(error.to_string()))?;
    *windows.inspector.borrow_mut() = Some((webview, window));
    Ok(())
}

impl<R: Runtime> AppHandle<R> {
    /// Returns the inspector, if it is enabled. An exporter of metrics reads its snapshots.
    pub fn inspector(&self) -> Option<&Arc<Inspector>> {
        self.shared.engine.inspector()
    }

    /// Closes the window of the inspector, if it is open.
    pub fn close_inspector(&self) {
        // An error means that the event loop has ended, and the window with it.
        let _ended = self
            .shared
            .run_with_windows(|windows| windows.close_inspector(None));
    }

    /// Opens the window of the inspector, or shows it if it is open. Returns whether the inspector is enabled.
    pub fn show_inspector(&self) -> bool {
        self.shared.engine.show_inspector()
    }
}
