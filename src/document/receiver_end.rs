use std::{
    sync::Arc,
    task::{Context, Poll, ready},
};

use super::{Document, channel_end::ChannelEnd, receive_error::ReceiveError, weak::upgrade};
use crate::{
    Refusal,
    payload::Payload,
    session::{Credit, Dequeued, End, EndReason},
    wire::Limits,
};

/// The claimed receiving end of a channel from the page. Ends the channel with `cancelled` when it is dropped.
#[derive(Debug)]
pub(crate) struct ReceiverEnd {
    end: Arc<ChannelEnd>,
    limits: Limits,
    /// The end, once it was reached.
    ended: Option<End>,
    /// Whether the end was returned as an error.
    reported: bool,
}

impl ReceiverEnd {
    /// Returns the id of the channel in its document.
    pub(crate) fn id(&self) -> u64 {
        self.end.id()
    }

    /// Returns the reason if the end was reached.
    pub(crate) fn ended(&self) -> Option<EndReason> {
        self.ended.as_ref().map(|end| end.reason)
    }

    /// Sets the window of the channel.
    pub(crate) fn set_credit(&self, credit: Credit) {
        if let Ok(document) = upgrade(self.end.document()) {
            document.set_receiver_credit(self.id(), credit);
        }
    }

    /// Ends the channel in both directions, and drops the messages that were not received.
    pub(crate) fn close(&mut self, reason: EndReason) {
        if let Ok(document) = upgrade(self.end.document()) {
            if self.ended.is_none() {
                document.end_channel(self.id(), reason, None);
            }
            document.release_receiver(self.id());
        }
        self.ended.get_or_insert_with(|| reason.into());
    }

    /// Returns the next message, or `None` after the last one.
    ///
    /// # Errors
    /// Returns [`ReceiveError::Empty`] if no message has arrived, [`ReceiveError::Closed`] once if the page did not close the channel, and
    /// [`ReceiveError::Message`] for a malformed message.
    pub(crate) fn try_next(&mut self) -> Result<Option<Payload>, ReceiveError> {
        if self.ended.is_some() {
            return self.at_end();
        }
        let dequeued = match upgrade(self.end.document()) {
            Ok(document) => document.dequeue_message(self.id()),
            Err(reason) => Dequeued::Ended(reason.into()),
        };
        self.read(dequeued)
    }

    /// Polls for the next message as [`try_next`](Self::try_next) does. Wakes the task when there is one.
    pub(crate) fn poll_next(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Result<Option<Payload>, ReceiveError>> {
        if self.ended.is_some() {
            return Poll::Ready(self.at_end());
        }
        let dequeued = match upgrade(self.end.document()) {
            Ok(document) => ready!(document.poll_message(self.id(), context)),
            Err(reason) => Dequeued::Ended(reason.into()),
        };
        Poll::Ready(self.read(dequeued))
    }

    /// Checks the received bytes of an upload against its announced length: more are an error at once, fewer at the end.
    ///
    /// # Errors
    /// Returns [`ReceiveError::Length`].
    pub(crate) fn check_length(
        &self,
        announced: Option<u64>,
        received: u64,
        is_at_end: bool,
    ) -> Result<(), ReceiveError> {
        let Some(announced) = announced else {
            return Ok(());
        };
        // A channel that ended for another reason has returned its error.
        let is_short = is_at_end && self.ended() == Some(EndReason::Ended) && received < announced;
        if received > announced || is_short {
            return Err(ReceiveError::Length {
                channel: self.id(),
                announced,
                received,
            });
        }
        Ok(())
    }

    fn read(&mut self, dequeued: Dequeued) -> Result<Option<Payload>, ReceiveError> {
        match dequeued {
            Dequeued::Empty => Err(ReceiveError::Empty(self.id())),
            Dequeued::Ended(end) => {
                self.ended = Some(end);
                self.at_end()
            }
            Dequeued::Message(message, _) => {
                let body = message.body;
                let bytes = body.bytes.unwrap_or_default();
                Payload::decode(body.payload, body.element, bytes, &self.limits)
                    .map(Some)
                    .map_err(|error| ReceiveError::Message(self.id(), error.into()))
            }
        }
    }

    /// Returns `None` if the page closed the channel, or if the error was returned before.
    fn at_end(&mut self) -> Result<Option<Payload>, ReceiveError> {
        let channel = self.id();
        match &self.ended {
            Some(End { reason, message }) if *reason != EndReason::Ended && !self.reported => {
                self.reported = true;
                Err(ReceiveError::Closed {
                    channel,
                    reason: *reason,
                    message: message.clone(),
                })
            }
            _ => Ok(None),
        }
    }
}

impl Drop for ReceiverEnd {
    fn drop(&mut self) {
        // A `Channel` of the same id, which sends in the other direction, keeps the page's channel open.
        if Arc::strong_count(&self.end) > 1 {
            if let Ok(document) = upgrade(self.end.document()) {
                document.release_receiver(self.id());
            }
            return;
        }
        self.close(EndReason::Cancelled);
    }
}

impl Document {
    /// Claims the receiving end of a channel.
    ///
    /// # Errors
    /// Returns the errors of [`channel`](Self::channel) and [`claim_receiver`](Self::claim_receiver).
    pub(crate) fn receiver(self: &Arc<Self>, id: u64) -> Result<ReceiverEnd, Refusal> {
        let end = self.channel(id)?;
        self.claim_receiver(id)?;
        Ok(ReceiverEnd {
            end,
            limits: self.limits().clone(),
            ended: None,
            reported: false,
        })
    }
}
