//! Managed state.

use std::sync::Mutex;

use tauri::State;

struct Counter(Mutex<isize>);

#[tauri::command]
fn add(by: isize, counter: State<'_, Counter>) -> isize {
    let mut count = counter.0.lock().unwrap();
    *count += by;
    *count
}

#[tauri::command]
fn count(counter: State<Counter>) -> isize {
    *counter.inner().0.lock().unwrap()
}

pub fn builder() -> tauri::Builder<tauri::Wry> {
    tauri::Builder::default()
        .manage(Counter(Mutex::new(0)))
        .invoke_handler(tauri::generate_handler![add, count])
}
