//! Events that the application itself emits: what happens to its windows.

use std::path::PathBuf;

use serde::Serialize;
use tao::dpi::{PhysicalPosition, PhysicalSize};

use crate::{
    Result,
    app::{
        DragDropEvent, WindowEvent,
        lifecycle::shared::{AppShared, WindowShared},
    },
    event::EventTarget,
};

const CLOSE_REQUESTED: &str = "tauri://close-requested";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ScaleFactorChanged {
    scale_factor: f64,
    size: PhysicalSize<u32>,
}

#[derive(Serialize)]
struct Created<'a> {
    label: &'a str,
}

/// Emits an event of a window to the listeners that target the window. A page that listens to `tauri://close-requested` prevents the close.
pub(crate) fn emit_window_event(app: &AppShared, window: &WindowShared, event: &WindowEvent) {
    let hub = app.engine.events();
    let matches = |target: &EventTarget| is_window(target, window.label());
    let result = match event {
        WindowEvent::Resized(size) => hub.emit_filter("tauri://resize", size, matches),
        WindowEvent::Moved(position) => hub.emit_filter("tauri://move", position, matches),
        WindowEvent::CloseRequested { api } => {
            if hub.has_page_listener(CLOSE_REQUESTED, matches) {
                api.prevent_close();
            }
            hub.emit_filter(CLOSE_REQUESTED, (), matches)
        }
        WindowEvent::Destroyed => hub.emit_filter("tauri://destroyed", (), matches),
        WindowEvent::Focused(true) => hub.emit_filter("tauri://focus", (), matches),
        WindowEvent::Focused(false) => hub.emit_filter("tauri://blur", (), matches),
        WindowEvent::ScaleFactorChanged {
            scale_factor,
            new_inner_size,
        } => {
            let change = ScaleFactorChanged {
                scale_factor: *scale_factor,
                size: *new_inner_size,
            };
            hub.emit_filter("tauri://scale-change", change, matches)
        }
        WindowEvent::ThemeChanged(theme) => {
            hub.emit_filter("tauri://theme-changed", theme, matches)
        }
        WindowEvent::DragDrop(event) => {
            let (name, payload) = drag_drop_event(event);
            // The files are over the page, so listeners of the webview receive the event too.
            hub.emit_filter(name, payload, |target| {
                matches(target) || *target == EventTarget::webview(window.label())
            })
        }
    };
    warn(result);
}

/// The payload of a drag-and-drop event.
#[derive(Debug, Serialize)]
struct DragDropPayload<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    paths: Option<&'a [PathBuf]>,
    position: &'a PhysicalPosition<f64>,
}

/// Returns the name and the payload of a drag-and-drop event.
fn drag_drop_event(event: &DragDropEvent) -> (&'static str, Option<DragDropPayload<'_>>) {
    match event {
        DragDropEvent::Enter { paths, position } => (
            "tauri://drag-enter",
            Some(DragDropPayload {
                paths: Some(paths),
                position,
            }),
        ),
        DragDropEvent::Over { position } => (
            "tauri://drag-over",
            Some(DragDropPayload {
                paths: None,
                position,
            }),
        ),
        DragDropEvent::Drop { paths, position } => (
            "tauri://drag-drop",
            Some(DragDropPayload {
                paths: Some(paths),
                position,
            }),
        ),
        DragDropEvent::Leave => ("tauri://drag-leave", None),
    }
}

/// Emits the creation of a window and its webview.
pub(crate) fn emit_created(app: &AppShared, window: &WindowShared) {
    let created = Created {
        label: window.label(),
    };
    for event in ["tauri://window-created", "tauri://webview-created"] {
        warn(app.engine.events().emit(event, &created));
    }
}

/// Returns whether a listener of this target receives the events of the window.
fn is_window(target: &EventTarget, window: &str) -> bool {
    match target {
        EventTarget::Window { label } | EventTarget::WebviewWindow { label } => label == window,
        _ => false,
    }
}

/// Logs an error, which no caller can receive.
fn warn(result: Result<()>) {
    if let Err(error) = result {
        tracing::warn!(target: "bytelane::application", "{error}");
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn drag_drop_events_have_tauris_names_and_payloads() {
        let emitted = |event: wry::DragDropEvent| {
            let event = DragDropEvent::of(event).unwrap();
            let (name, payload) = drag_drop_event(&event);
            (name, serde_json::to_value(payload).unwrap())
        };
        let (paths, position) = (vec![PathBuf::from("/a b")], (3, 4));
        let point = json!({ "x": 3.0, "y": 4.0 });
        assert_eq!(
            emitted(wry::DragDropEvent::Enter {
                paths: paths.clone(),
                position
            }),
            (
                "tauri://drag-enter",
                json!({ "paths": ["/a b"], "position": point })
            )
        );
        assert_eq!(
            emitted(wry::DragDropEvent::Over { position }),
            ("tauri://drag-over", json!({ "position": point }))
        );
        assert_eq!(
            emitted(wry::DragDropEvent::Drop { paths, position }),
            (
                "tauri://drag-drop",
                json!({ "paths": ["/a b"], "position": point })
            )
        );
        assert_eq!(
            emitted(wry::DragDropEvent::Leave),
            ("tauri://drag-leave", serde_json::Value::Null)
        );
    }
}
