//! The application layer on a real display: windows from every thread, their labels, and the exit of an application. `cargo xtask test` starts a
//! display if none is available.

#[cfg(feature = "browser")]
#[path = "support/chromium.rs"]
mod chromium;

use std::{
    process::ExitCode,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

use bytelane::{
    AppHandle, Builder, Bytes, Context, Emitter, Error, EventTarget, Listener, LogicalSize,
    Manager, RunEvent, Runtime, State, Webview, WebviewUrl, WebviewWindow, WebviewWindowBuilder,
    Window, WindowConfig, WindowEvent, ipc::Channel,
};
use libtest_mimic::{Arguments, Trial};

const PATIENCE: Duration = Duration::from_secs(60);

static PAGE: &[(&str, &[u8])] = &[
    ("/index.html", b"<!doctype html><title>page</title><script type=module src=/main.js></script>"),
    (
        "/main.js",
        b"const { invoke } = bytelane
          const labels = await invoke('labels')
          await invoke('say', { words: [labels, await invoke('generic'), await invoke('on_main'), location.href].join(' ') })",
    ),
];

static EVENTS: &[(&str, &[u8])] = &[
    ("/index.html", b"<!doctype html><title>page</title><script type=module src=/main.js></script>"),
    (
        "/main.js",
        b"const { invoke, listen, emit, emitTo } = bytelane
          const label = await invoke('label')
          const say = words => invoke('say', { words: `${label}: ${words}` })
          const describe = ({ event, payload }) => say(`${event} ${payload instanceof Uint8Array ? 'bytes ' + payload : JSON.stringify(payload)}`)
          await listen('all', describe)
          await listen('mine', describe, { target: { kind: 'WebviewWindow', label } })
          await listen('picture', ({ payload }) => say(`${payload.pixels.constructor.name} ${payload.pixels}`))
          if (label === 'main') {
            await listen('tauri://close-requested', () => say('asked to close'), { target: { kind: 'Window', label } })
          }
          await emit('ready', { label, bytes: new Uint8Array([1, 2, 3]) })
          await listen('go', async () => {
            await emit('all', 'from ' + label)
            await emitTo({ kind: 'WebviewWindow', label: 'second' }, 'mine', 'for second')
            await emit('done')
          })
          await say('listening')",
    ),
];

#[bytelane::command]
fn label(window: Window) -> String {
    window.label().to_owned()
}

/// Receives the reports of pages.
struct Words(Mutex<mpsc::Sender<String>>);

#[bytelane::command]
fn labels(window: Window, webview: Webview, both: WebviewWindow) -> String {
    assert_eq!(window, both.as_ref().window());
    format!("{}={}={}", window.label(), webview.label(), both.label())
}

#[bytelane::command]
fn generic<R: Runtime>(app: AppHandle<R>) -> String {
    app.package_info().name.clone()
}

/// Queries the main thread from the main thread, which must not wait for itself.
#[bytelane::command(main_thread)]
fn on_main(window: WebviewWindow) -> bytelane::Result<bool> {
    window.is_visible()
}

#[bytelane::command]
fn say(words: String, heard: State<'_, Words>) {
    heard.0.lock().unwrap().send(words).unwrap();
}

/// Sends until sending fails, and reports the error.
#[bytelane::command]
async fn send_for_ever(messages: Channel<u64>, heard: State<'_, Words>) -> Result<(), ()> {
    let sender = heard.0.lock().unwrap().clone();
    // A task of its own, which outlives the call as a stream does.
    bytelane::async_runtime::spawn(async move {
        sender.send("sending".into()).unwrap();
        let error = loop {
            if let Err(error) = messages.send_async(0).await {
                break error;
            }
        };
        let _ = sender.send(error.to_string());
    });
    Ok(())
}

fn context() -> Context {
    Context::new("org.bytelane.test")
        .embedded(PAGE)
        .csp("default-src 'self'")
        .incognito(true)
}

fn builder() -> (Builder, mpsc::Receiver<String>) {
    let (sender, heard) = mpsc::channel();
    let handler = bytelane::generate_handler![labels, generic, on_main, say, label, send_for_ever];
    (
        Builder::default()
            .manage(Words(Mutex::new(sender)))
            .invoke_handler(handler),
        heard,
    )
}

/// Runs a scenario on another thread. If it panics, the application exits with code 70.
fn beside(app: AppHandle, scenario: impl FnOnce(&AppHandle) + Send + 'static) {
    thread::spawn(move || {
        let play = std::panic::AssertUnwindSafe(|| scenario(&app));
        if std::panic::catch_unwind(play).is_err() {
            app.exit(70);
        }
    });
}

fn windows_come_and_go_from_any_thread() {
    let (builder, heard) = builder();
    let destroyed = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&destroyed);
    let app = builder
        .on_window_event(move |_, event| {
            if matches!(event, WindowEvent::Destroyed) {
                counted.fetch_add(1, Ordering::Relaxed);
            }
        })
        .setup(|app| {
            let main = app.get_webview_window("main").ok_or("the window of the configuration is not there")?;
            assert_eq!(main.title()?, "First");
            let again = WebviewWindowBuilder::new(app.handle(), "main", WebviewUrl::default()).build();
            assert!(matches!(again, Err(Error::WebviewLabelAlreadyExists(label)) if label == "main"));
            let bad = WebviewWindowBuilder::new(app.handle(), "a b", WebviewUrl::default()).build();
            assert!(matches!(bad, Err(Error::InvalidLabel(_))));

            beside(app.handle().clone(), move |app| {
                let next = || heard.recv_timeout(PATIENCE).unwrap();
                assert_eq!(next(), "main=main=main org.bytelane.test true bytelane://localhost/");

                let url = WebviewUrl::App("other.html?x#y".into());
                let second = WebviewWindowBuilder::new(app, "second", url).inner_size(300.0, 200.0).build().unwrap();
                assert_eq!(next(), "second=second=second org.bytelane.test true bytelane://localhost/other.html?x#y");
                assert_eq!(app.webview_windows().len(), 2);
                assert_eq!(second.url().unwrap().path(), "/other.html");
                assert_eq!(second.inner_size().unwrap().to_logical::<f64>(second.scale_factor().unwrap()), LogicalSize::new(300.0, 200.0));

                second.reload().unwrap();
                assert!(next().starts_with("second="));
                second.set_title("renamed").unwrap();
                second.eval("document.title = 'evaluated'").unwrap();

                // The label is free as soon as the window is closed, and the old handle does not refer to the new window.
                second.destroy().unwrap();
                assert!(app.get_webview_window("second").is_none());
                let reborn = WebviewWindowBuilder::new(app, "second", WebviewUrl::default()).build().unwrap();
                assert!(next().starts_with("second="));
                assert!(matches!(second.title(), Err(Error::WindowNotFound(_))));
                assert!(matches!(second.destroy(), Err(Error::WindowNotFound(_))));

                // A window that prevents its close once closes on the second request.
                let refused = Arc::new(AtomicBool::new(false));
                let (closed, is_closed) = mpsc::channel();
                let once = Arc::clone(&refused);
                reborn.on_window_event(move |event| match event {
                    WindowEvent::CloseRequested { api, .. } if !once.swap(true, Ordering::Relaxed) => api.prevent_close(),
                    WindowEvent::Destroyed => closed.send(()).unwrap(),
                    _ => {}
                });
                reborn.close().unwrap();
                reborn.title().unwrap();
                while !refused.load(Ordering::Relaxed) {
                    thread::yield_now();
                }
                reborn.title().unwrap();
                reborn.close().unwrap();
                is_closed.recv_timeout(PATIENCE).unwrap();
                assert_eq!(app.webview_windows().len(), 1);

                // A callback that panics does not end the application.
                app.run_on_main_thread(|| panic!("on purpose")).unwrap();
                app.exit(7);
            });
            Ok(())
        })
        .build(context().window(WindowConfig { title: "First".into(), ..WindowConfig::default() }))
        .unwrap();
    let handle = app.handle().clone();
    let main = Arc::new(Mutex::new(None));
    let seen = Arc::new(Mutex::new(Vec::new()));
    let events = Arc::clone(&seen);
    let kept = Arc::clone(&main);
    let code = app.run_return(move |app, event| match event {
        RunEvent::Ready => {
            *kept.lock().unwrap() = app.get_webview_window("main");
            events.lock().unwrap().push("ready".to_owned());
        }
        RunEvent::ExitRequested { code, .. } => events
            .lock()
            .unwrap()
            .push(format!("exit requested {code:?}")),
        RunEvent::Exit => events.lock().unwrap().push("exit".to_owned()),
        _ => {}
    });
    assert_eq!(code, 7);
    assert_eq!(
        *seen.lock().unwrap(),
        ["ready", "exit requested Some(7)", "exit"]
    );
    assert_eq!(destroyed.load(Ordering::Relaxed), 2);
    // Handles outlive the application, and return an error.
    let main = main.lock().unwrap().take().unwrap();
    assert!(matches!(main.title(), Err(Error::EventLoopClosed)));
    assert!(matches!(
        thread::spawn(move || main.set_title("x")).join().unwrap(),
        Err(Error::EventLoopClosed)
    ));
    assert!(handle.webview_windows().is_empty());
}

fn the_last_window_ends_the_application_unless_that_is_prevented() {
    let (builder, _heard) = builder();
    let app = builder
        .build(context().window(WindowConfig::default()))
        .unwrap();
    let mut asked = 0;
    let code = app.run_return(move |app, event| match event {
        RunEvent::Ready => app.get_window("main").unwrap().close().unwrap(),
        RunEvent::ExitRequested { code, api, .. } => {
            assert_eq!(code, None);
            asked += 1;
            if asked == 1 {
                api.prevent_exit();
                let window = WebviewWindowBuilder::new(app, "main", WebviewUrl::default())
                    .build()
                    .unwrap();
                window.close().unwrap();
            }
        }
        RunEvent::Exit => assert_eq!(asked, 2),
        _ => {}
    });
    assert_eq!(code, 0);
}

fn senders_hear_that_the_application_closes() {
    static SENDING: &[(&str, &[u8])] = &[(
        "/index.html",
        b"<!doctype html><title>page</title><script type=module>
          for (let i = 0; i < 10; i++) bytelane.invoke('send_for_ever', { messages: new bytelane.Channel(() => {}) })
        </script>",
    )];
    let (builder, heard) = builder();
    let context = context()
        .embedded(SENDING)
        .csp("script-src 'unsafe-inline'")
        .window(WindowConfig::default());
    let app = builder.build(context).unwrap();
    let (handle, ended) = (app.handle().clone(), mpsc::channel());
    thread::spawn(move || {
        let sending = |_| heard.recv_timeout(PATIENCE).unwrap() == "sending";
        assert!((0..10).all(sending));
        handle.exit(3);
        for _ in 0..10 {
            ended.0.send(heard.recv_timeout(PATIENCE).unwrap()).unwrap();
        }
    });
    let code = app.run_return(|_, _| {});
    assert_eq!(code, 3);
    for _ in 0..10 {
        let error = ended.1.recv_timeout(PATIENCE).unwrap();
        assert!(error.contains("the application is closing"), "{error}");
    }
}

fn events_cross_between_windows_and_rust() {
    #[derive(serde::Deserialize)]
    struct Ready {
        label: String,
        bytes: Bytes,
    }
    #[derive(serde::Serialize)]
    struct Picture {
        pixels: Bytes,
    }

    let (builder, heard) = builder();
    let app = builder
        .setup(|app| {
            let (events, event) = mpsc::channel();
            for name in ["ready", "done", "tauri://window-created"] {
                let events = events.clone();
                app.listen(name, move |event| events.send(event).unwrap());
            }
            beside(app.handle().clone(), move |app| {
                let hear = || heard.recv_timeout(PATIENCE).unwrap();
                let hear_all = |count| {
                    let mut words: Vec<_> = (0..count).map(|_| hear()).collect();
                    words.sort();
                    words
                };
                let next = |name: &str| loop {
                    let event = event.recv_timeout(PATIENCE).unwrap();
                    if event.name() == name {
                        return event;
                    }
                };
                let created = next("tauri://window-created");
                assert_eq!(created.payload(), r#"{"label":"main"}"#);
                let event = next("ready");
                let ready: Ready = event.value().unwrap();
                assert_eq!((&*ready.label, &ready.bytes[..]), ("main", &[1, 2, 3][..]));
                assert_eq!(hear(), "main: listening");
                let second = WebviewWindowBuilder::new(app, "second", WebviewUrl::default())
                    .build()
                    .unwrap();
                assert_eq!(hear(), "second: listening");

                app.emit("all", 7).unwrap();
                assert_eq!(hear_all(2), ["main: all 7", "second: all 7"]);
                app.emit_to(EventTarget::webview_window("second"), "mine", "x")
                    .unwrap();
                second.emit_to("main", "mine", [1]).unwrap();
                assert_eq!(hear_all(2), ["main: mine [1]", "second: mine \"x\""]);
                let pixels = Bytes::from(vec![9, 8]);
                second.emit("picture", Picture { pixels }).unwrap();
                assert_eq!(
                    hear_all(2),
                    ["main: Uint8Array 9,8", "second: Uint8Array 9,8"]
                );

                let count = Arc::new(AtomicUsize::new(0));
                for listener in [0, 1] {
                    let count = Arc::clone(&count);
                    let add = move |_| {
                        count.fetch_add(1, Ordering::SeqCst);
                    };
                    match listener {
                        0 => second.listen("mine", add),
                        _ => second.as_ref().window().listen("mine", add),
                    };
                }
                app.get_webview_window("main")
                    .unwrap()
                    .emit_to("main", "go", ())
                    .unwrap();
                next("done");
                next("done");
                let words = hear_all(6);
                let from = |page: &str, of: &str| format!("{page}: all \"from {of}\"");
                for page in ["main", "second"] {
                    for of in ["main", "second"] {
                        assert!(words.contains(&from(page, of)), "{words:?}");
                    }
                }
                let mine = words.iter().filter(|words| words.contains("mine"));
                assert!(mine.eq([&"second: mine \"for second\"".to_owned(); 2]));
                assert_eq!(count.load(Ordering::SeqCst), 2, "the window's is not meant");

                // The page listens, so the window stays open.
                let main = app.get_webview_window("main").unwrap();
                main.close().unwrap();
                assert_eq!(hear(), "main: asked to close");
                assert!(main.is_visible().unwrap());

                // Listeners are removed with their window, after they have received its last event.
                let (gone, going) = mpsc::channel();
                second.listen("tauri://destroyed", move |_| gone.send(()).unwrap());
                second.close().unwrap();
                going.recv_timeout(PATIENCE).unwrap();
                assert!(going.recv_timeout(PATIENCE).is_err(), "the handler is gone");
                app.emit_to("second", "mine", ()).unwrap();
                assert_eq!(count.load(Ordering::SeqCst), 2);
                app.exit(0);
            });
            Ok(())
        })
        .build(
            Context::new("org.bytelane.test")
                .embedded(EVENTS)
                .incognito(true)
                .window(WindowConfig::default()),
        )
        .unwrap();
    assert_eq!(app.run_return(|_, _| {}), 0);
}

fn a_setup_that_fails_is_the_error_of_run() {
    let (builder, _heard) = builder();
    let result = builder.setup(|_| Err("no database".into())).run(context());
    assert!(matches!(result, Err(Error::Setup(text)) if text == "no database"));
}

#[cfg(feature = "inspector")]
fn the_inspector_is_beside_the_windows() {
    let (builder, heard) = builder();
    let app = builder
        .inspector(true)
        .setup(|app| {
            beside(app.handle().clone(), move |app| {
                let next = || heard.recv_timeout(PATIENCE).unwrap();
                next();
                let inspector = app.inspector().unwrap();
                assert!(!inspector.is_open());
                let main = app.get_webview_window("main").unwrap();
                let key = "{ code: 'F12', ctrlKey: true, shiftKey: true }";
                main.eval(format!(
                    "window.dispatchEvent(new KeyboardEvent('keydown', {key}))"
                ))
                .unwrap();
                while !inspector.is_open() {
                    thread::sleep(Duration::from_millis(10));
                }
                // It is shown again, not opened twice.
                assert!(app.show_inspector());
                main.reload().unwrap();
                next();
                let calls = inspector.snapshot(0).calls;
                assert!(calls.iter().any(|call| call.command == "say"), "{calls:?}");
                assert_eq!(app.webview_windows().len(), 1);
                // The application ends with its last window.
                main.destroy().unwrap();
            });
            Ok(())
        })
        .build(context().window(WindowConfig::default()))
        .unwrap();
    assert_eq!(app.run_return(|_, _| {}), 0);

    let (builder, _heard) = self::builder();
    let app = builder.inspector(false).build(context()).unwrap();
    assert!(app.inspector().is_none() && !app.show_inspector());
}

/// A page in a browser has the commands of the window, which get the window, and the client comes from the server.
#[cfg(feature = "browser")]
fn a_browser_has_the_pages_and_the_commands() {
    let (builder, heard) = builder();
    let app = builder
        .browser()
        .setup(move |app| {
            beside(app.handle().clone(), move |app| {
                let of_window = heard.recv_timeout(PATIENCE).unwrap();
                let address = loop {
                    match app.browser_address() {
                        Some(address) => break address,
                        // The server starts after this hook.
                        None => thread::sleep(Duration::from_millis(5)),
                    }
                };
                let (root, secret) = address.split_once("#bytelane=").unwrap();
                assert_eq!(secret.len(), 32);
                if bytelane_bench_protocol::chromium().is_some() {
                    let browser = chromium::Chromium::open(&address);
                    let of_browser = heard.recv_timeout(PATIENCE);
                    let of_browser = of_browser.unwrap_or_else(|_| browser.log());
                    assert_eq!(of_browser, of_window.replace("bytelane://localhost/", root));
                } else {
                    println!(
                        "skipped: none of {:?} is installed",
                        bytelane_bench_protocol::CHROMIUM_NAMES
                    );
                }
                app.exit(0);
            });
            Ok(())
        })
        .build(context().window(WindowConfig::default()))
        .unwrap();
    let handle = app.handle().clone();
    assert_eq!(app.run_return(|_, _| {}), 0);
    assert_eq!(handle.browser_address(), None, "the server has ended");
}

fn main() -> ExitCode {
    let cases: Vec<(&str, fn())> = vec![
        #[cfg(feature = "browser")]
        (
            "a_browser_has_the_pages_and_the_commands",
            a_browser_has_the_pages_and_the_commands,
        ),
        (
            "windows_come_and_go_from_any_thread",
            windows_come_and_go_from_any_thread,
        ),
        (
            "the_last_window_ends_the_application_unless_that_is_prevented",
            the_last_window_ends_the_application_unless_that_is_prevented,
        ),
        (
            "senders_hear_that_the_application_closes",
            senders_hear_that_the_application_closes,
        ),
        (
            "events_cross_between_windows_and_rust",
            events_cross_between_windows_and_rust,
        ),
        (
            "a_setup_that_fails_is_the_error_of_run",
            a_setup_that_fails_is_the_error_of_run,
        ),
        #[cfg(feature = "inspector")]
        (
            "the_inspector_is_beside_the_windows",
            the_inspector_is_beside_the_windows,
        ),
    ];
    let mut arguments = Arguments::from_args();
    // One thread is the main thread, on which an event loop has to run.
    arguments.test_threads = Some(1);
    let trials = cases.into_iter().map(|(name, case)| {
        Trial::test(name, move || {
            case();
            Ok(())
        })
    });
    libtest_mimic::run(&arguments, trials.collect()).exit_code()
}
