use std::sync::Arc;

use parking_lot::Mutex;
use rkyv::util::AlignedVec;

use super::{Document, receive_error::ReceiveError, receiver_end::ReceiverEnd};
use crate::{
    Refusal,
    payload::{Bytes, Payload, PayloadError},
    session::{Charge, Full, Holding, Ledger, StreamHead},
    wire::{Code, Limits},
};

/// Attachments of a call whose bytes are streamed on channels. The streams that no argument takes end with the call.
#[derive(Clone, Debug, Default)]
pub(crate) struct Attachments {
    streams: Option<Arc<[Attachment]>>,
    /// Bytes of the call's body that are charged as an upload.
    body_charged: u64,
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
        body_charged: u64,
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
            body_charged,
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

    /// Receives the streams in full and inserts their bytes into `payload`, except for the attachments in `kept`. They are charged as one upload, which waits
    /// for room in `ledger` before its first byte: a call that held one of them while it waits for the next would wait for itself. If the body of the call is an
    /// upload too, the call has been admitted by it, and does not wait again.
    ///
    /// # Errors
    /// Returns `body_too_large` over `body_bytes_max`, and `stream_failed` if a source of the page failed.
    pub(crate) async fn collect(
        &self,
        mut payload: Payload,
        kept: &[usize],
        limits: &Limits,
        ledger: &Arc<Ledger>,
        charged: &mut Option<Charge>,
    ) -> Result<Payload, Refusal> {
        let mut room = limits.body_bytes_max.saturating_sub(payload.body_bytes());
        let indices = self.all().iter().map(|attachment| attachment.index);
        let streams: Vec<_> = indices
            .filter(|index| !kept.contains(index))
            .filter_map(|index| Some((index, self.take(index)?)))
            .collect();
        let admitted = admitted_bytes(&streams, limits);
        let charge = charged.insert(if self.body_charged == 0 {
            ledger.admitted(admitted).await
        } else {
            ledger.charge(Holding::Uploads, admitted)
        });
        let mut received = 0;
        for (index, stream) in streams {
            let mut account = Account {
                charge: &mut *charge,
                received: &mut received,
                beside: self.body_charged,
            };
            let bytes = stream.collect(&mut room, limits, &mut account).await?;
            match &mut payload {
                Payload::Raw(whole) => *whole = bytes,
                Payload::Mixed(mixed) => {
                    if let Some(attachment) = mixed.attachments.get_mut(index) {
                        attachment.bytes = bytes;
                    }
                }
                _ => {}
            }
        }
        charge.resize(received);
        Ok(payload)
    }
}

/// Returns the length to charge before streams are received: their own, and as much as a document may hold if the page has not announced all of them.
fn admitted_bytes(streams: &[(usize, AttachedStream)], limits: &Limits) -> u64 {
    let lengths = streams.iter().filter_map(|(_, stream)| stream.length);
    let announced = lengths.fold(0, u64::saturating_add);
    let is_whole = streams.iter().all(|(_, stream)| stream.length.is_some());
    let unknown = if is_whole {
        0
    } else {
        limits.document_bytes_max
    };
    announced.saturating_add(unknown).min(limits.body_bytes_max)
}

/// The account of the streams of one call.
struct Account<'a> {
    charge: &'a mut Charge,
    received: &'a mut u64,
    /// Bytes of the same call that are charged apart from `charge`.
    beside: u64,
}

impl Account<'_> {
    /// Accounts for received bytes.
    ///
    /// # Errors
    /// Returns the holder whose bound is exceeded.
    fn receive(&mut self, bytes: u64) -> Result<(), Full> {
        *self.received += bytes;
        match self.received.checked_sub(self.charge.amount()) {
            None | Some(0) => Ok(()),
            Some(more) => self.charge.try_grow(more, self.beside),
        }
    }
}

impl AttachedStream {
    /// Receives all bytes into aligned memory that grows with them.
    async fn collect(
        mut self,
        room: &mut u64,
        limits: &Limits,
        account: &mut Account<'_>,
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
            account
                .receive(chunk.len() as u64)
                .map_err(|_| no_room(limits))?;
            whole.extend_from_slice(&chunk); // COPY: the command takes the bytes in one piece
        }
    }
}

/// Returns the refusal of bytes that exceed the announced length, and the room in the ledger beside others.
fn no_room(limits: &Limits) -> Refusal {
    let message = format!(
        "the bytes of the call are over its announced length, and over {} bytes with other uploads; receive them as an `ipc::Upload`",
        limits.document_bytes_max
    );
    Refusal::new(Code::BodyTooLarge, message)
}
