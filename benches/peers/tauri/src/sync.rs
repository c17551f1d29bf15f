//! The commands as most applications have them: not async, so that Tauri runs them on the main thread.

use bytelane_bench_protocol::Worker;
use tauri::{
    AppHandle, Emitter, State,
    ipc::{Channel, InvokeBody, InvokeResponseBody, Request, Response},
};

use crate::{Message, Shelf};

#[tauri::command]
pub(crate) fn call_sync(index: u32) -> u32 {
    index.wrapping_add(1)
}

#[tauri::command]
pub(crate) fn download_sync(shelf: State<'_, Shelf>, worker: State<'_, Worker>) -> Response {
    Response::new(shelf.bytes(&worker))
}

/// Returns the length alone: keeping the bytes for verification would copy them, on the main thread.
#[tauri::command]
pub(crate) fn upload_sync(request: Request<'_>) -> Result<usize, &'static str> {
    let InvokeBody::Raw(bytes) = request.body() else {
        return Err("not bytes");
    };
    Ok(bytes.len())
}

#[tauri::command]
pub(crate) fn channel_raw_sync(
    messages: Channel<InvokeResponseBody>,
    worker: State<'_, Worker>,
) -> Result<(), String> {
    worker.send_messages(|message| messages.send(InvokeResponseBody::Raw(message)))
}

#[tauri::command]
pub(crate) fn channel_json_sync(
    messages: Channel<Message<'_>>,
    worker: State<'_, Worker>,
) -> Result<(), String> {
    worker.send_texts(|index, text| messages.send(Message { index, text }))
}

#[tauri::command]
pub(crate) fn events_sync(app: AppHandle, worker: State<'_, Worker>) -> Result<(), String> {
    worker.send_texts(|index, text| app.emit("message", Message { index, text }))
}
