//! Replies that are streams: a channel that the host opens, and the task that feeds it.

use std::sync::{Arc, atomic::Ordering};

use http::{HeaderMap, StatusCode};

use super::{Answer, Document};
use crate::{
    Bytes, Payload, Refusal,
    payload::{Body, BodyStream},
    session::{EndReason, ReplyHead},
    wire::{Code, Frame, FrameKind, PayloadKind},
};

/// SPEC §6.5: ids of channels that the host opens start here, above all that pages draw.
pub(super) const HOST_CHANNELS_FIRST: u64 = 1 << 52;

impl Document {
    /// Answers a call with a channel of the host's own, on which the body follows.
    ///
    /// # Errors
    /// `too_many_channels` at the limit of channels, the code of the end when the document has ended.
    pub(super) fn begin_stream(
        self: &Arc<Self>,
        call: u64,
        stream: BodyStream,
        status: StatusCode,
        headers: &HeaderMap,
    ) -> Result<Answer, Refusal> {
        let channel = {
            let mut state = self.state();
            state.check_open("call")?;
            // Nobody will read it, and nobody will say so again.
            if state.calls.is_cancelled(call) {
                return Err(Refusal::new(Code::Cancelled, "the call was cancelled"));
            }
            let channel = state.next_stream;
            if !state.outbox.open_ungranted(channel) {
                let limit = self.limits.channels_open_max;
                return Err(Refusal::new(
                    Code::TooManyChannels,
                    format!(
                        "the answer cannot be streamed: at most {limit} channels are open at once"
                    ),
                ));
            }
            state.next_stream += 1;
            state.streams.insert(call, channel);
            channel
        };
        let mut head = ReplyHead::new(status, headers, None);
        head.stream = Some(channel);
        head.length = stream.length();
        let mut frame = Frame::new(FrameKind::Reply, call, 0);
        frame.payload = PayloadKind::Raw;
        frame.head = head.encode().into();
        let feed = Feed {
            document: Arc::clone(self),
            call,
            channel,
            end: (
                EndReason::Failed,
                Some("the stream was let go of".to_owned()),
            ),
        };
        self.router.executor().spawn(Box::pin(feed.run(stream)));
        Ok(Answer {
            frame,
            body: Vec::new(),
        })
    }

    /// The page lets go of a call that has been answered with a stream, perhaps before it has seen the answer.
    pub(super) fn cancel_stream(&self, call: u64) {
        let mut state = self.state();
        if let Some(channel) = state.streams.remove(&call) {
            self.drop_channel(state, channel);
        }
    }
}

/// The task that feeds a stream into its channel. However it goes, the channel ends with it, also when the stream panics.
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
                fed = self.feed(&mut stream) => Some(fed),
                // The page wants no more, or has gone: the stream is dropped, also while it has nothing to give.
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
                "the stream gave {sent} bytes, and {length} were announced"
            )),
            _ => Ok(()),
        }
    }

    /// Sends bytes in messages that travel in their frames.
    async fn send(&self, mut chunk: Bytes) -> Result<(), String> {
        let most =
            usize::try_from(self.document.limits.inline_body_bytes_max).unwrap_or(usize::MAX);
        while !chunk.is_empty() {
            let part = chunk.slice(..chunk.len().min(most.max(1)));
            chunk = chunk.slice(part.len()..);
            let counters = &self.document.counters;
            counters
                .bytes_out
                .fetch_add(part.len() as u64, Ordering::Relaxed);
            self.document
                .send(self.channel, Body::from(Payload::Raw(part)))
                .await
                .map_err(|reason| reason.to_string())?;
        }
        Ok(())
    }
}
