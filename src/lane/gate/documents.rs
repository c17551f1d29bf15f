use std::{
    collections::{HashSet, VecDeque},
    fmt,
    sync::Arc,
};

use super::nonce::Nonce;
use crate::{
    Refusal,
    document::{CloseReason, Document},
    wire::Code,
};

/// Nonces of ended documents that are remembered, so that none of them opens again.
pub(super) const RETIRED_MAX: usize = 1_024;

/// The origin of the requests of a document whose address has none.
const OPAQUE: &str = "null";

/// The open document of one webview, and its ended documents.
#[derive(Debug, Default)]
pub(super) struct Documents {
    /// Set once no document may open any more.
    closed: Option<CloseReason>,
    loaded: Loaded,
    /// Closes the open document's link on another lane.
    link: Option<CloseLink>,
    retired: Retired,
}

/// The nonces of the documents that ended last, in order.
#[derive(Debug, Default)]
struct Retired {
    order: VecDeque<Nonce>,
    known: HashSet<Nonce>,
}

impl Retired {
    fn contains(&self, nonce: &Nonce) -> bool {
        self.known.contains(nonce)
    }

    fn insert(&mut self, nonce: Nonce) {
        if self.known.insert(nonce) {
            self.order.push_back(nonce);
        }
        if self.order.len() > RETIRED_MAX
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
    }
}

/// The document that the engine has loaded.
#[derive(Debug, Default)]
enum Loaded {
    /// There is none, or its session was ended by the host: no session starts before the engine reports the next load.
    #[default]
    None,
    /// Its client has not sent anything yet. The first secret that arrives from this origin is the document's.
    Unclaimed { origin: String },
    /// Its client has sent this secret. There is no document yet if a link could not be opened.
    Claimed {
        nonce: Nonce,
        document: Option<Arc<Document>>,
    },
}

/// Closes a document's link on a lane that keeps one open.
pub(super) struct CloseLink(pub(super) Box<dyn FnOnce() + Send>);

impl fmt::Debug for CloseLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CloseLink")
    }
}

impl Documents {
    pub(super) fn open(&self) -> Option<&Arc<Document>> {
        match &self.loaded {
            Loaded::Claimed { document, .. } => document.as_ref(),
            _ => None,
        }
    }

    /// Returns the number of remembered nonces.
    #[cfg(test)]
    pub(super) fn retired(&self) -> usize {
        assert_eq!(self.retired.order.len(), self.retired.known.len());
        self.retired.order.len()
    }

    /// Whether a document is open whose client has sent this nonce.
    #[cfg(target_os = "linux")]
    pub(super) fn is_claimed_by(&self, nonce: Nonce) -> bool {
        let is_claimed =
            matches!(&self.loaded, Loaded::Claimed { nonce: claimed, .. } if *claimed == nonce);
        is_claimed && self.closed.is_none()
    }

    /// Whether `document` is the open one.
    #[cfg(any(target_os = "linux", all(windows, feature = "webview"), test))]
    pub(super) fn is_open(&self, document: &Arc<Document>) -> bool {
        self.open().is_some_and(|open| Arc::ptr_eq(open, document))
    }

    /// Records that the engine has loaded a document, whose origin is that of its address. The former one has been ended.
    pub(super) fn load(&mut self, origin: Option<String>) {
        self.loaded = Loaded::Unclaimed {
            origin: origin.unwrap_or_else(|| OPAQUE.to_owned()),
        };
    }

    /// Returns the open document if it has this nonce. If no nonce has been sent since the engine's last load signal and this one is new, opens one
    /// with `create`.
    ///
    /// # Errors
    /// `document_gone` for any other nonce, `origin_denied` for a first request that is not from the main frame; once closed, the code of the reason.
    pub(super) fn find_or_open(
        &mut self,
        nonce: Nonce,
        origin: &str,
        create: impl FnOnce() -> Arc<Document>,
    ) -> Result<Arc<Document>, Refusal> {
        let gone = |reason: CloseReason| Err(reason.refusal("request"));
        if let Some(reason) = self.closed {
            return gone(reason);
        }
        match &mut self.loaded {
            Loaded::Claimed {
                nonce: claimed,
                document,
            } if *claimed == nonce => Ok(Arc::clone(document.get_or_insert_with(create))),
            Loaded::Unclaimed { .. } if self.retired.contains(&nonce) => {
                gone(CloseReason::DocumentGone)
            }
            Loaded::Unclaimed { origin: main } if main == origin => {
                let document = create();
                self.loaded = Loaded::Claimed {
                    nonce,
                    document: Some(Arc::clone(&document)),
                };
                Ok(document)
            }
            Loaded::Unclaimed { .. } => Err(Refusal::new(
                Code::OriginDenied,
                "only the main frame of the webview may use the engine",
            )),
            // SPEC §6.1: only the engine's load signal starts a new generation; every other nonce is of an old document, or of no client.
            Loaded::Claimed { .. } | Loaded::None => gone(CloseReason::DocumentGone),
        }
    }

    /// Sets how the open document's link is closed. Returns the former one, to be dropped after the lock is released.
    #[cfg(any(target_os = "linux", all(windows, feature = "webview"), test))]
    pub(super) fn set_link(&mut self, close: CloseLink) -> Option<CloseLink> {
        self.link.replace(close)
    }

    /// Forgets the open document: its nonce may open one again. Returns the document and its link, to be dropped after the lock is released.
    #[cfg(target_os = "linux")]
    pub(super) fn forget_open(&mut self) -> impl Sized + use<> {
        let document = match &mut self.loaded {
            Loaded::Claimed { document, .. } => document.take(),
            _ => None,
        };
        (document, self.link.take())
    }

    /// Retires the open document's nonce and returns the document and its link, for the caller to close. No session starts before the next load.
    pub(super) fn end(
        &mut self,
        reason: CloseReason,
    ) -> (Option<Arc<Document>>, Option<CloseLink>) {
        if matches!(reason, CloseReason::WindowClosed | CloseReason::Shutdown) {
            // The first reason counts: an application that shuts down closes its windows too.
            self.closed.get_or_insert(reason);
        }
        let ended = match std::mem::take(&mut self.loaded) {
            Loaded::Claimed { nonce, document } => {
                self.retired.insert(nonce);
                document
            }
            _ => None,
        };
        (ended, self.link.take())
    }
}
