//! The protocol lane where another library serves the scheme: wry on macOS and Windows, or the library that builds the webview.
//!
//! Such a library passes bodies as a whole and reports no cancellation, so a call ends with its document at the latest.

use std::{borrow::Cow, sync::Arc};

use http::{Request, Response};

use super::{
    HttpAnswer, Responder, ShareBodies,
    admission::{Admitted, Decision, RequestHead, decide},
    exchange,
    path::Route,
};
use crate::{file::ServePages, foreign, lane::gate::Gate, router::Executor};

/// Answers a request on the engine's scheme. `sharing` has the shared buffers of the webview, on the lane that has them.
pub(crate) fn handle_ipc_request(
    gate: &Gate,
    executor: &Arc<dyn Executor>,
    sharing: Option<&dyn ShareBodies>,
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
                match (route, sharing) {
                    (
                        Route::Buffer {
                            number,
                            body,
                            offset,
                            length,
                        },
                        Some(sharing),
                    ) => {
                        let range = offset..offset.saturating_add(length);
                        sharing.share(gate, &document, number, body, range, responder);
                    }
                    (Route::Release { number }, Some(sharing)) => {
                        sharing.release(&document, number, responder);
                    }
                    _ => exchange::answer_route(&document, executor, route, body, responder),
                }
            });
        }
    }
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
