//! The bounds of everything that a page makes the host hold, on the memory lane.

use std::{sync::Arc, time::Duration};

use bytelane::{
    Bytes, Caller, Payload, Router, State, generate_handler,
    ipc::{Channel, Receiver},
    lane::{CallError, CloseReason, Holding, MemoryLane},
    router::TokioExecutor,
    state::StateStore,
    wire::{
        Element, Limits, PayloadKind,
        frame::{Body, Call, Data, Event, Open, Release},
    },
};
use tokio::{sync::Semaphore, task::JoinHandle};

const MIB: u64 = 1024 * 1024;
const CHUNK: u64 = MIB;

/// Lets one command return for each permit.
struct Gate(Semaphore);

#[bytelane::command]
async fn hold(data: Bytes, gate: State<'_, Gate>) -> Result<usize, String> {
    let permit = gate.0.acquire().await.map_err(|error| error.to_string())?;
    permit.forget();
    Ok(data.len())
}

#[bytelane::command]
async fn take(input: Receiver<Bytes>, gate: State<'_, Gate>) -> Result<usize, String> {
    let mut input = input;
    let permit = gate.0.acquire().await.map_err(|error| error.to_string())?;
    permit.forget();
    let message = input
        .recv_async()
        .await
        .map_err(|error| error.to_string())?;
    Ok(message.map_or(0, |bytes| bytes.len()))
}

#[bytelane::command]
fn large() -> Vec<u8> {
    vec![7; 2 * MIB as usize]
}

#[bytelane::command]
async fn large_later() -> Vec<u8> {
    vec![7; 2 * MIB as usize]
}

#[bytelane::command]
fn small() -> u32 {
    42
}

/// Sends one message, and keeps the channel open.
#[bytelane::command]
fn tell(messages: Channel<u32>) -> Result<(), String> {
    messages.send(1).map_err(|error| error.to_string())?;
    std::mem::forget(messages);
    Ok(())
}

#[bytelane::command]
fn text() -> String {
    "a".repeat(30_000)
}

/// Ends the channel to the page.
#[bytelane::command]
fn end(messages: Channel<u32>) {
    drop(messages);
}

struct Host {
    lane: Arc<MemoryLane>,
    router: Router,
    state: Arc<StateStore>,
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.document_bytes_max = 8 * MIB;
    limits.process_bytes_max = 20 * MIB;
    limits
}

impl Host {
    fn new() -> Self {
        let state = Arc::new(StateStore::default());
        assert!(state.set(Gate(Semaphore::new(0))));
        let router = Router::new(generate_handler![
            hold,
            take,
            large,
            large_later,
            small,
            end,
            tell,
            text
        ])
        .with_state(Arc::clone(&state))
        .with_executor(TokioExecutor::new(tokio::runtime::Handle::current()));
        Self {
            lane: page(&router),
            router,
            state,
        }
    }

    fn open(&self, permits: usize) {
        self.state.get::<Gate>().0.add_permits(permits);
    }

    fn held(&self, holding: Holding) -> u64 {
        self.lane.stats().held.of(holding)
    }
}

fn page(router: &Router) -> Arc<MemoryLane> {
    Arc::new(MemoryLane::with(
        router.clone(),
        Caller::default(),
        limits(),
    ))
}

type Answer = JoinHandle<Result<(serde_json::Value, Payload), CallError>>;

/// Sends a CALL whose body follows.
fn begin(lane: &Arc<MemoryLane>, id: u64, command: &str, length: u64) -> Answer {
    let head = serde_json::json!({ "cmd": command }).to_string();
    let call = Call {
        id,
        head: head.into(),
        body: Body::deferred(PayloadKind::Raw, Element::Bytes, length),
    };
    let lane = Arc::clone(lane);
    tokio::spawn(async move { lane.send(call).await })
}

/// Sends a CALL without a body.
fn call(lane: &Arc<MemoryLane>, command: &'static str) -> Answer {
    let lane = Arc::clone(lane);
    tokio::spawn(async move {
        let answer = lane.call(command, Payload::None).await;
        answer.map(|payload| (serde_json::Value::Null, payload))
    })
}

/// Sends a CALL and leaves its result with the host. Returns the head of the reply.
async fn ask(lane: &MemoryLane, id: u64, command: &str) -> serde_json::Value {
    let head = serde_json::json!({ "cmd": command }).to_string();
    let call = Call {
        id,
        head: head.into(),
        body: Body::new(PayloadKind::None, Element::Bytes, bytes::Bytes::new()),
    };
    let mut request = bytes::BytesMut::new();
    bytelane::wire::Frame::from(call).encode(&mut request);
    let reply = lane.exchange(request.freeze()).await.expect("a reply");
    let head_bytes = u32::from_le_bytes(reply[4..8].try_into().expect("4 bytes")) as usize;
    serde_json::from_slice(&reply[32..32 + head_bytes]).unwrap_or_default()
}

fn upload(lane: &MemoryLane, id: u64, from: u64, to: u64) {
    let mut offset = from;
    while offset < to {
        let length = CHUNK.min(to - offset);
        lane.upload(id, offset, &vec![7; length as usize]);
        offset += length;
    }
}

/// Lets other tasks run until `done`.
async fn until(what: &str, done: impl Fn() -> bool) {
    for _ in 0..10_000 {
        if done() {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("{what} did not happen");
}

#[tokio::test]
async fn the_body_of_an_unknown_command_is_not_accepted() {
    let host = Host::new();
    let answer = begin(&host.lane, 1, "nothing", 200 * MIB);
    let refused = answer.await.expect("a task").expect_err("a refusal");
    assert_eq!(refused.code(), Some("unknown_command"));
    upload(&host.lane, 1, 0, CHUNK);
    let stats = host.lane.stats();
    assert_eq!((stats.uploads_open, stats.bytes_in), (0, 0));
    assert!(stats.held.is_nothing());
}

#[tokio::test]
async fn uploads_over_the_bound_wait_before_their_first_chunk() {
    let host = Host::new();
    let calls: Vec<_> = (1..=4)
        .map(|id| begin(&host.lane, id, "hold", 5 * MIB))
        .collect();
    until("four uploads", || host.lane.stats().uploads_open == 4).await;
    assert_eq!(host.held(Holding::Uploads), 5 * MIB);
    // Every chunk of every upload arrives; only those of the first are read.
    for id in (1..=4).rev() {
        upload(&host.lane, id, 0, 5 * MIB);
    }
    until("one command", || host.lane.stats().uploads_open == 3).await;
    assert_eq!(host.lane.stats().bytes_in, 5 * MIB);
    for ended in 1..=4 {
        assert_eq!(host.held(Holding::Uploads), 5 * MIB);
        host.open(1);
        until("a reply", || host.lane.stats().replies == ended).await;
    }
    for call in calls {
        let (_, length) = call.await.expect("a task").expect("a reply");
        assert_eq!(length.to_value::<u64>().expect("a number"), 5 * MIB);
    }
    assert!(host.lane.stats().held.is_nothing());
}

#[tokio::test]
async fn a_sole_upload_may_be_larger_than_the_bound_and_others_wait_for_the_process() {
    let host = Host::new();
    let other = page(&host.router);
    let first = begin(&host.lane, 1, "hold", 30 * MIB);
    until("an upload", || host.held(Holding::Uploads) == 30 * MIB).await;
    let second = begin(&other, 1, "hold", 2 * MIB);
    until("an upload", || other.stats().uploads_open == 1).await;
    upload(&other, 1, 0, 2 * MIB);
    assert_eq!(
        other.stats().held.of(Holding::Uploads),
        0,
        "the process is full"
    );
    // The end of the document returns its charge, and the other one goes on.
    host.lane.close(CloseReason::DocumentGone);
    assert!(first.await.expect("a task").is_err());
    host.open(1);
    assert!(second.await.expect("a task").is_ok());
    assert_eq!(host.router.ledger().held(Holding::Uploads), 0);
}

#[tokio::test]
async fn a_cancelled_upload_that_waits_leaves_the_queue() {
    let host = Host::new();
    let first = begin(&host.lane, 1, "hold", 6 * MIB);
    until("an upload", || host.held(Holding::Uploads) == 6 * MIB).await;
    let second = begin(&host.lane, 2, "hold", 6 * MIB);
    let third = begin(&host.lane, 3, "hold", 2 * MIB);
    until("uploads", || host.lane.stats().uploads_open == 3).await;
    assert_eq!(
        host.held(Holding::Uploads),
        6 * MIB,
        "the third comes after the second"
    );
    let cancel = bytelane::wire::frame::Cancel { call: 2 };
    host.lane.send_frames(vec![cancel.into()]).expect("a frame");
    assert_eq!(host.held(Holding::Uploads), 8 * MIB);
    let refused = second.await.expect("a task").expect_err("a refusal");
    assert_eq!(refused.code(), Some("cancelled"));
    host.lane.close(CloseReason::DocumentGone);
    assert!(first.await.expect("a task").is_err() && third.await.expect("a task").is_err());
    assert!(host.lane.stats().held.is_nothing());
}

#[tokio::test]
async fn uploaded_messages_are_held_until_a_command_receives_them() {
    let host = Host::new();
    for channel in 1..=4 {
        let open = Open {
            channel,
            head: bytes::Bytes::new(),
        };
        let data = Data {
            channel,
            index: 0,
            is_last: false,
            head: format!(r#"{{"body":{}}}"#, 100 + channel).into(),
            body: Body::deferred(PayloadKind::Raw, Element::Bytes, 5 * MIB),
        };
        let sent = host.lane.send_frames(vec![open.into(), data.into()]);
        sent.expect("frames");
    }
    for channel in 1..=4 {
        upload(&host.lane, 100 + channel, 0, 5 * MIB);
    }
    let stats = host.lane.stats();
    assert_eq!(stats.held.of(Holding::Uploads), 5 * MIB);
    assert_eq!(stats.uploads_open, 3, "nobody receives, so the others wait");
    host.open(4);
    for channel in 1..=4 {
        let arguments = serde_json::json!({ "input": format!("__CHANNEL__:{channel}") });
        let arguments = Payload::from_value(&arguments).expect("arguments");
        let length = host.lane.call("take", arguments).await.expect("a message");
        assert_eq!(length.to_value::<u64>().expect("a number"), 5 * MIB);
    }
    assert_eq!(host.held(Holding::Uploads), 0);
}

/// Fills the results of a page up to their bound. Returns how many it holds.
async fn fill(lane: &MemoryLane) -> u64 {
    let mut results = 0;
    while lane.stats().held.of(Holding::Results) < 20 * MIB {
        results += 1;
        let head = ask(lane, 1_000 + results, "large").await;
        assert!(head.get("body").is_some(), "{head}");
    }
    results
}

#[tokio::test(start_paused = true)]
async fn commands_wait_for_results_to_be_released() {
    let host = Host::new();
    let results = fill(&host.lane).await;
    assert_eq!(results, 10);
    let waiting: Vec<_> = ["small", "large", "large_later"]
        .map(|name| call(&host.lane, name))
        .into();
    tokio::time::sleep(Duration::from_secs(9)).await;
    assert!(waiting.iter().all(|call| !call.is_finished()));
    // Another page is not affected.
    let other = page(&host.router);
    assert!(other.call("small", Payload::None).await.is_ok());
    for body in 1..=3 {
        host.lane
            .send_frames(vec![Release { body }.into()])
            .expect("a release");
    }
    for call in waiting {
        call.await.expect("a task").expect("a reply");
    }
    host.lane.close(CloseReason::DocumentGone);
    assert!(host.lane.stats().held.is_nothing());
}

#[tokio::test(start_paused = true)]
async fn commands_are_refused_if_nothing_is_released_for_ten_seconds() {
    let host = Host::new();
    fill(&host.lane).await;
    let began = tokio::time::Instant::now();
    for name in ["small", "large", "large_later"] {
        let refused = call(&host.lane, name)
            .await
            .expect("a task")
            .expect_err("a refusal");
        assert_eq!(refused.code(), Some("too_many_buffers"), "{refused}");
        assert!(
            refused.to_string().contains("10 results (20971520 bytes"),
            "{refused}"
        );
    }
    assert_eq!(began.elapsed().as_secs(), 30);
    assert!(host.held(Holding::Results) <= 20 * MIB);
}

async fn listen(host: &Host, event: &str) -> Result<u64, CallError> {
    let arguments =
        serde_json::json!({ "event": event, "target": { "kind": "Any" }, "handler": 1 });
    let arguments = Payload::from_value(&arguments).expect("arguments");
    let id = host.lane.call("plugin:event|listen", arguments).await?;
    Ok(id.to_value().expect("a number"))
}

#[tokio::test]
async fn events_for_the_page_are_charged_by_their_memory() {
    let host = Host::new();
    for _ in 0..1_000 {
        listen(&host, "event").await.expect("a listener");
    }
    let mut sent = 0_u64;
    while host.router.events().emit("event", ()).is_ok() {
        sent += 1;
        assert!(
            sent < 10_000,
            "empty events for many listeners are not free"
        );
    }
    let held = host.held(Holding::Queued);
    assert!((8 * MIB..9 * MIB).contains(&held), "{held}");
    assert!(sent * 4_000 <= held, "{sent} events of 1,000 listeners");
    host.lane.close(CloseReason::DocumentGone);
    assert!(host.lane.stats().held.is_nothing());
}

#[tokio::test]
async fn events_that_wait_for_a_slow_listener_are_refused_over_the_bound() {
    let host = Host::new();
    let (go, wait) = std::sync::mpsc::channel::<()>();
    let handled = Arc::new(std::sync::atomic::AtomicU64::new(0));
    let count = Arc::clone(&handled);
    host.router
        .events()
        .listen("slow", bytelane::EventTarget::Any, move |_| {
            // The sender is dropped to let all of them through.
            let _ = wait.recv();
            count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        });
    let event = || Event {
        head: r#"{"event":"slow","target":{"kind":"Any"}}"#.into(),
        body: Body::new(
            PayloadKind::Raw,
            Element::Bytes,
            vec![7; MIB as usize].into(),
        ),
    };
    let mut accepted = 0;
    let refused = loop {
        match host.lane.send_frames(vec![event().into()]) {
            Ok(_) => accepted += 1,
            Err(refusal) => break refusal,
        }
        assert!(accepted < 100, "events wait without a bound");
    };
    assert_eq!(refused.code().as_str(), "queue_full");
    assert_eq!(accepted, 7, "with their names, eight are over the bound");
    let arguments = serde_json::json!({ "event": "slow", "payload": "a".repeat(MIB as usize) });
    let arguments = Payload::from_value(&arguments).expect("arguments");
    let rejected = host.lane.call("plugin:event|emit", arguments).await;
    assert_eq!(rejected.expect_err("a refusal").code(), Some("queue_full"));
    assert!(host.held(Holding::Events) <= 8 * MIB);
    drop(go);
    while host.held(Holding::Events) > 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    assert_eq!(handled.load(std::sync::atomic::Ordering::Relaxed), accepted);
}

#[tokio::test]
async fn listeners_of_a_page_are_charged_by_their_names() {
    let host = Host::new();
    let mut ids = Vec::new();
    let refused = loop {
        let name = format!("{}{}", "n".repeat(15_000), ids.len());
        match listen(&host, &name).await {
            Ok(id) => ids.push((name, id)),
            Err(refused) => break refused,
        }
    };
    assert_eq!(refused.code(), Some("too_many_listeners"));
    assert!(ids.len() > 1_000 && host.held(Holding::Listeners) <= 16 * MIB);
    let (event, id) = ids.pop().expect("a listener");
    let arguments = serde_json::json!({ "event": event, "eventId": id });
    let arguments = Payload::from_value(&arguments).expect("arguments");
    let removed = host.lane.call("plugin:event|unlisten", arguments).await;
    removed.expect("a listener");
    listen(&host, &event).await.expect("room");
    host.lane.close(CloseReason::DocumentGone);
    assert!(host.lane.stats().held.is_nothing());
}

#[tokio::test]
async fn the_session_of_a_page_that_does_not_poll_ends() {
    let host = Host::new();
    let mut ended = 0;
    let refused = loop {
        let arguments = serde_json::json!({ "messages": format!("__CHANNEL__:{}", ended + 1) });
        let arguments = Payload::from_value(&arguments).expect("arguments");
        match host.lane.call("end", arguments).await {
            Ok(_) => ended += 1,
            Err(refused) => break refused,
        }
        assert!(host.held(Holding::Control) <= 17 * MIB);
        assert!(ended < 500_000, "control frames queue up without a bound");
    };
    assert_eq!(refused.code(), Some("document_gone"));
    assert!(ended > 10_000, "{ended}");
    assert!(host.lane.stats().held.is_nothing());
}

#[tokio::test]
async fn replies_behind_a_channel_that_is_not_polled_are_bounded() {
    let host = Host::new();
    let arguments = Payload::from_value(&serde_json::json!({ "messages": "__CHANNEL__:1" }));
    let arguments = arguments.expect("arguments");
    let lane = Arc::clone(&host.lane);
    let told = tokio::spawn(async move { lane.call("tell", arguments).await });
    until("a reply that waits", || host.held(Holding::Replies) > 0).await;
    let mut waiting = Vec::new();
    let refused = loop {
        // The bound is checked when a call arrives, and the reply of the one before it is charged after it is counted.
        let held = host.held(Holding::Replies);
        let mut asked = call(&host.lane, "text");
        while host.held(Holding::Replies) == held && !asked.is_finished() {
            tokio::task::yield_now().await;
        }
        if asked.is_finished() {
            break (&mut asked).await.expect("a task").expect_err("a refusal");
        }
        waiting.push(asked);
        assert!(waiting.len() < 1_000, "replies wait without a bound");
    };
    assert_eq!(refused.code(), Some("too_many_inflight"));
    let stats = host.lane.stats();
    assert_eq!(
        stats.calls_running,
        waiting.len() + 1,
        "a call counts until its reply has left"
    );
    let held = stats.held.of(Holding::Replies);
    assert!((8 * MIB..8 * MIB + 40_000).contains(&held), "{held}");
    let frames = host.lane.next_frames().await.expect("a message");
    assert_eq!(frames.len(), 1);
    told.await.expect("a task").expect("a reply");
    for call in waiting {
        let (_, text) = call.await.expect("a task").expect("a reply");
        assert_eq!(text.body_bytes(), 30_002);
    }
    let stats = host.lane.stats();
    assert_eq!(
        (stats.calls_running, stats.held.of(Holding::Replies)),
        (0, 0)
    );
    assert_eq!(stats.held.of(Holding::Calls), 0);
}

#[tokio::test]
async fn arguments_of_calls_in_flight_are_bounded() {
    let host = Host::new();
    let send = |id: u64| {
        let head = serde_json::json!({ "cmd": "hold" }).to_string();
        let bytes = bytes::Bytes::from(vec![7; MIB as usize]);
        let call = Call {
            id,
            head: head.into(),
            body: Body::new(PayloadKind::Raw, Element::Bytes, bytes),
        };
        let lane = Arc::clone(&host.lane);
        tokio::spawn(async move { lane.send(call).await })
    };
    let calls: Vec<_> = (1..=19).map(send).collect();
    until("19 calls", || host.lane.stats().calls_running == 19).await;
    let refused = send(20).await.expect("a task").expect_err("a refusal");
    assert_eq!(refused.code(), Some("too_many_inflight"));
    host.open(19);
    for call in calls {
        call.await.expect("a task").expect("a reply");
    }
    assert!(host.lane.stats().held.is_nothing());
}

#[tokio::test]
async fn five_thousand_calls_and_channels_are_open_at_once() {
    let host = Host::new();
    let open = |channel| Open {
        channel,
        head: bytes::Bytes::new(),
    };
    let opens = (1..=5_000).map(|channel| open(channel).into()).collect();
    host.lane.send_frames(opens).expect("5,000 channels");
    let calls: Vec<_> = (0..5_000)
        .map(|_| {
            let lane = Arc::clone(&host.lane);
            tokio::spawn(async move { lane.call("hold", Payload::Raw(vec![1].into())).await })
        })
        .collect();
    until("5,000 calls", || host.lane.stats().calls_running == 5_000).await;
    let stats = host.lane.stats();
    assert_eq!(stats.channels_from_page, 5_000);
    host.open(5_000);
    for call in calls {
        call.await.expect("a task").expect("a reply");
    }
    host.lane.close(CloseReason::DocumentGone);
    assert!(host.lane.stats().held.is_nothing());
}
