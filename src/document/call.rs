use std::sync::Arc;

use http::HeaderMap;
use tokio_util::sync::CancellationToken;
use tracing::Span;

use super::{attachments::Attachments, caller::Caller, weak::WeakDocument};
use crate::{inspector::CallProbe, payload::Payload};

/// A call of a command.
#[derive(Clone, Debug)]
pub struct Call {
    /// Name of the command.
    pub command: String,
    /// Headers that the page sent with the call.
    pub headers: HeaderMap,
    /// The arguments.
    pub payload: Payload,
    /// The caller.
    pub caller: Arc<Caller>,
    /// Cancelled when the page cancels the call, or when its document ends.
    pub cancel: CancellationToken,
    /// The document of the caller.
    pub(crate) document: WeakDocument,
    /// Attachments that are streamed.
    pub(crate) attachments: Attachments,
    /// The `call` span, which the command runs in.
    pub(crate) span: Span,
    pub(crate) probe: CallProbe,
}

impl Call {
    /// Creates a call with a default caller and without headers, for tests and examples.
    pub fn new(command: impl Into<String>, payload: Payload) -> Self {
        Self {
            command: command.into(),
            headers: HeaderMap::new(),
            payload,
            caller: Arc::default(),
            cancel: CancellationToken::new(),
            document: WeakDocument::default(),
            attachments: Attachments::default(),
            span: Span::none(),
            probe: CallProbe::default(),
        }
    }
}
