use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

use crate::{Refusal, file::ServePages, foreign, wire::Code};

/// The answer to a request. Its body is the concatenation of segments.
#[derive(Debug)]
pub(crate) struct HttpAnswer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<Bytes>,
}

const SEQUENCE: HeaderName = HeaderName::from_static("bytelane-sequence");
const ERROR: HeaderName = HeaderName::from_static("bytelane-error");

impl HttpAnswer {
    /// Returns an answer of status 200 with bytes.
    pub(crate) fn bytes(body: Vec<Bytes>) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/octet-stream"),
        );
        Self {
            status: StatusCode::OK,
            headers,
            body,
        }
    }

    /// Sets the sequence number of the first frame of a batch (SPEC §5.4).
    #[must_use]
    pub(crate) fn with_sequence(mut self, first: u64) -> Self {
        self.headers.insert(SEQUENCE, HeaderValue::from(first));
        self
    }

    /// Returns the sequence number of the first frame of a batch; 0 if the answer has none.
    #[cfg(feature = "browser")]
    pub(crate) fn sequence(&self) -> u64 {
        let sequence = self.headers.get(SEQUENCE);
        sequence
            .and_then(|sequence| sequence.to_str().ok()?.parse().ok())
            .unwrap_or(0)
    }

    /// Returns the error envelope of a refusal (SPEC §5).
    pub(crate) fn refused(refusal: &Refusal) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        );
        headers.insert(ERROR, HeaderValue::from_static(refusal.code().as_str()));
        let status = StatusCode::from_u16(refusal.code().status())
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self {
            status,
            headers,
            body: vec![refusal.to_json().into()],
        }
    }

    /// Returns the answer to `OPTIONS`.
    pub(crate) fn preflight() -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_METHODS,
            HeaderValue::from_static("POST"),
        );
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_HEADERS,
            HeaderValue::from_static("bytelane-secret, content-type"),
        );
        headers.insert(
            header::ACCESS_CONTROL_MAX_AGE,
            HeaderValue::from_static("86400"),
        );
        Self {
            status: StatusCode::NO_CONTENT,
            headers,
            body: Vec::new(),
        }
    }

    /// Allows pages of `origin` to read the answer, and no others: never `*` (SPEC §5).
    #[must_use]
    pub(crate) fn readable_by(mut self, origin: Option<&str>) -> Self {
        if let Some(origin) = origin.and_then(|origin| HeaderValue::from_str(origin).ok()) {
            self.headers
                .insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            self.headers.insert(
                header::ACCESS_CONTROL_EXPOSE_HEADERS,
                HeaderValue::from_static("bytelane-error, bytelane-sequence"),
            );
            self.headers
                .insert(header::VARY, HeaderValue::from_static("Origin"));
        }
        self
    }

    /// Length of the body in bytes.
    #[cfg_attr(
        not(target_os = "linux"),
        allow(dead_code, reason = "wry takes the body as a whole")
    )]
    pub(crate) fn body_bytes(&self) -> usize {
        self.body.iter().map(Bytes::len).sum()
    }

    /// Returns the answer of a page server to a request; a panic of the server refuses it.
    pub(crate) fn of_server(server: &dyn ServePages, request: http::Request<()>) -> Self {
        let serve = || Self::page(server.serve(request));
        foreign::contain("the server of a page", serve).unwrap_or_else(|| {
            let message = "the server of the page panicked";
            Self::refused(&Refusal::new(Code::Internal, message))
        })
    }

    /// Returns the answer of a page server. Reads its body on the calling thread, which may block.
    pub(crate) fn page(response: http::Response<crate::payload::Body>) -> Self {
        let (head, body) = response.into_parts();
        let source = crate::document::BodySource::new(body);
        match source.read(0..source.length()) {
            Ok(body) => Self {
                status: head.status,
                headers: head.headers,
                body,
            },
            Err(refusal) => Self::refused(&refusal),
        }
    }
}
