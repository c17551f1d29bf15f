#[tauri::command]
fn cmd_a() -> String {
    "Command a".into()
}

#[tauri::command]
fn cmd_b() -> String {
    "Command b".into()
}

#[cfg_attr(mobile, tauri::mobile_entry_point)]
pub fn run() {
    tauri::Builder::default()
        .invoke_handler(tauri::generate_handler![cmd_a, cmd_b])
        .run(tauri::generate_context!())
        .expect("error while running tauri application");
}

pub fn plugin<R: tauri::Runtime>() -> tauri::plugin::TauriPlugin<R> {
    tauri::plugin::Builder::new("several")
        .invoke_handler(tauri::generate_handler![cmd_a, cmd_b])
        .build()
}
