//! An HTTP server for the chapter about downloads: one file, with ranges.

use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    thread,
};

/// Length of the file in bytes.
const LENGTH: usize = 3_000_000;

/// Starts the server on a free port of this machine. Returns the address of its file.
#[bytelane::command]
pub(crate) fn server() -> Result<String, String> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).map_err(|error| error.to_string())?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || answer(stream));
        }
    });
    Ok(format!("http://{address}/file"))
}

/// Answers the one request of a connection. A reader that goes away is no failure of the server.
fn answer(mut stream: TcpStream) {
    let mut from = None;
    let Ok(reading) = stream.try_clone() else {
        return;
    };
    for line in BufReader::new(reading).lines().map_while(Result::ok) {
        if line.is_empty() {
            break;
        }
        let line = line.to_ascii_lowercase();
        if let Some(range) = line.strip_prefix("range: bytes=") {
            from = range.trim_end_matches('-').parse::<usize>().ok();
        }
    }
    let start = from.unwrap_or_default().min(LENGTH);
    let status = if from.is_some() {
        "206 Partial Content"
    } else {
        "200 OK"
    };
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-length: {}\r\ncontent-type: application/octet-stream\r\netag: \"1\"\r\nconnection: close\r\n\r\n",
        LENGTH - start
    );
    let _ = stream.write_all(head.as_bytes());
    let body: Vec<u8> = (start..LENGTH).map(|at| at as u8).collect();
    let _ = stream.write_all(&body);
}
