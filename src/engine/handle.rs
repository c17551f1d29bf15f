use std::sync::Arc;

use crate::{
    document::{CloseReason, Stats},
    event::{Emitter, EventHub, EventSource, EventTarget, Listener},
    lane::gate::Gate,
};

/// A handle to a webview that the engine is attached to. Cheap to clone, usable from any thread.
#[derive(Clone, Debug)]
pub struct WebviewHandle {
    pub(super) gate: Arc<Gate>,
}

impl EventSource for WebviewHandle {
    fn event_hub(&self) -> &Arc<EventHub> {
        self.gate.events()
    }

    fn event_target(&self) -> EventTarget {
        EventTarget::webview(self.label())
    }
}

impl Emitter<()> for WebviewHandle {}
impl Listener<()> for WebviewHandle {}

impl WebviewHandle {
    /// Returns the label of the webview.
    pub fn label(&self) -> &str {
        self.gate.label()
    }

    /// Ends the session permanently, as closing the window does: later requests are refused with `document_gone`.
    pub fn close(&self) {
        self.gate.end_document(CloseReason::WindowClosed);
    }

    /// Ends the session permanently, as closing the application does: channels end with [`Shutdown`](crate::session::EndReason::Shutdown), calls
    /// are cancelled, and later requests are refused with `shutting_down`.
    pub fn shut_down(&self) {
        self.gate.end_document(CloseReason::Shutdown);
    }

    /// Returns the open document, if any.
    #[cfg(feature = "app")]
    pub(crate) fn document(&self) -> Option<Arc<crate::document::Document>> {
        self.gate.document()
    }

    /// Returns the statistics of the open document, or `None` if none is open.
    pub fn stats(&self) -> Option<Stats> {
        self.gate.document().map(|document| document.stats())
    }

    /// Returns the number of requests that were refused before they reached a document, for example because of their origin, secret or path.
    pub fn refused_requests(&self) -> u64 {
        self.gate.refused()
    }

    /// Returns the most bytes that one turn of the main loop has read, copied and parsed for the protocol lane so far, for all webviews of the
    /// process together: at most 64 KiB. Counted on Linux; 0 on other systems.
    pub fn turn_bytes_max(&self) -> usize {
        crate::lane::protocol::turn_bytes_max()
    }
}
