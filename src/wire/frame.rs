use bytes::{BufMut, Bytes, BytesMut};
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, LE, U32, U64, Unaligned};

use super::{Code, Element, Flags, FrameKind, Limits, PayloadKind, WireError};

/// Bytes of a frame's fixed header (SPEC §1).
pub const HEADER_BYTES: usize = 32;
/// Frames and bodies start at multiples of this.
pub const ALIGNMENT_BYTES: usize = 16;
/// The largest integer on the wire: what a JavaScript number holds exactly.
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

/// The next multiple of [`ALIGNMENT_BYTES`].
pub const fn align_up(length: usize) -> usize {
    (length + ALIGNMENT_BYTES - 1) & !(ALIGNMENT_BYTES - 1)
}

/// One message on a lane (SPEC §1).
///
/// `head` and `body` are views of what was received; decoding copies nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// What the frame is for.
    pub kind: FrameKind,
    /// What the body is.
    pub payload: PayloadKind,
    /// Element type of a typed array.
    pub element: Element,
    /// Flags.
    pub flags: Flags,
    /// Call, channel or body id.
    pub id: u64,
    /// Meaning depends on the kind.
    pub seq: u64,
    /// Length of the body, wherever it is; bytes granted in a `CREDIT`.
    pub body_bytes: u64,
    /// The head: a JSON object, or empty.
    pub head: Bytes,
    /// The body; empty when the frame is `DEFERRED`.
    pub body: Bytes,
}

impl Frame {
    /// A frame with neither head nor body.
    pub const fn new(kind: FrameKind, id: u64, seq: u64) -> Self {
        Self {
            kind,
            payload: PayloadKind::None,
            element: Element::Bytes,
            flags: Flags::NONE,
            id,
            seq,
            body_bytes: 0,
            head: Bytes::new(),
            body: Bytes::new(),
        }
    }

    /// Whether the body follows the head inside the frame.
    const fn carries_body(kind: FrameKind, flags: Flags) -> bool {
        !flags.contains(Flags::DEFERRED) && !matches!(kind, FrameKind::Credit)
    }

    /// Length of the frame on the wire, in bytes.
    pub fn encoded_bytes(&self) -> usize {
        HEADER_BYTES + align_up(self.head.len()) + align_up(self.body.len())
    }

    /// Takes one frame from the front of `input`.
    ///
    /// # Errors
    /// `body_truncated` when `input` ends early, `body_too_large` for a body over `body_bytes_max`, `bad_frame` for the rest of SPEC §1.
    /// `input` is left where it was.
    pub fn decode(input: &mut Bytes, limits: &Limits) -> Result<Self, WireError> {
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
        // SPEC §1.1: `head_bytes` is at most 16,384.
        if header.head_bytes.get() > limits.head_bytes_max {
            return Err(WireError::new(Code::BadFrame, "head over its limit"));
        }
        check_shape(kind, payload, element, flags, body_bytes)?;
        check_head(kind, flags, header.head_bytes.get())?;
        let carries_body = Self::carries_body(kind, flags);
        // SPEC §1.1: a body over the receiver's limit is judged from the header.
        if kind != FrameKind::Credit && body_bytes > limits.body_bytes_max {
            return Err(WireError::new(Code::BodyTooLarge, "body over its limit"));
        }
        let head_bytes = header.head_bytes.get() as usize;
        let body_start = HEADER_BYTES + align_up(head_bytes);
        let inline_bytes = if carries_body {
            usize::try_from(body_bytes)
                .map_err(|_| WireError::new(Code::BodyTooLarge, "body over the address space"))?
        } else {
            0
        };
        let end = body_start
            .checked_add(align_up(inline_bytes))
            .ok_or(WireError::new(
                Code::BodyTooLarge,
                "body over the address space",
            ))?;
        if input.len() < end {
            return Err(WireError::new(Code::BodyTruncated, "frame ends early"));
        }
        let frame = input.split_to(end);
        Ok(Self {
            kind,
            payload,
            element,
            flags,
            id,
            seq,
            body_bytes,
            head: frame.slice(HEADER_BYTES..HEADER_BYTES + head_bytes),
            body: frame.slice(body_start..body_start + inline_bytes),
        })
    }

    /// Takes all frames of a batch (SPEC §1.3).
    ///
    /// # Errors
    /// As [`decode`](Self::decode); `bad_frame` for more than `batch_frames_max`.
    pub fn decode_batch(mut input: Bytes, limits: &Limits) -> Result<Vec<Self>, WireError> {
        let mut frames = Vec::new();
        while !input.is_empty() {
            // SPEC §1.3: a batch holds at most 4,096 frames.
            if frames.len() == limits.batch_frames_max {
                return Err(WireError::new(Code::BadFrame, "too many frames in a batch"));
            }
            frames.push(Self::decode(&mut input, limits)?);
        }
        Ok(frames)
    }

    /// The bytes of a batch (SPEC §1.3).
    pub fn encode_batch(frames: &[Self]) -> Bytes {
        let mut batch = BytesMut::new();
        for frame in frames {
            frame.encode(&mut batch);
        }
        batch.freeze()
    }

    /// Writes header and head, up to where the body starts.
    pub fn encode_start(&self, output: &mut BytesMut) {
        let head_bytes = u32::try_from(self.head.len()).unwrap_or(u32::MAX);
        let header = RawHeader {
            kind: self.kind as u8,
            payload: self.payload as u8,
            element: self.element as u8,
            flags: self.flags.bits(),
            head_bytes: U32::new(head_bytes),
            id: U64::new(self.id),
            seq: U64::new(self.seq),
            body_bytes: U64::new(self.body_bytes),
        };
        output.put_slice(header.as_bytes());
        output.put_slice(&self.head);
        output.put_bytes(0, align_up(self.head.len()) - self.head.len());
    }

    /// Writes the whole frame, body and padding included.
    pub fn encode(&self, output: &mut BytesMut) {
        output.reserve(self.encoded_bytes());
        self.encode_start(output);
        // COPY: bodies of frames that ride in a batch are small; large ones are DEFERRED.
        output.put_slice(&self.body);
        output.put_bytes(0, align_up(self.body.len()) - self.body.len());
    }
}

/// Judges what the fields say together.
fn check_shape(
    kind: FrameKind,
    payload: PayloadKind,
    element: Element,
    flags: Flags,
    body_bytes: u64,
) -> Result<(), WireError> {
    const CONFLICT: WireError = WireError::new(Code::BadFrame, "fields contradict each other");
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

/// Judges whether the kind has a head at all.
fn check_head(kind: FrameKind, flags: Flags, head_bytes: u32) -> Result<(), WireError> {
    let has_head = match kind {
        FrameKind::Cancel | FrameKind::Credit | FrameKind::Release => false,
        FrameKind::Data => flags.contains(Flags::DEFERRED),
        _ => true,
    };
    // SPEC §2: the head of these kinds is empty; that of DATA too, unless it names a deferred body.
    if !has_head && head_bytes != 0 {
        return Err(WireError::new(
            Code::BadFrame,
            "a head on a kind that has none",
        ));
    }
    Ok(())
}
