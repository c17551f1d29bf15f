//! Downloads of the memory lane whose bodies come over the fake: the results are those of the lane itself.

use std::{
    collections::BTreeMap,
    sync::{Arc, atomic::Ordering},
};

use tempfile::TempDir;

use super::fake::{FakePage, FakeWebview};
use crate::{
    Payload, Router, State,
    ipc::{Response, Typed},
    lane::{CallError, MemoryLane, webview2::states::BUFFER_BYTES_MAX},
    payload::Bytes,
    session::Holding,
    state::StateStore,
};

const MIB: usize = 1024 * 1024;

/// Returns bytes that differ from those of every other offset of a buffer.
fn pattern(length: usize) -> Vec<u8> {
    /// A prime, so that no range of a power of two starts like another one.
    const PERIOD: usize = 65_521;
    let period: Vec<u8> = (0..PERIOD)
        .map(|index| ((index * index) >> 5) as u8)
        .collect();
    let mut bytes = period.repeat(length / PERIOD + 1);
    bytes.truncate(length);
    bytes
}

#[crate::command]
fn raw(length: usize) -> Vec<u8> {
    pattern(length)
}

#[crate::command]
fn picture(length: usize) -> BTreeMap<&'static str, Bytes> {
    [("sky", length), ("none", 0), ("sea", length / 2)]
        .map(|(name, length)| (name, Bytes::from(pattern(length))))
        .into()
}

#[crate::command]
fn numbers(length: usize) -> Typed<f32> {
    (0..length / 4)
        .map(|number| number as f32)
        .collect::<Vec<_>>()
        .into()
}

#[crate::command]
fn text(length: usize) -> String {
    "\u{e4}".repeat(length / 2)
}

#[crate::command]
fn file(length: usize, files: State<'_, TempDir>) -> Response {
    let path = files.path().join(length.to_string());
    std::fs::write(&path, pattern(length)).expect("a file");
    Response::file(path)
}

#[crate::command]
fn failing(length: usize) -> Result<(), Vec<u8>> {
    Err(pattern(length))
}

const COMMANDS: [&str; 6] = ["raw", "picture", "numbers", "text", "file", "failing"];

/// Lengths in bytes around the bounds of frames and size classes.
const LENGTHS: [usize; 5] = [0, 4, MIB, MIB + 4, 3 * MIB];

/// Lengths in bytes around the bound of a buffer.
const LONG: [usize; 3] = [
    BUFFER_BYTES_MAX,
    BUFFER_BYTES_MAX + 4,
    2 * BUFFER_BYTES_MAX + 5 * MIB,
];

fn router() -> Router {
    let files = StateStore::default();
    assert!(files.set(tempfile::tempdir().expect("a directory")));
    Router::new(crate::generate_handler![
        raw, picture, numbers, text, file, failing
    ])
    .with_state(Arc::new(files))
}

/// A lane whose large results come over the fake.
fn lane(webview: &Arc<FakeWebview>) -> (MemoryLane, Arc<FakePage>) {
    let lane = MemoryLane::new(router());
    let page = FakePage::new(webview, lane.document());
    (lane.pulling_by(Arc::<FakePage>::clone(&page)), page)
}

async fn call(lane: &MemoryLane, command: &str, length: usize) -> Result<Payload, CallError> {
    let arguments = Payload::from_value(&serde_json::json!({ "length": length }));
    lane.call(command, arguments.expect("arguments")).await
}

/// Returns whether two results are the same. Payloads with attachments differ in the names of those.
fn is_same(one: &Result<Payload, CallError>, other: &Result<Payload, CallError>) -> bool {
    match (one, other) {
        (Ok(one @ Payload::Mixed(_)), Ok(other)) => {
            let value = |payload: &Payload| payload.to_value::<BTreeMap<String, Bytes>>().ok();
            value(one).is_some() && value(one) == value(other)
        }
        _ => one == other,
    }
}

/// Compares every download over the fake with that of the memory lane.
async fn compare(webview: &Arc<FakeWebview>) -> Arc<FakePage> {
    let plain = MemoryLane::new(router());
    let (lane, page) = lane(webview);
    for command in COMMANDS {
        let long = LONG.into_iter().filter(|_| command == "raw");
        for length in LENGTHS.into_iter().chain(long) {
            let expected = call(&plain, command, length).await;
            let received = call(&lane, command, length).await;
            assert!(is_same(&received, &expected), "{command} of {length} bytes");
        }
    }
    page.buffers().close();
    assert_eq!(
        webview.open.load(Ordering::Relaxed),
        0,
        "every buffer is closed"
    );
    for holding in [Holding::Results, Holding::Files] {
        assert_eq!(lane.document().ledger().held(holding), 0);
    }
    page
}

#[tokio::test(start_paused = true)]
async fn results_are_the_same_in_buffers() {
    let webview = Arc::<FakeWebview>::default();
    let page = compare(&webview).await;
    let (shared, pulled) = (&page.shared, &page.pulled);
    assert!(shared.load(Ordering::Relaxed) > 15);
    assert_eq!(pulled.load(Ordering::Relaxed), 0, "none in segments");
    let created = webview.created.load(Ordering::Relaxed);
    assert!(
        created <= 10,
        "buffers are used again: {created} were created"
    );
}

#[tokio::test(start_paused = true)]
async fn results_are_the_same_if_no_buffer_can_be_created() {
    let webview = Arc::<FakeWebview>::default();
    webview.refuses_create.store(true, Ordering::Relaxed);
    let page = compare(&webview).await;
    assert_eq!(page.shared.load(Ordering::Relaxed), 0);
    assert!(page.pulled.load(Ordering::Relaxed) > 15);
    assert!(page.buffers().trouble().is_logged());
}

#[tokio::test(start_paused = true)]
async fn results_are_the_same_if_no_buffer_can_be_posted() {
    let webview = Arc::<FakeWebview>::default();
    webview.refuses_post.store(true, Ordering::Relaxed);
    let page = compare(&webview).await;
    assert_eq!(page.shared.load(Ordering::Relaxed), 0);
    assert!(page.buffers().trouble().is_logged());
}

#[tokio::test(start_paused = true)]
async fn results_are_the_same_if_every_event_is_lost() {
    let webview = Arc::<FakeWebview>::default();
    webview.forgets.store(true, Ordering::Relaxed);
    let page = compare(&webview).await;
    assert_eq!(page.shared.load(Ordering::Relaxed), 0);
    assert!(
        !page.buffers().trouble().is_logged(),
        "the host has posted them"
    );
}

/// The memory of one body is not seen through that of another one, which the page still reads.
#[tokio::test(start_paused = true)]
async fn a_buffer_that_the_page_reads_is_not_written_again() {
    let webview = Arc::<FakeWebview>::default();
    let (lane, page) = lane(&webview);
    let document = lane.document();
    let source = |byte: u8| {
        let payload = Payload::Raw(vec![byte; 2 * MIB].into());
        Arc::new(crate::document::BodySource::new(payload.into()))
    };
    let part = |number, byte| crate::lane::webview2::Part {
        number,
        source: source(byte),
        range: 0..2 * MIB as u64,
    };
    super::fake::send(page.buffers(), part(1, 1)).expect("shared");
    let first = webview.received(1).expect("an event");
    super::fake::send(page.buffers(), part(2, 2)).expect("shared");
    assert!(first.lock().iter().all(|byte| *byte == 1));
    page.buffers().release(1).expect("posted");
    super::fake::send(page.buffers(), part(3, 3)).expect("shared");
    assert!(first.lock().iter().all(|byte| *byte == 3), "used again");
    assert_eq!(document.ledger().held(Holding::Results), 4 * MIB as u64);
}
