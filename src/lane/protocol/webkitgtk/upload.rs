//! Chunks of uploads, read straight into the buffer of their upload.

use std::sync::Arc;

use rkyv::util::AlignedVec;

use super::{
    body_reader::{self, read_body},
    main_loop::run_on_main_thread,
    pending::PendingRequest,
};
use crate::{
    Refusal,
    document::{Document, Loan},
    lane::protocol::{HttpAnswer, Responder, exchange},
    router::Executor,
};

/// Reads a chunk of an upload straight into its place.
pub(super) fn read_chunk(
    pending: PendingRequest,
    executor: Arc<dyn Executor>,
    document: Arc<Document>,
    (call, offset, length): (u64, u64, u64),
    responder: Responder,
) {
    // The loan is made at once or after the previous chunk; either way the chunk is read on the main thread.
    let work = document.lend_upload(call, offset, move |loan| {
        let loan = match loan {
            Err(refusal) => {
                responder.refuse(&refusal);
                return None;
            }
            Ok(loan) => loan,
        };
        let mut chunk = Chunk {
            loan,
            offset,
            length,
            responder,
        };
        let remaining = chunk.loan.remaining();
        let checked = exchange::check_chunk(chunk.loan.document(), remaining, length);
        if let Err(refusal) = checked {
            chunk.refuse(refusal);
            return None;
        }
        let remaining = usize::try_from(remaining).unwrap_or(usize::MAX);
        let mut bytes = chunk.loan.take_grown();
        // One byte more than allowed shows that the chunk is too long.
        let room = usize::try_from(length)
            .unwrap_or(usize::MAX)
            .saturating_add(1);
        let is_moved = bytes.capacity() - bytes.len() < room;
        if is_moved && bytes.len() > body_reader::SECOND_BYTES {
            // Too many bytes to copy on the main thread.
            executor.run_io(Box::new(move || {
                // Double it, but no more than the rest of the body.
                let growth = bytes.len().min(remaining.saturating_add(1)).max(room);
                bytes.reserve_exact(growth); // COPY: an upload grows with the bytes that arrive, not by the length that it announces
                run_on_main_thread(move || chunk.read(pending, bytes));
            }));
        } else {
            run_on_main_thread(move || chunk.read(pending, bytes));
        }
        None
    });
    document.execute(work);
}

/// The next chunk of an upload.
struct Chunk {
    loan: Loan,
    offset: u64,
    length: u64,
    responder: Responder,
}

impl Chunk {
    fn refuse(self, refusal: Refusal) {
        self.responder.refuse(&refusal);
        self.loan.refuse(refusal);
    }

    /// Reads the chunk after the previous ones in `buffer`.
    fn read(self, pending: PendingRequest, buffer: AlignedVec<16>) {
        // The upload is charged by its announced length.
        read_body(pending, buffer, self.length, None, move |body| match body {
            Err(refusal) => self.refuse(refusal),
            // SPEC §5.2: a chunk of another length than its path states is `body_truncated`.
            Ok(body) if body.len() as u64 != self.offset + self.length => {
                let refusal = exchange::chunk_truncated(self.length);
                self.refuse(refusal)
            }
            Ok(body) => {
                self.responder.answer(HttpAnswer::bytes(Vec::new()));
                let document = Arc::clone(self.loan.document());
                document.execute(self.loan.complete(body.into_inner()));
            }
        });
    }
}
