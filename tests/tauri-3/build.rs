//! Declares the permissions of the plugin, and the flag of Tauri 3.

fn main() {
    println!("cargo::rustc-check-cfg=cfg(tauri_3)");
    println!("cargo::rustc-cfg=tauri_3");
    tauri_plugin::Builder::new(&["status"]).build();
}
