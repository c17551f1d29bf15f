//! The checks of a request in the order of SPEC §5.1, before its body is asked for.

use std::sync::Arc;

use super::path::Route;
use crate::{Refusal, document::Document, lane::gate::Gate, wire::Code};

/// The parts of a request that are judged before any byte of its body is asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RequestHead<'a> {
    pub(crate) method: &'a str,
    /// Path as it arrived: not decoded, without the query.
    pub(crate) path: &'a str,
    pub(crate) header_count: usize,
    /// Length of all header names and values together.
    pub(crate) headers_bytes: usize,
    /// Length of the longest header's name and value.
    pub(crate) header_bytes_longest: usize,
    pub(crate) origin: Option<&'a str>,
    pub(crate) secret: Option<&'a [u8]>,
}

/// The gate's decision on a request.
#[derive(Debug)]
pub(crate) enum Decision {
    /// The request is admitted.
    Admitted(Admitted),
    /// A preflight of an allowed origin.
    Preflight,
    /// The request is refused.
    Refused(Refusal),
}

/// An admitted request.
#[derive(Debug)]
pub(crate) struct Admitted {
    pub(crate) document: Arc<Document>,
    pub(crate) route: Route,
}

/// Decides whether `gate` admits a request.
pub(crate) fn decide(gate: &Gate, head: &RequestHead<'_>) -> Decision {
    judge(gate, head).unwrap_or_else(|refusal| {
        gate.count_refusal(&refusal);
        Decision::Refused(refusal)
    })
}

fn judge(gate: &Gate, head: &RequestHead<'_>) -> Result<Decision, Refusal> {
    let limits = gate.limits();
    let preflight = head.method == "OPTIONS";
    if head.method != "POST" && !preflight {
        let message = "requests to the engine must use the method POST";
        return Err(Refusal::new(Code::MethodDenied, message));
    }
    if head.path.len() > limits.path_bytes_max {
        return Err(Refusal::new(
            Code::UriTooLong,
            format!("the path is longer than {} bytes", limits.path_bytes_max),
        ));
    }
    let route = if preflight {
        None
    } else {
        let route = Route::parse(head.path)?;
        Some(route.check_lane(gate.has_buffers())?)
    };
    check_headers(head)?;
    let origin = gate.check_origin(head.origin)?;
    let Some(route) = route else {
        return Ok(Decision::Preflight);
    };
    let document = gate.document_for_request(origin, head.secret)?;
    document.check_open(route == Route::Call)?;
    Ok(Decision::Admitted(Admitted { document, route }))
}

/// HTTP headers of a request (SPEC §5). The headers of a call travel in its frame.
const HEADER_COUNT_MAX: usize = 64;
/// Bytes of one HTTP header.
const HEADER_BYTES_MAX: usize = 8 * 1024;
/// Bytes of all HTTP headers of a request.
const HEADERS_BYTES_MAX: usize = 16 * 1024;

/// Checks the number of headers, their length together and the longest one.
fn check_headers(head: &RequestHead<'_>) -> Result<(), Refusal> {
    let refusal = |message: String| Err(Refusal::new(Code::HeadersTooLarge, message));
    if head.header_count > HEADER_COUNT_MAX {
        return refusal(format!(
            "the request has more than {HEADER_COUNT_MAX} headers"
        ));
    }
    if head.headers_bytes > HEADERS_BYTES_MAX {
        return refusal(format!(
            "the request has more than {HEADERS_BYTES_MAX} bytes of headers"
        ));
    }
    if head.header_bytes_longest > HEADER_BYTES_MAX {
        return refusal(format!(
            "a header of the request is longer than {HEADER_BYTES_MAX} bytes"
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use http::Extensions;

    use super::*;
    use crate::{document::CloseReason, router::Router, wire::Limits};

    const ORIGIN: &str = "bytelane://localhost";

    const FRAMED: &str = "https://framed.example";

    /// Returns the gate of a webview that has loaded a page of [`ORIGIN`].
    fn gate() -> Gate {
        let gate = Gate::new(
            "main".into(),
            vec![ORIGIN.into(), FRAMED.into()],
            Extensions::new(),
            Router::new(|_| false),
            Limits::default(),
        );
        load(&gate);
        gate
    }

    fn load(gate: &Gate) {
        gate.document_loaded(&format!("{ORIGIN}/index.html"));
    }

    fn head(secret: &[u8]) -> RequestHead<'_> {
        RequestHead {
            method: "POST",
            path: "/call",
            header_count: 4,
            headers_bytes: 200,
            header_bytes_longest: 100,
            origin: Some(ORIGIN),
            secret: Some(secret),
        }
    }

    fn code(gate: &Gate, head: &RequestHead<'_>) -> Option<Code> {
        match decide(gate, head) {
            Decision::Refused(refusal) => Some(refusal.code()),
            _ => None,
        }
    }

    const A: &[u8] = b"0123456789abcdef0123456789abcdef";
    const B: &[u8] = b"fedcba9876543210fedcba9876543210";
    const C: &[u8] = b"00000000000000000000000000000000";

    #[test]
    fn the_first_check_that_fails_answers() {
        let gate = gate();
        let bad = b"wrong".to_vec();
        let limits = Limits::default();
        let long = "/".repeat(limits.path_bytes_max + 1);
        let mut request = RequestHead {
            method: "PUT",
            path: &long,
            header_count: 65,
            origin: None,
            ..head(&bad)
        };
        assert_eq!(code(&gate, &request), Some(Code::MethodDenied));
        request.method = "POST";
        assert_eq!(code(&gate, &request), Some(Code::UriTooLong));
        let at_limit = "/".repeat(limits.path_bytes_max);
        request.path = &at_limit;
        assert_eq!(code(&gate, &request), Some(Code::BadPath));
        request.path = "/call";
        assert_eq!(code(&gate, &request), Some(Code::HeadersTooLarge));
        request.header_count = 64;
        request.headers_bytes = HEADERS_BYTES_MAX + 1;
        assert_eq!(code(&gate, &request), Some(Code::HeadersTooLarge));
        request.headers_bytes = HEADERS_BYTES_MAX;
        request.header_bytes_longest = HEADER_BYTES_MAX + 1;
        assert_eq!(code(&gate, &request), Some(Code::HeadersTooLarge));
        request.header_bytes_longest = HEADER_BYTES_MAX;
        for origin in [
            None,
            Some("null"),
            Some("http://evil.example"),
            Some("bytelane://localhost.evil"),
            Some("BYTELANE://localhost"),
            Some(""),
        ] {
            request.origin = origin;
            assert_eq!(
                code(&gate, &request),
                Some(Code::OriginDenied),
                "{origin:?}"
            );
        }
        request.origin = Some(ORIGIN);
        request.secret = None;
        assert_eq!(code(&gate, &request), Some(Code::TokenMissing));
        request.secret = Some(&bad);
        assert_eq!(code(&gate, &request), Some(Code::TokenBad));
        request.secret = Some(A);
        assert_eq!(code(&gate, &request), None);
        assert_eq!(gate.refused(), 14);
    }

    #[test]
    fn every_malformed_secret_is_refused() {
        let gate = gate();
        for at in 0..A.len() {
            let mut wrong = A.to_vec();
            wrong[at] ^= 0x80;
            assert_eq!(
                code(&gate, &head(&wrong)),
                Some(Code::TokenBad),
                "byte {at}"
            );
        }
        for wrong in [
            &A[..A.len() - 1],
            &[A, b"0"].concat(),
            &A.to_ascii_uppercase(),
            b"",
        ] {
            assert_eq!(code(&gate, &head(wrong)), Some(Code::TokenBad));
        }
        assert_eq!(code(&gate, &head(A)), None);
        assert!(!format!("{gate:?}").contains("0123456789abcdef"));
    }

    /// The client is the first script of a document, so the first secret is its own, and no later one is accepted.
    #[test]
    fn one_session_per_load_that_the_engine_reports() {
        let gate = gate();
        assert_eq!(code(&gate, &head(A)), None);
        assert_eq!(code(&gate, &head(B)), Some(Code::DocumentGone));
        load(&gate);
        assert_eq!(code(&gate, &head(A)), Some(Code::DocumentGone));
        assert_eq!(code(&gate, &head(B)), None);
        assert_eq!(code(&gate, &head(C)), Some(Code::DocumentGone));
        gate.end_document(CloseReason::Shutdown);
        load(&gate);
        assert_eq!(code(&gate, &head(C)), Some(Code::ShuttingDown));
    }

    /// After a crash, or a violation of the protocol, a script cannot open a session of its own.
    #[test]
    fn no_session_starts_without_a_load() {
        let unloaded = Gate::new(
            "main".into(),
            vec![ORIGIN.into()],
            Extensions::new(),
            Router::new(|_| false),
            Limits::default(),
        );
        assert_eq!(code(&unloaded, &head(A)), Some(Code::DocumentGone));
        for reason in [CloseReason::DocumentGone, CloseReason::PageCrashed] {
            let gate = gate();
            assert_eq!(code(&gate, &head(A)), None);
            gate.end_document(reason);
            assert_eq!(code(&gate, &head(A)), Some(Code::DocumentGone));
            assert_eq!(code(&gate, &head(B)), Some(Code::DocumentGone));
            load(&gate);
            assert_eq!(code(&gate, &head(B)), None);
        }
    }

    /// On every other lane the paths of buffers name no operation.
    #[test]
    fn buffers_are_admitted_on_their_lane_alone() {
        for path in ["/buffer/1/2/3/4", "/release/1"] {
            let request = RequestHead { path, ..head(A) };
            assert_eq!(code(&gate(), &request), Some(Code::BadPath), "{path}");
            let gate = gate().with_buffers();
            assert_eq!(code(&gate, &request), None, "{path}");
            let document = gate.document().expect("opened by the request");
            assert!(format!("{document:?}").contains("lane: Webview2"));
        }
    }

    /// A page that has no client does not lend its session to a frame of an allowed origin.
    #[test]
    fn only_the_main_frame_starts_a_session() {
        let gate = gate();
        let framed = RequestHead {
            origin: Some(FRAMED),
            ..head(A)
        };
        assert_eq!(code(&gate, &framed), Some(Code::OriginDenied));
        for address in ["https://evil.example/", "about:blank", "data:text/html,x"] {
            gate.document_loaded(address);
            assert_eq!(code(&gate, &head(A)), Some(Code::OriginDenied), "{address}");
            assert_eq!(code(&gate, &framed), Some(Code::OriginDenied), "{address}");
        }
        load(&gate);
        assert_eq!(code(&gate, &head(A)), None);
    }
}
