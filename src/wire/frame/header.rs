use bytes::{BufMut, BytesMut};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, LE, U32, U64, Unaligned};

use crate::wire::{Code, Element, Flags, FrameKind, Limits, PayloadKind, WireError};

/// Length of a frame's header in bytes (SPEC §1).
pub const HEADER_BYTES: usize = 32;
/// Alignment of frames and bodies in bytes.
pub const ALIGNMENT_BYTES: usize = 16;
/// Largest integer on the wire: the largest integer that a JavaScript number represents exactly, as are all below it.
pub const INTEGER_MAX: u64 = (1 << 53) - 1;

#[derive(FromBytes, IntoBytes, Immutable, KnownLayout, Unaligned)]
#[repr(C)]
struct RawHeader {
    kind: u8,
    payload: u8,
    element: u8,
    flags: u8,
    head_bytes: U32<LE>,
    id: U64<LE>,
    seq: U64<LE>,
    body_bytes: U64<LE>,
}

const _: () = assert!(size_of::<RawHeader>() == HEADER_BYTES);
const _: () = assert!(HEADER_BYTES.is_multiple_of(ALIGNMENT_BYTES));

/// Rounds a length up to a multiple of [`ALIGNMENT_BYTES`].
pub const fn align_up(length: usize) -> usize {
    (length + ALIGNMENT_BYTES - 1) & !(ALIGNMENT_BYTES - 1)
}

/// The fields of a frame's header (SPEC §1.1). The meaning of `id`, `seq` and `body_bytes` depends on the kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Kind of the frame.
    pub kind: FrameKind,
    /// Payload kind of the body.
    pub payload: PayloadKind,
    /// Element type of a typed array.
    pub element: Element,
    /// The flags.
    pub flags: Flags,
    /// Length of the head in bytes.
    pub head_bytes: usize,
    /// Id of the call, the channel or the body.
    pub id: u64,
    /// Protocol version, watermark, index, count or granted frames.
    pub seq: u64,
    /// Length of the body in bytes, or granted bytes.
    pub body_bytes: u64,
}

impl Header {
    /// Creates the header of a frame without a body.
    pub(super) const fn new(kind: FrameKind, id: u64, seq: u64) -> Self {
        Self {
            kind,
            payload: PayloadKind::None,
            element: Element::Bytes,
            flags: Flags::NONE,
            head_bytes: 0,
            id,
            seq,
            body_bytes: 0,
        }
    }

    /// Decodes the header at the start of `input`.
    pub(super) fn decode(input: &[u8], limits: &Limits) -> Result<Self, WireError> {
        let (header, _) = RawHeader::read_from_prefix(input)
            .map_err(|_| WireError::new(Code::BodyTruncated, "frame header ends early"))?;
        let kind = FrameKind::from_wire(header.kind)?;
        let payload = PayloadKind::from_wire(header.payload)?;
        let element = Element::from_wire(header.element)?;
        let flags = Flags::from_wire(header.flags)?;
        let (id, seq, body_bytes) = (header.id.get(), header.seq.get(), header.body_bytes.get());
        // SPEC §1.1: `id`, `seq` and `body_bytes` are at most 2^53 - 1.
        if id > INTEGER_MAX || seq > INTEGER_MAX || body_bytes > INTEGER_MAX {
            return Err(WireError::new(Code::BadFrame, "integer over 2^53 - 1"));
        }
        // SPEC §1.1: `head_bytes` is at most `head_bytes_max`.
        if header.head_bytes.get() > limits.head_bytes_max {
            return Err(WireError::new(Code::BadFrame, "head over its limit"));
        }
        let decoded = Self {
            kind,
            payload,
            element,
            flags,
            head_bytes: header.head_bytes.get() as usize,
            id,
            seq,
            body_bytes,
        };
        decoded.check_shape()?;
        decoded.check_head()?;
        // SPEC §1.1: a body over the receiver's limit is refused by the header.
        if kind != FrameKind::Credit && body_bytes > limits.body_bytes_max {
            return Err(WireError::new(Code::BodyTooLarge, "body over its limit"));
        }
        Ok(decoded)
    }

    /// Encodes the header.
    pub(super) fn encode(&self, output: &mut BytesMut) {
        let header = RawHeader {
            kind: self.kind as u8,
            payload: self.payload as u8,
            element: self.element as u8,
            flags: self.flags.bits(),
            head_bytes: U32::new(u32::try_from(self.head_bytes).unwrap_or(u32::MAX)),
            id: U64::new(self.id),
            seq: U64::new(self.seq),
            body_bytes: U64::new(self.body_bytes),
        };
        output.put_slice(header.as_bytes());
    }

    /// Returns whether the body is deferred.
    pub(super) const fn is_deferred(&self) -> bool {
        self.flags.contains(Flags::DEFERRED)
    }

    /// Returns the length in bytes of the body within the frame.
    pub(super) fn inline_bytes(&self) -> Result<usize, WireError> {
        if self.is_deferred() || matches!(self.kind, FrameKind::Credit) {
            return Ok(0);
        }
        usize::try_from(self.body_bytes)
            .map_err(|_| WireError::new(Code::BodyTooLarge, "body over the address space"))
    }

    /// Checks that the fields agree.
    fn check_shape(&self) -> Result<(), WireError> {
        const CONFLICT: WireError = WireError::new(Code::BadFrame, "fields contradict each other");
        let Self {
            kind,
            payload,
            element,
            flags,
            body_bytes,
            ..
        } = *self;
        // SPEC §1: `element` is 0 unless the payload is a typed array.
        if payload != PayloadKind::Typed && element != Element::Bytes {
            return Err(CONFLICT);
        }
        if payload == PayloadKind::Typed {
            element.check_length(body_bytes)?;
        }
        // SPEC §3: the body of `NONE` is empty; CREDIT counts bytes instead.
        if payload == PayloadKind::None && body_bytes != 0 && kind != FrameKind::Credit {
            return Err(CONFLICT);
        }
        // SPEC §2: only CALL, REPLY, DATA and EVENT have a body.
        let may_have_body = matches!(
            kind,
            FrameKind::Call | FrameKind::Reply | FrameKind::Data | FrameKind::Event
        );
        if !may_have_body && (payload != PayloadKind::None || flags.contains(Flags::DEFERRED)) {
            return Err(CONFLICT);
        }
        // SPEC §1.2: FAILED belongs to REPLY, REFUSED to REPLY and HELLO, LAST to DATA.
        let failed_elsewhere = flags.contains(Flags::FAILED) && kind != FrameKind::Reply;
        let refused_elsewhere =
            flags.contains(Flags::REFUSED) && !matches!(kind, FrameKind::Reply | FrameKind::Hello);
        let last_elsewhere = flags.contains(Flags::LAST) && kind != FrameKind::Data;
        if failed_elsewhere || refused_elsewhere || last_elsewhere {
            return Err(CONFLICT);
        }
        // SPEC §1.2: the body of a refusal is empty.
        if flags.contains(Flags::REFUSED) && body_bytes != 0 {
            return Err(CONFLICT);
        }
        Ok(())
    }

    /// Checks that the kind has a head.
    fn check_head(&self) -> Result<(), WireError> {
        let has_head = match self.kind {
            FrameKind::Cancel | FrameKind::Credit | FrameKind::Release => false,
            FrameKind::Data => self.is_deferred(),
            _ => true,
        };
        // SPEC §2: the head of these kinds is empty, and so is that of DATA unless it names a deferred body.
        if !has_head && self.head_bytes != 0 {
            return Err(WireError::new(
                Code::BadFrame,
                "a head on a kind that has none",
            ));
        }
        Ok(())
    }
}
