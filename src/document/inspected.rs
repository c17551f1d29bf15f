//! The document as the inspector shows it.

use std::sync::{Arc, Weak};

use super::{Caller, Dispatch, Document, state::Topic};
use crate::{
    inspector::{
        ChannelSnapshot, DocumentProbe, DocumentSnapshot, MemorySnapshot, Viewer, Watched,
    },
    wire::Lane,
};

/// Returns the probe of a document. That of the inspector's own window reports nothing.
pub(super) fn probe(dispatch: &impl Dispatch, caller: &Caller, lane: Lane) -> DocumentProbe {
    match dispatch.inspector() {
        None => DocumentProbe::default(),
        Some(inspector) if caller.extensions.get::<Viewer>().is_some() => {
            DocumentProbe::of_viewer(inspector)
        }
        Some(inspector) => DocumentProbe::new(inspector, &caller.label, lane),
    }
}

/// Adds a document to the snapshots of its inspector, if it is inspected.
pub(super) fn watch(document: &Arc<Document>) {
    if let Some(inspector) = document.probe.inspector() {
        let document: Weak<Document> = Arc::downgrade(document);
        inspector.watch(document);
    }
}

impl Watched for Document {
    fn describe(&self) -> Option<DocumentSnapshot> {
        let facts = self.probe.facts()?;
        let stats = self.stats();
        let state = self.state();
        if state.closed.is_some() {
            return None;
        }
        let to_page = state.outbox.channels().map(|channel| {
            let waiting = state.waiting(Topic::Sender(channel.id));
            ChannelSnapshot::new(channel, true, waiting)
        });
        let from_page = state.inbox.channels().map(|channel| {
            let waiting = state.waiting(Topic::Receiver(channel.id));
            ChannelSnapshot::new(channel, false, waiting)
        });
        let mut channels: Vec<_> = to_page.chain(from_page).collect();
        channels.sort_unstable_by_key(|channel| (channel.id, channel.to_page));
        channels.truncate(CHANNELS_MAX);
        Some(DocumentSnapshot {
            number: facts.number,
            label: facts.label.to_string(),
            lane: facts.lane.as_str(),
            calls: stats.calls,
            calls_running: stats.calls_running,
            bytes_in: stats.bytes_in,
            // A streamed reply leaves as messages.
            bytes_out: self.counters.bytes_of_results() + state.outbox.sent_bytes(),
            channels,
        })
    }

    fn memory(&self) -> Vec<MemorySnapshot> {
        crate::inspector::memory(self.ledger.process(), &self.limits)
    }
}

/// Channels of one document in a snapshot.
const CHANNELS_MAX: usize = 200;
