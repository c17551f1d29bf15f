//! Streamed replies: a channel that the host opens, and the task that feeds it.

use std::sync::Arc;

use http::{HeaderMap, StatusCode};

use super::{Document, answer::Answer};
use crate::{
    Bytes, Payload, Refusal,
    payload::{Body, BodyStream},
    session::{EndReason, ReplyHead},
    wire::{
        Code, Element, PayloadKind,
        frame::{self, ReplyOutcome},
    },
};

/// First id of the channels that the host opens, above all ids that pages draw (SPEC §6.5).
pub(super) const HOST_CHANNELS_FIRST: u64 = 1 << 52;

impl Document {
    /// Answers a call with a channel that the host opens, and spawns the task that sends the body on it.
    ///
    /// # Errors
    /// Returns `too_many_channels` at the limit of channels, `cancelled` if the call was cancelled, and the code of the close reason if the document has
    /// ended.
    pub(super) fn begin_stream(
        self: &Arc<Self>,
        call: u64,
        stream: BodyStream,
        status: StatusCode,
        headers: &HeaderMap,
    ) -> Result<Answer, Refusal> {
        let mut head = ReplyHead::new(status, headers, &self.limits)?;
        let channel = {
            let mut state = self.state();
            state.check_open("call")?;
            // The page would neither read nor cancel the stream.
            if state.calls.is_cancelled(call) {
                return Err(Refusal::new(Code::Cancelled, "the call was cancelled"));
            }
            let channel = state.next_stream;
            if !state.outbox.open_ungranted(channel) {
                let limit = self.limits.channels_open_max;
                return Err(Refusal::new(
                    Code::TooManyChannels,
                    format!(
                        "the reply cannot be streamed: at most {limit} channels of a page are open at once"
                    ),
                ));
            }
            state.next_stream += 1;
            state.streams.insert(call, channel);
            channel
        };
        head.stream = Some(channel);
        head.length = stream.length();
        let feed = Feed {
            document: Arc::clone(self),
            call,
            channel,
            end: (EndReason::Failed, Some("the stream was dropped".to_owned())),
        };
        self.dispatch.spawn(Box::pin(feed.run(stream)));
        Ok(Answer {
            call,
            watermark: 0,
            outcome: ReplyOutcome::Done,
            head: head.encode().into(),
            body: frame::Body::new(PayloadKind::Raw, Element::Bytes, Vec::new()),
        })
    }

    /// Cancels the stream that answers a call, if there is one.
    pub(super) fn cancel_stream(&self, call: u64) {
        let mut state = self.state();
        if let Some(channel) = state.streams.remove(&call) {
            self.discard_channel(state, channel);
        }
    }
}

/// Task that feeds a stream into its channel. Ends the channel when it is dropped, also if the stream panics.
struct Feed {
    document: Arc<Document>,
    call: u64,
    channel: u64,
    end: (EndReason, Option<String>),
}

impl Drop for Feed {
    fn drop(&mut self) {
        self.document.state().streams.remove(&self.call);
        let (reason, message) = (self.end.0, self.end.1.as_deref());
        self.document.end_channel(self.channel, reason, message);
    }
}

impl Feed {
    async fn run(mut self, mut stream: BodyStream) {
        let document = Arc::clone(&self.document);
        let fed = async {
            tokio::select! {
                // The same order in every run, so that a seed of the simulation determines a run.
                biased;
                fed = self.feed(&mut stream) => Some(fed),
                // The page has cancelled the stream, or its document has ended: the stream is dropped, even while it is pending.
                _ = document.channel_ended(self.channel) => None,
            }
        }
        .await;
        self.end = match fed {
            Some(Ok(())) => (EndReason::Ended, None),
            Some(Err(message)) => (EndReason::Failed, Some(message)),
            None => (EndReason::Cancelled, None),
        };
    }

    async fn feed(&self, stream: &mut BodyStream) -> Result<(), String> {
        let mut sent = 0;
        let length = stream.length();
        while let Some(chunk) = stream.next().await {
            let chunk = chunk?;
            sent += chunk.len() as u64;
            if length.is_some_and(|length| sent > length) {
                break;
            }
            self.send(chunk).await?;
        }
        match length {
            Some(length) if sent != length => Err(format!(
                "the stream has {sent} bytes, and {length} were announced"
            )),
            _ => Ok(()),
        }
    }

    /// Sends bytes in messages that are not deferred.
    async fn send(&self, mut chunk: Bytes) -> Result<(), String> {
        let part_bytes_max =
            usize::try_from(self.document.limits.inline_body_bytes_max).unwrap_or(usize::MAX);
        while !chunk.is_empty() {
            let part = chunk.slice(..chunk.len().min(part_bytes_max.max(1)));
            chunk = chunk.slice(part.len()..);
            self.document.counters.add_bytes_streamed(part.len() as u64);
            self.document
                .send(self.channel, Body::from(Payload::Raw(part)))
                .await
                .map_err(|reason| reason.to_string())?;
        }
        Ok(())
    }
}
