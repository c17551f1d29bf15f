//! The host of one case: a window, the engine, the case's page, and the actions that the page requests.

use std::{
    process::ExitCode,
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};

use bytelane::{
    AttachOptions, Bytes, Engine, EngineBuilder, Payload, Router, WebviewHandle,
    event::EventHub,
    ipc::{Invoke, Receiver},
    payload::Body,
    state::StateStore,
};
use parking_lot::Mutex;
use serde::Serialize;
use tao::{
    event::{Event, StartCause},
    event_loop::{ControlFlow, EventLoop, EventLoopBuilder},
    platform::run_return::EventLoopExtRunReturn,
    window::{Window, WindowBuilder},
};
use wry::{WebView, WebViewBuilder};

use crate::{
    FIGURE, bindings, blocking::Barrier, cases::Case, commands, ledger::Ledger, obstacles,
    processes::kill_web_processes, webview::build,
};

/// An action that the page or a command requests of the main thread.
#[derive(Debug)]
pub(crate) enum Action {
    /// Ends the case, with a failure or `None`.
    Finish(Option<String>),
    Reload,
    Load(String),
    /// Kills the web process and loads this page once its end was reported.
    KillThen(String),
    /// Closes the window and opens another with the same label and this page.
    ReopenWith(String),
    /// Opens another window with this page.
    OpenSecond(String),
    /// Opens the window of the inspector, once.
    #[cfg(feature = "inspector")]
    ShowInspector,
    #[cfg(feature = "inspector")]
    AskInspector(crate::inspector::Question),
    /// Closes the application while it works.
    Exit,
    /// Reports that the web process has ended.
    #[cfg_attr(
        not(target_os = "linux"),
        allow(dead_code, reason = "wry reports no end of a web process")
    )]
    ProcessEnded,
}

/// State that the commands share.
pub(crate) struct Host {
    pub(crate) ledger: Ledger,
    /// Performs an action.
    actions: Box<dyn Fn(Action) + Send + Sync>,
    /// Events of the engine.
    pub(crate) events: OnceLock<Arc<EventHub>>,
    pub(crate) handle: Mutex<Option<WebviewHandle>>,
    #[cfg(feature = "inspector")]
    pub(crate) engine: Mutex<Option<Engine>>,
    /// The server, if the case runs in a browser.
    #[cfg(feature = "browser")]
    pub(crate) browser: Mutex<Option<bytelane::Browser>>,
    /// A receiver that is kept without receiving.
    pub(crate) held: Mutex<Option<Receiver<Bytes>>>,
    /// Where commands block.
    pub(crate) barrier: Barrier,
}

impl Host {
    pub(crate) fn new(actions: impl Fn(Action) + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self {
            ledger: Ledger::default(),
            actions: Box::new(actions),
            events: OnceLock::new(),
            handle: Mutex::default(),
            #[cfg(feature = "inspector")]
            engine: Mutex::default(),
            #[cfg(feature = "browser")]
            browser: Mutex::default(),
            held: Mutex::default(),
            barrier: Barrier::default(),
        })
    }

    pub(crate) fn request(&self, action: Action) {
        (self.actions)(action);
    }

    pub(crate) fn handle(&self) -> Option<WebviewHandle> {
        self.handle.lock().clone()
    }

    /// Emits an event to all pages.
    pub(crate) fn emit(&self, name: &str, payload: impl Serialize) -> Result<(), String> {
        let events = self.events.get().ok_or("no engine")?;
        events
            .emit(name, payload)
            .map_err(|error| error.to_string())
    }

    /// Returns what the host holds of the open document.
    pub(crate) fn holds(&self) -> Option<HeldByHost> {
        #[cfg(feature = "browser")]
        let stats = {
            let browser = self.browser.lock();
            let of_browser = browser.as_ref().map(|browser| browser.stats().pop());
            of_browser.unwrap_or_else(|| self.handle()?.stats())?
        };
        #[cfg(not(feature = "browser"))]
        let stats = self.handle()?.stats()?;
        Some(HeldByHost {
            calls_running: stats.calls_running,
            bodies_held: stats.bodies_held,
            uploads_open: stats.uploads_open,
            channels_open: stats.channels_open + stats.channels_from_page,
            bytes_received: stats.bytes_received,
        })
    }

    /// Returns the exit code of a case, and prints the reason of a failure, that of the page or of the check.
    pub(crate) fn conclude(&self, of_page: Option<String>, check: Result<(), String>) -> ExitCode {
        match of_page.or_else(|| check.err()) {
            None => ExitCode::SUCCESS,
            Some(reason) => {
                eprintln!("{reason}\nledger: {:?}", self.ledger.all());
                ExitCode::FAILURE
            }
        }
    }
}

/// What the host holds of a document.
#[derive(Serialize)]
pub(crate) struct HeldByHost {
    calls_running: usize,
    bodies_held: usize,
    uploads_open: usize,
    channels_open: usize,
    bytes_received: u64,
}

/// Name of the case whose page is loaded from its text.
pub(crate) const TEXT: &str = "page_from_a_text";

const HARNESS: &str = include_str!("pages/harness.js");

/// Serves the page of the case, its harness, and the scripts of frames and workers.
pub(crate) fn serve(
    case: &'static Case,
    host: &Host,
    request: &http::Request<()>,
) -> http::Response<Body> {
    if request.uri().path() == "/finish" {
        // For a page without a lane.
        let failure = request.uri().query().filter(|failure| !failure.is_empty());
        host.request(Action::Finish(failure.map(str::to_owned)));
    }
    let (content_type, content) = match request.uri().path() {
        "/harness.js" => ("text/javascript", HARNESS.to_owned()),
        "/case.js" => ("text/javascript", case.page.to_owned()),
        "/policy.html" => ("text/html", r#"<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'self'"><title>policy</title><script type="module" src="/case.js"></script>"#.to_owned()),
        "/plain.html" => ("text/html", "<!doctype html><title>plain</title>".to_owned()),
        "/attempts.js" => ("text/javascript", include_str!("pages/attempts.js").to_owned()),
        "/frame.js" => ("text/javascript", include_str!("pages/frame.js").to_owned()),
        "/echo-worker.js" => ("text/javascript", include_str!("pages/echo-worker.js").to_owned()),
        "/bindings-calls.js" => ("text/javascript", include_str!("pages/bindings-calls.js").to_owned()),
        "/views.js" => ("text/javascript", include_str!("pages/views.js").to_owned()),
        "/worker.js" => ("text/javascript", include_str!("pages/worker.js").to_owned()),
        _ => ("text/html", r#"<!doctype html><meta charset="utf-8"><title>case</title><script type="module" src="/case.js"></script>"#.to_owned()),
    };
    let body = Body::from(Payload::Raw(Bytes::from(content.into_bytes())));
    http::Response::builder()
        .header("content-type", content_type)
        // A sandboxed frame loads its script from here too.
        .header("access-control-allow-origin", "*")
        .body(body)
        .expect("a response from constants")
}

type Handler = Box<dyn Fn(Invoke) -> bool + Send + Sync>;

/// Returns the commands of a case: the bindings have commands of their own names.
pub(crate) fn handler_of(case: &Case) -> Handler {
    let shared = commands::handler();
    #[cfg(feature = "inspector")]
    if crate::inspector::is_named(case.name) {
        let inspected = crate::inspector::handler();
        return Box::new(move |invoke| match invoke.message.command() {
            "ask_inspector" | "inspected" => inspected(invoke),
            _ => shared(invoke),
        });
    }
    if case.name != "bindings" {
        return Box::new(shared);
    }
    let bound = bindings::handler();
    Box::new(move |invoke| match invoke.message.command() {
        "finish" => shared(invoke),
        _ => bound(invoke),
    })
}

struct OpenWindow {
    window: Window,
    webview: WebView,
}

fn open(
    event_loop: &tao::event_loop::EventLoopWindowTarget<Action>,
    engine: &Engine,
    host: &Arc<Host>,
    case: &'static Case,
    label: &str,
    url: &str,
) -> OpenWindow {
    let window = WindowBuilder::new()
        .with_title(case.name)
        .build(event_loop)
        .expect("a window");
    let serving = Arc::clone(host);
    let options = if case.name == TEXT {
        let page = format!("<!doctype html><script type=module>{}</script>", case.page);
        AttachOptions::new(label).html(page)
    } else {
        AttachOptions::new(label).serve(
            "bytelane",
            move |request: http::Request<()>| serve(case, &serving, &request),
            url,
        )
    };
    let options = options.extension("an extension");
    let (webview, handle) = engine
        .attach(
            options,
            WebViewBuilder::new().with_new_window_req_handler(|_, _| wry::NewWindowResponse::Allow),
            |builder| build(&window, builder),
        )
        .expect("a webview");
    #[cfg(target_os = "linux")]
    configure(&webview, host);
    if label == "main" {
        *host.handle.lock() = Some(handle);
    }
    OpenWindow { window, webview }
}

/// Lets scripts open windows, and reports the end of the web process.
#[cfg(target_os = "linux")]
fn configure(webview: &WebView, host: &Arc<Host>) {
    use webkit2gtk::{SettingsExt, WebViewExt};
    use wry::WebViewExtUnix;

    let webview = webview.webview();
    if let Some(settings) = WebViewExt::settings(&webview) {
        settings.set_javascript_can_open_windows_automatically(true);
    }
    let ended = Arc::clone(host);
    webview.connect_web_process_terminated(move |_, _| ended.request(Action::ProcessEnded));
}

/// Creates the engine of a case.
pub(crate) fn engine(
    host: &Arc<Host>,
    handler: Handler,
    set: impl FnOnce(EngineBuilder) -> EngineBuilder,
) -> Engine {
    let state = Arc::new(StateStore::default());
    state.set(Arc::clone(host));
    let router = Router::new(handler)
        .with_commands(|name| name != "nothing")
        .with_state(state);
    let engine = set(Engine::builder(router).limits(obstacles::limits())).build();
    let _set = host.events.set(Arc::clone(engine.events()));
    engine
}

/// Runs a case to its end.
pub(crate) fn run(case: &'static Case) -> ExitCode {
    crate::log::start();
    let mut event_loop: EventLoop<Action> = EventLoopBuilder::with_user_event().build();
    let proxy = Mutex::new(event_loop.create_proxy());
    let host = Host::new(move |action| {
        let _ = proxy.lock().send_event(action);
    });
    #[cfg(feature = "inspector")]
    let engine = engine(&host, handler_of(case), |builder| {
        crate::inspector::configure(builder, &host)
    });
    #[cfg(not(feature = "inspector"))]
    let engine = engine(&host, handler_of(case), |builder| builder);
    #[cfg(feature = "inspector")]
    let mut inspector = None;
    #[cfg(feature = "inspector")]
    {
        *host.engine.lock() = Some(engine.clone());
    }
    let mut shown = Some(open(
        &event_loop,
        &engine,
        &host,
        case,
        "main",
        "bytelane://localhost/",
    ));
    let mut second = None;
    let mut after_end = None;
    let mut failure = None;
    event_loop.run_return(|event, target, flow| {
        *flow = ControlFlow::Wait;
        let Event::UserEvent(action) = event else {
            if let Event::NewEvents(StartCause::Init) = event {
                *flow = ControlFlow::WaitUntil(Instant::now() + Duration::from_millis(1));
            }
            return;
        };
        let Some(current) = &shown else { return };
        match action {
            Action::Finish(result) => {
                failure = result;
                *flow = ControlFlow::Exit;
            }
            Action::Exit => {
                host.ledger.begin_fault();
                if let Some(handle) = host.handle() {
                    handle.shut_down();
                }
                *flow = ControlFlow::Exit;
            }
            Action::Reload => {
                host.ledger.begin_fault();
                current.webview.reload().expect("a reload");
            }
            Action::Load(url) => current.webview.load_url(&url).expect("a load"),
            Action::KillThen(url) => {
                after_end = Some(url);
                host.ledger.begin_fault();
                kill_web_processes();
            }
            Action::ReopenWith(url) => {
                host.ledger.begin_fault();
                if let Some(handle) = host.handle() {
                    handle.close();
                }
                drop(shown.take());
                shown = Some(open(target, &engine, &host, case, "main", &url));
            }
            Action::OpenSecond(url) => {
                second = Some(open(target, &engine, &host, case, "second", &url));
            }
            #[cfg(feature = "inspector")]
            Action::ShowInspector if inspector.is_none() => {
                inspector = Some(crate::inspector::Inspector::open(target, &engine, &host));
            }
            #[cfg(feature = "inspector")]
            Action::ShowInspector => {}
            #[cfg(feature = "inspector")]
            Action::AskInspector(question) => {
                if let Some(inspector) = &inspector {
                    inspector.ask(question);
                }
            }
            Action::ProcessEnded => {
                host.ledger.add("process_ended");
                if let Some(url) = after_end.take() {
                    current.webview.load_url(&url).expect("a load");
                }
            }
        }
    });
    #[cfg(feature = "inspector")]
    drop(inspector);
    for shown in shown.take().into_iter().chain(second) {
        drop(shown.webview);
        drop(shown.window);
    }
    let check = (case.check)(&host).and_then(|()| check_turns(&host));
    host.conclude(failure, check.and_then(|()| check_listeners()))
}

/// Checks that an application with a webview listens on no socket, also if it could serve browsers.
fn check_listeners() -> Result<(), String> {
    #[cfg(target_os = "linux")]
    let found = {
        let mut found = crate::listeners::listening_addresses();
        let of_test = u32::from_ne_bytes(crate::foreign::ADDRESS.octets());
        found.remove(&format!("{of_test:08X}"));
        found
    };
    #[cfg(not(target_os = "linux"))]
    let found = std::collections::BTreeSet::<String>::new();
    if found.is_empty() {
        Ok(())
    } else {
        Err(format!("the host listens on {found:?}"))
    }
}

/// Checks that no turn of the main loop has read, copied and parsed more than 64 KiB for the engine, and that turns were counted.
fn check_turns(host: &Host) -> Result<(), String> {
    const TURN_BYTES_MAX: usize = 64 * 1024;
    let handle = host.handle().ok_or("no webview was open")?;
    let most = handle.turn_bytes_max();
    println!("{FIGURE}{most} bytes at most in a turn of the main loop");
    // Pages are served on the main loop, whatever the lane.
    if (1..=TURN_BYTES_MAX).contains(&most) {
        Ok(())
    } else {
        Err(format!("{most} bytes in one turn of the main loop"))
    }
}
