//! What of Tauri's IPC is accelerated, and why the rest is not.

use std::sync::atomic::Ordering;

use serde::Serialize;

use super::channels::Tunnels;

/// Whether calls of Tauri's `invoke` go over the lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Acceleration {
    On,
    /// [`Builder::accelerate`](crate::Builder::accelerate) has disabled it.
    Disabled,
    /// The application uses Tauri's isolation pattern.
    Isolation,
    /// The system's webview is not supported yet.
    #[cfg(not(target_os = "linux"))]
    System,
}

impl Acceleration {
    pub(crate) fn calls(self) -> bool {
        self == Self::On
    }

    /// Returns why it is off.
    pub(crate) fn reason(self) -> Option<&'static str> {
        match self {
            Self::On => None,
            Self::Disabled => Some("`Builder::accelerate(false)` has disabled it"),
            Self::Isolation => {
                Some("the application uses the isolation pattern, whose frame encrypts every call")
            }
            #[cfg(not(target_os = "linux"))]
            Self::System => Some("it needs WebKitGTK, the webview of Linux"),
        }
    }
}

/// What of Tauri's IPC the plugin has accelerated so far.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Status {
    /// Whether calls of Tauri's `invoke` go over the lane.
    pub calls: bool,
    /// Why they do not.
    pub reason: Option<&'static str>,
    /// Messages of Tauri's channels that went over the lane. None do without `channel_interceptor`.
    pub channel_messages: u64,
    /// Messages of Tauri's channels that Tauri sent its own way, although [`intercept`](crate::intercept) was asked.
    pub channel_messages_of_tauri: u64,
    /// Events of Tauri are not accelerated: `bytelane.listen` and [`EventHub`](bytelane::event::EventHub) are for events at the speed of the lane.
    pub events: bool,
}

impl Status {
    pub(crate) fn new(acceleration: Acceleration, tunnels: &Tunnels) -> Self {
        Self {
            calls: acceleration.calls(),
            reason: acceleration.reason(),
            channel_messages: tunnels.accelerated.load(Ordering::Relaxed),
            channel_messages_of_tauri: tunnels.original.load(Ordering::Relaxed),
            events: false,
        }
    }
}
