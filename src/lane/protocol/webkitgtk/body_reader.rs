use std::sync::Arc;

use bytes::Bytes;
use rkyv::util::AlignedVec;

use super::{ffi, main_loop::run_on_main_thread_local, pending::PendingRequest};
use crate::{
    Refusal,
    lane::{batch, protocol::turn},
    session::{Charge, Full, Ledger},
    wire::Code,
};

/// Initial capacity of a body's buffer in bytes: most calls need no more, and a queued message keeps no memory that it does not fill.
const START_BYTES: usize = 2 * 1024;
/// The next capacity in bytes; the one after it is that of the whole body.
pub(super) const SECOND_BYTES: usize = 16 * 1024;

/// A request's body, aligned to 16 bytes.
pub(super) struct ReadBody {
    bytes: AlignedVec<16>,
    /// The charge of the bytes, if they are charged as they arrive.
    charge: Option<Charge>,
}

impl ReadBody {
    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Returns the bytes, which are charged to `ledger` until nothing refers to them.
    pub(super) fn into_bytes(self, ledger: &Arc<Ledger>) -> Bytes {
        if self.bytes.is_empty() {
            return Bytes::new();
        }
        let length = self.bytes.len();
        batch::held(self.bytes, length, ledger)
    }

    pub(super) fn into_inner(self) -> AlignedVec<16> {
        self.bytes
    }

    pub(super) fn into_parts(self) -> (AlignedVec<16>, Option<Charge>) {
        (self.bytes, self.charge)
    }
}

/// Appends a request's body to `buffer` over as many turns of the main loop as its bytes need, and passes the whole to `done`.
///
/// A body over `bytes_max` bytes is refused with `body_too_large`, and one whose `charge` cannot grow with `too_many_inflight`. Memory grows with the bytes that arrive. If `buffer` already holds more than a
/// turn may copy, it must have room for `bytes_max` and one more byte, or it is copied in one turn.
pub(super) fn read_body(
    request: PendingRequest,
    buffer: AlignedVec<16>,
    bytes_max: u64,
    charge: Option<Charge>,
    done: impl FnOnce(Result<ReadBody, Refusal>) + 'static,
) {
    let Some(stream) = request.body_stream() else {
        return done(Ok(ReadBody {
            bytes: buffer,
            charge,
        }));
    };
    let whole_bytes_max = usize::try_from(bytes_max)
        .unwrap_or(usize::MAX)
        .saturating_add(buffer.len());
    let reader = Reader {
        request,
        stream,
        buffer,
        whole_bytes_max,
        charge,
        done: Box::new(done),
    };
    reader.read_for_turn();
}

struct Reader {
    request: PendingRequest,
    stream: gio::InputStream,
    buffer: AlignedVec<16>,
    /// Length of the whole buffer in bytes at most.
    whole_bytes_max: usize,
    charge: Option<Charge>,
    done: Box<dyn FnOnce(Result<ReadBody, Refusal>)>,
}

/// The result of reading for one turn.
#[derive(Debug, PartialEq)]
enum Turn {
    /// The stream may have more bytes.
    More,
    /// The stream has ended.
    End,
}

/// Makes room in a full buffer. Returns `false` if the turn has too few bytes left for the copy.
///
/// The steps are few and the last one is the length of the whole body, so that few bytes are copied.
fn make_room(buffer: &mut AlignedVec<16>, whole_bytes_max: usize) -> bool {
    let length = buffer.len();
    if length < buffer.capacity() {
        return true;
    }
    if !turn::try_spend(length) {
        return false;
    }
    let steps = [START_BYTES, SECOND_BYTES];
    let step = steps.into_iter().find(|step| length < *step);
    let whole = whole_bytes_max.saturating_add(1);
    // COPY: the bytes read so far, at most 16 KiB of a call.
    buffer.reserve_exact(step.unwrap_or(whole).min(whole).max(length + 1) - length);
    true
}

/// Appends as many bytes to `buffer` as this turn has left.
fn read_for_a_turn(
    stream: &gio::InputStream,
    buffer: &mut AlignedVec<16>,
    whole_bytes_max: usize,
    charge: Option<&mut Charge>,
    is_abandoned: impl Fn() -> bool,
) -> Result<Turn, Refusal> {
    let mut charge = charge;
    loop {
        if is_abandoned() {
            let refusal = "the page abandoned the request";
            return Err(Refusal::new(Code::Cancelled, refusal));
        }
        if turn::left() == 0 || !make_room(buffer, whole_bytes_max) {
            return Ok(Turn::More);
        }
        // A stream may return fewer bytes than requested before its end, so only 0 is the end.
        match ffi::read_into_room(stream, buffer, turn::left()) {
            Err(error) => {
                let refusal = format!("the body could not be read: {error}");
                return Err(Refusal::new(Code::BodyTruncated, refusal));
            }
            Ok(0) => return Ok(Turn::End),
            Ok(read) => {
                turn::spend(read);
                let grown = charge
                    .as_deref_mut()
                    .map_or(Ok(()), |charge| charge.try_grow(read as u64, 0));
                grown.map_err(refused)?;
            }
        }
        if buffer.len() > whole_bytes_max {
            let refusal = format!("the body is longer than {whole_bytes_max} bytes");
            return Err(Refusal::new(Code::BodyTooLarge, refusal));
        }
    }
}

/// Returns the refusal of a body that the account has no room for.
fn refused(full: Full) -> Refusal {
    let (holder, limit) = match full {
        Full::Document => ("document", "document_bytes_max"),
        Full::Process => ("process", "process_bytes_max"),
    };
    let text = format!(
        "the body is refused: the bodies of the {holder}'s other requests fill the bound, at most `{limit}`; wait until some are answered, or raise the limit"
    );
    Refusal::new(Code::TooManyInflight, text)
}

impl Reader {
    /// Reads for one turn, then schedules itself for the next one.
    fn read_for_turn(mut self) {
        let is_abandoned = || self.request.is_abandoned();
        let (stream, buffer) = (&self.stream, &mut self.buffer);
        let charge = self.charge.as_mut();
        match read_for_a_turn(stream, buffer, self.whole_bytes_max, charge, is_abandoned) {
            Err(refusal) => (self.done)(Err(refusal)),
            Ok(Turn::End) => (self.done)(Ok(ReadBody {
                bytes: self.buffer,
                charge: self.charge,
            })),
            // Queued after the work that waits, so readers alternate.
            Ok(Turn::More) => run_on_main_thread_local(move || self.read_for_turn()),
        }
    }
}

#[cfg(test)]
mod tests {
    use gio::prelude::Cast;

    use super::{turn::TURN_BYTES_MAX, *};

    const WHOLE: usize = 1 << 20;

    fn stream_of(body: &[u8]) -> gio::InputStream {
        gio::MemoryInputStream::from_bytes(&glib::Bytes::from(body)).upcast()
    }

    #[test]
    fn no_turn_reads_or_copies_more_than_its_budget() {
        let body: Vec<u8> = (0..300_000u32).map(|index| (index * 7) as u8).collect();
        for length in [
            0,
            1,
            START_BYTES,
            START_BYTES + 1,
            SECOND_BYTES,
            TURN_BYTES_MAX,
            300_000,
        ] {
            let (stream, mut buffer) = (stream_of(&body[..length]), AlignedVec::new());
            let mut turns = 0;
            loop {
                turn::begin();
                turns += 1;
                let before = buffer.len();
                let turn =
                    read_for_a_turn(&stream, &mut buffer, WHOLE, None, || false).expect("bytes");
                assert!(buffer.len() - before <= TURN_BYTES_MAX - turn::left());
                if turn == Turn::End {
                    break;
                }
            }
            assert_eq!(&buffer[..], &body[..length]);
            assert_eq!(buffer.as_ptr() as usize % 16, 0);
            // Each turn reads its whole budget, except for the turn in which the buffer is moved.
            assert!(turns <= length / TURN_BYTES_MAX + 2, "{turns} for {length}");
            let room = [START_BYTES, SECOND_BYTES, WHOLE + 1].into_iter();
            let least = room.clone().find(|room| length < *room);
            assert_eq!(Some(buffer.capacity()), least, "{length}");
        }
    }

    #[test]
    fn readers_share_the_budget_of_a_turn() {
        turn::begin();
        let body = vec![1; TURN_BYTES_MAX];
        let (mut first, mut second) = (AlignedVec::new(), AlignedVec::new());
        for buffer in [&mut first, &mut second] {
            let turn = read_for_a_turn(&stream_of(&body), buffer, WHOLE, None, || false);
            assert_eq!(turn, Ok(Turn::More));
        }
        assert!(first.len() > TURN_BYTES_MAX / 2 && second.is_empty());
    }

    #[test]
    fn a_byte_past_the_limit_is_too_large() {
        let read = |length: usize, bytes_max: usize| {
            let (stream, mut buffer) = (stream_of(&vec![1; length]), AlignedVec::new());
            loop {
                turn::begin();
                match read_for_a_turn(&stream, &mut buffer, bytes_max, None, || false) {
                    Ok(Turn::More) => {}
                    Ok(Turn::End) => return Ok(buffer.len()),
                    Err(refusal) => return Err(refusal.code()),
                }
            }
        };
        for bytes_max in [0, 1, START_BYTES, TURN_BYTES_MAX, 3 * TURN_BYTES_MAX] {
            assert_eq!(read(bytes_max, bytes_max), Ok(bytes_max));
            assert_eq!(read(bytes_max + 1, bytes_max), Err(Code::BodyTooLarge));
        }
    }

    #[test]
    fn a_body_over_the_bound_is_refused_and_its_charge_is_returned() {
        use crate::{session::Holding, wire::Limits};

        let limits = Limits {
            document_bytes_max: 100_000,
            ..Limits::default()
        };
        let ledger = Ledger::alone(&limits);
        let read = |length: usize| {
            let (stream, mut buffer) = (stream_of(&vec![1; length]), AlignedVec::new());
            let mut charge = ledger.charge(Holding::Received, 0);
            loop {
                turn::begin();
                match read_for_a_turn(&stream, &mut buffer, WHOLE, Some(&mut charge), || false) {
                    Ok(Turn::More) => {}
                    Ok(Turn::End) => return Ok(charge),
                    Err(refusal) => return Err(refusal.code()),
                }
            }
        };
        // A document that holds nothing accepts one body, however large.
        drop(read(300_000).expect("the only body"));
        let first = read(60_000).expect("room");
        assert_eq!(ledger.held(Holding::Received), 60_000);
        assert_eq!(read(60_000).err(), Some(Code::TooManyInflight));
        assert_eq!(ledger.held(Holding::Received), 60_000);
        drop(read(40_000).expect("room"));
        drop(first);
        assert!(ledger.all().is_nothing());
    }

    #[test]
    fn nothing_is_read_for_an_abandoned_request() {
        let mut buffer = AlignedVec::new();
        let stream = stream_of(b"body");
        let refusal =
            read_for_a_turn(&stream, &mut buffer, WHOLE, None, || true).expect_err("abandoned");
        assert_eq!(refusal.code(), Code::Cancelled);
        assert!(buffer.is_empty());
    }
}
