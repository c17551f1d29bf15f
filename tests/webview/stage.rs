//! One case on stage: a window, the engine, the case's page, and what the host does on the page's wish.

use std::{
    process::ExitCode,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use bytelane::{
    AttachOptions, Bytes, Engine, Payload, Router, WebviewHandle, ipc::Receiver, payload::Body,
    state::StateStore,
};
use tao::{
    event::{Event, StartCause},
    event_loop::{ControlFlow, EventLoop, EventLoopBuilder, EventLoopProxy},
    platform::{run_return::EventLoopExtRunReturn, unix::WindowExtUnix},
    window::{Window, WindowBuilder},
};
use webkit2gtk::WebViewExt;
use wry::{WebView, WebViewBuilder, WebViewBuilderExtUnix, WebViewExtUnix};

use crate::{FIGURE, cases::Case, commands, ledger::Ledger, obstacles};

/// What the page, or a command, wants done on the main thread.
#[derive(Debug)]
pub(crate) enum Wish {
    /// The case is over: `None` when all was well.
    Finish(Option<String>),
    Reload,
    Load(String),
    /// Kills the web process, and loads this page after its end was seen.
    KillThen(String),
    /// Closes the window and opens another with the same label and this page.
    ReopenWith(String),
    /// Closes the application in the midst of its work.
    Exit,
    /// The web process ended.
    ProcessEnded,
}

/// What commands get to see of the stage.
pub(crate) struct Stage {
    pub(crate) ledger: Ledger,
    pub(crate) wishes: Mutex<EventLoopProxy<Wish>>,
    pub(crate) handle: Mutex<Option<WebviewHandle>>,
    /// A receiver that takes nothing.
    pub(crate) held: Mutex<Option<Receiver<Bytes>>>,
}

impl Stage {
    pub(crate) fn wish(&self, wish: Wish) {
        let _ = self
            .wishes
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .send_event(wish);
    }

    pub(crate) fn handle(&self) -> Option<WebviewHandle> {
        self.handle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

const HARNESS: &str = include_str!("pages/harness.js");

/// Serves the page of the case, its harness, and a few odd files.
fn serve(case: &'static Case, stage: &Stage, request: &http::Request<()>) -> http::Response<Body> {
    if request.uri().path() == "/finish" {
        // For a page that has no lane to say it on.
        let failure = request.uri().query().filter(|failure| !failure.is_empty());
        stage.wish(Wish::Finish(failure.map(str::to_owned)));
    }
    let (content_type, content) = match request.uri().path() {
        "/harness.js" => ("text/javascript", HARNESS.to_owned()),
        "/case.js" => ("text/javascript", case.page.to_owned()),
        "/plain.html" => ("text/html", "<!doctype html><title>plain</title>".to_owned()),
        "/attempts.js" => ("text/javascript", include_str!("pages/attempts.js").to_owned()),
        "/frame.js" => ("text/javascript", include_str!("pages/frame.js").to_owned()),
        "/echo-worker.js" => ("text/javascript", include_str!("pages/echo-worker.js").to_owned()),
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

struct Show {
    window: Window,
    webview: WebView,
}

fn open(
    event_loop: &tao::event_loop::EventLoopWindowTarget<Wish>,
    engine: &Engine,
    stage: &Arc<Stage>,
    case: &'static Case,
    url: &str,
) -> Show {
    let window = WindowBuilder::new()
        .with_title(case.name)
        .build(event_loop)
        .expect("a window");
    let serving = Arc::clone(stage);
    let options = AttachOptions::new("main").serve(
        "bytelane",
        move |request: http::Request<()>| serve(case, &serving, &request),
        url,
    );
    let vbox = window.default_vbox().expect("a GTK window has a box");
    let (webview, handle) = engine
        .attach(options, WebViewBuilder::new(), |builder| {
            builder.build_gtk(vbox)
        })
        .expect("a webview");
    let ended = Arc::clone(stage);
    webview
        .webview()
        .connect_web_process_terminated(move |_, _| ended.wish(Wish::ProcessEnded));
    *stage.handle.lock().unwrap_or_else(PoisonError::into_inner) = Some(handle);
    Show { window, webview }
}

/// Plays a case to its end.
pub(crate) fn play(case: &'static Case) -> ExitCode {
    crate::log::start();
    let mut event_loop: EventLoop<Wish> = EventLoopBuilder::with_user_event().build();
    let stage = Arc::new(Stage {
        ledger: Ledger::default(),
        wishes: Mutex::new(event_loop.create_proxy()),
        handle: Mutex::default(),
        held: Mutex::default(),
    });
    let state = Arc::new(StateStore::default());
    state.set(Arc::clone(&stage));
    let engine = Engine::builder(Router::new(commands::handler()).with_state(state))
        .limits(obstacles::limits())
        .build();
    let mut show = Some(open(
        &event_loop,
        &engine,
        &stage,
        case,
        "bytelane://localhost/",
    ));
    let mut after_end = None;
    let mut failure = None;
    event_loop.run_return(|event, target, flow| {
        *flow = ControlFlow::Wait;
        let Event::UserEvent(wish) = event else {
            if let Event::NewEvents(StartCause::Init) = event {
                *flow = ControlFlow::WaitUntil(Instant::now() + Duration::from_millis(1));
            }
            return;
        };
        let Some(on_stage) = &show else { return };
        match wish {
            Wish::Finish(result) => {
                failure = result;
                *flow = ControlFlow::Exit;
            }
            Wish::Exit => {
                stage.ledger.begin_fault();
                if let Some(handle) = stage.handle() {
                    handle.shut_down();
                }
                *flow = ControlFlow::Exit;
            }
            Wish::Reload => {
                stage.ledger.begin_fault();
                on_stage.webview.reload().expect("a reload");
            }
            Wish::Load(url) => on_stage.webview.load_url(&url).expect("a load"),
            Wish::KillThen(url) => {
                after_end = Some(url);
                stage.ledger.begin_fault();
                kill_web_processes();
            }
            Wish::ReopenWith(url) => {
                stage.ledger.begin_fault();
                if let Some(handle) = stage.handle() {
                    handle.close();
                }
                drop(show.take());
                show = Some(open(target, &engine, &stage, case, &url));
            }
            Wish::ProcessEnded => {
                stage.ledger.add("process_ended");
                if let Some(url) = after_end.take() {
                    on_stage.webview.load_url(&url).expect("a load");
                }
            }
        }
    });
    if let Some(show) = show.take() {
        drop(show.webview);
        drop(show.window);
    }
    let failure = failure
        .or_else(|| (case.check)(&stage).err())
        .or_else(|| check_turns(&stage).err());
    match failure {
        None => ExitCode::SUCCESS,
        Some(reason) => {
            eprintln!("{reason}\nledger: {:?}", stage.ledger.all());
            ExitCode::FAILURE
        }
    }
}

/// No turn of the main loop has read, copied and parsed more than 64 KiB for the engine, and they were counted.
fn check_turns(stage: &Stage) -> Result<(), String> {
    const TURN_BYTES_MAX: usize = 64 * 1024;
    let handle = stage.handle().ok_or("there was no webview")?;
    let most = handle.turn_bytes_max();
    println!("{FIGURE}{most} bytes at most in a turn of the main loop");
    // The pages of the cases come by the main loop on every lane.
    if (1..=TURN_BYTES_MAX).contains(&most) {
        Ok(())
    } else {
        Err(format!("{most} bytes in one turn of the main loop"))
    }
}

/// Kills every web process that this process started.
fn kill_web_processes() {
    let own = std::process::id();
    for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(process) = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse::<u32>().ok())
        else {
            continue;
        };
        let Ok(status) = std::fs::read_to_string(format!("/proc/{process}/stat")) else {
            continue;
        };
        // pid (comm) state ppid …
        let Some((head, tail)) = status.rsplit_once(')') else {
            continue;
        };
        let parent = tail
            .split_whitespace()
            .nth(1)
            .and_then(|parent| parent.parse::<u32>().ok());
        if head.contains("(WebKitWebProces") && parent == Some(own) {
            let _ = std::process::Command::new("kill")
                .args(["-9", &process.to_string()])
                .status();
        }
    }
}
