//! The commands that the page calls.

use std::{
    env,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering::SeqCst},
    },
    task::{Context, Poll},
};

use bytelane::{
    AppHandle, Bytes, State,
    ipc::{Archived, Channel, Receiver, Response, Typed, Upload},
};
use futures_util::{Stream, stream};
use parking_lot::Mutex;
use serde::{Serialize, Serializer};

use crate::rows::{Order, orders};

/// The variable that states how often the page measures each form of the table.
const ROUNDS: &str = "BYTELANE_WEB_ROUNDS";

/// The counters of the commands, their table, and the result of the page.
#[derive(Default)]
pub(crate) struct Counts {
    waiting: AtomicU32,
    cancelled: AtomicU32,
    noises: AtomicU32,
    /// The table of the last request, kept so that a measurement of the next one does not contain its creation.
    table: Mutex<Table>,
    pub(crate) result: Mutex<Option<Result<Vec<String>, String>>>,
}

#[bytelane::command]
fn finish(
    app: AppHandle,
    failure: Option<String>,
    figures: Vec<String>,
    counts: State<'_, Counts>,
) {
    *counts.result.lock() = Some(failure.map_or(Ok(figures), Err));
    app.exit(0);
}

#[bytelane::command]
fn greet(first_name: String) -> String {
    format!("hello {first_name}")
}

#[bytelane::command]
fn nothing() {}

#[bytelane::command]
fn echo(bytes: Bytes) -> Bytes {
    bytes
}

#[bytelane::command]
fn brightness(pixels: Bytes, samples: Typed<f32>) -> f64 {
    let bytes: f64 = pixels.iter().map(|pixel| f64::from(*pixel)).sum();
    bytes + samples.iter().map(|sample| f64::from(*sample)).sum::<f64>()
}

#[bytelane::command]
fn doubled(samples: Typed<f32>) -> Typed<f64> {
    samples
        .iter()
        .map(|sample| f64::from(*sample) * 2.0)
        .collect()
}

#[derive(Serialize)]
struct Full {
    free: u32,
}

#[bytelane::command]
fn fails() -> Result<(), Full> {
    Err(Full { free: 3 })
}

/// An error with the fields of a refusal.
#[derive(Serialize)]
struct Posing {
    name: &'static str,
    code: &'static str,
    message: &'static str,
}

#[bytelane::command]
fn poses() -> Result<(), Posing> {
    Err(Posing {
        name: "IpcError",
        code: "acl_denied",
        message: "no",
    })
}

#[derive(Clone, Default)]
struct Table(Arc<Vec<Order>>);

impl Serialize for Table {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl Counts {
    fn table(&self, length: u32) -> Table {
        let mut table = self.table.lock();
        if table.0.len() != length as usize {
            table.0 = Arc::new(orders(length));
        }
        table.clone()
    }
}

#[bytelane::command]
fn rows_as_archive(
    length: u32,
    counts: State<'_, Counts>,
) -> bytelane::Result<Archived<Vec<Order>>> {
    Ok(Archived::new(&*counts.table(length).0)?)
}

#[bytelane::command]
fn rows_as_json(length: u32, counts: State<'_, Counts>) -> Table {
    counts.table(length)
}

/// Returns the JSON as bytes, which the page parses itself.
#[bytelane::command]
fn rows_as_text(length: u32, counts: State<'_, Counts>) -> Result<Bytes, String> {
    let text = serde_json::to_vec(&counts.table(length));
    text.map(Bytes::from).map_err(|error| error.to_string())
}

/// Returns how often the page measures each form of the table.
#[bytelane::command]
fn rounds() -> u32 {
    let stated = env::var(ROUNDS).ok();
    stated.and_then(|rounds| rounds.parse().ok()).unwrap_or(1)
}

#[bytelane::command]
fn total(rows: Archived<Vec<Order>>) -> f64 {
    rows.iter().map(|row| row.amount.to_native()).sum()
}

#[bytelane::command]
async fn count(to: u32, numbers: Channel<u32>) -> Result<(), String> {
    for number in 0..to {
        let sent = numbers.send_async(number).await;
        sent.map_err(|error| error.to_string())?;
    }
    Ok(())
}

#[bytelane::command]
async fn count_until_closed(to: u32, numbers: Channel<u32>) -> u32 {
    for number in 0..to {
        if numbers.send_async(number).await.is_err() {
            return number;
        }
    }
    to
}

#[bytelane::command]
async fn sum(mut numbers: Receiver<u32>) -> Result<u32, String> {
    let mut sum = 0;
    while let Some(number) = numbers
        .recv_async()
        .await
        .map_err(|error| error.to_string())?
    {
        sum += number;
    }
    Ok(sum)
}

#[bytelane::command]
async fn save(mut content: Upload) -> Result<u64, String> {
    let mut bytes = 0;
    while let Some(chunk) = content
        .chunk_async()
        .await
        .map_err(|error| error.to_string())?
    {
        bytes += chunk.len() as u64;
    }
    Ok(bytes)
}

/// Counts how many of a kind there are.
struct Counted<'a>(&'a AtomicU32);

impl<'a> Counted<'a> {
    fn new(count: &'a AtomicU32) -> Self {
        count.fetch_add(1, SeqCst);
        Self(count)
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, SeqCst);
    }
}

/// Waits until it is cancelled.
#[bytelane::command]
async fn wait(counts: State<'_, Counts>) -> Result<(), String> {
    struct Cancelled<'a>(&'a AtomicU32);
    impl Drop for Cancelled<'_> {
        fn drop(&mut self) {
            self.0.fetch_add(1, SeqCst);
        }
    }
    // Dropped in reverse order, so that `waiting` is right once the page sees `cancelled`.
    let _cancelled = Cancelled(&counts.cancelled);
    let _waiting = Counted::new(&counts.waiting);
    std::future::pending::<()>().await;
    Ok(())
}

#[bytelane::command]
fn waiting(counts: State<'_, Counts>) -> u32 {
    counts.waiting.load(SeqCst)
}

#[bytelane::command]
fn cancelled(counts: State<'_, Counts>) -> u32 {
    counts.cancelled.load(SeqCst)
}

#[bytelane::command]
fn lines(length: u32) -> Response {
    let line = |number: u32| Ok::<_, String>(Bytes::from(format!("{number}\n").into_bytes()));
    Response::stream(stream::iter((0..length).map(line)))
}

/// An endless stream that is counted while it exists.
struct Noise(AppHandle);

impl Stream for Noise {
    type Item = Result<Bytes, String>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(Some(Ok(Bytes::from(vec![7; 64 * 1024]))))
    }
}

impl Drop for Noise {
    fn drop(&mut self) {
        use bytelane::Manager;
        self.0.state::<Counts>().noises.fetch_sub(1, SeqCst);
    }
}

#[bytelane::command]
fn noise(app: AppHandle, counts: State<'_, Counts>) -> Response {
    counts.noises.fetch_add(1, SeqCst);
    Response::stream(Noise(app))
}

#[bytelane::command]
fn noises(counts: State<'_, Counts>) -> u32 {
    counts.noises.load(SeqCst)
}

#[bytelane::command]
fn broken() -> Response {
    Response::stream(stream::iter([
        Ok(Bytes::from_static(b"first")),
        Err("the disk is gone"),
    ]))
}

/// Returns the handler of the page.
pub(crate) fn handler() -> impl Fn(bytelane::ipc::Invoke) -> bool + Send + Sync + 'static {
    bytelane::generate_handler![
        finish,
        greet,
        nothing,
        echo,
        brightness,
        doubled,
        fails,
        poses,
        rows_as_archive,
        rows_as_json,
        rows_as_text,
        rounds,
        total,
        count,
        count_until_closed,
        sum,
        save,
        wait,
        waiting,
        cancelled,
        lines,
        noise,
        noises,
        broken
    ]
}
