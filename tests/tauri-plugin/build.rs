//! Runs the build of Tauri, with the permissions of the commands of bytelane.

fn main() {
    tauri_plugin_bytelane::build(&["frame", "forbidden", "handles"]);
}
