//! The commands of the operations that every peer has. Payloads are created before the clock starts, and verified after it has stopped.

use bytelane::{
    AppHandle, Bytes, Emitter, State,
    bench::protocol::Worker,
    ipc::{Channel, Invoke},
};
use serde::{Deserialize, Serialize};

use crate::{
    fairness, file_download, frames, natural, routing,
    shelf::{self, Shelf},
    slow_reader, structured,
};

#[bytelane::command]
async fn call(index: u32) -> u32 {
    index.wrapping_add(1)
}

#[bytelane::command]
async fn download(shelf: State<'_, Shelf>, worker: State<'_, Worker>) -> Bytes {
    shelf.bytes(&worker)
}

#[bytelane::command]
async fn upload(bytes: Bytes, worker: State<'_, Worker>) -> usize {
    let length = bytes.len();
    worker.received(bytes);
    length
}

// The same commands without `async`, as most commands of an application are.

#[bytelane::command]
fn call_sync(index: u32) -> u32 {
    index.wrapping_add(1)
}

#[bytelane::command]
fn download_sync(shelf: State<'_, Shelf>, worker: State<'_, Worker>) -> Bytes {
    shelf.bytes(&worker)
}

#[bytelane::command]
fn upload_sync(bytes: Bytes, worker: State<'_, Worker>) -> usize {
    let length = bytes.len();
    worker.received(bytes);
    length
}

/// A structured value that contains bytes.
#[derive(Serialize, Deserialize)]
struct Picture {
    name: String,
    width: u32,
    height: u32,
    tags: Vec<String>,
    pixels: Bytes,
}

#[bytelane::command]
async fn mixed(
    mut picture: Picture,
    shelf: State<'_, Shelf>,
    worker: State<'_, Worker>,
) -> Picture {
    let received = std::mem::replace(&mut picture.pixels, shelf.bytes(&worker));
    worker.received(received);
    picture
}

/// Sends the prepared messages, or fails if the page closes the channel.
#[bytelane::command]
fn channel_raw(messages: Channel<Bytes>, worker: State<'_, Worker>) -> Result<(), String> {
    worker.send_messages(|message| messages.send(message.into()))
}

/// A numbered text.
#[derive(Clone, Serialize)]
struct Message<'a> {
    index: u32,
    text: &'a str,
}

#[bytelane::command]
fn channel_json(messages: Channel<Message<'_>>, worker: State<'_, Worker>) -> Result<(), String> {
    worker.send_texts(|index, text| messages.send(Message { index, text }))
}

/// Time that an emitter waits while the queue of a document is full.
const PAUSE: std::time::Duration = std::time::Duration::from_micros(100);

/// Emits the prepared texts, and retries while the queue of a document is full.
#[bytelane::command]
fn events(app: AppHandle, worker: State<'_, Worker>) -> Result<(), String> {
    worker.send_texts(|index, text| {
        loop {
            match app.emit("message", Message { index, text }) {
                Err(bytelane::Error::Undelivered(_)) => std::thread::sleep(PAUSE),
                emitted => break emitted,
            }
        }
    })
}

pub(crate) fn handler() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
    bytelane::generate_handler![
        call,
        call_sync,
        download,
        download_sync,
        upload,
        upload_sync,
        mixed,
        channel_raw,
        channel_json,
        events,
        shelf::shelve,
        #[cfg(feature = "inspector")]
        crate::inspected::inspect,
        file_download::download_file,
        natural::download_vec,
        natural::download_read,
        frames::frames,
        fairness::flood,
        fairness::others,
        fairness::answered,
        slow_reader::made,
        routing::dispatch,
        structured::typed,
        structured::archive_orders,
        structured::json_orders,
        structured::archive_call,
        structured::json_call
    ]
}
