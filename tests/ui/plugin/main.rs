//! A crate whose only dependency is the plugin.

use tauri_plugin_bytelane::bytelane::{
    Bytes, Router, View,
    ipc::{Archived, Channel},
    rkyv,
};

#[tauri_plugin_bytelane::bytelane::command]
fn reverse(bytes: Bytes, channel: Channel<u32>) -> Result<Bytes, String> {
    let _ = channel;
    Ok(bytes)
}

#[derive(rkyv::Archive, rkyv::Serialize, View)]
#[rkyv(crate = tauri_plugin_bytelane::bytelane::rkyv)]
struct Row {
    number: u32,
}

#[tauri_plugin_bytelane::bytelane::command]
async fn number(row: Archived<Row>) -> u32 {
    let _ = row;
    7
}

fn main() {
    let _ = Router::new(tauri_plugin_bytelane::bytelane::generate_handler![reverse, number]);
}
