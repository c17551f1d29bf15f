use std::{
    collections::VecDeque,
    fmt,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use http::Extensions;
use subtle::ConstantTimeEq;

use super::path::Route;
use crate::{
    Refusal,
    document::{CloseReason, Document},
    event::EventHub,
    origin,
    router::{Caller, Router},
    wire::{Code, Lane, Limits},
};

/// Documents of a webview that are remembered as gone.
const RETIRED_MAX: usize = 1_024;
const KEY_BYTES: usize = 32;
/// The longest body that travels inside its frame on the shared-memory lane.
const SHM_INLINE_BODY_BYTES_MAX: u64 = 64 * 1024;
const NONCE_DIGITS: usize = 32;

/// Who may come in: one per webview. Decides from what the engine reports and from the secret that only the client holds (SPEC §5.1).
#[derive(Debug)]
pub(crate) struct Gate {
    label: String,
    key: Key,
    origins: Vec<String>,
    extensions: Extensions,
    router: Router,
    limits: Limits,
    state: Mutex<State>,
    refused: AtomicU64,
}

#[derive(Debug, Default)]
struct State {
    closed: Option<CloseReason>,
    document: Option<(Nonce, Arc<Document>)>,
    /// Closes the open document's link on another lane.
    link: Option<CloseLink>,
    retired: VecDeque<Nonce>,
}

impl State {
    /// Whether this is the open document.
    #[cfg(target_os = "linux")]
    fn is_open(&self, document: &Arc<Document>) -> bool {
        let open = self.document.as_ref();
        open.is_some_and(|(_, open)| Arc::ptr_eq(open, document))
    }
}

/// Closes a document's link on a lane that keeps one open.
struct CloseLink(Box<dyn FnOnce() + Send>);

impl fmt::Debug for CloseLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CloseLink")
    }
}

type Nonce = [u8; NONCE_DIGITS];

/// The webview's half of the secret. Never printed.
struct Key([u8; KEY_BYTES * 2]);

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

impl Key {
    fn draw() -> Self {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut random = [0; KEY_BYTES];
        // Without randomness there is no secret, and without a secret no engine.
        getrandom::fill(&mut random)
            .unwrap_or_else(|error| panic!("the system gives no random bytes: {error}"));
        let mut text = [0; KEY_BYTES * 2];
        for (pair, byte) in text.chunks_exact_mut(2).zip(random) {
            pair.copy_from_slice(&[
                DIGITS[usize::from(byte >> 4)],
                DIGITS[usize::from(byte & 15)],
            ]);
        }
        Self(text)
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// What the engine reports of a request, before any byte of its body is asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RequestHead<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) header_count: usize,
    pub(crate) headers_bytes: usize,
    pub(crate) header_bytes_longest: usize,
    pub(crate) origin: Option<&'a str>,
    pub(crate) secret: Option<&'a [u8]>,
}

/// What became of a request at the gate.
#[derive(Debug)]
pub(crate) enum Decision {
    /// It may go on.
    Admitted(Admitted),
    /// A preflight of this origin.
    Preflight,
    /// It may not.
    Refused(Refusal),
}

/// A request that passed.
#[derive(Debug)]
pub(crate) struct Admitted {
    pub(crate) document: Arc<Document>,
    pub(crate) route: Route,
}

impl Gate {
    pub(crate) fn new(
        label: String,
        origins: Vec<String>,
        extensions: Extensions,
        router: Router,
        limits: Limits,
    ) -> Self {
        Self {
            label,
            key: Key::draw(),
            origins,
            extensions,
            router,
            limits,
            state: Mutex::default(),
            refused: AtomicU64::new(0),
        }
    }

    pub(crate) fn label(&self) -> &str {
        &self.label
    }

    pub(crate) fn origins(&self) -> &[String] {
        &self.origins
    }

    /// The hub of events that its documents take part in.
    pub(crate) const fn events(&self) -> &Arc<EventHub> {
        self.router.events()
    }

    pub(crate) const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The key, for the script that is injected and for nothing else.
    pub(crate) fn key_for_client(&self) -> &str {
        self.key.text()
    }

    /// Requests that were refused so far.
    pub(crate) fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }

    /// The document that is open.
    pub(crate) fn document(&self) -> Option<Arc<Document>> {
        self.state()
            .document
            .as_ref()
            .map(|(_, document)| Arc::clone(document))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The origin that may read an answer: one that is on the list.
    pub(crate) fn readable_by<'a>(&self, origin: Option<&'a str>) -> Option<&'a str> {
        origin.filter(|origin| {
            self.origins
                .iter()
                .any(|allowed| origin::matches(allowed, origin))
        })
    }

    fn check_origin<'a>(&self, origin: Option<&'a str>) -> Result<&'a str, Refusal> {
        let denied = "this origin may not use the engine";
        self.readable_by(origin)
            .ok_or_else(|| Refusal::new(Code::OriginDenied, denied))
    }

    /// The engine has loaded another document, or the webview is gone: the session ends.
    pub(crate) fn end_document(&self, reason: CloseReason) {
        let (ended, link) = {
            let mut state = self.state();
            if !matches!(reason, CloseReason::DocumentGone | CloseReason::PageCrashed) {
                // The first end is the one that counts: an application that closes closes its windows too.
                state.closed.get_or_insert(reason);
            }
            let ended = state.document.take();
            if let Some((nonce, _)) = &ended {
                if state.retired.len() == RETIRED_MAX {
                    state.retired.pop_front();
                }
                state.retired.push_back(*nonce);
            }
            (ended, state.link.take())
        };
        if let Some((_, document)) = ended {
            tracing::debug!(label = self.label, ?reason, "document ended");
            document.close(reason);
        }
        if let Some(CloseLink(close)) = link {
            close();
        }
    }

    /// Ends the open document if it is this one.
    #[cfg(target_os = "linux")]
    pub(crate) fn end_this(&self, document: &Arc<Document>, reason: CloseReason) {
        let is_open = self.state().is_open(document);
        if is_open {
            self.end_document(reason);
        }
    }

    /// Opens the document of a page that asks for a link (SPEC §9.1), by the same checks as a request.
    ///
    /// # Errors
    /// `document_gone` also when the document is open already: frames have crossed on another lane.
    #[cfg(target_os = "linux")]
    pub(crate) fn open_linked(
        &self,
        origin: Option<&str>,
        secret: Option<&[u8]>,
    ) -> Result<Arc<Document>, Refusal> {
        let opened = self.judge_link(origin, secret);
        if opened.is_err() {
            self.refused.fetch_add(1, Ordering::Relaxed);
        }
        opened
    }

    #[cfg(target_os = "linux")]
    fn judge_link(
        &self,
        origin: Option<&str>,
        secret: Option<&[u8]>,
    ) -> Result<Arc<Document>, Refusal> {
        let origin = self.check_origin(origin)?;
        let nonce = self.check_secret(secret)?;
        if self.state().document.is_some() {
            return Err(CloseReason::DocumentGone.refusal("link"));
        }
        self.document_of(nonce, origin, Lane::Shm)
    }

    /// Keeps what closes the link of the open document.
    #[cfg(target_os = "linux")]
    pub(crate) fn hold_link(&self, document: &Arc<Document>, close: Box<dyn FnOnce() + Send>) {
        let mut state = self.state();
        if state.is_open(document) {
            state.link = Some(CloseLink(close));
        } else {
            drop(state);
            close();
        }
    }

    /// The link of a document could not be made: the same page may open it anew on the protocol lane.
    #[cfg(target_os = "linux")]
    pub(crate) fn forget_linked(&self, document: &Arc<Document>) {
        let mut state = self.state();
        if state.is_open(document) {
            state.document = None;
            state.link = None;
        }
    }

    /// Judges a request in the order of SPEC §5.1.
    pub(crate) fn decide(&self, head: &RequestHead<'_>) -> Decision {
        match self.judge(head) {
            Ok(decision) => decision,
            Err(refusal) => {
                self.refused.fetch_add(1, Ordering::Relaxed);
                tracing::debug!(
                    label = self.label,
                    code = refusal.code().as_str(),
                    "request refused"
                );
                Decision::Refused(refusal)
            }
        }
    }

    fn judge(&self, head: &RequestHead<'_>) -> Result<Decision, Refusal> {
        let preflight = head.method == "OPTIONS";
        if head.method != "POST" && !preflight {
            return Err(Refusal::new(
                Code::MethodDenied,
                "requests to the engine are POST",
            ));
        }
        if head.path.len() > self.limits.path_bytes_max {
            return Err(Refusal::new(
                Code::UriTooLong,
                format!("path over {} bytes", self.limits.path_bytes_max),
            ));
        }
        let route = if preflight {
            None
        } else {
            Some(Route::parse(head.path)?)
        };
        let over = head.header_count > self.limits.header_count_max
            || head.headers_bytes > self.limits.headers_bytes_max
            || head.header_bytes_longest > self.limits.header_bytes_max;
        if over {
            return Err(Refusal::new(
                Code::HeadersTooLarge,
                "headers over their limits",
            ));
        }
        let origin = self.check_origin(head.origin)?;
        let Some(route) = route else {
            return Ok(Decision::Preflight);
        };
        let nonce = self.check_secret(head.secret)?;
        let document = self.document_of(nonce, origin, Lane::Protocol)?;
        document.check_open(route == Route::Call)?;
        Ok(Decision::Admitted(Admitted { document, route }))
    }

    /// The document half of the secret, when the key half is right.
    fn check_secret(&self, secret: Option<&[u8]>) -> Result<Nonce, Refusal> {
        let secret = secret
            .ok_or_else(|| Refusal::new(Code::TokenMissing, "the request carries no secret"))?;
        let bad = || Refusal::new(Code::TokenBad, "the request carries a wrong secret");
        let (key, rest) = secret.split_at_checked(KEY_BYTES * 2).ok_or_else(bad)?;
        if !bool::from(key.ct_eq(&self.key.0)) {
            return Err(bad());
        }
        let nonce = rest
            .strip_prefix(b".")
            .and_then(|nonce| Nonce::try_from(nonce).ok())
            .ok_or_else(bad)?;
        let is_hex = nonce
            .iter()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if is_hex { Ok(nonce) } else { Err(bad()) }
    }

    /// The document of a nonce: the open one, or a new one where none is open yet.
    fn document_of(
        &self,
        nonce: Nonce,
        origin: &str,
        lane: Lane,
    ) -> Result<Arc<Document>, Refusal> {
        let gone = |reason: CloseReason| reason.refusal("request");
        let mut state = self.state();
        if let Some(reason) = state.closed {
            return Err(gone(reason));
        }
        match &state.document {
            Some((open, document)) if *open == nonce => Ok(Arc::clone(document)),
            // SPEC §6.1: only the engine's load signal starts a new generation; whoever else comes is of an old document.
            Some(_) => Err(gone(CloseReason::DocumentGone)),
            None if state.retired.contains(&nonce) => Err(gone(CloseReason::DocumentGone)),
            None => {
                let caller = Caller {
                    label: self.label.clone(),
                    origin: origin.to_owned(),
                    extensions: self.extensions.clone(),
                };
                let mut limits = self.limits.clone();
                if lane == Lane::Shm {
                    // SPEC §9.3: what is longer goes from shared memory straight to its place.
                    limits.inline_body_bytes_max =
                        limits.inline_body_bytes_max.min(SHM_INLINE_BODY_BYTES_MAX);
                }
                let document = Document::new(lane, self.router.clone(), Arc::new(caller), limits);
                state.document = Some((nonce, Arc::clone(&document)));
                Ok(document)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORIGIN: &str = "bytelane://localhost";

    fn gate() -> Gate {
        Gate::new(
            "main".into(),
            vec![ORIGIN.into()],
            Extensions::new(),
            Router::new(|_| false),
            Limits::default(),
        )
    }

    fn secret(gate: &Gate, nonce: &str) -> Vec<u8> {
        format!("{}.{nonce}", gate.key_for_client()).into_bytes()
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
        match gate.decide(head) {
            Decision::Refused(refusal) => Some(refusal.code()),
            _ => None,
        }
    }

    const A: &str = "0123456789abcdef0123456789abcdef";
    const B: &str = "fedcba9876543210fedcba9876543210";

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
        request.headers_bytes = limits.headers_bytes_max + 1;
        assert_eq!(code(&gate, &request), Some(Code::HeadersTooLarge));
        request.headers_bytes = limits.headers_bytes_max;
        request.header_bytes_longest = limits.header_bytes_max + 1;
        assert_eq!(code(&gate, &request), Some(Code::HeadersTooLarge));
        request.header_bytes_longest = limits.header_bytes_max;
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
        let good = secret(&gate, A);
        request.secret = Some(&good);
        assert_eq!(code(&gate, &request), None);
        assert_eq!(gate.refused(), 14);
    }

    #[test]
    fn every_wrong_secret_is_refused() {
        let gate = gate();
        let good = secret(&gate, A);
        for at in 0..good.len() {
            let mut wrong = good.clone();
            wrong[at] ^= 0x80;
            assert_eq!(
                code(&gate, &head(&wrong)),
                Some(Code::TokenBad),
                "byte {at}"
            );
        }
        assert_eq!(
            code(&gate, &head(&good[..good.len() - 1])),
            Some(Code::TokenBad)
        );
        assert_eq!(
            code(&gate, &head(&[&good[..], b"0"].concat())),
            Some(Code::TokenBad)
        );
        assert_eq!(code(&gate, &head(b"")), Some(Code::TokenBad));
        assert!(!format!("{gate:?}").contains(gate.key_for_client()));
    }

    #[test]
    fn one_document_at_a_time_and_none_twice() {
        let gate = gate();
        let (a, b) = (secret(&gate, A), secret(&gate, B));
        assert_eq!(code(&gate, &head(&a)), None);
        assert_eq!(code(&gate, &head(&b)), Some(Code::DocumentGone));
        gate.end_document(CloseReason::DocumentGone);
        assert_eq!(code(&gate, &head(&a)), Some(Code::DocumentGone));
        assert_eq!(code(&gate, &head(&b)), None);
        gate.end_document(CloseReason::PageCrashed);
        assert_eq!(code(&gate, &head(&b)), Some(Code::DocumentGone));
        gate.end_document(CloseReason::Shutdown);
        assert_eq!(
            code(
                &gate,
                &head(&secret(&gate, "00000000000000000000000000000000"))
            ),
            Some(Code::ShuttingDown)
        );
    }
}
