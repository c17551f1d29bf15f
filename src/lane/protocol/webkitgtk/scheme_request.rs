//! Requests on schemes that the application answers itself.
//!
//! A body is read only if the request carries the secret of the open document. The client adds it to requests whose body it has turned into a buffer:
//! WebKitGTK ends the process if it is asked for a body that holds a `Blob`. A body is charged to the webview as it arrives, until the handler has answered.

use std::{rc::Rc, sync::Arc};

use rkyv::util::AlignedVec;
use webkit2gtk::{URISchemeRequest, URISchemeRequestExt};

use super::{
    body_reader::{ReadBody, read_body},
    main_loop::run_on_main_thread,
    page_request::{bytes_of, head_of},
    pending,
    served::Served,
};
use crate::lane::protocol::{HttpAnswer, SchemeHandler};

/// Name of the header with the secret of a document (SPEC §5).
const SECRET: &str = "bytelane-secret";

/// Returns the application's handler of a scheme, if there is one.
pub(super) fn handler_of(served: &Served, scheme: &str) -> Option<SchemeHandler> {
    let mut handlers = served.answered.iter();
    let (_, handler) = handlers.find(|(name, _)| name == scheme)?;
    Some(Arc::clone(handler))
}

/// Passes a request to its handler, with its body if that may be read.
pub(super) fn handle(request: &URISchemeRequest, served: &Rc<Served>, handler: SchemeHandler) {
    let uri = request.uri().map_or_else(String::new, Into::into);
    let mut head = match head_of(request, &uri) {
        Ok(head) => head,
        Err(refusal) => return pending::finish_at_once(request, HttpAnswer::refused(&refusal)),
    };
    // The answers of the handler are the application's; those of the engine can be read by the pages that may use it.
    let origin = head.headers().get(http::header::ORIGIN);
    let readable_by = served
        .gate
        .readable_by(origin.and_then(|origin| origin.to_str().ok()))
        .map(str::to_owned);
    let refused = move |refusal| HttpAnswer::refused(&refusal).readable_by(readable_by.as_deref());
    let charge = match served.gate.admit_request(bytes_of(&head)) {
        Ok(charge) => charge,
        Err(refusal) => return pending::finish_at_once(request, refused(refusal)),
    };
    // The secret is not for the application.
    let secret = head.headers_mut().remove(SECRET);
    let (responder, pending) = pending::hold(request, None, charge, None);
    let is_of_client = served
        .gate
        .is_open_document(secret.as_ref().map(http::HeaderValue::as_bytes));
    if !is_of_client {
        if !head.method().is_safe() {
            tracing::debug!(target: "bytelane::request",
                label = served.gate.label(),
                "the body of a request is not read: only `fetch` in the main frame of an allowed origin sends one"
            );
        }
        return handler(head.map(|()| Vec::new()), responder);
    }
    let (executor, files) = (Arc::clone(&served.executor), Arc::clone(&served.files));
    let bytes_max = served.gate.limits().body_bytes_max;
    let charge = served.gate.charge_body();
    read_body(
        pending,
        AlignedVec::new(),
        bytes_max,
        Some(charge),
        move |body| {
            let (body, charge) = match body.map(ReadBody::into_parts) {
                Err(refusal) => return responder.answer(refused(refusal)),
                Ok(parts) => parts,
            };
            let work = move || {
                let length = body.len() as u64;
                let mut charge = charge;
                let mut resize = |bytes| charge.as_mut().map(|charge| charge.resize(bytes));
                resize(2 * length);
                // COPY: the handler owns a `Vec`, as in Tauri, and the memory that was read is aligned.
                let body = {
                    let read = body;
                    read.to_vec()
                };
                resize(length);
                // The page may give the request up while the handler has the body.
                let responder = responder.charged(charge);
                run_on_main_thread(move || handler(head.map(|()| body), responder));
            };
            executor.run_page(Box::new(move || files.run(work)));
        },
    );
}
