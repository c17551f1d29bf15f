//! Commands of bytelane beside those of Tauri, and the plugin.

use std::{thread, time::Duration};

use bytelane_bench_protocol::Worker;
use tauri_plugin_bytelane::{
    AppHandle, State,
    bytelane::{self, Bytes, ipc::Channel},
};

use crate::{Message, Shelf};

/// Time that an emitter waits while the queue of a document is full.
const PAUSE: Duration = Duration::from_micros(100);

#[bytelane::command]
fn call_own(index: u32) -> u32 {
    index.wrapping_add(1)
}

#[bytelane::command]
fn download_own(shelf: State<'_, Shelf>, worker: State<'_, Worker>) -> Bytes {
    shelf.bytes(&worker).into()
}

#[bytelane::command]
fn upload_own(bytes: Bytes) -> usize {
    bytes.len()
}

#[bytelane::command]
fn channel_raw_own(messages: Channel<Bytes>, worker: State<'_, Worker>) -> Result<(), String> {
    worker.send_messages(|message| messages.send(message.into()))
}

#[bytelane::command]
fn channel_json_own(
    messages: Channel<Message<'_>>,
    worker: State<'_, Worker>,
) -> Result<(), String> {
    worker.send_texts(|index, text| messages.send(Message { index, text }))
}

/// Emits the prepared texts, and retries while the queue of a document is full.
#[bytelane::command]
fn events_own(app: AppHandle, worker: State<'_, Worker>) -> Result<(), String> {
    let events = tauri_plugin_bytelane::events(&*app);
    worker.send_texts(|index, text| {
        loop {
            match events.emit("message", Message { index, text }) {
                Err(bytelane::Error::Undelivered(_)) => thread::sleep(PAUSE),
                emitted => break emitted,
            }
        }
    })
}

pub(crate) fn plugin(accelerate: bool) -> tauri::plugin::TauriPlugin<tauri::Wry> {
    tauri_plugin_bytelane::Builder::new(bytelane::generate_handler![
        call_own,
        download_own,
        upload_own,
        channel_raw_own,
        channel_json_own,
        events_own
    ])
    .accelerate(accelerate)
    .build()
}
