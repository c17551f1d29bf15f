//! The response to a request of a custom URI scheme.

use std::borrow::Cow;

use http::{Response, StatusCode};

use crate::one_shot::OneShot;

type Answer = Response<Cow<'static, [u8]>>;

/// Responds to a request of a custom URI scheme, from any thread. If it is dropped without a response, it responds with status 500.
pub struct UriSchemeResponder(OneShot<Answer>);

impl std::fmt::Debug for UriSchemeResponder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UriSchemeResponder").finish_non_exhaustive()
    }
}

impl UriSchemeResponder {
    pub(crate) fn new(send: impl FnOnce(Answer) + Send + 'static) -> Self {
        Self(OneShot::new(send, || {
            let text = "the handler of the URI scheme did not respond";
            let mut response = Response::new(Cow::Borrowed(text.as_bytes()));
            *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
            response
        }))
    }

    /// Responds to the request.
    pub fn respond<T: Into<Cow<'static, [u8]>>>(self, response: Response<T>) {
        self.0.send(response.map(Into::into));
    }
}
