//! A wry window without an engine whose page runs the jobs of standard input. The peers other than Tauri share it.

pub mod chromium;

use std::{
    borrow::Cow,
    io,
    sync::{Arc, Mutex, PoisonError},
};

use bytelane_bench_protocol::{PageResult, Prepare, Prepared, RUNNER, Ready, Worker, bound};
use bytes::Bytes;
use http::{Response, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tao::{
    event::Event,
    event_loop::{ControlFlow, EventLoopBuilder, EventLoopProxy},
    platform::unix::WindowExtUnix,
    window::WindowBuilder,
};
use wry::{WebView, WebViewBuilder, WebViewBuilderExtUnix};

enum UserEvent {
    Work(Box<dyn FnOnce(&WebView) + Send>),
    Exit,
}

/// A handle of the window's webview, usable from any thread.
#[derive(Clone)]
pub struct Window(Arc<Mutex<EventLoopProxy<UserEvent>>>);

impl Window {
    /// Runs `work` in a later turn of the main thread; drops it if the window is closed.
    pub fn with(&self, work: impl FnOnce(&WebView) + Send + 'static) {
        // The work is not needed once the event loop has ended.
        let _is_open = self.send(UserEvent::Work(Box::new(work)));
    }

    /// Sends an event to the event loop, and returns `false` if the loop has ended.
    fn send(&self, event: UserEvent) -> bool {
        let proxy = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        proxy.send_event(event).is_ok()
    }
}

/// Opens a window with the webview that `page` builds, and runs it until the end of the jobs.
///
/// # Errors
/// Returns an error if the system cannot create a thread, the window or the webview.
pub fn run(
    system: &str,
    page: impl FnOnce(&Host, &Window) -> WebViewBuilder<'static>,
) -> Result<(), Box<dyn std::error::Error>> {
    bound::echo_if_asked();
    let event_loop = EventLoopBuilder::with_user_event().build();
    let window = Window(Arc::new(Mutex::new(event_loop.create_proxy())));
    let ending = window.clone();
    let worker = Worker::start(about(system), move || {
        // Nothing is left to end once the event loop has ended.
        let _is_open = ending.send(UserEvent::Exit);
    })?;
    let host = Host {
        worker: worker.clone(),
        shelf: Arc::default(),
    };
    let frame = WindowBuilder::new().with_title(system).build(&event_loop)?;
    let webview =
        page(&host, &window).build_gtk(frame.default_vbox().ok_or("a window of GTK has a box")?)?;
    worker.start_ticks(move |tick| window.send(UserEvent::Work(Box::new(|_| tick()))))?;
    event_loop.run(move |event, _, flow| {
        *flow = ControlFlow::Wait;
        let _open = &frame;
        match event {
            Event::UserEvent(UserEvent::Work(work)) => work(&webview),
            Event::UserEvent(UserEvent::Exit) => *flow = ControlFlow::Exit,
            _ => {}
        }
    })
}

fn about(system: &str) -> Ready {
    Ready {
        system: system.into(),
        lane: String::new(),
        version: String::new(),
        engine: format!("WebKitGTK {}", wry::webview_version().unwrap_or_default()),
        mark_ns: 0,
    }
}

/// Returns a random path segment that admits the window's page to a loopback server, whose port any program of the machine can reach.
///
/// # Errors
/// Returns an error if the system provides no random bytes.
pub fn token() -> io::Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Returns the type and the text of a file of the page: a file that all peers share, or `own` at `/system.js`.
pub fn file(path: &str, own: &'static str) -> Option<(&'static str, &'static str)> {
    match path {
        "/" => Some(("text/html", include_str!("index.html"))),
        "/runner.js" => Some(("text/javascript", RUNNER)),
        "/operations.js" => Some((
            "text/javascript",
            include_str!("../../../webview/page/operations.js"),
        )),
        "/framing.js" => Some(("text/javascript", include_str!("framing.js"))),
        "/system.js" => Some(("text/javascript", own)),
        _ => None,
    }
}

/// Returns a file of the page as a response of a custom protocol.
pub fn page(path: &str, own: &'static str) -> Response<Cow<'static, [u8]>> {
    let (status, (kind, text)) = match file(path, own) {
        Some(file) => (StatusCode::OK, file),
        None => (StatusCode::NOT_FOUND, ("text/plain", "no such file")),
    };
    let mut response = Response::new(Cow::Borrowed(text.as_bytes()));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert("content-type", http::HeaderValue::from_static(kind));
    response
}

/// The commands of the benchmark, whatever carries them.
#[derive(Clone)]
pub struct Host {
    /// The worker, which has the jobs and the clock.
    pub worker: Worker,
    shelf: Arc<Mutex<Bytes>>,
}

/// A structured value, sent beside bytes.
#[derive(Serialize, Deserialize)]
pub struct Picture {
    name: String,
    width: u32,
    height: u32,
    tags: Vec<String>,
}

/// A numbered text.
#[derive(Serialize)]
struct Message<'a> {
    index: u32,
    text: &'a str,
}

impl Host {
    /// Returns the bytes that every download sends.
    pub fn bytes(&self) -> Bytes {
        let mut shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(Prepared::Bytes(bytes)) = self.worker.take_prepared() {
            *shelf = bytes.into();
        }
        shelf.clone()
    }

    /// Takes the prepared messages.
    ///
    /// # Errors
    /// Returns an error if no messages were prepared.
    pub fn messages(&self) -> io::Result<Vec<Vec<u8>>> {
        self.worker.take_messages()
    }

    /// Takes the prepared texts, each as JSON.
    ///
    /// # Errors
    /// Returns an error if no texts were prepared.
    pub fn texts(&self) -> io::Result<impl Iterator<Item = String> + Send + use<>> {
        let (numbers, text) = self.worker.take_texts()?;
        Ok(numbers.map(move |index| {
            let message = Message { index, text: &text };
            serde_json::to_string(&message).unwrap_or_default()
        }))
    }

    /// Receives JSON followed by bytes, and returns the same with the prepared bytes. `framing.js` implements the same format.
    ///
    /// # Errors
    /// Returns an error if the body is not JSON followed by bytes.
    pub fn mixed(&self, body: &Bytes) -> io::Result<Vec<u8>> {
        let broken = || io::Error::other("the body is not JSON followed by bytes");
        let length = body
            .first_chunk()
            .map(|length| u32::from_le_bytes(*length) as usize);
        let start = length
            .and_then(|length| length.checked_add(4))
            .ok_or_else(broken)?;
        let text = body.get(4..start).ok_or_else(broken)?;
        let picture: Picture = serde_json::from_slice(text)?;
        self.worker.received(body.slice(start..));
        let (text, bytes) = (serde_json::to_vec(&picture)?, self.bytes());
        let mut answer = Vec::with_capacity(4 + text.len() + bytes.len());
        answer.extend_from_slice(
            &u32::try_from(text.len())
                .map_err(io::Error::other)?
                .to_le_bytes(),
        );
        answer.extend_from_slice(&text);
        answer.extend_from_slice(&bytes);
        Ok(answer)
    }

    /// Runs a command whose arguments and result are JSON; `None` if the command is unknown.
    ///
    /// # Errors
    /// Returns an error if the arguments do not deserialize.
    pub fn command(&self, name: &str, arguments: Value) -> serde_json::Result<Option<Value>> {
        match name {
            "call" => {
                let index: u32 = serde_json::from_value(arguments)?;
                return Ok(Some(index.wrapping_add(1).into()));
            }
            "ready" => self.worker.ready(""),
            "mark" => self.worker.mark(),
            "prepare" => self
                .worker
                .prepare(serde_json::from_value::<Prepare>(arguments)?),
            "finish" => self
                .worker
                .finish(serde_json::from_value::<PageResult>(arguments)?),
            _ => return Ok(None),
        }
        Ok(Some(Value::Null))
    }
}
