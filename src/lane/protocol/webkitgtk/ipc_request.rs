//! Requests on the engine's scheme.

use std::{rc::Rc, sync::Arc};

use bytes::Bytes;
use rkyv::util::AlignedVec;
use webkit2gtk::{URISchemeRequest, URISchemeRequestExt};

use super::{
    body_reader::read_body,
    ffi,
    pending::{self, PendingRequest},
    served::Served,
    unanswered::RequestName,
    upload,
};
use crate::{
    document::Document,
    lane::protocol::{
        HttpAnswer, Responder,
        admission::{Decision, RequestHead, decide},
        exchange,
        path::Route,
        turn,
    },
    router::Executor,
    session::{Holding, Ledger},
    wire::HEADER_BYTES,
};

/// Admits a request and answers it, or refuses it.
pub(super) fn handle(request: &URISchemeRequest, served: &Rc<Served>) {
    let method = request
        .http_method()
        .map_or_else(|| "GET".to_owned(), Into::into);
    let uri = request.uri().map_or_else(String::new, Into::into);
    let headers = ffi::RequestHeaders::of(request);
    let origin = headers.text("origin");
    let head = RequestHead {
        method: &method,
        path: path_of(&uri),
        header_count: headers.count,
        headers_bytes: headers.bytes,
        header_bytes_longest: headers.longest,
        origin,
        secret: headers.bytes_of("bytelane-secret"),
    };
    let readable_by = served.gate.readable_by(origin).map(str::to_owned);
    match decide(&served.gate, &head) {
        Decision::Refused(refusal) => pending::finish_at_once(
            request,
            HttpAnswer::refused(&refusal).readable_by(readable_by.as_deref()),
        ),
        Decision::Preflight => pending::finish_at_once(
            request,
            HttpAnswer::preflight().readable_by(readable_by.as_deref()),
        ),
        Decision::Admitted(admitted) => answer_route(
            request,
            served,
            admitted.document,
            admitted.route,
            RequestName::of(&uri),
            readable_by,
            headers.bytes,
        ),
    }
}

/// Returns the path of a URL as it arrived: not decoded, without the query.
fn path_of(uri: &str) -> &str {
    let rest = uri.split_once("://").map_or("", |(_, rest)| rest);
    let path = rest.find('/').map_or("/", |slash| &rest[slash..]);
    path.find(['?', '#']).map_or(path, |end| &path[..end])
}

/// Reads the body of a request, if its route has one, and answers.
fn answer_route(
    request: &URISchemeRequest,
    served: &Rc<Served>,
    document: Arc<Document>,
    route: Route,
    name: Option<RequestName>,
    readable_by: Option<String>,
    headers_bytes: usize,
) {
    let limits = document.limits();
    let slack = (HEADER_BYTES + limits.head_bytes_max as usize + turn::TURN_BYTES_MAX) as u64;
    let executor = Arc::clone(&served.executor);
    let ledger = Arc::clone(document.ledger());
    let charge = match route {
        // A chunk may wait, as a call does.
        Route::Call | Route::Upload { .. } => served.gate.admit_request(headers_bytes),
        // A batch and a segment are answered at once, and a poll when the next one arrives; the session stops without them.
        _ => Ok(served.gate.charge_request(headers_bytes)),
    };
    let charge = match charge {
        Ok(charge) => charge,
        Err(refusal) => {
            let answer = HttpAnswer::refused(&refusal).readable_by(readable_by.as_deref());
            return pending::finish_at_once(request, answer);
        }
    };
    let unanswered = name.map(|name| served.unanswered.add(name));
    let (responder, pending) = pending::hold(request, readable_by, charge, unanswered);
    match route {
        Route::Call => {
            let bytes_max = limits.inline_body_bytes_max + slack;
            let abandonment = pending.abandonment();
            read_whole(
                pending,
                executor,
                (ledger, Holding::Calls),
                bytes_max,
                responder,
                move |body, responder| {
                    exchange::call(&document, body, responder, &abandonment);
                },
            );
        }
        Route::Frames { length } => {
            let bytes_max = limits.batch_bytes_max + slack;
            read_whole(
                pending,
                executor,
                (ledger, Holding::Received),
                bytes_max,
                responder,
                move |body, responder| {
                    exchange::frames(&document, length, body, responder);
                },
            );
        }
        Route::Upload {
            call,
            offset,
            length,
        } => upload::read_chunk(
            pending,
            executor,
            document,
            (call, offset, length),
            responder,
        ),
        Route::Body {
            body,
            offset,
            length,
        } => exchange::body(
            &document,
            &*executor,
            body,
            offset..offset.saturating_add(length),
            responder,
        ),
        Route::Poll { sequence } => exchange::poll(&document, &executor, sequence, responder),
        Route::Watch => served.watch(responder),
        // They are not admitted here.
        Route::Buffer { .. } | Route::Release { .. } => {
            responder.refuse(&crate::lane::protocol::bad_path());
        }
    }
}

/// Reads the whole body, which is charged while it arrives, and passes it to `work` with the responder. Refuses the request if the body cannot be read.
fn read_whole(
    pending: PendingRequest,
    executor: Arc<dyn Executor>,
    (ledger, holding): (Arc<Ledger>, Holding),
    bytes_max: u64,
    responder: Responder,
    work: impl FnOnce(Bytes, Responder) + Send + 'static,
) {
    let charge = ledger.charge(holding, 0);
    read_body(
        pending,
        AlignedVec::new(),
        bytes_max,
        Some(charge),
        move |body| match body {
            Err(refusal) => responder.refuse(&refusal),
            Ok(body) => {
                exchange::with_body(&*executor, body.into_bytes(&ledger), move |body| {
                    work(body, responder)
                });
            }
        },
    );
}
