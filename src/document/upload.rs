use std::{collections::HashMap, sync::Arc};

use bytes::Bytes;
use rkyv::util::AlignedVec;

use super::{Admitted, Answer, Deliver, Document};
use crate::{
    Refusal,
    wire::{Code, Frame},
};

/// The part of a call's body that has arrived, lent to the lane that reads the next chunk straight into it.
///
/// Starts at a multiple of 16 and grows with what was received, never with what was announced.
#[derive(Debug)]
pub struct UploadBuffer {
    /// What has arrived.
    pub bytes: AlignedVec<16>,
    /// How many bytes may still come.
    pub remaining: u64,
}

impl UploadBuffer {
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
    buffer: Option<AlignedVec<16>>,
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
        let bytes = self.buffer.take()?;
        Some(UploadBuffer {
            remaining: self.total - self.received,
            bytes,
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
            buffer: Some(AlignedVec::new()),
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
                // SPEC §5.2: for a call that is not uploading `unknown_channel`.
                None => Err(Refusal::new(
                    Code::UnknownChannel,
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
    pub(crate) fn return_upload(self: &Arc<Self>, id: u64, bytes: AlignedVec<16>) {
        let (next, complete) = {
            let mut state = self.state();
            let Some(upload) = state.uploads.open.get_mut(&id) else {
                return;
            };
            upload.received = bytes.len() as u64;
            upload.buffer = Some(bytes);
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
        let body = Bytes::from_owner(buffer);
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
