//! The commands that the pages of the cases call.

use std::{io::Write, sync::Arc, task::Poll, time::Duration};

use bytelane::{
    Bytes, State,
    ipc::{Channel, Invoke, Receiver, Request, Response, Upload},
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
        "exit" => Wish::Exit,
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
    bytes_received: u64,
}

#[bytelane::command]
fn held(stage: Shared<'_>) -> Option<Held> {
    let stats = stage.handle()?.stats()?;
    Some(Held {
        calls_running: stats.calls_running,
        bodies_held: stats.bodies_held,
        uploads_open: stats.uploads_open,
        channels_open: stats.channels_open + stats.channels_from_page,
        bytes_received: stats.bytes_received,
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

/// Bytes of message number `index`: its number, over and over.
fn numbered(index: u64, bytes: usize) -> Vec<u8> {
    let word = index.to_le_bytes();
    word.into_iter().cycle().take(bytes).collect()
}

/// Sends so many messages of so many bytes each, and says how long it took, in milliseconds.
#[bytelane::command]
async fn send_numbered(
    messages: Channel<Bytes>,
    count: u64,
    bytes: usize,
    stage: Shared<'_>,
) -> Result<u64, String> {
    let start = std::time::Instant::now();
    for index in 0..count {
        let message = numbered(index, bytes);
        messages
            .send_async(message.into())
            .await
            .map_err(|error| error.to_string())?;
        stage.ledger.set("numbered", index + 1);
    }
    u64::try_from(start.elapsed().as_millis()).map_err(|error| error.to_string())
}

/// The same as JSON.
#[bytelane::command]
async fn send_objects(messages: Channel<Value>, count: u64) -> Result<u64, String> {
    for index in 0..count {
        let message = serde_json::json!({ "index": index, "square": index * index });
        messages
            .send_async(message)
            .await
            .map_err(|error| error.to_string())?;
    }
    Ok(count)
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
        stage.ledger.heard();
        stage.ledger.add("streams_ended");
    });
    Ok(0)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Sum {
    count: u64,
    sum: u64,
    in_order: bool,
}

#[bytelane::command]
async fn sum_numbers(mut numbers: Receiver<u64>) -> Result<Sum, String> {
    let mut sum = Sum {
        count: 0,
        sum: 0,
        in_order: true,
    };
    while let Some(number) = numbers.recv().await.map_err(|error| error.to_string())? {
        sum.in_order &= number == sum.count;
        sum.count += 1;
        sum.sum += number;
    }
    Ok(sum)
}

#[bytelane::command]
fn digest_messages(mut messages: Receiver<Bytes>) -> Result<Vec<Digest>, String> {
    let mut digests = Vec::new();
    while let Some(bytes) = messages
        .blocking_recv()
        .map_err(|error| error.to_string())?
    {
        digests.push(Digest {
            length: bytes.len(),
            digest: digest(&bytes),
        });
    }
    Ok(digests)
}

#[bytelane::command]
fn hold_receiver(stage: Shared<'_>, messages: Receiver<Bytes>) {
    *stage.held.lock().expect("no command panics with it") = Some(messages);
}

#[bytelane::command]
fn drop_receiver(stage: Shared<'_>) {
    drop(stage.held.lock().expect("no command panics with it").take());
}

/// Sends from the main thread until a message is not taken; gives how many were, and why that one was not.
#[bytelane::command(main_thread)]
fn fill_from_main_thread(messages: Channel<Bytes>, length: usize) -> (usize, String) {
    let message = Bytes::from(pattern(length));
    let mut taken = 0;
    loop {
        match messages.send(message.clone()) {
            Ok(()) => taken += 1,
            Err(error) => return (taken, error.to_string()),
        }
    }
}

/// Counts why a stream of the page ended, in a task that outlives the call.
#[bytelane::command]
async fn receive_for_ever(stage: Shared<'_>, mut messages: Receiver<Bytes>) -> Result<(), ()> {
    let stage = Arc::clone(&stage);
    tokio::spawn(async move {
        stage.ledger.add("receivers_started");
        let error = loop {
            match messages.recv().await {
                Ok(Some(_)) => stage.ledger.add("received"),
                Ok(None) => break "ended".to_owned(),
                Err(error) => break error.to_string(),
            };
        };
        let name = format!("receiver: {error}").replace(|letter: char| letter.is_ascii_digit(), "");
        stage.ledger.add(&name);
        stage.ledger.heard();
        stage.ledger.add("receivers_ended");
    });
    Ok(())
}

/// As [`receive_for_ever`], of an upload.
#[bytelane::command]
async fn receive_for_ever_from(stage: Shared<'_>, mut content: Upload) -> Result<(), ()> {
    let stage = Arc::clone(&stage);
    tokio::spawn(async move {
        stage.ledger.add("uploads_started");
        let error = loop {
            match content.chunk().await {
                Ok(Some(_)) => {}
                Ok(None) => break "ended".to_owned(),
                Err(error) => break error.to_string(),
            };
        };
        let name = format!("upload: {error}").replace(|letter: char| letter.is_ascii_digit(), "");
        stage.ledger.add(&name);
        stage.ledger.heard();
        stage.ledger.add("uploads_ended");
    });
    Ok(())
}

#[derive(Serialize)]
struct Taken {
    name: String,
    announced: Option<u64>,
    length: usize,
    digest: u32,
}

async fn take(name: String, mut content: Upload) -> Result<Taken, String> {
    let announced = content.length();
    let mut bytes = Vec::new();
    while let Some(chunk) = content.chunk().await.map_err(|error| error.to_string())? {
        bytes.extend_from_slice(&chunk);
    }
    Ok(Taken {
        name,
        announced,
        length: bytes.len(),
        digest: digest(&bytes),
    })
}

#[bytelane::command]
async fn take_upload(name: String, content: Upload) -> Result<Taken, String> {
    take(name, content).await
}

#[bytelane::command]
async fn take_upload_alone(content: Upload) -> Result<Taken, String> {
    take(String::new(), content).await
}

/// Counts that it is dropped.
struct Dropped(Arc<Stage>, &'static str);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.ledger.add(self.1);
    }
}

#[bytelane::command]
async fn hold_upload(stage: Shared<'_>, content: Upload) -> Result<(), ()> {
    stage.ledger.add("upload held");
    let _dropped = Dropped(Arc::clone(&stage), "upload dropped");
    std::future::pending::<()>().await;
    drop(content);
    Ok(())
}

#[bytelane::command]
async fn peek_upload(mut content: Upload) -> Result<usize, String> {
    let first = content.chunk().await.map_err(|error| error.to_string())?;
    Ok(first.map_or(0, |bytes| bytes.len()))
}

/// A stream of [`pattern`], in chunks, that may fail on its way.
#[bytelane::command]
fn make_stream(
    stage: Shared<'_>,
    length: u64,
    chunk: usize,
    announced: bool,
    fails_at: Option<u64>,
) -> Response {
    let dropped = Dropped(Arc::clone(&stage), "stream dropped");
    // One that never ends needs no memory for all of it.
    let bytes = Bytes::from(pattern(usize::try_from(length.min(1 << 24)).unwrap_or(0)));
    let mut made = 0;
    let stream = futures_util::stream::poll_fn(move |_| {
        let left = length - made;
        if fails_at.is_some_and(|at| made >= at) {
            return Poll::Ready(Some(Err("on purpose")));
        }
        if left == 0 {
            return Poll::Ready(None);
        }
        dropped.0.ledger.add(&format!("chunk of {chunk}"));
        let start = usize::try_from(made % (1 << 24)).unwrap_or(0);
        let end = (start + chunk).min(bytes.len());
        made += (end - start) as u64;
        Poll::Ready(Some(Ok(bytes.slice(start..end))))
    });
    let response = Response::stream(stream);
    if announced {
        response.with_length(length)
    } else {
        response
    }
}

#[bytelane::command]
fn emit_bytes(stage: Shared<'_>, name: &str, lengths: Vec<usize>) -> Result<(), String> {
    let handle = stage.handle().ok_or("no webview")?;
    for length in lengths {
        bytelane::Emitter::emit(&handle, name, Bytes::from(pattern(length)))
            .map_err(|error| error.to_string())?;
    }
    Ok(())
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
        send_numbered,
        send_objects,
        start_peak,
        peak,
        note,
        send_numbers,
        send_bytes,
        send_for_ever,
        fill_from_main_thread,
        sum_numbers,
        digest_messages,
        hold_receiver,
        drop_receiver,
        receive_for_ever,
        receive_for_ever_from,
        take_upload,
        take_upload_alone,
        hold_upload,
        peek_upload,
        make_stream,
        emit_bytes,
        crate::obstacles::break_extension,
        crate::buffers::draw,
        crate::buffers::draw_part,
        crate::buffers::draw_beside,
        crate::buffers::film,
        crate::buffers::draw_stream,
        crate::buffers::shared,
        crate::buffers::shared_at_rest,
    ];
    move |invoke| {
        if invoke.message.command() == "forget" {
            drop(invoke);
            return true;
        }
        commands(invoke)
    }
}
