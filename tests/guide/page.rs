//! The application of one chapter: its commands, and a page that runs its blocks one after another.

use std::{collections::BTreeMap, process::ExitCode};

use bytelane::{AppHandle, Bytes, Payload, WindowConfig, payload::Body};
use bytelane_guide_tests::{Chapter, blocks::blocks};

/// The elements that blocks use, by their ids.
const PAGE: &str = r#"<!doctype html><meta charset="utf-8"><title>guide</title>
<progress id="bar" max="1" value="0"></progress> <canvas id="canvas" width="64" height="64"></canvas> <pre id="log"></pre>
<script type="module" src="/run.js"></script>"#;

/// The package, as a bundler would resolve it: the client of the page. `connect`, for workers, precedes it.
const PACKAGE: &str = "
const client = globalThis.bytelane ?? {}
export const { invoke, Channel, IpcError, typed, listen, once, emit, emitTo, events, lane, stats, workerPort } = client
";

/// Where the build of the pages of `tests/tauri` puts `connect`.
const CONNECT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tauri/page/dist/connect.js");

/// Returns the package.
fn package() -> String {
    let connect = std::fs::read_to_string(CONNECT)
        .expect("bundled pages: run `npm --prefix js ci`, `npm --prefix tests/tauri/page ci` and `npm --prefix tests/tauri/page run build`");
    connect + PACKAGE
}

/// Runs the blocks, and reports the first failure.
const RUN: &str = r#"
const { invoke } = bytelane
const show = value => JSON.stringify(value, (_, inner) =>
  inner instanceof ArrayBuffer ? Array.from(new Uint8Array(inner)) : ArrayBuffer.isView(inner) ? Array.from(inner, Number) : inner)
globalThis.checkValue = (actual, expected) => {
  if (show(actual) !== show(expected)) throw new Error(`the value is ${show(actual)}, and the text states ${show(expected)}`)
}
const fail = (where, error) => invoke('guide_failed', { message: `${where}: ${error?.code ?? ''} ${error}\n${error?.stack ?? ''}` })
addEventListener('unhandledrejection', ({ reason }) => fail('a promise', reason))
let at = ''
try {
  checkValue(bytelane.lane(), LANE)
  for (const block of BLOCKS) {
    at = block
    await import('/' + block)
  }
  await invoke('guide_done')
} catch (error) {
  await fail(at, error)
}
"#;

#[bytelane::command]
fn guide_done(app: AppHandle) {
    app.exit(0);
}

#[bytelane::command]
fn guide_failed(app: AppHandle, message: &str) {
    eprintln!("{message}");
    app.exit(1);
}

/// Returns the files of the page by their paths.
fn files(chapter: &Chapter) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut names = Vec::new();
    for block in blocks(chapter.text) {
        if let Some(file) = block.file() {
            files.insert(format!("/{file}"), block.script());
        } else if block.runs() {
            let name = format!("{}.md:{}.js", chapter.name, block.line);
            files.insert(format!("/{name}"), block.script());
            names.push(name);
        }
    }
    let lane = std::env::var("BYTELANE_LANE").unwrap_or_default();
    files.insert(
        "/run.js".into(),
        format!("const BLOCKS = {names:?}\nconst LANE = {lane:?}\n{RUN}"),
    );
    files.insert("/bytelane.js".into(), package());
    files
}

fn serve(files: &BTreeMap<String, String>, path: &str) -> http::Response<Body> {
    let (kind, text) = files.get(path).map_or(("text/html", PAGE), |text| {
        ("text/javascript", text.as_str())
    });
    let mut response = http::Response::new(Body::from(Payload::Raw(Bytes::from(
        text.to_owned().into_bytes(),
    ))));
    response.headers_mut().insert(
        http::header::CONTENT_TYPE,
        http::HeaderValue::from_static(kind),
    );
    response
}

/// Runs the blocks of a chapter.
pub(crate) fn run(chapter: &Chapter) -> ExitCode {
    let files = files(chapter);
    let mut context = (chapter.context)()
        .pages(move |request: http::Request<()>| serve(&files, request.uri().path()))
        .incognito(true);
    if context.config().app.windows.is_empty() {
        context = context.window(WindowConfig::default());
    }
    let (commands, own) = (
        (chapter.handler)(),
        bytelane::generate_handler![guide_done, guide_failed, crate::server::server],
    );
    let app = (chapter.application)()
        .invoke_handler(move |invoke| match invoke.message.command() {
            "guide_done" | "guide_failed" | "server" => own(invoke),
            _ => commands(invoke),
        })
        .build(context);
    let code = match app {
        Ok(app) => app.run_return(|_, _| {}),
        Err(error) => {
            eprintln!("{error}");
            1
        }
    };
    if code == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
