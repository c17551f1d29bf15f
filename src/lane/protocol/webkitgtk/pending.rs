use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
};

use gio::prelude::Cast;
use webkit2gtk::{URISchemeRequest, URISchemeRequestExt, URISchemeResponse, URISchemeResponseExt};

use super::{
    ffi::{self, LastReference, ToggleRef},
    main_loop::run_on_main_thread,
    unanswered::UnansweredRequest,
};
use crate::{
    lane::protocol::{Abandonment, HttpAnswer, Responder},
    session::Charge,
};

thread_local! {
    /// Unanswered requests by their token. Each is kept by its toggle reference alone, so that the engine's release of it is noticed.
    static PENDING: RefCell<HashMap<u64, Entry>> = RefCell::default();
    static NEXT_TOKEN: Cell<u64> = const { Cell::new(1) };
}

struct Entry {
    request: ToggleRef<Released>,
    readable_by: Option<String>,
    abandonment: Abandonment,
    unanswered: Option<UnansweredRequest>,
}

/// A request without an answer yet. Names the request without owning it.
#[derive(Clone)]
pub(super) struct PendingRequest {
    token: u64,
    abandonment: Abandonment,
}

impl PendingRequest {
    pub(super) fn abandonment(&self) -> Abandonment {
        self.abandonment.clone()
    }

    /// Whether the request has been answered, or released by the engine.
    pub(super) fn is_abandoned(&self) -> bool {
        PENDING.with_borrow(|pending| !pending.contains_key(&self.token))
    }

    /// Returns the stream of the request's body. To be called only after the gate has admitted the request.
    pub(super) fn body_stream(&self) -> Option<gio::InputStream> {
        PENDING.with_borrow(|pending| pending.get(&self.token)?.request.strong().http_body())
    }
}

/// Keeps a request until it is answered or the engine releases it. Its charge is returned with its responder: work for a request that the engine has
/// released is still held.
pub(super) fn hold(
    request: &URISchemeRequest,
    readable_by: Option<String>,
    charge: Charge,
    unanswered: Option<UnansweredRequest>,
) -> (Responder, PendingRequest) {
    let token = NEXT_TOKEN.get();
    NEXT_TOKEN.set(token + 1);
    let abandonment = Abandonment::default();
    let entry = Entry {
        request: ToggleRef::new(request, token),
        readable_by,
        abandonment: abandonment.clone(),
        unanswered,
    };
    PENDING.with_borrow_mut(|pending| pending.insert(token, entry));
    let responder = Responder::new(move |answer| {
        drop(charge);
        run_on_main_thread(move || finish(token, answer));
    });
    (responder, PendingRequest { token, abandonment })
}

/// The engine has released a request: no page waits for its answer.
struct Released;

impl LastReference for Released {
    fn remains(token: u64) {
        run_on_main_thread(move || {
            let Some(entry) = PENDING.with_borrow_mut(|pending| pending.remove(&token)) else {
                return;
            };
            entry.abandonment.abandon();
        });
    }
}

fn finish(token: u64, answer: HttpAnswer) {
    let Some(entry) = PENDING.with_borrow_mut(|pending| pending.remove(&token)) else {
        return;
    };
    let request = entry.request.into_strong();
    let answer = answer.readable_by(entry.readable_by.as_deref());
    send(&request, answer, entry.unanswered);
}

/// Answers a request. Main thread only.
pub(super) fn finish_at_once(request: &URISchemeRequest, answer: HttpAnswer) {
    send(request, answer, None);
}

fn send(request: &URISchemeRequest, answer: HttpAnswer, unanswered: Option<UnansweredRequest>) {
    let length = answer.body_bytes();
    let content_type = answer
        .headers
        .get(http::header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let stream = ffi::SegmentStream::new(answer.body, unanswered);
    let response = URISchemeResponse::new(
        stream.upcast_ref::<gio::InputStream>(),
        i64::try_from(length).unwrap_or(-1),
    );
    response.set_status(
        u32::from(answer.status.as_u16()),
        answer.status.canonical_reason(),
    );
    if let Some(content_type) = content_type {
        response.set_content_type(&content_type);
    }
    let headers = soup::MessageHeaders::new(soup::MessageHeadersType::Response);
    for (name, value) in &answer.headers {
        if let Ok(value) = value.to_str() {
            headers.append(name.as_str(), value);
        }
    }
    response.set_http_headers(headers);
    request.finish_with_response(&response);
}
