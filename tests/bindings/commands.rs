//! Commands with every form of argument and result. Their bindings are in `js/test/bindings/`, and a page calls all of them.

use bytelane::{
    Bytes, EventOf, View,
    ipc::{Archived, Buffers, Channel, Receiver, Response, SharedBuf, Typed, Upload},
    rkyv,
};
use serde::{Deserialize, Serialize};

/// A row of the table.
///
/// It is written differently than it is read.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "bindings", derive(bytelane::specta::Type), specta(crate = bytelane::specta))]
#[serde(rename_all = "camelCase")]
pub(crate) struct Row {
    /// The name of the file.
    pub(crate) file_name: String,
    pub(crate) score: Option<f64>,
    #[serde(default)]
    pub(crate) tags: Vec<String>,
    pub(crate) kind: Kind,
    pub(crate) counts: std::collections::BTreeMap<String, u32>,
}

/// The kind of a row.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "bindings", derive(bytelane::specta::Type), specta(crate = bytelane::specta))]
#[serde(tag = "type", content = "data", rename_all = "lowercase")]
pub(crate) enum Kind {
    Plain,
    /// With a width.
    Wide(u32),
    Pair(u8, i16),
    Named {
        name: String,
    },
}

/// A page of items.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(feature = "bindings", derive(bytelane::specta::Type), specta(crate = bytelane::specta))]
pub(crate) struct Page<T> {
    pub(crate) items: Vec<T>,
    pub(crate) next: Option<u32>,
}

/// A picture: bytes and numbers beside JSON.
#[derive(Clone, Deserialize, Serialize)]
#[cfg_attr(feature = "bindings", derive(bytelane::specta::Type), specta(crate = bytelane::specta))]
pub(crate) struct Picture {
    pub(crate) pixels: Bytes,
    pub(crate) histogram: Typed<u32>,
    pub(crate) size: (u16, u16),
}

/// Why a division failed.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "bindings", derive(bytelane::specta::Type), specta(crate = bytelane::specta))]
#[serde(tag = "code", rename_all = "snake_case")]
pub(crate) enum Failure {
    DividedByZero { dividend: f64 },
    NotANumber,
}

/// An entry of an archive.
#[derive(Clone, Debug, rkyv::Archive, rkyv::Serialize, View)]
#[rkyv(crate = bytelane::rkyv)]
pub(crate) struct Entry {
    /// What it is called.
    pub(crate) name: String,
    pub(crate) score: f64,
    pub(crate) id: u64,
}

/// An archive with a label.
#[derive(Serialize)]
#[cfg_attr(feature = "bindings", derive(bytelane::specta::Type), specta(crate = bytelane::specta))]
pub(crate) struct Labelled {
    pub(crate) label: String,
    pub(crate) entries: Archived<Vec<Entry>>,
}

/// A picture was saved.
pub(crate) const SAVED: EventOf<Row> =
    EventOf::new("picture-saved").docs("A picture was saved, as this row.");
/// Bytes for all pages.
pub(crate) const FRAME: EventOf<Bytes> = EventOf::new("frame");
/// Numbers for all pages.
pub(crate) const WAVE: EventOf<Typed<f32>> = EventOf::new("wave");

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// Returns a greeting.
///
/// The name may be any text, even one that ends a comment: `*/`.
#[bytelane::command]
pub(crate) fn greet(name: &str) -> String {
    format!("Hello, {name}!")
}

#[bytelane::command]
fn ping() {}

#[bytelane::command]
fn add_all(numbers: Vec<i32>, by: Option<i32>) -> i32 {
    numbers.iter().sum::<i32>() + by.unwrap_or_default()
}

/// Returns the row with another kind.
#[bytelane::command]
fn with_kind(row: Row, r#type: Kind) -> Row {
    Row {
        kind: r#type,
        ..row
    }
}

#[bytelane::command]
fn next_page(page: Page<Row>) -> Page<Row> {
    Page {
        next: page.next.map(|next| next + 1),
        ..page
    }
}

#[bytelane::command]
fn plain_page(page: Page<u8>) -> Option<Page<u8>> {
    Some(page).filter(|page| page.next.is_some())
}

/// Divides.
#[bytelane::command]
pub(crate) fn divide(left: f64, right: f64) -> Result<f64, Failure> {
    if left.is_nan() || right.is_nan() {
        Err(Failure::NotANumber)
    } else if right == 0.0 {
        Err(Failure::DividedByZero { dividend: left })
    } else {
        Ok(left / right)
    }
}

#[bytelane::command]
async fn invert(pixels: Bytes) -> Bytes {
    pixels.iter().map(|byte| !byte).collect::<Vec<_>>().into()
}

#[bytelane::command]
fn reverse(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.reverse();
    bytes
}

#[bytelane::command]
fn darker(picture: Picture) -> Picture {
    let pixels = picture.pixels.iter().map(|byte| byte / 2);
    Picture {
        pixels: pixels.collect::<Vec<_>>().into(),
        ..picture
    }
}

#[bytelane::command]
fn halves(samples: Typed<f32>) -> Typed<f64> {
    samples
        .iter()
        .map(|sample| f64::from(*sample) / 2.0)
        .collect()
}

#[bytelane::command]
fn longs(length: u8) -> Typed<i64> {
    (0..i64::from(length)).map(|long| long << 40).collect()
}

/// Counts, with a message for each number.
#[bytelane::command]
async fn count_to(to: u32, numbers: Channel<u32>) -> Result<(), String> {
    for number in 0..to {
        numbers.send_async(number).await.map_err(text)?;
    }
    Ok(())
}

#[bytelane::command]
async fn send_all(
    frames: Channel<Bytes>,
    waves: Channel<Typed<f32>>,
    entries: Channel<Archived<Vec<Entry>>>,
) -> Result<(), String> {
    frames
        .send_async(vec![1, 2, 3].into())
        .await
        .map_err(text)?;
    waves.send_async(vec![0.5].into()).await.map_err(text)?;
    let archive = Archived::new(&entries_of(2)).map_err(text)?;
    entries.send_async(archive).await.map_err(text)
}

#[bytelane::command]
pub(crate) async fn sum(
    mut numbers: Receiver<u32>,
    mut bytes: Receiver<Bytes>,
) -> Result<u32, String> {
    let mut sum = 0;
    while let Some(number) = numbers.recv_async().await.map_err(text)? {
        sum += number;
    }
    while let Some(bytes) = bytes.recv_async().await.map_err(text)? {
        sum += bytes.iter().copied().map(u32::from).sum::<u32>();
    }
    Ok(sum)
}

#[bytelane::command]
async fn mean(mut samples: Receiver<Typed<f64>>) -> Result<f64, String> {
    let (mut sum, mut count) = (0.0, 0);
    while let Some(samples) = samples.recv_async().await.map_err(text)? {
        sum += samples.iter().sum::<f64>();
        count += samples.len();
    }
    Ok(sum / count as f64)
}

/// Returns the length of what the page uploads.
#[bytelane::command]
pub(crate) async fn save(name: String, mut content: Upload) -> Result<(String, u32), String> {
    let mut length = 0;
    while let Some(chunk) = content.chunk_async().await.map_err(text)? {
        length += chunk.len() as u32;
    }
    Ok((name, length))
}

/// Returns lines of text as they are made.
#[bytelane::command]
pub(crate) fn lines(count: u32) -> Response {
    let lines = (0..count).map(|line| Ok::<_, String>(format!("{line}\n").into_bytes()));
    Response::stream(futures_util::stream::iter(lines))
}

#[bytelane::command]
fn settings() -> Response {
    Response::new(r#"{"dark":true}"#.to_owned())
}

fn entries_of(count: u32) -> Vec<Entry> {
    let entry = |index: u32| Entry {
        name: format!("entry {index}"),
        score: f64::from(index) / 2.0,
        id: u64::from(index) << 40,
    };
    (0..count).map(entry).collect()
}

/// Returns entries as an archive.
#[bytelane::command]
fn entries(count: u32) -> bytelane::Result<Archived<Vec<Entry>>> {
    Ok(Archived::new(&entries_of(count))?)
}

#[bytelane::command]
fn best(entries: Archived<Vec<Entry>>) -> Result<Option<Archived<Entry>>, String> {
    let best = entries
        .iter()
        .max_by(|one, other| one.score.to_native().total_cmp(&other.score.to_native()));
    let Some(best) = best else { return Ok(None) };
    let entry = Entry {
        name: best.name.as_str().to_owned(),
        score: best.score.to_native(),
        id: best.id.to_native(),
    };
    Archived::new(&entry).map(Some).map_err(text)
}

#[bytelane::command]
fn total(entries: Archived<Vec<Entry>>) -> f64 {
    entries.iter().map(|entry| entry.score.to_native()).sum()
}

#[bytelane::command]
fn labelled(label: String) -> Result<Labelled, String> {
    let entries = Archived::new(&entries_of(3)).map_err(text)?;
    Ok(Labelled { label, entries })
}

#[bytelane::command]
fn still(length: u32, buffers: Buffers) -> SharedBuf {
    let mut pixels = buffers.take(length as usize);
    pixels.fill(7);
    pixels
}

/// Deletes a file.
#[bytelane::command(rename = "files:delete", rename_all = "snake_case")]
#[deprecated(note = "use `trash`")]
fn delete(file_name: String, class: bool, options: u8) -> String {
    format!("{file_name} {class} {options}")
}

/// Emits each event of the application once.
#[bytelane::command]
fn emit_all(
    row: Row,
    #[cfg(feature = "webview")] webview: bytelane::WebviewHandle,
) -> Result<(), String> {
    #[cfg(feature = "webview")]
    {
        SAVED.emit(&webview, &row).map_err(text)?;
        FRAME.emit(&webview, &vec![9; 3].into()).map_err(text)?;
        WAVE.emit(&webview, &vec![1.5].into()).map_err(text)?;
    }
    drop(row);
    Ok(())
}

/// Returns the handler of all commands.
pub(crate) fn handler() -> impl Fn(bytelane::ipc::Invoke) -> bool + Send + Sync + 'static {
    bytelane::generate_handler![
        greet, ping, add_all, with_kind, next_page, plain_page, divide, invert, reverse, darker,
        halves, longs, count_to, send_all, sum, mean, save, lines, settings, entries, best, total,
        labelled, still, delete, emit_all
    ]
}

/// Returns the handler of the commands that pages with `@tauri-apps/api` can call: all but those that receive messages of the page.
pub(crate) fn handler_for_tauri() -> impl Fn(bytelane::ipc::Invoke) -> bool + Send + Sync + 'static
{
    bytelane::generate_handler![
        greet, ping, add_all, with_kind, next_page, plain_page, divide, invert, reverse, darker,
        halves, longs, count_to, send_all, save, lines, settings, entries, best, total, labelled,
        still, delete
    ]
}
