//! wry without an engine: a custom protocol for calls and bytes, a poll for messages of bytes, and batched scripts for messages of JSON.

use std::{
    borrow::Cow,
    collections::VecDeque,
    io,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
};

use bytelane_peer_window::{Host, Window, page, run};
use bytes::Bytes;
use wry::{
    RequestAsyncResponder, WebViewBuilder,
    http::{Request, Response, StatusCode},
};

/// Size in bytes from which a batch of messages is sent; a larger message is a batch of its own.
const BATCH_BYTES: usize = 1 << 20;
/// Maximum length in bytes of a body that is copied on the main thread.
const LARGE: usize = 64 << 10;
/// Maximum number of texts of a script.
const BATCH_TEXTS: usize = 1024;
/// Capacity of the queue of texts; a sender waits while it is full.
const WAITING_TEXTS: usize = 8 * BATCH_TEXTS;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    run("wry", |host, window| {
        let peer = Peer {
            host: host.clone(),
            window: window.clone(),
            texts: Arc::default(),
            messages: Arc::default(),
        };
        WebViewBuilder::new()
            .with_asynchronous_custom_protocol("peer".into(), move |_, request, responder| {
                peer.serve(request, responder)
            })
            .with_url("peer://localhost/")
    })
}

#[derive(Clone)]
struct Peer {
    host: Host,
    window: Window,
    texts: Arc<Texts>,
    messages: Arc<Mutex<VecDeque<Vec<u8>>>>,
}

impl Peer {
    /// Serves small bodies on the main thread, and large ones on a thread of their own.
    fn serve(&self, request: Request<Vec<u8>>, responder: RequestAsyncResponder) {
        let path = request.uri().path().to_owned();
        match path.as_str() {
            "/next" => self
                .host
                .worker
                .next(move |job| responder.respond(json(&job))),
            "/channel_json" => self.aside(path, request, responder),
            "/messages" | "/channel_raw" => responder.respond(self.transfer(&path, request)),
            "/download" | "/upload" | "/mixed" => {
                let large = self.host.bytes().len().max(request.body().len()) > LARGE;
                if large {
                    self.aside(path, request, responder);
                } else {
                    responder.respond(self.transfer(&path, request));
                }
            }
            path => match request.method().as_str() {
                "POST" => {
                    responder.respond(self.command(path.trim_start_matches('/'), request.body()))
                }
                _ => responder.respond(page(path, include_str!("../page/wry.js"))),
            },
        }
    }

    fn aside(&self, path: String, request: Request<Vec<u8>>, responder: RequestAsyncResponder) {
        let peer = self.clone();
        thread::spawn(move || responder.respond(peer.transfer(&path, request)));
    }

    fn command(&self, name: &str, body: &[u8]) -> Response<Cow<'static, [u8]>> {
        let answer =
            serde_json::from_slice(body).and_then(|arguments| self.host.command(name, arguments));
        match answer {
            Ok(Some(answer)) => json(&answer),
            Ok(None) => failed(StatusCode::NOT_FOUND, "no such command"),
            Err(error) => failed(StatusCode::BAD_REQUEST, &error.to_string()),
        }
    }

    fn transfer(&self, path: &str, request: Request<Vec<u8>>) -> Response<Cow<'static, [u8]>> {
        let answer = match path {
            "/download" => Ok(part(&self.host.bytes(), request.uri().query())),
            "/upload" => {
                let length = request.body().len();
                self.host.worker.received(request.into_body());
                return json(&length);
            }
            "/mixed" => self.host.mixed(&Bytes::from(request.into_body())),
            "/channel_raw" => self.open(),
            "/messages" => Ok(self.batch()),
            _ => self.send_texts(),
        };
        match answer {
            Ok(bytes) => Response::new(bytes.into()),
            Err(error) => failed(StatusCode::BAD_REQUEST, &error.to_string()),
        }
    }

    /// Queues the prepared messages until the page polls.
    fn open(&self) -> io::Result<Vec<u8>> {
        let messages = self.host.messages()?;
        *self.messages.lock().unwrap_or_else(PoisonError::into_inner) = messages.into();
        Ok(Vec::new())
    }

    /// Returns a batch of messages, each preceded by its length; an empty one after the last message.
    fn batch(&self) -> Vec<u8> {
        let mut waiting = self.messages.lock().unwrap_or_else(PoisonError::into_inner);
        let mut batch = Vec::new();
        while batch.is_empty() || batch.len() < BATCH_BYTES {
            let Some(message) = waiting.pop_front() else {
                break;
            };
            batch.extend_from_slice(&(message.len() as u32).to_le_bytes());
            batch.extend_from_slice(&message);
        }
        batch
    }

    fn send_texts(&self) -> io::Result<Vec<u8>> {
        for text in self.host.texts()? {
            self.texts.push(text, &self.window);
        }
        Ok(Vec::new())
    }
}

/// Returns the bytes of a range, or all, copied: wry sends bytes that it owns.
fn part(bytes: &Bytes, query: Option<&str>) -> Vec<u8> {
    let range = query
        .and_then(|query| query.split_once('-'))
        .and_then(|(from, to)| Some(from.parse().ok()?..to.parse().ok()?));
    range
        .and_then(|range: std::ops::Range<usize>| bytes.get(range))
        .unwrap_or(bytes)
        .to_vec()
}

/// JSON texts that are sent to the page, one script at a time.
#[derive(Default)]
struct Texts {
    state: Mutex<Queue>,
    room: Condvar,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<String>,
    /// Whether a script is running; queued texts are sent by the next one.
    running: bool,
}

impl Texts {
    fn state(&self) -> MutexGuard<'_, Queue> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(self: &Arc<Self>, text: String, window: &Window) {
        let mut state = self
            .room
            .wait_while(self.state(), |state| state.waiting.len() >= WAITING_TEXTS)
            .unwrap_or_else(PoisonError::into_inner);
        state.waiting.push_back(text);
        if !std::mem::replace(&mut state.running, true) {
            drop(state);
            self.flush(window);
        }
    }

    /// Sends a batch, and the next one after the page has run it.
    fn flush(self: &Arc<Self>, window: &Window) {
        let (texts, again) = (Arc::clone(self), window.clone());
        window.with(move |webview| {
            let mut state = texts.state();
            let count = state.waiting.len().min(BATCH_TEXTS);
            let batch: Vec<_> = state.waiting.drain(..count).collect();
            state.running = !batch.is_empty();
            drop(state);
            texts.room.notify_all();
            if batch.is_empty() {
                return;
            }
            let script = format!("peerTake([{}])", batch.join(","));
            let done = move |_| texts.flush(&again);
            webview
                .evaluate_script_with_callback(&script, done)
                .expect("a script runs");
        });
    }
}

fn json(value: &impl serde::Serialize) -> Response<Cow<'static, [u8]>> {
    Response::new(serde_json::to_vec(value).unwrap_or_default().into())
}

fn failed(status: StatusCode, reason: &str) -> Response<Cow<'static, [u8]>> {
    let mut response = Response::new(Cow::Owned(reason.as_bytes().to_vec()));
    *response.status_mut() = status;
    response
}
