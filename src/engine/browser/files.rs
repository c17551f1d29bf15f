//! The bodies of the server's answers.

use std::{
    collections::VecDeque,
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use hyper::body::{Body, Frame, Incoming};
use tokio::task::JoinHandle;

use super::policy;
use crate::{Refusal, document::BodySource, lane::protocol::HttpAnswer, wire::Code};

/// Bytes that are read of a file at once.
const PART_BYTES: u64 = 256 * 1024;

/// What a page starts with: the client is its first script. A second document type is ignored.
const CLIENT: &[u8] = b"<!doctype html><script src=\"/bytelane.js\"></script>\n";

/// The body of an answer: bytes, then a source that is read part by part as the connection takes it.
pub(super) struct Content {
    ready: VecDeque<Bytes>,
    rest: Rest,
}

enum Rest {
    Nothing,
    Source {
        source: Arc<BodySource>,
        start: u64,
        reading: Option<JoinHandle<Result<Vec<Bytes>, Refusal>>>,
    },
    /// The answer of another server.
    Forwarded(Incoming),
}

impl Content {
    pub(super) fn bytes(bytes: impl Into<Bytes>) -> Self {
        Self {
            ready: [bytes.into()].into(),
            rest: Rest::Nothing,
        }
    }

    pub(super) const fn nothing() -> Self {
        Self {
            ready: VecDeque::new(),
            rest: Rest::Nothing,
        }
    }
}

impl From<crate::payload::Body> for Content {
    fn from(body: crate::payload::Body) -> Self {
        Self {
            ready: VecDeque::new(),
            rest: Rest::Source {
                source: Arc::new(BodySource::new(body)),
                start: 0,
                reading: None,
            },
        }
    }
}

impl From<Incoming> for Content {
    fn from(body: Incoming) -> Self {
        Self {
            ready: VecDeque::new(),
            rest: Rest::Forwarded(body),
        }
    }
}

/// An error ends the connection before the stated length, which tells the browser that the body is not whole.
impl Body for Content {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let Self { ready, rest } = &mut *self;
        loop {
            if let Some(bytes) = ready.pop_front() {
                return Poll::Ready(Some(Ok(Frame::data(bytes))));
            }
            let (source, start, reading) = match rest {
                Rest::Nothing => return Poll::Ready(None),
                Rest::Forwarded(body) => {
                    let frame = ready!(Pin::new(body).poll_frame(context));
                    return Poll::Ready(frame.map(|frame| frame.map_err(io::Error::other)));
                }
                Rest::Source {
                    source,
                    start,
                    reading,
                } => (source, start, reading),
            };
            if let Some(running) = reading {
                let read = ready!(Pin::new(running).poll(context));
                *reading = None;
                match read {
                    Ok(Ok(segments)) => ready.extend(segments),
                    Ok(Err(refusal)) => {
                        return Poll::Ready(Some(Err(io::Error::other(refusal.to_string()))));
                    }
                    Err(error) => return Poll::Ready(Some(Err(io::Error::other(error)))),
                }
                continue;
            }
            let range = *start..source.length().min(*start + PART_BYTES);
            if range.is_empty() {
                return Poll::Ready(None);
            }
            *start = range.end;
            let source = Arc::clone(source);
            *reading = Some(tokio::task::spawn_blocking(move || source.read(range)));
        }
    }
}

/// Makes the client the first script of an answer that is a page, and allows it in the policy of the page. `request` are the headers of the request.
pub(super) fn with_client(response: &mut Response<Content>, request: &HeaderMap, host: &str) {
    let is_page = response.status() == StatusCode::OK
        && response
            .headers()
            .get(header::CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
        && !response.headers().contains_key(header::CONTENT_ENCODING);
    // A script that fetches a part of a page gets it as it is.
    let is_shown = request
        .get("sec-fetch-dest")
        .is_none_or(|destination| destination == "document" || destination == "iframe");
    if !(is_page && is_shown) {
        return;
    }
    policy::allow_client(response.headers_mut(), host);
    let length = response.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if let Some(length) = length {
        let length = HeaderValue::from(length + CLIENT.len() as u64);
        response
            .headers_mut()
            .insert(header::CONTENT_LENGTH, length);
    }
    response
        .body_mut()
        .ready
        .push_front(Bytes::from_static(CLIENT));
}

/// Returns the answer to a refused request: that of the protocol lane.
pub(super) fn refused(refusal: &Refusal) -> Response<Content> {
    let HttpAnswer {
        status,
        headers,
        body,
    } = HttpAnswer::refused(refusal);
    let mut response = Response::new(Content {
        ready: body.into(),
        rest: Rest::Nothing,
    });
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}

/// The refusal of a server that has no pages.
pub(super) fn no_pages() -> Refusal {
    Refusal::new(
        Code::NotFound,
        "this server has no pages: open the address of the server that has them",
    )
}
