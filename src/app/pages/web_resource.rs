//! Responses to requests for pages that a handler of the application may change.

use std::{borrow::Cow, sync::Arc};

use crate::{Payload, ServePages, foreign, payload::Body};

/// Changes the response to a request for a page.
pub(crate) type WebResourceHandler =
    Box<dyn Fn(http::Request<Vec<u8>>, &mut http::Response<Cow<'static, [u8]>>) + Send + Sync>;

/// Pages whose responses pass through a handler.
pub(crate) struct FilteredPages {
    pub(crate) pages: Arc<dyn ServePages>,
    pub(crate) handler: WebResourceHandler,
}

impl ServePages for FilteredPages {
    fn serve(&self, request: http::Request<()>) -> http::Response<Body> {
        let shown = request.clone().map(|()| Vec::new());
        let (mut head, body) = self.pages.serve(request).into_parts();
        let body = body.read().unwrap_or_else(|error| {
            tracing::warn!(target: "bytelane::application", "the body of a page cannot be read: {error}");
            head.status = http::StatusCode::INTERNAL_SERVER_ERROR;
            crate::Bytes::default()
        });
        // COPY: the handler changes a body of its own.
        let mut response = http::Response::from_parts(head, Cow::Owned(body.to_vec()));
        // After a panic the response is sent as the handler has left it.
        foreign::contain("the handler of on_web_resource_request", || {
            (self.handler)(shown, &mut response);
        });
        response.map(|body| Body::from(Payload::Raw(body.into_owned().into())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(handler: WebResourceHandler) -> http::Response<Body> {
        let pages: Arc<dyn ServePages> = Arc::new(|request: http::Request<()>| {
            let text = format!("page {}", request.uri().path());
            http::Response::new(Body::from(Payload::Raw(text.into_bytes().into())))
        });
        let request = http::Request::get("bytelane://localhost/a")
            .body(())
            .unwrap();
        FilteredPages { pages, handler }.serve(request)
    }

    #[test]
    fn a_handler_changes_the_response() {
        let response = get(Box::new(|request, response| {
            assert_eq!(request.uri().path(), "/a");
            assert_eq!(&**response.body(), b"page /a");
            *response.status_mut() = http::StatusCode::ACCEPTED;
            response
                .headers_mut()
                .insert("x-a", http::HeaderValue::from_static("b"));
            *response.body_mut() = Cow::Borrowed(b"changed");
        }));
        assert_eq!(
            (response.status().as_u16(), &response.headers()["x-a"]),
            (202, &"b".parse().unwrap())
        );
        assert_eq!(&response.into_body().read().unwrap()[..], b"changed");
    }

    #[test]
    fn a_panic_leaves_the_response() {
        let response = get(Box::new(|_, _| panic!("on purpose")));
        assert_eq!(&response.into_body().read().unwrap()[..], b"page /a");
    }
}
