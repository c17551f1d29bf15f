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
    let prepared = worker.take_messages().map_err(|error| error.to_string())?;
    prepared
        .into_iter()
        .try_for_each(|message| messages.send(InvokeResponseBody::Raw(message)))
        .map_err(|error| error.to_string())
}

#[tauri::command]
pub(crate) fn channel_json_sync(
    messages: Channel<Message<'_>>,
    worker: State<'_, Worker>,
) -> Result<(), String> {
    let (mut numbers, text) = worker.take_texts().map_err(|error| error.to_string())?;
    numbers
        .try_for_each(|index| messages.send(Message { index, text: &text }))
        .map_err(|error| error.to_string())
}

#[tauri::command]
pub(crate) fn events_sync(app: AppHandle, worker: State<'_, Worker>) -> Result<(), String> {
    let (mut numbers, text) = worker.take_texts().map_err(|error| error.to_string())?;
    numbers
        .try_for_each(|index| app.emit("message", Message { index, text: &text }))
        .map_err(|error| error.to_string())
}
