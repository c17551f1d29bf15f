//! Requests for pages and other files that the engine serves.

use std::sync::Arc;

use webkit2gtk::{URISchemeRequest, URISchemeRequestExt};

use super::{ffi, pending, served::Served};
use crate::{Refusal, lane::protocol::HttpAnswer, wire::Code};

/// Answers a request with what the server of its scheme returns, on a thread that may block.
pub(super) fn handle(request: &URISchemeRequest, served: &Served, scheme: &str) {
    let uri = request.uri().map_or_else(String::new, Into::into);
    let server = served.served.iter().find(|(name, _)| name == scheme);
    let Some((_, server)) = server else {
        let refusal = Refusal::new(
            Code::NotFound,
            "the engine serves no files on this scheme in this webview",
        );
        return pending::finish_at_once(request, HttpAnswer::refused(&refusal));
    };
    let admitted = head_of(request, &uri)
        .and_then(|page| Ok((served.gate.admit_request(bytes_of(&page))?, page)));
    let (charge, page) = match admitted {
        Ok(admitted) => admitted,
        Err(refusal) => return pending::finish_at_once(request, HttpAnswer::refused(&refusal)),
    };
    let (responder, _pending) = pending::hold(request, None, charge, None);
    let (server, files) = (Arc::clone(server), Arc::clone(&served.files));
    let work = move || responder.answer(HttpAnswer::of_server(&*server, page));
    served.executor.run_page(Box::new(move || files.run(work)));
}

/// Returns the length of the headers of a request in bytes.
pub(super) fn bytes_of(head: &http::Request<()>) -> usize {
    let lengths = head.headers().iter();
    lengths
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum()
}

/// Returns the method, the URL and the headers of a request.
///
/// # Errors
/// `bad_path` if the URL is malformed.
pub(super) fn head_of(request: &URISchemeRequest, uri: &str) -> Result<http::Request<()>, Refusal> {
    let mut head = http::Request::new(());
    if let Some(method) = request.http_method() {
        *head.method_mut() = method.parse().unwrap_or(http::Method::GET);
    }
    *head.uri_mut() = uri
        .parse()
        .map_err(|_| Refusal::new(Code::BadPath, "the URL is malformed"))?;
    ffi::RequestHeaders::of(request).copy_to(head.headers_mut());
    Ok(head)
}
