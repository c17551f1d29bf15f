//! A window that is shown until the main window has loaded.

use std::sync::{Arc, Mutex};

use tauri::{Manager, State, WebviewWindow};

struct Splashscreen(Arc<Mutex<WebviewWindow>>);

struct Main(Arc<Mutex<WebviewWindow>>);

#[tauri::command]
fn close_splashscreen(splashscreen: State<Splashscreen>, main: State<Main>) {
    splashscreen.0.lock().unwrap().close().unwrap();
    main.0.lock().unwrap().show().unwrap();
}

pub fn builder() -> tauri::Builder<tauri::Wry> {
    tauri::Builder::default()
        .setup(|app| {
            let shared = |label| Arc::new(Mutex::new(app.get_webview_window(label).unwrap()));
            app.manage(Splashscreen(shared("splashscreen")));
            app.manage(Main(shared("main")));
            Ok(())
        })
        .invoke_handler(tauri::generate_handler![close_splashscreen])
}
