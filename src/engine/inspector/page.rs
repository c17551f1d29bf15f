use http::{
    HeaderValue, StatusCode,
    header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE},
};

use crate::{Bytes, Payload, payload::Body};

/// Files of the page, by their paths.
const FILES: [(&str, &str, &str); 8] = [
    ("/", "text/html", include_str!("page.html")),
    ("/page.css", "text/css", include_str!("page.css")),
    ("/page.js", "text/javascript", include_str!("page.js")),
    ("/model.js", "text/javascript", include_str!("model.js")),
    ("/rows.js", "text/javascript", include_str!("rows.js")),
    ("/plot.js", "text/javascript", include_str!("plot.js")),
    ("/tables.js", "text/javascript", include_str!("tables.js")),
    ("/details.js", "text/javascript", include_str!("details.js")),
];

/// Returns the server of the page, which loads nothing else and connects to the lane alone.
pub(in crate::engine) fn server(
    scheme: &str,
) -> impl Fn(http::Request<()>) -> http::Response<Body> + Send + Sync + 'static {
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src {scheme}: http://{scheme}.localhost; base-uri 'none'; form-action 'none'"
    );
    let policy = HeaderValue::try_from(policy)
        .unwrap_or_else(|_| unreachable!("a scheme is a value of a header"));
    move |request: http::Request<()>| {
        let path = request.uri().path();
        let file = FILES.iter().find(|(name, ..)| *name == path);
        let (content_type, text) = file.map_or(("text/plain", ""), |(_, kind, text)| (kind, text));
        let bytes = Bytes::from_static(text.as_bytes());
        let mut response = http::Response::new(Body::from(Payload::Raw(bytes)));
        if file.is_none() {
            *response.status_mut() = StatusCode::NOT_FOUND;
        }
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        headers.insert(CONTENT_SECURITY_POLICY, policy.clone());
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}
