//! Destructors of the application's values: they run without a lock, may use the document, and may panic.

use std::sync::{
    Arc, Mutex, Weak,
    atomic::{AtomicUsize, Ordering},
};

use super::{Caller, CloseReason, Document, Outcome, Reply};
use crate::{
    foreign,
    payload::{Body, Bytes, Payload},
    router::Router,
    session::SendRefused,
    wire::{
        Element, Lane, Limits, PayloadKind,
        frame::{self, Data, End, Open, Release},
    },
};

/// Counts of the destructors of a test.
#[derive(Default)]
struct Seen {
    drops: AtomicUsize,
    under_lock: AtomicUsize,
}

/// The work of a destructor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Does {
    /// Uses the document: sends, emits, ends a channel, closes.
    CallBack,
    Panic,
}

/// Bytes with a destructor of the application.
struct Foreign {
    bytes: Vec<u8>,
    seen: Arc<Seen>,
    document: Weak<Document>,
    does: Does,
}

impl AsRef<[u8]> for Foreign {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Foreign {
    fn drop(&mut self) {
        self.seen.drops.fetch_add(1, Ordering::Relaxed);
        if foreign::holds_lock() {
            self.seen.under_lock.fetch_add(1, Ordering::Relaxed);
            return;
        }
        match self.does {
            Does::Panic => panic!("a destructor"),
            Does::CallBack => {
                if let Some(document) = self.document.upgrade() {
                    let body = Body::from(Payload::Raw(vec![1].into()));
                    let _ = document.try_send(BACK, body);
                    let _ = document.send_event("back", &[1], &Payload::None);
                    document.end_channel(BACK, crate::session::EndReason::Ended, None);
                    document.close(CloseReason::DocumentGone);
                }
            }
        }
    }
}

/// The channel that the destructors use.
const BACK: u64 = 99;
const LARGE: usize = 2 * 1024 * 1024;

struct World {
    document: Arc<Document>,
    seen: Arc<Seen>,
    does: Does,
}

impl World {
    fn new(does: Does) -> Self {
        let caller = Arc::<Caller>::default();
        let limits = Limits::default();
        let document = Document::new(Lane::Memory, Router::new(|_| false), caller, limits);
        document.open_channel(1).expect("a channel");
        document.open_channel(BACK).expect("a channel");
        Self {
            document,
            seen: Arc::default(),
            does,
        }
    }

    fn owned(&self, length: usize) -> bytes::Bytes {
        bytes::Bytes::from_owner(Foreign {
            bytes: vec![7; length],
            seen: Arc::clone(&self.seen),
            document: Arc::downgrade(&self.document),
            does: self.does,
        })
    }

    fn payload(&self, length: usize) -> Payload {
        Payload::Raw(Bytes::from(self.owned(length)))
    }

    fn send(&self, length: usize) {
        let body = Body::from(self.payload(length));
        self.document.try_send(1, body).expect("credit");
    }

    fn poll(&self, sequence: u64) {
        self.document.poll(sequence, Box::new(drop));
    }

    /// Opens the channel of the page.
    fn open(&self) {
        let open = Open {
            channel: 5,
            head: bytes::Bytes::new(),
        };
        let opened = self.document.receive(vec![open.into()]);
        opened.expect("a channel");
    }

    fn receive(&self, index: u64) {
        let body = frame::Body::new(PayloadKind::Raw, Element::Bytes, self.owned(8));
        let data = Data {
            channel: 5,
            index,
            is_last: false,
            head: bytes::Bytes::new(),
            body,
        };
        let _ = self.document.receive(vec![data.into()]);
    }

    /// Answers a call that no longer runs, with a deferred body.
    fn answer(&self) -> frame::Reply<frame::Segments> {
        let reply = Reply::from(Outcome::Done(Body::from(self.payload(LARGE))));
        self.document.answer(7, reply)
    }
}

type Scenario = (&'static str, usize, fn(&World));

/// Every way in which a document drops a value of the application, with the number of values.
const SCENARIOS: [Scenario; 15] = [
    ("a released result", 1, |world| {
        world.answer();
        let released = world.document.receive(vec![Release { body: 1 }.into()]);
        released.expect("a body");
    }),
    ("a result at the end of the document", 1, |world| {
        world.answer();
        world.document.close(CloseReason::DocumentGone);
    }),
    ("a result of a cancelled call", 1, |world| {
        world.answer();
        world.document.cancel(7);
    }),
    ("a result of a document that has ended", 1, |world| {
        world.document.close(CloseReason::DocumentGone);
        world.answer();
    }),
    ("messages of a channel that the page ends", 3, |world| {
        (0..3).for_each(|_| world.send(8));
        let end = End {
            channel: 1,
            count: 0,
            head: bytes::Bytes::new(),
        };
        world.document.receive(vec![end.into()]).expect("an end");
    }),
    ("queued messages at the end of the document", 3, |world| {
        (0..3).for_each(|_| world.send(8));
        world.document.close(CloseReason::DocumentGone);
    }),
    ("acknowledged messages", 2, |world| {
        (0..2).for_each(|_| world.send(8));
        world.poll(0);
        world.poll(2);
    }),
    (
        "a message that is acknowledged before another one",
        1,
        |world| {
            (0..2).for_each(|_| world.send(8));
            world.poll(0);
            world.poll(1);
            assert!(world.seen.drops.load(Ordering::Relaxed) >= 1);
        },
    ),
    ("unacknowledged messages at the end", 2, |world| {
        (0..2).for_each(|_| world.send(8));
        world.poll(0);
        world.document.close(CloseReason::DocumentGone);
    }),
    ("a message that is refused", 1, |world| {
        let end = crate::session::EndReason::Ended;
        world.document.end_channel(1, end, None);
        let body = Body::from(world.payload(8));
        let refused = world.document.try_send(1, body);
        assert!(matches!(refused, Err((SendRefused::Ended(_), _))));
    }),
    ("the deferred body of a message", 1, |world| {
        world.send(LARGE);
        world.document.close(CloseReason::DocumentGone);
    }),
    ("an event", 1, |world| {
        let payload = world.payload(8);
        let sent = world.document.send_event("event", &[1], &payload);
        sent.expect("room");
        drop(payload);
        world.document.close(CloseReason::DocumentGone);
    }),
    (
        "messages from the page, repeated and unclaimed",
        3,
        |world| {
            world.open();
            world.receive(0);
            world.receive(0);
            world.receive(2);
            world.document.release_receiver(5);
        },
    ),
    (
        "a message from the page at the end of the document",
        1,
        |world| {
            world.open();
            world.receive(0);
            world.document.close(CloseReason::DocumentGone);
        },
    ),
    ("a message on a channel that is not open", 1, |world| {
        world.receive(0)
    }),
];

#[test]
fn destructors_may_use_the_document() {
    for (name, drops, run) in SCENARIOS {
        let world = World::new(Does::CallBack);
        run(&world);
        let seen = &world.seen;
        assert_eq!(seen.under_lock.load(Ordering::Relaxed), 0, "{name}");
        assert!(seen.drops.load(Ordering::Relaxed) >= drops, "{name}");
        world.document.close(CloseReason::DocumentGone);
        assert!(world.document.ledger().all().is_nothing(), "{name}");
    }
}

#[test]
fn a_panic_of_a_destructor_affects_nothing_else() {
    for (name, drops, run) in SCENARIOS {
        let world = World::new(Does::Panic);
        let ran = foreign::contain("the test", || run(&world));
        assert!(ran.is_some(), "{name}");
        let seen = &world.seen;
        assert_eq!(seen.under_lock.load(Ordering::Relaxed), 0, "{name}");
        assert!(seen.drops.load(Ordering::Relaxed) >= drops, "{name}");
        let body = Body::from(Payload::Raw(vec![1].into()));
        let _ = world.document.try_send(BACK, body);
        world.document.close(CloseReason::DocumentGone);
        assert!(world.document.ledger().all().is_nothing(), "{name}");
    }
}

#[test]
fn the_last_reference_to_a_document_drops_what_it_holds_one_by_one() {
    let world = World::new(Does::Panic);
    (0..3).for_each(|_| world.send(8));
    let World { document, seen, .. } = world;
    drop(document);
    assert_eq!(seen.drops.load(Ordering::Relaxed), 3);
}

#[test]
#[cfg(debug_assertions)]
fn a_drop_under_the_lock_is_found() {
    let world = World::new(Does::CallBack);
    let body = world.owned(8);
    let state = world.document.state();
    drop(body);
    drop(state);
    assert_eq!(world.seen.under_lock.load(Ordering::Relaxed), 1);
}

#[test]
fn wakers_of_a_cancelled_call_run_without_a_lock() {
    struct Locks(Arc<Document>, Mutex<usize>);

    impl std::task::Wake for Locks {
        fn wake(self: Arc<Self>) {
            assert!(!foreign::holds_lock());
            *self.1.lock().expect("a count") += self.0.stats().calls_running;
        }
    }

    let world = World::new(Does::CallBack);
    let token = tokio_util::sync::CancellationToken::new();
    let began = world.document.state().calls.begin(3, token.clone(), 0);
    began.expect("a call");
    let locks = Arc::new(Locks(Arc::clone(&world.document), Mutex::new(0)));
    let waker = std::task::Waker::from(Arc::clone(&locks));
    let mut cancelled = std::pin::pin!(token.cancelled());
    let mut context = std::task::Context::from_waker(&waker);
    assert!(Future::poll(cancelled.as_mut(), &mut context).is_pending());
    world.document.cancel(3);
    assert_eq!(*locks.1.lock().expect("a count"), 1);
}
