//! A loopback HTTP/1.1 server from which a wry window loads its page, and which the page calls.

use std::{io, net::Ipv4Addr};

use axum::{
    Json, Router,
    body::Body,
    extract::{DefaultBodyLimit, Path, State},
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
    routing::{get, put},
    serve::ListenerExt,
};
use bytelane_bench_protocol::Job;
use bytelane_peer_window::{Host, chromium, file, run, token};
use bytes::Bytes;
use futures_util::stream;
use serde_json::Value;
use tokio::{net::TcpListener, runtime::Runtime, sync::oneshot};
use wry::WebViewBuilder;

/// Size in bytes from which a chunk of messages is sent; a larger message is a chunk of its own.
const BATCH_BYTES: usize = 64 << 10;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let runtime = Runtime::new()?;
    let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))?;
    let token = token()?;
    let url = format!("http://{}/{token}/", listener.local_addr()?);
    let serve = move |host: &Host| {
        let routes = Router::new()
            .route(&format!("/{token}/"), get(|| page(Path(String::new()))))
            .nest(&format!("/{token}"), routes(host.clone()));
        runtime.spawn(async move {
            if let Err(error) = axum::serve(ListenerExt::tap_io(listener, nodelay), routes).await {
                eprintln!("the server ended: {error}");
            }
        });
        // The runtime ends with the process.
        std::mem::forget(runtime);
        url
    };
    if chromium::is_chosen() {
        return chromium::run("HTTP", |host, _| Ok(serve(host)));
    }
    run("HTTP", |host, _| {
        WebViewBuilder::new().with_url(serve(host))
    })
}

fn nodelay(stream: &mut tokio::net::TcpStream) {
    // An error only makes answers slower.
    let _slower = stream.set_nodelay(true);
}

fn routes(host: Host) -> Router {
    Router::new()
        .route("/{name}", get(page).put(command))
        .route("/next", put(next))
        .route(
            "/download",
            put(|State(host): State<Host>| async move { host.bytes() }),
        )
        .route("/upload", put(upload))
        .route("/mixed", put(mixed))
        .route("/raw", put(raw))
        .route("/texts", put(texts))
        .layer(DefaultBodyLimit::disable())
        .with_state(host)
}

async fn page(Path(name): Path<String>) -> Response {
    match file(&format!("/{name}"), include_str!("../page/http.js")) {
        Some((kind, text)) => ([(CONTENT_TYPE, kind)], text).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn command(
    State(host): State<Host>,
    Path(name): Path<String>,
    Json(arguments): Json<Value>,
) -> Response {
    match host.command(&name, arguments) {
        Ok(Some(answer)) => Json(answer).into_response(),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => (StatusCode::BAD_REQUEST, error.to_string()).into_response(),
    }
}

async fn next(State(host): State<Host>) -> Result<Json<Job>, StatusCode> {
    let (sender, job) = oneshot::channel();
    // An error means that the page is gone.
    host.worker.next(move |job| drop(sender.send(job)));
    job.await.map(Json).map_err(|_| StatusCode::GONE)
}

async fn upload(State(host): State<Host>, body: Bytes) -> Json<usize> {
    let length = body.len();
    host.worker.received(body);
    Json(length)
}

async fn mixed(State(host): State<Host>, body: Bytes) -> Result<Vec<u8>, (StatusCode, String)> {
    host.mixed(&body).map_err(refuse)
}

/// Sends messages of bytes, each preceded by its length.
async fn raw(State(host): State<Host>) -> Result<Body, (StatusCode, String)> {
    let messages = host.messages().map_err(refuse)?;
    Ok(batches(messages.into_iter(), |batch, message| {
        batch.extend_from_slice(&(message.len() as u32).to_le_bytes());
        batch.extend_from_slice(&message);
    }))
}

/// Sends JSON texts, one per line.
async fn texts(State(host): State<Host>) -> Result<Body, (StatusCode, String)> {
    let texts = host.texts().map_err(refuse)?;
    Ok(batches(texts, |batch, text| {
        batch.extend_from_slice(text.as_bytes());
        batch.push(b'\n');
    }))
}

/// Returns one long response whose chunks are batches of messages.
fn batches<T: 'static>(
    mut messages: impl Iterator<Item = T> + Send + 'static,
    write: fn(&mut Vec<u8>, T),
) -> Body {
    Body::from_stream(stream::iter(std::iter::from_fn(move || {
        let mut batch = Vec::new();
        while batch.len() < BATCH_BYTES
            && let Some(message) = messages.next()
        {
            write(&mut batch, message);
        }
        (!batch.is_empty()).then_some(io::Result::Ok(batch))
    })))
}

fn refuse(error: io::Error) -> (StatusCode, String) {
    (StatusCode::BAD_REQUEST, error.to_string())
}
