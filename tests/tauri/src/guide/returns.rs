use tauri::ipc::Response;

#[tauri::command]
fn my_custom_command() -> String {
    "Hello from Rust!".into()
}

#[tauri::command]
fn read_file() -> Response {
    let data = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tauri.conf.json")).unwrap();
    tauri::ipc::Response::new(data)
}

#[tauri::command]
fn read_text() -> Response {
    Response::new(r#"{"json":true}"#.to_string())
}

pub fn plugin<R: tauri::Runtime>() -> tauri::plugin::TauriPlugin<R> {
    tauri::plugin::Builder::new("returns")
        .invoke_handler(tauri::generate_handler![
            my_custom_command,
            read_file,
            read_text
        ])
        .build()
}
