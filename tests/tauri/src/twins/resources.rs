//! Files that are distributed with the application.

use tauri::{AppHandle, Manager, path::BaseDirectory};

#[tauri::command]
fn resource(app: AppHandle) -> tauri::Result<std::path::PathBuf> {
    app.path().resolve("words/en.txt", BaseDirectory::Resource)
}

#[tauri::command]
fn words(app: AppHandle) -> Result<usize, String> {
    let path = resource(app).map_err(|error| error.to_string())?;
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    Ok(text.lines().count())
}

pub fn builder() -> tauri::Builder<tauri::Wry> {
    tauri::Builder::default().invoke_handler(tauri::generate_handler![resource, words])
}
