use std::sync::Arc;

use super::{
    Step,
    facts::{CallFacts, DocumentFacts},
    recorder::{Inspector, Recording},
};
use crate::wire::{Lane, frame::ReplyOutcome};

/// Reports of one document. Reports nothing for the window of the inspector itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct DocumentProbe {
    source: Option<Arc<Source>>,
    /// Keeps the inspector recording while its window has a document.
    _recording: Option<Arc<Recording>>,
}

#[derive(Debug)]
struct Source {
    inspector: Arc<Inspector>,
    facts: Arc<DocumentFacts>,
}

/// Reports of one call.
#[derive(Clone, Debug, Default)]
pub(crate) struct CallProbe(Option<Arc<CallFacts>>);

impl DocumentProbe {
    pub(crate) fn new(inspector: &Arc<Inspector>, label: &str, lane: Lane) -> Self {
        let facts = Arc::new(inspector.document(label, lane));
        let inspector = Arc::clone(inspector);
        Self {
            source: Some(Arc::new(Source { inspector, facts })),
            _recording: None,
        }
    }

    /// Returns the probe of the document that shows the inspector.
    pub(crate) fn of_viewer(inspector: &Arc<Inspector>) -> Self {
        Self {
            source: None,
            _recording: Some(Arc::new(inspector.open_window())),
        }
    }

    /// Returns the document, if it is inspected.
    pub(crate) fn facts(&self) -> Option<&DocumentFacts> {
        self.source.as_ref().map(|source| &*source.facts)
    }

    /// Returns the inspector of the document, if it is inspected.
    pub(crate) fn inspector(&self) -> Option<&Arc<Inspector>> {
        self.source.as_ref().map(|source| &source.inspector)
    }

    fn open(&self) -> Option<&Source> {
        let source = self.source.as_deref()?;
        source.inspector.is_open().then_some(source)
    }

    /// Begins the record of a call, if a viewer is open.
    pub(crate) fn call(&self, id: u64, command: &str, bytes_in: u64) -> CallProbe {
        let call = self.open().and_then(|source| {
            source
                .inspector
                .record_call(&source.facts, id, command, bytes_in)
        });
        CallProbe(call)
    }

    /// Records an event to the page, if a viewer is open.
    pub(crate) fn event(&self, name: &str, bytes: u64, listeners: usize, is_sent: bool) {
        if let Some(source) = self.open() {
            source
                .inspector
                .record_event(&source.facts, name, bytes, listeners as u64, is_sent);
        }
    }
}

impl CallProbe {
    /// Returns whether the call is recorded.
    pub(crate) const fn is_active(&self) -> bool {
        self.0.is_some()
    }

    /// Sets the name by which the call is shown.
    pub(crate) fn rename(&self, command: &str) {
        if let Some(call) = &self.0 {
            call.rename(command);
        }
    }

    /// Records the time of a step.
    pub(crate) fn reached(&self, step: Step) {
        if let Some(call) = &self.0 {
            call.reached(step);
        }
    }

    /// Records the answer.
    pub(crate) fn answered(&self, outcome: ReplyOutcome, code: Option<&str>, bytes_out: u64) {
        if let Some(call) = &self.0 {
            call.answered(outcome, code, bytes_out);
        }
    }
}
