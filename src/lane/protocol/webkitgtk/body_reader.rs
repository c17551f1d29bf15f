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

/// What one turn found.
#[derive(Debug, PartialEq)]
enum Turn {
    /// There may be more.
    More,
    /// The stream has ended.
    End,
}

/// Reads at most [`TURN_BYTES_MAX`] behind what `buffer` holds.
fn read_for_a_turn(
    stream: &gio::InputStream,
    buffer: &mut AlignedVec<16>,
    is_abandoned: impl Fn() -> bool,
) -> Result<Turn, Refusal> {
    let mut left = TURN_BYTES_MAX;
    while left > 0 {
        if is_abandoned() {
            let refusal = "the page let go of the request";
            return Err(Refusal::new(Code::Cancelled, refusal));
        }
        // A stream may give less than asked for before its end, so only 0 is the end.
        match ffi::read_into(stream, buffer, left) {
            Err(error) => {
                let refusal = format!("the body could not be read: {error}");
                return Err(Refusal::new(Code::BodyTruncated, refusal));
            }
            Ok(0) => return Ok(Turn::End),
            Ok(read) => left = left.saturating_sub(read),
        }
    }
    Ok(Turn::More)
}

impl Reader {
    /// Reads for one turn; gives the reader back when there is more to read.
    fn turn(mut self) -> Option<Self> {
        let is_abandoned = || self.held.is_abandoned();
        let turn = read_for_a_turn(&self.stream, &mut self.buffer, is_abandoned);
        let bytes_max = self.bytes_max;
        let over = self.buffer.len() as u64 - self.start > bytes_max;
        match turn {
            Err(refusal) => (self.done)(Err(refusal)),
            Ok(_) if over => {
                let refusal = format!("a body over {bytes_max} bytes");
                (self.done)(Err(Refusal::new(Code::BodyTooLarge, refusal)));
            }
            Ok(Turn::End) => (self.done)(Ok(ReadBody(self.buffer))),
            Ok(Turn::More) => return Some(self),
        }
        None
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

#[cfg(test)]
mod tests {
    use gio::prelude::Cast;

    use super::*;

    #[test]
    fn no_turn_reads_more_than_its_share() {
        let body: Vec<u8> = (0..300_000u32).map(|index| (index * 7) as u8).collect();
        let stream = gio::MemoryInputStream::from_bytes(&glib::Bytes::from(&body));
        let stream = stream.upcast::<gio::InputStream>();
        let (mut buffer, mut turns) = (AlignedVec::new(), Vec::new());
        loop {
            let before = buffer.len();
            let turn = read_for_a_turn(&stream, &mut buffer, || false).expect("bytes");
            turns.push(buffer.len() - before);
            if turn == Turn::End {
                break;
            }
        }
        assert_eq!(&buffer[..], &body[..]);
        let rest = body.len() % TURN_BYTES_MAX;
        let full = std::iter::repeat_n(TURN_BYTES_MAX, body.len() / TURN_BYTES_MAX);
        assert_eq!(turns, full.chain([rest]).collect::<Vec<_>>());
    }

    #[test]
    fn nothing_is_read_for_a_page_that_let_go() {
        let stream = gio::MemoryInputStream::from_bytes(&glib::Bytes::from_static(b"body"));
        let mut buffer = AlignedVec::new();
        let stream = stream.upcast::<gio::InputStream>();
        let refusal = read_for_a_turn(&stream, &mut buffer, || true).expect_err("nobody waits");
        assert_eq!(refusal.code(), Code::Cancelled);
        assert!(buffer.is_empty());
    }
}
