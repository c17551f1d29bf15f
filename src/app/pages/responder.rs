//! The response to a request of a custom URI scheme.

use std::borrow::Cow;

use http::{Response, StatusCode};

type Respond = Box<dyn FnOnce(Response<Cow<'static, [u8]>>) + Send>;

/// Responds to a request of a custom URI scheme, from any thread. If it is dropped without a response, it responds with status 500.
pub struct UriSchemeResponder(Option<Respond>);

impl std::fmt::Debug for UriSchemeResponder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UriSchemeResponder").finish_non_exhaustive()
    }
}

impl UriSchemeResponder {
    pub(crate) fn new(send: impl FnOnce(Response<Cow<'static, [u8]>>) + Send + 'static) -> Self {
        Self(Some(Box::new(send)))
    }

    /// Responds to the request.
    pub fn respond<T: Into<Cow<'static, [u8]>>>(mut self, response: Response<T>) {
        if let Some(send) = self.0.take() {
            send(response.map(Into::into));
        }
    }
}

impl Drop for UriSchemeResponder {
    fn drop(&mut self) {
        if let Some(send) = self.0.take() {
            let mut response = Response::new(Cow::Borrowed(
                "the handler of the URI scheme did not respond".as_bytes(),
            ));
            *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
            send(response);
        }
    }
}
