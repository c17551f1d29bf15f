//! One socket: the session of one document.

use std::{io::ErrorKind, sync::Arc, time::Duration};

use bytes::Bytes;
use futures_util::{SinkExt, Stream, StreamExt};
use rkyv::util::AlignedVec;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    sync::Semaphore,
    time::{interval, timeout},
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Error, Message,
        protocol::{CloseFrame, Role, WebSocketConfig, frame::coding::CloseCode},
    },
};
use tokio_util::sync::CancellationToken;

use super::{
    message::{self, HEADER_BYTES, JOINED_BYTES_MAX, Operation, Request},
    metered::{Meter, Metered},
    outgoing::{Outgoing, Queue},
};
use crate::{
    Refusal,
    document::{CloseReason, Document, join_segments},
    foreign,
    lane::protocol::{Responder, Route, exchange},
    router::Executor,
    session::Holding,
    wire::{Code, Limits},
};

/// Time between pings. A browser answers them also while the page is stopped in its debugger.
const PING_EVERY: Duration = Duration::from_secs(20);
/// Time without a whole message after which the socket is closed.
const SILENCE_MAX: Duration = Duration::from_secs(60);
/// Ranges of deferred bodies that are read or wait to be written at once.
const RANGES_MAX: usize = 16;
/// Time for the end of a socket.
const CLOSE_TIME: Duration = Duration::from_secs(5);
/// Bytes that are read and dropped at the end of a socket.
const DRAINED_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Capacity of the buffer for reading, in bytes.
const READ_BUFFER_BYTES: usize = 128 * 1024;

/// Bytes that a message may have in headers of fragments, and that may be read ahead of it.
const OVERHEAD_BYTES_MAX: u64 = 512 * 1024;

/// Returns the length in bytes of the longest message of documents with these limits.
fn message_max(limits: &Limits) -> u64 {
    let longest = limits
        .segment_bytes_max
        .max(limits.batch_bytes_max)
        .max(limits.inline_body_bytes_max);
    // As the protocol lane: a frame's header and head, and what a batch has over its limit.
    longest + 2 * HEADER_BYTES as u64 + u64::from(limits.head_bytes_max) + 64 * 1024
}

/// Serves a document on a connection that has become a socket, until one of them ends or `stop` is cancelled. Returns why the document has ended.
pub(crate) async fn serve<S: AsyncRead + AsyncWrite + Unpin>(
    connection: S,
    document: Arc<Document>,
    executor: Arc<dyn Executor>,
    stop: CancellationToken,
) -> CloseReason {
    let message_max = message_max(document.limits());
    let longest = usize::try_from(message_max).unwrap_or(usize::MAX);
    let config = WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER_BYTES)
        .max_message_size(Some(longest))
        .max_frame_size(Some(longest));
    let meter = Meter::default();
    let connection = Metered::new(connection, meter.clone(), message_max + OVERHEAD_BYTES_MAX);
    let socket = WebSocketStream::from_raw_socket(connection, Role::Server, Some(config)).await;
    let _close = CloseOnDrop(Arc::clone(&document));
    let queue = Arc::new(Queue::new(Arc::clone(document.ledger())));
    let (mut sink, mut stream) = socket.split();
    let session = Session {
        document: Arc::clone(&document),
        executor,
        queue: Arc::clone(&queue),
        ranges: Arc::new(Semaphore::new(RANGES_MAX)),
        meter,
    };
    let (close, reason) = tokio::select! {
        close = session.read(&mut stream) => (close, CloseReason::DocumentGone),
        () = write(&mut sink, &queue) => (None, CloseReason::DocumentGone),
        () = stop.cancelled() => {
            let close = (CloseCode::Away, "the application is closing");
            (Some(close), CloseReason::Shutdown)
        }
    };
    // Before the end of the socket, which may wait for the peer.
    end_document(&document, reason);
    queue.close();
    let frame = close.map(|(code, reason)| CloseFrame {
        code,
        reason: reason.into(),
    });
    let end = async {
        sink.send(Message::Close(frame)).await?;
        if let Ok(mut socket) = sink.reunite(stream) {
            drain(socket.get_mut(), &session.meter).await;
        }
        Ok::<_, Error>(())
    };
    // A peer that neither reads nor closes is not waited for.
    let _ = timeout(CLOSE_TIME, end).await;
    reason
}

/// Reads and drops what the peer still sends, until it closes the connection or has sent too much. A system that closes a connection with unread data
/// resets it, and the peer would lose the reason for its end.
async fn drain(connection: &mut (impl AsyncRead + AsyncWrite + Unpin), meter: &Meter) {
    if connection.shutdown().await.is_err() {
        return;
    }
    let mut left = DRAINED_BYTES_MAX;
    let mut buffer = vec![0; 16 * 1024];
    while left > 0 {
        meter.reset();
        match connection.read(&mut buffer).await {
            Ok(read @ 1..) => left = left.saturating_sub(read),
            _ => return,
        }
    }
}

/// Ends the document when its socket ends, however that happens.
struct CloseOnDrop(Arc<Document>);

impl Drop for CloseOnDrop {
    fn drop(&mut self) {
        end_document(&self.0, CloseReason::DocumentGone);
    }
}

/// Ends a document, if it has not ended.
fn end_document(document: &Document, reason: CloseReason) {
    foreign::contain("the end of a document", || document.close(reason));
}

struct Session {
    document: Arc<Document>,
    executor: Arc<dyn Executor>,
    queue: Arc<Queue>,
    ranges: Arc<Semaphore>,
    meter: Meter,
}

/// The code and the reason with which the host closes the socket; `None` if the peer has closed it.
type Close = Option<(CloseCode, &'static str)>;

impl Session {
    /// Reads requests until the socket ends.
    async fn read(&self, mut stream: impl Stream<Item = Result<Message, Error>> + Unpin) -> Close {
        let mut waiting: Option<Request> = None;
        loop {
            self.queue.room().await;
            let message = match timeout(SILENCE_MAX, stream.next()).await {
                Err(_) => return Some((CloseCode::Policy, "no message arrived in time")),
                Ok(None) => return None,
                Ok(Some(Err(Error::Capacity(_)))) => {
                    return Some((CloseCode::Size, "a message is longer than the limits allow"));
                }
                Ok(Some(Err(Error::Io(error)))) if error.kind() == ErrorKind::QuotaExceeded => {
                    let reason = "too many fragments arrived without the end of their message";
                    return Some((CloseCode::Policy, reason));
                }
                Ok(Some(Err(_))) => return None,
                Ok(Some(Ok(message))) => message,
            };
            self.meter.reset();
            let bytes = match message {
                Message::Binary(bytes) => bytes,
                Message::Text(_) => {
                    return Some((CloseCode::Unsupported, "messages must be binary"));
                }
                Message::Close(_) => return None,
                // The library answers a ping; only its last answer waits for the socket.
                Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => continue,
            };
            let (request, body) = match waiting.take() {
                Some(request) => (request, bytes),
                None => {
                    let Some(request) = message::parse(&bytes) else {
                        return Some((CloseCode::Policy, "a message is no request"));
                    };
                    let body = bytes.slice(HEADER_BYTES..);
                    if body.is_empty() && request.body_bytes() > 0 {
                        waiting = Some(request);
                        continue;
                    }
                    (request, body)
                }
            };
            if body.len() != request.body_bytes() {
                let reason = "the body of a request does not have its stated length";
                return Some((CloseCode::Policy, reason));
            }
            self.answer(request, body).await;
        }
    }

    async fn answer(&self, request: Request, body: Bytes) {
        let (queue, number) = (Arc::clone(&self.queue), request.number);
        let permit = match request.operation {
            Operation::Body { .. } => Arc::clone(&self.ranges).acquire_owned().await.ok(),
            _ => None,
        };
        let responder = Responder::new(move |answer| queue.push(number, answer, permit));
        let document = &self.document;
        let is_call = request.operation == Operation::Call;
        if let Err(refusal) = document.check_open(is_call) {
            return responder.refuse(&refusal);
        }
        // A panic must not end the session. The responder answers when it is dropped.
        foreign::contain("the handler of a request", || {
            self.route(request, body, responder);
        });
    }

    fn route(&self, request: Request, body: Bytes, responder: Responder) {
        let (document, executor) = (&self.document, &self.executor);
        let length = u64::from(request.length);
        let route = match request.operation {
            Operation::Upload { call, offset } => {
                // Until it is in its place, a chunk is in memory of the socket.
                let charge = document.ledger().try_charge(Holding::Received, length);
                let Ok(charge) = charge else {
                    let message = "the chunk is refused: the chunks of the document that wait for their turn hold as many bytes as `document_bytes_max` allows";
                    return responder.refuse(&Refusal::new(Code::TooManyInflight, message));
                };
                let responder = responder.charged(Some(charge));
                return exchange::upload(document, call, offset, length, body, responder);
            }
            Operation::Call => Route::Call,
            Operation::Frames => Route::Frames { length },
            Operation::Poll { sequence } => Route::Poll { sequence },
            Operation::Body { body, offset } => Route::Body {
                body,
                offset,
                length,
            },
        };
        let mut aligned = AlignedVec::<16>::with_capacity(body.len());
        aligned.extend_from_slice(&body); // COPY: frames are read in place, at a multiple of 16, and must not keep the buffer of the socket
        exchange::answer_route(document, executor, route, aligned, responder);
    }
}

/// Writes the answers in the order in which they were queued, and pings. Returns when the socket has failed.
async fn write(sink: &mut (impl SinkExt<Message, Error = Error> + Unpin), queue: &Queue) {
    let mut pings = interval(PING_EVERY);
    pings.tick().await;
    loop {
        let written = tokio::select! {
            answer = queue.next() => match feed(sink, answer).await {
                // Answers that wait already leave together.
                Ok(()) if !queue.is_empty() => Ok(()),
                Ok(()) => sink.flush().await,
                Err(error) => Err(error),
            },
            _ = pings.tick() => sink.send(Message::Ping(Bytes::new())).await,
        };
        if written.is_err() {
            return;
        }
    }
}

/// Passes an answer to the socket: a short one in one message, otherwise a message for each segment after that of the header.
async fn feed(
    sink: &mut (impl SinkExt<Message, Error = Error> + Unpin),
    answer: Outgoing,
) -> Result<(), Error> {
    let length = answer.body_bytes();
    let header = message::answer(
        answer.number,
        answer.is_refused,
        length as u64,
        answer.sequence,
    );
    let header = Bytes::copy_from_slice(&header); // COPY: the 32 bytes of the header
    if length <= JOINED_BYTES_MAX {
        let mut segments = Vec::with_capacity(answer.body.len() + 1);
        segments.push(header);
        segments.extend(answer.body.iter().cloned());
        // COPY: a message of the socket is contiguous; at most `JOINED_BYTES_MAX` bytes
        return sink.feed(Message::Binary(join_segments(segments))).await;
    }
    sink.feed(Message::Binary(header)).await?;
    for segment in &answer.body {
        if !segment.is_empty() {
            // COPY: the library copies each message into its buffer for writing
            sink.feed(Message::Binary(segment.clone())).await?;
        }
    }
    Ok(())
}
