use std::sync::{Arc, Weak};

use super::{
    Document,
    weak::{WeakDocument, upgrade},
};
use crate::{Refusal, session::EndReason};

/// The host's end of a channel. Ends the channel when its last owner drops it.
#[derive(Debug)]
pub(crate) struct ChannelEnd {
    id: u64,
    document: WeakDocument,
}

impl ChannelEnd {
    pub(crate) const fn new(id: u64, document: WeakDocument) -> Self {
        Self { id, document }
    }

    /// Returns the id of the channel in its document.
    pub(crate) const fn id(&self) -> u64 {
        self.id
    }

    /// Returns the document of the page at the other end.
    pub(crate) const fn document(&self) -> &WeakDocument {
        &self.document
    }
}

impl Drop for ChannelEnd {
    fn drop(&mut self) {
        if let Ok(document) = upgrade(&self.document) {
            document.end_channel(self.id, EndReason::Ended, None);
        }
    }
}

impl Document {
    /// Returns the end of the channel with this id. Opens the channel if it is not open.
    pub(crate) fn channel(self: &Arc<Self>, id: u64) -> Result<Arc<ChannelEnd>, Refusal> {
        if let Some(known) = self.state().channels.get(&id).and_then(Weak::upgrade) {
            return Ok(known);
        }
        self.open_channel(id)?;
        let channel = Arc::new(ChannelEnd::new(id, self.downgrade()));
        let mut state = self.state();
        state.channels.retain(|_, known| known.strong_count() > 0);
        state.channels.insert(id, Arc::downgrade(&channel));
        Ok(channel)
    }
}
