use std::sync::Arc;

use parking_lot::Mutex;
use rkyv::util::AlignedVec;

use super::{Document, receive_error::ReceiveError, receiver_end::ReceiverEnd};
use crate::{
    Refusal,
    payload::{Bytes, Payload, PayloadError},
    session::{Charge, Ledger, StreamHead},
    wire::{Code, Limits},
};

/// Attachments of a call whose bytes are streamed on channels. The streams that no argument takes end with the call.
#[derive(Clone, Debug, Default)]
pub(crate) struct Attachments {
    streams: Option<Arc<[Attachment]>>,
}

#[derive(Debug)]
struct Attachment {
    index: usize,
    stream: Mutex<Option<AttachedStream>>,
}

/// The bytes of one attachment.
#[derive(Debug)]
pub(crate) struct AttachedStream {
    pub(crate) receiver: ReceiverEnd,
    /// Length in bytes that the page has announced, if any.
    pub(crate) length: Option<u64>,
}

impl Document {
    /// Claims the receiving ends of all channels that a call names.
    ///
    /// # Errors
    /// Returns `bad_frame` for an index without an attachment, and the errors of [`receiver`](Self::receiver).
    pub(super) fn claim_attachments(
        self: &Arc<Self>,
        payload: &Payload,
        heads: &[StreamHead],
    ) -> Result<Attachments, Refusal> {
        if heads.is_empty() {
            return Ok(Attachments::default());
        }
        let attachments = match payload {
            Payload::Raw(_) => 1,
            Payload::Mixed(mixed) => mixed.attachments.len(),
            _ => 0,
        };
        let mut streams = Vec::with_capacity(heads.len());
        for head in heads {
            // SPEC §4.2: a stream stands for an attachment of the call.
            if head.attachment >= attachments {
                return Err(Refusal::new(
                    Code::BadFrame,
                    format!(
                        "a stream for attachment {} of a call with {attachments} attachments",
                        head.attachment
                    ),
                ));
            }
            let stream = AttachedStream {
                receiver: self.receiver(head.channel)?,
                length: head.length,
            };
            streams.push(Attachment {
                index: head.attachment,
                stream: Mutex::new(Some(stream)),
            });
        }
        Ok(Attachments {
            streams: Some(streams.into()),
        })
    }
}

impl Attachments {
    fn all(&self) -> &[Attachment] {
        self.streams.as_deref().unwrap_or_default()
    }

    /// Returns whether no attachment is streamed.
    pub(crate) fn is_empty(&self) -> bool {
        self.all().is_empty()
    }

    /// Takes the stream of an attachment. Returns `None` if the attachment is not streamed, or its stream was taken before.
    pub(crate) fn take(&self, index: usize) -> Option<AttachedStream> {
        let attachment = self
            .all()
            .iter()
            .find(|attachment| attachment.index == index)?;
        attachment.stream.lock().take()
    }

    /// Returns whether any attachment besides these is streamed.
    pub(crate) fn has_others(&self, kept: &[usize]) -> bool {
        self.all()
            .iter()
            .any(|attachment| !kept.contains(&attachment.index))
    }

    /// Receives the streams in full and inserts their bytes into `payload`, except for the attachments in `kept`. Each stream is charged as an upload, and
    /// waits for room in `ledger` before its first byte.
    ///
    /// # Errors
    /// Returns `body_too_large` over `body_bytes_max`, and `stream_failed` if a source of the page failed.
    pub(crate) async fn collect(
        &self,
        mut payload: Payload,
        kept: &[usize],
        limits: &Limits,
        ledger: &Arc<Ledger>,
        charges: &mut Vec<Charge>,
    ) -> Result<Payload, Refusal> {
        let mut room = limits.body_bytes_max.saturating_sub(payload.body_bytes());
        for attachment in self.all() {
            if kept.contains(&attachment.index) {
                continue;
            }
            let Some(stream) = self.take(attachment.index) else {
                continue;
            };
            let mut charge = ledger.admitted(stream.admitted_bytes(limits)).await;
            let bytes = stream.collect(&mut room, limits, &mut charge).await?;
            charges.push(charge);
            match &mut payload {
                Payload::Raw(whole) => *whole = bytes,
                Payload::Mixed(mixed) => {
                    if let Some(attachment) = mixed.attachments.get_mut(attachment.index) {
                        attachment.bytes = bytes;
                    }
                }
                _ => {}
            }
        }
        Ok(payload)
    }
}

impl AttachedStream {
    /// Returns the length to charge before the stream is received: its own, or as much as a document may hold if the page has not announced it.
    fn admitted_bytes(&self, limits: &Limits) -> u64 {
        let length = self.length.unwrap_or(limits.document_bytes_max);
        length.min(limits.body_bytes_max)
    }

    /// Receives all bytes into aligned memory that grows with them.
    async fn collect(
        mut self,
        room: &mut u64,
        limits: &Limits,
        charge: &mut Charge,
    ) -> Result<Bytes, Refusal> {
        let too_large = || {
            Refusal::new(
                Code::BodyTooLarge,
                format!(
                    "the bytes of the call are over {} bytes; receive them as an `ipc::Upload`",
                    limits.body_bytes_max
                ),
            )
        };
        if self.length.is_some_and(|length| length > *room) {
            return Err(too_large());
        }
        let failed = |error: ReceiveError| Refusal::new(Code::StreamFailed, error.to_string());
        let mut whole = AlignedVec::<16>::new();
        loop {
            let next = std::future::poll_fn(|context| self.receiver.poll_next(context)).await;
            let Some(message) = next.map_err(failed)? else {
                let received = whole.len() as u64;
                self.receiver
                    .check_length(self.length, received, true)
                    .map_err(failed)?;
                charge.resize(received);
                return Ok(Bytes::from_owner(whole));
            };
            let chunk: Bytes = message.to_value().map_err(|error: PayloadError| {
                failed(ReceiveError::Message(self.receiver.id(), error.into()))
            })?;
            let received = whole.len() as u64 + chunk.len() as u64;
            self.receiver
                .check_length(self.length, received, false)
                .map_err(failed)?;
            *room = room.checked_sub(chunk.len() as u64).ok_or_else(too_large)?;
            if let Some(more) = received.checked_sub(charge.amount()) {
                charge.try_grow(more).map_err(|_| too_large())?;
            }
            whole.extend_from_slice(&chunk); // COPY: the command takes the bytes in one piece
        }
    }
}
