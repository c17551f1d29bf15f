//! Files that the application is started with.

use tauri::{AppHandle, Url, WebviewUrl, WebviewWindowBuilder};

fn open(app: &AppHandle, files: &[Url]) -> tauri::Result<()> {
    let urls: Vec<_> = files.iter().map(Url::as_str).collect();
    let script = format!("window.openedUrls = {}", serde_json::to_string(&urls)?);
    WebviewWindowBuilder::new(app, "main", WebviewUrl::default())
        .initialization_script(&script)
        .build()?;
    Ok(())
}

pub fn builder() -> tauri::Builder<tauri::Wry> {
    tauri::Builder::default().setup(|app| {
        let mut files = Vec::new();
        // The paths of the arguments, or their `file:` URLs.
        for argument in std::env::args().skip(1) {
            if argument.starts_with('-') {
                continue;
            }
            if let Ok(url) = Url::parse(&argument) {
                files.push(url);
            } else if let Ok(url) = Url::from_file_path(&argument) {
                files.push(url);
            }
        }
        open(app.handle(), &files)?;
        Ok(())
    })
}
