//! A development server that records the requests that it receives, for the tests of forwarding.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

/// A server that answers every request with a page, and echoes the bytes of a connection that is upgraded.
pub(crate) struct DevServer {
    pub(crate) address: SocketAddr,
    /// The heads of the requests, and their bodies.
    pub(crate) received: Arc<Mutex<Vec<String>>>,
}

pub(crate) const PAGE: &str = "<title>from the development server</title>";

impl DevServer {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let received = Arc::new(Mutex::new(Vec::new()));
        let record = Arc::clone(&received);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let record = Arc::clone(&record);
                thread::spawn(move || serve(stream, &record));
            }
        });
        Self { address, received }
    }
}

fn serve(mut stream: TcpStream, record: &Mutex<Vec<String>>) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let lower = head.to_lowercase();
    let length = lower
        .split_once("content-length: ")
        .and_then(|(_, rest)| rest.split("\r\n").next()?.parse().ok())
        .unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let request = format!("{head}{}", String::from_utf8_lossy(&body));
    record.lock().expect("no panic").push(request);
    if lower.contains("upgrade: websocket") {
        let answer = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: vite-hmr\r\n\r\n";
        stream.write_all(answer.as_bytes()).ok()?;
        let mut buffer = [0; 1024];
        loop {
            let read = reader.read(&mut buffer).ok()?;
            if read == 0 {
                return None;
            }
            stream.write_all(&buffer[..read]).ok()?;
        }
    }
    let kind = if head.contains("/style.css") {
        "text/css"
    } else {
        "text/html"
    };
    let answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nAccess-Control-Allow-Origin: *\r\nContent-Security-Policy: default-src 'self'\r\nContent-Length: {}\r\n\r\n{PAGE}",
        PAGE.len()
    );
    stream.write_all(answer.as_bytes()).ok()
}
