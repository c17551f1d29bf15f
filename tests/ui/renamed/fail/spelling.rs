//! Mistakes in how a command is written.

struct A;

impl A {
    #[tauri::command]
    fn a(&self) {}
}

#[tauri::command(sync)]
fn b() {}

fn main() {}
