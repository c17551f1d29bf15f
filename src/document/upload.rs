use std::{collections::HashMap, sync::Arc};

use bytes::Bytes;
use rkyv::util::AlignedVec;

use super::{Admitted, Answer, Deliver, Document, LaneMemory, memory::bytes_of};
use crate::{
    Refusal,
    wire::{Code, Frame},
};

/// The part of a body that has arrived. Starts at a multiple of 16.
pub(crate) enum Arrived {
    /// In memory that grows with what is received, never with what was announced.
    Grown(AlignedVec<16>),
    /// At the start of memory that a lane has brought, where the system gives pages as they are written to.
    #[cfg_attr(
        not(all(target_os = "linux", any(feature = "webview", test))),
        allow(dead_code, reason = "for the shared-memory lane")
    )]
    Placed {
        memory: Box<dyn LaneMemory>,
        length: usize,
    },
}

impl Arrived {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Grown(bytes) => bytes.len(),
            Self::Placed { length, .. } => *length,
        }
    }

    fn into_bytes(self) -> Bytes {
        match self {
            Self::Grown(bytes) => Bytes::from_owner(bytes),
            Self::Placed { memory, length } => bytes_of(memory, length),
        }
    }
}

impl From<AlignedVec<16>> for Arrived {
    fn from(bytes: AlignedVec<16>) -> Self {
        Self::Grown(bytes)
    }
}

/// The part of a body that has arrived, lent to the lane that reads the next chunk straight into its place.
pub struct UploadBuffer {
    /// What has arrived.
    pub(crate) arrived: Arrived,
    /// How many bytes may still come.
    pub remaining: u64,
}

impl UploadBuffer {
    /// The memory, for a lane that lets it grow.
    pub(crate) fn into_grown(self) -> AlignedVec<16> {
        match self.arrived {
            Arrived::Grown(bytes) => bytes,
            // A lane that brings memory of its own does not ask for this.
            Arrived::Placed { memory, length } => {
                let mut grown = AlignedVec::with_capacity(length);
                grown.extend_from_slice(&(*memory).as_ref()[..length]); // COPY: never on any lane's way
                grown
            }
        }
    }

    /// Whether a chunk of this length may still come.
    ///
    /// # Errors
    /// `body_too_large` past the stated length (SPEC §5.2).
    pub fn check_room(&self, length: u64) -> Result<(), Refusal> {
        if length > self.remaining {
            return Err(past_the_length());
        }
        Ok(())
    }
}

/// SPEC §5.2: past the stated length `body_too_large`.
fn past_the_length() -> Refusal {
    Refusal::new(Code::BodyTooLarge, "a chunk past the stated length")
}

type Ready = Box<dyn FnOnce(Result<UploadBuffer, Refusal>) + Send>;

/// Whose body is arriving.
pub(super) enum Target {
    /// A call's.
    Call(Box<UploadingCall>),
    /// A message's, in its place in a channel.
    Message { channel: u64, index: u64 },
}

/// A call that waits for its body.
pub(super) struct UploadingCall {
    frame: Frame,
    admitted: Admitted,
    deliver: Deliver,
}

/// A body that is arriving (SPEC §5.2).
pub(super) struct Upload {
    target: Target,
    total: u64,
    /// `None` while a chunk is being read into it.
    buffer: Option<Arrived>,
    received: u64,
    waiting: Vec<(u64, Ready)>,
}

impl std::fmt::Debug for Upload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Upload")
            .field("received", &self.received)
            .field("total", &self.total)
            .finish_non_exhaustive()
    }
}

impl Upload {
    fn lend(&mut self) -> Option<UploadBuffer> {
        let arrived = self.buffer.take()?;
        Some(UploadBuffer {
            remaining: self.total - self.received,
            arrived,
        })
    }

    fn take_ready(&mut self) -> Option<Ready> {
        let place = self
            .waiting
            .iter()
            .position(|(offset, _)| *offset == self.received)?;
        Some(self.waiting.swap_remove(place).1)
    }
}

/// All uploads of one document, by their ids.
#[derive(Debug, Default)]
pub(super) struct Uploads {
    open: HashMap<u64, Upload>,
}

impl Uploads {
    pub(super) fn len(&self) -> usize {
        self.open.len()
    }

    pub(super) fn take(&mut self, id: u64) -> Option<Upload> {
        self.open.remove(&id)
    }

    pub(super) fn ids(&self) -> Vec<u64> {
        self.open.keys().copied().collect()
    }

    /// The bodies that are arriving for messages of a channel.
    pub(super) fn of_channel(&self, id: u64) -> Vec<u64> {
        let is_of =
            |target: &Target| matches!(target, Target::Message { channel, .. } if *channel == id);
        let of_channel = self.open.iter().filter(|(_, upload)| is_of(&upload.target));
        of_channel.map(|(upload, _)| *upload).collect()
    }

    pub(super) fn begin(&mut self, id: u64, total: u64, target: Target) {
        let upload = Upload {
            target,
            total,
            buffer: Some(AlignedVec::new().into()),
            received: 0,
            waiting: Vec::new(),
        };
        self.open.insert(id, upload);
    }
}

impl Document {
    pub(super) fn begin_upload(
        self: &Arc<Self>,
        frame: Frame,
        admitted: Admitted,
        deliver: Deliver,
    ) {
        if frame.body_bytes == 0 {
            return self.run(frame, admitted, deliver);
        }
        let (id, total) = (frame.id, frame.body_bytes);
        let target = Target::Call(Box::new(UploadingCall {
            frame,
            admitted,
            deliver,
        }));
        let closed = {
            let mut state = self.state();
            state.uploads.begin(id, total, target);
            state.closed
        };
        if let Some(reason) = closed {
            self.refuse_upload(id, |_| reason.refusal("call"));
        }
    }

    /// Asks for the place of the chunk at `offset`. `ready` gets it when all bytes before have arrived: at once, or after the chunk
    /// that is being read.
    pub(crate) fn lend_upload(&self, id: u64, offset: u64, ready: Ready) {
        let lent = {
            let mut state = self.state();
            let in_flight_max = self.limits.segments_in_flight_max as usize;
            match state.uploads.open.get_mut(&id) {
                // SPEC §5.2: for a call that is not uploading `unknown_body`.
                None => Err(Refusal::new(
                    Code::UnknownBody,
                    "no call and no message with this id is uploading",
                )),
                Some(upload) if offset >= upload.total => Err(past_the_length()),
                Some(upload) if offset == upload.received && upload.buffer.is_some() => upload
                    .lend()
                    .ok_or_else(|| Refusal::new(Code::Internal, "the upload's buffer is away")),
                Some(upload)
                    if offset > upload.received && upload.waiting.len() < in_flight_max =>
                {
                    upload.waiting.push((offset, ready));
                    return;
                }
                // SPEC §5.2: a chunk at a wrong offset is `bad_frame`.
                Some(_) => Err(Refusal::new(Code::BadFrame, "a chunk at a wrong offset")),
            }
        };
        ready(lent);
    }

    /// Takes a lent buffer back with what was read into it; the last byte starts the command, or completes the message.
    pub(crate) fn return_upload(self: &Arc<Self>, id: u64, arrived: impl Into<Arrived>) {
        let arrived = arrived.into();
        let (next, complete) = {
            let mut state = self.state();
            let Some(upload) = state.uploads.open.get_mut(&id) else {
                return;
            };
            upload.received = arrived.len() as u64;
            upload.buffer = Some(arrived);
            if upload.received >= upload.total {
                (None, state.uploads.take(id))
            } else {
                let ready = upload.take_ready();
                let lent = if ready.is_some() { upload.lend() } else { None };
                (ready.zip(lent), None)
            }
        };
        if let Some((ready, lent)) = next {
            ready(Ok(lent));
        }
        let Some(Upload {
            target,
            buffer: Some(buffer),
            ..
        }) = complete
        else {
            return;
        };
        let body = buffer.into_bytes();
        match target {
            Target::Call(call) => {
                let mut frame = call.frame;
                frame.body = body;
                self.run(frame, call.admitted, call.deliver);
            }
            Target::Message { channel, index } => self.complete_message(channel, index, body),
        }
    }

    /// Gives up a body that will not arrive, and every chunk that waits for its turn.
    pub(crate) fn refuse_upload(&self, id: u64, refusal: impl FnOnce(&str) -> Refusal) {
        let upload = {
            let mut state = self.state();
            let Some(upload) = state.uploads.take(id) else {
                return;
            };
            if matches!(upload.target, Target::Call(_)) {
                state.calls.end(id);
            }
            upload
        };
        let refuse_waiting = |refusal: &Refusal| {
            for (_, ready) in upload.waiting {
                ready(Err(refusal.clone()));
            }
        };
        match upload.target {
            Target::Call(call) => {
                let UploadingCall {
                    admitted, deliver, ..
                } = *call;
                let refusal = refusal(&admitted.command).with_command(admitted.command);
                refuse_waiting(&refusal);
                deliver(Answer::refused(id, &refusal));
            }
            Target::Message { channel, .. } => {
                let refusal = refusal("");
                refuse_waiting(&refusal);
                self.lose_message(channel, &refusal);
            }
        }
    }
}
