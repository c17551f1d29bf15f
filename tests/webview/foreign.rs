//! A server of pages whose origin is not on the list of the webview.

use std::{
    io::{BufRead, BufReader, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    sync::Arc,
};

use bytelane::State;

use crate::host::{Action, Host};

/// The address of the server of a test: another one than those of the engine, whose sockets are counted.
pub(crate) const ADDRESS: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);

/// Starts the server and returns the address of its page.
#[bytelane::command]
pub(crate) fn foreign_page(host: State<'_, Arc<Host>>) -> String {
    let listener = TcpListener::bind((ADDRESS, 0)).expect("a port");
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
