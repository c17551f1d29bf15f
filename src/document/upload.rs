//! Uploads: bodies of calls and messages that arrive in chunks (SPEC §5.2).

use std::sync::Arc;

use rkyv::util::AlignedVec;

use super::{
    Document,
    admitted::Admitted,
    answer::Answer,
    deliver::Deliver,
    uploads::{Admission, Lent, Received, Target, Upload, UploadingCall},
    work::CommandWork,
};
use crate::{
    Refusal,
    session::Charge,
    wire::{Code, frame},
};

/// Exclusive access to the memory of an upload, for the lane to append one chunk.
///
/// `complete` returns the memory with the chunk. The upload is refused if the loan is dropped instead.
pub struct Loan {
    document: Arc<Document>,
    upload: u64,
    /// The received part; `None` after it was taken.
    received: Option<Received>,
    remaining: u64,
    is_returned: bool,
}

impl std::fmt::Debug for Loan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Loan")
            .field("upload", &self.upload)
            .field("remaining", &self.remaining)
            .finish_non_exhaustive()
    }
}

impl Loan {
    fn new(document: Arc<Document>, upload: u64, lent: Lent) -> Self {
        Self {
            document,
            upload,
            received: Some(lent.received),
            remaining: lent.remaining,
            is_returned: false,
        }
    }

    /// Returns the document of the upload.
    #[cfg(feature = "webkitgtk")]
    pub(crate) const fn document(&self) -> &Arc<Document> {
        &self.document
    }

    /// Returns how many bytes of the body are still missing.
    pub const fn remaining(&self) -> u64 {
        self.remaining
    }

    /// Checks that a chunk fits into the announced length of the body.
    ///
    /// # Errors
    /// Returns `body_too_large` if it does not (SPEC §5.2).
    pub fn check_room(&self, length: u64) -> Result<(), Refusal> {
        check_room(self.remaining, length)
    }

    /// Takes the received part of the body, for a lane that appends to memory that grows.
    pub(crate) fn take_grown(&mut self) -> AlignedVec<16> {
        self.take().into_grown()
    }

    /// Takes the received part of the body.
    pub(crate) fn take(&mut self) -> Received {
        self.received
            .take()
            .unwrap_or_else(|| AlignedVec::new().into())
    }

    /// Returns the received part with the chunk appended. After the last chunk of a call, returns the work of its command, if there is work to run.
    #[must_use = "the command does not run before its work does"]
    pub(crate) fn complete(mut self, received: impl Into<Received>) -> Option<CommandWork> {
        self.is_returned = true;
        self.document.return_upload(self.upload, received.into())
    }

    /// Refuses the upload.
    pub(crate) fn refuse(mut self, refusal: Refusal) {
        self.is_returned = true;
        self.document.refuse_upload(self.upload, |_| refusal);
    }
}

impl Drop for Loan {
    fn drop(&mut self) {
        if !self.is_returned {
            self.document.refuse_upload(self.upload, |_| {
                Refusal::new(
                    Code::BodyTruncated,
                    "a chunk of the body was dropped before it was read",
                )
            });
        }
    }
}

/// Checks that a chunk fits into the missing part of a body.
///
/// # Errors
/// Returns `body_too_large` if it does not (SPEC §5.2).
pub(crate) fn check_room(remaining: u64, length: u64) -> Result<(), Refusal> {
    if length > remaining {
        return Err(past_the_length());
    }
    Ok(())
}

/// Returns the refusal of a chunk past the announced length (SPEC §5.2).
fn past_the_length() -> Refusal {
    let message = "a chunk lies past the announced length of its body";
    Refusal::new(Code::BodyTooLarge, message)
}

/// Maximum number of chunks of one upload that wait: for earlier ones, or for room in the ledger. More if a page may send more at once, by `segments_in_flight_max`.
const WAITING_CHUNKS_MAX: usize = 64;

impl Document {
    /// Begins the upload of a call's body. An empty body runs the command at once.
    pub(super) fn begin_upload(
        self: &Arc<Self>,
        frame: frame::Call,
        admitted: Admitted,
        deliver: Deliver,
    ) -> Option<CommandWork> {
        if frame.body.length == 0 {
            return self.dispatch_call(frame, admitted, deliver, None);
        }
        let (id, total) = (frame.id, frame.body.length);
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
        } else {
            self.request_room(id, total);
        }
        None
    }

    /// Requests room in the ledger for an upload of `total` bytes. Its chunks wait until there is.
    pub(super) fn request_room(self: &Arc<Self>, id: u64, total: u64) {
        let document = Arc::downgrade(self);
        let admission = self.ledger.admit(total, move |charge| {
            if let Some(document) = document.upgrade() {
                document.admit_upload(id, charge);
            }
        });
        match admission {
            Ok(charge) => self.admit_upload(id, charge),
            Err(ticket) => {
                let mut ticket = Some(ticket);
                let mut state = self.state();
                if let Some(upload) = state.uploads.get_mut(id)
                    && let Admission::Waiting(place) = &mut upload.admission
                {
                    *place = ticket.take();
                }
                // A ticket that is not needed any more leaves the queue, without the lock.
                drop(state);
                drop(ticket);
            }
        }
    }

    /// Admits an upload, and lends its memory to the first chunk if that has arrived.
    fn admit_upload(self: &Arc<Self>, id: u64, charge: Charge) {
        let mut charge = Some(charge);
        let mut former = None;
        let mut next = None;
        let mut state = self.state();
        if let Some(upload) = state.uploads.get_mut(id)
            && let Some(charge) = charge.take()
        {
            let admitted = Admission::Admitted(charge);
            former = Some(std::mem::replace(&mut upload.admission, admitted));
            if let Some(on_turn) = upload.take_next() {
                next = upload.lend().map(|lent| (on_turn, lent));
            }
        }
        drop(state);
        drop((charge, former));
        if let Some((on_turn, lent)) = next {
            self.execute(on_turn(Ok(lent)));
        }
    }

    /// Lends the memory of an upload for the chunk at `offset`. Runs `on_turn` once all bytes before `offset` have arrived: at once, or when an earlier
    /// loan is returned. Returns the work that `on_turn` returns if it runs at once.
    #[must_use = "the command does not run before its work does"]
    pub(crate) fn lend_upload(
        self: &Arc<Self>,
        id: u64,
        offset: u64,
        on_turn: impl FnOnce(Result<Loan, Refusal>) -> Option<CommandWork> + Send + 'static,
    ) -> Option<CommandWork> {
        let lent = {
            let mut state = self.state();
            let in_flight_max = self.limits.segments_in_flight_max as usize;
            let waiting_max = WAITING_CHUNKS_MAX.max(in_flight_max);
            match state.uploads.get_mut(id) {
                // SPEC §5.2: for a call that is not uploading `unknown_body`.
                None => Err(Refusal::new(
                    Code::UnknownBody,
                    format!("no call and no message with the id {id} is uploading"),
                )),
                Some(upload) if offset >= upload.total => Err(past_the_length()),
                Some(upload)
                    if offset == upload.received
                        && upload.buffer.is_some()
                        && upload.is_admitted() =>
                {
                    let lent = upload.lend();
                    lent.ok_or_else(|| Refusal::new(Code::Internal, "the upload is lent twice"))
                }
                Some(upload)
                    if upload.waiting.len() < waiting_max
                        && (offset > upload.received
                            || offset == upload.received && !upload.is_admitted()) =>
                {
                    // Weak, because the document owns the closure.
                    let document = Arc::downgrade(self);
                    let on_turn = move |lent: Result<Lent, Refusal>| {
                        let document = document.upgrade()?;
                        on_turn(lent.map(|lent| Loan::new(document, id, lent)))
                    };
                    upload.waiting.push((offset, Box::new(on_turn)));
                    return None;
                }
                // SPEC §5.2: a chunk at a wrong offset is `bad_frame`.
                Some(upload) => {
                    let expected = upload.received;
                    let message =
                        format!("a chunk at the offset {offset}, {expected} was expected");
                    Err(Refusal::new(Code::BadFrame, message))
                }
            }
        };
        on_turn(lent.map(|lent| Loan::new(Arc::clone(self), id, lent)))
    }

    /// Takes the lent memory back. The last byte dispatches the call, or completes the message.
    fn return_upload(self: &Arc<Self>, id: u64, received: Received) -> Option<CommandWork> {
        let (next, complete) = {
            let mut state = self.state();
            let upload = state.uploads.get_mut(id)?;
            upload.received = received.len() as u64;
            upload.buffer = Some(received);
            if upload.received >= upload.total {
                (None, state.uploads.remove(id))
            } else {
                let on_turn = upload.take_next();
                let lent = if on_turn.is_some() {
                    upload.lend()
                } else {
                    None
                };
                (on_turn.zip(lent), None)
            }
        };
        if let Some((on_turn, lent)) = next {
            return on_turn(Ok(lent));
        }
        let Some(Upload {
            target,
            buffer: Some(buffer),
            admission,
            ..
        }) = complete
        else {
            return None;
        };
        let body = buffer.into_bytes();
        match target {
            Target::Call(call) => {
                let mut frame = call.frame;
                frame.body.bytes = Some(body);
                let charge = admission.into_charge();
                self.dispatch_call(frame, call.admitted, call.deliver, charge)
            }
            Target::Message { channel, index } => {
                self.complete_message(channel, index, body, admission.into_charge());
                None
            }
        }
    }

    /// Refuses an upload, and every chunk that waits for its turn.
    pub(crate) fn refuse_upload(&self, id: u64, refusal: impl FnOnce(&str) -> Refusal) {
        let upload = {
            let mut state = self.state();
            let Some(upload) = state.uploads.remove(id) else {
                return;
            };
            if matches!(upload.target, Target::Call(_)) {
                state.end_call(id);
            }
            upload
        };
        let Upload {
            target,
            buffer,
            waiting,
            admission,
            ..
        } = upload;
        // The memory goes first, and then others may use its room.
        drop(buffer);
        drop(admission);
        let refuse_waiting = |refusal: &Refusal| {
            for (_, on_turn) in waiting {
                // A refused chunk completes no call.
                self.execute(on_turn(Err(refusal.clone())));
            }
        };
        match target {
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
