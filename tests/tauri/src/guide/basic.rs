use std::sync::atomic::{AtomicU32, Ordering};

pub static INVOKED: AtomicU32 = AtomicU32::new(0);

#[tauri::command]
pub fn my_custom_command() {
    INVOKED.fetch_add(1, Ordering::Relaxed);
    println!("I was invoked from JavaScript!");
}

#[cfg_attr(mobile, tauri::mobile_entry_point)]
pub fn run() {
    tauri::Builder::default()
        .invoke_handler(tauri::generate_handler![my_custom_command])
        .run(tauri::generate_context!())
        .expect("error while running tauri application");
}

pub fn plugin<R: tauri::Runtime>() -> tauri::plugin::TauriPlugin<R> {
    tauri::plugin::Builder::new("basic")
        .invoke_handler(tauri::generate_handler![my_custom_command])
        .build()
}
