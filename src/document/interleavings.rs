//! Loom models of a document: interleavings of senders, receivers and the actions of the page. CONTRIBUTING.md describes how to run them.

use std::{
    collections::VecDeque,
    future::Future,
    pin::{Pin, pin},
    sync::Arc,
    task::Context,
};

use bytes::Bytes;
use loom::{
    future::block_on,
    sync::mpsc::{Receiver, Sender, channel},
    thread::{self, JoinHandle},
};

use super::{Call, Caller, CloseReason, CommandWork, Dispatch, Document, ReplySlot};
use crate::{
    Payload, Refusal,
    payload::Body,
    session::{Dequeued, EndReason, Ledger, Outgoing, ProcessLedger, SendRefused},
    wire::{Frame, Lane, Limits, frame},
};

/// Maximum number of preemptions per execution. Interleavings with more are not explored.
const PREEMPTIONS_MAX: usize = 3;
const CHANNEL: u64 = 1;
/// Returns limits with room for one message at a time, so that every second message waits.
fn one() -> Limits {
    Limits {
        channel_frames_max: 1,
        ..Limits::default()
    }
}

/// A host without commands.
#[derive(Debug, Default)]
struct NoCommands(Arc<ProcessLedger>);

impl Dispatch for NoCommands {
    fn dispatch(&self, _: Call, _: ReplySlot) -> Option<CommandWork> {
        None
    }

    fn execute(&self, _: CommandWork) {}

    fn emit(
        &self,
        _: &Caller,
        _: frame::Event,
        _: &Limits,
        _: &Arc<Ledger>,
    ) -> Result<(), Refusal> {
        Ok(())
    }

    fn spawn(&self, _: Pin<Box<dyn Future<Output = ()> + Send>>) {}

    fn ledger(&self) -> &Arc<ProcessLedger> {
        &self.0
    }
}

fn model(run: impl Fn() + Send + Sync + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(PREEMPTIONS_MAX);
    builder.check(run);
}

fn document(limits: Limits) -> Arc<Document> {
    let document = Document::new(Lane::Memory, NoCommands::default(), Arc::default(), limits);
    document.open_channel(CHANNEL).expect("a channel");
    document
}

/// Returns a document whose channel has used up its credit.
fn spent() -> Arc<Document> {
    let document = document(one());
    document.try_send(CHANNEL, body(0)).expect("credit");
    let full = document
        .try_send(CHANNEL, body(0))
        .map_err(|(reason, _)| reason);
    assert_eq!(full, Err(SendRefused::Full));
    document
}

fn body(content: u8) -> Body {
    Payload::Raw(vec![content].into()).into()
}

/// Kind of the waiter: a thread, or a task.
#[derive(Clone, Copy, Debug)]
enum Waits {
    Blocking,
    Async,
}

fn for_both(run: impl Fn(Waits) + Copy + Send + Sync + 'static) {
    for waits in [Waits::Blocking, Waits::Async] {
        model(move || run(waits));
    }
}

type Sent = Result<(), EndReason>;

fn send(document: &Document, waits: Waits, content: u8) -> Sent {
    match waits {
        Waits::Blocking => document.send_blocking(CHANNEL, body(content)),
        Waits::Async => block_on(document.send(CHANNEL, body(content))),
    }
}

fn spawn_send(document: &Arc<Document>, waits: Waits, content: u8) -> JoinHandle<Sent> {
    let document = Arc::clone(document);
    thread::spawn(move || send(&document, waits, content))
}

fn data(channel: u64, index: u64) -> frame::Data {
    frame::Data {
        channel,
        index,
        is_last: false,
        head: Bytes::new(),
        body: frame::Body::default(),
    }
}

fn end(channel: u64, count: u64) -> frame::End {
    frame::End {
        channel,
        count,
        head: EndReason::Ended.encode(None),
    }
}

/// The page: polls, and grants credit.
struct Page<'a> {
    document: &'a Arc<Document>,
    last_sequence: u64,
    frames: VecDeque<Outgoing>,
    batches: (Sender<Vec<Outgoing>>, Receiver<Vec<Outgoing>>),
}

impl<'a> Page<'a> {
    fn new(document: &'a Arc<Document>) -> Self {
        Self {
            document,
            last_sequence: 0,
            frames: VecDeque::new(),
            batches: channel(),
        }
    }

    fn receive(&self, frame: impl Into<Frame>) {
        self.document
            .receive(vec![frame.into()])
            .expect("a frame of the page");
    }

    fn grant(&self, messages: u64) {
        self.receive(frame::Credit {
            channel: CHANNEL,
            messages,
            bytes: u64::MAX,
        });
    }

    /// Waits for the next message. Returns its index and its byte.
    fn next(&mut self) -> (u64, u8) {
        loop {
            while let Some(frame) = self.frames.pop_front() {
                self.last_sequence += 1;
                if let Frame::Data(data) = frame {
                    let segments = data.body.bytes.unwrap_or_default();
                    let content = segments.first().map_or(0, |segment| segment[0]);
                    return (data.index, content);
                }
            }
            let sender = self.batches.0.clone();
            let deliver = move |batch: Result<crate::session::Batch, _>| {
                let _ = sender.send(batch.expect("an open document").frames);
            };
            self.document.poll(self.last_sequence, Box::new(deliver));
            self.frames = self.batches.1.recv().expect("an answer").into();
        }
    }
}

/// Asserts that no waiter is registered.
fn assert_idle(document: &Document) {
    assert_eq!(document.state.waiting(), 0);
}

#[test]
fn a_grant_wakes_a_sender_and_the_message_is_sent_once() {
    for_both(|waits| {
        let document = spent();
        let sender = spawn_send(&document, waits, 1);
        let mut page = Page::new(&document);
        page.grant(2);
        assert_eq!(sender.join().unwrap(), Ok(()));
        assert_eq!([page.next(), page.next()], [(0, 0), (1, 1)]);
        assert!(!document.state().outbox.has_frames());
        assert_idle(&document);
    });
}

#[test]
fn a_sender_returns_the_end_reason() {
    type End = fn(&Arc<Document>);
    let ends: [(End, EndReason); 4] = [
        (
            |document| document.close(CloseReason::WindowClosed),
            EndReason::WindowClosed,
        ),
        (
            |document| Page::new(document).receive(end(CHANNEL, 0)),
            EndReason::Ended,
        ),
        (
            |document| document.end_channel(CHANNEL, EndReason::Failed, None),
            EndReason::Failed,
        ),
        (
            |document| {
                let why = Refusal::new(crate::wire::Code::Internal, "lost");
                document.lose_message(CHANNEL, &why);
            },
            EndReason::FrameLost,
        ),
    ];
    for (end, reason) in ends {
        for_both(move |waits| {
            let document = spent();
            let sender = spawn_send(&document, waits, 1);
            end(&document);
            assert_eq!(sender.join().unwrap(), Err(reason));
            assert_idle(&document);
        });
        model(move || {
            let document = spent();
            let watched = Arc::clone(&document);
            let watcher = thread::spawn(move || block_on(watched.channel_ended(CHANNEL)));
            end(&document);
            assert_eq!(watcher.join().unwrap(), reason);
            assert_idle(&document);
        });
    }
}

#[test]
fn each_grant_wakes_one_of_two_senders() {
    for_both(|waits| {
        let document = spent();
        let senders = [1, 2].map(|content| spawn_send(&document, waits, content));
        let mut page = Page::new(&document);
        assert_eq!(page.next(), (0, 0));
        page.grant(2);
        let (index, first) = page.next();
        assert_eq!(index, 1);
        assert_eq!(
            document.state().outbox.check(CHANNEL),
            Err(SendRefused::Full)
        );
        assert!(
            !document.state().outbox.has_frames(),
            "one grant, one message"
        );
        page.grant(3);
        assert_eq!(page.next(), (2, 3 - first));
        for sender in senders {
            assert_eq!(sender.join().unwrap(), Ok(()));
        }
        assert_idle(&document);
    });
}

#[test]
fn a_grant_wakes_one_of_two_senders_and_the_close_ends_the_other() {
    for_both(|waits| {
        let document = spent();
        let senders = [1, 2].map(|content| spawn_send(&document, waits, content));
        let mut page = Page::new(&document);
        assert_eq!(page.next(), (0, 0));
        page.grant(2);
        let (_, first) = page.next();
        document.close(CloseReason::PageCrashed);
        let sent = senders.map(|sender| sender.join().unwrap());
        let mut expected = [Err(EndReason::PageCrashed); 2];
        expected[usize::from(first) - 1] = Ok(());
        assert_eq!(sent, expected);
        assert_idle(&document);
    });
}

#[test]
fn a_dropped_send_uses_no_credit() {
    model(|| {
        let document = spent();
        let sender = spawn_send(&document, Waits::Async, 1);
        let giving_up = Arc::clone(&document);
        let given_up = thread::spawn(move || {
            let mut send = pin!(giving_up.send(CHANNEL, body(2)));
            let mut context = Context::from_waker(std::task::Waker::noop());
            send.as_mut().poll(&mut context).is_ready()
        });
        let mut page = Page::new(&document);
        page.grant(2);
        let mut got = Vec::new();
        while !got.contains(&1) {
            let (index, content) = page.next();
            assert_eq!(index, got.len() as u64);
            got.push(content);
            page.grant(index + 2);
        }
        assert_eq!(sender.join().unwrap(), Ok(()));
        let was_sent = given_up.join().unwrap();
        let queued = document.state().outbox.last_ordinal() as usize - got.len();
        assert_eq!(
            got.iter().filter(|content| **content == 2).count() + queued,
            usize::from(was_sent)
        );
        assert_idle(&document);
    });
}

#[test]
fn room_in_the_queue_wakes_a_sender() {
    for_both(|waits| {
        let document = document(Limits {
            document_bytes_max: 1,
            ..Limits::default()
        });
        document.try_send(CHANNEL, body(0)).expect("room");
        let sender = spawn_send(&document, waits, 1);
        let mut page = Page::new(&document);
        assert_eq!([page.next(), page.next()], [(0, 0), (1, 1)]);
        assert_eq!(sender.join().unwrap(), Ok(()));
        assert_idle(&document);
    });
}

#[test]
fn a_released_body_wakes_a_sender() {
    for_both(|waits| {
        let document = document(Limits {
            calls_in_flight_max: 1,
            inline_body_bytes_max: 0,
            ..Limits::default()
        });
        document.try_send(CHANNEL, body(0)).expect("room");
        let sender = spawn_send(&document, waits, 1);
        Page::new(&document).receive(frame::Release { body: 1 });
        assert_eq!(sender.join().unwrap(), Ok(()));
        let held = document.body(2).expect("the second body");
        assert_eq!(held.read(0..1).expect("its byte"), [vec![1]]);
        assert_idle(&document);
    });
}

/// Returns a document with a receiver on a channel from the page.
fn receiving() -> Arc<Document> {
    let document = document(Limits::default());
    Page::new(&document).receive(frame::Open {
        channel: 2,
        head: Bytes::new(),
    });
    document.claim_receiver(2).expect("a receiver");
    document
}

fn spawn_receive(document: &Arc<Document>) -> JoinHandle<Vec<Result<u64, EndReason>>> {
    let document = Arc::clone(document);
    thread::spawn(move || {
        let mut all = Vec::new();
        loop {
            let taken = std::future::poll_fn(|context| document.poll_message(2, context));
            match block_on(taken) {
                Dequeued::Message(message, _) => all.push(Ok(message.index)),
                Dequeued::Empty => panic!("woken without a message"),
                Dequeued::Ended(end) => {
                    all.push(Err(end.reason));
                    document.release_receiver(2);
                    return all;
                }
            }
        }
    })
}

#[test]
fn a_receiver_gets_the_messages_and_the_end() {
    model(|| {
        let document = receiving();
        let receiver = spawn_receive(&document);
        let page = Page::new(&document);
        page.receive(data(2, 0));
        page.receive(data(2, 1));
        page.receive(end(2, 2));
        let got = receiver.join().unwrap();
        assert_eq!(got, [Ok(0), Ok(1), Err(EndReason::Ended)]);
        assert_idle(&document);
    });
}

#[test]
fn a_receiver_returns_the_close_reason() {
    model(|| {
        let document = receiving();
        let receiver = spawn_receive(&document);
        Page::new(&document).receive(data(2, 0));
        document.close(CloseReason::Shutdown);
        let got = receiver.join().unwrap();
        // Messages that are not dequeued when the document ends are dropped.
        let end = Err(EndReason::Shutdown);
        assert!(got == [Ok(0), end] || got == [end], "{got:?}");
        assert_idle(&document);
    });
}
