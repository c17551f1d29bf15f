//! The spans and events of calls, as `docs/observability.md` describes them.

use std::{
    collections::BTreeMap,
    fmt::{Debug, Write},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use bytelane::{Bytes, Payload, Router, lane::MemoryLane};
use parking_lot::Mutex;
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};

/// A span or an event.
#[derive(Clone, Debug, Default)]
struct Logged {
    target: String,
    /// Name of a span, or message of an event.
    name: String,
    fields: BTreeMap<String, String>,
    is_closed: bool,
    /// The span that an event happened in.
    inside: Option<u64>,
}

impl Visit for Logged {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let mut text = String::new();
        write!(text, "{value:?}").expect("a string");
        let text = text.trim_matches('"').to_owned();
        if field.name() == "message" {
            self.name = text;
        } else {
            self.fields.insert(field.name().to_owned(), text);
        }
    }
}

/// Keeps the spans and events of its thread.
#[derive(Clone, Default)]
struct Log(Arc<State>);

#[derive(Default)]
struct State {
    last: AtomicU64,
    spans: Mutex<BTreeMap<u64, Logged>>,
    events: Mutex<Vec<Logged>>,
    entered: Mutex<Vec<u64>>,
    references: Mutex<BTreeMap<u64, u64>>,
}

impl Log {
    fn logged(metadata: &Metadata<'_>) -> Logged {
        Logged {
            target: metadata.target().to_owned(),
            name: metadata.name().to_owned(),
            ..Logged::default()
        }
    }

    fn spans(&self) -> Vec<Logged> {
        self.0.spans.lock().values().cloned().collect()
    }
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let id = self.0.last.fetch_add(1, Ordering::Relaxed) + 1;
        let mut span = Self::logged(attributes.metadata());
        attributes.record(&mut span);
        self.0.spans.lock().insert(id, span);
        self.0.references.lock().insert(id, 1);
        Id::from_u64(id)
    }

    fn record(&self, id: &Id, values: &Record<'_>) {
        let mut spans = self.0.spans.lock();
        values.record(spans.get_mut(&id.into_u64()).expect("a span"));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut logged = Self::logged(event.metadata());
        logged.inside = self.0.entered.lock().last().copied();
        event.record(&mut logged);
        self.0.events.lock().push(logged);
    }

    fn enter(&self, id: &Id) {
        self.0.entered.lock().push(id.into_u64());
    }

    fn exit(&self, id: &Id) {
        let last = self.0.entered.lock().pop();
        assert_eq!(last, Some(id.into_u64()));
    }

    fn clone_span(&self, id: &Id) -> Id {
        *self
            .0
            .references
            .lock()
            .get_mut(&id.into_u64())
            .expect("a span") += 1;
        id.clone()
    }

    fn try_close(&self, id: Id) -> bool {
        let id = id.into_u64();
        let mut references = self.0.references.lock();
        let left = references.get_mut(&id).expect("a span");
        *left -= 1;
        let is_closed = *left == 0;
        drop(references);
        if is_closed {
            self.0.spans.lock().get_mut(&id).expect("a span").is_closed = true;
        }
        is_closed
    }
}

#[bytelane::command]
fn reverse(data: Bytes) -> Vec<u8> {
    tracing::info!("reversing");
    data.iter().rev().copied().collect()
}

#[bytelane::command]
async fn fail() -> Result<(), String> {
    tracing::info!("before");
    tokio::task::yield_now().await;
    tracing::info!("after");
    Err("no".into())
}

#[bytelane::command]
fn panics() {
    panic!("on purpose");
}

fn router() -> Router {
    Router::new(bytelane::generate_handler![reverse, fail, panics])
}

/// Runs the calls on the thread of the test, and returns their log.
fn log_of(router: Router) -> Log {
    let log = Log::default();
    let calls = async {
        let lane = MemoryLane::new(router);
        let data = Payload::Raw(Bytes::from(vec![7, 8, 9]));
        lane.call("reverse", data).await.expect("bytes");
        lane.call("fail", Payload::None).await.expect_err("a value");
        lane.call("panics", Payload::None)
            .await
            .expect_err("a refusal");
        lane.call("nothing", Payload::None)
            .await
            .expect_err("a refusal");
        lane.call("", Payload::None).await.expect_err("a refusal");
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    tracing::subscriber::with_default(log.clone(), || runtime.block_on(calls));
    log
}

fn check(log: &Log) {
    let spans = log.spans();
    let field = |span: &Logged, name: &str| span.fields.get(name).cloned().unwrap_or_default();
    let seen: Vec<_> = spans
        .iter()
        .map(|span| {
            let part = |name| field(span, name);
            format!(
                "{} {} {} {}",
                part("command"),
                part("outcome"),
                part("code"),
                part("bytes_out")
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            "reverse done  3",
            "fail failed  4",
            "panics refused handler_panicked 0",
            "nothing refused unknown_command 0"
        ]
    );
    for span in &spans {
        assert_eq!((&*span.target, &*span.name), ("bytelane::call", "call"));
        assert!(
            span.is_closed,
            "the span of {} is open",
            field(span, "command")
        );
    }
    assert_eq!(field(&spans[0], "bytes_in"), "3");

    let events = log.0.events.lock();
    let inside = |name: &str| events.iter().find(|event| event.name == name)?.inside;
    assert_eq!(inside("reversing"), Some(1));
    assert_eq!((inside("before"), inside("after")), (Some(2), Some(2)));
    let refused = events.iter().find(|event| event.name == "call refused");
    let refused = refused.expect("the call with an empty name");
    assert_eq!(refused.target, "bytelane::call");
    assert_eq!(field(refused, "code"), "bad_path");
}

#[test]
fn a_call_is_a_span_that_its_command_runs_in() {
    check(&log_of(router()));
}

#[test]
fn a_call_through_a_layer_runs_in_its_span_too() {
    check(&log_of(
        router().layer(tower::layer::layer_fn(|inner| inner)),
    ));
}

#[test]
fn nothing_of_the_payload_is_logged() {
    let log = log_of(router());
    let events = log.0.events.lock();
    let spans = log.spans();
    for logged in events.iter().chain(&spans) {
        assert!(!format!("{logged:?}").contains("[7, 8, 9]"), "{logged:?}");
    }
}

#[test]
fn only_calls_under_a_subscriber_have_a_span() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    let lane = MemoryLane::new(router());
    let call = || {
        let data = Payload::Raw(Bytes::from(vec![1]));
        runtime.block_on(lane.call("reverse", data)).expect("bytes");
    };
    call();
    let log = Log::default();
    tracing::subscriber::with_default(log.clone(), call);
    call();
    assert_eq!(log.spans().len(), 1);
}
