//! The application's commands, which are Tauri's.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, Mutex, OnceLock, PoisonError},
    thread::{self, ThreadId},
    time::Duration,
};

use tauri::{
    AppHandle, Emitter, Manager, State, WebviewWindow,
    ipc::{Channel, InvokeBody, InvokeResponseBody, Request, Response},
};

use crate::{MARK, pages, webviews};

static MAIN_THREAD: OnceLock<ThreadId> = OnceLock::new();

pub(crate) fn remember_main_thread() {
    MAIN_THREAD.get_or_init(|| thread::current().id());
}

/// Counts of the commands, by name.
#[derive(Clone, Default)]
pub(crate) struct Counts(Arc<Mutex<BTreeMap<String, u64>>>);

impl Counts {
    pub(crate) fn add(&self, name: &str) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.entry(name.to_owned()).or_default() += 1;
    }

    pub(crate) fn get(&self, name: &str) -> u64 {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.get(name).copied().unwrap_or_default()
    }
}

/// Counts when it is dropped.
pub(crate) struct Dropped(Counts, &'static str);

impl Dropped {
    pub(crate) fn new(counts: &Counts, name: &'static str) -> Self {
        Self(counts.clone(), name)
    }
}

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.add(self.1);
    }
}

/// A channel that is kept after its call.
#[derive(Default)]
pub(crate) struct Kept(Mutex<Option<Channel<String>>>);

/// The folder of the capability.
pub(crate) fn folder() -> PathBuf {
    std::env::temp_dir()
        .join("bytelane-plugged")
        .join(std::process::id().to_string())
}

#[tauri::command]
fn report(name: String, failure: Option<String>) {
    match failure {
        None => println!("{MARK}ok {name}"),
        Some(failure) => println!("{MARK}failed {name}: {}", failure.replace('\n', "\u{2}")),
    }
}

#[tauri::command]
fn finish(app: AppHandle, tests: usize) {
    if tests == 0 {
        println!("{MARK}failed no test ran");
    }
    let _removed = std::fs::remove_dir_all(folder());
    app.exit(0);
}

#[tauri::command]
fn greet(name: &str) -> String {
    format!("Hello, {name}!")
}

#[tauri::command]
fn echo(value: serde_json::Value) -> serde_json::Value {
    value
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
fn sum(title: &str, data: Vec<u8>) -> Result<u32, String> {
    if title.is_empty() {
        return Err("no title".into());
    }
    Ok(data.iter().map(|byte| u32::from(*byte)).sum())
}

/// Returns the bytes of the body, in whatever form the page sent them.
#[tauri::command]
fn body(request: Request<'_>) -> Response {
    match request.body() {
        InvokeBody::Raw(bytes) => Response::new(bytes.clone()),
        InvokeBody::Json(value) => Response::new(value.to_string().into_bytes()),
    }
}

/// The sum of the page's `checksum`.
#[tauri::command]
fn checksum(request: Request<'_>) -> Result<u32, String> {
    let InvokeBody::Raw(bytes) = request.body() else {
        return Err("not bytes".into());
    };
    let weighted = bytes.iter().zip((1..=251).cycle());
    Ok(weighted.fold(0_u32, |sum, (byte, weight)| {
        sum.wrapping_add(u32::from(*byte).wrapping_mul(weight))
    }))
}

/// Returns the bytes of the page's `pattern`.
#[tauri::command]
fn bytes(length: usize) -> Response {
    let pattern = (0..length).map(|i| (i * 31 + (i >> 8) * 17 + length) as u8);
    Response::new(pattern.collect::<Vec<_>>())
}

#[tauri::command]
fn blank(length: usize) -> Response {
    Response::new(vec![7; length])
}

#[tauri::command]
fn vector(length: usize) -> Vec<u8> {
    (0..length).map(|index| index as u8).collect()
}

#[tauri::command]
fn header(request: Request<'_>) -> Option<String> {
    Some(request.headers().get("x-note")?.to_str().ok()?.to_owned())
}

/// Returns the headers that a command would not see without the plugin.
#[tauri::command]
fn headers_of_the_plugin(request: Request<'_>) -> Vec<String> {
    let names = request.headers().keys().map(|name| name.to_string());
    names.filter(|name| name.contains("bytelane")).collect()
}

#[derive(serde::Serialize)]
#[serde(untagged)]
enum Failure {
    Text(&'static str),
    Value { kind: &'static str, code: u32 },
}

#[tauri::command]
fn fails(how: &str) -> Result<(), Failure> {
    Err(match how {
        "text" => Failure::Text("as asked"),
        _ => Failure::Value {
            kind: "asked",
            code: 7,
        },
    })
}

#[tauri::command]
fn on_main_thread() -> bool {
    MAIN_THREAD.get() == Some(&thread::current().id())
}

#[tauri::command]
async fn on_main_thread_later() -> bool {
    on_main_thread()
}

/// Returns the number of calls before this one.
#[tauri::command]
fn next(counts: State<'_, Counts>, number: u64) -> Result<u64, String> {
    let before = counts.get("next");
    counts.add("next");
    if number < 1_000 {
        Ok(before)
    } else {
        Err("too many".into())
    }
}

#[tauri::command]
async fn later(millis: u64, value: u32) -> u32 {
    tokio::time::sleep(Duration::from_millis(millis)).await;
    value
}

#[tauri::command]
fn count(counts: State<'_, Counts>, name: &str) {
    counts.add(name);
}

#[tauri::command]
fn counted(counts: State<'_, Counts>, name: &str) -> u64 {
    counts.get(name)
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

fn message(index: usize) -> InvokeResponseBody {
    const SIZES: [usize; 9] = [0, 10, 1023, 1024, 8191, 8192, 16_383, 16_384, 100_000];
    let size = SIZES[index % SIZES.len()];
    if index.is_multiple_of(2) {
        InvokeResponseBody::Raw(vec![index as u8; size])
    } else {
        let value = serde_json::json!({ "index": index, "text": "x".repeat(size) });
        InvokeResponseBody::Json(value.to_string())
    }
}

/// Sends messages of every size class, alternately as JSON and as bytes.
#[tauri::command]
fn stream(count: usize, channel: Channel<InvokeResponseBody>) -> tauri::Result<()> {
    (0..count).try_for_each(|index| channel.send(message(index)))
}

#[tauri::command]
async fn stream_later(count: usize, channel: Channel<InvokeResponseBody>) -> tauri::Result<()> {
    for index in 0..count {
        channel.send(message(index))?;
        tokio::task::yield_now().await;
    }
    Ok(())
}

#[tauri::command]
fn values(channel: Channel<serde_json::Value>) -> tauri::Result<()> {
    use serde_json::json;
    let values = [
        json!(null),
        json!(5),
        json!("text \"é\" \u{2028}"),
        json!([1, [2]]),
        json!({ "a": { "b": [] } }),
    ];
    values.into_iter().try_for_each(|value| channel.send(value))
}

#[tauri::command]
async fn burst(count: u32, channel: Channel<u32>) -> tauri::Result<()> {
    (0..count).try_for_each(|number| channel.send(number))
}

#[tauri::command]
async fn large_burst(
    count: u8,
    length: usize,
    channel: Channel<InvokeResponseBody>,
) -> tauri::Result<()> {
    (0..count).try_for_each(|number| channel.send(InvokeResponseBody::Raw(vec![number; length])))
}

/// Sends large messages, after each of which a short one follows, on the two channels in turn.
#[tauri::command]
async fn mixed_burst(
    count: u8,
    length: usize,
    large: Channel<InvokeResponseBody>,
    short: Channel<InvokeResponseBody>,
) -> tauri::Result<()> {
    (0..count).try_for_each(|number| {
        large.send(InvokeResponseBody::Raw(vec![number; length]))?;
        short.send(InvokeResponseBody::Raw(vec![number; 100]))
    })
}

#[tauri::command]
fn keep(kept: State<'_, Kept>, channel: Channel<String>) {
    *kept.0.lock().expect("the channel") = Some(channel);
}

#[tauri::command]
fn send_kept(kept: State<'_, Kept>, text: String) -> Result<(), String> {
    let kept = kept.0.lock().expect("the channel");
    let channel = kept.as_ref().ok_or("no channel is kept")?;
    channel.send(text).map_err(|error| error.to_string())
}

#[tauri::command]
fn drop_kept(kept: State<'_, Kept>) {
    *kept.0.lock().expect("the channel") = None;
}

#[tauri::command]
fn emit_numbers(app: AppHandle, count: u32) -> tauri::Result<()> {
    (0..count).try_for_each(|number| app.emit("numbers", number))
}

#[tauri::command]
fn folder_of_files() -> PathBuf {
    folder()
}

#[tauri::command]
async fn open(app: AppHandle, label: String, case: String) -> tauri::Result<()> {
    pages::open(&app, &label, &case)?;
    Ok(())
}

#[tauri::command]
async fn destroy(app: AppHandle, label: String) -> tauri::Result<()> {
    app.get_webview_window(&label)
        .map_or(Ok(()), |window| window.destroy())
}

#[tauri::command]
fn windows(app: AppHandle) -> Vec<String> {
    app.webview_windows().into_keys().collect()
}

#[tauri::command]
fn label(window: WebviewWindow) -> String {
    window.label().to_owned()
}

#[tauri::command]
fn setting(name: &str) -> Option<String> {
    crate::mode::setting(name)
}

/// Windows that the check of leaks opens.
#[tauri::command]
fn rounds() -> u32 {
    setting("ROUNDS")
        .and_then(|rounds| rounds.parse().ok())
        .unwrap_or(10)
}

/// Counts, reloads the page, and keeps the main thread busy meanwhile.
#[tauri::command]
fn reload_once(counts: State<'_, Counts>, window: WebviewWindow) -> tauri::Result<()> {
    counts.add("reloaded");
    window.reload()?;
    thread::sleep(Duration::from_millis(50));
    Ok(())
}

/// Returns the processes of web content.
pub(crate) fn web_processes() -> Vec<u32> {
    let processes = std::fs::read_dir("/proc").expect("the processes").flatten();
    let ids = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let own = std::process::id();
    let is_child = |id: &u32| {
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
        status.starts_with("Name:\tWebKitWebProces") && has_ancestor(*id, own)
    };
    ids.filter(is_child).collect()
}

fn has_ancestor(mut id: u32, ancestor: u32) -> bool {
    while id > 1 {
        if id == ancestor {
            return true;
        }
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
        let parent = status.lines().find_map(|line| line.strip_prefix("PPid:\t"));
        id = parent.and_then(|id| id.trim().parse().ok()).unwrap_or(0);
    }
    false
}

/// Ends the web process as a crash would, and shows the page again.
#[tauri::command]
async fn kill_web_process(app: AppHandle, counts: State<'_, Counts>) -> Result<(), String> {
    counts.add("killed");
    for id in web_processes() {
        let mut kill = std::process::Command::new("kill");
        let kill = kill.args(["-9", &id.to_string()]);
        kill.status().map_err(|error| error.to_string())?;
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    let window = app.get_webview_window("main").ok_or("no window")?;
    window.reload().map_err(|error| error.to_string())
}

/// Returns the open files and the resident memory of this process.
#[tauri::command]
fn usage() -> (usize, u64) {
    let files = std::fs::read_dir("/proc/self/fd").map_or(0, Iterator::count);
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = resident.and_then(|line| line.split_whitespace().next()?.parse().ok());
    (files, kib.unwrap_or(0))
}

pub(crate) fn handler() -> impl Fn(tauri::ipc::Invoke) -> bool + Send + Sync + 'static {
    let commands: Box<dyn Fn(tauri::ipc::Invoke) -> bool + Send + Sync> =
        Box::new(tauri::generate_handler![
            report,
            finish,
            greet,
            echo,
            option,
            needs,
            sum,
            body,
            checksum,
            bytes,
            blank,
            vector,
            header,
            headers_of_the_plugin,
            fails,
            on_main_thread,
            on_main_thread_later,
            next,
            later,
            count,
            counted,
            panics,
            panics_later,
            stream,
            stream_later,
            values,
            burst,
            large_burst,
            mixed_burst,
            keep,
            send_kept,
            drop_kept,
            emit_numbers,
            folder_of_files,
            open,
            destroy,
            windows,
            reload_once,
            kill_web_process,
            usage,
            label,
            setting,
            rounds,
            webviews::who,
            webviews::replace,
            webviews::add_child,
            webviews::close_child,
            webviews::set_extension_directory,
            webviews::extensions
        ]);
    move |invoke| {
        if invoke.message.command() == "drops" {
            drop(invoke);
            return true;
        }
        commands(invoke)
    }
}
