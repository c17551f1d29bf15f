//! Runs the build of Tauri.

fn main() {
    tauri_build::build();
}
