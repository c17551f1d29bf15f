use std::sync::{Arc, OnceLock, Weak};

use super::{Document, close_reason::CloseReason};
use crate::session::EndReason;

/// A reference to a document that does not keep it alive. Remembers why the document ended.
#[derive(Clone, Debug, Default)]
pub(crate) struct WeakDocument {
    document: Weak<Document>,
    close_reason: Arc<OnceLock<CloseReason>>,
}

impl WeakDocument {
    /// Returns a reference to a document that has ended.
    pub(crate) fn gone() -> Self {
        Self {
            document: Weak::new(),
            close_reason: Arc::default(),
        }
    }

    /// Returns the document if it is alive.
    pub(crate) fn upgrade(&self) -> Option<Arc<Document>> {
        self.document.upgrade()
    }

    /// Returns whether both refer to the same document.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Weak::ptr_eq(&self.document, &other.document)
    }
}

impl Document {
    /// Returns a reference that does not keep the document alive.
    pub(crate) fn downgrade(self: &Arc<Self>) -> WeakDocument {
        WeakDocument {
            document: Arc::downgrade(self),
            close_reason: Arc::clone(&self.close_reason),
        }
    }
}

/// Returns the document if it is alive.
///
/// # Errors
/// Returns the reason why it ended otherwise.
pub(crate) fn upgrade(document: &WeakDocument) -> Result<Arc<Document>, EndReason> {
    let reason = || document.close_reason.get().copied().map(EndReason::from);
    document
        .upgrade()
        .ok_or_else(|| reason().unwrap_or(EndReason::DocumentGone))
}
