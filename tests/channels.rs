//! Channels from the page, uploads and streamed replies on the memory lane: order, credit and ends.

use std::{
    cell::{Cell, RefCell},
    sync::Arc,
    task::Poll,
    time::Duration,
};

use bytelane::{
    Bytes, Caller, Payload, Router, generate_handler,
    ipc::{Channel, Credit, EndReason, InvokeBody, ReceiveError, Receiver, Response, Upload},
    lane::{CloseReason, Holding, MemoryLane},
    wire::{
        Code, Element, Frame, FrameKind, Limits, PayloadKind,
        frame::{self, Body, Call, Cancel, Data, End, Open},
    },
};
use futures_util::StreamExt;
use serde_json::{Value, json};
use tokio::{io::AsyncReadExt, sync::mpsc};

/// Values that the commands of a test report.
type Told = mpsc::UnboundedSender<Value>;

thread_local! {
    static TOLD: RefCell<Option<Told>> = const { RefCell::new(None) };
    static STREAMS_ALIVE: Cell<usize> = const { Cell::new(0) };
}

fn tell(value: Value) {
    TOLD.with_borrow(|told| {
        // The test may have ended.
        let _ = told.as_ref().expect("the test listens").send(value);
    });
}

fn listen() -> mpsc::UnboundedReceiver<Value> {
    let (sender, receiver) = mpsc::unbounded_channel();
    TOLD.set(Some(sender));
    receiver
}

fn text(error: &ReceiveError) -> String {
    error.to_string()
}

#[bytelane::command]
async fn numbers(mut input: Receiver<u64>) -> Result<Vec<u64>, String> {
    let mut numbers = Vec::new();
    while let Some(number) = input.recv_async().await.map_err(|error| text(&error))? {
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
            .recv_async()
            .await
            .map_err(error)?
            .map(|bytes| bytes.to_vec())
    ));
    tell(json!(vectors.recv_async().await.map_err(error)?));
    let body = bodies.recv_async().await.map_err(error)?;
    tell(json!(body == Some(InvokeBody::Json(json!({ "a": 1 })))));
    let payload = payloads.recv_async().await.map_err(error)?;
    tell(json!(payload == Some(Payload::Raw(vec![7].into()))));
    Ok(())
}

/// Receives all messages as a stream, and reports each.
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

/// Listens as [`listen_for_ever`] does, in a task that outlives the call.
#[bytelane::command]
async fn listen_detached(input: Receiver<Value>) {
    tokio::task::spawn_local(listen_for_ever(input));
}

/// Holds the receiver, and receives, closes or drops it as ordered.
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
    while let Ok(Some(order)) = orders.recv_async().await {
        match order.as_str() {
            "take" => {
                let taken = input.as_mut().expect("held").recv_async().await;
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
    while let Ok(Some(number)) = input.recv_async().await {
        output.send(number * 2).expect("the page listens");
    }
}

#[bytelane::command]
async fn save(name: String, mut content: Upload) -> Result<Value, String> {
    tell(json!({ "name": name, "length": content.length() }));
    let mut chunks = Vec::new();
    while let Some(chunk) = content.chunk_async().await.map_err(|error| {
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

/// Counts its live instances.
struct Alive;

impl Alive {
    fn new() -> Self {
        STREAMS_ALIVE.set(STREAMS_ALIVE.get() + 1);
        Self
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        STREAMS_ALIVE.set(STREAMS_ALIVE.get() - 1);
    }
}

#[bytelane::command]
fn make(count: usize, bytes: usize, announced: Option<u64>, fails: bool) -> Response {
    let alive = Alive::new();
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
    let alive = Alive::new();
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

/// Returns the default limits with a change.
fn limits(change: impl FnOnce(&mut Limits)) -> Limits {
    let mut limits = Limits::default();
    change(&mut limits);
    limits
}

/// A page that a test drives frame by frame.
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

    /// Waits for the next frame of a kind.
    async fn frame(&self, kind: FrameKind) -> Frame {
        self.frame_where(|frame| frame.kind() == kind).await
    }

    /// Waits for the next frame that matches.
    async fn frame_where(&self, matches: impl Fn(&Frame) -> bool) -> Frame {
        loop {
            if let Some(frame) = self.frames().await.into_iter().find(&matches) {
                return frame;
            }
        }
    }
}

/// Runs everything on the thread of the test, to which [`TOLD`] belongs.
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
    Open {
        channel: id,
        head: bytes::Bytes::new(),
    }
    .into()
}

fn data(id: u64, index: u64, payload: PayloadKind, body: impl Into<bytes::Bytes>) -> Frame {
    Data {
        channel: id,
        index,
        is_last: false,
        head: bytes::Bytes::new(),
        body: Body::new(payload, Element::Bytes, body.into()),
    }
    .into()
}

fn number(id: u64, index: u64, number: u64) -> Frame {
    data(id, index, PayloadKind::Json, number.to_string())
}

fn raw(id: u64, index: u64, bytes: usize) -> Frame {
    data(id, index, PayloadKind::Raw, vec![7; bytes])
}

fn end(id: u64, count: u64, head: &'static str) -> Frame {
    End {
        channel: id,
        count,
        head: head.into(),
    }
    .into()
}

fn credit_of(channel: u64, messages: u64, bytes: u64) -> Frame {
    frame::Credit {
        channel,
        messages,
        bytes,
    }
    .into()
}

fn channel(id: u64) -> String {
    format!("__CHANNEL__:{id}")
}

/// Runs a test on a thread of its own, with the values that its commands report.
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

/// Runs everything that is ready. The clock of these tests is paused, so it advances only when no task can go on.
async fn settle() {
    tokio::time::sleep(Duration::from_millis(1)).await;
}

mod receivers {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn messages_are_received_once_and_in_order_before_and_after_the_call() {
        local(|_| async {
            let page = Page::new(Limits::default());
            // Opened, sent and ended before the call of the command that claims it.
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
            // The call comes first.
            let call = page.call("numbers", &json!({ "input": channel(4) }));
            settle().await;
            let last = Data {
                channel: 4,
                index: 1,
                is_last: true,
                head: bytes::Bytes::new(),
                body: Body::new(PayloadKind::Json, Element::Bytes, "21".into()),
            };
            page.send(vec![open(4), number(4, 0, 20), last.into()])
                .unwrap();
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

    #[tokio::test(start_paused = true)]
    async fn messages_of_every_kind_are_received() {
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

    #[tokio::test(start_paused = true)]
    async fn a_malformed_message_is_an_error_and_the_next_message_is_received() {
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

    #[tokio::test(start_paused = true)]
    async fn every_end_reason_is_reported() {
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
                "channel 1 is closed: the sender of the channel failed: why"
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

    #[tokio::test(start_paused = true)]
    async fn a_channel_that_was_not_opened_is_unknown_and_the_other_frames_are_received() {
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
            // A late message of an ended channel is dropped without an error.
            assert_eq!(page.send(vec![number(1, 1, 5)]), Ok(Vec::new()));
            let again = page
                .call("numbers", &json!({ "input": channel(1) }))
                .await
                .unwrap();
            assert!(again.unwrap_err().contains("channel_closed"));
        })
        .await;
    }

    #[tokio::test(start_paused = true)]
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

    #[tokio::test(start_paused = true)]
    async fn one_channel_carries_both_directions() {
        local(|_| async {
            let page = Page::new(Limits::default());
            let call = page.call(
                "both",
                &json!({ "input": channel(1), "output": channel(1) }),
            );
            page.send(vec![open(1), number(1, 0, 4)]).unwrap();
            let answered = page.frame(FrameKind::Data).await;
            assert_eq!((answered.header().id, answered.bytes()), (1, &b"8"[..]));
            page.send(vec![end(1, 1, "")]).unwrap();
            call.await.unwrap().unwrap();
        })
        .await;
    }
}

mod credit {
    use super::*;

    const MIB: usize = 1024 * 1024;

    #[tokio::test(start_paused = true)]
    async fn the_window_of_a_channel_grows_when_it_is_claimed() {
        local(|mut told| async move {
            let page = Page::new(Limits::default());
            page.send(vec![open(1)]).unwrap();
            let _call = page.call(
                "hold",
                &json!({ "input": channel(1), "orders": channel(2) }),
            );
            assert_eq!(next(&mut told).await, "holding");
            let granted = page.frame(FrameKind::Credit).await;
            assert_eq!(granted, credit_of(1, 1_024, 8 * MIB as u64));
        })
        .await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_page_that_sends_more_than_it_was_granted_loses_the_channel() {
        local(|mut told| async move {
            let page = Page::new(Limits::default());
            // The receiving end is not claimed: 64 KiB are granted, and one message may overrun.
            page.send(vec![
                open(1),
                raw(1, 0, 65_535),
                raw(1, 1, MIB),
                raw(1, 2, 1),
            ])
            .unwrap();
            let ended = page.frame(FrameKind::End).await;
            assert_eq!(ended.header().id, 1);
            assert!(String::from_utf8_lossy(ended.head()).contains("frame_lost"));
            let _call = page.call(
                "hold",
                &json!({ "input": channel(1), "orders": channel(2) }),
            );
            assert_eq!(next(&mut told).await, "holding");
        })
        .await;
    }

    #[tokio::test(start_paused = true)]
    async fn credit_is_granted_as_messages_are_received() {
        local(|mut told| async move {
            let limits = limits(|limits| {
                limits.channel_bytes_max = 1_000;
                limits.channel_frames_max = 100;
                limits.channel_open_bytes = 1_000;
            });
            let page = Page::new(limits);
            let _call = page.call(
                "hold",
                &json!({ "input": channel(1), "orders": channel(2) }),
            );
            assert_eq!(next(&mut told).await, "holding");
            page.send(vec![
                open(1),
                open(2),
                raw(1, 0, 400),
                raw(1, 1, 400),
                raw(1, 2, 400),
            ])
            .unwrap();
            assert_eq!(page.lane.stats().bytes_received, 1_200);
            let order = |index| data(2, index, PayloadKind::Json, r#""take""#);
            page.send(vec![order(0)]).unwrap();
            assert_eq!(next(&mut told).await, 400);
            page.send(vec![order(1)]).unwrap();
            assert_eq!(next(&mut told).await, 400);
            let granted = page
                .frame_where(|frame| {
                    matches!(frame, Frame::Credit(credit) if credit.channel == 1 && credit.bytes > 1_000)
                })
                .await;
            assert_eq!(
                granted.header().body_bytes,
                1_800,
                "the dequeued bytes and the window"
            );
        })
        .await;
    }

    #[tokio::test(start_paused = true)]
    async fn credit_can_be_adjusted_in_both_directions() {
        local(|mut told| async move {
            let page = Page::new(Limits::default());
            let _call = page.call(
                "hold",
                &json!({ "input": channel(1), "credit": 20 * MIB, "orders": channel(2) }),
            );
            assert_eq!(next(&mut told).await, "holding");
            let grants = page.frames().await;
            let most = grants
                .iter()
                .map(Frame::header)
                .filter(|header| header.id == 1)
                .map(|header| header.body_bytes)
                .max();
            assert_eq!(most, Some(20 * MIB as u64));
        })
        .await;
    }

    #[tokio::test(start_paused = true)]
    async fn the_limit_of_the_document_bounds_grants_and_starves_no_channel() {
        local(|mut told| async move {
            let limits = limits(|limits| {
                limits.document_bytes_max = 10 * MIB as u64;
            });
            let page = Page::new(limits);
            let mut granted = Vec::new();
            for id in 1..=3 {
                let _call = page.call(
                    "hold",
                    &json!({ "input": channel(id), "orders": channel(id + 10) }),
                );
                assert_eq!(next(&mut told).await, "holding");
                // The channel of the orders has credit too.
                let frames = page.frames().await;
                granted.push(
                    frames
                        .iter()
                        .map(Frame::header)
                        .filter(|header| header.id == id)
                        .map(|header| header.body_bytes)
                        .max()
                        .unwrap_or(65_536),
                );
            }
            assert_eq!(granted[0], 8 * MIB as u64);
            assert!(granted[1] < 2 * MIB as u64, "{granted:?}");
            assert!(granted[2] >= 65_536, "{granted:?}");
        })
        .await;
    }

    #[tokio::test(start_paused = true)]
    async fn the_process_limit_holds_for_all_documents_of_a_router() {
        local(|mut told| async move {
            let limits = limits(|limits| {
                limits.process_bytes_max = 9 * MIB as u64;
            });
            let router = Router::new(generate_handler![hold]).with_executor(Local);
            let pages = [0, 1].map(|_| Page {
                lane: Arc::new(MemoryLane::with(
                    router.clone(),
                    Caller::default(),
                    limits.clone(),
                )),
            });
            let _first = pages[0].call(
                "hold",
                &json!({ "input": channel(1), "orders": channel(2) }),
            );
            assert_eq!(next(&mut told).await, "holding");
            assert!(router.ledger().held(Holding::Granted) > 8 * MIB as u64);
            let _second = pages[1].call(
                "hold",
                &json!({ "input": channel(1), "orders": channel(2) }),
            );
            assert_eq!(next(&mut told).await, "holding");
            assert!(
                router.ledger().held(Holding::Granted) <= 9 * MIB as u64 + 2 * 65_536,
                "{}",
                router.ledger().held(Holding::Granted)
            );
            for page in &pages {
                page.lane.close(CloseReason::DocumentGone);
            }
            assert_eq!(router.ledger().held(Holding::Granted), 0);
        })
        .await;
    }

    #[tokio::test(start_paused = true)]
    async fn dropping_and_closing_report_the_reason_to_the_page() {
        local(|mut told| async move {
            for (order, expected) in [("drop", "cancelled"), ("close", "failed")] {
                let page = Page::new(Limits::default());
                let _call = page.call(
                    "hold",
                    &json!({ "input": channel(1), "orders": channel(2) }),
                );
                assert_eq!(next(&mut told).await, "holding");
                page.send(vec![open(1), open(2), raw(1, 0, 5_000)]).unwrap();
                page.send(vec![data(2, 0, PayloadKind::Json, format!("{order:?}"))])
                    .unwrap();
                let ended = page.frame(FrameKind::End).await;
                assert_eq!(ended.header().id, 1);
                assert!(String::from_utf8_lossy(ended.head()).contains(expected));
                assert_eq!(page.lane.stats().bytes_received, 0);
                assert_eq!(
                    page.send(vec![raw(1, 1, 5_000)]),
                    Ok(Vec::new()),
                    "late, not foreign"
                );
            }
        })
        .await;
    }

    #[tokio::test(start_paused = true)]
    async fn try_recv_never_waits() {
        local(|mut told| async move {
            let page = Page::new(Limits::default());
            let _call = page.call(
                "hold",
                &json!({ "input": channel(1), "orders": channel(2) }),
            );
            assert_eq!(next(&mut told).await, "holding");
            page.send(vec![open(2), data(2, 0, PayloadKind::Json, r#""try""#)])
                .unwrap();
            assert_eq!(next(&mut told).await, true);
        })
        .await;
    }
}

mod large_messages {
    use super::*;

    fn deferred(id: u64, index: u64, bytes: u64, upload: u64) -> Data {
        Data {
            channel: id,
            index,
            is_last: false,
            head: format!(r#"{{"body":{upload}}}"#).into(),
            body: Body::deferred(PayloadKind::Raw, Element::Bytes, bytes),
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_deferred_message_keeps_its_position() {
        local(|mut told| async move {
            let page = Page::new(Limits::default());
            let _call = page.call("listen_for_ever", &json!({ "input": channel(1) }));
            assert_eq!(next(&mut told).await, "listening");
            let text = format!("\"{}\"", "x".repeat(998));
            let mut large = deferred(1, 1, 1_000, 500);
            large.body.payload = PayloadKind::Json;
            page.send(vec![
                open(1),
                number(1, 0, 1),
                large.into(),
                number(1, 2, 3),
                end(1, 3, ""),
            ])
            .unwrap();
            assert_eq!(next(&mut told).await, 1);
            settle().await;
            assert!(told.try_recv().is_err(), "nothing overtakes it");
            assert_eq!(page.lane.stats().uploads_open, 1);
            page.lane.upload(500, 0, &text.as_bytes()[..700]);
            page.lane.upload(500, 700, &text.as_bytes()[700..]);
            assert_eq!(next(&mut told).await, "x".repeat(998));
            assert_eq!(next(&mut told).await, 3);
            assert_eq!(next(&mut told).await, json!({ "ended": "ended" }));
        })
        .await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_of_another_length_ends_the_channel_after_the_messages_before_it() {
        local(|mut told| async move {
            let page = Page::new(Limits::default());
            let _call = page.call("listen_for_ever", &json!({ "input": channel(1) }));
            assert_eq!(next(&mut told).await, "listening");
            // The id of a running call cannot be used for an upload.
            page.send(vec![open(1), number(1, 0, 1)]).unwrap();
            assert_eq!(
                page.send(vec![deferred(1, 1, 10, 1).into()]),
                Err(Code::DuplicateRequest)
            );
            assert_eq!(next(&mut told).await, 1);
            assert_eq!(next(&mut told).await["reason"], "frame_lost");
            assert_eq!(
                page.send(vec![deferred(1, 2, 10, 77).into()]),
                Ok(Vec::new())
            );
            assert_eq!(page.lane.stats().uploads_open, 0);
        })
        .await;
    }
}

mod uploads {
    use super::*;
    use bytelane::payload::{Attachment, Mixed};

    const NONCE: u64 = 0x0123_4567_89ab_cdef;

    /// Returns a call with streamed attachments: `(attachment, channel, length)`.
    fn following(
        id: u64,
        command: &str,
        payload: &Payload,
        streams: &[(usize, u64, Option<u64>)],
    ) -> Call {
        let streams: Vec<Value> = streams
            .iter()
            .map(|(attachment, channel, length)| {
                let mut stream = json!({ "attachment": attachment, "channel": channel });
                if let Some(length) = length {
                    stream["length"] = json!(length);
                }
                stream
            })
            .collect();
        let head = json!({ "cmd": command, "streams": streams });
        let bytes = payload.clone().into_segments().concat();
        Call {
            id,
            head: head.to_string().into(),
            body: Body::new(payload.kind(), Element::Bytes, bytes.into()),
        }
    }

    /// Returns JSON with attachment `i` in place of `<i>`.
    fn mixed(text: &str, attachments: Vec<&'static [u8]>) -> Payload {
        let mut text = text.to_owned();
        for index in 0..attachments.len() {
            text = text.replace(
                &format!("<{index}>"),
                &format!("\"\\u0001bytes:{NONCE:016x}:{index}\""),
            );
        }
        let attachments = attachments
            .into_iter()
            .map(|bytes| Attachment::from(Bytes::from_static(bytes)))
            .collect();
        Payload::Mixed(Mixed {
            text: text.into(),
            nonce: NONCE,
            attachments,
        })
    }

    fn start(page: &Page, call: Call) -> tokio::task::JoinHandle<Result<Value, String>> {
        let lane = Arc::clone(&page.lane);
        tokio::task::spawn_local(async move {
            let (_, payload) = lane
                .send(call)
                .await
                .map_err(|error| format!("{error:?}"))?;
            payload.to_value().map_err(|error| error.to_string())
        })
    }

    #[tokio::test(start_paused = true)]
    async fn the_command_starts_before_its_bytes_arrive() {
        local(|mut told| async move {
            let page = Page::new(Limits::default());
            let payload = mixed(r#"{"name":"a.txt","content":<0>}"#, vec![b""]);
            let call = start(&page, following(1, "save", &payload, &[(0, 9, Some(12))]));
            assert_eq!(
                next(&mut told).await,
                json!({ "name": "a.txt", "length": 12 })
            );
            page.send(vec![
                open(9),
                raw(9, 0, 5),
                raw(9, 1, 0),
                raw(9, 2, 7),
                end(9, 3, ""),
            ])
            .unwrap();
            assert_eq!(
                call.await.unwrap(),
                Ok(json!({ "chunks": [5, 0, 7], "received": 12 }))
            );
            settle().await;
            assert_eq!(page.lane.stats().channels_open, 0);
        })
        .await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_buffer_and_raw_bytes_are_uploads_of_one_chunk() {
        local(|mut told| async move {
            let page = Page::new(Limits::default());
            let payload = mixed(r#"{"name":"b","content":<0>}"#, vec![b"12345"]);
            let call = start(&page, following(100, "save", &payload, &[]));
            assert_eq!(next(&mut told).await["length"], 5);
            assert_eq!(
                call.await.unwrap(),
                Ok(json!({ "chunks": [5], "received": 5 }))
            );
            let answer = page
                .lane
                .call("read_all", Payload::Raw(vec![1, 2, 3].into()))
                .await;
            assert_eq!(answer, Ok(Payload::Raw(vec![1, 2, 3].into())));
            let missing = page.call("save", &json!({ "name": "c" })).await.unwrap();
            assert!(missing.unwrap_err().contains("bad_arguments"));
        })
        .await;
    }

    #[tokio::test(start_paused = true)]
    async fn an_upload_is_an_async_reader() {
        local(|_| async {
            let page = Page::new(Limits::default());
            let lane = Arc::clone(&page.lane);
            let frame = following(1, "read_all", &Payload::Raw(Bytes::new()), &[(0, 4, None)]);
            let call = tokio::task::spawn_local(async move {
                lane.send(frame).await.map(|(_, payload)| payload)
            });
            page.send(vec![open(4), raw(4, 0, 10)]).unwrap();
            settle().await;
            page.send(vec![raw(4, 1, 3), end(4, 2, "")]).unwrap();
            assert_eq!(call.await.unwrap(), Ok(Payload::Raw(vec![7; 13].into())));
        })
        .await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_command_that_takes_bytes_gets_them_collected_and_aligned() {
        local(|_| async {
            let page = Page::new(Limits::default());
            let payload = mixed(
                r#"{"first":<0>,"small":<1>,"second":<2>}"#,
                vec![b"", b"abc", b""],
            );
            let call = start(
                &page,
                following(1, "collected", &payload, &[(0, 5, None), (2, 6, Some(4))]),
            );
            settle().await;
            page.send(vec![open(5), open(6), raw(6, 0, 4), end(6, 1, "")])
                .unwrap();
            page.send(vec![raw(5, 0, 30), raw(5, 1, 3), end(5, 2, "")])
                .unwrap();
            assert_eq!(call.await.unwrap(), Ok(json!([33, 3, 4, 0])));
            let call = start(
                &page,
                following(2, "whole", &Payload::Raw(Bytes::new()), &[(0, 7, None)]),
            );
            page.send(vec![open(7), raw(7, 0, 30), end(7, 1, "")])
                .unwrap();
            assert_eq!(call.await.unwrap(), Ok(json!(30)));
            // One attachment is streamed and another one collected, in one call.
            let payload = mixed(r#"{"kept":<0>,"taken":<1>}"#, vec![b"", b""]);
            let call = start(
                &page,
                following(3, "one_of_each", &payload, &[(0, 8, None), (1, 9, None)]),
            );
            page.send(vec![open(8), open(9), raw(9, 0, 6), end(9, 1, "")])
                .unwrap();
            assert_eq!(call.await.unwrap(), Ok(json!(6)));
        })
        .await;
    }

    /// A call is one upload: it may be longer than the bound of its document, and it does not wait for room that it holds itself.
    #[tokio::test(start_paused = true)]
    async fn a_call_that_holds_all_uploads_may_exceed_their_bound() {
        local(|_| async {
            for lengths in [
                [Some(800), Some(900)],
                [Some(1_100), None],
                [None, None],
                [None, Some(1_100)],
            ] {
                let page = Page::new(limits(|limits| limits.document_bytes_max = 1_000));
                let payload = mixed(
                    r#"{"first":<0>,"small":<1>,"second":<2>}"#,
                    vec![b"", b"abc", b""],
                );
                let streams = [(0, 5, lengths[0]), (2, 6, lengths[1])];
                let call = start(&page, following(1, "collected", &payload, &streams));
                let mut sent = Vec::new();
                for (channel, length) in [(5, lengths[0]), (6, lengths[1])] {
                    let length = length.unwrap_or(1_200);
                    let whole = usize::try_from(length).expect("a length");
                    page.send(vec![open(channel), raw(channel, 0, whole - 1)])
                        .unwrap();
                    page.send(vec![raw(channel, 1, 1), end(channel, 2, "")])
                        .unwrap();
                    sent.push(length);
                }
                let answer = tokio::time::timeout(Duration::from_secs(60), call).await;
                let answer = answer.expect("the call does not wait for itself").unwrap();
                assert_eq!(answer, Ok(json!([sent[0], 3, sent[1], 0])), "{lengths:?}");
                assert_eq!(page.lane.stats().held.of(Holding::Uploads), 0);
            }
        })
        .await;
    }

    #[tokio::test(start_paused = true)]
    async fn every_failure_has_a_code() {
        local(|mut told| async move {
            let limits = limits(|limits| {
                limits.body_bytes_max = 1_000;
            });
            let page = Page::new(limits);
            let raw_call = |id, command, channel, length| {
                following(
                    id,
                    command,
                    &Payload::Raw(Bytes::new()),
                    &[(0, channel, length)],
                )
            };
            // The source of the page fails.
            let call = start(&page, raw_call(1, "whole", 4, None));
            page.send(vec![
                open(4),
                end(4, 0, r#"{"reason":"failed","message":"no disk"}"#),
            ])
            .unwrap();
            assert!(call.await.unwrap().unwrap_err().contains("stream_failed"));
            // More bytes than the limit of a call, announced or not.
            assert!(
                start(&page, raw_call(2, "whole", 5, Some(1_001)))
                    .await
                    .unwrap()
                    .unwrap_err()
                    .contains("body_too_large")
            );
            let call = start(&page, raw_call(3, "whole", 6, None));
            page.send(vec![open(6), raw(6, 0, 900), raw(6, 1, 900)])
                .unwrap();
            assert!(call.await.unwrap().unwrap_err().contains("body_too_large"));
            // Another length than announced, for a command that streams.
            let payload = mixed(r#"{"name":"short","content":<0>}"#, vec![b""]);
            let call = start(&page, following(4, "save", &payload, &[(0, 7, Some(5))]));
            next(&mut told).await;
            page.send(vec![open(7), raw(7, 0, 4), end(7, 1, "")])
                .unwrap();
            assert!(call.await.unwrap().is_err());
            assert!(
                next(&mut told).await["error"]
                    .as_str()
                    .unwrap()
                    .contains("ended at 4 bytes, and 5 were announced")
            );
            // Missing attachments, and unknown commands.
            let absent = following(5, "whole", &Payload::Raw(Bytes::new()), &[(1, 8, None)]);
            assert!(
                start(&page, absent)
                    .await
                    .unwrap()
                    .unwrap_err()
                    .contains("bad_frame")
            );
            assert!(
                start(&page, raw_call(6, "missing", 9, None))
                    .await
                    .unwrap()
                    .unwrap_err()
                    .contains("unknown_command")
            );
            let ended = page.frames().await;
            assert!(
                ended
                    .iter()
                    .any(|frame| matches!(frame, Frame::End(end) if end.channel == 9)),
                "the command is unknown"
            );
            settle().await;
            assert_eq!(page.lane.stats().channels_open, 0);
            assert_eq!(page.lane.stats().channels_from_page, 0);
        })
        .await;
    }

    #[tokio::test(start_paused = true)]
    async fn the_close_reason_of_the_document_ends_an_upload() {
        local(|mut told| async move {
            let page = Page::new(Limits::default());
            let payload = mixed(r#"{"name":"a","content":<0>}"#, vec![b""]);
            let call = start(&page, following(1, "save", &payload, &[(0, 9, None)]));
            next(&mut told).await;
            page.lane.close(CloseReason::PageCrashed);
            assert!(call.await.unwrap().is_err());
            settle().await;
            assert_eq!(page.lane.stats().channels_from_page, 0);
        })
        .await;
    }
}

mod streams {
    use super::*;

    /// Reads a stream to its end, and grants credit. Returns the bytes, and the head of the END.
    async fn read(page: &Page, id: u64) -> (Vec<u8>, String) {
        let mut bytes = Vec::new();
        let mut frames = 0;
        loop {
            let credit = credit_of(id, frames + 8, bytes.len() as u64 + 1_000_000);
            page.send(vec![credit]).unwrap();
            for frame in page.frames().await {
                match frame {
                    Frame::Data(data) => {
                        assert_eq!((data.channel, data.index), (id, frames));
                        frames += 1;
                        bytes.extend_from_slice(data.body.as_slice());
                    }
                    Frame::End(end) => {
                        return (bytes, String::from_utf8_lossy(&end.head).into_owned());
                    }
                    _ => {}
                }
            }
        }
    }

    async fn begin(page: &Page, command: &str, arguments: &Value) -> (Value, u64) {
        let headers = http::HeaderMap::new();
        let payload = Payload::from_value(arguments).unwrap();
        let (head, _) = page
            .lane
            .call_with(command, &headers, payload)
            .await
            .unwrap();
        let channel = head["stream"].as_u64().expect("a stream");
        (head, channel)
    }

    fn made(told: &mut mpsc::UnboundedReceiver<Value>) -> usize {
        let mut made = 0;
        while told.try_recv().is_ok() {
            made += 1;
        }
        made
    }

    #[tokio::test(start_paused = true)]
    async fn a_stream_is_read_in_order_to_its_end() {
        local(|_told| async move {
            let page = Page::new(limits(|limits| {
                limits.inline_body_bytes_max = 1_000;
            }));
            let (head, id) = begin(
                &page,
                "make",
                &json!({ "count": 3, "bytes": 1_500, "announced": 4_500, "fails": false }),
            )
            .await;
            assert!(id >= 1 << 52);
            assert_eq!(head["length"], 4_500);
            assert_eq!(head["headers"], json!([["content-type", "text/x-lines"]]));
            let (bytes, end) = read(&page, id).await;
            let expected: Vec<u8> = (1..=3_u8).flat_map(|part| [part; 1_500]).collect();
            assert!(
                bytes == expected,
                "cut where a frame ends, and nothing lost"
            );
            assert_eq!(end, "");
            settle().await;
            assert_eq!(page.lane.stats().channels_open, 0);
            assert_eq!(STREAMS_ALIVE.get(), 0);
        })
        .await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_stream_sends_only_what_the_page_has_granted() {
        local(|mut told| async move {
            let page = Page::new(Limits::default());
            let (_, id) = begin(
                &page,
                "make",
                &json!({ "count": 1_000, "bytes": 10, "announced": null, "fails": false }),
            )
            .await;
            settle().await;
            assert_eq!(made(&mut told), 1, "one waits for credit");
            page.send(vec![credit_of(id, 5, 1_000)]).unwrap();
            settle().await;
            assert_eq!(made(&mut told), 5, "five went, and the sixth waits");
            page.send(vec![end(id, 0, r#"{"reason":"cancelled"}"#)])
                .unwrap();
            settle().await;
            assert_eq!(made(&mut told), 0);
            assert_eq!(page.lane.stats().channels_open, 0);
        })
        .await;
    }

    #[tokio::test(start_paused = true)]
    async fn errors_wrong_lengths_and_panics_end_a_stream_as_failed() {
        local(|_told| async move {
            let page = Page::new(Limits::default());
            let failing = json!({ "count": 2, "bytes": 10, "announced": null, "fails": true });
            let (_, id) = begin(&page, "make", &failing).await;
            let (bytes, end) = read(&page, id).await;
            assert_eq!(bytes.len(), 20);
            assert_eq!(
                serde_json::from_str::<Value>(&end).unwrap(),
                json!({ "reason": "failed", "message": "the disk is gone" })
            );
            for announced in [19, 21] {
                let wrong =
                    json!({ "count": 2, "bytes": 10, "announced": announced, "fails": false });
                let (_, id) = begin(&page, "make", &wrong).await;
                let (_, end) = read(&page, id).await;
                assert!(
                    end.contains(&format!("{announced} were announced")),
                    "{end}"
                );
            }
            let (_, id) = begin(&page, "panicking", &json!({})).await;
            let (_, end) = read(&page, id).await;
            assert!(end.contains("failed"), "{end}");
        })
        .await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_pending_stream_is_dropped_with_its_page() {
        local(|_| async {
            for how in ["end", "cancel", "close"] {
                let page = Page::new(Limits::default());
                let (_, id) = begin(&page, "silent", &json!({})).await;
                settle().await;
                assert_eq!(STREAMS_ALIVE.get(), 1);
                match how {
                    "end" => drop(page.send(vec![end(id, 0, r#"{"reason":"cancelled"}"#)])),
                    "cancel" => drop(page.send(vec![Cancel { call: 1 }.into()])),
                    _ => page.lane.close(CloseReason::WindowClosed),
                }
                settle().await;
                assert_eq!(page.lane.stats().channels_open, 0, "{how}");
                assert_eq!(STREAMS_ALIVE.get(), 0, "{how}");
            }
        })
        .await;
    }
}
