use std::sync::{Arc, Weak};

use crate::{
    Refusal,
    document::{CloseReason, Stats},
    event::{Emitter, EventHub, EventSource, EventTarget, Listener},
    lane::gate::Gate,
    router::{CommandArg, CommandItem, InvokeError},
    wire::Code,
};

/// A handle to a webview that the engine is attached to. Cheap to clone, usable from any thread.
///
/// As an argument of a command it is the webview that calls:
///
/// ```
/// use bytelane::{Emitter, WebviewHandle};
///
/// #[bytelane::command]
/// fn rename(name: &str, webview: WebviewHandle) -> Result<(), String> {
///     webview.emit("renamed", name).map_err(|error| format!("{}: {error}", webview.label()))
/// }
/// # let _ = bytelane::generate_handler![rename];
/// ```
#[derive(Clone, Debug)]
pub struct WebviewHandle {
    pub(super) gate: Arc<Gate>,
}

/// The webview of a caller, in its extensions.
#[derive(Clone)]
pub(super) struct CallingWebview(pub(super) Weak<Gate>);

/// The webview that calls.
///
/// Refuses the call if it does not come from a webview, as in a test with [`Router::run`](crate::Router::run).
impl<'de> CommandArg<'de> for WebviewHandle {
    fn from_command(item: CommandItem<'de>) -> Result<Self, InvokeError> {
        let calling = item.message.caller().extensions.get::<CallingWebview>();
        let gate = calling.and_then(|CallingWebview(gate)| gate.upgrade());
        gate.map(|gate| Self { gate }).ok_or_else(|| {
            let text = format!(
                "command {} takes a webview, but the call does not come from one",
                item.name
            );
            InvokeError::refused(Refusal::new(Code::BadArguments, text).with_command(item.name))
        })
    }
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

    /// Ends the session of the open document, if any, and admits that of the next one: the main frame has started a document with this URL.
    ///
    /// For webviews of [`Engine::attach_scheme`](crate::Engine::attach_scheme). Otherwise the engine calls it itself, and another call only ends the session.
    pub fn document_loaded(&self, url: &str) {
        self.gate.document_loaded(url);
    }

    /// Ends the session of the open document, if any, as a crash of its web process does: calls are cancelled, channels end. The next
    /// document opens a new one.
    pub fn document_ended(&self) {
        self.gate.end_document(CloseReason::PageCrashed);
    }

    /// Returns the open document, if any.
    #[cfg(feature = "app")]
    pub(crate) fn document(&self) -> Option<Arc<crate::document::Document>> {
        self.gate.document()
    }

    /// Returns the statistics of the open document, with the requests of the webview that are not answered, or `None` if none is open.
    pub fn stats(&self) -> Option<Stats> {
        let document = self.gate.document()?;
        let mut stats = document.stats();
        stats.held.add(&self.gate.held());
        Some(stats)
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
