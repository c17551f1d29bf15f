//! Sync commands that block: the share of one document, and what others get.

use std::{
    cell::Cell,
    pin::Pin,
    sync::{
        Arc, Condvar, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use bytelane::{
    Payload, Reply, Router,
    ipc::{Invoke, IpcResponse},
    lane::{CloseReason, MemoryLane},
    router::{Executor, TokioExecutor},
};
use tokio::task::JoinSet;

/// Sync commands of one document that run at once.
const SHARE: usize = 64;

/// Where the command `block` waits.
#[derive(Default)]
struct Gate {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    running: usize,
    most: usize,
    ended: usize,
    is_open: bool,
}

impl Gate {
    fn block(&self) {
        let mut state = self.state.lock().unwrap();
        state.running += 1;
        state.most = state.most.max(state.running);
        self.changed.notify_all();
        let mut state = self
            .changed
            .wait_while(state, |state| !state.is_open)
            .unwrap();
        state.running -= 1;
        state.ended += 1;
    }

    fn wait_for(&self, running: usize) {
        let state = self.state.lock().unwrap();
        drop(
            self.changed
                .wait_while(state, |state| state.running < running)
                .unwrap(),
        );
    }

    fn open(&self) {
        self.state.lock().unwrap().is_open = true;
        self.changed.notify_all();
    }
}

fn answer() -> Reply {
    "answer".into_reply().expect("JSON")
}

/// Returns a router on the runtime of the test, whose command `block` waits at `gate` and whose command `quick` does not.
fn router(gate: &Arc<Gate>) -> Router {
    let gate = Arc::clone(gate);
    Router::new(move |invoke: Invoke| {
        let gate = Arc::clone(&gate);
        let blocks = invoke.message.command() == "block";
        invoke.run_blocking(move |_| {
            if blocks {
                gate.block();
            }
            answer()
        });
        true
    })
    .with_executor(TokioExecutor::new(tokio::runtime::Handle::current()))
}

fn run(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        // Far fewer than the calls of the tests.
        .max_blocking_threads(2 * SHARE)
        .build()
        .expect("a runtime")
        .block_on(test);
}

fn call(calls: &mut JoinSet<bool>, lane: &Arc<MemoryLane>, command: &'static str) {
    let lane = Arc::clone(lane);
    calls.spawn(async move { lane.call(command, Payload::None).await.is_ok() });
}

/// Calls `quick` so many times at once, and checks that each call is answered.
async fn all_are_answered(lane: &Arc<MemoryLane>, count: usize) {
    let mut calls = JoinSet::new();
    for _ in 0..count {
        call(&mut calls, lane, "quick");
    }
    let answers = calls.join_all().await;
    assert_eq!(answers.len(), count);
    assert!(answers.into_iter().all(|answered| answered));
}

#[test]
fn a_document_whose_commands_block_does_not_stop_another_one() {
    run(async {
        let gate = Arc::new(Gate::default());
        let router = router(&gate);
        let [blocked, other] = [(); 2].map(|()| Arc::new(MemoryLane::new(router.clone())));
        let mut calls = JoinSet::new();
        for _ in 0..700 {
            call(&mut calls, &blocked, "block");
        }
        gate.wait_for(SHARE);
        for _ in 0..100 {
            other
                .call("quick", Payload::None)
                .await
                .expect("an answer while the other document is blocked");
        }
        gate.open();
        assert!(calls.join_all().await.into_iter().all(|answered| answered));
        let state = gate.state.lock().unwrap();
        assert_eq!((state.most, state.running, state.ended), (SHARE, 0, 700));
    });
}

#[test]
fn thousands_of_quick_commands_at_once_are_answered() {
    run(async {
        let gate = Arc::new(Gate::default());
        let lane = Arc::new(MemoryLane::new(router(&gate)));
        all_are_answered(&lane, 4_000).await;
    });
}

#[test]
fn calls_that_wait_for_a_place_are_cancelled_when_their_document_ends() {
    run(async {
        let gate = Arc::new(Gate::default());
        let lane = Arc::new(MemoryLane::new(router(&gate)));
        let mut calls = JoinSet::new();
        for _ in 0..2 * SHARE {
            call(&mut calls, &lane, "block");
        }
        gate.wait_for(SHARE);
        lane.close(CloseReason::DocumentGone);
        // Those that run cannot be interrupted; each of the others is answered at once.
        for _ in 0..SHARE {
            assert_eq!(
                calls.join_next().await.expect("an answer").ok(),
                Some(false)
            );
        }
        gate.open();
        calls.join_all().await;
        assert_eq!(gate.state.lock().unwrap().ended, SHARE);
    });
}

type Work = Box<dyn FnOnce() + Send>;
type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

/// An executor that does not begin its first work.
struct Holding {
    threads: TokioExecutor,
    held: Arc<Mutex<Option<Work>>>,
    works: AtomicUsize,
}

impl Executor for Holding {
    fn run_blocking(&self, work: Work) {
        if self.works.fetch_add(1, Ordering::SeqCst) == 0 {
            *self.held.lock().unwrap() = Some(work);
        } else {
            self.threads.run_blocking(work);
        }
    }

    fn spawn(&self, work: Task) {
        self.threads.spawn(work);
    }
}

#[test]
fn commands_are_answered_though_the_first_thread_does_not_begin() {
    run(async {
        let gate = Arc::new(Gate::default());
        let held = Arc::default();
        let executor = Holding {
            threads: TokioExecutor::new(tokio::runtime::Handle::current()),
            held: Arc::clone(&held),
            works: AtomicUsize::new(0),
        };
        let lane = Arc::new(MemoryLane::new(router(&gate).with_executor(executor)));
        // Two at once, many at once, and single ones behind the thread that does not begin.
        for count in [2, 200, 1, 1] {
            all_are_answered(&lane, count).await;
        }
        // The thread comes late and finds nothing.
        let late = held.lock().unwrap().take();
        late.expect("the first thread is held")();
        lane.call("quick", Payload::None).await.expect("an answer");
    });
}

/// An executor that runs all blocking work on the calling thread.
struct Inline {
    runtime: tokio::runtime::Handle,
    deepest: Arc<AtomicUsize>,
}

thread_local! {
    static DEPTH: Cell<usize> = const { Cell::new(0) };
}

impl Executor for Inline {
    fn run_blocking(&self, work: Work) {
        let depth = DEPTH.get() + 1;
        DEPTH.set(depth);
        self.deepest.fetch_max(depth, Ordering::SeqCst);
        work();
        DEPTH.set(depth - 1);
    }

    fn spawn(&self, work: Task) {
        self.runtime.spawn(work);
    }
}

#[test]
fn an_executor_on_the_calling_thread_answers_a_burst_at_a_bounded_depth() {
    run(async {
        let gate = Arc::new(Gate::default());
        let deepest = Arc::default();
        let executor = Inline {
            runtime: tokio::runtime::Handle::current(),
            deepest: Arc::clone(&deepest),
        };
        let lane = Arc::new(MemoryLane::new(router(&gate).with_executor(executor)));
        all_are_answered(&lane, 4_000).await;
        // The first thread, its check, and the thread that the check starts.
        let deepest = deepest.load(Ordering::SeqCst);
        assert!(deepest <= 3, "{deepest}");
    });
}

/// One call after another, so that each finds the share as the one before has left it.
#[test]
fn a_quick_command_is_answered_while_others_of_its_document_block() {
    run(async {
        let gate = Arc::new(Gate::default());
        let lane = Arc::new(MemoryLane::new(router(&gate)));
        let mut calls = JoinSet::new();
        for running in 1..SHARE {
            call(&mut calls, &lane, "block");
            gate.wait_for(running);
            lane.call("quick", Payload::None)
                .await
                .expect("an answer beside those that block");
        }
        gate.open();
        assert!(calls.join_all().await.into_iter().all(|answered| answered));
    });
}
