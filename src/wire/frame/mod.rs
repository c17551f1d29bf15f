//! Frames: one header codec, and a type for each kind (SPEC §1, §2).

mod body;
mod call;
mod channel;
mod event;
mod header;
mod hello;
mod release;
mod reply;

use bytes::{BufMut, Bytes, BytesMut};

pub use self::{
    body::{Body, BodyBytes, Segments},
    call::{Call, Cancel},
    channel::{Credit, Data, End, Open},
    event::Event,
    header::{ALIGNMENT_BYTES, HEADER_BYTES, Header, INTEGER_MAX, align_up},
    hello::Hello,
    release::Release,
    reply::{Reply, ReplyOutcome},
};
use super::{Code, FrameKind, Limits, WireError};

/// One frame.
///
/// Heads and bodies of a received frame are views of the received bytes; decoding copies nothing. The body of a frame to send is in [`Segments`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Frame<B = Bytes> {
    /// Opens a session.
    Hello(Hello),
    /// Calls a command.
    Call(Call<B>),
    /// Answers a call.
    Reply(Reply<B>),
    /// Cancels a call.
    Cancel(Cancel),
    /// A message of a channel.
    Data(Data<B>),
    /// Ends a channel.
    End(End),
    /// Grants credit on a channel.
    Credit(Credit),
    /// An event.
    Event(Event<B>),
    /// Releases a deferred body.
    Release(Release),
    /// Announces a channel from the page, or adjusts one to the page.
    Open(Open),
}

impl<B> Frame<B> {
    /// Returns the kind.
    pub const fn kind(&self) -> FrameKind {
        match self {
            Self::Hello(_) => FrameKind::Hello,
            Self::Call(_) => FrameKind::Call,
            Self::Reply(_) => FrameKind::Reply,
            Self::Cancel(_) => FrameKind::Cancel,
            Self::Data(_) => FrameKind::Data,
            Self::End(_) => FrameKind::End,
            Self::Credit(_) => FrameKind::Credit,
            Self::Event(_) => FrameKind::Event,
            Self::Release(_) => FrameKind::Release,
            Self::Open(_) => FrameKind::Open,
        }
    }

    /// Returns the header.
    pub const fn header(&self) -> Header {
        let header = match self {
            Self::Hello(hello) => hello.header(),
            Self::Call(call) => call.header(),
            Self::Reply(reply) => reply.header(),
            Self::Cancel(cancel) => cancel.header(),
            Self::Data(data) => data.header(),
            Self::End(end) => end.header(),
            Self::Credit(credit) => credit.header(),
            Self::Event(event) => event.header(),
            Self::Release(release) => release.header(),
            Self::Open(open) => open.header(),
        };
        Header {
            head_bytes: self.head().len(),
            ..header
        }
    }

    /// Returns the head, which is empty if the kind has none.
    pub const fn head(&self) -> &Bytes {
        static EMPTY: Bytes = Bytes::new();
        match self {
            Self::Hello(Hello { head, .. })
            | Self::Call(Call { head, .. })
            | Self::Reply(Reply { head, .. })
            | Self::Data(Data { head, .. })
            | Self::End(End { head, .. })
            | Self::Event(Event { head, .. })
            | Self::Open(Open { head, .. }) => head,
            Self::Cancel(_) | Self::Credit(_) | Self::Release(_) => &EMPTY,
        }
    }

    /// Returns the body if the kind has one.
    pub const fn body(&self) -> Option<&Body<B>> {
        match self {
            Self::Call(Call { body, .. })
            | Self::Reply(Reply { body, .. })
            | Self::Data(Data { body, .. })
            | Self::Event(Event { body, .. }) => Some(body),
            _ => None,
        }
    }

    /// Returns the body if the kind has one.
    pub const fn body_mut(&mut self) -> Option<&mut Body<B>> {
        match self {
            Self::Call(Call { body, .. })
            | Self::Reply(Reply { body, .. })
            | Self::Data(Data { body, .. })
            | Self::Event(Event { body, .. }) => Some(body),
            _ => None,
        }
    }

    /// Returns the length in bytes of the header and the head, up to the body.
    pub const fn start_bytes(&self) -> usize {
        HEADER_BYTES + align_up(self.head().len())
    }

    /// Encodes the header and the head, up to the body.
    pub fn encode_start(&self, output: &mut BytesMut) {
        let head = self.head();
        self.header().encode(output);
        output.put_slice(head);
        output.put_bytes(0, align_up(head.len()) - head.len());
    }
}

impl<B: BodyBytes> Frame<B> {
    /// Returns the length in bytes of the body within the frame.
    fn inline_bytes(&self) -> usize {
        self.body().map_or(0, Body::inline_bytes)
    }

    /// Returns the length in bytes of the encoded frame.
    pub fn encoded_bytes(&self) -> usize {
        self.start_bytes() + align_up(self.inline_bytes())
    }

    /// Encodes the whole frame.
    pub fn encode(&self, output: &mut BytesMut) {
        output.reserve(self.encoded_bytes());
        self.encode_start(output);
        if let Some(bytes) = self.body().and_then(|body| body.bytes.as_ref()) {
            bytes.append_to(output);
        }
        let length = self.inline_bytes();
        output.put_bytes(0, align_up(length) - length);
    }
}

impl Frame {
    /// Returns the bytes of the body within the frame; empty if there is none.
    pub fn bytes(&self) -> &[u8] {
        self.body().map_or(&[], Body::as_slice)
    }

    /// Decodes one frame at the front of `input`, and advances `input`.
    ///
    /// # Errors
    /// Returns `body_truncated` if `input` ends early, `body_too_large` for a body over `body_bytes_max`, and `bad_frame` for other violations of
    /// SPEC §1. `input` is left unchanged.
    pub fn decode(input: &mut Bytes, limits: &Limits) -> Result<Self, WireError> {
        let header = Header::decode(input, limits)?;
        let body_start = HEADER_BYTES + align_up(header.head_bytes);
        let inline_bytes = header.inline_bytes()?;
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
        let head = frame.slice(HEADER_BYTES..HEADER_BYTES + header.head_bytes);
        let body = || {
            let bytes = frame.slice(body_start..body_start + inline_bytes);
            Body::of(&header, bytes)
        };
        let (id, seq) = (header.id, header.seq);
        Ok(match header.kind {
            FrameKind::Hello => Self::Hello(Hello::of(&header, head)),
            FrameKind::Call => Self::Call(Call {
                id,
                head,
                body: body(),
            }),
            FrameKind::Reply => Self::Reply(Reply::of(&header, head, body())),
            FrameKind::Cancel => Self::Cancel(Cancel { call: id }),
            FrameKind::Data => Self::Data(Data::of(&header, head, body())),
            FrameKind::End => Self::End(End {
                channel: id,
                count: seq,
                head,
            }),
            FrameKind::Credit => Self::Credit(Credit {
                channel: id,
                messages: seq,
                bytes: header.body_bytes,
            }),
            FrameKind::Event => Self::Event(Event { head, body: body() }),
            FrameKind::Release => Self::Release(Release { body: id }),
            FrameKind::Open => Self::Open(Open { channel: id, head }),
        })
    }

    /// Decodes all frames of a batch (SPEC §1.3).
    ///
    /// # Errors
    /// Returns the errors of [`decode`](Self::decode), and `bad_frame` for more than `batch_frames_max` frames.
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

    /// Encodes a batch: a concatenation of frames (SPEC §1.3).
    pub fn encode_batch(frames: &[Self]) -> Bytes {
        let mut batch = BytesMut::new();
        for frame in frames {
            frame.encode(&mut batch);
        }
        batch.freeze()
    }
}

impl Frame<Segments> {
    /// Encodes the frame into segments: header and head, the segments of the body, padding. The body is not copied.
    pub fn into_segments(self) -> Segments {
        static PADDING: [u8; ALIGNMENT_BYTES] = [0; ALIGNMENT_BYTES];
        let mut start = BytesMut::with_capacity(self.start_bytes());
        self.encode_start(&mut start);
        let length = self.inline_bytes();
        let body = self.into_body_segments();
        let mut segments = Vec::with_capacity(body.len() + 2);
        segments.push(start.freeze());
        segments.extend(body);
        let padding = align_up(length) - length;
        if padding > 0 {
            segments.push(Bytes::from_static(&PADDING).slice(..padding));
        }
        segments
    }

    /// Returns the segments of the body within the frame.
    pub fn into_body_segments(self) -> Segments {
        match self {
            Self::Call(Call { body, .. })
            | Self::Reply(Reply { body, .. })
            | Self::Data(Data { body, .. })
            | Self::Event(Event { body, .. }) => body.bytes.unwrap_or_default(),
            _ => Vec::new(),
        }
    }
}

macro_rules! from_kind {
    ($($kind:ident $(<$body:ident>)?),*) => {$(
        impl<B> From<$kind $(<$body>)?> for Frame<B> {
            fn from(frame: $kind $(<$body>)?) -> Self {
                Self::$kind(frame)
            }
        }
    )*};
}

from_kind!(
    Hello,
    Call<B>,
    Reply<B>,
    Cancel,
    Data<B>,
    End,
    Credit,
    Event<B>,
    Release,
    Open
);
