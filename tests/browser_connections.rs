//! The bound of connections of the browser lane, in a process of its own because its memory is measured.

use std::{
    io::{ErrorKind, Read, Write},
    net::TcpStream,
    time::Duration,
};

use bytelane::{Browser, BrowserOptions, Engine, Router, file::Assets, file::EmbeddedFiles};

#[cfg(target_os = "linux")]
#[path = "support/memory.rs"]
mod memory;

/// Connections that the server holds at once.
const HELD_MAX: usize = 64;
/// Half-open connections that are offered.
const OFFERED: usize = 10_000;
/// Growth of the process in bytes that is admitted, with the client's own connections.
#[cfg(target_os = "linux")]
const GROWTH_BYTES_MAX: u64 = 16_000_000;

static FILES: &[(&str, &[u8])] = &[("/index.html", b"<title>page</title>")];

/// Half-open connections over the bound are refused at once, cost nothing, and the held ones end after the time for a header.
#[test]
fn connections_are_bounded_and_half_open_ones_end() {
    let engine = Engine::new(Router::new(|_| false));
    let files = EmbeddedFiles::new(FILES);
    let options = BrowserOptions::new("main")
        .serve(move |request: http::Request<()>| files.answer_page(&request));
    let browser = engine.serve_browser(options).expect("a free port");
    assert_eq!(status_of(&browser), Some(200), "the server has started");

    #[cfg(target_os = "linux")]
    let before = memory::start_peak_bytes().expect("the resident bytes");
    let mut half_open: Vec<TcpStream> = Vec::new();
    for _ in 0..OFFERED {
        let mut stream = TcpStream::connect(browser.sockets()[0]).expect("a connection");
        let _ = stream.write_all(b"GET / HTTP/1.1\r\n");
        stream.set_nonblocking(true).expect("a setting");
        half_open.push(stream);
        if half_open.len() == 4 * HELD_MAX {
            drop_closed(&mut half_open, HELD_MAX);
        }
    }
    drop_closed(&mut half_open, HELD_MAX);
    #[cfg(target_os = "linux")]
    {
        let growth = memory::peak_bytes().expect("the most resident bytes") - before;
        println!("grew by {growth} bytes with {OFFERED} half-open connections");
        assert!(growth < GROWTH_BYTES_MAX, "grew by {growth} bytes");
    }

    // After the time for a header, the held ones have ended, and the next request is served.
    let mut attempts = 0;
    while status_of(&browser) != Some(200) {
        attempts += 1;
        assert!(attempts < 300, "the server is still occupied");
        std::thread::sleep(Duration::from_millis(100));
    }
    drop_closed(&mut half_open, 0);
}

/// Requests the page and returns the status of the answer; `None` if the connection was closed without one.
fn status_of(browser: &Browser) -> Option<u16> {
    let socket = browser.sockets()[0];
    let mut stream = TcpStream::connect(socket).ok()?;
    let mut head = [0; 12];
    let request = format!(
        "GET / HTTP/1.1\r\nHost: localhost:{}\r\n\r\n",
        socket.port()
    );
    stream.write_all(request.as_bytes()).ok()?;
    stream.read_exact(&mut head).ok()?;
    std::str::from_utf8(&head[9..]).ok()?.parse().ok()
}

/// Waits until the server has closed all but `held` of these connections, and drops them.
fn drop_closed(streams: &mut Vec<TcpStream>, held: usize) {
    let is_open = |stream: &mut TcpStream| {
        let read = stream.read(&mut [0; 64]);
        read.is_err_and(|error| error.kind() == ErrorKind::WouldBlock)
    };
    let mut attempts = 0;
    loop {
        streams.retain_mut(is_open);
        if streams.len() <= held {
            return;
        }
        attempts += 1;
        assert!(attempts < 3000, "{} connections are held", streams.len());
        std::thread::sleep(Duration::from_millis(10));
    }
}
