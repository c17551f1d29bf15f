//! The application, driven by pages that use the unmodified `@tauri-apps/api`. Each case runs in a separate process, so that a crash of the host
//! fails the case. Needs a display and the bundled pages; `cargo xtask test` provides both.

// The commands name the package, which has another name here.
extern crate tauri as bytelane;

#[path = "../../bindings/commands.rs"]
#[allow(dead_code, reason = "pages with `@tauri-apps/api` call a part of them")]
mod bindings;
mod documented;

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Command, ExitCode, Stdio},
    sync::{Arc, Mutex, PoisonError, mpsc},
    time::{Duration, Instant},
};

use bytelane_tauri_tests::{application, conformance, guide};
use tauri::{
    Manager, WebviewUrl, WindowEvent,
    capability::Capability,
    config::{CapabilityEntry, FsScope, WindowConfig},
};

/// Seconds after which a case counts as hung.
const CASE_SECONDS_MAX: u64 = 90;

/// Prefix of the lines that a child prints for this program.
const MARK: &str = "\u{1}case ";

struct Case {
    name: &'static str,
    /// Changes the application before it is built.
    prepare: fn(&mut tauri::Context),
    /// Counts that the host must have when the page has finished.
    counts: &'static [(&'static str, u64)],
}

const fn case(name: &'static str) -> Case {
    Case {
        name,
        prepare: |_| (),
        counts: &[],
    }
}

const CASES: &[Case] = &[
    case("core"),
    case("commands"),
    case("bindings"),
    case("channel"),
    case("event"),
    case("window"),
    case("webview"),
    case("webviewWindow"),
    case("app"),
    case("path"),
    case("dpi"),
    case("image"),
    case("menu"),
    case("tray"),
    case("mocks"),
    case("file"),
    case("plugin"),
    case("application"),
    case("mistakes"),
    case("hostile"),
    case("isolation"),
    case("worker"),
    case("names"),
    Case {
        prepare: |context| context.config_mut().app.security.csp = None,
        ..case("bodies")
    },
    case("origin"),
    Case {
        prepare: |context| context.config_mut().app.scheme = Some("bytelane".into()),
        ..case("scheme")
    },
    Case {
        prepare: |context| show_inline(context, "inline", r#"{ "csp": "default-src 'self'" }"#),
        ..case("inline")
    },
    Case {
        prepare: |context| {
            let text = r#"{ "csp": { "default-src": "'self'", "script-src": ["'self'"], "img-src": "'self' data:" } }"#;
            show_inline(context, "inline", text);
        },
        ..case("inline_object")
    },
    Case {
        prepare: |context| {
            let text = r#"{ "csp": "default-src 'self'; style-src 'unsafe-inline'", "dangerousDisableAssetCspModification": true }"#;
            show_inline(context, "allowed", text);
        },
        ..case("allowed")
    },
    Case {
        prepare: |context| {
            let text = r#"{ "freezePrototype": true, "headers": {
                "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp",
                "Timing-Allow-Origin": ["https://a.example", "https://b.example"],
                "Tauri-Custom-Header": { "key1": "'value1'", "key2": "'value2'" }
            } }"#;
            context.config_mut().app.security =
                serde_json::from_str(text).expect("a configuration");
        },
        ..case("headers")
    },
    Case {
        prepare: with_rule_for_label,
        ..case("label")
    },
    Case {
        counts: &[
            ("ran", 1),
            ("waits started", 1),
            ("waits ended", 1),
            ("endless started", 1),
            ("endless ended", 1),
        ],
        ..case("reload")
    },
    Case {
        prepare: with_capabilities,
        ..case("capability")
    },
    Case {
        prepare: with_remote,
        ..case("remote")
    },
    Case {
        prepare: with_proxy,
        ..case("proxied")
    },
    Case {
        prepare: with_assets,
        ..case("asset")
    },
    Case {
        prepare: |context| context.config_mut().app.with_global_tauri = true,
        ..case("global")
    },
];

fn with_capabilities(context: &mut tauri::Context) {
    let text = r#"[
        { "identifier": "no-titles", "windows": ["main"], "deny": ["plugin:window|set_title", "plugin:basic|*"] },
        { "identifier": "closed", "windows": ["listed"], "allow": ["count", "counted", "report", "finish", "plugin:event|*"] }
    ]"#;
    set_capabilities(context, text);
}

/// Shows the page with inline scripts and styles, which runs the tests of `case`.
fn show_inline(context: &mut tauri::Context, case: &str, security: &str) {
    let config = context.config_mut();
    config.app.security = serde_json::from_str(security).expect("a configuration");
    config.app.windows[0].url = WebviewUrl::App(format!("inline.html?case={case}").into());
}

fn with_rule_for_label(context: &mut tauri::Context) {
    let text = r#"[{ "identifier": "untitled", "windows": ["né-*"], "deny": ["plugin:window|set_title"] }]"#;
    set_capabilities(context, text);
}

fn set_capabilities(context: &mut tauri::Context, text: &str) {
    let capabilities: Vec<Capability> = serde_json::from_str(text).expect("valid capabilities");
    context.config_mut().app.security.capabilities = capabilities
        .into_iter()
        .map(CapabilityEntry::Inline)
        .collect();
}

/// Shows a page of another origin, from a server of this process.
fn with_remote(context: &mut tauri::Context) {
    let text = r#"[{
        "identifier": "remote", "local": false, "remote": { "urls": ["http://127.0.0.1:*"] }, "allow": ["report", "finish", "vectors"],
        "windows": ["main"], "permissions": ["core:window:default", "core:event:default", "core:event:deny-emit", "core:window:allow-set-title"]
    }, {
        "identifier": "nowhere", "local": false, "remote": { "urls": ["http://127.0.0.1:*"] }, "permissions": ["core:app:default"]
    }]"#;
    set_capabilities(context, text);
    let config = context.config_mut();
    let port = serve_over_http();
    let url = format!("http://127.0.0.1:{port}/index.html?case=remote");
    config.app.windows[0].url = WebviewUrl::External(url.parse().expect("a URL"));
}

/// Shows a page of a host that only the proxy knows, which is a server of this process.
fn with_proxy(context: &mut tauri::Context) {
    let text = r#"[{ "local": false, "remote": { "urls": ["http://proxied.test"] }, "allow": ["report", "finish", "option"] }]"#;
    set_capabilities(context, text);
    let config = context.config_mut();
    let proxy = format!("http://127.0.0.1:{}", serve_over_http());
    let window = &mut config.app.windows[0];
    window.proxy_url = Some(proxy.parse().expect("a URL"));
    let url = "http://proxied.test/index.html?case=proxied";
    window.url = WebviewUrl::External(url.parse().expect("a URL"));
}

/// Serves the bundled pages as long as this process lives. Returns the port.
fn serve_over_http() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("a bound port").port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // An error means that the client has closed the connection early.
            let _gone = answer_over_http(stream);
        }
    });
    port
}

fn answer_over_http(mut stream: TcpStream) -> std::io::Result<()> {
    let mut head = BufReader::new(stream.try_clone()?);
    let mut request = String::new();
    head.read_line(&mut request)?;
    let mut line = String::new();
    while head.read_line(&mut line)? > 2 {
        line.clear();
    }
    let path = request
        .split(' ')
        .nth(1)
        .unwrap_or("/")
        .split('?')
        .next()
        .unwrap_or("/");
    // A request to a proxy names the whole URL.
    let path = path.strip_prefix("http://proxied.test").unwrap_or(path);
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("page/dist")
        .join(path.trim_start_matches('/'));
    let (status, body) =
        std::fs::read(file).map_or(("404 Not Found", Vec::new()), |body| ("200 OK", body));
    let kind = if path.ends_with(".js") {
        "text/javascript"
    } else {
        "text/html"
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    )?;
    stream.write_all(&body)
}

fn with_assets(context: &mut tauri::Context) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let asset_protocol = &mut context.config_mut().app.security.asset_protocol;
    asset_protocol.enable = true;
    asset_protocol.scope = FsScope::Scope {
        allow: vec![root.join("*"), root.join("src/**")],
        deny: vec![root.join("Cargo.toml")],
        require_literal_leading_dot: None,
    };
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [flag, name] = arguments.as_slice()
        && flag == "--case"
    {
        return CASES
            .iter()
            .find(|case| case.name == name)
            .map_or(ExitCode::FAILURE, run_case);
    }
    if arguments.iter().any(|argument| argument == "--list") {
        return ExitCode::SUCCESS;
    }
    let filter = arguments.iter().find(|argument| !argument.starts_with('-'));
    run_all(filter.map(String::as_str))
}

// --- the parent -------------------------------------------------------------------------------------------------------------------------

fn run_all(filter: Option<&str>) -> ExitCode {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("page/dist/core.case.js");
    let missing = if env::var_os("DISPLAY").is_none() && env::var_os("WAYLAND_DISPLAY").is_none() {
        Some("no display")
    } else if !page.is_file() {
        Some("the pages are not bundled: `npm ci` and `npm run build` in tests/tauri/page")
    } else {
        None
    };
    if let Some(missing) = missing {
        eprintln!("{missing}; `cargo xtask test` provides both");
        return ExitCode::FAILURE;
    }
    let start = Instant::now();
    let (mut passed, mut failed) = (0, 0);
    for lane in lanes() {
        let mut names = BTreeSet::new();
        for case in CASES
            .iter()
            .filter(|case| filter.is_none_or(|filter| case.name.contains(filter)))
        {
            let results = run_in_child(case, &lane);
            passed += results.passed.len();
            failed += results.failures.len();
            for failure in &results.failures {
                println!("\n---- {lane}::{} ----\n{failure}\n", case.name);
            }
            names.extend(results.passed);
        }
        if filter.is_none() {
            let missing = documented::missing(&names);
            let verdict = if missing.is_empty() { "ok" } else { "FAILED" };
            println!("test {lane}::documented ... {verdict}");
            passed += usize::from(missing.is_empty());
            failed += missing.len();
            for text in missing {
                println!("\n---- {lane}::documented ----\n{text}\n");
            }
        }
    }
    println!(
        "\ntest result: {}. {passed} passed; {failed} failed; 0 ignored; 0 measured; 0 filtered out; finished in {:.2}s\n",
        if failed == 0 { "ok" } else { "FAILED" },
        start.elapsed().as_secs_f64()
    );
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Returns the lanes to test: each one, or the one that `BYTELANE_LANE` names.
fn lanes() -> Vec<String> {
    match env::var("BYTELANE_LANE") {
        Ok(lane) => vec![lane],
        Err(_) if cfg!(target_os = "linux") => vec!["protocol".into(), "shm".into()],
        Err(_) => vec!["protocol".into()],
    }
}

#[derive(Default)]
struct Results {
    /// Names of the tests that passed, such as `core::every call is answered`.
    passed: Vec<String>,
    failures: Vec<String>,
}

/// Runs a case on a lane in a child process. Returns the results of its tests.
fn run_in_child(case: &Case, lane: &str) -> Results {
    let mut results = Results::default();
    let program = env::current_exe().expect("the path of this program");
    let mut log = tempfile::tempfile().expect("a temporary file");
    let mut child = Command::new(program)
        .args(["--case", case.name])
        .env("BYTELANE_LANE", lane)
        .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
        .env("WEBKIT_DISABLE_COMPOSITING_MODE", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::from(log.try_clone().expect("a second handle")))
        .spawn()
        .expect("a child process");
    let output = child.stdout.take().expect("a pipe");
    let (sender, lines) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if let Some(text) = line.strip_prefix(MARK) {
                let _ = sender.send(text.to_owned());
            }
        }
    });
    let deadline = Instant::now() + Duration::from_secs(CASE_SECONDS_MAX);
    let mut finished = false;
    loop {
        match lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(line) => {
                let Some((verdict, text)) = line.split_once(' ') else {
                    continue;
                };
                match verdict {
                    "ok" => {
                        println!("test {lane}::{}::{text} ... ok", case.name);
                        results.passed.push(format!("{}::{text}", case.name));
                    }
                    "finished" => finished = true,
                    _ => {
                        println!("test {lane}::{}::{text} ... FAILED", case.name);
                        results.failures.push(text.replace('\u{2}', "\n"));
                    }
                }
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
            Err(mpsc::RecvTimeoutError::Timeout) => {
                let _ = child.kill();
                results
                    .failures
                    .push(format!("the case hung for {CASE_SECONDS_MAX} s"));
                break;
            }
        }
    }
    let status = child.wait().expect("a child process");
    if !status.success() {
        results
            .failures
            .push(format!("the host ended with {status}"));
    } else if !finished {
        results
            .failures
            .push("the page never reported that it had finished".into());
    }
    if !results.failures.is_empty() {
        use std::io::{Read, Seek};
        let mut text = String::new();
        let _ = log.rewind().and_then(|()| log.read_to_string(&mut text));
        results.failures.push(format!("log of the host:\n{text}"));
    }
    results
}

// --- the child --------------------------------------------------------------------------------------------------------------------------

#[tauri::command]
fn report(name: String, failure: Option<String>) {
    match failure {
        None => println!("{MARK}ok {name}"),
        Some(failure) => println!("{MARK}failed {name}: {}", failure.replace('\n', "\u{2}")),
    }
}

#[tauri::command]
fn finish(app: tauri::AppHandle, tests: usize) {
    if tests == 0 {
        println!("{MARK}failed no test ran");
    }
    app.exit(0);
}

#[derive(serde::Deserialize)]
struct Greeter {
    greeting: String,
}

struct Greeting(String);

/// A plugin that uses every feature of plugins.
fn greeter<R: tauri::Runtime>() -> tauri::plugin::TauriPlugin<R, Greeter> {
    #[tauri::command]
    fn greet(greeting: tauri::State<'_, Greeting>, name: String) -> String {
        format!("{}, {name}!", greeting.0)
    }
    #[tauri::command]
    fn events(seen: tauri::State<'_, Seen>) -> Vec<String> {
        seen.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
    let seen = Seen::default();
    let (events, windows) = (seen.clone(), seen.clone());
    tauri::plugin::Builder::<R, Greeter>::new("greeter")
        .invoke_handler(tauri::generate_handler![#![plugin(greeter)] greet, events])
        .setup(move |app, api| {
            app.manage(Greeting(api.config().greeting.clone()));
            app.manage(seen);
            Ok(())
        })
        .js_init_script(
            "window.__TAURI_INTERNALS__.plugins.greeter = { loaded: location.search }".to_string(),
        )
        .on_event(move |_, event| {
            if let tauri::RunEvent::Ready = event {
                events.add("ready");
            }
        })
        .on_window_ready(move |window| windows.add(window.label()))
        .build()
}

#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<String>>>);

impl Seen {
    fn add(&self, text: &str) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(text.to_owned());
    }
}

/// Returns a description of a request, as JSON that pages of every origin may read.
fn described(
    label: &str,
    request: &tauri::http::Request<Vec<u8>>,
) -> tauri::http::Response<Vec<u8>> {
    let headers: BTreeMap<&str, &str> = request
        .headers()
        .iter()
        .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
        .collect();
    let body = request.body();
    let sum = body.iter().map(|byte| u32::from(*byte)).sum::<u32>() % 65536;
    let is_short = body.len() < 1000;
    let text = is_short.then(|| String::from_utf8_lossy(body));
    let json = serde_json::json!({
        "label": label, "method": request.method().as_str(), "uri": request.uri().to_string(), "headers": headers,
        "length": body.len(), "sum": sum, "text": text, "bytes": is_short.then_some(body),
    });
    tauri::http::Response::builder()
        .header("content-type", "application/json")
        .header("access-control-allow-origin", "*")
        .body(json.to_string().into_bytes())
        .expect("a response from constants")
}

/// Runs a case to its end.
fn run_case(case: &'static Case) -> ExitCode {
    let mut context = tauri::generate_context!().incognito(true);
    context.config_mut().app.windows.push(WindowConfig {
        title: "Main".into(),
        url: WebviewUrl::App(format!("index.html?case={}", case.name).into()),
        ..WindowConfig::default()
    });
    if case.name != "file" {
        // Permissions that they deny are denied in every window.
        context.config_mut().app.security.capabilities.clear();
    }
    (case.prepare)(&mut context);
    let (commands, bound, thirty, own) = (
        conformance::handler(),
        bindings::handler_for_tauri(),
        application::handler::<tauri::Wry>(),
        tauri::generate_handler![report, finish],
    );
    let counts = conformance::Counts::default();
    let counted = counts.clone();
    let builder = if case.name == "application" {
        application::prepare(tauri::Builder::default())
    } else {
        tauri::Builder::default()
    };
    let builder = if case.name == "webviewWindow" {
        builder.page_windows_max(3)
    } else {
        builder
    };
    let app = builder
        .manage(counts)
        .manage(guide::shared::MyState("some state value".into()))
        .manage(guide::complete::Database)
        .plugin(guide::basic::plugin())
        .plugin(guide::separate::plugin())
        .plugin(guide::several::plugin())
        .plugin(guide::arguments::plugin())
        .plugin(guide::returns::plugin())
        .plugin(guide::errors::plugin())
        .plugin(guide::later::plugin())
        .plugin(guide::channel::plugin())
        .plugin(guide::windows::plugin())
        .plugin(guide::shared::plugin())
        .plugin(guide::raw::plugin())
        .plugin(guide::complete::plugin())
        .plugin(guide::events::plugin())
        .plugin(greeter())
        .register_uri_scheme_protocol("mine", |context, request| {
            described(context.webview_label(), &request)
        })
        .register_asynchronous_uri_scheme_protocol("later", |context, request, responder| {
            if request.uri().path() == "/never" {
                // Dropped with the responder once the page is gone.
                std::mem::forget(responder);
                return;
            }
            let label = context.webview_label().to_owned();
            std::thread::spawn(move || responder.respond(described(&label, &request)));
        })
        .invoke_handler(move |invoke| {
            if matches!(invoke.message.command(), "report" | "finish") {
                own(invoke)
            } else if case.name == "application" {
                thirty(invoke)
            } else if case.name == "bindings" {
                bound(invoke)
            } else {
                commands(invoke)
            }
        })
        .on_window_event(|window, event| {
            if let WindowEvent::Destroyed = event {
                window
                    .state::<conformance::Counts>()
                    .add(&format!("{} destroyed", window.label()));
            }
        })
        .setup(|app| {
            guide::events::listen(app.handle());
            Ok(())
        })
        .build(context)
        .expect("an application");
    let code = app.run_return(|_, _| {});
    for (name, expected) in case.counts {
        let counted = counted.get(name);
        if counted != *expected {
            println!("{MARK}failed the host counted {counted} of {name:?}, not {expected}");
        }
    }
    println!("{MARK}finished {}", case.name);
    if code == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
