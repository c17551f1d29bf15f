//! The lane against a peer that uses its socket protocol directly, correctly or not, without a webview or GTK.

mod bodies;
mod buffers;
mod calls;
mod ends;
mod foreign;
mod hostile;
mod peer;

use std::{
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use bytes::Bytes;

use self::peer::{Peer, call, hello, json};
use super::link::{Link, LinkConfig, LinkEnd};
use crate::{
    Router,
    document::{CloseReason, Dispatch, Document},
    ipc::{Buffers, Channel, Response, SharedBuf},
    router::{Caller, Executor, TokioExecutor},
    wire::{
        Frame, Lane, Limits, PayloadKind,
        frame::{Credit, Reply, ReplyOutcome},
    },
};

/// Longer than any step of these tests takes, on any machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs one test at a time: the descriptors of the process are counted.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn pattern(length: usize) -> Vec<u8> {
    let mut state = 1_u32;
    let next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    std::iter::repeat_with(next).take(length).collect()
}

fn until(what: &str, mut condition: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !condition() {
        assert!(Instant::now() < end, "waited in vain until {what}");
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[crate::command]
fn echo(data: crate::Bytes) -> crate::Bytes {
    data
}

#[crate::command]
fn give(length: usize) -> Vec<u8> {
    pattern(length)
}

/// Returns a buffer that the page reads in place.
#[crate::command]
fn draw(length: usize, buffers: Buffers) -> SharedBuf {
    let mut buffer = buffers.take(length);
    assert!(buffer.is_shared());
    buffer.copy_from_slice(&pattern(length));
    buffer
}

/// Returns the address of the bytes.
#[crate::command]
fn place(data: crate::Bytes) -> u64 {
    assert!(data[..] == pattern(data.len())[..]);
    data.as_ptr().addr() as u64
}

#[crate::command]
fn file(path: &str) -> Response {
    Response::file(path)
}

#[crate::command]
async fn count(numbers: Channel<u64>, count: u64) -> Result<u64, String> {
    for number in 0..count {
        numbers
            .send_async(number)
            .await
            .map_err(|error| error.to_string())?;
    }
    Ok(count)
}

#[crate::command]
fn with_header(length: usize) -> Response {
    Response::new(vec![1_u8]).with_header("x-long", "x".repeat(length))
}

/// Refuses the call with a text of control characters, whose JSON is six times as long.
#[crate::command]
fn refuse(length: usize) -> Result<(), crate::Refusal> {
    let text = "\u{1}".repeat(length);
    Err(crate::Refusal::new(crate::wire::Code::Internal, text))
}

#[crate::command]
async fn hang() {
    std::future::pending::<()>().await;
}

/// The number of blocked commands, and how many of them may continue.
static GATE: (Mutex<(usize, usize)>, Condvar) = (Mutex::new((0, 0)), Condvar::new());

#[crate::command]
fn block() {
    let (gate, changed) = &GATE;
    let mut gate = gate.lock().expect("nothing panics with it");
    gate.0 += 1;
    gate = changed
        .wait_while(gate, |(_, may_go_on)| *may_go_on == 0)
        .expect("nothing panics with it");
    gate.0 -= 1;
    gate.1 -= 1;
}

fn until_one_blocks() {
    until("the command blocks", || {
        GATE.0.lock().expect("nothing panics with it").0 == 1
    });
}

fn unblock_one() {
    GATE.0.lock().expect("nothing panics with it").1 += 1;
    GATE.1.notify_all();
}

struct Host {
    _runtime: tokio::runtime::Runtime,
    document: Arc<Document>,
    link: Weak<Link>,
    violated: Arc<AtomicUsize>,
    unused: Arc<AtomicUsize>,
    failed: Arc<AtomicUsize>,
}

fn open() -> (Host, Peer) {
    open_with(PATIENCE)
}

/// Opens a link that returns memory to the system after a pause of this length.
fn open_with(idle: Duration) -> (Host, Peer) {
    let runtime = runtime();
    let router = Router::new(crate::generate_handler![
        echo,
        give,
        draw,
        place,
        file,
        count,
        hang,
        with_header,
        refuse,
        block,
        foreign::owned,
        foreign::send_owned,
        foreign::keep
    ])
    .with_executor(TokioExecutor::new(runtime.handle().clone()));
    let executor = Arc::clone(router.executor());
    open_on(runtime, executor, router, idle)
}

/// Opens a link whose document runs calls by `dispatch`.
fn open_dispatching(dispatch: impl Dispatch + 'static, idle: Duration) -> (Host, Peer) {
    let runtime = runtime();
    let executor = Arc::new(TokioExecutor::new(runtime.handle().clone()));
    open_on(runtime, executor, dispatch, idle)
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime")
}

fn open_on(
    runtime: tokio::runtime::Runtime,
    executor: Arc<dyn Executor>,
    dispatch: impl Dispatch + 'static,
    idle: Duration,
) -> (Host, Peer) {
    let limits = Limits {
        inline_body_bytes_max: 64 * 1024,
        ..Limits::default()
    };
    let document = Document::new(
        Lane::Shm,
        dispatch,
        Arc::new(Caller::default()),
        limits.clone(),
    );
    let [violated, unused, failed] = [(); 3].map(|()| Arc::new(AtomicUsize::new(0)));
    let (violations, unuses) = (Arc::clone(&violated), Arc::clone(&unused));
    let failures = Arc::clone(&failed);
    let ended = Arc::downgrade(&document);
    let config = LinkConfig {
        document: Arc::clone(&document),
        executor,
        frame_bytes_max: limits.batch_bytes_max,
        idle,
        end_document: Box::new(move |end| match end {
            LinkEnd::Violated => {
                if let Some(document) = ended.upgrade() {
                    document.close(CloseReason::DocumentGone);
                }
                violations.fetch_add(1, Ordering::SeqCst);
            }
            LinkEnd::Unused => {
                unuses.fetch_add(1, Ordering::SeqCst);
            }
            LinkEnd::Failed => {
                if let Some(document) = ended.upgrade() {
                    document.close(CloseReason::LaneFailed);
                }
                failures.fetch_add(1, Ordering::SeqCst);
            }
        }),
    };
    let (link, page) = Link::open(config).expect("a link");
    let host = Host {
        _runtime: runtime,
        document,
        link: Arc::downgrade(&link),
        violated,
        unused,
        failed,
    };
    (host, Peer::new(page))
}

/// Returns the number of open descriptors of shared memory, and of its mappings.
fn shared_memory() -> (usize, usize) {
    let open = std::fs::read_dir("/proc/self/fd")
        .expect("descriptors")
        .flatten()
        .filter(|entry| {
            std::fs::read_link(entry.path())
                .is_ok_and(|target| target.to_string_lossy().contains("memfd:bytelane"))
        })
        .count();
    let mapped = std::fs::read_to_string("/proc/self/maps")
        .expect("mappings")
        .matches("memfd:bytelane")
        .count();
    (open, mapped)
}

/// Asserts that the link releases everything after the page has closed its end.
fn assert_released(host: Host) {
    until("the link is gone", || host.link.upgrade().is_none());
    drop(host);
    until("its memory is closed", || shared_memory().0 == 0);
}
