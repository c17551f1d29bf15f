use rkyv::util::AlignedVec;

use super::{ffi, held::Held};
use crate::{Refusal, lane::protocol::TURN_BYTES_MAX, wire::Code};

/// A request's body, at a multiple of 16 in memory.
pub(super) struct ReadBody(AlignedVec<16>);

impl ReadBody {
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn into_inner(self) -> AlignedVec<16> {
        self.0
    }
}

impl From<ReadBody> for bytes::Bytes {
    fn from(body: ReadBody) -> Self {
        if body.0.is_empty() {
            Self::new()
        } else {
            Self::from_owner(body.0)
        }
    }
}

/// Reads a request's body to its end behind what `buffer` holds, at most [`TURN_BYTES_MAX`] a turn of the main loop.
///
/// `bytes_max` bounds what is read; one byte more is `body_too_large`. Memory grows with what arrives.
pub(super) fn read_body(
    held: Held,
    buffer: AlignedVec<16>,
    bytes_max: u64,
    done: impl FnOnce(Result<ReadBody, Refusal>) + 'static,
) {
    let Some(stream) = held.body_stream() else {
        return done(Ok(ReadBody(buffer)));
    };
    let reader = Reader {
        held,
        stream,
        start: buffer.len() as u64,
        buffer,
        bytes_max,
        done: Box::new(done),
    };
    if let Some(reader) = reader.turn() {
        reader.go_on_later();
    }
}

struct Reader {
    held: Held,
    stream: gio::InputStream,
    buffer: AlignedVec<16>,
    start: u64,
    bytes_max: u64,
    done: Box<dyn FnOnce(Result<ReadBody, Refusal>)>,
}

impl Reader {
    /// Reads for one turn; gives the reader back when there is more to read.
    fn turn(mut self) -> Option<Self> {
        let mut left = TURN_BYTES_MAX;
        while left > 0 {
            if self.held.is_abandoned() {
                (self.done)(Err(Refusal::new(
                    Code::Cancelled,
                    "the page let go of the request",
                )));
                return None;
            }
            // A stream may give less than asked for before its end, so only 0 is the end.
            match ffi::read_into(&self.stream, &mut self.buffer, left) {
                Err(error) => {
                    (self.done)(Err(Refusal::new(
                        Code::BodyTruncated,
                        format!("the body could not be read: {error}"),
                    )));
                    return None;
                }
                Ok(0) => {
                    (self.done)(Ok(ReadBody(self.buffer)));
                    return None;
                }
                Ok(read) => left = left.saturating_sub(read),
            }
            if self.buffer.len() as u64 - self.start > self.bytes_max {
                let bytes_max = self.bytes_max;
                (self.done)(Err(Refusal::new(
                    Code::BodyTooLarge,
                    format!("a body over {bytes_max} bytes"),
                )));
                return None;
            }
        }
        Some(self)
    }

    fn go_on_later(self) {
        let mut reader = Some(self);
        glib::source::idle_add_local_full(glib::Priority::DEFAULT, move || {
            reader = reader.take().and_then(Self::turn);
            if reader.is_some() {
                glib::ControlFlow::Continue
            } else {
                glib::ControlFlow::Break
            }
        });
    }
}
