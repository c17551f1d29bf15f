//! Commands for the cases in which Tauri has defects, and for those that only a page can test.

use std::{
    borrow::Cow,
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, Mutex},
    time::Duration,
};

use tauri::{
    Bytes, Emitter, Manager, ResourceId,
    ipc::{
        Channel, InvokeBody, InvokeError, InvokeResponseBody, JavaScriptChannelId, Request,
        Response,
    },
};

/// Counts of the commands, by name.
#[derive(Clone, Default)]
pub struct Counts(Arc<Mutex<BTreeMap<String, u64>>>);

impl Counts {
    pub fn add(&self, name: &str) {
        *self.0.lock().unwrap().entry(name.to_owned()).or_default() += 1;
    }

    pub fn get(&self, name: &str) -> u64 {
        self.0
            .lock()
            .unwrap()
            .get(name)
            .copied()
            .unwrap_or_default()
    }
}

/// Counts when it is dropped.
struct Dropped(Counts, &'static str);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.add(self.1);
    }
}

#[tauri::command]
fn count(counts: tauri::State<'_, Counts>, name: &str) {
    counts.add(name);
}

#[tauri::command]
fn counted(counts: tauri::State<'_, Counts>, name: &str) -> u64 {
    counts.get(name)
}

/// Returns the bytes of the body, in whatever form the page sent them.
#[tauri::command]
fn body(request: Request<'_>) -> Response {
    match request.body() {
        InvokeBody::Raw(bytes) => Response::new(bytes.clone()),
        InvokeBody::Json(value) => Response::new(value.to_string()),
    }
}

#[tauri::command]
fn header(request: Request<'_>) -> Option<String> {
    Some(String::from_utf8_lossy(request.headers().get("x-note")?.as_bytes()).into_owned())
}

#[tauri::command]
fn vector(length: usize) -> Vec<u8> {
    (0..length).map(|index| index as u8).collect()
}

#[tauri::command]
fn bytes(length: usize) -> Bytes {
    vector(length).into()
}

#[tauri::command]
fn fails_with_bytes() -> Result<(), Vec<u8>> {
    Err(vec![1, 2, 3])
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Picture {
    name: String,
    pixels: Bytes,
    icc: Option<Vec<u8>>,
}

/// Takes JSON and bytes in one call.
#[tauri::command]
fn mixed(title: String, data: Vec<u8>, picture: Picture) -> String {
    format!(
        "{title} {data:?} {} {:?} {:?}",
        picture.name,
        &picture.pixels[..],
        picture.icc
    )
}

#[tauri::command]
fn echo(value: serde_json::Value) -> serde_json::Value {
    value
}

#[derive(serde::Deserialize)]
struct Person<'a> {
    name: &'a str,
    nick: Option<&'a str>,
    tags: Vec<&'a str>,
    #[serde(borrow)]
    motto: Cow<'a, str>,
    #[serde(borrow)]
    notes: BTreeMap<&'a str, &'a str>,
}

/// Takes text borrowed from the call.
#[tauri::command]
fn welcome(name: &str) -> String {
    format!("Hello, {name}!")
}

#[tauri::command]
async fn welcome_later(
    person: Person<'_>,
    raw: &serde_json::value::RawValue,
) -> Result<String, ()> {
    tokio::time::sleep(Duration::from_millis(1)).await;
    let Person {
        name,
        nick,
        tags,
        motto,
        notes,
    } = person;
    Ok(format!("{name} {nick:?} {tags:?} {motto} {notes:?} {raw}"))
}

#[tauri::command]
fn option(value: Option<u32>) -> Option<u32> {
    value
}

#[tauri::command]
fn needs(value: u32) -> u32 {
    value
}

#[tauri::command]
fn panics() {
    panic!("on purpose");
}

#[tauri::command]
async fn panics_later() {
    tokio::time::sleep(Duration::from_millis(1)).await;
    panic!("on purpose");
}

/// Sends messages of every size class, alternately as JSON and as bytes.
#[tauri::command]
fn stream(count: usize, channel: Channel<InvokeResponseBody>) -> Result<(), String> {
    let sizes = [0, 10, 1023, 1024, 8191, 8192, 100_000];
    for index in 0..count {
        let size = sizes[index % sizes.len()];
        let body = if index % 2 == 0 {
            InvokeResponseBody::Raw(vec![index as u8; size])
        } else {
            InvokeResponseBody::Json(
                serde_json::json!({ "index": index, "text": "x".repeat(size) }).to_string(),
            )
        };
        channel.send(body).map_err(|error| error.to_string())?;
    }
    Ok(())
}

#[tauri::command]
fn slices(channel: Channel<&[u8]>) -> Result<(), String> {
    for length in [1, 1000, 2000] {
        channel
            .send(&vec![7; length])
            .map_err(|error| error.to_string())?;
    }
    Ok(())
}

#[tauri::command]
fn vectors(channel: Channel<Vec<u8>>) -> Result<(), String> {
    channel
        .send(vec![1, 2, 3])
        .map_err(|error| error.to_string())
}

/// Sends until the page is closed or has closed the channel.
#[tauri::command]
async fn endless(channel: Channel<u32>, counts: tauri::State<'_, Counts>) -> Result<(), String> {
    counts.add("endless started");
    let _ended = Dropped(Counts::clone(&counts), "endless ended");
    for number in 0.. {
        channel
            .send_async(number)
            .await
            .map_err(|error| error.to_string())?;
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    Ok(())
}

#[derive(serde::Deserialize)]
struct Job {
    name: String,
    progress: JavaScriptChannelId,
}

/// Opens a channel inside an argument, as in Tauri.
#[tauri::command]
fn start(job: Job, webview: tauri::Webview) -> Result<(), String> {
    let progress = job.progress.channel_on::<_, String>(webview);
    progress.send(job.name).map_err(|error| error.to_string())
}

/// Opens one on a closed webview, and returns the error of sending.
#[tauri::command]
async fn start_closed(app: tauri::AppHandle, job: Job) -> Result<(), String> {
    let url = tauri::WebviewUrl::App("index.html?case=nothing".into());
    let window = tauri::WebviewWindowBuilder::new(&app, "closed", url)
        .build()
        .map_err(|error| error.to_string())?;
    window.destroy().map_err(|error| error.to_string())?;
    let progress = job.progress.channel_on(tauri::Webview::clone(&window));
    progress.send(job.name).map_err(|error| error.to_string())
}

/// Keeps the channel after the call.
#[tauri::command]
fn keep(app: tauri::AppHandle, channel: Channel<String>) -> bool {
    app.manage(channel)
}

#[tauri::command]
fn send_kept(channel: tauri::State<'_, Channel<String>>, text: String) -> Result<(), String> {
    channel.send(text).map_err(|error| error.to_string())
}

/// Waits longer than any page lives.
#[tauri::command]
async fn waits(counts: tauri::State<'_, Counts>) -> Result<(), ()> {
    counts.add("waits started");
    let _ended = Dropped(Counts::clone(&counts), "waits ended");
    std::future::pending().await
}

#[tauri::command]
fn sync_once(counts: tauri::State<'_, Counts>, webview: tauri::Webview) {
    counts.add("ran");
    webview.reload().unwrap();
    std::thread::sleep(Duration::from_millis(50));
}

struct Thing(Counts);

impl tauri::Resource for Thing {
    fn close(self: Arc<Self>) {
        self.0.add("closed");
    }
}

#[tauri::command]
fn add_resource(
    webview: tauri::Webview,
    counts: tauri::State<'_, Counts>,
    to_app: bool,
) -> ResourceId {
    let thing = Thing(Counts::clone(&counts));
    if to_app {
        webview.app_handle().resources_table().add(thing)
    } else {
        webview.resources_table().add(thing)
    }
}

#[tauri::command]
fn root() -> &'static [u8] {
    env!("CARGO_MANIFEST_DIR").as_bytes()
}

/// Converts a size and a position at a scale factor of 2.
#[tauri::command]
fn twice(
    size: tauri::Size,
    position: tauri::Position,
) -> (tauri::PhysicalSize<u32>, tauri::PhysicalPosition<i32>) {
    (size.to_physical(2.0), position.to_physical(2.0))
}

/// Lets the main thread wait, and counts when it goes on.
#[tauri::command]
fn stop_main_thread(window: tauri::Window, counts: tauri::State<'_, Counts>) -> tauri::Result<()> {
    let counts = Counts::clone(&counts);
    window.run_on_main_thread(move || {
        std::thread::sleep(std::time::Duration::from_millis(200));
        counts.add("main thread goes on");
    })
}

/// Creates a file for the page.
#[tauri::command]
fn temporary(name: String, bytes: Bytes) -> tauri::Result<std::path::PathBuf> {
    let path = std::env::temp_dir().join(format!("bytelane-{}-{name}", std::process::id()));
    std::fs::write(&path, &bytes)?;
    Ok(path)
}

#[tauri::command]
fn address(window: tauri::WebviewWindow, path: &std::path::Path) -> tauri::Result<String> {
    window.convert_file_src(path, None)
}

/// Allows or forbids a file to pages. Returns whether it is allowed afterwards.
#[tauri::command]
fn change_assets(app: tauri::AppHandle, path: PathBuf, allow: bool) -> tauri::Result<bool> {
    let scope = app.asset_protocol_scope();
    if allow {
        scope.allow_file(&path)?;
    } else {
        scope.forbid_file(&path)?;
    }
    Ok(scope.is_allowed(&path))
}

/// Opens a window whose responses are changed, and which may open no other windows.
#[tauri::command]
async fn open_changed(app: tauri::AppHandle) -> tauri::Result<()> {
    let url = tauri::WebviewUrl::App("index.html?case=changed".into());
    let told = app.clone();
    tauri::WebviewWindowBuilder::new(&app, "changed", url)
        .on_web_resource_request(|request, response| {
            let value = tauri::http::HeaderValue::from_static("yes");
            response.headers_mut().insert("x-changed", value);
            if request.uri().path() == "/greeting" {
                *response.status_mut() = tauri::http::StatusCode::OK;
                *response.body_mut() = Cow::Borrowed(b"made by the host");
            }
        })
        .on_new_window(move |url, _| {
            let _ = told.emit("new-window", url);
            tauri::webview::NewWindowResponse::Deny
        })
        .build()?;
    Ok(())
}

#[tauri::command]
fn run_in(app: tauri::AppHandle, label: &str, script: &str) -> tauri::Result<()> {
    app.get_webview_window(label).unwrap().eval(script)
}

#[tauri::command]
fn emit_bytes(app: tauri::AppHandle) -> tauri::Result<()> {
    app.emit("bytes", Bytes::from(vec![1, 2, 255]))
}

#[tauri::command]
fn read_resource(app: tauri::AppHandle, path: &str) -> tauri::Result<String> {
    let path = app
        .path()
        .resolve(path, tauri::path::BaseDirectory::Resource)?;
    Ok(std::fs::read_to_string(path)?)
}

#[tauri::command]
async fn open(app: tauri::AppHandle, label: String, case: String) -> tauri::Result<()> {
    let url = tauri::WebviewUrl::App(format!("index.html?case={case}").into());
    tauri::WebviewWindowBuilder::new(&app, label, url)
        .inner_size(300.0, 200.0)
        .build()?;
    Ok(())
}

/// Returns the handler of all commands, of `drops`, which drops its call, and of `by_hand`, which is answered through its resolver.
pub fn handler() -> impl Fn(tauri::ipc::Invoke) -> bool + Send + Sync + 'static {
    let commands = tauri::generate_handler![
        count,
        counted,
        body,
        header,
        vector,
        bytes,
        fails_with_bytes,
        mixed,
        echo,
        welcome,
        welcome_later,
        option,
        needs,
        panics,
        panics_later,
        stream,
        slices,
        vectors,
        endless,
        start,
        start_closed,
        address,
        change_assets,
        open_changed,
        run_in,
        keep,
        send_kept,
        waits,
        sync_once,
        add_resource,
        emit_bytes,
        twice,
        temporary,
        stop_main_thread,
        open,
        read_resource,
        root
    ];
    move |invoke| {
        if invoke.message.command() == "drops" {
            drop(invoke);
            return true;
        }
        if invoke.message.command() == "by_hand" {
            let label = invoke.message.webview_ref().label().to_owned();
            assert_eq!(invoke.message.webview().label(), label);
            let fails = matches!(invoke.message.payload(), InvokeBody::Raw(_));
            invoke.resolver.respond_async(async move {
                tokio::time::sleep(Duration::from_millis(1)).await;
                if fails {
                    Err(InvokeError::from_anyhow("not by hand"))
                } else {
                    Ok(label)
                }
            });
            return true;
        }
        commands(invoke)
    }
}
