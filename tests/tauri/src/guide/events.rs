use std::sync::{Arc, Mutex};

use tauri::{Emitter, Event, EventTarget, Listener, Manager};

#[derive(Clone, Debug, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "camelCase")]
struct DownloadStarted {
    url: String,
    download_id: usize,
    content_length: usize,
}

/// Events that listeners in Rust have received.
#[derive(Clone, Default)]
pub struct Heard(pub Arc<Mutex<Vec<String>>>);

impl Heard {
    fn add(&self, text: impl Into<String>) {
        self.0.lock().unwrap().push(text.into());
    }
}

pub fn run() {
    tauri::Builder::default()
        .setup(|app| {
            app.listen("download-started", |event| {
                if let Ok(payload) = serde_json::from_str::<DownloadStarted>(&event.payload()) {
                    println!("downloading {}", payload.url);
                }
            });
            let webview = app.get_webview_window("main").unwrap();
            webview.listen("logged-in", |event| {
                let session_token = event.payload();
                // save token..
                drop(session_token.to_owned());
            });
            Ok(())
        })
        .run(tauri::generate_context!())
        .expect("error while running tauri application");
}

/// Listens as the guide shows, and records the events.
pub fn listen(app: &tauri::AppHandle) {
    let heard = Heard::default();
    app.manage(heard.clone());

    let global = heard.clone();
    app.listen("download-started", move |event| {
        if let Ok(payload) = serde_json::from_str::<DownloadStarted>(&event.payload()) {
            global.add(format!("downloading {}", payload.url));
        }
    });

    let own = heard.clone();
    let webview = app.get_webview_window("main").unwrap();
    webview.listen("logged-in", move |event| {
        own.add(format!("logged in {}", event.payload()))
    });

    // unlisten outside of the event handler scope:
    let never = heard.clone();
    let event_id = app.listen("download-started", move |_event| never.add("never"));
    app.unlisten(event_id);

    // unlisten when some event criteria is matched
    let handle = app.clone();
    let until_ready = heard.clone();
    app.listen("status-changed", move |event| {
        until_ready.add(format!("status {}", event.payload()));
        if event.payload() == r#""ready""# {
            handle.unlisten(event.id());
        }
    });

    app.once("ready", move |_event: Event| heard.add("app is ready"));
}

#[tauri::command]
fn heard(heard: tauri::State<'_, Heard>) -> Vec<String> {
    heard.0.lock().unwrap().clone()
}

#[tauri::command]
fn emit_all(app: tauri::AppHandle) -> tauri::Result<()> {
    app.emit(
        "download-started",
        DownloadStarted {
            url: "https://tauri.app".into(),
            download_id: 1,
            content_length: 1000,
        },
    )
}

#[tauri::command]
fn emit_targets(app: tauri::AppHandle, label: &str) -> tauri::Result<()> {
    app.emit_to(
        EventTarget::webview_window(label),
        "targeted",
        "webview window",
    )?;
    app.emit_to(EventTarget::window(label), "targeted", "window")?;
    app.emit_to(EventTarget::webview(label), "targeted", "webview")?;
    app.emit_to(label, "targeted", "any label")?;
    app.emit_to(EventTarget::app(), "targeted", "app")?;
    app.emit_filter(
        "targeted",
        "filtered",
        |target| matches!(target, EventTarget::WebviewWindow { label: found } if found == label),
    )
}

pub fn plugin<R: tauri::Runtime>() -> tauri::plugin::TauriPlugin<R> {
    tauri::plugin::Builder::new("events")
        .invoke_handler(tauri::generate_handler![heard, emit_all, emit_targets])
        .build()
}
