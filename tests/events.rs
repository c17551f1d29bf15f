//! Events: each row of the contract, between Rust and documents on the memory lane.

use std::{
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    time::Duration,
};

use bytelane::{
    Bytes, Caller, Emitter, Error, Event, EventId, EventName, EventTarget, Listener, Payload,
    Router,
    event::{EventHub, EventSource},
    lane::{CallError, CloseReason, MemoryLane},
    router::TokioExecutor,
    wire::{
        Code, Element, Frame, FrameKind, Limits, PayloadKind,
        frame::{self, Body},
    },
};
use futures_util::FutureExt;
use serde_json::{Value, json};

/// A participant of an application: the hub and its target.
struct Part(Arc<EventHub>, EventTarget);

impl EventSource for Part {
    fn event_hub(&self) -> &Arc<EventHub> {
        &self.0
    }

    fn event_target(&self) -> EventTarget {
        self.1.clone()
    }
}

impl Emitter<()> for Part {}
impl Listener<()> for Part {}

fn parts(hub: &Arc<EventHub>, label: &str) -> [Part; 4] {
    [
        EventTarget::App,
        EventTarget::window(label),
        EventTarget::webview(label),
        EventTarget::webview_window(label),
    ]
    .map(|target| Part(Arc::clone(hub), target))
}

fn caller(label: &str) -> Caller {
    let mut caller = Caller::default();
    label.clone_into(&mut caller.label);
    caller
}

/// A document on a lane, and the frames that arrived while it waited for a reply.
struct Page {
    lane: MemoryLane,
    frames: Mutex<Vec<Frame>>,
}

impl std::ops::Deref for Page {
    type Target = MemoryLane;

    fn deref(&self) -> &MemoryLane {
        &self.lane
    }
}

impl From<MemoryLane> for Page {
    fn from(lane: MemoryLane) -> Self {
        Self {
            lane,
            frames: Mutex::default(),
        }
    }
}

impl Page {
    /// Sends a call. As in a real page, polling continues: the reply arrives after the events before it (SPEC §6.4).
    async fn call(&self, command: &str, arguments: Payload) -> Result<Payload, CallError> {
        let mut answer = std::pin::pin!(self.lane.call(command, arguments));
        loop {
            tokio::select! {
                biased;
                answer = &mut answer => return answer,
                frames = self.lane.next_frames() => match frames {
                    Ok(frames) => self.frames.lock().expect("not poisoned").extend(frames),
                    Err(_) => return answer.await,
                },
            }
        }
    }

    /// Waits for frames and returns all that have arrived.
    async fn next_frames(&self) -> Vec<Frame> {
        let mut frames = std::mem::take(&mut *self.frames.lock().expect("not poisoned"));
        if frames.is_empty() {
            let next = tokio::time::timeout(Duration::from_secs(10), self.lane.next_frames());
            frames = next
                .await
                .expect("frames come")
                .expect("the document is open");
        }
        while let Some(Ok(more)) = self.lane.next_frames().now_or_never() {
            frames.extend(more);
        }
        frames
    }
}

/// Creates a page: a document with this label that uses a hub.
fn page(hub: &Arc<EventHub>, label: &str) -> Page {
    page_with(hub, label, Limits::default())
}

fn page_with(hub: &Arc<EventHub>, label: &str, limits: Limits) -> Page {
    let router = Router::new(|_| false).with_events(Arc::clone(hub));
    MemoryLane::with(router, caller(label), limits).into()
}

/// Returns limits with heads of at most 16 KiB.
fn short_heads() -> Limits {
    let mut limits = Limits::default();
    limits.head_bytes_max = 16 * 1024;
    limits
}

fn arguments(value: &Value) -> Payload {
    Payload::from_value(value).expect("JSON becomes a payload")
}

async fn call(page: &Page, command: &str, value: Value) -> Value {
    let command = format!("plugin:event|{command}");
    let answer = page.call(&command, arguments(&value)).await;
    let answer = answer.unwrap_or_else(|error| panic!("{command} {value}: {error:?}"));
    answer.to_value().expect("the answer is JSON")
}

async fn refused(page: &Page, command: &str, value: Value) -> (String, String) {
    let command = format!("plugin:event|{command}");
    let error = page.call(&command, arguments(&value)).await;
    let CallError::Refused(head) = error.expect_err("the call is refused") else {
        panic!("the command failed");
    };
    assert_eq!(head["command"], command);
    let text = |key: &str| head[key].as_str().expect("text").to_owned();
    (text("code"), text("message"))
}

async fn listen(page: &Page, event: &str, target: Value) -> u64 {
    let id = call(
        page,
        "listen",
        json!({ "event": event, "target": target, "handler": 1 }),
    )
    .await;
    id.as_u64().expect("an id")
}

async fn listen_any(page: &Page, event: &str) -> u64 {
    listen(page, event, json!({ "kind": "Any" })).await
}

fn head(frame: &Frame) -> Value {
    serde_json::from_slice(frame.head()).expect("a head is JSON")
}

fn payload(frame: &Frame) -> Payload {
    let body = frame.body().expect("an event has a body").clone();
    let bytes = body.bytes.expect("the body is in the frame");
    Payload::decode(body.payload, body.element, bytes, &Limits::default())
        .expect("the body is a payload")
}

/// Returns the events that a page has received: name, listeners, payload as JSON.
async fn received(page: &Page) -> Vec<(String, Vec<u64>, Value)> {
    page.next_frames()
        .await
        .iter()
        .map(|frame| {
            assert_eq!(frame.kind(), FrameKind::Event);
            let head = head(frame);
            let listeners = serde_json::from_value(head["listeners"].clone()).expect("ids");
            let name = head["event"].as_str().expect("a name").to_owned();
            (name, listeners, payload(frame).to_value().expect("JSON"))
        })
        .collect()
}

/// Asserts that nothing was sent to a page: the event that is emitted now arrives first.
async fn assert_silent(hub: &EventHub, page: &Page) {
    let id = listen_any(page, "silence").await;
    hub.emit("silence", ()).expect("the page has room");
    assert_eq!(
        received(page).await,
        [("silence".to_owned(), vec![id], Value::Null)]
    );
    call(
        page,
        "unlisten",
        json!({ "event": "silence", "eventId": id }),
    )
    .await;
}

/// Counts calls.
#[derive(Clone, Default)]
struct Count(Arc<AtomicUsize>);

impl Count {
    fn handler(&self) -> impl Fn(Event) + Send + 'static {
        let count = Arc::clone(&self.0);
        move |_| {
            count.fetch_add(1, Ordering::SeqCst);
        }
    }

    fn take(&self) -> usize {
        self.0.swap(0, Ordering::SeqCst)
    }
}

mod names {
    use super::*;

    const ILLEGAL: &str = "some\r illegal event name";

    #[test]
    fn an_illegal_name_is_reported_as_in_tauri() {
        let error = EventName::new(ILLEGAL).expect_err("the name is illegal");
        assert_eq!(
            error.to_string(),
            r#"only alphanumeric, '-', '/', ':', '_' permitted for event names: "some\r illegal event name""#
        );
        for name in ["", "tauri://close-requested", "Größe_9", "事件", "a-b/c:d"] {
            EventName::new(name).expect("the name is legal");
        }
        for name in [" ", "a.b", "a\u{0}", "é\u{301}", "a|b", "\""] {
            EventName::new(name).expect_err("the name is illegal");
        }
    }

    #[test]
    fn emit_returns_the_error_and_listen_panics() {
        let hub = Arc::new(EventHub::new());
        assert!(
            matches!(hub.emit(ILLEGAL, ()), Err(Error::IllegalEventName(name)) if name == ILLEGAL)
        );
        assert!(hub.emit_to("main", ILLEGAL, ()).is_err());
        assert!(hub.emit_str(ILLEGAL, "1").is_err());
        assert!(hub.emit_bytes(ILLEGAL, vec![1]).is_err());
        for part in parts(&hub, "main") {
            let listen = || part.listen(ILLEGAL, |_| ());
            let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(listen));
            let panic = panic.expect_err("listen panics");
            let text = panic.downcast_ref::<String>().expect("with a text");
            assert!(text.starts_with("only alphanumeric"), "{text}");
        }
        assert_eq!(hub.listeners(), 0);
    }

    #[tokio::test]
    async fn a_page_receives_the_errors_of_tauri() {
        let hub = Arc::new(EventHub::new());
        let page = page(&hub, "main");
        let words = "Event name must include only alphanumeric characters, `-`, `/`, `:` and `_`.";
        for command in ["listen", "unlisten", "emit", "emit_to"] {
            let arguments = json!({ "event": "a b", "target": "main", "handler": 1, "eventId": 1 });
            let expected = format!("invalid args `event` for command `{command}`: {words}");
            assert_eq!(
                refused(&page, command, arguments).await,
                ("bad_arguments".to_owned(), expected)
            );
        }
        let missing = |command: &str, key: &str| {
            format!(
                "invalid args `{key}` for command `{command}`: command {command} missing required key {key}"
            )
        };
        for (command, arguments, key) in [
            ("listen", json!({}), "event"),
            ("listen", json!({ "event": "e", "handler": 1 }), "target"),
            ("listen", json!({ "event": "e", "target": "t" }), "handler"),
            ("unlisten", json!({ "event": "e" }), "eventId"),
            ("emit", json!({ "payload": 1 }), "event"),
            ("emit_to", json!({ "event": "e" }), "target"),
        ] {
            assert_eq!(
                refused(&page, command, arguments).await.1,
                missing(command, key)
            );
        }
        let (code, text) = refused(
            &page,
            "listen",
            json!({ "event": "e", "target": { "kind": "Planet" }, "handler": 1 }),
        )
        .await;
        assert_eq!(code, "bad_arguments");
        assert!(
            text.starts_with("invalid args `target` for command `listen`: "),
            "{text}"
        );
        let bytes = Payload::Raw(Bytes::from(vec![1]));
        let error = page.call("plugin:event|emit", bytes).await;
        let text = format!("{:?}", error.expect_err("no name"));
        assert!(
            text.contains(
                "command emit expected a value for key event but the IPC call used a bytes payload"
            ),
            "{text}"
        );
        let (code, text) = refused(&page, "shout", json!({})).await;
        assert_eq!(code, "unknown_command");
        assert_eq!(text, "Command plugin:event|shout not found");
    }

    #[tokio::test]
    async fn ten_thousand_names() {
        let hub = Arc::new(EventHub::new());
        let page = page(&hub, "main");
        let count = Count::default();
        let mut random = 0x9e37_79b9_7f4a_7c15_u64;
        let mut draw = || {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            random
        };
        let legal: Vec<char> = ('\0'..'\u{3000}')
            .filter(|c| c.is_alphanumeric() || "-/:_".contains(*c))
            .collect();
        for number in 0..10_000 {
            let length = draw() % 12;
            let mut name: String = (0..length)
                .map(|_| legal[draw() as usize % legal.len()])
                .collect();
            name.push_str(&format!(":{number}"));
            hub.listen(name.as_str(), EventTarget::Any, count.handler());
            let id = listen_any(&page, &name).await;
            hub.emit(&name, number).expect("the page has room");
            assert_eq!(count.take(), 1, "{name:?}");
            assert_eq!(received(&page).await, [(name, vec![id], json!(number))]);
        }
        assert_eq!((hub.listeners(), hub.page_listeners()), (10_000, 10_000));
    }

    #[tokio::test]
    async fn a_long_name_reaches_pages_and_a_longer_one_is_refused() {
        let hub = Arc::new(EventHub::new());
        let page = page_with(&hub, "main", short_heads());
        let long = "n".repeat(16_000);
        let id = listen_any(&page, &long).await;
        hub.emit(&long, 1).expect("the page has room");
        assert_eq!(received(&page).await, [(long, vec![id], json!(1))]);
        let longer = json!({ "event": "n".repeat(17_000), "target": "t", "handler": 1 });
        assert_eq!(refused(&page, "listen", longer).await.0, "bad_arguments");
    }
}

mod targets {
    use super::*;

    #[test]
    fn targets_have_tauris_json() {
        let all = [
            (EventTarget::any(), json!({ "kind": "Any" })),
            (EventTarget::app(), json!({ "kind": "App" })),
            (
                EventTarget::labeled("a"),
                json!({ "kind": "AnyLabel", "label": "a" }),
            ),
            (
                EventTarget::window("a"),
                json!({ "kind": "Window", "label": "a" }),
            ),
            (
                EventTarget::webview("a"),
                json!({ "kind": "Webview", "label": "a" }),
            ),
            (
                EventTarget::webview_window("a"),
                json!({ "kind": "WebviewWindow", "label": "a" }),
            ),
        ];
        for (target, shape) in all {
            assert_eq!(serde_json::to_value(&target).expect("JSON"), shape);
            let text = shape.to_string();
            assert_eq!(
                serde_json::from_str::<EventTarget>(&text).expect("a target"),
                target
            );
        }
        let plain: EventTarget = serde_json::from_str(r#""main""#).expect("a target");
        assert_eq!(plain, EventTarget::labeled("main"));
        assert_eq!(EventTarget::from("main"), plain);
        assert_eq!(EventTarget::from("main".to_owned()), plain);
        serde_json::from_str::<EventTarget>("7").expect_err("a number is no target");
        serde_json::from_str::<EventTarget>(r#"{"kind":"Window"}"#).expect_err("no label");
    }

    /// The rules of matching, as in the match arms of Tauri.
    fn reaches(to: &EventTarget, listener: &EventTarget) -> bool {
        use EventTarget::{Any, AnyLabel, App, Webview, WebviewWindow, Window};
        *listener == Any
            || match to {
                Any => true,
                AnyLabel { label } => listener.label() == Some(label),
                App => *listener == App,
                Window { label } => {
                    matches!(listener, Window { label: l } | AnyLabel { label: l } if l == label)
                }
                Webview { label } => {
                    matches!(listener, Webview { label: l } | AnyLabel { label: l } if l == label)
                }
                WebviewWindow { label } => {
                    matches!(listener, WebviewWindow { label: l } | AnyLabel { label: l } if l == label)
                }
                _ => false,
            }
    }

    fn all() -> Vec<EventTarget> {
        let of = |label: &str| {
            [
                EventTarget::labeled(label),
                EventTarget::window(label),
                EventTarget::webview(label),
                EventTarget::webview_window(label),
            ]
        };
        let mut all = vec![EventTarget::Any, EventTarget::App];
        all.extend(of("main").into_iter().chain(of("other")));
        all
    }

    #[tokio::test]
    async fn every_pair_matches_as_in_tauri() {
        let hub = Arc::new(EventHub::new());
        let page = page(&hub, "somewhere");
        let mut listeners = Vec::new();
        for target in all() {
            let count = Count::default();
            hub.listen("event", target.clone(), count.handler());
            let id = listen(&page, "event", serde_json::to_value(&target).expect("JSON")).await;
            listeners.push((target, count, id));
        }
        for to in all() {
            hub.emit_to(to.clone(), "event", ()).expect("room");
            let frames = received(&page).await;
            assert_eq!(frames.len(), 1, "one frame for one emit");
            for (target, count, id) in &listeners {
                let expected = reaches(&to, target);
                assert_eq!(count.take() == 1, expected, "Rust: {to:?} to {target:?}");
                let in_page = frames[0].1.contains(id);
                assert_eq!(in_page, expected, "page: {to:?} to {target:?}");
            }
        }
        let chosen = EventTarget::window("other");
        hub.emit_filter("event", 1, |target| *target == chosen)
            .expect("room");
        let frames = received(&page).await;
        for (target, count, id) in &listeners {
            let expected = *target == chosen || *target == EventTarget::Any;
            assert_eq!(count.take() == 1, expected, "{target:?}");
            assert_eq!(frames[0].1.contains(id), expected, "{target:?}");
        }
    }

    #[test]
    fn emit_reaches_all_eight() {
        let hub = Arc::new(EventHub::new());
        let count = Count::default();
        let parts = parts(&hub, "main");
        for part in &parts {
            part.listen("event", count.handler());
            part.listen_any("event", count.handler());
        }
        for part in &parts {
            part.emit("event", "payload").expect("no queue is full");
            assert_eq!(count.take(), 8);
            part.emit_str("event", r#""payload""#.into())
                .expect("no queue is full");
            assert_eq!(count.take(), 8);
        }
    }

    #[test]
    fn emit_to_reaches_exactly_one() {
        let hub = Arc::new(EventHub::new());
        let all: Vec<_> = parts(&hub, "main")
            .into_iter()
            .chain(parts(&hub, "new").into_iter().skip(1))
            .collect();
        let counts: Vec<_> = all
            .iter()
            .map(|part| {
                let count = Count::default();
                part.listen("event", count.handler());
                count
            })
            .collect();
        for (meant, part) in all.iter().enumerate() {
            part.emit_to(part.event_target(), "event", 1)
                .expect("no queue is full");
            part.emit_str_to(part.event_target(), "event", "1".into())
                .expect("no queue is full");
            part.emit_bytes_to(part.event_target(), "event", vec![1])
                .expect("no queue is full");
            let target = part.event_target();
            part.emit_filter("event", 1, |other| *other == target)
                .expect("no queue is full");
            for (index, count) in counts.iter().enumerate() {
                assert_eq!(count.take(), if index == meant { 4 } else { 0 });
            }
        }
    }

    #[tokio::test]
    async fn in_a_strict_hub_a_page_receives_its_own_events() {
        let hub = Arc::new(EventHub::strict());
        let (main, other) = (page(&hub, "main"), page(&hub, "other"));
        let id = listen_any(&main, "event").await;
        listen_any(&other, "event").await;
        let count = Count::default();
        hub.listen("event", EventTarget::Any, count.handler());
        for target in [
            EventTarget::labeled("main"),
            EventTarget::webview("main"),
            EventTarget::window("main"),
        ] {
            hub.emit_to(target, "event", 1).expect("room");
            assert_eq!(
                received(&main).await,
                [("event".to_owned(), vec![id], json!(1))]
            );
        }
        hub.emit_to(EventTarget::App, "event", 2).expect("room");
        assert_silent(&hub, &main).await;
        assert_silent(&hub, &other).await;
        assert_eq!(count.take(), 4);
        hub.emit("event", 3).expect("room");
        assert_eq!(received(&main).await[0].2, json!(3));
        assert_eq!(received(&other).await[0].2, json!(3));
    }
}

mod pages {
    use super::*;

    #[tokio::test]
    async fn one_frame_for_all_listeners_of_a_document() {
        let hub = Arc::new(EventHub::new());
        let (a, b, silent) = (page(&hub, "a"), page(&hub, "b"), page(&hub, "silent"));
        let mut ids = Vec::new();
        for _ in 0..100 {
            ids.push(listen_any(&a, "event").await);
        }
        let own = listen_any(&b, "event").await;
        listen_any(&b, "other").await;
        hub.emit("event", json!({ "n": 1 })).expect("room");
        hub.emit("event", json!({ "n": 2 })).expect("room");
        let expected = |ids: &[u64], n: u64| ("event".to_owned(), ids.to_vec(), json!({ "n": n }));
        assert_eq!(received(&a).await, [expected(&ids, 1), expected(&ids, 2)]);
        assert_eq!(
            received(&b).await,
            [expected(&[own], 1), expected(&[own], 2)]
        );
        assert_silent(&hub, &silent).await;
    }

    #[tokio::test]
    async fn listeners_beyond_one_head_are_split() {
        let hub = Arc::new(EventHub::new());
        let page = page_with(&hub, "main", short_heads());
        let mut ids = Vec::new();
        for _ in 0..5_000 {
            ids.push(listen_any(&page, "event").await);
        }
        hub.emit("event", 1).expect("room");
        let frames = received(&page).await;
        assert_eq!(frames.len(), 4);
        let all: Vec<_> = frames.into_iter().flat_map(|(_, ids, _)| ids).collect();
        assert_eq!(all, ids, "each once, in order");
    }

    #[tokio::test]
    async fn an_event_of_a_page_reaches_everyone_and_the_page_itself() {
        let hub = Arc::new(EventHub::new());
        let (a, b) = (page(&hub, "a"), page(&hub, "b"));
        let (in_a, in_b) = (listen_any(&a, "event").await, listen_any(&b, "event").await);
        let seen: Arc<Mutex<Vec<String>>> = Arc::default();
        let see = Arc::clone(&seen);
        hub.listen("event", EventTarget::App, move |event| {
            see.lock()
                .expect("not poisoned")
                .push(event.payload().to_owned());
        });
        let text = json!({ "event": "event", "payload": { "text": "ä \"x\"", "list": [1, null] } });
        assert_eq!(call(&a, "emit", text.clone()).await, Value::Null);
        call(&a, "emit", json!({ "event": "event" })).await;
        call(
            &b,
            "emit_to",
            json!({ "event": "event", "target": "nobody", "payload": 1 }),
        )
        .await;
        let app = json!({ "event": "event", "target": { "kind": "App" }, "payload": 2 });
        call(&b, "emit_to", app).await;
        for (page, id) in [(&a, in_a), (&b, in_b)] {
            let payloads: Vec<_> = received(page)
                .await
                .into_iter()
                .map(|(_, ids, payload)| {
                    assert_eq!(ids, [id]);
                    payload
                })
                .collect();
            assert_eq!(
                payloads,
                [text["payload"].clone(), Value::Null, json!(1), json!(2)]
            );
        }
        let seen = seen.lock().expect("not poisoned");
        let seen: Vec<Value> = seen
            .iter()
            .map(|text| serde_json::from_str(text).expect("JSON"))
            .collect();
        assert_eq!(seen, [text["payload"].clone(), Value::Null, json!(2)]);
    }

    #[tokio::test]
    async fn bytes_stay_bytes_both_ways() {
        #[derive(serde::Serialize, serde::Deserialize)]
        struct Picture {
            name: String,
            pixels: Bytes,
        }
        let hub = Arc::new(EventHub::new());
        let (page, pixels) = (page(&hub, "main"), Bytes::from(vec![7; 3_000]));
        listen_any(&page, "picture").await;
        let (sender, receiver) = mpsc::channel();
        hub.listen("picture", EventTarget::Any, move |event| {
            sender.send(event).expect("the test waits");
        });
        let picture = Picture {
            name: "sky".into(),
            pixels: pixels.clone(),
        };

        hub.emit("picture", &picture).expect("room");
        let frame = page.next_frames().await.remove(0);
        assert_eq!(frame.header().payload, PayloadKind::Mixed);
        let read: Picture = payload(&frame).to_value().expect("a picture");
        assert_eq!((read.name.as_str(), &read.pixels), ("sky", &pixels));
        let event = receiver.recv().expect("an event");
        let read: Picture = event.value().expect("a picture");
        assert_eq!(
            read.pixels.as_ptr(),
            pixels.as_ptr(),
            "not one byte was copied"
        );
        let text: Value = serde_json::from_str(event.payload()).expect("JSON");
        assert_eq!(text["pixels"].as_array().map(Vec::len), Some(3_000));
        assert_eq!(event.bytes(), None);

        hub.emit_bytes("picture", pixels.clone()).expect("room");
        let frame = page.next_frames().await.remove(0);
        assert_eq!(
            (frame.header().payload, frame.bytes()),
            (PayloadKind::Raw, &pixels[..])
        );
        let event = receiver.recv().expect("an event");
        assert_eq!(
            event.bytes().map(|bytes| bytes.as_ptr()),
            Some(pixels.as_ptr())
        );
        assert_eq!(event.value::<Bytes>().expect("bytes"), pixels);
        assert!(event.payload().starts_with("[7,7,7,"));
        hub.emit("picture", vec![1_u8, 2]).expect("room");
        let frame = page.next_frames().await.remove(0);
        assert_eq!(
            (frame.header().payload, frame.bytes()),
            (PayloadKind::Raw, &[1, 2][..])
        );
        assert_eq!(receiver.recv().expect("an event").payload(), "[1,2]");

        #[derive(serde::Serialize)]
        struct Emit<T> {
            event: &'static str,
            payload: T,
        }
        let emit = Payload::from_value(&Emit {
            event: "picture",
            payload: picture,
        });
        page.call("plugin:event|emit", emit.expect("a payload"))
            .await
            .expect("emitted");
        let frame = page.next_frames().await.remove(0);
        let read: Picture = payload(&frame).to_value().expect("a picture");
        assert_eq!(read.pixels, pixels);
        let event = receiver.recv().expect("an event");
        assert_eq!(event.value::<Picture>().expect("a picture").pixels, pixels);
        let emit = Payload::from_value(&Emit {
            event: "picture",
            payload: pixels.clone(),
        });
        page.call("plugin:event|emit", emit.expect("a payload"))
            .await
            .expect("emitted");
        assert_eq!(receiver.recv().expect("an event").bytes(), Some(pixels));
        // Attachments beside an event's payload do not make it more than JSON.
        let Ok(Payload::Mixed(mut mixed)) = Payload::from_value(&Emit {
            event: "picture",
            payload: vec![Bytes::from(vec![1])],
        }) else {
            panic!("bytes are attached");
        };
        mixed.text = br#"{"event":"picture","payload":[1]}"#.into();
        page.call("plugin:event|emit", Payload::Mixed(mixed.clone()))
            .await
            .expect("emitted");
        let kind = receiver.recv().expect("an event").raw_payload().kind();
        assert_eq!(kind, PayloadKind::Json);
        // Names of missing attachments are delivered to no listener.
        let text = format!(
            r#"{{"event":"picture","payload":["\u0001bytes:{:016x}:9"]}}"#,
            mixed.nonce
        );
        mixed.text = text.into_bytes().into();
        let error = page.call("plugin:event|emit", Payload::Mixed(mixed)).await;
        assert_eq!(error.expect_err("refused").code(), Some("bad_frame"));
        assert!(receiver.try_recv().is_err());
    }

    #[tokio::test]
    async fn a_large_event_travels_by_itself() {
        let hub = Arc::new(EventHub::new());
        let page = page(&hub, "main");
        let id = listen_any(&page, "large").await;
        let large = Bytes::from(vec![9; 3 << 20]);
        hub.emit_bytes("large", large.clone()).expect("room");
        hub.emit("large", 1).expect("room");
        let frames = page.next_frames().await;
        assert!(head(&frames[0])["body"].is_u64(), "the body was deferred");
        assert_eq!(head(&frames[0])["listeners"], json!([id]));
        assert_eq!(payload(&frames[0]), Payload::Raw(large));
        assert_eq!(payload(&frames[1]).to_value::<u32>().expect("a number"), 1);
        assert_eq!(page.stats().bodies_held, 0, "the page has released it");
    }

    #[tokio::test]
    async fn a_full_queue_is_reported_and_other_pages_receive_the_event() {
        let hub = Arc::new(EventHub::new());
        let mut limits = Limits::default();
        limits.document_bytes_max = 1_000;
        let (slow, quick) = (page_with(&hub, "slow", limits), page(&hub, "quick"));
        listen_any(&slow, "event").await;
        listen_any(&quick, "event").await;
        let count = Count::default();
        hub.listen("event", EventTarget::Any, count.handler());
        let text = "x".repeat(600);
        hub.emit("event", &text).expect("room");
        hub.emit("event", &text).expect("room for one more");
        let Err(Error::Undelivered(error)) = hub.emit("event", &text) else {
            panic!("the queue is full");
        };
        assert_eq!(error.labels(), ["slow"]);
        assert_eq!(error.event(), "event");
        assert!(error.to_string().contains("`slow`"), "{error}");
        let emit = json!({ "event": "event", "payload": text });
        let (code, message) = refused(&quick, "emit", emit).await;
        assert_eq!(code, Code::QueueFull.as_str());
        assert!(message.contains("`slow`"), "{message}");
        assert_eq!(received(&quick).await.len(), 4);
        assert_eq!(count.take(), 4, "Rust has all of them");
        assert_eq!(received(&slow).await.len(), 2);
        hub.emit("event", &text).expect("there is room again");
    }

    #[tokio::test]
    async fn unfetched_bodies_count_towards_the_queue() {
        let hub = Arc::new(EventHub::new());
        let page = page(&hub, "main");
        listen_any(&page, "large").await;
        let large = Bytes::from(vec![9; 16 << 20]);
        let sent = (0..100)
            .take_while(|_| {
                page.document(); // without a poll
                hub.emit_bytes("large", large.clone()).is_ok()
            })
            .count();
        assert_eq!(sent, 4, "64 MiB");
        assert_eq!(
            page.stats().bodies_held,
            4,
            "an event that was not taken holds nothing"
        );
    }

    #[tokio::test]
    async fn listeners_end_with_their_document() {
        let hub = Arc::new(EventHub::new());
        let (first, other) = (page(&hub, "main"), page(&hub, "other"));
        listen_any(&first, "event").await;
        listen_any(&other, "event").await;
        assert_eq!(hub.page_listeners(), 2);
        assert!(hub.has_page_listener("event", |target| *target == EventTarget::Any));
        assert!(!hub.has_page_listener("event", |target| *target == EventTarget::App));
        // A reload: the webview's next document has the same label, and none of the listeners.
        first.close(CloseReason::DocumentGone);
        let second = page(&hub, "main");
        assert_eq!(hub.page_listeners(), 1);
        assert_eq!(first.document().event_listeners(), 0);
        hub.emit("event", 1)
            .expect("a document that has ended is not full");
        assert_silent(&hub, &second).await;
        let late = json!({ "event": "event", "target": "t", "handler": 1 });
        assert_eq!(refused(&first, "listen", late).await.0, "document_gone");
        drop(other);
        assert!(!hub.has_page_listener("event", |_| true));
    }

    #[tokio::test]
    async fn unlisten_removes_one_listener_of_the_page() {
        let hub = Arc::new(EventHub::new());
        let (a, b) = (page(&hub, "a"), page(&hub, "b"));
        let (gone, kept) = (listen_any(&a, "event").await, listen_any(&a, "event").await);
        let foreign = listen_any(&b, "event").await;
        assert_eq!(gone, foreign, "ids are a document's own");
        call(&a, "unlisten", json!({ "event": "event", "eventId": gone })).await;
        call(&a, "unlisten", json!({ "event": "event", "eventId": gone })).await;
        call(&a, "unlisten", json!({ "event": "other", "eventId": kept })).await;
        hub.emit("event", 1).expect("room");
        assert_eq!(
            received(&a).await,
            [("event".to_owned(), vec![kept], json!(1))]
        );
        assert_eq!(
            received(&b).await,
            [("event".to_owned(), vec![foreign], json!(1))]
        );
    }

    #[tokio::test]
    async fn a_page_can_emit_by_frames() {
        let hub = Arc::new(EventHub::new());
        let page = page(&hub, "main");
        let id = listen_any(&page, "event").await;
        let count = Count::default();
        hub.listen("event", EventTarget::App, count.handler());
        let event = |head: &str| frame::Event {
            head: head.to_owned().into(),
            body: Body::new(PayloadKind::Json, Element::Bytes, "5".into()),
        };
        let good = event(r#"{"event":"event","target":{"kind":"App"}}"#);
        page.send_frames(vec![good.clone().into()]).expect("taken");
        assert_eq!(
            received(&page).await,
            [("event".to_owned(), vec![id], json!(5))]
        );
        assert_eq!(count.take(), 1);
        let mut deferred = good;
        deferred.body = Body::deferred(PayloadKind::Json, Element::Bytes, 1);
        for bad in [
            event(r#"{"event":"event"}"#),
            event(r#"{"event":"a b","target":"x"}"#),
            event(""),
            deferred,
        ] {
            let refusal = page.send_frames(vec![bad.into()]).expect_err("refused");
            assert_eq!(refusal.code(), Code::BadFrame);
        }
        assert_eq!(count.take(), 0);
    }

    #[tokio::test]
    async fn events_of_a_page_keep_their_order_for_each_handler() {
        let hub = Arc::new(EventHub::new());
        let router = Router::new(|_| false)
            .with_events(Arc::clone(&hub))
            .with_executor(TokioExecutor::new(tokio::runtime::Handle::current()));
        let page = Page::from(MemoryLane::with(router, caller("main"), Limits::default()));
        let (see, mut seeing) = tokio::sync::mpsc::unbounded_channel::<u64>();
        hub.listen("event", EventTarget::Any, move |event| {
            let number = event.value().expect("a number");
            see.send(number).expect("the test waits");
        });
        let mut running = Vec::new();
        for number in 0..1_000 {
            let emit = json!({ "event": "event", "payload": number });
            let mut call = Box::pin(call(&page, "emit", emit));
            if (&mut call).now_or_never().is_none() {
                running.push(call);
            }
        }
        for call in running {
            call.await;
        }
        // A call whose event another thread delivers may be answered before that thread is done.
        let mut seen = Vec::new();
        while seen.len() < 1_000 {
            let next = tokio::time::timeout(Duration::from_secs(10), seeing.recv()).await;
            seen.push(next.expect("an event comes").expect("the hub lives"));
        }
        let first_wrong = seen
            .iter()
            .zip(0..)
            .position(|(seen, number)| *seen != number);
        assert_eq!((seen.len(), first_wrong), (1_000, None), "{seen:?}");
    }
}

mod handlers {
    use super::*;

    #[test]
    fn event_no_deadlocks() {
        let hub = Arc::new(EventHub::new());
        let (inner, count) = (Arc::clone(&hub), Count::default());
        let (handler, last) = (count.handler(), count.handler());
        let last = Mutex::new(Some(last));
        hub.listen("outer", EventTarget::Any, move |event| {
            if let Some(last) = last.lock().expect("not poisoned").take() {
                let id = inner.listen("inner", EventTarget::Any, last);
                inner.once("inner", EventTarget::Any, |_| ());
                inner.emit("inner", ()).expect("no queue is full");
                inner.unlisten(id);
                inner.emit("outer", ()).expect("no queue is full");
                inner.unlisten(event.id());
                inner.emit("outer", ()).expect("no queue is full");
            }
            handler(event);
        });
        hub.emit("outer", ()).expect("no queue is full");
        assert_eq!(count.take(), 2, "inner once, outer once: then it was gone");
        assert_eq!(hub.listeners(), 0);
    }

    #[test]
    fn once_survives_a_replayed_queued_emit() {
        let hub = Arc::new(EventHub::new());
        let count = Count::default();
        for _ in 0..100 {
            let again = Arc::clone(&hub);
            hub.once("event", EventTarget::Any, move |_| {
                again.emit("event", ()).expect("no queue is full");
            });
        }
        hub.once("event", EventTarget::Any, count.handler());
        hub.emit("event", ()).expect("no queue is full");
        hub.emit("event", ()).expect("no queue is full");
        assert_eq!(count.take(), 1);
        assert_eq!(hub.listeners(), 0);
    }

    #[test]
    fn once_runs_once_for_many_threads() {
        for _ in 0..200 {
            let hub = Arc::new(EventHub::new());
            let count = Count::default();
            hub.once("event", EventTarget::Any, count.handler());
            std::thread::scope(|scope| {
                for _ in 0..4 {
                    scope.spawn(|| hub.emit("event", ()).expect("no queue is full"));
                }
            });
            assert_eq!((count.take(), hub.listeners()), (1, 0));
        }
    }

    #[tokio::test]
    async fn a_nested_emit_keeps_its_target_and_its_filter() {
        let hub = Arc::new(EventHub::new());
        let page = page(&hub, "main");
        let main = listen(&page, "event", json!("main")).await;
        listen(&page, "event", json!("other")).await;
        let [app, window, webview, webview_window] = parts(&hub, "main");
        let counts: [Count; 4] = Default::default();
        let nested = Arc::clone(&hub);
        let first = counts[0].handler();
        app.listen("event", move |event| {
            if event.payload() == "0" {
                nested
                    .emit_to(EventTarget::window("main"), "event", 1)
                    .expect("room");
                let is_webview = |target: &EventTarget| *target == EventTarget::webview("main");
                nested.emit_filter("event", 2, is_webview).expect("room");
            }
            first(event);
        });
        for (part, count) in [&window, &webview, &webview_window]
            .iter()
            .zip(&counts[1..])
        {
            part.listen("event", count.handler());
        }
        app.emit_to(EventTarget::App, "event", 0).expect("room");
        assert_eq!(counts.each_ref().map(Count::take), [1, 1, 1, 0]);
        assert_eq!(
            received(&page).await,
            [("event".to_owned(), vec![main], json!(1))]
        );
    }

    #[tokio::test]
    async fn pages_come_before_rust_and_rust_in_order() {
        let hub = Arc::new(EventHub::new());
        let page = Arc::new(page(&hub, "main"));
        listen_any(&page, "event").await;
        let (looked_at, queued) = (Arc::clone(&page), Arc::new(OnceLock::new()));
        let queued_here = Arc::clone(&queued);
        let order: Arc<Mutex<Vec<usize>>> = Arc::default();
        hub.listen("event", EventTarget::Any, move |_| {
            queued_here
                .set(looked_at.stats().bytes_queued)
                .expect("once");
        });
        for number in 0..10 {
            let order = Arc::clone(&order);
            hub.listen("event", EventTarget::Any, move |_| {
                order.lock().expect("not poisoned").push(number);
            });
        }
        hub.emit("event", ()).expect("room");
        assert!(queued.get().is_some_and(|bytes| *bytes > 0));
        assert!(
            order
                .lock()
                .expect("not poisoned")
                .iter()
                .copied()
                .eq(0..10)
        );
    }

    #[test]
    fn a_panic_of_a_handler_does_not_affect_others() {
        let hub = EventHub::new();
        let count = Count::default();
        hub.listen("event", EventTarget::Any, count.handler());
        let counted = count.handler();
        hub.listen("event", EventTarget::Any, move |event| {
            counted(event);
            panic!("of the handler");
        });
        hub.once("event", EventTarget::Any, |_| panic!("of the handler"));
        hub.listen("event", EventTarget::Any, count.handler());
        for _ in 0..3 {
            hub.emit("event", ()).expect("no queue is full");
        }
        assert_eq!((count.take(), hub.listeners()), (9, 3));
    }

    #[test]
    fn a_filter_that_panics_has_emitted_nothing() {
        let hub = EventHub::new();
        let count = Count::default();
        hub.listen("event", EventTarget::App, count.handler());
        let emit = || hub.emit_filter("event", (), |_| panic!("of the filter"));
        assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(emit)).is_err());
        hub.emit("event", ()).expect("no queue is full");
        assert_eq!(count.take(), 1);
    }

    #[test]
    fn a_listener_removed_by_another_is_not_called() {
        let hub = Arc::new(EventHub::new());
        let (count, second) = (Count::default(), Arc::new(OnceLock::<EventId>::new()));
        let (taker, taken) = (Arc::clone(&hub), Arc::clone(&second));
        hub.listen("event", EventTarget::Any, move |_| {
            taker.unlisten(*taken.get().expect("listening"));
        });
        let id = hub.listen("event", EventTarget::Any, count.handler());
        second.set(id).expect("once");
        hub.emit("event", ()).expect("no queue is full");
        assert_eq!(count.take(), 0);
    }

    #[test]
    fn a_running_handler_blocks_no_emit_and_misses_no_event() {
        let hub = Arc::new(EventHub::new());
        let (entered, enter) = mpsc::channel();
        let (release, released) = mpsc::channel::<()>();
        let (seen, see) = mpsc::channel();
        // `Receiver` is not `Sync`, and a handler does not have to be.
        hub.listen("event", EventTarget::Any, move |event| {
            entered.send(()).expect("the test waits");
            released.recv().expect("the test releases");
            seen.send(event.value::<u32>().expect("a number"))
                .expect("the test waits");
        });
        std::thread::scope(|scope| {
            let emitting = scope.spawn(|| hub.emit("event", 1));
            enter.recv().expect("the handler runs");
            hub.emit("event", 2).expect("does not wait");
            hub.emit("event", 3).expect("does not wait");
            for _ in 0..3 {
                release.send(()).expect("the handler waits");
            }
            emitting
                .join()
                .expect("no panic")
                .expect("no queue is full");
        });
        assert_eq!(see.try_iter().collect::<Vec<_>>(), [1, 2, 3]);
    }

    #[test]
    fn listeners_removed_on_webview_close() {
        let hub = EventHub::new();
        let kept = [
            EventTarget::window("main"),
            EventTarget::webview_window("main"),
            EventTarget::webview("other"),
            EventTarget::App,
            EventTarget::Any,
            EventTarget::labeled("main"),
        ];
        let count = Count::default();
        for target in kept.iter().chain([&EventTarget::webview("main")]) {
            hub.listen("event", target.clone(), count.handler());
            hub.listen("other", target.clone(), count.handler());
        }
        hub.unlisten_target(&EventTarget::webview("main"));
        assert_eq!(hub.listeners(), 2 * kept.len());
        hub.emit("event", ()).expect("no queue is full");
        assert_eq!(count.take(), kept.len());
    }

    #[test]
    fn a_handler_is_dropped_with_its_listener() {
        struct Dropped(Arc<EventHub>, Count);
        impl Drop for Dropped {
            fn drop(&mut self) {
                // The values of a handler may use the hub while they are dropped.
                self.0.emit("gone", ()).expect("no queue is full");
            }
        }
        let hub = Arc::new(EventHub::new());
        let count = Count::default();
        hub.listen("gone", EventTarget::Any, count.handler());
        for end in 0..3 {
            let owned = Dropped(Arc::clone(&hub), count.clone());
            let handler = move |_: Event| drop(owned.1.clone());
            let id = match end {
                0 => hub.listen("event", "main", handler),
                _ => hub.once("event", "main", handler),
            };
            match end {
                0 => hub.unlisten(id),
                1 => hub.emit("event", ()).expect("no queue is full"),
                _ => hub.unlisten_target(&EventTarget::labeled("main")),
            }
            assert_eq!(count.take(), 1, "end {end}");
        }
    }

    #[test]
    fn listeners_are_removed_atomically() {
        struct Looks(Arc<EventHub>, Arc<AtomicUsize>);
        impl Drop for Looks {
            fn drop(&mut self) {
                self.0.emit("event", ()).expect("no queue is full");
                self.1.fetch_add(self.0.listeners(), Ordering::SeqCst);
            }
        }
        for by_target in [false, true] {
            let hub = Arc::new(EventHub::new());
            let (count, left) = (Count::default(), Arc::new(AtomicUsize::new(0)));
            let mut ids = Vec::new();
            for event in ["event", "event", "other"] {
                let (looks, handler) =
                    (Looks(Arc::clone(&hub), Arc::clone(&left)), count.handler());
                ids.push(hub.listen(event, "main", move |event| {
                    let _looks = &looks;
                    handler(event);
                }));
            }
            if by_target {
                hub.unlisten_target(&EventTarget::labeled("main"));
            } else {
                hub.unlisten_all(ids);
            }
            assert_eq!((count.take(), left.load(Ordering::SeqCst)), (0, 0));
        }
    }

    #[test]
    fn malformed_json_is_an_error_of_the_emit() {
        let hub = EventHub::new();
        let count = Count::default();
        hub.listen("event", EventTarget::Any, count.handler());
        for text in ["", "{", "1 2", "alert(1)"] {
            assert!(matches!(hub.emit_str("event", text), Err(Error::Json(_))));
        }
        let unserializable = std::collections::HashMap::from([(vec![1], 1)]);
        assert!(matches!(
            hub.emit("event", unserializable),
            Err(Error::Payload(_))
        ));
        assert_eq!(count.take(), 0);
    }

    #[test]
    fn many_threads_emit_while_listeners_come_and_go() {
        const THREADS: usize = 8;
        const EMITS: usize = 2_000;
        let hub = Arc::new(EventHub::new());
        let steady = [Count::default(), Count::default()];
        hub.listen("event", EventTarget::Any, steady[0].handler());
        hub.listen("event", EventTarget::window("main"), steady[1].handler());
        let once = Count::default();
        let passing = Count::default();
        std::thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| {
                    for number in 0..EMITS {
                        if number % 2 == 0 {
                            hub.emit("event", number).expect("no queue is full");
                        } else {
                            let target = EventTarget::webview("main");
                            hub.emit_to(target, "event", number)
                                .expect("no queue is full");
                        }
                    }
                });
                scope.spawn(|| {
                    for _ in 0..EMITS {
                        let id = hub.listen("event", EventTarget::Any, passing.handler());
                        hub.once("event", EventTarget::App, once.handler());
                        hub.unlisten(id);
                    }
                });
            }
        });
        assert_eq!(steady[0].take(), THREADS * EMITS);
        assert_eq!(steady[1].take(), THREADS * EMITS / 2);
        hub.emit("event", ()).expect("no queue is full");
        assert_eq!(
            once.take(),
            THREADS * EMITS,
            "each once listener exactly once"
        );
        assert_eq!(hub.listeners(), 2);
        passing.take();
        hub.emit("event", ()).expect("no queue is full");
        assert_eq!(passing.take(), 0);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn many_threads_emit_to_pages_that_come_and_go() {
        const THREADS: usize = 4;
        const EMITS: usize = 1_000;
        let hub = Arc::new(EventHub::new());
        let steady = Arc::new(page(&hub, "steady"));
        listen_any(&steady, "event").await;
        let emitters: Vec<_> = (0..THREADS)
            .map(|thread| {
                let hub = Arc::clone(&hub);
                std::thread::spawn(move || {
                    for number in 0..EMITS {
                        hub.emit("event", (thread, number))
                            .expect("the pages keep up");
                    }
                })
            })
            .collect();
        let churn = {
            let hub = Arc::clone(&hub);
            tokio::spawn(async move {
                for _ in 0..200 {
                    let page = page(&hub, "passing");
                    let id = listen_any(&page, "event").await;
                    call(
                        &page,
                        "unlisten",
                        json!({ "event": "event", "eventId": id }),
                    )
                    .await;
                    listen_any(&page, "event").await;
                    page.close(CloseReason::DocumentGone);
                }
            })
        };
        let mut next = [0; THREADS];
        while next.iter().sum::<usize>() < THREADS * EMITS {
            for (_, _, payload) in received(&steady).await {
                let (thread, number): (usize, usize) =
                    serde_json::from_value(payload).expect("a pair");
                assert_eq!(next[thread], number, "each thread's events in order");
                next[thread] += 1;
            }
        }
        for emitter in emitters {
            emitter.join().expect("no panic");
        }
        churn.await.expect("no panic");
        assert_eq!(hub.page_listeners(), 1);
    }
}

#[test]
fn events_for_a_slow_handler_are_bounded() {
    let hub = Arc::new(EventHub::new());
    let bytes = 1_000_000;
    let (entered, entries) = mpsc::channel();
    let (release, released) = mpsc::channel::<()>();
    let released = Mutex::new(released);
    let handled = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&handled);
    hub.listen("slow", EventTarget::Any, move |_| {
        entered.send(()).expect("the test listens");
        // A dropped sender releases it too.
        let _ = released.lock().unwrap().recv();
        counted.fetch_add(1, Ordering::Relaxed);
    });
    let emitter = {
        let hub = Arc::clone(&hub);
        std::thread::spawn(move || hub.emit_bytes("slow", vec![0; bytes]))
    };
    entries.recv().expect("the handler runs");
    let (mut accepted, mut refused) = (0, 0);
    for _ in 0..600 {
        match hub.emit_bytes("slow", vec![0; bytes]) {
            Ok(()) => accepted += 1,
            Err(error) => {
                assert_eq!(error.code(), Some(Code::QueueFull), "{error}");
                let text = error.to_string();
                assert!(text.contains("document_bytes_max"), "{text}");
                refused += 1;
            }
        }
    }
    let bound = Limits::default().document_bytes_max as usize;
    assert!(accepted * bytes <= bound && (accepted + 1) * (bytes + 1_000) > bound);
    assert_eq!(accepted + refused, 600);
    // A handler that does not run is not affected.
    let (sender, others) = mpsc::channel();
    hub.listen("other", EventTarget::Any, move |event| {
        sender
            .send(event.bytes().map(|bytes| bytes.len()))
            .expect("the test listens");
    });
    hub.emit_bytes("other", vec![0; bytes]).expect("room");
    assert_eq!(others.recv(), Ok(Some(bytes)));
    drop(release);
    emitter.join().expect("no panic").expect("delivered");
    assert_eq!(handled.load(Ordering::Relaxed), 1 + accepted);
    hub.emit_bytes("slow", vec![0; bytes]).expect("room again");
}

#[test]
fn events_that_a_handler_emits_to_itself_are_bounded() {
    let hub = Arc::new(EventHub::new());
    let (emitting, calls) = (Arc::downgrade(&hub), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&calls);
    let refused = Arc::new(AtomicUsize::new(0));
    let refusals = Arc::clone(&refused);
    hub.listen("self", EventTarget::Any, move |_| {
        if counted.fetch_add(1, Ordering::Relaxed) > 0 {
            return;
        }
        let hub = emitting.upgrade().expect("the test holds it");
        for _ in 0..100 {
            if hub.emit_bytes("self", vec![0; 1_000_000]).is_err() {
                refusals.fetch_add(1, Ordering::Relaxed);
            }
        }
    });
    hub.emit("self", ()).expect("delivered");
    let refused = refused.load(Ordering::Relaxed);
    assert!(refused > 30, "{refused}");
    assert_eq!(calls.load(Ordering::Relaxed), 101 - refused);
}
