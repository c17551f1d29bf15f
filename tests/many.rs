//! Large numbers: calls that are aborted, and guesses of the ids of another document.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use bytelane::{
    Bytes, Payload, Router, State, generate_handler,
    lane::MemoryLane,
    router::TokioExecutor,
    state::StateStore,
    wire::{
        Element, Frame, PayloadKind,
        frame::{Body, Call, Cancel, Release},
    },
};
use tokio::task::JoinSet;

const MIB: usize = 1024 * 1024;
const GUESSES: u64 = 1 << 20;

#[derive(Default)]
struct Counts {
    started: AtomicU64,
    dropped: AtomicU64,
}

struct Started(Arc<Counts>);

impl Drop for Started {
    fn drop(&mut self) {
        self.0.dropped.fetch_add(1, Ordering::Relaxed);
    }
}

#[bytelane::command]
async fn hang(counts: State<'_, Arc<Counts>>) -> Result<(), ()> {
    counts.started.fetch_add(1, Ordering::Relaxed);
    let _started = Started(Arc::clone(&counts));
    std::future::pending().await
}

#[bytelane::command]
fn length(data: Bytes) -> usize {
    data.len()
}

#[bytelane::command]
fn large() -> Vec<u8> {
    vec![7; 2 * MIB]
}

fn router() -> (Router, Arc<Counts>) {
    let counts = Arc::<Counts>::default();
    let state = Arc::new(StateStore::default());
    assert!(state.set(Arc::clone(&counts)));
    let router = Router::new(generate_handler![hang, length, large])
        .with_state(state)
        .with_executor(TokioExecutor::new(tokio::runtime::Handle::current()));
    (router, counts)
}

async fn until(what: &str, done: impl Fn() -> bool) {
    for _ in 0..1_000_000 {
        if done() {
            return;
        }
        tokio::task::yield_now().await;
    }
    panic!("{what} did not happen");
}

#[tokio::test]
async fn aborted_calls_drop_their_futures_and_leave_nothing() {
    const AT_ONCE: u64 = 1_000;
    let (router, counts) = router();
    let lane = Arc::new(MemoryLane::new(router));
    for round in 1..=100 {
        let mut calls = JoinSet::new();
        for _ in 0..AT_ONCE {
            let lane = Arc::clone(&lane);
            calls.spawn(async move { lane.call("hang", Payload::None).await.is_ok() });
        }
        let sent = round * AT_ONCE;
        until("the calls", || {
            counts.started.load(Ordering::Relaxed) == sent
        })
        .await;
        assert_eq!(lane.stats().calls_running as u64, AT_ONCE);
        // Dropping the future of a call cancels it.
        calls.shutdown().await;
        until("the ends", || {
            counts.dropped.load(Ordering::Relaxed) == sent
        })
        .await;
        let stats = lane.stats();
        assert_eq!(stats.calls_running, 0);
        assert!(stats.held.is_nothing(), "{:?}", stats.held);
    }
    assert_eq!(lane.stats().calls, 100 * AT_ONCE);
}

/// Sends a CALL whose body follows, in a task.
fn begin(
    lane: &Arc<MemoryLane>,
    id: u64,
    bytes: u64,
) -> tokio::task::JoinHandle<Option<serde_json::Value>> {
    let call = Call {
        id,
        head: r#"{"cmd":"length"}"#.into(),
        body: Body::deferred(PayloadKind::Raw, Element::Bytes, bytes),
    };
    let lane = Arc::clone(lane);
    tokio::spawn(async move {
        let (_, payload) = lane.send(call).await.ok()?;
        payload.to_value().ok()
    })
}

#[tokio::test]
async fn guesses_of_ids_do_not_reach_another_document() {
    let (router, counts) = router();
    let (victim, guesser) = (
        Arc::new(MemoryLane::new(router.clone())),
        MemoryLane::new(router),
    );
    // The ids of a document count from 1, so each of them is guessed: those of a call that runs, of an upload, and of a result.
    let running = {
        let victim = Arc::clone(&victim);
        tokio::spawn(async move { victim.call("hang", Payload::None).await.is_ok() })
    };
    until("the call", || counts.started.load(Ordering::Relaxed) == 1).await;
    let upload = begin(&victim, 100, 2 * MIB as u64);
    until("the upload", || victim.stats().uploads_open == 1).await;
    victim.upload(100, 0, &vec![7; MIB]);
    let asked = Call {
        id: 101,
        head: r#"{"cmd":"large"}"#.into(),
        body: Body::new(PayloadKind::None, Element::Bytes, bytes::Bytes::new()),
    };
    let mut request = bytes::BytesMut::new();
    Frame::from(asked).encode(&mut request);
    victim.exchange(request.freeze()).await.expect("a reply");
    let before = victim.stats();
    assert_eq!((before.calls_running, before.bodies_held), (2, 1));

    for first in (0..GUESSES).step_by(1_024) {
        let guesses = first..first + 1_024;
        let frames = guesses.clone().flat_map(|id| {
            [
                Frame::from(Release { body: id }),
                Frame::from(Cancel { call: id }),
            ]
        });
        // An id that no document uses is no violation.
        guesser.send_frames(frames.collect()).expect("accepted");
        for id in guesses {
            guesser.upload(id, MIB as u64, &[1]);
        }
    }
    assert_eq!(victim.stats(), before);
    victim.upload(100, MIB as u64, &vec![7; MIB]);
    assert_eq!(upload.await.expect("a task"), Some((2 * MIB).into()));
    assert_eq!(counts.dropped.load(Ordering::Relaxed), 0);
    running.abort();
}
