//! Channels to the page on the memory lane: errors of a sender, costs of messages, and ids of other documents.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use bytelane::{
    Bytes, Caller, Payload, Router, State, generate_handler,
    ipc::{
        Channel, Credit, EndReason, InvokeResponseBody, JavaScriptChannelId, Receiver, Request,
        Response, SendError,
    },
    lane::{CloseReason, MemoryLane},
    router::TokioExecutor,
    state::StateStore,
    wire::{
        Code, Element, Frame, Limits, PayloadKind,
        frame::{self, Body, Call, Cancel, Data, End, Open, Release},
    },
};
use futures_util::FutureExt as _;
use serde_json::{Value, json};

/// Channels that outlive their calls, like channels in an application's state.
#[derive(Default)]
struct Kept(Mutex<Vec<Channel<Bytes>>>);

impl Kept {
    fn first(&self) -> Channel<Bytes> {
        self.0.lock().expect("nothing panics with it")[0].clone()
    }
}

#[bytelane::command]
fn keep(kept: State<'_, Arc<Kept>>, messages: Channel<Bytes>) {
    let mut kept = kept.0.lock().expect("nothing panics with it");
    kept.push(messages);
}

/// Runs `work` on a thread that is registered as the event loop.
fn on_event_loop<R: Send + 'static>(work: impl FnOnce() -> R + Send + 'static) -> R {
    let thread = std::thread::spawn(|| {
        bytelane::router::set_event_loop_thread();
        work()
    });
    thread.join().expect("nothing panics there")
}

/// Sends messages of this length from the main thread until one is refused. Returns the number of sent messages, and the error.
#[bytelane::command]
fn fill(messages: Channel<Vec<u8>>, bytes: usize) -> (usize, String) {
    on_event_loop(move || {
        let mut taken = 0;
        loop {
            match messages.send(vec![1; bytes]) {
                Ok(()) => taken += 1,
                Err(error) => return (taken, error.to_string()),
            }
        }
    })
}

/// Receives the available messages on the main thread. Returns them, and the error of the next receive.
#[bytelane::command]
fn drain(mut input: Receiver<u64>) -> (Vec<u64>, String) {
    on_event_loop(move || {
        let mut numbers = Vec::new();
        loop {
            match input.recv() {
                Ok(number) => numbers.extend(number),
                Err(error) => return (numbers, error.to_string()),
            }
        }
    })
}

#[derive(serde::Deserialize)]
struct Job {
    name: String,
    outputs: Vec<JavaScriptChannelId>,
}

/// Sends the job's name on every channel that the job names.
#[bytelane::command]
fn nested(job: Job, request: Request<'_>) -> Result<(), String> {
    for id in job.outputs {
        let output = request.channel::<String>(id);
        let output = output.map_err(|refusal| refusal.to_string())?;
        output
            .send(job.name.clone())
            .map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// Sends one message of every type of bytes, and one of another type.
#[bytelane::command]
async fn kinds(
    own: Channel<Bytes>,
    slices: Channel<&'static [u8]>,
    vectors: Channel<Vec<u8>>,
    responses: Channel<Response>,
    bodies: Channel,
    values: Channel<Vec<u32>>,
) -> Result<(), String> {
    let sent = async {
        own.send_async(vec![1, 2].into()).await?;
        slices.send_async(&[3, 4]).await?;
        vectors.send_async(vec![5, 6]).await?;
        responses.send_async(Response::new(vec![7_u8, 8])).await?;
        let body = InvokeResponseBody::Raw(vec![9, 10]);
        bodies.send_async(body).await?;
        values.send_async(vec![11, 12]).await
    };
    sent.await.map_err(|error| error.to_string())
}

#[bytelane::command]
fn large() -> Vec<u8> {
    vec![1; 3 << 20]
}

/// A page that a test drives frame by frame.
struct Page {
    lane: Arc<MemoryLane>,
}

impl Page {
    fn new(router: Router, limits: Limits) -> Self {
        let lane = MemoryLane::with(router, Caller::default(), limits);
        Self {
            lane: Arc::new(lane),
        }
    }

    async fn call(&self, command: &str, arguments: Value) -> Result<Value, String> {
        let payload = Payload::from_value(&arguments).expect("JSON becomes a payload");
        let answer = self.lane.call(command, payload).await;
        let answer = answer.map_err(|error| format!("{error:?}"))?;
        Ok(answer.to_value().unwrap_or_default())
    }

    /// Calls a command while the page polls, as pages do. Returns the answer and the received frames.
    async fn call_and_poll(
        &self,
        command: &str,
        arguments: Value,
    ) -> (Result<Value, String>, Vec<Frame>) {
        let (mut frames, call) = (Vec::new(), self.call(command, arguments));
        tokio::pin!(call);
        loop {
            tokio::select! {
                biased;
                came = self.lane.next_frames() => frames.extend(came.expect("the document lives")),
                answer = &mut call => return (answer, frames),
            }
        }
    }

    async fn frames(&self) -> Vec<Frame> {
        let next = self.lane.next_frames();
        let frames = tokio::time::timeout(Duration::from_secs(10), next).await;
        frames.expect("frames come").expect("the document lives")
    }

    fn send(&self, frame: impl Into<Frame>) -> Result<(), Code> {
        let sent = self.lane.send_frames(vec![frame.into()]);
        sent.map(drop).map_err(|refusal| refusal.code())
    }
}

fn messages(frames: &[Frame]) -> impl Iterator<Item = &Data> {
    frames.iter().filter_map(|frame| match frame {
        Frame::Data(data) => Some(data),
        _ => None,
    })
}

fn router(kept: &Arc<Kept>) -> Router {
    let state = StateStore::default();
    state.set(Arc::clone(kept));
    Router::new(generate_handler![keep, fill, drain, nested, kinds, large])
        .with_state(Arc::new(state))
        .with_executor(TokioExecutor::new(tokio::runtime::Handle::current()))
}

fn page() -> (Page, Arc<Kept>) {
    let kept = Arc::<Kept>::default();
    (Page::new(router(&kept), Limits::default()), kept)
}

fn channel(id: u64) -> String {
    format!("__CHANNEL__:{id}")
}

const fn credit(channel: u64, messages: u64, bytes: u64) -> frame::Credit {
    frame::Credit {
        channel,
        messages,
        bytes,
    }
}

const fn open(channel: u64) -> Open {
    let head = bytes::Bytes::new();
    Open { channel, head }
}

fn data(channel: u64, head: String, body: Body) -> Data {
    Data {
        channel,
        index: 0,
        is_last: false,
        head: head.into(),
        body,
    }
}

#[tokio::test]
async fn the_main_thread_gets_an_error_instead_of_waiting() {
    let (page, _) = page();
    // SPEC §6.3: 1,024 messages, or 8 MiB; a message costs at least 64 bytes.
    for (id, bytes, taken) in [
        (1, 0, 1_024),
        (2, 64, 1_024),
        (3, 1 << 20, 8),
        (4, 9 << 20, 1),
    ] {
        let arguments = json!({ "messages": channel(id), "bytes": bytes });
        let (answer, _) = page.call_and_poll("fill", arguments).await;
        let why = format!("channel {id} is full: the page has not processed earlier messages");
        assert_eq!(answer, Ok(json!([taken, why])));
    }
    let body = Body::new(PayloadKind::Json, Element::Bytes, "7".into());
    page.lane
        .send_frames(vec![open(5).into(), data(5, String::new(), body).into()])
        .expect("a channel");
    let drained = page.call("drain", json!({ "input": channel(5) })).await;
    assert_eq!(drained, Ok(json!([[7], "channel 5 is empty"])));
}

#[tokio::test]
async fn an_empty_message_costs_credit() {
    let kept = Arc::<Kept>::default();
    let mut limits = Limits::default();
    limits.channel_bytes_max = 640;
    let page = Page::new(router(&kept), limits);
    page.call("keep", json!({ "messages": channel(1) }))
        .await
        .expect("kept");
    let messages = kept.first();
    for _ in 0..10 {
        messages.try_send(Bytes::new()).expect("10 × 64 are 640");
    }
    assert!(matches!(
        messages.try_send(Bytes::new()),
        Err(SendError::Full(1))
    ));
    page.send(credit(1, 2_000, 641)).expect("a grant");
    messages
        .try_send(Bytes::new())
        .expect("one byte was granted");
    assert!(matches!(
        messages.try_send(Bytes::new()),
        Err(SendError::Full(1))
    ));
}

#[tokio::test]
async fn an_empty_queue_accepts_one_message_of_any_size() {
    let kept = Arc::<Kept>::default();
    let mut limits = Limits::default();
    limits.channel_bytes_max = 1;
    limits.document_bytes_max = 1;
    let page = Page::new(router(&kept), limits);
    page.call("keep", json!({ "messages": channel(1) }))
        .await
        .expect("kept");
    let large = Bytes::from(vec![3; 20 << 20]);
    kept.first()
        .try_send(large.clone())
        .expect("the queue was empty");
    assert!(matches!(
        kept.first().try_send(Bytes::new()),
        Err(SendError::Full(1))
    ));
    let frames = page.frames().await;
    assert_eq!(frames[0].bytes(), &large[..]);
}

#[tokio::test]
async fn channels_may_be_named_anywhere_in_the_arguments() {
    let (page, _) = page();
    let job = json!({ "name": "copy", "outputs": [channel(7), channel(8)] });
    let (answer, frames) = page.call_and_poll("nested", json!({ "job": job })).await;
    assert_eq!(answer, Ok(Value::Null));
    let bodies: Vec<_> = messages(&frames)
        .map(|data| (data.channel, data.body.as_slice()))
        .collect();
    assert_eq!(bodies, [(7, &b"\"copy\""[..]), (8, b"\"copy\"")]);
    let wrong = page
        .call("nested", json!({ "job": { "name": "", "outputs": ["7"] } }))
        .await;
    assert!(wrong.is_err_and(|error| error.contains("__CHANNEL__:ID")));
}

#[tokio::test]
async fn all_types_of_bytes_are_sent_raw() {
    let (page, _) = page();
    let names = ["own", "slices", "vectors", "responses", "bodies", "values"];
    let arguments: Value = (1..)
        .zip(names)
        .map(|(id, name)| (name.to_owned(), json!(channel(id))))
        .collect();
    let (answer, frames) = page.call_and_poll("kinds", arguments).await;
    assert_eq!(answer, Ok(Value::Null));
    let mut data: Vec<_> = messages(&frames)
        .map(|data| (data.channel, data.body.payload, data.body.as_slice()))
        .collect();
    data.sort_by_key(|(id, ..)| *id);
    let raw = PayloadKind::Raw;
    let expected: [(u64, PayloadKind, &[u8]); 6] = [
        (1, raw, &[1, 2]),
        (2, raw, &[3, 4]),
        (3, raw, &[5, 6]),
        (4, raw, &[7, 8]),
        (5, raw, &[9, 10]),
        (6, PayloadKind::Json, b"[11,12]"),
    ];
    assert_eq!(data, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_from_state_is_used_by_any_thread_and_ends_with_its_last_owner() {
    let (page, kept) = page();
    page.call("keep", json!({ "messages": channel(1) }))
        .await
        .expect("kept");
    let senders: Vec<_> = (0..4_u8)
        .map(|thread| {
            let messages = kept.first();
            std::thread::spawn(move || {
                // More than the page has granted: each send waits.
                for index in 0..1_000_u16 {
                    let message = [&[thread][..], &index.to_le_bytes()].concat();
                    messages.send(message.into()).expect("the page grants");
                }
            })
        })
        .collect();
    let mut next = [0_u16; 4];
    let mut taken = 0;
    while taken < 4_000 {
        for frame in page.frames().await {
            let Frame::Data(data) = frame else {
                panic!("a message was sent, and not {frame:?}");
            };
            assert_eq!(data.index, taken);
            let [thread, low, high] = *data.body.as_slice() else {
                panic!("a message of 3 bytes")
            };
            assert_eq!(u16::from_le_bytes([low, high]), next[usize::from(thread)]);
            next[usize::from(thread)] += 1;
            taken += 1;
        }
        page.send(credit(1, taken + 1_024, u64::MAX >> 11))
            .expect("a grant");
    }
    for sender in senders {
        sender.join().expect("a sender that was served");
    }
    assert_eq!(kept.first().closed(), None);
    kept.0.lock().expect("nothing panics with it").clear();
    let Frame::End(end) = &page.frames().await[0] else {
        panic!("the channel has ended");
    };
    assert_eq!((end.channel, end.count), (1, 4_000));
    assert_eq!(page.lane.stats().channels_open, 0);
}

#[tokio::test]
async fn all_owners_of_an_ended_channel_get_its_reason() {
    let reasons = [
        (CloseReason::DocumentGone, EndReason::DocumentGone),
        (CloseReason::PageCrashed, EndReason::PageCrashed),
        (CloseReason::WindowClosed, EndReason::WindowClosed),
        (CloseReason::Shutdown, EndReason::Shutdown),
    ];
    for (close, expected) in reasons {
        let (page, kept) = page();
        page.call("keep", json!({ "messages": channel(1) }))
            .await
            .expect("kept");
        let messages = kept.first();
        // One task waits for credit, and another one for the end.
        messages.set_credit(Credit {
            bytes: 1,
            frames: 1,
        });
        let waiting = tokio::spawn({
            let messages = messages.clone();
            async move {
                loop {
                    if let Err(error) = messages.send_async(Bytes::new()).await {
                        return error;
                    }
                }
            }
        });
        let closed = tokio::spawn({
            let messages = messages.clone();
            async move { messages.wait_closed().await }
        });
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        assert!(!waiting.is_finished() && !closed.is_finished());
        page.lane.close(close);
        let error = waiting.await.expect("no panic");
        assert!(
            matches!(error, SendError::Closed(1, reason) if reason == expected),
            "{error}"
        );
        assert_eq!(closed.await.expect("no panic"), expected);
        // Also after the document was dropped.
        drop(page);
        assert_eq!(messages.closed(), Some(expected));
        let late = messages.try_send(Bytes::new());
        assert!(matches!(late, Err(SendError::Closed(1, reason)) if reason == expected));
    }
}

#[tokio::test]
async fn ids_of_another_document_are_unknown() {
    let kept = Arc::<Kept>::default();
    let router = router(&kept);
    let (ours, theirs) = (
        Page::new(router.clone(), Limits::default()),
        Page::new(router, Limits::default()),
    );
    ours.call("keep", json!({ "messages": channel(1) }))
        .await
        .expect("kept");
    ours.send(open(2)).expect("a channel");
    let messages = kept.first();
    messages
        .try_send(Bytes::from(vec![1; 2 << 20]))
        .expect("credit");
    let held = ours.lane.stats();
    assert_eq!(
        (
            held.channels_open,
            held.channels_from_page,
            held.bodies_held
        ),
        (1, 1, 1)
    );

    // The other page names the ids of all of them.
    let body = Body::new(PayloadKind::Raw, Element::Bytes, bytes::Bytes::new());
    let message = data(2, String::new(), body);
    assert_eq!(theirs.send(message), Err(Code::UnknownChannel));
    for id in 0..64 {
        theirs
            .send(Release { body: id })
            .expect("releasing nothing");
        theirs
            .send(credit(id, 1 << 20, 1 << 40))
            .expect("granting nothing");
        theirs
            .send(End {
                channel: id,
                count: 0,
                head: bytes::Bytes::new(),
            })
            .expect("ending nothing");
        theirs
            .send(Cancel { call: id })
            .expect("cancelling nothing");
        let body = Body::deferred(PayloadKind::Raw, Element::Bytes, 1);
        let frame = data(1, format!(r#"{{"body":{id}}}"#), body).into();
        let body = theirs
            .lane
            .deferred_body(&frame)
            .map_err(|refusal| refusal.code());
        assert_eq!(body, Err(Code::UnknownBody));
    }
    assert_eq!(ours.lane.stats(), held);
    assert_eq!(messages.closed(), None);
    assert_eq!(ours.frames().await[0].bytes().len(), 2 << 20);
}

/// A page that aborts while the answer is in flight does not learn the id of the body, so it cannot release it.
#[tokio::test]
async fn a_cancelled_call_leaves_no_body_behind() {
    let (page, kept) = page();
    let call = |id: u64| {
        let frame: Frame = Frame::from(Call {
            id,
            head: r#"{"cmd":"large"}"#.into(),
            body: Body::default(),
        });
        let mut bytes = bytes::BytesMut::new();
        frame.encode(&mut bytes);
        bytes.freeze()
    };
    let cancel = |call| page.send(Cancel { call });
    page.lane.exchange(call(101)).await.expect("an answer");
    assert_eq!(page.lane.stats().bodies_held, 1);
    cancel(101).expect("a CANCEL");
    assert_eq!(page.lane.stats().bodies_held, 0);

    // Its answer waits for a message that the page does not poll.
    page.call("keep", json!({ "messages": channel(1) }))
        .await
        .expect("kept");
    kept.first().try_send(Bytes::new()).expect("credit");
    let lane = Arc::clone(&page.lane);
    let waiting = tokio::spawn(async move { lane.exchange(call(102)).await });
    while page.lane.stats().bodies_held == 0 {
        tokio::task::yield_now().await;
    }
    assert!(!waiting.is_finished());
    cancel(102).expect("a CANCEL");
    waiting
        .await
        .expect("no panic")
        .expect("an answer all the same");
    assert_eq!(page.lane.stats().bodies_held, 0);
}

/// Every OPEN over the limit is refused, and the queue of ENDs for them is bounded if the page does not poll.
#[tokio::test]
async fn a_page_that_only_opens_channels_fills_no_memory() {
    let mut limits = Limits::default();
    limits.channels_open_max = 4;
    let page = Page::new(router(&Arc::default()), limits);
    for id in 1..=4 {
        page.send(open(id)).expect("a channel");
    }
    for id in 5..30_000 {
        assert_eq!(page.send(open(id)), Err(Code::TooManyChannels));
    }
    let mut queued = 0;
    while let Some(frames) = page.lane.next_frames().now_or_never() {
        queued += frames.expect("the document lives").len();
    }
    assert_eq!(queued, 8_192);
}
