//! Transfers a file to the page and back, and compares the hashes of both sides. Run with `cargo run --release --example download`.
//!
//! `--demo` runs all transfers, prints one JSON object for each to stdout, and exits with code 0 if every hash is equal.

mod file;
mod options;
#[cfg(target_os = "linux")]
mod screen;

use std::{
    io::Write,
    process::ExitCode,
    time::{Duration, Instant},
};

use bytelane::{
    AppHandle, Builder, Context, Manager, Payload, State, WebviewWindow, WindowConfig,
    file::{Assets, EmbeddedFiles},
    ipc::{InvokeBody, Request, Response},
    payload::{Body, FileBody},
};
use parking_lot::{Mutex, MutexGuard};
use serde::{Deserialize, Serialize};

use file::Source;
use options::Options;

const MIB: f64 = 1024.0 * 1024.0;

/// Time within which the page must open the file.
const START_TIMEOUT: Duration = Duration::from_secs(60);

static PAGE: &[(&str, &[u8])] = &[
    ("/index.html", include_bytes!("page/index.html")),
    ("/main.js", include_bytes!("page/main.js")),
    ("/plot.js", include_bytes!("page/plot.js")),
    ("/style.css", include_bytes!("page/style.css")),
];

/// State that the commands share.
struct Bench {
    options: Options,
    source: Mutex<Option<Source>>,
    /// Start of the current transfer.
    started: Mutex<Option<Instant>>,
    /// Whether any hash differed.
    wrong: Mutex<bool>,
}

/// Scheme that wry serves without the engine, for comparison.
const PLAIN_SCHEME: &str = "plain";

/// The file and the transfers that the page runs.
#[derive(Serialize)]
struct Plan {
    demo: bool,
    /// State that the demo ends in.
    state: String,
    /// URL at which wry serves the file.
    plain_url: String,
    path: String,
    bytes: u64,
    /// Lengths in bytes of the prefixes to transfer.
    sizes: Vec<u64>,
}

/// The page's report of a transfer.
#[derive(Deserialize)]
struct Report {
    lane: String,
    op: String,
    bytes: u64,
    ms: f64,
    sha256: String,
}

/// A line of stdout.
#[derive(Serialize)]
struct Measurement<'a> {
    lane: &'a str,
    op: &'a str,
    bytes: u64,
    ms: f64,
    mib_per_s: f64,
    sha256_ok: bool,
}

#[derive(Serialize)]
struct Uploaded {
    ms: f64,
    sha256: String,
}

impl Bench {
    fn source(&self) -> MutexGuard<'_, Option<Source>> {
        self.source.lock()
    }

    /// Returns the prefix of the file that `length` in the query selects.
    fn prefix(&self, uri: &http::Uri) -> Result<FileBody, String> {
        let length = uri
            .query()
            .and_then(|query| query.strip_prefix("length=")?.parse().ok());
        let source = self.source();
        let source = source.as_ref().ok_or("no file is open")?;
        std::fs::File::open(source.path())
            .and_then(FileBody::new)
            .and_then(|body| body.part(0..length.unwrap_or_else(|| source.bytes())))
            .map_err(|error| error.to_string())
    }

    fn start(&self) {
        *self.started.lock() = Some(Instant::now());
    }

    fn stop(&self) -> Result<f64, String> {
        let started = self.started.lock().take();
        started
            .map(|started| started.elapsed().as_secs_f64() * 1000.0)
            .ok_or_else(|| "no transfer was started".into())
    }
}

/// Opens the file at `path`, or the one of the command line, and hashes it.
#[bytelane::command]
fn open_file(path: Option<String>, bench: State<'_, Bench>) -> Result<Plan, String> {
    let path = path.map_or_else(|| bench.options.file.clone(), Into::into);
    let source = Source::open(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let plan = Plan {
        demo: bench.options.demo,
        state: bench.options.state.clone(),
        plain_url: if cfg!(windows) {
            format!("http://{PLAIN_SCHEME}.localhost/file")
        } else {
            format!("{PLAIN_SCHEME}://localhost/file")
        },
        path: path.display().to_string(),
        bytes: source.bytes(),
        sizes: source.sizes(),
    };
    *bench.source() = Some(source);
    Ok(plan)
}

/// Returns the file, or the range that the call's `Range` header selects.
#[bytelane::command]
fn read_file(bench: State<'_, Bench>) -> Result<Response, String> {
    let response = bench
        .source()
        .as_ref()
        .map(|source| Response::file(source.path()))
        .ok_or("no file is open")?;
    bench.start();
    Ok(response)
}

/// Starts the clock of an upload, because its command runs only once all bytes have arrived.
#[bytelane::command]
fn start(bench: State<'_, Bench>) {
    bench.start();
}

/// Stops the clock of a download. Returns the milliseconds.
#[bytelane::command]
fn arrived(bench: State<'_, Bench>) -> Result<f64, String> {
    bench.stop()
}

/// Receives the bytes, stops the clock, and hashes them.
#[bytelane::command]
fn upload(request: Request<'_>, bench: State<'_, Bench>) -> Result<Uploaded, String> {
    let ms = bench.stop()?;
    let InvokeBody::Raw(bytes) = request.body() else {
        return Err("the arguments of `upload` must be bytes".into());
    };
    Ok(Uploaded {
        ms,
        sha256: file::hash(bytes),
    })
}

/// Compares the page's hash with that of Rust. Prints the measurement in a demo.
#[bytelane::command]
fn done(report: Report, bench: State<'_, Bench>) -> Result<bool, String> {
    let expected = bench
        .source()
        .as_ref()
        .and_then(|source| source.hash_of(report.bytes).map(str::to_owned));
    let sha256_ok = expected.is_some_and(|expected| expected == report.sha256);
    *bench.wrong.lock() |= !sha256_ok;
    if let Some(lane) = bench
        .options
        .lane
        .as_ref()
        .filter(|lane| **lane != report.lane)
    {
        return Err(format!(
            "the page uses the lane {}, not {lane} as requested",
            report.lane
        ));
    }
    let Report {
        lane,
        op,
        bytes,
        ms,
        ..
    } = &report;
    // Avoids a division by zero.
    let mib_per_s = *bytes as f64 / MIB / (ms.max(0.001) / 1000.0);
    if bench.options.demo {
        let line = Measurement {
            lane,
            op,
            bytes: *bytes,
            ms: tenths(*ms),
            mib_per_s: tenths(mib_per_s),
            sha256_ok,
        };
        let line = serde_json::to_string(&line).map_err(|error| error.to_string())?;
        writeln!(std::io::stdout(), "{line}").map_err(|error| format!("stdout: {error}"))?;
    }
    Ok(sha256_ok)
}

fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

/// Called once all transfers are done and drawn.
#[bytelane::command]
async fn finish(
    app: AppHandle,
    window: WebviewWindow,
    bench: State<'_, Bench>,
) -> Result<(), String> {
    if let Some(path) = bench.options.screenshot.clone() {
        save_screenshot(&window, path).await?;
    }
    if bench.options.demo && !bench.options.keep_open {
        app.exit(i32::from(*bench.wrong.lock()));
    }
    Ok(())
}

#[cfg(target_os = "linux")]
async fn save_screenshot(window: &WebviewWindow, path: std::path::PathBuf) -> Result<(), String> {
    screen::save(window, path).await
}

#[cfg(not(target_os = "linux"))]
async fn save_screenshot(_: &WebviewWindow, _: std::path::PathBuf) -> Result<(), String> {
    Err("--screenshot is supported on Linux only".into())
}

/// Reports an error of the page.
#[bytelane::command]
fn fail(app: AppHandle, message: &str, bench: State<'_, Bench>) {
    eprintln!("page: {message}");
    if bench.options.demo {
        app.exit(1);
    }
}

/// Serves the page, and the file as one response.
fn serve(
    app: &AppHandle,
    files: &EmbeddedFiles,
    request: &http::Request<()>,
) -> http::Response<Body> {
    if request.uri().path() != "/demo/file" {
        return files.answer_page(request);
    }
    let bench = app.state::<Bench>();
    bench.start();
    match bench.prefix(request.uri()) {
        Ok(body) => http::Response::new(body.into()),
        Err(error) => text(http::StatusCode::NOT_FOUND, error),
    }
}

/// Serves the file as a custom protocol of wry does: read as a whole, sent as a whole.
fn serve_plain(bench: &Bench, uri: &http::Uri) -> http::Response<Vec<u8>> {
    bench.start();
    let read = |body: FileBody| body.read(0..body.len()).map_err(|error| error.to_string());
    let (status, bytes) = match bench.prefix(uri).and_then(read) {
        Ok(bytes) => (http::StatusCode::OK, bytes.into()),
        Err(error) => (http::StatusCode::NOT_FOUND, error.into_bytes()),
    };
    let mut response = http::Response::new(bytes);
    *response.status_mut() = status;
    response.headers_mut().insert(
        http::header::ACCESS_CONTROL_ALLOW_ORIGIN,
        http::HeaderValue::from_static("*"),
    );
    response
}

fn text(status: http::StatusCode, text: String) -> http::Response<Body> {
    let mut response = http::Response::new(Body::from(Payload::Raw(text.into_bytes().into())));
    *response.status_mut() = status;
    response
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    let options = Options::from_command_line()?;
    let (demo, width) = (options.demo, options.width);
    let title = if demo {
        "bytelane: demo"
    } else {
        "bytelane: download"
    };
    let handle: std::sync::Arc<std::sync::OnceLock<AppHandle>> = std::sync::Arc::default();
    let (files, app) = (EmbeddedFiles::new(PAGE), std::sync::Arc::clone(&handle));
    let context = Context::new("org.bytelane.download")
        .pages(move |request| match app.get() {
            Some(app) => serve(app, &files, &request),
            None => text(http::StatusCode::SERVICE_UNAVAILABLE, "starting".into()),
        })
        .csp("default-src 'self'; connect-src 'self' plain: http://plain.localhost; style-src 'self' 'unsafe-inline'; object-src 'none'")
        .incognito(true);
    Builder::default()
        .manage(Bench {
            options,
            source: Mutex::default(),
            started: Mutex::default(),
            wrong: Mutex::default(),
        })
        .invoke_handler(bytelane::generate_handler![
            open_file, read_file, start, arrived, upload, done, finish, fail
        ])
        .register_asynchronous_uri_scheme_protocol(PLAIN_SCHEME, |context, request, responder| {
            let app = context.app_handle().clone();
            std::thread::spawn(move || {
                responder.respond(serve_plain(&app.state::<Bench>(), request.uri()));
            });
        })
        .setup(move |app| {
            // The page requests the file through this handle, so it is set before the window opens.
            let _first = handle.set(app.handle().clone());
            let config = WindowConfig {
                title: title.into(),
                width,
                height: 800.0,
                center: true,
                ..WindowConfig::default()
            };
            let window =
                bytelane::WebviewWindowBuilder::from_config(app.handle(), &config)?.build()?;
            #[cfg(target_os = "linux")]
            screen::watch(&window)?;
            #[cfg(not(target_os = "linux"))]
            let _ = window;
            if demo {
                let app = app.handle().clone();
                std::thread::spawn(move || {
                    std::thread::sleep(START_TIMEOUT);
                    if app.state::<Bench>().source().is_none() {
                        eprintln!(
                            "the page has not opened the file within {} s",
                            START_TIMEOUT.as_secs()
                        );
                        app.exit(1);
                    }
                });
            }
            Ok(())
        })
        .run(context)?;
    Ok(())
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("download: {error}");
            ExitCode::FAILURE
        }
    }
}
