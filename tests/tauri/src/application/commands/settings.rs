use std::path::PathBuf;

use serde_json::Value;
use tauri::{AppHandle, Manager, State, async_runtime::Mutex};

use crate::application::{error::Result, state::Settings};

#[tauri::command]
pub async fn get_settings(
    settings: State<'_, Mutex<Settings>>,
) -> std::result::Result<Settings, ()> {
    Ok(settings.lock().await.clone())
}

#[tauri::command]
pub async fn set_setting(
    settings: State<'_, Mutex<Settings>>,
    key: String,
    value: Value,
) -> std::result::Result<(), String> {
    if key.is_empty() {
        return Err("a setting has a name".into());
    }
    settings.lock().await.0.insert(key, value);
    Ok(())
}

#[tauri::command]
pub async fn reset_settings(app: AppHandle) {
    let settings = app.state::<Mutex<Settings>>();
    settings.lock().await.0.clear();
}

#[tauri::command]
pub fn data_directory(app: AppHandle) -> Result<PathBuf> {
    Ok(app.path().app_data_dir()?)
}

#[tauri::command]
pub fn app_version(app: AppHandle) -> String {
    app.package_info().version.to_string()
}
