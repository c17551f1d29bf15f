use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
};

use gio::prelude::Cast;
use webkit2gtk::{URISchemeRequest, URISchemeRequestExt, URISchemeResponse, URISchemeResponseExt};

use super::{ffi, main_loop::post};
use crate::lane::protocol::{Abandonment, HttpAnswer, Responder};

thread_local! {
    /// Requests that wait for their answer. Each is held by a toggle reference alone, so that its last other owner letting go is seen.
    static HELD: RefCell<HashMap<u64, HeldRequest>> = RefCell::default();
    static NEXT_TOKEN: Cell<u64> = const { Cell::new(1) };
}

struct HeldRequest {
    request: ffi::ToggleRef,
    readable_by: Option<String>,
    abandonment: Abandonment,
}

/// A request that waits for its answer, as its body's reader sees it. Names it without owning it.
#[derive(Clone)]
pub(super) struct Held {
    token: u64,
    abandonment: Abandonment,
}

impl Held {
    pub(super) fn abandonment(&self) -> Abandonment {
        self.abandonment.clone()
    }

    pub(super) fn is_abandoned(&self) -> bool {
        HELD.with_borrow(|held| !held.contains_key(&self.token))
    }

    /// The stream of the request's body. Asked for only after the gate has said yes.
    pub(super) fn body_stream(&self) -> Option<gio::InputStream> {
        HELD.with_borrow(|held| held.get(&self.token)?.request.strong().http_body())
    }
}

/// Keeps a request until it is answered or the engine lets go of it.
pub(super) fn hold(request: &URISchemeRequest, readable_by: Option<String>) -> (Responder, Held) {
    let token = NEXT_TOKEN.get();
    NEXT_TOKEN.set(token + 1);
    let abandonment = Abandonment::default();
    let held = HeldRequest {
        request: ffi::ToggleRef::new(request, token),
        readable_by,
        abandonment: abandonment.clone(),
    };
    HELD.with_borrow_mut(|all| all.insert(token, held));
    let responder = Responder::new(move |answer| post(move || finish(token, answer)));
    (responder, Held { token, abandonment })
}

/// The last other owner of a request let go of it: nobody wants the answer any more. Called by the toggle reference, inside an unref, so
/// the request itself is let go of in a later turn.
pub(super) fn last_owner_left(token: u64) {
    post(move || {
        let Some(held) = HELD.with_borrow_mut(|all| all.remove(&token)) else {
            return;
        };
        held.abandonment.abandon();
    });
}

fn finish(token: u64, answer: HttpAnswer) {
    let Some(held) = HELD.with_borrow_mut(|all| all.remove(&token)) else {
        return;
    };
    let request = held.request.into_strong();
    finish_at_once(&request, answer.readable_by(held.readable_by.as_deref()));
}

/// Answers a request on the main loop.
pub(super) fn finish_at_once(request: &URISchemeRequest, answer: HttpAnswer) {
    let length = answer.body_bytes();
    let content_type = answer
        .headers
        .get(http::header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let stream = ffi::SegmentStream::new(answer.body);
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
