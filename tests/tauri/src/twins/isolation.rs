//! A configuration with the isolation pattern, which is ignored with a warning.

#[tauri::command]
fn ping() -> &'static str {
    "pong"
}

pub fn builder() -> tauri::Builder<tauri::Wry> {
    tauri::Builder::default().invoke_handler(tauri::generate_handler![ping])
}
