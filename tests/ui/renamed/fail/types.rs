//! What newcomers get wrong, under the name that their application has for the dependency.

struct NotRead;
struct NotWritten;

#[tauri::command]
fn takes(value: NotRead) {
    let _ = value;
}

#[tauri::command]
fn gives() -> NotWritten {
    NotWritten
}

fn main() {
    let _ = tauri::Router::new(tauri::generate_handler![takes, gives]);
}
