pub struct MyState(pub String);

#[tauri::command]
fn my_custom_command(state: tauri::State<MyState>) {
    assert_eq!(state.0 == "some state value", true);
}

pub struct Unmanaged;

#[tauri::command]
fn not_managed(state: tauri::State<'_, Unmanaged>) {
    let _ = state;
}

#[cfg_attr(mobile, tauri::mobile_entry_point)]
pub fn run() {
    tauri::Builder::default()
        .manage(MyState("some state value".into()))
        .invoke_handler(tauri::generate_handler![my_custom_command])
        .run(tauri::generate_context!())
        .expect("error while running tauri application");
}

pub fn plugin<R: tauri::Runtime>() -> tauri::plugin::TauriPlugin<R> {
    tauri::plugin::Builder::new("shared")
        .invoke_handler(tauri::generate_handler![my_custom_command, not_managed])
        .build()
}
