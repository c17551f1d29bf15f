//! A server of pages whose origin is not on the list of the webview.

use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::Arc,
};

use bytelane::State;

use crate::host::{Action, Host};

/// Starts the server and returns the address of its page.
#[bytelane::command]
pub(crate) fn foreign_page(host: State<'_, Arc<Host>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let host = Arc::clone(&host);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            answer(&host, stream);
        }
    });
    format!("http://{address}/")
}

fn answer(host: &Host, mut stream: TcpStream) {
    let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
    let first = lines.next().unwrap_or_default();
    let target = first
        .split(' ')
        .nth(1)
        .unwrap_or_default()
        .strip_prefix("/finish");
    // The rest of the head.
    lines.take_while(|line| !line.is_empty()).for_each(drop);
    if let Some(failure) = target {
        let failure = failure.trim_start_matches('?');
        host.request(Action::Finish(
            (!failure.is_empty()).then(|| failure.to_owned()),
        ));
    }
    let page = concat!(
        "<!doctype html><title>foreign</title><script>",
        include_str!("pages/foreign_page.js"),
        "</script>"
    );
    let _ = write!(
        stream,
        "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{page}",
        page.len()
    );
}
