//! The inspector of an engine: its settings, its page, and on Linux its window.

pub(super) mod page;
#[cfg(target_os = "linux")]
pub(super) mod window;

use std::sync::{Arc, atomic::AtomicBool};

use crate::{inspector::Recording, router::ShowInspector};

/// Scheme of the window's page.
pub(super) const SCHEME: &str = "bytelane-inspector";

/// Opens the window when the user presses the key. Runs in every page of the application.
pub(super) const KEY: &str = include_str!("key.js");

/// The settings of the builder.
pub(super) struct InspectorSettings {
    pub(super) is_enabled: bool,
    pub(super) show: Option<ShowInspector>,
}

impl Default for InspectorSettings {
    fn default() -> Self {
        Self {
            is_enabled: cfg!(debug_assertions),
            show: None,
        }
    }
}

/// The inspector at the start of a program.
#[derive(Clone, Default)]
pub(super) struct Inspection {
    /// Whether the first webview opens the window.
    pub(super) opens: Arc<AtomicBool>,
    /// Keeps the inspector recording, if the environment asks for it.
    pub(super) recording: Option<Arc<Recording>>,
}

impl std::fmt::Debug for Inspection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inspection")
            .field("is_recording", &self.recording.is_some())
            .finish_non_exhaustive()
    }
}
