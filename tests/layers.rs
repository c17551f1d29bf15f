//! Tower layers around all commands: their order, the refusals of their errors, and a router whose settings change afterwards.

use std::{
    convert::Infallible,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll},
    time::Duration,
};

use bytelane::{
    Bytes, Call, Payload, Refusal, Reply, Router, State,
    lane::{CallError, MemoryLane},
    router::{BoxError, Executor, TokioExecutor},
    state::StateStore,
    wire::Code,
};
use serde_json::{Value, json};
use tower::{limit::ConcurrencyLimitLayer, load_shed::LoadShedLayer, timeout::TimeoutLayer};
use tower_layer::{Layer, layer_fn};
use tower_service::Service;

#[bytelane::command]
fn double(number: u32) -> u32 {
    number * 2
}

#[bytelane::command]
fn reverse(data: Bytes) -> Vec<u8> {
    data.iter().rev().copied().collect()
}

#[bytelane::command]
fn thread() -> Option<String> {
    std::thread::current().name().map(str::to_owned)
}

#[bytelane::command]
fn shared(text: State<'_, String>) -> String {
    text.to_string()
}

/// Counts drops before completion.
struct Dropped(Arc<Mutex<u32>>);

impl Drop for Dropped {
    fn drop(&mut self) {
        *self.0.lock().expect("nothing panics with it") += 1;
    }
}

#[bytelane::command]
async fn wait(drops: State<'_, Arc<Mutex<u32>>>) -> Result<(), ()> {
    let _dropped = Dropped(Arc::clone(&drops));
    std::future::pending().await
}

fn router() -> Router {
    Router::new(bytelane::generate_handler![
        double, reverse, thread, shared, wait
    ])
    .with_executor(TokioExecutor::new(tokio::runtime::Handle::current()))
}

/// Records the name of every call that passes through.
#[derive(Clone)]
struct Note<S> {
    inner: S,
    name: &'static str,
    seen: Arc<Mutex<Vec<String>>>,
}

impl<S: Service<Call, Response = Reply>> Service<Call> for Note<S> {
    type Response = Reply;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, call: Call) -> S::Future {
        let line = format!("{} {}", self.name, call.command);
        self.seen.lock().expect("nothing panics with it").push(line);
        self.inner.call(call)
    }
}

fn note<S>(
    name: &'static str,
    seen: &Arc<Mutex<Vec<String>>>,
) -> impl Layer<S, Service = Note<S>> + Clone + use<S> {
    let seen = Arc::clone(seen);
    layer_fn(move |inner| Note {
        inner,
        name,
        seen: Arc::clone(&seen),
    })
}

/// Fails every call with an error.
#[derive(Clone)]
struct Fail(fn() -> BoxError);

impl Service<Call> for Fail {
    type Response = Reply;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Reply, BoxError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Call) -> Self::Future {
        let error = (self.0)();
        Box::pin(async { Err(error) })
    }
}

async fn call(lane: &MemoryLane, command: &str, arguments: Value) -> Result<Value, CallError> {
    let payload = Payload::from_value(&arguments).expect("JSON becomes a payload");
    let answer = lane.call(command, payload).await?;
    Ok(answer.to_value().expect("JSON"))
}

/// Returns the code, command and message of a refusal.
async fn refusal(lane: &MemoryLane, command: &str) -> [String; 3] {
    let error = call(lane, command, json!({})).await.expect_err("a refusal");
    let CallError::Refused(head) = error else {
        panic!("{error}");
    };
    ["code", "command", "message"].map(|key| head[key].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn the_layer_given_last_sees_a_call_first_whatever_its_payload() {
    let seen = Arc::<Mutex<Vec<String>>>::default();
    let lane = MemoryLane::new(
        router()
            .layer(note("inner", &seen))
            .layer(note("outer", &seen)),
    );
    assert_eq!(
        call(&lane, "double", json!({ "number": 4 })).await,
        Ok(json!(8))
    );
    let bytes = lane.call("reverse", Payload::Raw(vec![1, 2].into())).await;
    assert_eq!(bytes, Ok(Payload::Raw(vec![2, 1].into())));
    assert_eq!(refusal(&lane, "missing").await[0], "unknown_command");
    let seen = seen.lock().expect("nothing panics with it");
    assert_eq!(
        seen[..],
        [
            "outer double",
            "inner double",
            "outer reverse",
            "inner reverse",
            "outer missing",
            "inner missing"
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_deadline_drops_the_command() {
    let (state, drops) = (StateStore::default(), Arc::<Mutex<u32>>::default());
    state.set(Arc::clone(&drops));
    let router = router()
        .with_state(Arc::new(state))
        .layer(TimeoutLayer::new(Duration::from_millis(20)));
    let lane = MemoryLane::new(router);
    assert_eq!(
        refusal(&lane, "wait").await[..2],
        ["deadline_exceeded", "wait"]
    );
    assert_eq!(
        call(&lane, "double", json!({ "number": 1 })).await,
        Ok(json!(2))
    );
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_call_is_dropped_inside_its_layers() {
    let (state, drops) = (StateStore::default(), Arc::<Mutex<u32>>::default());
    state.set(Arc::clone(&drops));
    let seen = Arc::default();
    let lane = MemoryLane::new(
        router()
            .with_state(Arc::new(state))
            .layer(note("only", &seen)),
    );
    let waiting = tokio::time::timeout(Duration::from_millis(50), call(&lane, "wait", json!({})));
    assert!(waiting.await.is_err());
    while lane.stats().calls_running > 0 {
        tokio::task::yield_now().await;
    }
    while *drops.lock().expect("nothing panics with it") == 0 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(start_paused = true)]
async fn an_overload_rejects_a_call() {
    let (state, drops) = (StateStore::default(), Arc::<Mutex<u32>>::default());
    state.set(Arc::clone(&drops));
    let router = router()
        .with_state(Arc::new(state))
        .layer(ConcurrencyLimitLayer::new(1))
        .layer(LoadShedLayer::new());
    let lane = MemoryLane::new(router);
    let waiting = call(&lane, "wait", json!({}));
    tokio::pin!(waiting);
    let first = tokio::time::timeout(Duration::from_millis(50), waiting.as_mut());
    assert!(first.await.is_err());
    assert_eq!(
        refusal(&lane, "double").await[..2],
        ["too_many_inflight", "double"]
    );
}

#[tokio::test]
async fn an_error_of_a_layer_refuses_the_call() {
    let fails =
        |error: fn() -> BoxError| MemoryLane::new(router().layer(layer_fn(move |_| Fail(error))));
    let lane = fails(|| "not on Sundays".into());
    assert_eq!(
        refusal(&lane, "double").await,
        ["layer_failed", "double", "not on Sundays"]
    );
    let lane =
        fails(|| Box::new(Refusal::new(Code::ShuttingDown, "closing").with_command("other")));
    assert_eq!(
        refusal(&lane, "double").await,
        ["shutting_down", "other", "closing"]
    );
}

/// Runs sync commands on a thread with this name.
struct Named;

impl Executor for Named {
    fn run_blocking(&self, work: Box<dyn FnOnce() + Send>) {
        let thread = std::thread::Builder::new().name("named".into());
        drop(thread.spawn(work).expect("a thread"));
    }

    fn spawn(&self, work: Pin<Box<dyn Future<Output = ()> + Send>>) {
        tokio::runtime::Handle::current().spawn(work);
    }
}

#[tokio::test]
async fn settings_after_the_layers_apply_inside_them() {
    let (state, seen) = (StateStore::default(), Arc::default());
    state.set("late".to_owned());
    let router = Router::new(bytelane::generate_handler![thread, shared])
        .layer(note("only", &seen))
        .with_executor(Named)
        .with_state(Arc::new(state));
    let lane = MemoryLane::new(router);
    assert_eq!(call(&lane, "thread", json!({})).await, Ok(json!("named")));
    assert_eq!(call(&lane, "shared", json!({})).await, Ok(json!("late")));
    assert_eq!(seen.lock().expect("nothing panics with it").len(), 2);
}

/// A service without errors can be the service of a layer.
#[tokio::test]
async fn a_layer_may_never_fail() {
    #[derive(Clone)]
    struct Constant;

    impl Service<Call> for Constant {
        type Response = Reply;
        type Error = Infallible;
        type Future = std::future::Ready<Result<Reply, Infallible>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
            Poll::Ready(Ok(()))
        }

        fn call(&mut self, call: Call) -> Self::Future {
            std::future::ready(Ok(Refusal::new(Code::AclDenied, call.command).into()))
        }
    }

    let lane = MemoryLane::new(router().layer(layer_fn(|_| Constant)));
    assert_eq!(refusal(&lane, "any").await[0], "acl_denied");
}
