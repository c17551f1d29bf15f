use std::{collections::VecDeque, fmt, sync::Arc};

use super::key::Nonce;
use crate::{
    Refusal,
    document::{CloseReason, Document},
};

/// Nonces of ended documents that are remembered, so that none of them opens again.
const RETIRED_MAX: usize = 1_024;

/// The open document of one webview, and its ended documents.
#[derive(Debug, Default)]
pub(super) struct Documents {
    /// Set once no document may open any more.
    closed: Option<CloseReason>,
    open: Option<(Nonce, Arc<Document>)>,
    /// Closes the open document's link on another lane.
    link: Option<CloseLink>,
    retired: VecDeque<Nonce>,
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
        self.open.as_ref().map(|(_, document)| document)
    }

    /// Whether `document` is the open one.
    #[cfg(target_os = "linux")]
    pub(super) fn is_open(&self, document: &Arc<Document>) -> bool {
        self.open().is_some_and(|open| Arc::ptr_eq(open, document))
    }

    /// Returns the open document if it has this nonce; if none is open and the nonce is new, opens one with `create`.
    ///
    /// # Errors
    /// `document_gone` for the nonce of another document; once closed, the code of the reason.
    pub(super) fn find_or_open(
        &mut self,
        nonce: Nonce,
        create: impl FnOnce() -> Arc<Document>,
    ) -> Result<Arc<Document>, Refusal> {
        let gone = |reason: CloseReason| Err(reason.refusal("request"));
        if let Some(reason) = self.closed {
            return gone(reason);
        }
        match &self.open {
            Some((open, document)) if *open == nonce => Ok(Arc::clone(document)),
            // SPEC §6.1: only the engine's load signal starts a new generation; every other nonce is of an old document.
            Some(_) => gone(CloseReason::DocumentGone),
            None if self.retired.contains(&nonce) => gone(CloseReason::DocumentGone),
            None => {
                let document = create();
                self.open = Some((nonce, Arc::clone(&document)));
                Ok(document)
            }
        }
    }

    /// Sets how the open document's link is closed.
    #[cfg(target_os = "linux")]
    pub(super) fn set_link(&mut self, close: CloseLink) {
        self.link = Some(close);
    }

    /// Forgets the open document: its nonce may open one again.
    #[cfg(target_os = "linux")]
    pub(super) fn forget_open(&mut self) {
        self.open = None;
        self.link = None;
    }

    /// Retires the open document's nonce and returns the document and its link, for the caller to close.
    pub(super) fn end(
        &mut self,
        reason: CloseReason,
    ) -> (Option<Arc<Document>>, Option<CloseLink>) {
        if !matches!(reason, CloseReason::DocumentGone | CloseReason::PageCrashed) {
            // The first reason counts: an application that shuts down closes its windows too.
            self.closed.get_or_insert(reason);
        }
        let ended = self.open.take().map(|(nonce, document)| {
            if self.retired.len() == RETIRED_MAX {
                self.retired.pop_front();
            }
            self.retired.push_back(nonce);
            document
        });
        (ended, self.link.take())
    }
}
