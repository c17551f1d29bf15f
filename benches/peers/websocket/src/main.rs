//! A loopback WebSocket of a wry window: JSON as text messages, bytes after a text message that announces them.

use std::{io, net::Ipv4Addr};

use bytelane_peer_window::{Host, Picture, chromium, page, run, token};
use bytes::{Bytes, BytesMut};
use futures_util::{SinkExt, StreamExt, stream::SplitSink};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::{
    net::{TcpListener, TcpStream},
    runtime::Runtime,
    sync::mpsc,
};
use tokio_tungstenite::{
    WebSocketStream, accept_hdr_async_with_config,
    tungstenite::{
        self, Message,
        handshake::server::{ErrorResponse, Request, Response},
        protocol::WebSocketConfig,
    },
};
use wry::WebViewBuilder;

/// Bytes of a frame of a large body; several frames are faster than one.
const FRAME_BYTES: usize = 1 << 20;
/// Capacity of the queue of frames to write.
const WAITING_FRAMES: usize = 1024;

const PAGE: &str = include_str!("../page/websocket.js");

type Socket = WebSocketStream<TcpStream>;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let runtime = Runtime::new()?;
    let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))?;
    let token = token()?;
    let script = format!(
        "globalThis.peerUrl = 'ws://{}/{token}'",
        listener.local_addr()?
    );
    let serve = move |host: &Host| {
        runtime.spawn(listen(listener, token, host.clone()));
        // The runtime ends with the process.
        std::mem::forget(runtime);
    };
    if chromium::is_chosen() {
        return chromium::run("WebSocket", |host, folder| {
            serve(host);
            chromium::write_page(folder, &script, PAGE)
        });
    }
    run("WebSocket", |host, _| {
        serve(host);
        WebViewBuilder::new()
            .with_initialization_script(script)
            .with_custom_protocol("peer".into(), |_, request| page(request.uri().path(), PAGE))
            .with_url("peer://localhost/")
    })
}

async fn listen(listener: TcpListener, token: String, host: Host) {
    let path = format!("/{token}");
    while let Ok((stream, _)) = listener.accept().await {
        let admit = |request: &Request, response: Response| {
            if request.uri().path() == path {
                return Ok(response);
            }
            let mut refusal = ErrorResponse::default();
            *refusal.status_mut() = tungstenite::http::StatusCode::FORBIDDEN;
            Err(refusal)
        };
        let mut config = WebSocketConfig::default();
        config.max_message_size = None;
        config.max_frame_size = None;
        let accepted = stream.set_nodelay(true).is_ok();
        if let Ok(socket) = accept_hdr_async_with_config(stream, admit, Some(config)).await
            && accepted
        {
            tokio::spawn(serve(socket, host.clone()));
        }
    }
}

/// The text message of a call, with the number of bytes that follow it.
#[derive(Deserialize)]
struct Call {
    id: u32,
    name: String,
    value: Value,
    bytes: usize,
}

/// The text message of an answer, with the number of bytes that follow it.
#[derive(Serialize)]
struct Answer<T> {
    id: u32,
    value: T,
    bytes: usize,
}

impl<T: Serialize> Answer<T> {
    fn message(&self) -> Message {
        Message::text(serde_json::to_string(self).unwrap_or_default())
    }
}

async fn serve(socket: Socket, host: Host) {
    let (sink, mut source) = socket.split();
    let (sender, frames) = mpsc::channel(WAITING_FRAMES);
    tokio::spawn(write(sink, frames));
    while let Some(Ok(message)) = source.next().await {
        let Message::Text(text) = message else {
            continue;
        };
        let Ok(call) = serde_json::from_str::<Call>(&text) else {
            continue;
        };
        let mut body = BytesMut::with_capacity(call.bytes);
        while body.len() < call.bytes {
            match source.next().await {
                Some(Ok(Message::Binary(bytes))) => body.extend_from_slice(&bytes),
                _ => return,
            }
        }
        let answered = Caller {
            id: call.id,
            sender: &sender,
            host: &host,
        };
        if answered
            .call(call.name, call.value, body.freeze())
            .await
            .is_err()
        {
            return;
        }
    }
}

/// Writes the queued frames, and flushes when the queue is empty.
async fn write(mut sink: SplitSink<Socket, Message>, mut frames: mpsc::Receiver<Message>) {
    while let Some(first) = frames.recv().await {
        let mut next = Some(first);
        while let Some(frame) = next {
            if sink.feed(frame).await.is_err() {
                return;
            }
            next = frames.try_recv().ok();
        }
        if sink.flush().await.is_err() {
            return;
        }
    }
}

type Sent = Result<(), mpsc::error::SendError<Message>>;

/// The caller that waits for an answer.
struct Caller<'a> {
    id: u32,
    sender: &'a mpsc::Sender<Message>,
    host: &'a Host,
}

impl Caller<'_> {
    async fn call(&self, name: String, value: Value, body: Bytes) -> Sent {
        match name.as_str() {
            "next" => {
                let (id, sender) = (self.id, self.sender.clone());
                self.host.worker.next(move |job| {
                    let answer = Answer {
                        id,
                        value: job,
                        bytes: 0,
                    };
                    // Nothing else is under way now, so that there is room. An error means that the page has gone.
                    let _gone = sender.try_send(answer.message());
                });
                Ok(())
            }
            "download" => self.answer(Value::Null, self.host.bytes()).await,
            "upload" => {
                let length = body.len();
                self.host.worker.received(body);
                self.answer(length, Bytes::new()).await
            }
            "mixed" => match serde_json::from_value::<Picture>(value) {
                Ok(picture) => {
                    self.host.worker.received(body);
                    self.answer(picture, self.host.bytes()).await
                }
                Err(error) => self.fail(&error.to_string()).await,
            },
            "raw" => {
                self.stream(
                    self.host
                        .messages()
                        .map(|messages| messages.into_iter().map(Message::binary)),
                )
                .await
            }
            "texts" => {
                self.stream(
                    self.host
                        .texts()
                        .map(|texts| texts.map(|text| Message::text(format!("[{text}]")))),
                )
                .await
            }
            name => match self.host.command(name, value) {
                Ok(Some(value)) => self.answer(value, Bytes::new()).await,
                Ok(None) => self.fail("no such command").await,
                Err(error) => self.fail(&error.to_string()).await,
            },
        }
    }

    async fn answer(&self, value: impl Serialize, bytes: Bytes) -> Sent {
        let head = Answer {
            id: self.id,
            value,
            bytes: bytes.len(),
        };
        self.sender.send(head.message()).await?;
        for start in (0..bytes.len()).step_by(FRAME_BYTES) {
            let end = bytes.len().min(start + FRAME_BYTES);
            self.sender
                .send(Message::Binary(bytes.slice(start..end)))
                .await?;
        }
        Ok(())
    }

    async fn fail(&self, reason: &str) -> Sent {
        let head = json!({ "id": self.id, "error": reason, "bytes": 0 });
        self.sender.send(Message::text(head.to_string())).await
    }

    /// Sends messages, and the answer after the last one.
    async fn stream(&self, messages: io::Result<impl Iterator<Item = Message>>) -> Sent {
        match messages {
            Ok(messages) => {
                for message in messages {
                    self.sender.send(message).await?;
                }
                self.answer(Value::Null, Bytes::new()).await
            }
            Err(error) => self.fail(&error.to_string()).await,
        }
    }
}
