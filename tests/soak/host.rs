//! The host of one check: its windows, the engine, and the actions that the pages request.

use std::{
    collections::BTreeMap,
    process::ExitCode,
    sync::Arc,
    time::{Duration, Instant},
};

use bytelane::{
    AttachOptions, Bytes, Engine, Payload, Router, WebviewHandle, payload::Body, state::StateStore,
};
use parking_lot::Mutex;
use tao::{
    event::{Event, StartCause},
    event_loop::{ControlFlow, EventLoopBuilder, EventLoopProxy, EventLoopWindowTarget},
    platform::run_return::EventLoopExtRunReturn,
    window::{Window, WindowBuilder},
};
use wry::{WebView, WebViewBuilder};

use crate::{
    checks::{Check, EXITING},
    commands,
    panics::silence_panics_on_purpose,
    plain,
    processes::kill_web_processes,
    report::{LINE, Result as SoakResult},
    webview::build,
    work::EXITS,
};

/// The windows: that of the check, and that of the bystander.
pub(crate) const MAIN: &str = "main";
const BYSTANDER: &str = "bystander";
/// Seconds after its time at which a check ends with the figures that it has.
const LATE_SECONDS: u64 = 120;
const ADDRESS: &str = "bytelane://localhost/";

/// An action that a page requests of the main thread.
#[derive(Debug)]
pub(crate) enum Action {
    Finish(Option<String>),
    /// Loads the page of the check again, with this query.
    Load(String),
    Reload,
    Kill,
    /// Opens a window with this label and page.
    Open(String, &'static str),
    /// Opens a window with this label whose webview has no engine.
    OpenPlain(String),
    /// The same, whose page reads streams.
    OpenReading(String),
    Close(String),
    /// Ends the web process of a window, then closes it.
    EndAndClose(String),
    #[cfg_attr(
        not(target_os = "linux"),
        allow(dead_code, reason = "wry reports no end of a web process")
    )]
    ProcessEnded,
}

/// State that the commands share.
pub(crate) struct Host {
    pub(crate) check: &'static Check,
    /// Seconds that the check may take, and the time at which they have passed.
    pub(crate) seconds: u64,
    pub(crate) end: Instant,
    pub(crate) actions: Mutex<EventLoopProxy<Action>>,
    pub(crate) handles: Mutex<BTreeMap<String, WebviewHandle>>,
    pub(crate) counts: Mutex<BTreeMap<String, u64>>,
    pub(crate) samples: Mutex<BTreeMap<String, Vec<u64>>>,
    /// When the document of the check was ended last.
    pub(crate) fault: Mutex<Option<Instant>>,
    pub(crate) last_beat: Mutex<Option<Instant>>,
    pub(crate) result: Mutex<SoakResult>,
}

impl Host {
    pub(crate) fn request(&self, action: Action) {
        let _ = self.actions.lock().send_event(action);
    }

    pub(crate) fn add(&self, name: &str, count: u64) -> u64 {
        let mut counts = self.counts.lock();
        let sum = counts.entry(name.to_owned()).or_default();
        *sum += count;
        *sum
    }

    pub(crate) fn sample(&self, name: &str, value: u64) {
        let mut samples = self.samples.lock();
        samples.entry(name.to_owned()).or_default().push(value);
    }
}

fn serve(page: &'static str, request: &http::Request<()>) -> http::Response<Body> {
    let (content_type, content) = match request.uri().path() {
        "/soak.js" => ("text/javascript", include_str!("pages/soak.js")),
        "/check.js" => ("text/javascript", page),
        "/bystander.js" => ("text/javascript", include_str!("pages/bystander.js")),
        "/working.js" => ("text/javascript", include_str!("pages/working.js")),
        "/working" => (
            "text/html",
            r#"<!doctype html><meta charset="utf-8"><script type="module" src="/working.js"></script>"#,
        ),
        "/opened.js" => ("text/javascript", include_str!("pages/opened.js")),
        "/bystander" => (
            "text/html",
            r#"<!doctype html><meta charset="utf-8"><script type="module" src="/bystander.js"></script>"#,
        ),
        "/opened" => (
            "text/html",
            r#"<!doctype html><meta charset="utf-8"><script type="module" src="/opened.js"></script>"#,
        ),
        _ => (
            "text/html",
            r#"<!doctype html><meta charset="utf-8"><script type="module" src="/check.js"></script>"#,
        ),
    };
    http::Response::builder()
        .header("content-type", content_type)
        .body(Body::from(Payload::Raw(Bytes::from(content))))
        .expect("a response from constants")
}

pub(crate) struct OpenWindow {
    // Dropped before its window.
    pub(crate) webview: WebView,
    pub(crate) _window: Window,
}

pub(crate) fn new_window(target: &EventLoopWindowTarget<Action>, label: &str) -> Window {
    WindowBuilder::new()
        .with_title(label)
        .build(target)
        .expect("a window")
}

fn open(
    target: &EventLoopWindowTarget<Action>,
    engine: &Engine,
    host: &Arc<Host>,
    label: &str,
    url: &str,
) -> OpenWindow {
    let window = new_window(target, label);
    let page = host.check.page;
    let options = AttachOptions::new(label).serve(
        "bytelane",
        move |request: http::Request<()>| serve(page, &request),
        url,
    );
    let (webview, handle) = engine
        .attach(options, WebViewBuilder::new(), |builder| {
            build(&window, builder)
        })
        .expect("a webview");
    #[cfg(target_os = "linux")]
    if label == MAIN {
        report_end(&webview, host);
    }
    host.handles.lock().insert(label.to_owned(), handle);
    OpenWindow {
        webview,
        _window: window,
    }
}

/// Ends the document of a window, then the window.
fn close(host: &Host, label: &str, end: impl FnOnce()) {
    *host.fault.lock() = Some(Instant::now());
    let handle = host.handles.lock().remove(label);
    if let Some(handle) = handle {
        handle.close();
    }
    end();
    host.add("closed", 1);
}

#[cfg(target_os = "linux")]
fn end_web_process(webview: &WebView) {
    use webkit2gtk::WebViewExt;
    use wry::WebViewExtUnix;

    webview.webview().terminate_web_process();
}

/// Only WebKitGTK keeps something of a closed window.
#[cfg(not(target_os = "linux"))]
fn end_web_process(_: &WebView) {}

/// Records the time between two turns of the main loop that are due one millisecond apart.
#[cfg(target_os = "linux")]
fn beat_on_the_main_loop(host: Arc<Host>) {
    let mut last = Instant::now();
    glib::timeout_add_local(Duration::from_millis(1), move || {
        let now = Instant::now();
        host.sample("gap_us", (now - last).as_micros() as u64);
        last = now;
        glib::ControlFlow::Continue
    });
}

/// Only the loop of GTK is measured.
#[cfg(not(target_os = "linux"))]
fn beat_on_the_main_loop(_: Arc<Host>) {}

/// Reports the end of the web process.
#[cfg(target_os = "linux")]
fn report_end(webview: &WebView, host: &Arc<Host>) {
    use webkit2gtk::WebViewExt;
    use wry::WebViewExtUnix;

    let ended = Arc::clone(host);
    webview
        .webview()
        .connect_web_process_terminated(move |_, _| ended.request(Action::ProcessEnded));
}

/// Runs a check and prints its result.
pub(crate) fn run(check: &'static Check, seconds: u64) -> ExitCode {
    let mut event_loop = EventLoopBuilder::<Action>::with_user_event().build();
    let start = Instant::now();
    let host = Arc::new(Host {
        check,
        seconds,
        end: start + Duration::from_secs(seconds),
        actions: Mutex::new(event_loop.create_proxy()),
        handles: Mutex::default(),
        counts: Mutex::default(),
        samples: Mutex::default(),
        fault: Mutex::default(),
        last_beat: Mutex::default(),
        result: Mutex::default(),
    });
    silence_panics_on_purpose();
    let state = Arc::new(StateStore::default());
    state.set(Arc::clone(&host));
    let engine = Engine::builder(Router::new(commands::handler()).with_state(state)).build();
    commands::listen_slowly(&engine);
    let mut windows = BTreeMap::new();
    windows.insert(
        MAIN.to_owned(),
        open(&event_loop, &engine, &host, MAIN, ADDRESS),
    );
    if check.has_bystander {
        let url = format!("{ADDRESS}bystander");
        windows.insert(
            BYSTANDER.to_owned(),
            open(&event_loop, &engine, &host, BYSTANDER, &url),
        );
    }
    if check.has_heartbeat {
        beat_on_the_main_loop(Arc::clone(&host));
    }
    let late = Arc::clone(&host);
    std::thread::spawn(move || {
        std::thread::sleep(Duration::from_secs(seconds + LATE_SECONDS));
        late.request(Action::Finish(Some("the page has not finished".to_owned())));
    });
    let mut failure = None;
    event_loop.run_return(|event, target, flow| {
        *flow = ControlFlow::Wait;
        let Event::UserEvent(action) = event else {
            if let Event::NewEvents(StartCause::Init) = event {
                *flow = ControlFlow::WaitUntil(Instant::now() + Duration::from_millis(1));
            }
            return;
        };
        let main = &windows[MAIN].webview;
        match action {
            Action::Finish(result) => {
                if check.name == EXITING.name {
                    println!("\n{EXITS}");
                }
                failure = result;
                *flow = ControlFlow::Exit;
            }
            Action::Load(query) => {
                *host.fault.lock() = Some(Instant::now());
                main.load_url(&format!("{ADDRESS}?{query}"))
                    .expect("a load");
            }
            Action::Reload => {
                *host.fault.lock() = Some(Instant::now());
                main.reload().expect("a reload");
            }
            Action::Kill => {
                *host.fault.lock() = Some(Instant::now());
                kill_web_processes();
            }
            Action::ProcessEnded => {
                let found = host.fault.lock().map(|fault| fault.elapsed().as_micros());
                host.sample("process_ended_us", found.unwrap_or_default() as u64);
                main.load_url(ADDRESS).expect("a load");
            }
            Action::Open(label, page) => {
                let url = format!("{ADDRESS}{page}");
                let window = open(target, &engine, &host, &label, &url);
                windows.insert(label, window);
            }
            Action::OpenPlain(label) => {
                let window = plain::open(target, &host, &label);
                windows.insert(label, window);
            }
            Action::OpenReading(label) => {
                let window = plain::open_reading(target, &host, &label);
                windows.insert(label, window);
            }
            Action::Close(label) => close(&host, &label, || drop(windows.remove(&label))),
            Action::EndAndClose(label) => close(&host, &label, || {
                if let Some(window) = windows.remove(&label) {
                    end_web_process(&window.webview);
                }
            }),
        }
    });
    drop(windows);
    let mut result = host.result.lock().clone();
    result.check = check.name.to_owned();
    result.lane = std::env::var("BYTELANE_LANE").unwrap_or_default();
    let is_debug = cfg!(debug_assertions);
    result.build = if is_debug { "debug" } else { "release" }.to_owned();
    result.seconds = start.elapsed().as_secs_f64();
    result.goal = check.goal;
    result.failure = failure;
    let line = serde_json::to_string(&result).expect("JSON");
    println!("\n{LINE}{line}");
    ExitCode::SUCCESS
}
