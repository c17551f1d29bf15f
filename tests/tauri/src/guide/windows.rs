mod window {
    #[tauri::command]
    pub async fn my_custom_command(webview_window: tauri::WebviewWindow) -> String {
        println!("WebviewWindow: {}", webview_window.label());
        webview_window.label().to_string()
    }
}

#[tauri::command]
async fn with_handle(app_handle: tauri::AppHandle) -> String {
    app_handle.package_info().name.clone()
}

#[tauri::command]
async fn generic<R: tauri::Runtime>(
    app: tauri::AppHandle<R>,
    window: tauri::Window<R>,
    webview: tauri::Webview<R>,
) -> tauri::Result<String> {
    Ok(format!(
        "{} {} {}",
        app.config().identifier,
        window.label(),
        webview.label()
    ))
}

pub fn plugin<R: tauri::Runtime>() -> tauri::plugin::TauriPlugin<R> {
    tauri::plugin::Builder::new("windows")
        .invoke_handler(tauri::generate_handler![
            window::my_custom_command,
            with_handle,
            generic
        ])
        .build()
}
