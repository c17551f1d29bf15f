//! A webview in memory: it keeps the shared memory, and refuses and forgets on request. Its page pulls bodies as the client does.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    mpsc,
};

use bytes::Bytes;
use parking_lot::Mutex;

use crate::{
    Refusal,
    document::{Document, join_segments},
    lane::{
        memory::PullBodies,
        webview2::{Calls, Memory, Part, SharedBuffers, Trouble, states::BUFFER_BYTES_MAX},
    },
    router::InlineExecutor,
    session::Ledger,
};

/// Memory that the host and the page see at once.
type Shared = Arc<Mutex<Vec<u8>>>;

#[derive(Debug, Default)]
pub(crate) struct FakeWebview {
    pub(crate) refuses_create: AtomicBool,
    pub(crate) refuses_post: AtomicBool,
    pub(crate) forgets: AtomicBool,
    pub(crate) created: AtomicUsize,
    /// Number of buffers that are not closed.
    pub(crate) open: Arc<AtomicUsize>,
    /// Events that no listener has received: the additional data, and the memory.
    events: Mutex<Vec<(String, Shared)>>,
}

#[derive(Debug)]
pub(crate) struct FakeMemory {
    bytes: Shared,
    open: Arc<AtomicUsize>,
}

impl Memory for FakeMemory {
    fn fill<R>(&mut self, write: impl FnOnce(&mut [u8]) -> R) -> R {
        write(&mut self.bytes.lock())
    }
}

impl Drop for FakeMemory {
    fn drop(&mut self) {
        self.open.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Calls for FakeWebview {
    type Memory = FakeMemory;

    fn create(&self, bytes: usize) -> Result<FakeMemory, String> {
        if self.refuses_create.load(Ordering::Relaxed) {
            return Err("no memory".into());
        }
        self.created.fetch_add(1, Ordering::Relaxed);
        self.open.fetch_add(1, Ordering::Relaxed);
        let (bytes, open) = (Shared::new(Mutex::new(vec![0; bytes])), &self.open);
        Ok(FakeMemory {
            bytes,
            open: Arc::clone(open),
        })
    }

    fn post(&self, memory: &FakeMemory, json: &str) -> Result<(), String> {
        if self.refuses_post.load(Ordering::Relaxed) {
            return Err("the webview is closed".into());
        }
        if !self.forgets.load(Ordering::Relaxed) {
            let event = (json.to_owned(), Arc::clone(&memory.bytes));
            self.events.lock().push(event);
        }
        Ok(())
    }
}

impl FakeWebview {
    /// Returns the memory that was posted under a number, once.
    pub(crate) fn received(&self, number: u64) -> Option<Shared> {
        let data = serde_json::json!({ "bytelane": number }).to_string();
        let mut events = self.events.lock();
        let at = events.iter().position(|(json, _)| *json == data)?;
        Some(events.swap_remove(at).1)
    }
}

/// Returns the buffers of a document of its own ledger.
pub(crate) fn buffers(
    webview: &Arc<FakeWebview>,
    ledger: &Arc<Ledger>,
) -> Arc<SharedBuffers<FakeWebview>> {
    let executor = Arc::new(InlineExecutor);
    let trouble = Arc::new(Trouble::new("main"));
    SharedBuffers::new(Arc::clone(webview), executor, Arc::clone(ledger), trouble)
}

/// Sends a range and returns the answer to its page.
pub(crate) fn send(buffers: &Arc<SharedBuffers<FakeWebview>>, part: Part) -> Result<(), Refusal> {
    let (sender, answers) = mpsc::channel();
    buffers.send(part, move |answer| drop(sender.send(answer)));
    answers.recv().expect("an answer")
}

/// The page's part of the lane.
#[derive(Debug)]
pub(crate) struct FakePage {
    webview: Arc<FakeWebview>,
    buffers: Arc<SharedBuffers<FakeWebview>>,
    next: AtomicU64,
    /// Ranges that came in buffers, and in segments.
    pub(crate) shared: AtomicUsize,
    pub(crate) pulled: AtomicUsize,
}

impl std::fmt::Debug for SharedBuffers<FakeWebview> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SharedBuffers")
    }
}

impl FakePage {
    pub(crate) fn new(webview: &Arc<FakeWebview>, document: &Document) -> Arc<Self> {
        Arc::new(Self {
            webview: Arc::clone(webview),
            buffers: buffers(webview, document.ledger()),
            next: AtomicU64::new(1),
            shared: AtomicUsize::new(0),
            pulled: AtomicUsize::new(0),
        })
    }

    pub(crate) fn buffers(&self) -> &Arc<SharedBuffers<FakeWebview>> {
        &self.buffers
    }

    /// Receives a range in a buffer and copies it. Returns `None` if it has to be pulled in segments.
    fn receive(&self, part: Part) -> Option<Vec<u8>> {
        let (number, length) = (part.number, (part.range.end - part.range.start) as usize);
        let posted = send(&self.buffers, part).is_ok();
        let event = self.webview.received(number);
        let bytes = event.map(|memory| memory.lock()[..length].to_vec());
        assert!(posted || bytes.is_none(), "a refused range is not posted");
        if posted {
            self.buffers.release(number).expect("its own buffer");
        }
        bytes
    }
}

impl PullBodies for FakePage {
    fn pull(&self, document: &Document, body: u64, length: u64) -> Result<Bytes, Refusal> {
        let mut bytes = Vec::new();
        while (bytes.len() as u64) < length {
            let start = bytes.len() as u64;
            let range = start..length.min(start + BUFFER_BYTES_MAX as u64);
            let source = document.body(body)?;
            let part = Part {
                number: self.next.fetch_add(1, Ordering::Relaxed),
                source: Arc::clone(&source),
                range: range.clone(),
            };
            if let Some(received) = self.receive(part) {
                self.shared.fetch_add(1, Ordering::Relaxed);
                bytes.extend(received);
            } else {
                self.pulled.fetch_add(1, Ordering::Relaxed);
                bytes.extend_from_slice(&join_segments(source.read(range)?));
            }
        }
        Ok(bytes.into())
    }
}
