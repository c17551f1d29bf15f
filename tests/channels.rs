//! Channels from the page, uploads and streamed answers, on the memory lane: what crosses, what waits, and what every end says.

use std::{
    sync::{
        Arc, OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
    task::Poll,
    time::Duration,
};

use bytelane::{
    Bytes, Caller, Payload, Router,
    document::CloseReason,
    generate_handler,
    ipc::{Channel, Credit, EndReason, InvokeBody, ReceiveError, Receiver, Response, Upload},
    lane::MemoryLane,
    router::TokioExecutor,
    wire::{Code, Flags, Frame, FrameKind, Limits, PayloadKind},
};
use futures_util::StreamExt;
use serde_json::{Value, json};
use tokio::{io::AsyncReadExt, sync::mpsc};

/// What a command found, told to the test that started it.
type Told = mpsc::UnboundedSender<Value>;

thread_local! {
    static TOLD: OnceLock<Told> = const { OnceLock::new() };
}

fn tell(value: Value) {
    TOLD.with(|told| {
        told.get()
            .expect("the test listens")
            .send(value)
            .expect("the test waits")
    });
}

fn listen() -> mpsc::UnboundedReceiver<Value> {
    let (sender, receiver) = mpsc::unbounded_channel();
    TOLD.with(|told| told.set(sender).expect("one test a thread"));
    receiver
}

fn text(error: &ReceiveError) -> String {
    error.to_string()
}

#[bytelane::command]
async fn numbers(mut input: Receiver<u64>) -> Result<Vec<u64>, String> {
    let mut numbers = Vec::new();
    while let Some(number) = input.recv().await.map_err(|error| text(&error))? {
        numbers.push(number);
    }
    Ok(numbers)
}

#[bytelane::command]
async fn kinds(
    mut bytes: Receiver<Bytes>,
    mut vectors: Receiver<Vec<u8>>,
    mut bodies: Receiver<InvokeBody>,
    mut payloads: Receiver,
) -> Result<(), String> {
    let error = |error: ReceiveError| text(&error);
    tell(json!(
        bytes
            .recv()
            .await
            .map_err(error)?
            .map(|bytes| bytes.to_vec())
    ));
    tell(json!(vectors.recv().await.map_err(error)?));
    let body = bodies.recv().await.map_err(error)?;
    tell(json!(body == Some(InvokeBody::Json(json!({ "a": 1 })))));
    let payload = payloads.recv().await.map_err(error)?;
    tell(json!(payload == Some(Payload::Raw(vec![7].into()))));
    Ok(())
}

/// Receives whatever comes as a stream, and tells each.
#[bytelane::command]
async fn listen_for_ever(mut input: Receiver<Value>) {
    tell(json!("listening"));
    while let Some(message) = input.next().await {
        tell(match message {
            Ok(value) => value,
            Err(error) => json!({ "error": text(&error), "reason": error.reason() }),
        });
    }
    tell(json!({ "ended": input.ended() }));
}

/// As [`listen_for_ever`], in a task that outlives the call.
#[bytelane::command]
async fn listen_detached(input: Receiver<Value>) {
    tokio::task::spawn_local(listen_for_ever(input));
}

/// Holds the receiver until it is told to take one, close or drop it.
#[bytelane::command]
async fn hold(input: Receiver<Bytes>, credit: Option<u64>, mut orders: Receiver<String>) {
    let mut input = Some(input);
    if let (Some(input), Some(bytes)) = (&input, credit) {
        input.set_credit(Credit {
            bytes,
            frames: 1_000,
        });
    }
    tell(json!("holding"));
    while let Ok(Some(order)) = orders.recv().await {
        match order.as_str() {
            "take" => {
                let taken = input.as_mut().expect("held").recv().await;
                tell(json!(taken.ok().flatten().map(|bytes| bytes.len())));
            }
            "try" => {
                let taken = input.as_mut().expect("held").try_recv();
                tell(json!(matches!(taken, Err(ReceiveError::Empty(_)))));
            }
            "close" => input.take().expect("held").close(EndReason::Failed),
            _ => drop(input.take()),
        }
    }
}

#[bytelane::command]
async fn both(mut input: Receiver<u64>, output: Channel<u64>) {
    while let Ok(Some(number)) = input.recv().await {
        output.send(number * 2).expect("the page listens");
    }
}

#[bytelane::command]
async fn save(name: String, mut content: Upload) -> Result<Value, String> {
    tell(json!({ "name": name, "length": content.length() }));
    let mut chunks = Vec::new();
    while let Some(chunk) = content.chunk().await.map_err(|error| {
        tell(json!({ "error": text(&error) }));
        text(&error)
    })? {
        chunks.push(chunk.len());
    }
    Ok(json!({ "chunks": chunks, "received": content.received() }))
}

#[bytelane::command]
async fn read_all(mut content: Upload) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    content
        .read_to_end(&mut bytes)
        .await
        .map_err(|error| error.to_string())?;
    Ok(bytes)
}

#[bytelane::command]
async fn collected(first: Bytes, small: Bytes, second: Vec<u8>) -> Value {
    json!([
        first.len(),
        small.len(),
        second.len(),
        first.as_ptr() as usize % 16
    ])
}

#[bytelane::command]
async fn whole(data: Bytes) -> usize {
    data.len()
}

#[bytelane::command]
async fn one_of_each(kept: Upload, taken: Bytes) -> Value {
    drop(kept);
    json!(taken.len())
}

static STREAMS_ALIVE: AtomicUsize = AtomicUsize::new(0);

/// Counts that it lives.
struct Alive(&'static AtomicUsize);

impl Alive {
    fn new(counter: &'static AtomicUsize) -> Self {
        counter.fetch_add(1, Ordering::SeqCst);
        Self(counter)
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

#[bytelane::command]
fn make(count: usize, bytes: usize, announced: Option<u64>, fails: bool) -> Response {
    let alive = Alive::new(&STREAMS_ALIVE);
    let mut made = 0;
    let stream = futures_util::stream::poll_fn(move |_| {
        let _alive = &alive;
        made += 1;
        tell(json!(made));
        Poll::Ready(if made <= count {
            Some(Ok(Bytes::from(vec![made as u8; bytes])))
        } else if fails {
            Some(Err("the disk is gone"))
        } else {
            None
        })
    });
    let response = Response::stream(stream).with_content_type("text/x-lines");
    match announced {
        Some(length) => response.with_length(length),
        None => response,
    }
}

#[bytelane::command]
fn silent() -> Response {
    let alive = Alive::new(&STREAMS_ALIVE);
    Response::stream(futures_util::stream::poll_fn(move |_| {
        let _alive = &alive;
        Poll::<Option<Result<Bytes, String>>>::Pending
    }))
}

#[bytelane::command]
fn panicking() -> Response {
    Response::stream(futures_util::stream::poll_fn(
        |_| -> Poll<Option<Result<Bytes, String>>> { panic!("on purpose") },
    ))
}

/// A page that does what a test says, frame by frame.
struct Page {
    lane: Arc<MemoryLane>,
}

impl Page {
    fn new(limits: Limits) -> Self {
        let router = Router::new(generate_handler![
            numbers,
            kinds,
            listen_for_ever,
            listen_detached,
            hold,
            both,
            save,
            read_all,
            collected,
            whole,
            one_of_each,
            make,
            silent,
            panicking
        ])
        .with_executor(Local);
        Self {
            lane: Arc::new(MemoryLane::with(router, Caller::default(), limits)),
        }
    }

    /// Calls a command without waiting for its answer.
    fn call(
        &self,
        command: &'static str,
        arguments: &Value,
    ) -> tokio::task::JoinHandle<Result<Payload, String>> {
        let lane = Arc::clone(&self.lane);
        let payload = Payload::from_value(arguments).expect("JSON becomes a payload");
        tokio::task::spawn_local(async move {
            lane.call(command, payload)
                .await
                .map_err(|error| format!("{error:?}"))
        })
    }

    fn send(&self, frames: Vec<Frame>) -> Result<Vec<Frame>, Code> {
        self.lane
            .send_frames(frames)
            .map_err(|refusal| refusal.code())
    }

    async fn frames(&self) -> Vec<Frame> {
        let next = self.lane.next_frames();
        tokio::time::timeout(Duration::from_secs(10), next)
            .await
            .expect("frames come")
            .expect("the document lives")
    }

    /// The next frame of this kind, which the host owes.
    async fn frame(&self, kind: FrameKind) -> Frame {
        loop {
            if let Some(frame) = self
                .frames()
                .await
                .into_iter()
                .find(|frame| frame.kind == kind)
            {
                return frame;
            }
        }
    }
}

/// Runs everything on the test's own thread, where [`TOLD`] is.
#[derive(Clone, Copy)]
struct Local;

impl bytelane::router::Executor for Local {
    fn run_blocking(&self, work: Box<dyn FnOnce() + Send>) {
        work();
    }

    fn spawn(&self, work: std::pin::Pin<Box<dyn Future<Output = ()> + Send>>) {
        tokio::task::spawn_local(work);
    }
}

fn open(id: u64) -> Frame {
    Frame::new(FrameKind::Open, id, 0)
}

fn data(id: u64, index: u64, payload: PayloadKind, body: impl Into<bytes::Bytes>) -> Frame {
    let mut frame = Frame::new(FrameKind::Data, id, index);
    frame.payload = payload;
    frame.body = body.into();
    frame.body_bytes = frame.body.len() as u64;
    frame
}

fn number(id: u64, index: u64, number: u64) -> Frame {
    data(id, index, PayloadKind::Json, number.to_string())
}

fn raw(id: u64, index: u64, bytes: usize) -> Frame {
    data(id, index, PayloadKind::Raw, vec![7; bytes])
}

fn end(id: u64, count: u64, head: &'static str) -> Frame {
    let mut frame = Frame::new(FrameKind::End, id, count);
    frame.head = head.into();
    frame
}

fn channel(id: u64) -> String {
    format!("__CHANNEL__:{id}")
}

/// Runs a test on a thread of its own, with what its commands tell.
async fn local<F: Future<Output = ()>>(test: impl FnOnce(mpsc::UnboundedReceiver<Value>) -> F) {
    let told = listen();
    tokio::task::LocalSet::new().run_until(test(told)).await;
}

async fn next(told: &mut mpsc::UnboundedReceiver<Value>) -> Value {
    tokio::time::timeout(Duration::from_secs(10), told.recv())
        .await
        .expect("the command tells")
        .expect("the command tells")
}

/// Lets everything that is ready run.
async fn settle() {
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
}

mod receivers {
    use super::*;

    #[tokio::test]
    async fn messages_come_in_order_once_wherever_the_call_stands() {
        local(|_| async {
            let page = Page::new(Limits::default());
            // Opened, sent and ended before the command that takes it is called.
            let sent = vec![
                open(3),
                number(3, 1, 11),
                number(3, 0, 10),
                number(3, 1, 11),
                number(3, 2, 12),
                end(3, 3, ""),
            ];
            page.send(sent).unwrap();
            let answer = page
                .call("numbers", &json!({ "input": channel(3) }))
                .await
                .unwrap();
            assert_eq!(answer, Ok(Payload::Json("[10,11,12]".to_owned().into())));
            assert_eq!(page.lane.stats().duplicates_dropped, 1);
            // And the other way round.
            let call = page.call("numbers", &json!({ "input": channel(4) }));
            settle().await;
            let mut last = number(4, 1, 21);
            last.flags = Flags::LAST;
            page.send(vec![open(4), number(4, 0, 20), last]).unwrap();
            assert_eq!(
                call.await.unwrap(),
                Ok(Payload::Json("[20,21]".to_owned().into()))
            );
            settle().await;
            let stats = page.lane.stats();
            assert_eq!(
                (
                    stats.channels_open,
                    stats.channels_from_page,
                    stats.bytes_received
                ),
                (0, 0, 0)
            );
        })
        .await;
    }

    #[tokio::test]
    async fn every_kind_of_message_is_received_as_what_it_is() {
        local(|mut told| async move {
            let page = Page::new(Limits::default());
            let arguments = json!({ "bytes": channel(1), "vectors": channel(2), "bodies": channel(3), "payloads": channel(4) });
            let call = page.call("kinds", &arguments);
            page.send(vec![open(1), open(2), open(3), open(4)]).unwrap();
            page.send(vec![raw(1, 0, 2), raw(2, 0, 1), data(3, 0, PayloadKind::Json, r#"{"a":1}"#), raw(4, 0, 1)]).unwrap();
            for expected in [json!([7, 7]), json!([7]), json!(true), json!(true)] {
                assert_eq!(next(&mut told).await, expected);
            }
            call.await.unwrap().unwrap();
        })
        .await;
    }

    #[tokio::test]
    async fn a_message_that_cannot_be_read_is_an_error_and_the_next_one_is_not() {
        local(|mut told| async move {
            let page = Page::new(Limits::default());
            let _call = page.call("listen_for_ever", &json!({ "input": channel(1) }));
            assert_eq!(next(&mut told).await, "listening");
            page.send(vec![
                open(1),
                data(1, 0, PayloadKind::Json, "{"),
                number(1, 1, 5),
                end(1, 2, ""),
            ])
            .unwrap();
            let error = next(&mut told).await;
            assert!(
                error["error"].as_str().unwrap().contains("bad_json"),
                "{error}"
            );
            assert_eq!(next(&mut told).await, 5);
            assert_eq!(next(&mut told).await, json!({ "ended": "ended" }));
        })
        .await;
    }

    #[tokio::test]
    async fn each_end_has_its_reason() {
        local(|mut told| async move {
            let page = Page::new(Limits::default());
            let _call = page.call("listen_for_ever", &json!({ "input": channel(1) }));
            assert_eq!(next(&mut told).await, "listening");
            page.send(vec![
                open(1),
                number(1, 0, 1),
                end(1, 1, r#"{"reason":"failed","message":"why"}"#),
            ])
            .unwrap();
            assert_eq!(next(&mut told).await, 1);
            let error = next(&mut told).await;
            assert_eq!(error["reason"], "failed");
            assert_eq!(
                error["error"],
                "channel 1 is closed: the channel's sender failed: why"
            );
            assert_eq!(next(&mut told).await, json!({ "ended": "failed" }));

            for (id, reason, expected) in [
                (2, CloseReason::DocumentGone, "document_gone"),
                (3, CloseReason::PageCrashed, "page_crashed"),
                (4, CloseReason::WindowClosed, "window_closed"),
                (5, CloseReason::Shutdown, "shutdown"),
            ] {
                let page = Page::new(Limits::default());
                // Cancelling the call would drop the receiver, so it lives in a task of its own, as a stream does.
                page.call("listen_detached", &json!({ "input": channel(id) }))
                    .await
                    .unwrap()
                    .unwrap();
                assert_eq!(next(&mut told).await, "listening");
                page.send(vec![open(id), number(id, 1, 9)]).unwrap();
                page.lane.close(reason);
                assert_eq!(next(&mut told).await["reason"], expected);
                assert_eq!(next(&mut told).await, json!({ "ended": expected }));
            }
        })
        .await;
    }

    #[tokio::test]
    async fn what_the_page_has_not_opened_is_unknown_and_the_rest_of_the_batch_is_taken() {
        local(|_| async {
            let page = Page::new(Limits::default());
            let call = page.call("numbers", &json!({ "input": channel(1) }));
            settle().await;
            let batch = vec![number(99, 0, 1), number(1, 0, 5), end(1, 1, "")];
            assert_eq!(page.send(batch), Err(Code::UnknownChannel));
            assert_eq!(
                call.await.unwrap(),
                Ok(Payload::Json("[5]".to_owned().into()))
            );
            settle().await;
            // What comes late for a channel that has ended is not foreign.
            assert_eq!(page.send(vec![number(1, 1, 5)]), Ok(Vec::new()));
            let again = page
                .call("numbers", &json!({ "input": channel(1) }))
                .await
                .unwrap();
            assert!(again.unwrap_err().contains("channel_closed"));
        })
        .await;
    }

    #[tokio::test]
    async fn a_channel_has_one_receiver() {
        local(|mut told| async move {
            let page = Page::new(Limits::default());
            let _call = page.call("listen_for_ever", &json!({ "input": channel(1) }));
            assert_eq!(next(&mut told).await, "listening");
            let second = page
                .call("numbers", &json!({ "input": channel(1) }))
                .await
                .unwrap();
            assert!(second.unwrap_err().contains("bad_arguments"));
        })
        .await;
    }

    #[tokio::test]
    async fn both_directions_of_one_channel() {
        local(|_| async {
            let page = Page::new(Limits::default());
            let call = page.call(
                "both",
                &json!({ "input": channel(1), "output": channel(1) }),
            );
            page.send(vec![open(1), number(1, 0, 4)]).unwrap();
            let answered = page.frame(FrameKind::Data).await;
            assert_eq!((answered.id, &answered.body[..]), (1, &b"8"[..]));
            page.send(vec![end(1, 1, "")]).unwrap();
            call.await.unwrap().unwrap();
        })
        .await;
    }
}
