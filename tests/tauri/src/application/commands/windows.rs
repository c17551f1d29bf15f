use tauri::{AppHandle, Manager, WebviewUrl, WebviewWindow, WebviewWindowBuilder};

use crate::application::error::Result;

#[tauri::command]
pub async fn open_editor(app: AppHandle, id: String) -> Result<String> {
    let label = format!("editor-{id}");
    if let Some(window) = app.get_webview_window(&label) {
        window.set_focus()?;
        return Ok(label);
    }
    let url = WebviewUrl::App(format!("index.html?case=listener&id={id}").into());
    let window = WebviewWindowBuilder::new(&app, &label, url)
        .title(format!("Note {id}"))
        .inner_size(400.0, 300.0)
        .min_inner_size(200.0, 100.0)
        .resizable(true)
        .visible(false)
        .initialization_script("window.editor = true")
        .on_navigation(|url| url.host_str() == Some("localhost"))
        .build()?;
    let name = window.label().to_owned();
    let handle = app.clone();
    window.on_window_event(move |event| {
        if let tauri::WindowEvent::Destroyed = event {
            let closed = handle.state::<crate::conformance::Counts>();
            closed.add(&format!("{name} closed"));
        }
    });
    Ok(label)
}

#[tauri::command]
pub fn close_editor(app: AppHandle, id: String) -> bool {
    app.get_webview_window(&format!("editor-{id}"))
        .is_some_and(|window| window.close().is_ok())
}

#[tauri::command]
pub fn list_windows(app: AppHandle) -> Vec<String> {
    let mut labels: Vec<_> = app.webview_windows().into_keys().collect();
    labels.sort();
    labels
}

#[tauri::command]
pub fn window_title(webview_window: WebviewWindow) -> tauri::Result<String> {
    webview_window.title()
}
