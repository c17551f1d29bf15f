use std::{ops::Range, sync::Arc};

use super::Responder;
use crate::{document::Document, lane::gate::Gate};

/// Shares deferred bodies with the page in memory, where a webview has such memory: the lane `webview2`.
///
/// Both are called on the thread of the webview.
pub(crate) trait ShareBodies: Send + Sync {
    /// Answers a request once a range of body `body` is in memory that the page can read, where it expects `number`.
    fn share(
        &self,
        gate: &Gate,
        document: &Arc<Document>,
        number: u64,
        body: u64,
        range: Range<u64>,
        responder: Responder,
    );

    /// Answers the report of a page that it does not read a buffer any more.
    fn release(&self, document: &Arc<Document>, number: u64, responder: Responder);
}
