mod commands {
    #[tauri::command]
    pub fn my_custom_command() -> &'static str {
        println!("I was invoked from JavaScript!");
        "separate"
    }
}

pub fn run() {
    tauri::Builder::default()
        .invoke_handler(tauri::generate_handler![commands::my_custom_command])
        .run(tauri::generate_context!())
        .expect("error while running tauri application");
}

pub fn plugin<R: tauri::Runtime>() -> tauri::plugin::TauriPlugin<R> {
    tauri::plugin::Builder::new("separate")
        .invoke_handler(tauri::generate_handler![commands::my_custom_command])
        .build()
}
