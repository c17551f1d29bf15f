//! Declares the permissions of the plugin to the build of the application.

const COMMANDS: &[&str] = &["status"];

fn main() {
    tauri_plugin::Builder::new(COMMANDS).build();
}
