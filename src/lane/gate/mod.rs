//! The gate of a webview: admits requests and links by origin, secret and document, on whichever lane they arrive (SPEC §5.1, §9.1).

mod documents;
mod nonce;

#[cfg(target_os = "linux")]
use std::sync::atomic::AtomicBool;
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use http::Extensions;
use parking_lot::Mutex;

#[cfg(target_os = "linux")]
use crate::session::{Charge, Holding};

use self::{
    documents::{CloseLink, Documents},
    nonce::Nonce,
};
use crate::{
    Refusal,
    document::{CloseReason, Dispatch, Document},
    event::EventHub,
    foreign, origin,
    router::{Caller, Router},
    session::{Held, Ledger},
    wire::{Code, Lane, Limits},
};

/// Bytes of the longest body that travels inside its frame on the shared-memory lane.
const SHM_INLINE_BODY_BYTES_MAX: u64 = 64 * 1024;

/// Decides what enters a webview's session. It relies on what the engine reports, and on the secret that the client draws: the first one after each
/// load that the engine reports is that of the document, and no other is accepted until the next load.
#[derive(Debug)]
pub(crate) struct Gate {
    label: String,
    origins: Vec<String>,
    extensions: Extensions,
    router: Router,
    limits: Limits,
    documents: Mutex<Documents>,
    refused: AtomicU64,
    /// The lane of documents that send requests.
    requests: Lane,
    /// The account of the webview: its requests, which may come before its document.
    ledger: Arc<Ledger>,
    /// The host offers links, and the web process has not asked for one yet.
    #[cfg(target_os = "linux")]
    awaits_link: AtomicBool,
}

/// Memory that the host and the engine hold for a request besides its headers, in bytes.
#[cfg(target_os = "linux")]
const REQUEST_OVERHEAD: u64 = 4096;

impl Gate {
    pub(crate) fn new(
        label: String,
        origins: Vec<String>,
        extensions: Extensions,
        router: Router,
        limits: Limits,
    ) -> Self {
        let ledger = Ledger::new(Arc::clone(Dispatch::ledger(&router)), &limits);
        Self {
            label,
            origins,
            extensions,
            router,
            limits,
            documents: Mutex::default(),
            refused: AtomicU64::new(0),
            requests: Lane::Protocol,
            ledger,
            #[cfg(target_os = "linux")]
            awaits_link: AtomicBool::new(false),
        }
    }

    /// Returns the gate of a webview that has shared buffers for large bodies (SPEC §11).
    #[cfg(any(all(windows, feature = "webview"), test))]
    #[must_use]
    pub(crate) fn with_buffers(mut self) -> Self {
        self.requests = Lane::Webview2;
        self
    }

    /// Returns whether the webview has shared buffers for large bodies.
    pub(crate) fn has_buffers(&self) -> bool {
        self.requests == Lane::Webview2
    }

    pub(crate) fn label(&self) -> &str {
        &self.label
    }

    pub(crate) fn origins(&self) -> &[String] {
        &self.origins
    }

    /// Returns the event hub that its documents take part in.
    pub(crate) const fn events(&self) -> &Arc<EventHub> {
        self.router.events()
    }

    pub(crate) const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Returns the number of requests that were refused so far.
    pub(crate) fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }

    /// Counts and logs a refused request.
    pub(crate) fn count_refusal(&self, refusal: &Refusal) {
        self.refused.fetch_add(1, Ordering::Relaxed);
        tracing::debug!(
            target: "bytelane::request",
            label = self.label,
            code = refusal.code().as_str(),
            "request refused"
        );
    }

    /// Returns how much the webview holds besides its document.
    pub(crate) fn held(&self) -> Held {
        self.ledger.all()
    }

    /// Charges a request that may wait, until it is answered. `headers` is the length of its headers in bytes.
    ///
    /// # Errors
    /// `too_many_inflight` over the bound.
    #[cfg(target_os = "linux")]
    pub(crate) fn admit_request(&self, headers: usize) -> Result<Charge, Refusal> {
        let bytes = headers as u64 + REQUEST_OVERHEAD;
        self.ledger
            .try_charge(Holding::Requests, bytes)
            .map_err(|_| {
                let held = self.ledger.held(Holding::Requests);
                let text = format!(
                    "the request is refused: the webview's requests that are not answered hold {held} bytes; wait until some are answered, or raise `process_bytes_max`"
                );
                Refusal::new(Code::TooManyInflight, text)
            })
    }

    /// Returns the charge of a body that is about to arrive.
    #[cfg(target_os = "linux")]
    pub(crate) fn charge_body(&self) -> Charge {
        self.ledger.charge(Holding::Received, 0)
    }

    /// Charges a request that the session needs and that does not wait, whatever the webview holds.
    #[cfg(target_os = "linux")]
    pub(crate) fn charge_request(&self, headers: usize) -> Charge {
        self.ledger
            .charge(Holding::Requests, headers as u64 + REQUEST_OVERHEAD)
    }

    /// Returns the open document, if any.
    pub(crate) fn document(&self) -> Option<Arc<Document>> {
        self.documents.lock().open().cloned()
    }

    /// Returns `origin` if it is on the list: the origin that may read an answer.
    pub(crate) fn readable_by<'a>(&self, origin: Option<&'a str>) -> Option<&'a str> {
        origin.filter(|origin| {
            self.origins
                .iter()
                .any(|allowed| origin::matches(allowed, origin))
        })
    }

    /// # Errors
    /// `origin_denied` unless the origin is on the list.
    pub(crate) fn check_origin<'a>(&self, origin: Option<&'a str>) -> Result<&'a str, Refusal> {
        self.readable_by(origin).ok_or_else(|| {
            Refusal::new(
                Code::OriginDenied,
                "the page's origin is not allowed to use the engine",
            )
        })
    }

    /// Returns the document of a request on the protocol lane, opened by its first one.
    ///
    /// # Errors
    /// `token_missing`, `token_bad` for a malformed secret, `document_gone` for any but that of the loaded document, `origin_denied` for a first request
    /// that is not from the main frame, and once the webview is closed the code of the reason.
    pub(crate) fn document_for_request(
        &self,
        origin: &str,
        secret: Option<&[u8]>,
    ) -> Result<Arc<Document>, Refusal> {
        let nonce = Nonce::read(secret)?;
        let document = self.find_or_open(nonce, origin, self.requests)?;
        #[cfg(target_os = "linux")]
        self.warn_of_missing_link();
        Ok(document)
    }

    /// Sets whether the host offers links and the web process has not asked for one.
    #[cfg(target_os = "linux")]
    pub(crate) fn set_awaits_link(&self, awaits: bool) {
        self.awaits_link.store(awaits, Ordering::Relaxed);
    }

    /// Logs, once in the process, that a web process has no extension: its pages use the protocol lane without having asked for a link.
    #[cfg(target_os = "linux")]
    fn warn_of_missing_link(&self) {
        static IS_LOGGED: AtomicBool = AtomicBool::new(false);
        let is_missing = self.awaits_link.load(Ordering::Relaxed)
            && self.awaits_link.swap(false, Ordering::Relaxed);
        if is_missing && !IS_LOGGED.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                target: "bytelane::lane",
                label = self.label,
                "the shared-memory lane is not available, so pages use the protocol lane: the web process has not loaded the extension. \
                The application may have set an extension directory of its own, or created the web context before it called `prepare_contexts`"
            );
        }
    }

    /// Returns whether a secret is that of the open document.
    #[cfg(target_os = "linux")]
    pub(crate) fn is_open_document(&self, secret: Option<&[u8]>) -> bool {
        Nonce::read(secret).is_ok_and(|nonce| self.documents.lock().is_claimed_by(nonce))
    }

    /// Opens the document of a page that asks for a link (SPEC §9.1), after the same checks as for a request.
    ///
    /// # Errors
    /// Those of a request; `document_gone` also if the document is open already, because frames have crossed on another lane.
    #[cfg(target_os = "linux")]
    pub(crate) fn open_linked(
        &self,
        origin: Option<&str>,
        secret: Option<&[u8]>,
    ) -> Result<Arc<Document>, Refusal> {
        let open = || {
            let origin = self.check_origin(origin)?;
            let nonce = Nonce::read(secret)?;
            if self.document().is_some() {
                return Err(CloseReason::DocumentGone.refusal("link"));
            }
            self.find_or_open(nonce, origin, Lane::Shm)
        };
        open().inspect_err(|_| {
            self.refused.fetch_add(1, Ordering::Relaxed);
        })
    }

    fn find_or_open(
        &self,
        nonce: Nonce,
        origin: &str,
        lane: Lane,
    ) -> Result<Arc<Document>, Refusal> {
        // Cloned and dropped without the lock: extensions and layers are values of the application.
        let mut parts = None;
        let mut documents = self.documents.lock();
        if documents.open().is_none() {
            drop(documents);
            parts = Some((self.extensions.clone(), self.router.clone()));
            documents = self.documents.lock();
        }
        let mut is_new = false;
        let found = documents.find_or_open(nonce, origin, || {
            is_new = true;
            let clone = || (self.extensions.clone(), self.router.clone());
            let (extensions, router) = parts.take().unwrap_or_else(clone);
            let caller = Caller {
                label: self.label.clone(),
                origin: origin.to_owned(),
                extensions,
            };
            let mut limits = self.limits.clone();
            if lane == Lane::Shm {
                // SPEC §9.3: longer bodies are transferred from shared memory straight to their place.
                limits.inline_body_bytes_max =
                    limits.inline_body_bytes_max.min(SHM_INLINE_BODY_BYTES_MAX);
            }
            Document::new(lane, router, Arc::new(caller), limits)
        });
        drop(documents);
        drop(parts);
        // After the lock, because a subscriber is code of the application.
        if is_new {
            tracing::debug!(
                target: "bytelane::document",
                label = self.label,
                origin,
                lane = lane.as_str(),
                "document opened"
            );
        }
        found
    }

    /// Ends the session of the open document and awaits that of the next one: the engine has loaded a document with this address in the main frame.
    pub(crate) fn document_loaded(&self, address: &str) {
        self.end_document(CloseReason::DocumentGone);
        let origin = origin::of(address);
        if origin.is_none() && self.check_origin(Some("null")).is_err() {
            tracing::warn!(
                target: "bytelane::document",
                label = self.label,
                "the page has no origin, so it has no client: load a text with `AttachOptions::html`, not with `WebViewBuilder::with_html`"
            );
        }
        self.documents.lock().load(origin);
    }

    /// Ends the session of the open document. No other one starts before the next load.
    pub(crate) fn end_document(&self, reason: CloseReason) {
        let (ended, link) = self.documents.lock().end(reason);
        // Both run code of the application, such as wakers and destructors. A panic in one must not keep the other open.
        if let Some(document) = ended {
            tracing::debug!(
                target: "bytelane::document",
                label = self.label,
                ?reason,
                "document ended"
            );
            foreign::contain("the end of a document", || document.close(reason));
            foreign::drop_value(document);
        }
        if let Some(CloseLink(close)) = link {
            foreign::contain("the end of a link", close);
        }
    }

    /// Ends the session of `document` if it is the open one.
    #[cfg(target_os = "linux")]
    pub(crate) fn end_this(&self, document: &Arc<Document>, reason: CloseReason) {
        let is_open = self.documents.lock().is_open(document);
        if is_open {
            self.end_document(reason);
        }
    }

    /// Sets how the link of `document`, or its shared memory, is closed when the document ends; closes it at once if it has ended.
    #[cfg(any(target_os = "linux", all(windows, feature = "webview"), test))]
    pub(crate) fn hold_link(&self, document: &Arc<Document>, close: Box<dyn FnOnce() + Send>) {
        let mut documents = self.documents.lock();
        if documents.is_open(document) {
            let former = documents.set_link(CloseLink(close));
            drop(documents);
            drop(former);
        } else {
            drop(documents);
            close();
        }
    }

    /// Forgets a document whose link could not be created: the same page may open it again on the protocol lane.
    #[cfg(target_os = "linux")]
    pub(crate) fn forget_linked(&self, document: &Arc<Document>) {
        let mut documents = self.documents.lock();
        let forgotten = documents.is_open(document).then(|| documents.forget_open());
        drop(documents);
        drop(forgotten);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{OnceLock, Weak};

    use super::*;

    const ORIGIN: &str = "app://localhost";

    fn gate() -> Gate {
        let origins = vec![ORIGIN.to_owned()];
        Gate::new(
            "main".to_owned(),
            origins,
            Extensions::new(),
            Router::new(|_| false),
            Limits::default(),
        )
    }

    fn secret(number: u64) -> String {
        format!("{number:032x}")
    }

    #[test]
    fn guesses_of_the_secret_reach_no_document() {
        let gate = gate();
        gate.document_loaded("app://localhost/index.html");
        let drawn = secret(u64::MAX);
        let request = |secret: &str| gate.document_for_request(ORIGIN, Some(secret.as_bytes()));
        let document = request(&drawn).expect("the first secret after the load");
        for guess in 0..1 << 20 {
            let refused = request(&secret(guess)).expect_err("a guess");
            assert_eq!(refused.code(), Code::DocumentGone);
        }
        assert!(Arc::ptr_eq(&document, &request(&drawn).expect("its own")));
    }

    /// A value of the application that counts the drops, and those under the lock of its gate.
    #[derive(Clone)]
    struct Watched(Arc<OnceLock<Weak<Gate>>>, Arc<[AtomicU64; 2]>);

    impl Drop for Watched {
        fn drop(&mut self) {
            let Some(gate) = self.0.get().and_then(Weak::upgrade) else {
                return;
            };
            let is_locked = gate.documents.try_lock().is_none();
            self.1[0].fetch_add(1, Ordering::Relaxed);
            self.1[1].fetch_add(is_locked.into(), Ordering::Relaxed);
        }
    }

    #[test]
    fn values_of_the_application_are_not_dropped_under_the_lock() {
        let watched = Watched(Arc::default(), Arc::default());
        let mut extensions = Extensions::new();
        extensions.insert(watched.clone());
        let gate = Arc::new(Gate::new(
            "main".to_owned(),
            Vec::new(),
            extensions,
            Router::new(|_| false),
            Limits::default(),
        ));
        watched.0.set(Arc::downgrade(&gate)).expect("set once");
        // Refused, because the engine has loaded nothing.
        let refused = gate.document_for_request(ORIGIN, Some(secret(1).as_bytes()));
        assert!(refused.is_err());
        let counts = watched
            .1
            .each_ref()
            .map(|count| count.load(Ordering::Relaxed));
        assert!(counts[0] > 0, "no value was dropped");
        assert_eq!(counts[1], 0, "a value was dropped under the lock");
    }

    #[test]
    fn secrets_of_ended_documents_are_kept_up_to_a_bound() {
        let gate = gate();
        for load in 0..5_000 {
            gate.document_loaded("app://localhost/index.html");
            let opened = gate.document_for_request(ORIGIN, Some(secret(load).as_bytes()));
            assert!(opened.is_ok());
        }
        let retired = gate.documents.lock().retired();
        assert_eq!(retired, documents::RETIRED_MAX);
    }
}
