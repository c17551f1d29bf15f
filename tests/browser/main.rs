//! The browser lane: its server against clients that are no browser, legal and hostile.

mod client;
mod dev_server;
#[cfg(target_os = "linux")]
#[path = "../support/listeners.rs"]
mod listeners;

use std::{io::Read, io::Write, net::TcpStream, time::Duration};

use bytelane::{
    Browser, BrowserOptions, Bytes, Engine, Payload, Router, file::Assets, file::EmbeddedFiles,
    ipc::Channel,
};
use tokio_tungstenite::tungstenite::{
    Message,
    protocol::frame::{
        Frame,
        coding::{Data, OpCode},
    },
};

use client::{Client, head_of, secret_of};
use dev_server::{DevServer, PAGE};

#[bytelane::command]
fn echo(data: Bytes) -> Bytes {
    data
}

#[bytelane::command]
fn filled(length: usize) -> Vec<u8> {
    (0..length).map(|at| at as u8).collect()
}

#[bytelane::command]
fn count(to: Channel<u32>) {
    for number in 0..100 {
        let _ = to.send(number);
    }
}

static FILES: &[(&str, &[u8])] = &[
    ("/index.html", b"<title>page</title>"),
    ("/app.js", b"export const a = 1"),
];

fn start() -> (Engine, Browser) {
    start_with(|options| options)
}

fn start_with(set: impl FnOnce(BrowserOptions) -> BrowserOptions) -> (Engine, Browser) {
    let engine = Engine::new(Router::new(bytelane::generate_handler![
        echo, filled, count
    ]));
    let files = EmbeddedFiles::new(FILES);
    let options = BrowserOptions::new("main")
        .serve(move |request: http::Request<()>| files.answer_page(&request));
    let browser = engine.serve_browser(set(options)).expect("a free port");
    (engine, browser)
}

fn http(browser: &Browser, request: &str) -> String {
    let mut stream = TcpStream::connect(browser.sockets()[0]).expect("a connection");
    stream.write_all(request.as_bytes()).expect("sent");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer");
    String::from_utf8_lossy(&answer).into_owned()
}

fn port(browser: &Browser) -> u16 {
    browser.sockets()[0].port()
}

#[test]
fn it_listens_on_the_loopback_interface_alone() {
    let (_engine, browser) = start();
    assert!(
        browser
            .sockets()
            .iter()
            .all(|socket| socket.ip().is_loopback())
    );
    assert!(
        browser
            .sockets()
            .iter()
            .all(|socket| socket.port() == port(&browser))
    );
    assert_ne!(port(&browser), 0);
    // Those of all tests that run meanwhile: 127.0.0.1 and ::1 in the order of the bytes of this machine.
    #[cfg(target_os = "linux")]
    {
        let loopback = [
            format!("{:08X}", u32::from_ne_bytes([127, 0, 0, 1])),
            "0".repeat(24) + &format!("{:08X}", u32::from_ne_bytes([0, 0, 0, 1])),
        ];
        let found = listeners::listening_addresses();
        assert!(found.contains(&loopback[0]), "{found:?}");
        assert!(
            found.iter().all(|address| loopback.contains(address)),
            "{found:?}"
        );
    }
    let socket = browser.sockets()[0];
    drop(browser);
    let mut attempts = 0;
    while TcpStream::connect(socket).is_ok() {
        attempts += 1;
        assert!(attempts < 1000, "the listener is still open");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn pages_have_the_client_and_the_client_has_no_secret() {
    let (_engine, browser) = start();
    let host = format!("localhost:{}", port(&browser));
    let get = |path: &str| {
        http(
            &browser,
            &format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n"),
        )
    };
    let page = get("/");
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    assert!(
        page.contains("<script src=\"/bytelane.js\"></script>\n<title>page"),
        "{page}"
    );
    let script = get("/bytelane.js");
    assert!(
        script.contains(&format!("ws://{host}/bytelane")),
        "the address of the socket"
    );
    for answer in [&page, &script, &get("/app.js")] {
        assert!(!answer.contains(secret_of(&browser)));
        assert!(
            !answer
                .to_lowercase()
                .contains("access-control-allow-origin")
        );
        assert!(answer.contains("cross-origin-resource-policy: same-origin"));
    }
    assert!(browser.address().ends_with(secret_of(&browser)));
}

/// Each host and origin with each way to ask: exactly the legal cells are answered.
#[test]
fn every_illegal_request_is_refused_before_the_upgrade() {
    const DEVELOPMENT: &str = "http://localhost:5173";
    let (_engine, browser) = start_with(|options| options.allow_origin(DEVELOPMENT));
    let port = port(&browser);
    let own = format!("http://127.0.0.1:{port}");
    let right = format!("bytelane, bytelane-secret.{}", secret_of(&browser));
    let wrong = format!("bytelane, bytelane-secret.{}", "0".repeat(32));
    let hosts = [
        (format!("127.0.0.1:{port}"), true),
        (format!("rebound.example:{port}"), false),
        ("127.0.0.1".to_owned(), false),
    ];
    let origins = [
        (Some(own.as_str()), true),
        (Some(DEVELOPMENT), true),
        (Some("http://evil.example"), false),
        (Some("null"), false),
        (None, false),
    ];
    let secrets = [(Some(&right), true), (Some(&wrong), false), (None, false)];
    let mut upgraded = 0;
    for (host, is_host) in &hosts {
        for (origin, is_origin) in origins {
            for (secret, is_secret) in secrets {
                for kind in ["GET", "POST", "WS"] {
                    let mut request = match kind {
                        "WS" => "GET /bytelane HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n".to_owned(),
                        _ => format!("{kind} / HTTP/1.1\r\n"),
                    };
                    request += &format!("Host: {host}\r\n");
                    if let Some(origin) = origin {
                        request += &format!("Origin: {origin}\r\n");
                    }
                    if let Some(secret) = secret {
                        request += &format!("Sec-WebSocket-Protocol: {secret}\r\n");
                    }
                    let status = head_of(&browser, &(request + "\r\n"));
                    let expected = match kind {
                        _ if !is_host => 403,
                        "POST" => 405,
                        "GET" if origin.is_none() || is_origin => 200,
                        "WS" if is_origin && is_secret => 101,
                        "WS" if is_origin => 401,
                        _ => 403,
                    };
                    assert_eq!(status, expected, "{kind} {host} {origin:?} {secret:?}");
                    upgraded += usize::from(status == 101);
                }
            }
        }
    }
    assert_eq!(upgraded, 2);
}

#[tokio::test]
async fn calls_cross_the_socket() {
    let (_engine, browser) = start();
    let mut client = Client::new(&browser).await;
    for length in [0, 1, 64, 70_000, 1 << 20] {
        let data: Vec<u8> = (0..length).map(|at| at as u8).collect();
        let answer = client.call("echo", Payload::Raw(data.clone().into())).await;
        assert_eq!(answer, data, "{length}");
    }
}

#[tokio::test]
async fn a_large_result_is_pulled_in_ranges() {
    let (_engine, browser) = start();
    let mut client = Client::new(&browser).await;
    let length = 5 << 20;
    let answer = client
        .call(
            "filled",
            Payload::Json(format!("{{\"length\":{length}}}").into()),
        )
        .await;
    assert_eq!(answer.len(), length);
    assert!(
        answer
            .iter()
            .enumerate()
            .all(|(at, byte)| *byte == at as u8)
    );
}

#[tokio::test]
async fn each_socket_is_a_document_of_its_own() {
    let (_engine, browser) = start();
    let mut first = Client::new(&browser).await;
    let mut second = Client::new(&browser).await;
    // Both use the same ids, which one document would refuse.
    let echo = |byte: u8| Payload::Raw(vec![byte; 8].into());
    assert_eq!(first.call("echo", echo(1)).await, [1; 8]);
    assert_eq!(second.call("echo", echo(2)).await, [2; 8]);
    drop(first);
    assert_eq!(second.call("echo", echo(3)).await, [3; 8]);
}

#[tokio::test]
async fn a_message_that_is_no_request_ends_the_socket() {
    let (_engine, browser) = start();
    let mut giant = vec![0; 8 << 20];
    giant[0] = 1;
    let mut longer = vec![0; 40];
    longer[0] = 1;
    for (message, code) in [
        (Message::Binary(Bytes::from(vec![9; 32]).into()), 1008),
        (Message::Binary(Bytes::from(vec![1; 8]).into()), 1008),
        (Message::Binary(longer.into()), 1008),
        (Message::Binary(giant.into()), 1009),
        (Message::Text("{}".into()), 1003),
    ] {
        let mut client = Client::new(&browser).await;
        client.send(message).await;
        assert_eq!(client.close_code().await, Some(code));
    }
    let mut client = Client::new(&browser).await;
    assert_eq!(client.call("echo", Payload::Raw(vec![1].into())).await, [1]);
}

/// Returns a part of a message.
fn part(bytes: &[u8], opcode: Data, is_last: bool) -> Message {
    Message::Frame(Frame::message(
        bytes.to_vec(),
        OpCode::Data(opcode),
        is_last,
    ))
}

#[tokio::test]
async fn fragments_and_pings_are_served_and_add_up_to_nothing() {
    let (_engine, browser) = start();
    let mut client = Client::new(&browser).await;
    for _ in 0..10_000 {
        client.feed(Message::Ping(vec![7; 100].into())).await;
    }
    let message = client.call_message("echo", Payload::Raw(vec![5; 9].into()));
    let (head, tail) = message.split_at(20);
    client.feed(part(head, Data::Binary, false)).await;
    for _ in 0..10_000 {
        client.feed(part(&[], Data::Continue, false)).await;
    }
    client.send(part(tail, Data::Continue, true)).await;
    assert_eq!(client.reply().await, [5; 9]);
}

/// No limit of a message ends fragments without a byte.
#[tokio::test]
async fn empty_fragments_without_end_close_the_socket() {
    let (_engine, browser) = start();
    let mut client = Client::new(&browser).await;
    client.feed(part(&[1], Data::Binary, false)).await;
    let mut sent = 0;
    while sent < 600_000 && client.try_feed(part(&[], Data::Continue, false)).await {
        sent += 1;
    }
    client.flush().await;
    assert_eq!(
        client.close_code().await,
        Some(1008),
        "after {sent} fragments"
    );
}

/// The host reads no further request of a page that does not read the answers.
#[tokio::test]
async fn a_page_that_does_not_read_is_not_read() {
    let (_engine, browser) = start();
    let mut client = Client::new(&browser).await;
    let mut sent = 0u64;
    loop {
        let message = client.call_message("filled", Payload::Json("{\"length\":900000}".into()));
        let sending = client.send(Message::Binary(message.into()));
        if tokio::time::timeout(Duration::from_secs(2), sending)
            .await
            .is_err()
        {
            break;
        }
        sent += 1;
        // Each call is about 150 bytes; sockets hold a few MiB of them.
        assert!(sent < 500_000, "the host reads without end");
    }
    drop(client);
    let mut client = Client::new(&browser).await;
    assert_eq!(client.call("echo", Payload::Raw(vec![1].into())).await, [1]);
}

#[tokio::test]
async fn messages_of_a_channel_arrive_in_order() {
    let (_engine, browser) = start();
    let mut client = Client::new(&browser).await;
    assert_eq!(
        client.channel("count", "to", 100).await,
        (0..100).collect::<Vec<_>>()
    );
}

/// Pages, requests of pages and sockets of a development server pass through, with the client as the first script of a page.
#[test]
fn a_development_server_passes_through() {
    let dev_server = DevServer::start();
    let url = format!("http://{}", dev_server.address);
    let (_engine, browser) = start_with(|options| options.dev_server(&url));
    let host = format!("localhost:{}", port(&browser));
    let own = format!("http://{host}");
    let request = |method: &str, path: &str, headers: &str| {
        let request = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n");
        http(&browser, &request)
    };

    let page = request(
        "GET",
        "/deep/page?a=b",
        "Sec-Fetch-Dest: document\r\nReferer: http://x/\r\n",
    );
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    let client = "<!doctype html><script src=\"/bytelane.js\"></script>\n";
    assert!(page.ends_with(&format!("{client}{PAGE}")), "{page}");
    assert!(page.contains(&format!(
        "content-length: {}\r\n",
        client.len() + PAGE.len()
    )));
    assert!(
        page.contains(&format!("connect-src 'self' ws://{host}/bytelane")),
        "{page}"
    );
    assert!(!page.contains("access-control-allow-origin"), "{page}");
    let fetched = request("GET", "/", "Sec-Fetch-Dest: empty\r\n");
    assert!(fetched.ends_with(&format!("\r\n\r\n{PAGE}")), "{fetched}");
    assert!(request("GET", "/style.css", "").ends_with(&format!("\r\n\r\n{PAGE}")));
    let received = dev_server.received.lock().expect("no panic")[0].to_lowercase();
    assert!(
        received.starts_with("get /deep/page?a=b http/1.1\r\n"),
        "{received}"
    );
    assert!(
        received.contains(&format!("host: {}\r\n", dev_server.address)),
        "{received}"
    );
    assert!(!received.contains("referer"), "{received}");

    let posted = format!("Origin: {own}\r\nContent-Length: 4\r\n\r\nbody");
    let answer = http(
        &browser,
        &format!("POST /api HTTP/1.1\r\nHost: {host}\r\n{posted}"),
    );
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let received = dev_server.received.lock().expect("no panic")[3].clone();
    assert!(
        received
            .to_lowercase()
            .contains(&format!("origin: {url}\r\n")),
        "{received}"
    );
    assert!(received.ends_with("\r\n\r\nbody"), "{received}");
    for origin in ["", "Origin: http://evil.example\r\n", "Origin: null\r\n"] {
        assert!(request("POST", "/api", origin).starts_with("HTTP/1.1 403"));
    }
    assert_eq!(dev_server.received.lock().expect("no panic").len(), 4);

    let upgrade = "Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: vite-hmr\r\n";
    assert!(request("GET", "/", upgrade).starts_with("HTTP/1.1 403"));
    let mut stream = TcpStream::connect(browser.sockets()[0]).expect("a connection");
    let head = format!("GET /?token=1 HTTP/1.1\r\nHost: {host}\r\nOrigin: {own}\r\n{upgrade}\r\n");
    stream.write_all(head.as_bytes()).expect("sent");
    let mut answer = Vec::new();
    let mut byte = [0];
    while !answer.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).expect("an answer");
        answer.push(byte[0]);
    }
    let answer = String::from_utf8_lossy(&answer).to_lowercase();
    assert!(answer.starts_with("http/1.1 101"), "{answer}");
    assert!(
        answer.contains("sec-websocket-protocol: vite-hmr"),
        "{answer}"
    );
    stream.write_all(b"ping").expect("sent");
    let mut echoed = [0; 4];
    stream.read_exact(&mut echoed).expect("an echo");
    assert_eq!(&echoed, b"ping");
    drop(browser);
    assert_eq!(
        stream.read(&mut byte).unwrap_or(0),
        0,
        "the server has ended"
    );
}

#[test]
fn a_development_server_that_is_down_is_named() {
    let unused = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = unused.local_addr().expect("an address");
    drop(unused);
    let url = format!("http://{address}");
    let (engine, browser) = start_with(|options| options.dev_server(&url));
    let answer = http(
        &browser,
        &format!(
            "GET / HTTP/1.1\r\nHost: localhost:{}\r\n\r\n",
            port(&browser)
        ),
    );
    assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
    assert!(
        answer.contains(&format!("the development server {url} does not answer")),
        "{answer}"
    );
    let remote = BrowserOptions::new("main").dev_server("http://example.org");
    let error = engine.serve_browser(remote).expect_err("a remote server");
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
}
