use std::sync::{Arc, Weak};

use super::{
    Document,
    replies::deliver_all,
    weak::{WeakDocument, upgrade},
};
use crate::Refusal;

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
            document.drop_channel_end(self.id);
        }
    }
}

impl Document {
    /// Opens a channel to the page under an id that the page has drawn.
    ///
    /// # Errors
    /// Returns the errors of [`State::open_channel`](super::state::State::open_channel).
    #[cfg(test)]
    pub(crate) fn open_channel(&self, id: u64) -> Result<(), Refusal> {
        let limit = self.limits.channels_open_max;
        self.state().open_channel(id, limit)
    }

    /// Returns the end of the channel with this id. Opens the channel if it is not open.
    ///
    /// # Errors
    /// Returns the errors of [`State::open_channel`](super::state::State::open_channel).
    pub(crate) fn channel(self: &Arc<Self>, id: u64) -> Result<Arc<ChannelEnd>, Refusal> {
        // One lock for all of it: the owner of an earlier end may drop it meanwhile.
        let mut state = self.state();
        state.open_channel(id, self.limits.channels_open_max)?;
        // A withdrawn END may have been the last frame before a reply.
        let replies = state.take_ready_replies();
        let known = state.channels.get(&id).and_then(Weak::upgrade);
        let channel = known.unwrap_or_else(|| {
            let channel = Arc::new(ChannelEnd::new(id, self.downgrade()));
            state.channels.insert(id, Arc::downgrade(&channel));
            channel
        });
        drop(state);
        deliver_all(replies);
        Ok(channel)
    }
}
