//! A Tauri 2 application, written as Tauri's guide recommends, that runs the jobs of standard input. The environment says whether it has the plugin bytelane.

mod files;
mod own;
mod sync;

use std::sync::{Mutex, PoisonError};

use bytelane_bench_protocol::{Job, Page, PageResult, Prepare, Prepared, Ready, Worker, bound};
use serde::{Deserialize, Serialize};
use tauri::{
    AppHandle, Emitter, Manager, State,
    ipc::{Channel, InvokeBody, InvokeResponseBody, Request, Response},
};
use tokio::sync::oneshot;

/// The bytes that every download sends.
#[derive(Default)]
pub(crate) struct Shelf(Mutex<Vec<u8>>);

impl Shelf {
    /// Returns a copy of the prepared bytes: Tauri sends bytes that it owns.
    pub(crate) fn bytes(&self, worker: &Worker) -> Vec<u8> {
        let mut shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(Prepared::Bytes(bytes)) = worker.take_prepared() {
            *shelf = bytes;
        }
        shelf.clone()
    }
}

#[tauri::command]
fn ready(value: Page, worker: State<'_, Worker>) {
    worker.ready(value.lane);
}

#[tauri::command]
async fn next(worker: State<'_, Worker>) -> Result<Job, ()> {
    let (sender, job) = oneshot::channel();
    // An error means that the page is gone.
    worker.next(move |job| drop(sender.send(job)));
    job.await.map_err(drop)
}

#[tauri::command(async)]
fn prepare(value: Prepare, worker: State<'_, Worker>) {
    worker.prepare(value);
}

#[tauri::command]
fn mark(worker: State<'_, Worker>) {
    worker.mark();
}

#[tauri::command(async)]
fn finish(value: PageResult, worker: State<'_, Worker>) {
    worker.finish(value);
}

#[tauri::command]
async fn call(index: u32) -> u32 {
    index.wrapping_add(1)
}

#[tauri::command(async)]
fn download(shelf: State<'_, Shelf>, worker: State<'_, Worker>) -> Response {
    Response::new(shelf.bytes(&worker))
}

#[tauri::command(async)]
fn upload(request: Request<'_>, worker: State<'_, Worker>) -> Result<usize, &'static str> {
    let InvokeBody::Raw(bytes) = request.body() else {
        return Err("not bytes");
    };
    worker.received(bytes.clone());
    Ok(bytes.len())
}

/// A structured value that contains bytes, which Tauri sends as an array of numbers.
#[derive(Serialize, Deserialize)]
struct Picture {
    name: String,
    width: u32,
    height: u32,
    tags: Vec<String>,
    pixels: Vec<u8>,
}

#[tauri::command(async)]
fn mixed(mut picture: Picture, shelf: State<'_, Shelf>, worker: State<'_, Worker>) -> Picture {
    let received = std::mem::replace(&mut picture.pixels, shelf.bytes(&worker));
    worker.received(received);
    picture
}

#[tauri::command(async)]
fn channel_raw(
    messages: Channel<InvokeResponseBody>,
    worker: State<'_, Worker>,
) -> Result<(), String> {
    worker.send_messages(|message| messages.send(InvokeResponseBody::Raw(message)))
}

/// A numbered text.
#[derive(Clone, Serialize)]
pub(crate) struct Message<'a> {
    pub(crate) index: u32,
    pub(crate) text: &'a str,
}

#[tauri::command(async)]
fn channel_json(messages: Channel<Message<'_>>, worker: State<'_, Worker>) -> Result<(), String> {
    worker.send_texts(|index, text| messages.send(Message { index, text }))
}

#[tauri::command(async)]
fn events(app: AppHandle, worker: State<'_, Worker>) -> Result<(), String> {
    worker.send_texts(|index, text| app.emit("message", Message { index, text }))
}

fn about() -> Ready {
    Ready {
        system: "Tauri".into(),
        lane: String::new(),
        version: tauri::VERSION.into(),
        engine: format!("WebKitGTK {}", tauri::webview_version().unwrap_or_default()),
        mark_ns: 0,
    }
}

/// Environment variable that adds the plugin bytelane: `present` without acceleration, or `accelerated`.
const PLUGIN: &str = "BYTELANE_PEER_PLUGIN";

/// Adds the plugin if the environment asks for it.
fn with_plugin(builder: tauri::Builder<tauri::Wry>) -> tauri::Builder<tauri::Wry> {
    let Ok(how) = std::env::var(PLUGIN) else {
        return builder;
    };
    builder
        .plugin(own::plugin(how == "accelerated"))
        .channel_interceptor(tauri_plugin_bytelane::intercept)
}

fn main() {
    bound::echo_if_asked();
    with_plugin(tauri::Builder::default())
        .plugin(tauri_plugin_fs::init())
        .manage(Shelf::default())
        .invoke_handler(tauri::generate_handler![
            ready,
            next,
            prepare,
            mark,
            finish,
            call,
            download,
            upload,
            mixed,
            channel_raw,
            channel_json,
            events,
            sync::call_sync,
            sync::download_sync,
            sync::upload_sync,
            sync::channel_raw_sync,
            sync::channel_json_sync,
            sync::events_sync,
            files::file,
            files::written_file,
            files::check_file
        ])
        .setup(|app| {
            let handle = app.handle().clone();
            let worker = Worker::start(about(), move || handle.exit(0))?;
            app.manage(worker.clone());
            let handle = app.handle().clone();
            worker.start_ticks(move |tick| handle.run_on_main_thread(tick).is_ok())?;
            Ok(())
        })
        .run(tauri::generate_context!())
        .expect("the application runs");
}
