//! The browser lane in headless Chromium: downloads, uploads and small calls, measured by the page.
//!
//! `cargo bench --features browser --bench browser`

#[path = "../../tests/support/chromium.rs"]
mod chromium;

use std::{
    env,
    process::ExitCode,
    sync::{LazyLock, mpsc},
    time::Duration,
};

use bytelane::{
    BrowserOptions, Bytes, Engine, Router, State,
    file::{Assets, EmbeddedFiles},
    state::StateStore,
};
use chromium::Chromium;
use parking_lot::Mutex;

const MIB: usize = 1024 * 1024;

/// Time for all measurements.
const TIME: Duration = Duration::from_secs(300);

static FILES: &[(&str, &[u8])] = &[
    (
        "/index.html",
        b"<!doctype html><title>benchmark</title><script type=module src=/page.js></script>",
    ),
    ("/page.js", include_bytes!("page.js")),
];

/// What the commands return parts of, so that they only share memory.
static CONTENT: LazyLock<Bytes> = LazyLock::new(|| vec![7; 128 * MIB].into());

type Lines = Mutex<mpsc::Sender<Option<String>>>;

#[bytelane::command]
fn download(length: usize) -> Bytes {
    CONTENT.slice(..length)
}

#[bytelane::command]
fn upload(data: Bytes) -> usize {
    data.len()
}

/// Prints a line of the page, or ends the benchmark.
#[bytelane::command]
fn report(lines: State<'_, Lines>, line: Option<String>) {
    let _ = lines.lock().send(line);
}

/// Whether the program was started to test that it runs.
#[bytelane::command]
fn is_test() -> bool {
    !env::args().any(|argument| argument == "--bench")
}

fn main() -> ExitCode {
    if bytelane_bench_protocol::chromium().is_none() {
        println!(
            "skipped: none of {:?} is installed",
            bytelane_bench_protocol::CHROMIUM_NAMES
        );
        return ExitCode::SUCCESS;
    }
    let (sender, lines) = mpsc::channel();
    let state = StateStore::default();
    state.set::<Lines>(Mutex::new(sender));
    let handler = bytelane::generate_handler![download, upload, report, is_test];
    let engine = Engine::new(Router::new(handler).with_state(state.into()));
    let files = EmbeddedFiles::new(FILES);
    let options = BrowserOptions::new("main")
        .serve(move |request: http::Request<()>| files.answer_page(&request));
    let browser = match engine.serve_browser(options) {
        Ok(browser) => browser,
        Err(error) => {
            eprintln!("the server does not start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let chromium = Chromium::open(browser.address());
    loop {
        match lines.recv_timeout(TIME) {
            Ok(Some(line)) if line.starts_with("failed: ") => {
                eprintln!("{line}");
                return ExitCode::FAILURE;
            }
            Ok(Some(line)) => println!("{line}"),
            Ok(None) => return ExitCode::SUCCESS,
            Err(_) => {
                eprintln!("the page does not report\n{}", chromium.log());
                return ExitCode::FAILURE;
            }
        }
    }
}
