//! Commands of bytelane, beside those of Tauri.

use std::sync::Mutex;

use tauri_plugin_bytelane::{
    AppHandle, State, Webview, WebviewWindow,
    bytelane::{
        self, Bytes,
        ipc::{Channel, Receiver, Typed, Upload},
    },
};

use crate::commands::Counts;

/// The picture that the application manages with Tauri.
#[derive(Default)]
pub(crate) struct Camera(pub(crate) Mutex<Vec<u8>>);

/// Returns a picture from the state of Tauri.
#[bytelane::command]
fn frame(camera: State<'_, Camera>, length: usize) -> Bytes {
    let mut picture = camera.0.lock().expect("the picture");
    picture.resize(length, 7);
    picture.clone().into()
}

/// Is not among the permissions of the capability.
#[bytelane::command]
fn forbidden() -> u32 {
    1
}

/// Returns what the handles of Tauri say.
#[bytelane::command]
fn handles(app: AppHandle, webview: Webview, window: WebviewWindow) -> Vec<String> {
    let name = app.package_info().name.clone();
    vec![name, webview.label().to_owned(), window.label().to_owned()]
}

#[bytelane::command]
fn unmanaged(nothing: State<'_, std::net::Ipv4Addr>) -> String {
    nothing.to_string()
}

#[bytelane::command]
fn mixed(title: String, data: Bytes) -> (String, Bytes) {
    (title, data)
}

#[bytelane::command]
fn doubled(numbers: Typed<f32>) -> Typed<f32> {
    numbers.iter().map(|number| number * 2.0).collect()
}

#[bytelane::command]
async fn uploaded(mut upload: Upload) -> Result<usize, String> {
    let mut length = 0;
    while let Some(chunk) = upload
        .chunk_async()
        .await
        .map_err(|error| error.to_string())?
    {
        length += chunk.len();
    }
    Ok(length)
}

#[bytelane::command]
async fn sums(mut numbers: Receiver<u32>, totals: Channel<u32>) -> Result<(), String> {
    let mut total = 0;
    while let Some(number) = numbers
        .recv_async()
        .await
        .map_err(|error| error.to_string())?
    {
        total += number;
        totals
            .send_async(total)
            .await
            .map_err(|error| error.to_string())?;
    }
    Ok(())
}

#[bytelane::command]
async fn waits(counts: State<'_, Counts>) -> Result<(), ()> {
    counts.add("waits started");
    let _ended = crate::commands::Dropped::new(&counts, "waits ended");
    std::future::pending().await
}

#[bytelane::command]
fn emit_picture(app: AppHandle) -> Result<(), String> {
    tauri_plugin_bytelane::events(&*app)
        .emit_bytes("picture", vec![1, 2, 255])
        .map_err(|error| error.to_string())
}

/// Returns whether the inspector records, and the names of the calls that it has recorded.
#[bytelane::command]
fn inspected(app: AppHandle) -> Option<(bool, Vec<String>)> {
    let inspector = tauri_plugin_bytelane::inspector(&*app)?;
    let calls = inspector.snapshot(0).calls.into_iter();
    let names = calls.map(|call| call.command).collect();
    Some((inspector.is_open(), names))
}

#[bytelane::command]
fn panics_in_bytelane() {
    panic!("on purpose");
}

pub(crate) fn plugin(accelerate: bool) -> tauri::plugin::TauriPlugin<tauri::Wry> {
    tauri_plugin_bytelane::Builder::new(bytelane::generate_handler![
        frame,
        forbidden,
        handles,
        unmanaged,
        mixed,
        doubled,
        uploaded,
        sums,
        waits,
        emit_picture,
        inspected,
        panics_in_bytelane
    ])
    .accelerate(accelerate)
    .tauri_permissions(crate::mode::flag("PERMISSIONS"))
    .build()
}
