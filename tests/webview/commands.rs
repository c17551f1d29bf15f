//! The commands that the pages of the cases call.

use std::{io::Write, sync::Arc, task::Poll, time::Duration};

use bytelane::{
    Bytes, State,
    ipc::{Channel, Invoke, Receiver, Request, Response, Upload},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    host::{Action, HeldByHost, Host},
    memory,
    processes::{kill, processes},
};

type Shared<'a> = State<'a, Arc<Host>>;

/// Returns bytes that a page can compute itself: each depends on its position.
pub(crate) fn pattern(length: usize) -> Vec<u8> {
    let mut state = 1_u32;
    let next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    std::iter::repeat_with(next).take(length).collect()
}

/// Returns the FNV-1a hash of the bytes, as `digest` of the page does.
pub(crate) fn digest(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    })
}

#[bytelane::command]
fn finish(host: Shared<'_>, failure: Option<String>) {
    host.request(Action::Finish(failure));
}

#[bytelane::command]
fn count(host: Shared<'_>, name: &str) {
    eprintln!("{name}");
    host.ledger.add(name);
}

#[bytelane::command]
fn counted(host: Shared<'_>, name: &str) -> u64 {
    host.ledger.get(name)
}

/// Kills the network process, which WebKit then starts again.
fn kill_network_process() {
    let started = processes("(WebKitNetworkPr");
    assert!(!started.is_empty() && kill(&started), "{started:?}");
}

#[bytelane::command]
fn perform(host: Shared<'_>, action: &str, url: Option<String>) {
    let url = url.unwrap_or_default();
    host.request(match action {
        "reload" => Action::Reload,
        "load" => Action::Load(url),
        "kill" => Action::KillThen(url),
        "kill_network" => return kill_network_process(),
        "exit" => Action::Exit,
        _ => Action::ReopenWith(url),
    });
}

/// Returns the lane that this run of the case tests.
#[bytelane::command]
fn expected_lane() -> String {
    std::env::var("BYTELANE_LANE").unwrap_or_else(|_| "shm".into())
}

#[bytelane::command]
fn refused_requests(host: Shared<'_>) -> u64 {
    host.handle().map_or(0, |handle| handle.refused_requests())
}

#[bytelane::command]
fn held(host: Shared<'_>) -> Option<HeldByHost> {
    host.holds()
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
fn digest_raw(host: Shared<'_>, data: Bytes) -> Digest {
    host.ledger.add("digest_raw");
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

#[bytelane::command]
fn long_header(bytes: usize) -> Response {
    Response::new(vec![1_u8]).with_header("x-long", "x".repeat(bytes))
}

#[bytelane::command]
fn long_refusal(bytes: usize) -> Result<(), bytelane::Refusal> {
    let text = "\"".repeat(bytes);
    Err(bytelane::Refusal::new(bytelane::wire::Code::Internal, text))
}

#[bytelane::command]
fn long_failure(bytes: usize) -> Result<(), String> {
    Err("x".repeat(bytes))
}

#[bytelane::command]
fn long_stream_failure(bytes: usize) -> Response {
    let failure = Err::<Bytes, _>("x".repeat(bytes));
    Response::stream(futures_util::stream::iter([failure]))
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

/// Counts the end of a call, or that its future was dropped.
struct Track {
    host: Arc<Host>,
    name: &'static str,
    done: bool,
}

impl Drop for Track {
    fn drop(&mut self) {
        self.host
            .ledger
            .add(if self.done { "ended" } else { "dropped" });
        self.host.ledger.add(self.name);
    }
}

#[bytelane::command]
async fn slow(host: Shared<'_>, milliseconds: u64) -> Result<u64, ()> {
    host.ledger.add("started");
    let mut track = Track {
        host: Arc::clone(&host),
        name: "slow",
        done: false,
    };
    tokio::time::sleep(Duration::from_millis(milliseconds)).await;
    track.done = true;
    Ok(milliseconds)
}

#[bytelane::command]
fn once(host: Shared<'_>, name: &str) -> u64 {
    host.ledger.add(name)
}

/// Returns a file that contains [`pattern`], of `length` bytes.
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

/// Creates a file of 32-bit words, each with its position as value.
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

/// Returns the file of [`make_counting_file`] and unlinks it.
#[bytelane::command]
fn counting_file() -> Result<Response, String> {
    let response = Response::file(counting_path());
    std::fs::remove_file(counting_path()).map_err(|error| error.to_string())?;
    Ok(response)
}

/// Returns the bytes of message `index`: its index, repeated.
fn numbered(index: u64, bytes: usize) -> Vec<u8> {
    let word = index.to_le_bytes();
    word.into_iter().cycle().take(bytes).collect()
}

/// Sends `count` messages of `bytes` bytes each. Returns the elapsed milliseconds.
#[bytelane::command]
async fn send_numbered(
    messages: Channel<Bytes>,
    count: u64,
    bytes: usize,
    host: Shared<'_>,
) -> Result<u64, String> {
    let start = std::time::Instant::now();
    for index in 0..count {
        let message = numbered(index, bytes);
        messages
            .send_async(message.into())
            .await
            .map_err(|error| error.to_string())?;
        host.ledger.set("numbered", index + 1);
    }
    u64::try_from(start.elapsed().as_millis()).map_err(|error| error.to_string())
}

/// Sends `count` messages as JSON.
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

/// Records a figure for the check of the case.
#[bytelane::command]
fn note(host: Shared<'_>, name: &str, figure: u64) {
    host.ledger.set(name, figure);
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

/// Sends until the channel is closed, and counts the reason.
#[bytelane::command]
async fn send_for_ever(
    host: Shared<'_>,
    messages: Channel<Bytes>,
    length: usize,
) -> Result<u64, String> {
    let message = Bytes::from(pattern(length));
    let host = Arc::clone(&host);
    // A separate task, which outlives the call as a stream does.
    tokio::spawn(async move {
        host.ledger.add("streams_started");
        let error = loop {
            if let Err(error) = messages.send_async(message.clone()).await {
                break error;
            }
        };
        host.ledger
            .add(&format!("stream: {error}").replace(|letter: char| letter.is_ascii_digit(), ""));
        host.ledger.heard();
        host.ledger.add("streams_ended");
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
    while let Some(number) = numbers
        .recv_async()
        .await
        .map_err(|error| error.to_string())?
    {
        sum.in_order &= number == sum.count;
        sum.count += 1;
        sum.sum += number;
    }
    Ok(sum)
}

#[bytelane::command]
fn digest_messages(mut messages: Receiver<Bytes>) -> Result<Vec<Digest>, String> {
    let mut digests = Vec::new();
    while let Some(bytes) = messages.recv().map_err(|error| error.to_string())? {
        digests.push(Digest {
            length: bytes.len(),
            digest: digest(&bytes),
        });
    }
    Ok(digests)
}

#[bytelane::command]
fn hold_receiver(host: Shared<'_>, messages: Receiver<Bytes>) {
    *host.held.lock() = Some(messages);
}

#[bytelane::command]
fn drop_receiver(host: Shared<'_>) {
    drop(host.held.lock().take());
}

/// Sends from the main thread until a send fails. Returns the number of messages sent, and the error.
#[bytelane::command(main_thread)]
fn fill_from_main_thread(messages: Channel<Bytes>, length: usize) -> (usize, String) {
    let message = Bytes::from(pattern(length));
    let mut sent = 0;
    loop {
        match messages.send(message.clone()) {
            Ok(()) => sent += 1,
            Err(error) => return (sent, error.to_string()),
        }
    }
}

/// Receives until the channel ends, in a task that outlives the call, and counts the reason.
#[bytelane::command]
async fn receive_for_ever(host: Shared<'_>, mut messages: Receiver<Bytes>) -> Result<(), ()> {
    let host = Arc::clone(&host);
    tokio::spawn(async move {
        host.ledger.add("receivers_started");
        let error = loop {
            match messages.recv_async().await {
                Ok(Some(_)) => host.ledger.add("received"),
                Ok(None) => break "ended".to_owned(),
                Err(error) => break error.to_string(),
            };
        };
        let name = format!("receiver: {error}").replace(|letter: char| letter.is_ascii_digit(), "");
        host.ledger.add(&name);
        host.ledger.heard();
        host.ledger.add("receivers_ended");
    });
    Ok(())
}

/// Receives an upload until it ends, as [`receive_for_ever`] does.
#[bytelane::command]
async fn receive_for_ever_from(host: Shared<'_>, mut content: Upload) -> Result<(), ()> {
    let host = Arc::clone(&host);
    tokio::spawn(async move {
        host.ledger.add("uploads_started");
        let error = loop {
            match content.chunk_async().await {
                Ok(Some(_)) => {}
                Ok(None) => break "ended".to_owned(),
                Err(error) => break error.to_string(),
            };
        };
        let name = format!("upload: {error}").replace(|letter: char| letter.is_ascii_digit(), "");
        host.ledger.add(&name);
        host.ledger.heard();
        host.ledger.add("uploads_ended");
    });
    Ok(())
}

#[derive(Serialize)]
struct Uploaded {
    name: String,
    announced: Option<u64>,
    length: usize,
    digest: u32,
}

async fn collect(name: String, mut content: Upload) -> Result<Uploaded, String> {
    let announced = content.length();
    let mut bytes = Vec::new();
    while let Some(chunk) = content
        .chunk_async()
        .await
        .map_err(|error| error.to_string())?
    {
        bytes.extend_from_slice(&chunk);
    }
    Ok(Uploaded {
        name,
        announced,
        length: bytes.len(),
        digest: digest(&bytes),
    })
}

#[bytelane::command]
async fn take_upload(name: String, content: Upload) -> Result<Uploaded, String> {
    collect(name, content).await
}

#[bytelane::command]
async fn take_upload_alone(content: Upload) -> Result<Uploaded, String> {
    collect(String::new(), content).await
}

/// Counts when it is dropped.
struct Dropped(Arc<Host>, &'static str);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.ledger.add(self.1);
    }
}

#[bytelane::command]
async fn hold_upload(host: Shared<'_>, content: Upload) -> Result<(), ()> {
    host.ledger.add("upload held");
    let _dropped = Dropped(Arc::clone(&host), "upload dropped");
    std::future::pending::<()>().await;
    drop(content);
    Ok(())
}

#[bytelane::command]
async fn peek_upload(mut content: Upload) -> Result<usize, String> {
    let first = content
        .chunk_async()
        .await
        .map_err(|error| error.to_string())?;
    Ok(first.map_or(0, |bytes| bytes.len()))
}

/// Returns a stream of [`pattern`] in chunks, which fails at `fails_at` if that is set.
#[bytelane::command]
fn make_stream(
    host: Shared<'_>,
    length: u64,
    chunk: usize,
    announced: bool,
    fails_at: Option<u64>,
) -> Response {
    let dropped = Dropped(Arc::clone(&host), "stream dropped");
    // An endless stream repeats the same bytes.
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
fn emit_text(host: Shared<'_>, name: &str, length: usize) -> Result<(), String> {
    host.emit(name, "x".repeat(length))
}

#[bytelane::command]
async fn send_texts(texts: Channel<String>, lengths: Vec<usize>) -> Result<(), String> {
    for length in lengths {
        texts
            .send_async("x".repeat(length))
            .await
            .map_err(|error| error.to_string())?;
    }
    Ok(())
}

#[bytelane::command]
fn emit_bytes(host: Shared<'_>, name: &str, lengths: Vec<usize>) -> Result<(), String> {
    lengths
        .into_iter()
        .try_for_each(|length| host.emit(name, Bytes::from(pattern(length))))
}

/// Returns what a command knows of its webview: the label, an extension, and whether its events reach the page.
#[bytelane::command]
fn caller(
    webview: bytelane::WebviewHandle,
    name: bytelane::ipc::Extension<&'static str>,
) -> Result<(String, String), String> {
    use bytelane::Emitter;
    webview
        .emit("called", ())
        .map_err(|error| error.to_string())?;
    Ok((webview.label().to_owned(), (*name).to_owned()))
}

/// Returns the handler of all commands, and of `forget`, which drops its call.
pub(crate) fn handler() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
    let commands = bytelane::generate_handler![
        finish,
        caller,
        count,
        counted,
        perform,
        expected_lane,
        refused_requests,
        held,
        echo,
        echo_bytes,
        bytes_pattern,
        turn_picture,
        digest_of,
        crate::archives::rows,
        crate::archives::shared_rows,
        crate::archives::json_rows,
        crate::archives::again,
        crate::archives::same,
        crate::archives::name_rows,
        crate::archives::draw_again,
        crate::archives::words,
        crate::archives::relay_rows,
        crate::archives::emit_rows,
        crate::archives::tree,
        crate::archives::tree_value,
        crate::archives::point,
        crate::typed::echo_i8,
        crate::typed::named_i8,
        crate::typed::echo_u8,
        crate::typed::named_u8,
        crate::typed::echo_i16,
        crate::typed::named_i16,
        crate::typed::echo_u16,
        crate::typed::named_u16,
        crate::typed::echo_i32,
        crate::typed::named_i32,
        crate::typed::echo_u32,
        crate::typed::named_u32,
        crate::typed::echo_f16,
        crate::typed::named_f16,
        crate::typed::echo_f32,
        crate::typed::named_f32,
        crate::typed::echo_f64,
        crate::typed::named_f64,
        crate::typed::echo_i64,
        crate::typed::named_i64,
        crate::typed::echo_u64,
        crate::typed::named_u64,
        crate::typed::ramp,
        crate::typed::sum,
        crate::typed::relay,
        crate::typed::emit_ramp,
        digest_raw,
        headers_back,
        with_headers,
        long_header,
        long_refusal,
        long_failure,
        long_stream_failure,
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
        crate::blocking::block,
        crate::blocking::unblock,
        crate::blocking::open_second,
        crate::blocking::figure,
        crate::foreign::foreign_page,
        emit_text,
        send_texts,
        crate::obstacles::break_extension,
        crate::buffers::draw,
        crate::buffers::draw_part,
        crate::buffers::draw_beside,
        crate::buffers::film,
        crate::buffers::draw_stream,
        crate::buffers::shared,
        crate::buffers::shared_at_rest,
        crate::owners::owned,
        crate::owners::owned_stream,
        crate::owners::send_owned,
        crate::owners::keep_channel,
        crate::owners::forget_channel,
        crate::owners::dropped,
    ];
    move |invoke| {
        if invoke.message.command() == "forget" {
            drop(invoke);
            return true;
        }
        commands(invoke)
    }
}
