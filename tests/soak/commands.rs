//! The commands that the pages of the checks call.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use bytelane::{
    Bytes, Engine, State,
    ipc::{Channel, Invoke, Receiver, Response, SendError},
};
use serde::{Serialize, Serializer};

use crate::{
    host::{Action, Host, MAIN},
    memory,
    panics::ON_PURPOSE,
    report::Bar,
    work,
};

type Shared<'a> = State<'a, Arc<Host>>;

/// Listens to `slow` for 50 ms an event.
pub(crate) fn listen_slowly(engine: &Engine) {
    engine
        .events()
        .listen("slow", bytelane::EventTarget::Any, |_| {
            std::thread::sleep(Duration::from_millis(50));
        });
}

#[derive(Serialize)]
struct Plan {
    goal: u64,
    left_ms: u64,
    seconds: u64,
    check: &'static str,
}

/// Returns the work of the check, and the time that is left for it.
#[bytelane::command]
fn plan(host: Shared<'_>) -> Plan {
    let left = host.end.saturating_duration_since(Instant::now());
    Plan {
        goal: host.check.goal,
        left_ms: left.as_millis() as u64,
        seconds: host.seconds,
        check: host.check.name,
    }
}

#[bytelane::command]
fn finish(host: Shared<'_>, failure: Option<String>) {
    host.request(Action::Finish(failure));
}

/// Records how many units of work are done.
#[bytelane::command]
fn done(host: Shared<'_>, count: u64) {
    host.result.lock().done = count;
}

#[bytelane::command]
fn figure(host: Shared<'_>, name: String, value: f64) {
    host.result.lock().figures.insert(name, value);
}

#[bytelane::command]
fn bar(host: Shared<'_>, name: String, value: f64, limit: f64) {
    host.result.lock().bars.push(Bar { name, value, limit });
}

/// Adds to a count, and returns the sum.
#[bytelane::command]
fn add(host: Shared<'_>, name: &str, count: u64) -> u64 {
    host.add(name, count)
}

#[derive(Serialize)]
struct Distribution {
    count: usize,
    p50: u64,
    p99: u64,
    p999: u64,
    max: u64,
}

/// Returns the distribution of the samples of a name, and forgets them.
#[bytelane::command]
fn distribution(host: Shared<'_>, name: &str) -> Distribution {
    let mut samples = host.samples.lock().remove(name).unwrap_or_default();
    samples.sort_unstable();
    let at = |part: f64| {
        let place = (samples.len().saturating_sub(1)) as f64 * part;
        samples.get(place.ceil() as usize).copied().unwrap_or(0)
    };
    Distribution {
        count: samples.len(),
        p50: at(0.5),
        p99: at(0.99),
        p999: at(0.999),
        max: at(1.0),
    }
}

/// Records the time since the last call of the bystander: a whole round trip.
#[bytelane::command]
fn beat(host: Shared<'_>) {
    let now = Instant::now();
    if let Some(last) = host.last_beat.lock().replace(now) {
        host.sample("beat_us", (now - last).as_micros() as u64);
    }
}

#[bytelane::command]
fn perform(host: Shared<'_>, action: &str, name: Option<String>) {
    let name = name.unwrap_or_default();
    host.request(match action {
        "reload" => Action::Reload,
        "kill" => Action::Kill,
        "load" => Action::Load(name),
        "open" => Action::Open(name, "opened"),
        "open_plain" => Action::OpenPlain(name),
        "open_reading" => Action::OpenReading(name),
        "end_and_close" => Action::EndAndClose(name),
        "work" => Action::Open(name, "working"),
        _ => Action::Close(name),
    });
}

#[bytelane::command]
fn start_peak() -> Result<u64, String> {
    memory::start_peak_bytes()
}

#[bytelane::command]
fn peak() -> Result<u64, String> {
    memory::peak_bytes()
}

#[derive(Serialize)]
struct HeldByHost {
    calls_running: usize,
    bodies_held: usize,
    uploads_open: usize,
    channels: usize,
    bytes: u64,
    /// Memory of the page's event listeners, in bytes.
    listeners: u64,
    descriptors: usize,
    threads: usize,
    /// Threads of connections of WebKit to its processes, each with one descriptor. Some of them outlive their process, also without an engine.
    connections: usize,
}

/// Returns the number of threads of connections of WebKit. The kernel keeps the first 15 characters of a name.
fn connections() -> usize {
    let threads = std::fs::read_dir("/proc/self/task");
    let names = threads.into_iter().flatten().flatten();
    names
        .filter(|thread| {
            let name = std::fs::read_to_string(thread.path().join("comm"));
            name.is_ok_and(|name| name.trim() == "ReceiveQueue")
        })
        .count()
}

/// Returns what the host holds for the page of the check.
#[bytelane::command]
fn held(host: Shared<'_>) -> Option<HeldByHost> {
    let count = |path| std::fs::read_dir(path).map_or(0, Iterator::count);
    let stats = host.handles.lock().get(MAIN)?.stats()?;
    Some(HeldByHost {
        // This call runs.
        calls_running: stats.calls_running.saturating_sub(1),
        bodies_held: stats.bodies_held,
        uploads_open: stats.uploads_open,
        channels: stats.channels_open + stats.channels_from_page,
        bytes: stats.bytes_queued + stats.bytes_received,
        listeners: stats.held.of(bytelane::unstable::Holding::Listeners),
        descriptors: count("/proc/self/fd"),
        threads: count("/proc/self/task"),
        connections: connections(),
    })
}

#[bytelane::command]
fn echo(value: serde_json::Value) -> serde_json::Value {
    value
}

#[bytelane::command]
fn panic_sync() {
    std::panic::panic_any(ON_PURPOSE);
}

#[bytelane::command]
async fn panic_async() {
    tokio::task::yield_now().await;
    std::panic::panic_any(ON_PURPOSE);
}

/// The owner of bytes whose destructor panics.
struct PanicsInDrop(Vec<u8>);

impl AsRef<[u8]> for PanicsInDrop {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Drop for PanicsInDrop {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            std::panic::panic_any(ON_PURPOSE);
        }
    }
}

#[bytelane::command]
fn panic_drop(length: usize) -> Bytes {
    Bytes::from_owner(PanicsInDrop(vec![1; length]))
}

struct PanicsInSerializer;

impl Serialize for PanicsInSerializer {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        std::panic::panic_any(ON_PURPOSE)
    }
}

#[bytelane::command]
fn panic_serializer() -> PanicsInSerializer {
    PanicsInSerializer
}

struct PanicsInDisplay;

impl std::fmt::Display for PanicsInDisplay {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::panic::panic_any(ON_PURPOSE)
    }
}

#[bytelane::command]
fn panic_display() -> Response {
    Response::stream(futures_util::stream::iter([
        Ok(Bytes::from_static(b"before the error")),
        Err(PanicsInDisplay),
    ]))
}

/// Records the time since the end of the document at which a sender or receiver has learned of it.
fn heard(host: &Host, name: &str) {
    let fault = *host.fault.lock();
    if let Some(fault) = fault {
        host.sample("heard_us", fault.elapsed().as_micros() as u64);
    }
    host.add(name, 1);
}

/// Sends messages that begin with `tag` until the channel is closed, in a task that outlives the call.
#[bytelane::command]
async fn send_for_ever(
    host: Shared<'_>,
    messages: Channel<Bytes>,
    tag: u64,
    length: usize,
) -> Result<(), ()> {
    let host = Arc::clone(&host);
    let mut message = tag.to_le_bytes().to_vec();
    message.resize(length, 7);
    let message = Bytes::from(message);
    host.add("started", 1);
    tokio::spawn(async move {
        while messages.send_async(message.clone()).await.is_ok() {}
        heard(&host, "ended");
    });
    Ok(())
}

/// Receives messages until the channel is closed, in a task that outlives the call.
#[bytelane::command]
async fn receive_for_ever(
    host: Shared<'_>,
    mut messages: Receiver<Bytes>,
    tag: u64,
) -> Result<(), ()> {
    let host = Arc::clone(&host);
    host.add("started", 1);
    tokio::spawn(async move {
        while let Ok(Some(message)) = messages.recv_async().await {
            let sender = message
                .first_chunk::<8>()
                .map(|tag| u64::from_le_bytes(*tag));
            if sender != Some(tag) {
                host.add("stale", 1);
            }
        }
        heard(&host, "ended");
    });
    Ok(())
}

/// Waits until the document ends.
#[bytelane::command]
async fn hang(host: Shared<'_>) -> Result<(), ()> {
    struct Ended(Arc<Host>);
    impl Drop for Ended {
        fn drop(&mut self) {
            self.0.add("ended", 1);
        }
    }
    host.add("started", 1);
    let _ended = Ended(Arc::clone(&host));
    std::future::pending().await
}

#[bytelane::command]
async fn hang_with(data: Bytes) -> Result<(), ()> {
    let _data = data;
    std::future::pending().await
}

/// Counts a call of this id; a second one is counted as a repetition.
#[bytelane::command]
fn unique(host: Shared<'_>, id: String) {
    if host.add(&id, 1) > 1 {
        host.add("repeated", 1);
    }
}

#[derive(Serialize)]
struct Offered {
    accepted: u64,
    refused: u64,
    queued_max: u64,
}

/// Offers messages without waiting.
#[bytelane::command]
fn offer(host: Shared<'_>, messages: Channel<Bytes>, count: u64, length: usize) -> Offered {
    let message = Bytes::from(vec![1; length]);
    let mut offered = Offered {
        accepted: 0,
        refused: 0,
        queued_max: 0,
    };
    for index in 0..count {
        match messages.try_send(message.clone()) {
            Ok(()) => offered.accepted += 1,
            Err(SendError::Full(_)) => offered.refused += 1,
            Err(_) => break,
        }
        if index % 64 == 0 {
            let stats = host
                .handles
                .lock()
                .get(MAIN)
                .and_then(bytelane::WebviewHandle::stats);
            let queued = stats.map_or(0, |stats| stats.bytes_queued);
            offered.queued_max = offered.queued_max.max(queued);
        }
    }
    offered
}

#[bytelane::command]
async fn send_numbers(numbers: Channel<u64>, count: u64) -> Result<(), String> {
    for number in 0..count {
        numbers
            .send_async(number)
            .await
            .map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// Returns words that count from 0, which the page sums.
#[bytelane::command]
fn words(host: Shared<'_>, length: usize) -> Bytes {
    host.add("bytes", length as u64);
    static WORDS: std::sync::OnceLock<Bytes> = std::sync::OnceLock::new();
    let make = || {
        let words = 0..(1_u32 << 24);
        Bytes::from(words.flat_map(u32::to_le_bytes).collect::<Vec<u8>>())
    };
    WORDS.get_or_init(make).slice(..length)
}

/// Returns the sum of the words of an upload.
#[bytelane::command]
fn sum(host: Shared<'_>, data: Bytes) -> u32 {
    host.add("bytes", data.len() as u64);
    let words = data.as_chunks::<4>().0.iter();
    words.fold(0, |sum: u32, word| {
        sum.wrapping_add(u32::from_le_bytes(*word))
    })
}

#[bytelane::command]
fn give(length: usize) -> Vec<u8> {
    vec![1; length]
}

#[bytelane::command]
fn block_for(milliseconds: u64) {
    std::thread::sleep(Duration::from_millis(milliseconds));
}

#[bytelane::command]
fn long_header(length: usize) -> Response {
    Response::new(Vec::new()).with_header("x-long", "x".repeat(length))
}

#[bytelane::command]
fn endless() -> Response {
    let chunk = Bytes::from(vec![1; 65_536]);
    Response::stream(futures_util::stream::repeat_with(move || {
        Ok::<_, String>(chunk.clone())
    }))
}

/// Leaks, for the canary.
#[bytelane::command]
fn leak(length: usize) {
    std::mem::forget(vec![1_u8; length]);
}

/// Returns the handler of all commands, and of `forget`, whose call nothing answers.
pub(crate) fn handler() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
    let commands = bytelane::generate_handler![
        plan,
        finish,
        done,
        figure,
        bar,
        add,
        distribution,
        beat,
        perform,
        start_peak,
        peak,
        held,
        echo,
        panic_sync,
        panic_async,
        panic_drop,
        panic_serializer,
        panic_display,
        send_for_ever,
        receive_for_ever,
        hang,
        hang_with,
        unique,
        offer,
        send_numbers,
        words,
        sum,
        give,
        block_for,
        long_header,
        endless,
        leak,
        work::counted_echo,
        work::stream_words,
        work::compare_stream,
        work::shared_buffer,
        work::emit_slowly,
        work::exit_once,
    ];
    move |invoke| {
        if invoke.message.command() == "forget" {
            // Without the guard that answers a dropped call, nothing answers this one.
            std::mem::forget(invoke);
            return true;
        }
        commands(invoke)
    }
}
