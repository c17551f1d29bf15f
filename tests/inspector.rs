//! The recorder of the inspector, on the memory lane.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use bytelane::{
    Bytes, Caller, Payload, Router,
    inspector::{CALLS_MAX, CallSnapshot, Inspector, Viewer},
    ipc::{Channel, Invoke},
    lane::MemoryLane,
    router::TokioExecutor,
    wire::Limits,
};
use serde_json::json;

const MARKER: &str = "not-to-be-kept";

#[bytelane::command]
fn echo(text: String) -> String {
    text
}

#[bytelane::command]
async fn fail() -> Result<(), String> {
    Err(MARKER.to_owned())
}

#[bytelane::command]
fn panics() {
    panic!("a test")
}

#[bytelane::command]
fn large() -> Bytes {
    vec![7_u8; 3 * 1024 * 1024].into()
}

#[bytelane::command]
async fn forever() {
    std::future::pending::<()>().await;
}

#[bytelane::command]
async fn keep(channel: Channel<String>) {
    channel.send(MARKER.to_owned()).expect("credit");
    std::future::pending::<()>().await;
}

/// Returns an inspector whose clock advances by one at each reading.
fn inspector() -> Arc<Inspector> {
    let time = AtomicU64::new(1);
    Inspector::new(move || time.fetch_add(1, Ordering::Relaxed))
}

fn router(inspector: &Arc<Inspector>) -> Router {
    let commands = bytelane::generate_handler![echo, fail, panics, large, forever, keep];
    Router::new(commands)
        .with_executor(TokioExecutor::new(tokio::runtime::Handle::current()))
        .with_inspector(Arc::clone(inspector))
}

fn text() -> Payload {
    Payload::from_value(&json!({ "text": MARKER })).expect("JSON")
}

fn find<'a>(calls: &'a [CallSnapshot], command: &str) -> &'a CallSnapshot {
    let mut found = calls.iter().filter(|call| call.command == command);
    found.next_back().expect("a record of the call")
}

#[tokio::test]
async fn a_call_of_each_outcome_is_recorded_with_its_steps() {
    let inspector = inspector();
    let lane = Arc::new(MemoryLane::new(router(&inspector)));
    lane.call("echo", text()).await.expect("the text");
    assert!(inspector.snapshot(0).calls.is_empty(), "no viewer is open");

    let recording = inspector.open();
    lane.call("echo", text()).await.expect("the text");
    for command in ["fail", "panics", "unknown"] {
        assert!(
            lane.call(command, Payload::None).await.is_err(),
            "{command}"
        );
    }
    lane.call("large", Payload::None).await.expect("the bytes");
    let task = tokio::spawn({
        let lane = Arc::clone(&lane);
        async move { lane.call("forever", Payload::None).await.map(drop) }
    });
    while inspector.snapshot(0).calls.len() < 6
        || find(&inspector.snapshot(0).calls, "forever").started == 0
    {
        tokio::task::yield_now().await;
    }
    let snapshot = inspector.snapshot(0);
    let outcomes: Vec<_> = snapshot
        .calls
        .iter()
        .map(|call| (&*call.command, call.outcome, call.code.as_deref()))
        .collect();
    assert_eq!(
        outcomes,
        [
            ("echo", "done", None),
            ("fail", "failed", None),
            ("panics", "refused", Some("handler_panicked")),
            ("unknown", "refused", Some("unknown_command")),
            ("large", "done", None),
            ("forever", "running", None),
        ]
    );
    let echo = find(&snapshot.calls, "echo");
    let steps = [
        echo.arrived,
        echo.admitted,
        echo.started,
        echo.answered,
        echo.sent,
    ];
    assert!(steps.is_sorted() && steps[0] > 0, "{steps:?}");
    assert_eq!(echo.read, 0, "the result travelled in the reply");
    assert_eq!((&*echo.label, echo.lane), ("", "memory"));
    assert!(echo.bytes_in > MARKER.len() as u64 && echo.bytes_out > 0);
    let large = find(&snapshot.calls, "large");
    assert_eq!(large.bytes_out, 3 * 1024 * 1024);
    assert!(large.read > large.sent, "{large:?}");

    task.abort();
    assert!(task.await.expect_err("aborted").is_cancelled());
    let forever = loop {
        let calls = inspector.snapshot(snapshot.now).calls;
        match calls.into_iter().find(|call| call.outcome == "refused") {
            Some(call) => break call,
            None => tokio::task::yield_now().await,
        }
    };
    assert_eq!(
        (&*forever.command, forever.code.as_deref()),
        ("forever", Some("cancelled"))
    );

    drop(recording);
    lane.call("echo", text()).await.expect("the text");
    assert_eq!(
        inspector.snapshot(0).calls.len(),
        6,
        "the viewer has closed"
    );
}

#[tokio::test]
async fn a_call_that_is_passed_on_is_shown_under_its_other_name() {
    let inspector = inspector();
    let _recording = inspector.open();
    let passes_on = |invoke: Invoke| {
        invoke.message.show_as("of_another_library");
        invoke.message.show_as("ignored");
        invoke.resolver.resolve(());
        true
    };
    let lane = MemoryLane::new(Router::new(passes_on).with_inspector(Arc::clone(&inspector)));
    lane.call("carrier", text()).await.expect("null");
    assert_eq!(inspector.snapshot(0).calls[0].command, "of_another_library");
}

#[tokio::test]
async fn nothing_of_a_payload_is_held() {
    let inspector = inspector();
    let _recording = inspector.open();
    let lane = MemoryLane::new(router(&inspector));
    lane.call("echo", text()).await.expect("the text");
    assert!(lane.call("fail", Payload::None).await.is_err());
    let unknown = "x".repeat(300);
    assert!(lane.call(&unknown, text()).await.is_err());
    let snapshot = inspector.snapshot(0);
    let json = serde_json::to_string(&snapshot).expect("JSON");
    assert!(!json.contains(MARKER), "{json}");
    let name_bytes = snapshot.calls.iter().map(|call| call.command.len());
    assert!(name_bytes.max() <= Some(128), "a name is cut");
}

#[tokio::test]
async fn memory_is_bounded_by_the_newest_calls() {
    let inspector = inspector();
    let _recording = inspector.open();
    let lane = MemoryLane::new(router(&inspector));
    for _ in 0..CALLS_MAX + 10 {
        lane.call("echo", text()).await.expect("the text");
    }
    let snapshot = inspector.snapshot(0);
    assert_eq!(snapshot.calls.len(), CALLS_MAX);
    assert_eq!(snapshot.calls_replaced, 10);
    assert_eq!(snapshot.calls[0].number, 11);
}

#[tokio::test]
async fn documents_have_their_channels_and_memory() {
    let inspector = inspector();
    let lane = Arc::new(MemoryLane::new(router(&inspector)));
    let task = tokio::spawn({
        let lane = Arc::clone(&lane);
        async move {
            let arguments = json!({ "channel": "__CHANNEL__:5" });
            let arguments = Payload::from_value(&arguments).expect("JSON");
            lane.call("keep", arguments).await.map(drop)
        }
    });
    let channel = loop {
        let snapshot = inspector.snapshot(0);
        let [document] = &*snapshot.documents else {
            panic!("one document: {snapshot:?}");
        };
        match document.channels.first() {
            Some(channel) if channel.messages == 1 => break channel.clone(),
            _ => tokio::task::yield_now().await,
        }
    };
    assert!(
        channel.to_page && channel.queued == 1 && channel.credit_bytes > 0,
        "{channel:?}"
    );
    let memory = inspector.snapshot(0).memory;
    let queued = memory
        .iter()
        .find(|row| row.kind == "queued")
        .expect("a row");
    assert!(queued.held > 0 && queued.bound > queued.held, "{queued:?}");
    task.abort();
}

#[tokio::test]
async fn calls_that_come_faster_than_the_window_reads_are_counted() {
    let inspector = inspector();
    let router = router(&inspector);
    let lane = MemoryLane::new(router.clone());
    let mut caller = Caller::default();
    caller.extensions.insert(Viewer);
    let window = MemoryLane::with(router, caller, Limits::default());
    let read = async || {
        let since = Payload::from_value(&json!({ "since": 0 })).expect("JSON");
        let snapshot = window.call("plugin:inspector|snapshot", since).await;
        let snapshot = snapshot
            .expect("a snapshot")
            .to_value::<serde_json::Value>();
        snapshot.expect("JSON")["calls"].as_array().map(Vec::len)
    };
    assert_eq!(read().await, Some(0));
    for _ in 0..600 {
        lane.call("echo", text()).await.expect("the text");
    }
    assert_eq!(read().await, Some(512), "88 calls have a number only");
    lane.call("echo", text()).await.expect("the text");
    let newest = inspector.snapshot(0).calls;
    assert_eq!(newest.last().map(|call| call.number), Some(601));

    drop(window);
    let _recording = inspector.open();
    for _ in 0..600 {
        lane.call("echo", text()).await.expect("the text");
    }
    let newest = inspector.snapshot(0).calls;
    assert_eq!(
        newest.len(),
        513 + 600,
        "without a window there is no bound"
    );
}

#[tokio::test]
async fn the_window_of_the_inspector_reads_it_and_is_not_recorded() {
    let inspector = inspector();
    let router = router(&inspector);
    let lane = MemoryLane::new(router.clone());
    let since = || Payload::from_value(&json!({ "since": 0 })).expect("JSON");
    let refused = lane.call("plugin:inspector|snapshot", since()).await;
    assert!(refused.is_err(), "an ordinary page may not read it");

    let mut caller = Caller::default();
    caller.extensions.insert(Viewer);
    let viewer = MemoryLane::with(router, caller, Limits::default());
    assert!(inspector.is_open());
    lane.call("echo", text()).await.expect("the text");
    assert!(
        lane.call("plugin:inspector|snapshot", since())
            .await
            .is_err()
    );
    let snapshot = viewer.call("plugin:inspector|snapshot", since()).await;
    let snapshot: serde_json::Value = snapshot.expect("a snapshot").to_value().expect("JSON");
    let commands: Vec<_> = snapshot["calls"]
        .as_array()
        .expect("calls")
        .iter()
        .map(|call| &call["command"])
        .collect();
    assert_eq!(commands, ["echo", "plugin:inspector|snapshot"]);
    assert_eq!(snapshot["documents"].as_array().map(Vec::len), Some(1));
    drop(viewer);
    // A thread that has just run a command of the viewer may hold its document for a moment longer.
    let deadline = Instant::now() + Duration::from_secs(60);
    while inspector.is_open() {
        assert!(
            Instant::now() < deadline,
            "the inspector is open without a viewer"
        );
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}
