//! The inspector of an engine: whether there is one, and what opens its window.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Instant,
};

use super::{
    builder::{Engine, EngineBuilder},
    inspector::{InspectorSettings, KEY, SCHEME, page},
    options::AttachOptions,
};
use crate::{
    Router,
    inspector::{Inspector, Viewer},
    origin,
    router::ShowInspector,
};

/// Environment variable that, with the value `1`, records from the start and opens the window with the first webview.
const VARIABLE: &str = "BYTELANE_INSPECTOR";

/// Label of the window's webview.
const LABEL: &str = "bytelane-inspector";

#[cfg(target_os = "linux")]
fn own_window(engine: &Engine) -> Option<ShowInspector> {
    Some(super::inspector::window::opener(engine))
}

#[cfg(not(target_os = "linux"))]
const fn own_window(_: &Engine) -> Option<ShowInspector> {
    None
}

impl EngineBuilder {
    /// Enables or disables the inspector: a window that shows the calls, channels, events and memory of all pages. It is enabled in debug builds by default.
    ///
    /// Ctrl+Shift+F12 in a page of the application opens the window, and so does the environment variable `BYTELANE_INSPECTOR=1` with the first
    /// webview. Nothing is recorded before. A router that has an inspector keeps it.
    #[must_use]
    pub const fn inspector(mut self, enabled: bool) -> Self {
        self.inspector.is_enabled = enabled;
        self
    }

    /// Sets the function that opens the window of the inspector, on any thread: it builds a webview with [`Engine::inspector_options`], or shows the window that is
    /// open. The default on Linux is a window of GTK; on other systems no window opens unless this is set.
    #[must_use]
    pub fn inspector_window(mut self, show: impl Fn() + Send + Sync + 'static) -> Self {
        self.inspector.show = Some(Arc::new(move |_: &Router| show()));
        self
    }
}

impl Engine {
    /// Gives the engine its inspector, if it is enabled.
    pub(super) fn with_inspector(mut self, settings: InspectorSettings) -> Self {
        let mut router = self.router.clone();
        if router.inspector().is_none() {
            if !settings.is_enabled {
                return self;
            }
            let start = Instant::now();
            let clock = move || u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX);
            router = router.with_inspector(Inspector::new(clock));
        }
        if let Some(show) = settings.show.or_else(|| own_window(&self)) {
            router = router.with_inspector_window(show);
        }
        if std::env::var_os(VARIABLE).is_some_and(|value| value == "1") {
            self.inspection.opens.store(true, Ordering::Relaxed);
            self.inspection.recording = router.inspector().map(|it| Arc::new(it.open()));
        }
        self.router = router;
        self
    }

    /// Returns the inspector, if it is enabled.
    pub const fn inspector(&self) -> Option<&Arc<Inspector>> {
        self.router.inspector()
    }

    /// Opens the window of the inspector, or shows it if it is open. Returns whether there is one. Callable from any thread.
    pub fn show_inspector(&self) -> bool {
        self.router.show_inspector()
    }

    /// Returns the options of a webview that shows the inspector. Its calls are not recorded, and the inspector records as long as its page is open.
    pub fn inspector_options(&self) -> AttachOptions {
        let url = format!("{}/", origin::of_scheme(SCHEME));
        AttachOptions::new(LABEL)
            .extension(Viewer)
            .serve(SCHEME, page::server(&self.scheme), url)
    }

    /// Returns the script of the key for a webview of the application. The first webview opens the window, if the environment asks for it.
    pub(super) fn inspect(&self, options: &AttachOptions) -> Option<String> {
        self.inspector()?;
        if options.extensions.get::<Viewer>().is_some() {
            return None;
        }
        if self.inspection.opens.swap(false, Ordering::Relaxed) {
            self.show_inspector();
        }
        Some(KEY.to_owned())
    }
}
