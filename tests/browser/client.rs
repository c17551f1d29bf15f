//! A client of the browser lane that is no browser.

use std::{
    io::{Read, Write},
    net::TcpStream as StdStream,
};

use bytelane::{
    Browser, Bytes, Payload, bytes,
    wire::{
        Frame, Limits,
        frame::{Body, Call, Credit},
    },
};
use futures_util::{SinkExt, StreamExt};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Message, client::IntoClientRequest},
};

/// Returns the secret of the address.
pub(crate) fn secret_of(browser: &Browser) -> &str {
    browser
        .fragment()
        .strip_prefix("bytelane=")
        .expect("the secret")
}

/// Sends the head of a request and returns the status of the answer; 0 if the connection was closed without one.
pub(crate) fn head_of(browser: &Browser, request: &str) -> u16 {
    let mut stream = StdStream::connect(browser.sockets()[0]).expect("a connection");
    let mut head = [0; 12];
    let read = stream
        .write_all(request.as_bytes())
        .and_then(|()| stream.read_exact(&mut head));
    if read.is_err() {
        return 0;
    }
    let text = std::str::from_utf8(&head).expect("a status line");
    text[9..].parse().expect("a status")
}

/// Opens a socket as a page of the server does.
async fn connect(browser: &Browser) -> WebSocketStream<TcpStream> {
    let socket = browser.sockets()[0];
    let stream = TcpStream::connect(socket).await.expect("a connection");
    let mut request = format!("ws://{socket}/bytelane")
        .into_client_request()
        .expect("a request");
    let headers = request.headers_mut();
    headers.insert(
        "origin",
        format!("http://{socket}").parse().expect("a value"),
    );
    let protocols = format!("bytelane, bytelane-secret.{}", secret_of(browser));
    headers.insert(
        "sec-websocket-protocol",
        protocols.parse().expect("a value"),
    );
    client_async(request, stream).await.expect("a socket").0
}

pub(crate) struct Client {
    socket: WebSocketStream<TcpStream>,
    next: u64,
}

/// An answer of the host.
struct Answer {
    number: u64,
    is_refused: bool,
    sequence: u64,
    body: Vec<u8>,
}

impl Client {
    pub(crate) async fn new(browser: &Browser) -> Self {
        Self {
            socket: connect(browser).await,
            next: 1,
        }
    }

    pub(crate) async fn send(&mut self, message: Message) {
        self.socket.send(message).await.expect("sent");
    }

    pub(crate) async fn feed(&mut self, message: Message) {
        self.socket.feed(message).await.expect("sent");
    }

    /// Returns whether the message could be sent.
    pub(crate) async fn try_feed(&mut self, message: Message) -> bool {
        self.socket.feed(message).await.is_ok()
    }

    /// Flushes the fed messages, if the socket is open.
    pub(crate) async fn flush(&mut self) {
        let _ = self.socket.flush().await;
    }

    /// Returns the code with which the host closes the socket.
    pub(crate) async fn close_code(&mut self) -> Option<u16> {
        loop {
            match self.socket.next().await? {
                Ok(Message::Close(frame)) => return frame.map(|frame| frame.code.into()),
                Ok(_) => {}
                Err(_) => return None,
            }
        }
    }

    fn message(
        &mut self,
        kind: u8,
        first: u64,
        second: u64,
        length: usize,
        body: &[u8],
    ) -> Vec<u8> {
        let mut message = vec![kind, 0, 0, 0];
        message.extend(u32::try_from(length).expect("short").to_le_bytes());
        for integer in [self.next, first, second] {
            message.extend(integer.to_le_bytes());
        }
        message.extend(body);
        self.next += 1;
        message
    }

    /// Returns the message of a call.
    pub(crate) fn call_message(&mut self, command: &str, arguments: Payload) -> Vec<u8> {
        let (payload, element) = (arguments.kind(), arguments.element());
        let call = Call {
            id: self.next,
            head: format!("{{\"cmd\":\"{command}\"}}").into(),
            body: Body::new(payload, element, bytes_of(arguments)),
        };
        let frame = Frame::encode_batch(&[call.into()]);
        self.message(1, 0, 0, frame.len(), &frame)
    }

    async fn exchange(&mut self, message: Vec<u8>) -> Answer {
        self.send(Message::Binary(message.into())).await;
        self.answer().await
    }

    async fn binary(&mut self) -> Bytes {
        loop {
            let message = self.socket.next().await.expect("open").expect("a message");
            if let Message::Binary(bytes) = message {
                return bytes.into();
            }
        }
    }

    async fn answer(&mut self) -> Answer {
        let first = self.binary().await;
        let integer =
            |at: usize| u64::from_le_bytes(first[at..at + 8].try_into().expect("8 bytes"));
        let length = usize::try_from(integer(16)).expect("a length");
        let mut body = first[32..].to_vec();
        while body.len() < length {
            body.extend_from_slice(&self.binary().await);
        }
        assert_eq!(body.len(), length);
        Answer {
            number: integer(8),
            is_refused: first[0] != 0,
            sequence: integer(24),
            body,
        }
    }

    /// Reads the reply to a call, with its body if that is deferred.
    pub(crate) async fn reply(&mut self) -> Vec<u8> {
        let answer = self.answer().await;
        self.read(answer).await
    }

    async fn read(&mut self, answer: Answer) -> Vec<u8> {
        assert!(
            !answer.is_refused,
            "{}",
            String::from_utf8_lossy(&answer.body)
        );
        let frames = Frame::decode_batch(answer.body.into(), &Limits::default()).expect("frames");
        let frame = frames.first().expect("a reply");
        let body = frame.body().expect("a body");
        if !body.is_deferred() {
            return body.bytes.clone().unwrap_or_default().to_vec();
        }
        let head: serde_json::Value = serde_json::from_slice(frame.head()).expect("JSON");
        let (id, length) = (
            head["body"].as_u64().expect("an id"),
            frame.header().body_bytes,
        );
        let mut whole = Vec::new();
        while (whole.len() as u64) < length {
            let offset = whole.len() as u64;
            let part = (length - offset).min(2 << 20);
            let message = self.message(5, id, offset, part as usize, &[]);
            let answer = self.exchange(message).await;
            assert!(
                !answer.is_refused,
                "{}",
                String::from_utf8_lossy(&answer.body)
            );
            whole.extend(answer.body);
        }
        whole
    }

    pub(crate) async fn call(&mut self, command: &str, arguments: Payload) -> Vec<u8> {
        let message = self.call_message(command, arguments);
        let answer = self.exchange(message).await;
        self.read(answer).await
    }

    /// Calls a command with a channel, grants credit for `count` messages and returns the JSON numbers that arrive. The reply must come after them.
    pub(crate) async fn channel(&mut self, command: &str, name: &str, count: usize) -> Vec<u64> {
        let json = format!("{{\"{name}\":\"__CHANNEL__:1\"}}");
        let call = self.next;
        let message = self.call_message(command, Payload::Json(json.into()));
        self.send(Message::Binary(message.into())).await;
        let credit = Credit {
            channel: 1,
            messages: count as u64,
            bytes: 1 << 20,
        };
        let batch = Frame::encode_batch(&[credit.into()]);
        let message = self.message(2, 0, 0, batch.len(), &batch);
        self.send(Message::Binary(message.into())).await;
        let mut poll = self.poll(0).await;
        let mut numbers = Vec::new();
        let mut is_answered = false;
        while numbers.len() < count || !is_answered {
            let answer = self.answer().await;
            if answer.number == call {
                self.read(answer).await;
                is_answered = true;
            } else if answer.number == poll {
                let frames = Frame::decode_batch(answer.body.into(), &Limits::default());
                let frames = frames.expect("frames");
                for frame in &frames {
                    let bytes = frame.body().and_then(|body| body.bytes.as_deref());
                    numbers
                        .extend(bytes.and_then(|bytes| serde_json::from_slice::<u64>(bytes).ok()));
                }
                poll = self.poll(answer.sequence + frames.len() as u64 - 1).await;
            }
        }
        numbers
    }

    /// Asks for the frames after number `last`. Returns the number of the request.
    async fn poll(&mut self, last: u64) -> u64 {
        let number = self.next;
        let message = self.message(3, last, 0, 0, &[]);
        self.send(Message::Binary(message.into())).await;
        number
    }
}

fn bytes_of(payload: Payload) -> bytes::Bytes {
    payload.into_segments().concat().into()
}
