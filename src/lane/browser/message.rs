//! The header of a request and of an answer (SPEC §10.2).

use crate::wire::INTEGER_MAX;

/// Length of the header of a message, in bytes. What follows it starts at a multiple of 16.
pub(super) const HEADER_BYTES: usize = 32;

/// Length up to which the body of a message follows its header in the same message, in bytes.
pub(super) const JOINED_BYTES_MAX: usize = 64 * 1024;

/// What a request asks for. Offsets and lengths are in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// One CALL frame.
    Call,
    /// A batch of frames that are not calls.
    Frames,
    /// The next frames of the host, after this number.
    Poll { sequence: u64 },
    /// A chunk of the body of a deferred call or message.
    Upload { call: u64, offset: u64 },
    /// A range of a deferred body.
    Body { body: u64, offset: u64 },
}

/// The header of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    /// What the request asks for.
    pub operation: Operation,
    /// Number that the answer repeats.
    pub number: u64,
    /// Length of the body of the request; for a range of a deferred body, that of the range.
    pub length: u32,
}

impl Request {
    /// Returns the number of bytes that follow the header.
    pub const fn body_bytes(&self) -> usize {
        match self.operation {
            Operation::Body { .. } | Operation::Poll { .. } => 0,
            _ => self.length as usize,
        }
    }
}

/// Parses the header of a request. Returns `None` for everything that SPEC §10.2 does not define.
pub fn parse(message: &[u8]) -> Option<Request> {
    let header = message.first_chunk::<HEADER_BYTES>()?;
    let integer = |at: usize| {
        let bytes = header[at..].first_chunk()?;
        Some(u64::from_le_bytes(*bytes)).filter(|integer| *integer <= INTEGER_MAX)
    };
    if header[1..4] != [0; 3] {
        return None;
    }
    let length = u32::from_le_bytes(*header[4..].first_chunk()?);
    let (number, first, second) = (integer(8)?, integer(16)?, integer(24)?);
    let operation = match header[0] {
        1 if first == 0 && second == 0 => Operation::Call,
        2 if first == 0 && second == 0 => Operation::Frames,
        3 if length == 0 && second == 0 => Operation::Poll { sequence: first },
        4 => Operation::Upload {
            call: first,
            offset: second,
        },
        5 => Operation::Body {
            body: first,
            offset: second,
        },
        _ => return None,
    };
    Some(Request {
        operation,
        number,
        length,
    })
}

/// Encodes the header of an answer. `sequence` is that of the first frame of a poll, otherwise 0.
pub(super) fn answer(
    number: u64,
    is_refused: bool,
    length: u64,
    sequence: u64,
) -> [u8; HEADER_BYTES] {
    let mut header = [0; HEADER_BYTES];
    header[0] = u8::from(is_refused);
    header[8..16].copy_from_slice(&number.to_le_bytes());
    header[16..24].copy_from_slice(&length.to_le_bytes());
    header[24..].copy_from_slice(&sequence.to_le_bytes());
    header
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn header(kind: u8, length: u32, integers: [u64; 3]) -> Vec<u8> {
        let mut header = vec![kind, 0, 0, 0];
        header.extend(length.to_le_bytes());
        header.extend(integers.iter().flat_map(|integer| integer.to_le_bytes()));
        header
    }

    #[test]
    fn a_header_states_one_operation() {
        let operation = |kind, length, integers| {
            parse(&header(kind, length, integers)).map(|request| request.operation)
        };
        assert_eq!(operation(1, 48, [7, 0, 0]), Some(Operation::Call));
        assert_eq!(operation(2, 48, [7, 0, 0]), Some(Operation::Frames));
        let poll = Operation::Poll { sequence: 3 };
        assert_eq!(operation(3, 0, [7, 3, 0]), Some(poll));
        let upload = Operation::Upload { call: 3, offset: 4 };
        assert_eq!(operation(4, 5, [7, 3, 4]), Some(upload));
        let body = Operation::Body { body: 3, offset: 4 };
        assert_eq!(operation(5, 5, [7, 3, 4]), Some(body));
        let range = parse(&header(5, 5, [7, 3, 4])).expect("a header");
        assert_eq!((range.body_bytes(), range.number, range.length), (0, 7, 5));
        for (kind, length, integers) in [
            (0, 0, [7, 0, 0]),
            (6, 0, [7, 0, 0]),
            (1, 0, [7, 1, 0]),
            (2, 0, [7, 0, 1]),
            (3, 1, [7, 1, 0]),
            (3, 0, [7, 1, 1]),
            (1, 0, [INTEGER_MAX + 1, 0, 0]),
            (5, 0, [7, u64::MAX, 0]),
        ] {
            assert_eq!(operation(kind, length, integers), None, "{kind}");
        }
        let mut reserved = header(1, 0, [7, 0, 0]);
        reserved[2] = 1;
        assert_eq!(parse(&reserved), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_request_or_none(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let parsed = parse(&bytes);
            prop_assert!(parsed.is_none() || bytes.len() >= HEADER_BYTES);
        }
    }
}
