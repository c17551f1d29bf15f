#[tauri::command]
fn my_custom_command(invoke_message: String) -> String {
    println!(
        "I was invoked from JavaScript, with this message: {}",
        invoke_message
    );
    invoke_message
}

mod snake {
    #[tauri::command(rename_all = "snake_case")]
    pub fn in_snake_case(invoke_message: String) -> String {
        invoke_message
    }
}

pub fn plugin<R: tauri::Runtime>() -> tauri::plugin::TauriPlugin<R> {
    tauri::plugin::Builder::new("arguments")
        .invoke_handler(tauri::generate_handler![
            my_custom_command,
            snake::in_snake_case
        ])
        .build()
}
