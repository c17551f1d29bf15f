//! A download over HTTP that Rust passes on to the page as it arrives: with progress, cancelled at any time, and resumed after the connection breaks. Run
//! with `cargo run --example http_download`.
//!
//! The example starts the server itself. `--screenshot <png>` saves a screenshot of the page and exits, in the state of `--state`.

#[path = "../screenshot/mod.rs"]
pub(crate) mod screenshot;
mod server;

use std::{error::Error, process::ExitCode};

use bytelane::{
    Builder, Context, State, WindowConfig,
    ipc::{Request, Response},
};
use futures_util::TryStreamExt;
use screenshot::Screenshot;
use serde::Serialize;
use server::Server;

/// The HTTP client, which keeps connections for several requests, and the server.
struct Http {
    client: reqwest::Client,
    server: Server,
}

/// The file on the server.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct File {
    url: String,
    bytes: u64,
    sha256: &'static str,
}

/// Returns the file that the server has.
#[bytelane::command]
async fn file(http: State<'_, Http>) -> Result<File, String> {
    let sha256 = tokio::task::spawn_blocking(server::sha256).await;
    Ok(File {
        url: http.server.url(),
        bytes: server::FILE_BYTES,
        sha256: sha256.map_err(|error| error.to_string())?,
    })
}

/// Sets whether the next connection breaks.
#[bytelane::command]
fn break_next(breaks: bool, http: State<'_, Http>) {
    http.server.break_next(breaks);
}

/// Returns the text of the first cause of an error: reqwest's own text states only which step has failed.
fn cause(mut error: &dyn Error) -> String {
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}

/// Requests a URL and passes the answer on while it arrives. The header `Range` of the call is that of the request. If the page cancels the call or leaves
/// its loop, the stream is dropped, which closes the connection.
#[bytelane::command]
async fn download(
    url: String,
    request: Request<'_>,
    http: State<'_, Http>,
) -> Result<Response, String> {
    let mut get = http.client.get(url);
    if let Some(range) = request.headers().get("range") {
        get = get.header("range", range);
    }
    let answer = get
        .send()
        .await
        .and_then(reqwest::Response::error_for_status)
        .map_err(|error| cause(&error))?;
    let (status, length) = (answer.status(), answer.content_length());
    let parts = answer.bytes_stream().map_err(|error| cause(&error));
    let response = Response::stream(parts).with_status(status);
    Ok(match length {
        Some(length) => response.with_length(length),
        None => response,
    })
}

/// Returns the application.
pub(crate) fn application(screenshot: Screenshot) -> std::io::Result<(Builder, Context)> {
    let context = Context::new("org.bytelane.http-download")
        .embedded(&[
            ("/index.html", include_bytes!("page/index.html")),
            ("/main.js", include_bytes!("page/main.js")),
            ("/style.css", include_bytes!("page/style.css")),
            ("/page.css", include_bytes!("../page.css")),
        ])
        .window(WindowConfig {
            title: "bytelane: HTTP download".into(),
            width: screenshot.width_or(820.0),
            height: 560.0,
            ..WindowConfig::default()
        });
    let builder = Builder::default()
        .manage(Http {
            client: reqwest::Client::new(),
            server: Server::start()?,
        })
        .manage(screenshot)
        .invoke_handler(bytelane::generate_handler![
            file,
            break_next,
            download,
            screenshot::wants_screenshot,
            screenshot::take_screenshot
        ]);
    Ok((builder, context))
}

#[allow(
    dead_code,
    reason = "the tests of the examples run the application themselves"
)]
fn main() -> ExitCode {
    Screenshot::run("http_download", |screenshot| {
        let (builder, context) =
            application(screenshot).map_err(|error| format!("the server cannot start: {error}"))?;
        builder.run(context).map_err(|error| error.to_string())
    })
}
