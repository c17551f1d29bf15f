use std::{sync::atomic::Ordering, time::Duration};

use serde::Serialize;
use tauri::{AppHandle, Emitter, Manager, State, Window, ipc::Channel};

use crate::application::{
    error::Result,
    state::{Index, Notes},
};

#[tauri::command]
pub async fn search(notes: State<'_, Notes>, query: &str) -> Result<Vec<String>> {
    let found = notes
        .all()
        .into_iter()
        .filter(|note| note.text.contains(query));
    Ok(found.map(|note| note.id).collect())
}

#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase", tag = "event", content = "data")]
pub enum SearchEvent {
    Found { id: String },
    Finished { count: usize },
}

#[tauri::command]
pub async fn search_stream(
    app: AppHandle,
    query: String,
    on_event: Channel<SearchEvent>,
) -> std::result::Result<(), String> {
    let mut count = 0;
    for note in app.state::<Notes>().all() {
        if note.text.contains(&query) {
            count += 1;
            on_event
                .send(SearchEvent::Found { id: note.id })
                .map_err(|error| error.to_string())?;
        }
    }
    on_event
        .send(SearchEvent::Finished { count })
        .map_err(|error| error.to_string())
}

/// Continues after the call, and reports progress by events.
#[tauri::command]
pub fn reindex(app: AppHandle, window: Window) {
    let label = window.label().to_string();
    tauri::async_runtime::spawn(async move {
        for percent in (0..=100).step_by(25) {
            if app.state::<Index>().cancelled.load(Ordering::Relaxed) {
                break;
            }
            let _ = app.emit_to(&label, "index-progress", percent);
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let _ = window.emit("index-done", ());
    });
}

#[tauri::command]
pub fn cancel_reindex(index: State<'_, Index>) -> bool {
    index.cancelled.swap(true, Ordering::Relaxed)
}
