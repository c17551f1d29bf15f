//! Who of an application emits and listens, and what the application itself emits.

use std::{path::PathBuf, sync::Arc};

use serde::Serialize;
use tao::dpi::{PhysicalPosition, PhysicalSize};

use crate::{
    Result,
    app::{
        App, AppHandle, DragDropEvent, Runtime, Webview, WebviewWindow, Window, WindowEvent,
        lifecycle::shared::{Core, WindowCore, sealed::Managed},
    },
    event::{Emitter, EventHub, EventId, EventSource, EventTarget, Listener},
};

macro_rules! takes_part {
    ($($type:ident as $target:expr;)*) => {$(
        impl<R: Runtime> EventSource for $type<R> {
            fn event_hub(&self) -> &Arc<EventHub> {
                self.managed_app().core.engine.events()
            }

            fn event_target(&self) -> EventTarget {
                $target(self)
            }
        }

        impl<R: Runtime> Emitter<R> for $type<R> {}
        impl<R: Runtime> Listener<R> for $type<R> {}
    )*};
}

takes_part! {
    App as |_: &Self| EventTarget::App;
    AppHandle as |_: &Self| EventTarget::App;
    Window as |window: &Self| EventTarget::window(window.label());
    Webview as |webview: &Self| EventTarget::webview(webview.label());
    WebviewWindow as |window: &Self| EventTarget::webview_window(window.label());
}

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

/// Emits what happens to a window, to those who listen to this window. A page that listens to `tauri://close-requested` keeps it open.
pub(crate) fn emit_window_event(app: &Core, window: &WindowCore, event: &WindowEvent) {
    let hub = app.engine.events();
    let is_meant = |target: &EventTarget| is_window(target, window.label());
    let result = match event {
        WindowEvent::Resized(size) => hub.emit_filter("tauri://resize", size, is_meant),
        WindowEvent::Moved(position) => hub.emit_filter("tauri://move", position, is_meant),
        WindowEvent::CloseRequested { api } => {
            if hub.has_page_listener(CLOSE_REQUESTED, is_meant) {
                api.prevent_close();
            }
            hub.emit_filter(CLOSE_REQUESTED, (), is_meant)
        }
        WindowEvent::Destroyed => hub.emit_filter("tauri://destroyed", (), is_meant),
        WindowEvent::Focused(true) => hub.emit_filter("tauri://focus", (), is_meant),
        WindowEvent::Focused(false) => hub.emit_filter("tauri://blur", (), is_meant),
        WindowEvent::ScaleFactorChanged {
            scale_factor,
            new_inner_size,
        } => {
            let change = ScaleFactorChanged {
                scale_factor: *scale_factor,
                size: *new_inner_size,
            };
            hub.emit_filter("tauri://scale-change", change, is_meant)
        }
        WindowEvent::ThemeChanged(theme) => {
            hub.emit_filter("tauri://theme-changed", theme, is_meant)
        }
        WindowEvent::DragDrop(event) => {
            let (name, payload) = dragged(event);
            // Over the page, so its listeners are meant too.
            hub.emit_filter(name, payload, |target| {
                is_meant(target) || *target == EventTarget::webview(window.label())
            })
        }
    };
    warn(result);
}

/// Files over a page, as pages are told.
#[derive(Debug, Serialize)]
struct Dragged<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    paths: Option<&'a [PathBuf]>,
    position: &'a PhysicalPosition<f64>,
}

fn dragged(event: &DragDropEvent) -> (&'static str, Option<Dragged<'_>>) {
    match event {
        DragDropEvent::Enter { paths, position } => (
            "tauri://drag-enter",
            Some(Dragged {
                paths: Some(paths),
                position,
            }),
        ),
        DragDropEvent::Over { position } => (
            "tauri://drag-over",
            Some(Dragged {
                paths: None,
                position,
            }),
        ),
        DragDropEvent::Drop { paths, position } => (
            "tauri://drag-drop",
            Some(Dragged {
                paths: Some(paths),
                position,
            }),
        ),
        DragDropEvent::Leave => ("tauri://drag-leave", None),
    }
}

/// Emits that there is a new window with its webview.
pub(crate) fn emit_created(app: &Core, window: &WindowCore) {
    let created = Created {
        label: window.label(),
    };
    for event in ["tauri://window-created", "tauri://webview-created"] {
        warn(app.engine.events().emit(event, &created));
    }
}

/// The listeners in Rust that go with a window.
pub(crate) fn listeners_of(app: &Core, label: &str) -> Vec<EventId> {
    let targets = [
        EventTarget::window(label),
        EventTarget::webview(label),
        EventTarget::webview_window(label),
    ];
    let hub = app.engine.events();
    hub.listeners_of(|target| targets.contains(target))
}

/// Whether a listener of this target wants what happens to the window.
fn is_window(target: &EventTarget, window: &str) -> bool {
    match target {
        EventTarget::Window { label } | EventTarget::WebviewWindow { label } => label == window,
        _ => false,
    }
}

/// The application has nobody to return an error to.
fn warn(result: Result<()>) {
    if let Err(error) = result {
        tracing::warn!("{error}");
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn dragged_files_have_tauris_names_and_shapes() {
        let told = |event: wry::DragDropEvent| {
            let event = DragDropEvent::of(event).unwrap();
            let (name, payload) = dragged(&event);
            (name, serde_json::to_value(payload).unwrap())
        };
        let (paths, position) = (vec![PathBuf::from("/a b")], (3, 4));
        let point = json!({ "x": 3.0, "y": 4.0 });
        assert_eq!(
            told(wry::DragDropEvent::Enter {
                paths: paths.clone(),
                position
            }),
            (
                "tauri://drag-enter",
                json!({ "paths": ["/a b"], "position": point })
            )
        );
        assert_eq!(
            told(wry::DragDropEvent::Over { position }),
            ("tauri://drag-over", json!({ "position": point }))
        );
        assert_eq!(
            told(wry::DragDropEvent::Drop { paths, position }),
            (
                "tauri://drag-drop",
                json!({ "paths": ["/a b"], "position": point })
            )
        );
        assert_eq!(
            told(wry::DragDropEvent::Leave),
            ("tauri://drag-leave", serde_json::Value::Null)
        );
    }
}
