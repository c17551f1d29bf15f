use std::sync::Arc;

use http::{Extensions, HeaderMap};
use tokio_util::sync::CancellationToken;

use crate::{document::WeakDocument, ipc::Streams, payload::Payload};

/// Who calls: one document of one webview. Shared by all its calls; every part comes from the host, none from the page.
#[derive(Debug, Default)]
pub struct Caller {
    /// Label of the webview.
    pub label: String,
    /// Origin that the engine reported, such as `bytelane://localhost`.
    pub origin: String,
    /// What the lane and the application put beside the call: the handle of the application, of the window, of the document.
    pub extensions: Extensions,
}

/// One call on its way to a command.
#[derive(Clone, Debug)]
pub struct Call {
    /// Name of the command.
    pub command: String,
    /// Headers given by the page with the call.
    pub headers: HeaderMap,
    /// The arguments.
    pub payload: Payload,
    /// Who calls.
    pub caller: Arc<Caller>,
    /// Fires when the page cancels the call, or its document goes.
    pub cancel: CancellationToken,
    /// The document that calls, for what outlives the call: channels.
    pub(crate) document: WeakDocument,
    /// Attachments that follow by channels.
    pub(crate) streams: Streams,
}

impl Call {
    /// A call without headers, from nobody in particular: the start of a test or a doc example.
    pub fn new(command: impl Into<String>, payload: Payload) -> Self {
        Self {
            command: command.into(),
            headers: HeaderMap::new(),
            payload,
            caller: Arc::default(),
            cancel: CancellationToken::new(),
            document: WeakDocument::default(),
            streams: Streams::default(),
        }
    }
}
