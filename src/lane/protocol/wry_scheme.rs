//! The protocol lane where another library serves the scheme: wry on macOS and Windows, or the library that builds the webview.
//!
//! Such a library passes bodies as a whole and reports no cancellation, so a call ends with its document at the latest.

use std::{borrow::Cow, sync::Arc};

use bytes::Bytes;
use http::{Request, Response};

use super::{
    Abandonment, HttpAnswer, Responder,
    admission::{Admitted, Decision, RequestHead, decide},
    exchange,
    path::Route,
};
use crate::{
    document::Document,
    file::ServePages,
    foreign,
    lane::{batch, gate::Gate},
    router::Executor,
};

/// Answers a request on the engine's scheme.
pub(crate) fn handle_ipc_request(
    gate: &Gate,
    executor: &Arc<dyn Executor>,
    request: Request<Vec<u8>>,
    respond: impl FnOnce(Response<Cow<'static, [u8]>>) + Send + 'static,
) {
    let (head, body) = request.into_parts();
    let origin = head
        .headers
        .get(http::header::ORIGIN)
        .and_then(|origin| origin.to_str().ok());
    let lengths = || {
        head.headers
            .iter()
            .map(|(name, value)| name.as_str().len() + value.len())
    };
    let decision = decide(
        gate,
        &RequestHead {
            method: head.method.as_str(),
            path: head.uri.path(),
            header_count: head.headers.len(),
            headers_bytes: lengths().sum(),
            header_bytes_longest: lengths().max().unwrap_or(0),
            origin,
            secret: head
                .headers
                .get("bytelane-secret")
                .map(http::HeaderValue::as_bytes),
        },
    );
    let readable_by = gate.readable_by(origin).map(str::to_owned);
    let responder = Responder::new(move |answer| {
        respond(into_response(answer.readable_by(readable_by.as_deref())))
    });
    match decision {
        Decision::Refused(refusal) => responder.refuse(&refusal),
        Decision::Preflight => responder.answer(HttpAnswer::preflight()),
        Decision::Admitted(Admitted { document, route }) => {
            // A panic must not cross into the engine's frames. The responder answers when it is dropped.
            foreign::contain("the handler of a scheme request", || {
                answer_route(&document, executor, route, body, responder);
            });
        }
    }
}

fn answer_route(
    document: &Arc<Document>,
    executor: &Arc<dyn Executor>,
    route: Route,
    body: Vec<u8>,
    responder: Responder,
) {
    match route {
        Route::Call => with_body(document, &**executor, body, move |document, body| {
            exchange::call(document, body, responder, &Abandonment::default());
        }),
        Route::Frames { length } => {
            with_body(document, &**executor, body, move |document, body| {
                exchange::frames(document, length, body, responder);
            })
        }
        Route::Upload {
            call,
            offset,
            length,
        } => answer_upload(document, call, offset, length, body, responder),
        Route::Body {
            body,
            offset,
            length,
        } => exchange::body(
            document,
            &**executor,
            body,
            offset..offset.saturating_add(length),
            responder,
        ),
        Route::Poll { sequence } => exchange::poll(document, executor, sequence, responder),
    }
}

/// Runs `work` on the body of a request, which is charged to the ledger of the document until nothing refers to it.
fn with_body(
    document: &Arc<Document>,
    executor: &dyn Executor,
    body: Vec<u8>,
    work: impl FnOnce(&Arc<Document>, Bytes) + Send + 'static,
) {
    let length = body.len();
    let body = if body.is_empty() {
        Bytes::new()
    } else {
        batch::held(body, length, document.ledger())
    };
    let document = Arc::clone(document);
    exchange::with_body(executor, body, move |body| work(&document, body));
}

fn answer_upload(
    document: &Arc<Document>,
    call: u64,
    offset: u64,
    length: u64,
    chunk: Vec<u8>,
    responder: Responder,
) {
    let work = document.lend_upload(call, offset, move |loan| {
        let mut loan = match loan {
            Err(refusal) => {
                responder.refuse(&refusal);
                return None;
            }
            Ok(loan) => loan,
        };
        // SPEC §5.2: a chunk of another length than its path says is `body_truncated`.
        let complete = if chunk.len() as u64 == length {
            exchange::check_chunk(loan.document(), loan.remaining(), length)
        } else {
            Err(exchange::chunk_truncated(length))
        };
        match complete {
            Err(refusal) => {
                responder.refuse(&refusal);
                loan.refuse(refusal);
                None
            }
            Ok(()) => {
                let mut bytes = loan.take_grown();
                bytes.extend_from_slice(&chunk); // COPY: the library passes the chunk in a vector of its own
                responder.answer(HttpAnswer::bytes(Vec::new()));
                loan.complete(bytes)
            }
        }
    });
    document.execute(work);
}

/// Answers a request for a page or another file that the engine serves.
pub(crate) fn handle_page_request(
    pages: &Arc<dyn ServePages>,
    executor: &Arc<dyn Executor>,
    request: Request<Vec<u8>>,
    respond: impl FnOnce(Response<Cow<'static, [u8]>>) + Send + 'static,
) {
    let pages = Arc::clone(pages);
    let request = request.map(|_| ());
    executor.run_page(Box::new(move || {
        respond(into_response(HttpAnswer::of_server(&*pages, request)))
    }));
}

pub(crate) fn into_response(answer: HttpAnswer) -> Response<Cow<'static, [u8]>> {
    let body = crate::document::join_segments(answer.body);
    let mut response = Response::new(Cow::Owned(body.into()));
    *response.status_mut() = answer.status;
    *response.headers_mut() = answer.headers;
    response
}
