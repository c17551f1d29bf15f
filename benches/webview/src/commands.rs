//! The host's half of the operations. What is sent was made before the clock started, what came is looked at when it has stopped.

use std::sync::{Arc, Mutex, PoisonError};

use bytelane::{
    AppHandle, Bytes, Emitter, State,
    bench::protocol::{Prepared, Worker},
    ipc::{Channel, Invoke},
};
use serde::{Deserialize, Serialize};

use crate::own;

/// What every download is.
#[derive(Clone, Default)]
pub(crate) struct Shelf(Arc<Mutex<Bytes>>);

impl Shelf {
    /// What was asked for last.
    pub(crate) fn shown(&self) -> Bytes {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The bytes that were prepared last.
    pub(crate) fn bytes(&self, worker: &Worker) -> Bytes {
        let mut shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(Prepared::Bytes(bytes)) = worker.take_prepared() {
            *shelf = bytes.into();
        }
        shelf.clone()
    }
}

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

/// Structured, with bytes inside.
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
    let came = std::mem::replace(&mut picture.pixels, shelf.bytes(&worker));
    worker.received(came);
    picture
}

/// Sends until the page takes no more.
#[bytelane::command]
fn channel_raw(messages: Channel<Bytes>, worker: State<'_, Worker>) -> Result<(), String> {
    let Some(Prepared::Messages(prepared)) = worker.take_prepared() else {
        return Err("no messages were prepared".into());
    };
    prepared
        .into_iter()
        .try_for_each(|message| messages.send(message.into()))
        .map_err(|error| error.to_string())
}

/// A numbered text.
#[derive(Clone, Serialize)]
struct Message<'a> {
    index: u32,
    text: &'a str,
}

fn texts(worker: &Worker) -> Result<(std::ops::Range<u32>, String), String> {
    match worker.take_prepared() {
        Some(Prepared::Texts(first, count, text)) => Ok((first..first + count, text)),
        _ => Err("no texts were prepared".into()),
    }
}

#[bytelane::command]
fn channel_json(messages: Channel<Message<'_>>, worker: State<'_, Worker>) -> Result<(), String> {
    let (mut numbers, text) = texts(&worker)?;
    numbers
        .try_for_each(|index| messages.send(Message { index, text: &text }))
        .map_err(|error| error.to_string())
}

/// How long an emitter waits for room in the queue of a document.
const PAUSE: std::time::Duration = std::time::Duration::from_micros(100);

/// Emits, and where the queue of the document is full, until it is not.
#[bytelane::command]
fn events(app: AppHandle, worker: State<'_, Worker>) -> Result<(), String> {
    let (numbers, text) = texts(&worker)?;
    for index in numbers {
        let message = Message { index, text: &text };
        loop {
            match app.emit("message", message.clone()) {
                Ok(()) => break,
                Err(bytelane::Error::Undelivered(_)) => std::thread::sleep(PAUSE),
                Err(error) => return Err(error.to_string()),
            }
        }
    }
    Ok(())
}

pub(crate) fn handler() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
    bytelane::generate_handler![
        call,
        download,
        upload,
        mixed,
        channel_raw,
        channel_json,
        events,
        own::shelve,
        own::download_file,
        own::flood,
        own::others,
        own::answered,
        own::made,
        own::dispatch
    ]
}
