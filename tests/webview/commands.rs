//! The commands that the pages of the cases call.

use std::{io::Write, sync::Arc, time::Duration};

use bytelane::{
    Bytes, State,
    ipc::{Channel, Invoke, Request, Response},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    memory,
    stage::{Stage, Wish},
};

type Shared<'a> = State<'a, Arc<Stage>>;

/// Bytes that a page can check by themselves: each depends on its place.
pub(crate) fn pattern(length: usize) -> Vec<u8> {
    let mut state = 1_u32;
    let next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    std::iter::repeat_with(next).take(length).collect()
}

/// FNV-1a over every byte; the page has the same.
pub(crate) fn digest(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    })
}

#[bytelane::command]
fn finish(stage: Shared<'_>, failure: Option<String>) {
    stage.wish(Wish::Finish(failure));
}

#[bytelane::command]
fn count(stage: Shared<'_>, name: &str) {
    eprintln!("{name}");
    stage.ledger.add(name);
}

#[bytelane::command]
fn counted(stage: Shared<'_>, name: &str) -> u64 {
    stage.ledger.get(name)
}

#[bytelane::command]
fn wish(stage: Shared<'_>, what: &str, url: Option<String>) {
    let url = url.unwrap_or_default();
    stage.wish(match what {
        "reload" => Wish::Reload,
        "load" => Wish::Load(url),
        "kill" => Wish::KillThen(url),
        _ => Wish::ReopenWith(url),
    });
}

/// The lane that this run of the case is for.
#[bytelane::command]
fn expected_lane() -> String {
    std::env::var("BYTELANE_LANE").unwrap_or_else(|_| "shm".into())
}

#[bytelane::command]
fn refused_requests(stage: Shared<'_>) -> u64 {
    stage.handle().map_or(0, |handle| handle.refused_requests())
}

#[derive(Serialize)]
struct Held {
    calls_running: usize,
    bodies_held: usize,
    uploads_open: usize,
    channels_open: usize,
}

#[bytelane::command]
fn held(stage: Shared<'_>) -> Option<Held> {
    let stats = stage.handle()?.stats()?;
    Some(Held {
        calls_running: stats.calls_running,
        bodies_held: stats.bodies_held,
        uploads_open: stats.uploads_open,
        channels_open: stats.channels_open,
    })
}

#[bytelane::command]
fn echo(value: Value) -> Value {
    value
}

#[bytelane::command]
fn echo_bytes(data: Bytes) -> Bytes {
    data
}

#[bytelane::command]
fn bytes_pattern(length: usize) -> Vec<u8> {
    pattern(length)
}

#[derive(Serialize, Deserialize)]
struct Picture {
    name: String,
    pixels: Bytes,
    thumbs: Vec<Bytes>,
}

#[bytelane::command]
fn turn_picture(name: String, pixels: Bytes, thumbs: Vec<Bytes>) -> Picture {
    let reverse = |bytes: &Bytes| Bytes::from(bytes.iter().rev().copied().collect::<Vec<u8>>());
    Picture {
        name: name.chars().rev().collect(),
        pixels: reverse(&pixels),
        thumbs: thumbs.iter().map(reverse).collect(),
    }
}

#[derive(Serialize)]
struct Digest {
    length: usize,
    digest: u32,
}

#[bytelane::command]
fn digest_of(data: &[u8]) -> Digest {
    Digest {
        length: data.len(),
        digest: digest(data),
    }
}

#[bytelane::command]
fn digest_raw(stage: Shared<'_>, data: Bytes) -> Digest {
    stage.ledger.add("digest_raw");
    Digest {
        length: data.len(),
        digest: digest(&data),
    }
}

#[bytelane::command]
fn headers_back(request: Request<'_>) -> Vec<(String, String)> {
    request
        .headers()
        .iter()
        .map(|(name, value)| {
            (
                name.to_string(),
                String::from_utf8_lossy(value.as_bytes()).into_owned(),
            )
        })
        .collect()
}

#[bytelane::command]
fn with_headers() -> Response {
    Response::new(vec![1_u8, 2, 3])
        .with_content_type("image/x-test")
        .with_header("x-title", "grün — ✓")
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", content = "message", rename_all = "camelCase")]
enum Failure {
    Io(String),
}

#[bytelane::command]
fn fail() -> Result<(), Failure> {
    Err(Failure::Io("disk on fire".into()))
}

#[bytelane::command]
async fn fail_text(text: &str) -> Result<(), String> {
    Err(format!("no {text}"))
}

#[bytelane::command]
fn panic_sync() {
    panic!("on purpose");
}

#[bytelane::command]
async fn panic_async() {
    tokio::task::yield_now().await;
    panic!("on purpose");
}

#[bytelane::command(main_thread)]
fn panic_on_main() {
    panic!("on purpose");
}

/// Counts its start, and its end or that it was dropped.
struct Track {
    stage: Arc<Stage>,
    name: &'static str,
    done: bool,
}

impl Drop for Track {
    fn drop(&mut self) {
        self.stage
            .ledger
            .add(if self.done { "ended" } else { "dropped" });
        self.stage.ledger.add(self.name);
    }
}

#[bytelane::command]
async fn slow(stage: Shared<'_>, milliseconds: u64) -> Result<u64, ()> {
    stage.ledger.add("started");
    let mut track = Track {
        stage: Arc::clone(&stage),
        name: "slow",
        done: false,
    };
    tokio::time::sleep(Duration::from_millis(milliseconds)).await;
    track.done = true;
    Ok(milliseconds)
}

#[bytelane::command]
fn once(stage: Shared<'_>, name: &str) -> u64 {
    stage.ledger.add(name)
}

/// A file with [`pattern`] in it, of this length.
#[bytelane::command]
fn file(length: usize) -> Result<Response, String> {
    let path = std::env::temp_dir().join(format!("bytelane-case-{}-{length}", std::process::id()));
    std::fs::write(&path, pattern(length)).map_err(|error| error.to_string())?;
    let response = Response::file(&path);
    std::fs::remove_file(&path).map_err(|error| error.to_string())?;
    Ok(response)
}

fn counting_path() -> std::path::PathBuf {
    std::env::temp_dir().join(format!("bytelane-case-{}-counting", std::process::id()))
}

/// Makes a file of 32-bit words, each the number of its place.
#[bytelane::command]
fn make_counting_file(bytes: u64) -> Result<(), String> {
    let write = || -> std::io::Result<()> {
        let mut file = std::io::BufWriter::new(std::fs::File::create(counting_path())?);
        for word in 0..u32::try_from(bytes / 4).map_err(std::io::Error::other)? {
            file.write_all(&word.to_le_bytes())?;
        }
        file.flush()
    };
    write().map_err(|error| error.to_string())
}

/// The file of [`make_counting_file`], which goes once it is sent.
#[bytelane::command]
fn counting_file() -> Result<Response, String> {
    let response = Response::file(counting_path());
    std::fs::remove_file(counting_path()).map_err(|error| error.to_string())?;
    Ok(response)
}

#[bytelane::command]
fn start_peak() -> Result<u64, String> {
    memory::start_peak_bytes()
}

#[bytelane::command]
fn peak() -> Result<u64, String> {
    memory::peak_bytes()
}

/// Keeps a figure for the case's verdict.
#[bytelane::command]
fn note(stage: Shared<'_>, name: &str, figure: u64) {
    stage.ledger.set(name, figure);
}

#[bytelane::command]
async fn send_numbers(numbers: Channel<u64>, count: u64) -> Result<u64, String> {
    for number in 0..count {
        numbers
            .send_async(number)
            .await
            .map_err(|error| error.to_string())?;
    }
    Ok(count)
}

#[bytelane::command]
fn send_bytes(messages: Channel<Vec<u8>>, lengths: Vec<usize>) -> Result<(), String> {
    for length in lengths {
        messages
            .send(pattern(length))
            .map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// Sends until the channel is closed, and counts why.
#[bytelane::command]
async fn send_for_ever(
    stage: Shared<'_>,
    messages: Channel<Bytes>,
    length: usize,
) -> Result<u64, String> {
    let message = Bytes::from(pattern(length));
    let stage = Arc::clone(&stage);
    // A task of its own, which outlives the call as a stream does.
    tokio::spawn(async move {
        stage.ledger.add("streams_started");
        let error = loop {
            if let Err(error) = messages.send_async(message.clone()).await {
                break error;
            }
        };
        stage
            .ledger
            .add(&format!("stream: {error}").replace(|letter: char| letter.is_ascii_digit(), ""));
        stage.ledger.add("streams_ended");
    });
    Ok(0)
}

/// All commands, and one that drops its call.
pub(crate) fn handler() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
    let commands = bytelane::generate_handler![
        finish,
        count,
        counted,
        wish,
        expected_lane,
        refused_requests,
        held,
        echo,
        echo_bytes,
        bytes_pattern,
        turn_picture,
        digest_of,
        digest_raw,
        headers_back,
        with_headers,
        fail,
        fail_text,
        panic_sync,
        panic_async,
        panic_on_main,
        slow,
        once,
        file,
        make_counting_file,
        counting_file,
        start_peak,
        peak,
        note,
        send_numbers,
        send_bytes,
        send_for_ever,
    ];
    move |invoke| {
        if invoke.message.command() == "forget" {
            drop(invoke);
            return true;
        }
        commands(invoke)
    }
}
