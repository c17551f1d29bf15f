use super::{Code, WireError};

/// Kind of a frame (SPEC §2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
#[non_exhaustive]
pub enum FrameKind {
    /// Opens a session.
    Hello = 1,
    /// Calls a command.
    Call = 2,
    /// Answers a call.
    Reply = 3,
    /// Cancels a call.
    Cancel = 4,
    /// One message of a channel.
    Data = 5,
    /// Ends a channel.
    End = 6,
    /// Grants credit on a channel.
    Credit = 7,
    /// One event.
    Event = 8,
    /// Releases a deferred body.
    Release = 9,
    /// Announces a channel from the page, or adjusts one to the page.
    Open = 10,
}

impl FrameKind {
    /// Decodes the code of the wire.
    ///
    /// # Errors
    /// Returns `bad_frame` for an unknown kind.
    pub fn from_wire(code: u8) -> Result<Self, WireError> {
        Ok(match code {
            1 => Self::Hello,
            2 => Self::Call,
            3 => Self::Reply,
            4 => Self::Cancel,
            5 => Self::Data,
            6 => Self::End,
            7 => Self::Credit,
            8 => Self::Event,
            9 => Self::Release,
            10 => Self::Open,
            // SPEC §2: an unknown kind is refused with `bad_frame`.
            _ => return Err(WireError::new(Code::BadFrame, "unknown frame kind")),
        })
    }
}

/// Payload kind of a body (SPEC §3). The sender states it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[repr(u8)]
#[non_exhaustive]
pub enum PayloadKind {
    /// No payload.
    #[default]
    None = 0,
    /// Bytes.
    Raw = 1,
    /// One JSON text.
    Json = 2,
    /// JSON with attached bytes.
    Mixed = 3,
    /// A typed array.
    Typed = 4,
    /// An rkyv archive.
    Archive = 5,
}

impl PayloadKind {
    /// Decodes the code of the wire.
    ///
    /// # Errors
    /// Returns `bad_frame` for an unknown payload kind.
    pub fn from_wire(code: u8) -> Result<Self, WireError> {
        Ok(match code {
            0 => Self::None,
            1 => Self::Raw,
            2 => Self::Json,
            3 => Self::Mixed,
            4 => Self::Typed,
            5 => Self::Archive,
            // SPEC §3: an unknown code is `bad_frame`.
            _ => return Err(WireError::new(Code::BadFrame, "unknown payload kind")),
        })
    }
}

/// Flags of a frame (SPEC §1.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Flags(u8);

impl Flags {
    /// The body is deferred.
    pub const DEFERRED: Self = Self(0x01);
    /// The command returned an error.
    pub const FAILED: Self = Self(0x02);
    /// The engine refused the call or the version.
    pub const REFUSED: Self = Self(0x04);
    /// No message follows on this channel.
    pub const LAST: Self = Self(0x08);
    /// No flag.
    pub const NONE: Self = Self(0);

    /// Decodes the bits of the wire.
    ///
    /// # Errors
    /// Returns `bad_frame` for an unknown bit, and for `FAILED` with `REFUSED`.
    pub fn from_wire(bits: u8) -> Result<Self, WireError> {
        // SPEC §1.2: unknown bits are refused.
        if bits & !0x0f != 0 {
            return Err(WireError::new(Code::BadFrame, "unknown flag"));
        }
        // SPEC §1.2: `FAILED` and `REFUSED` exclude each other.
        if bits & 0x06 == 0x06 {
            return Err(WireError::new(Code::BadFrame, "failed and refused at once"));
        }
        Ok(Self(bits))
    }

    /// Returns the bits of the wire.
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// Returns whether every flag of `other` is set.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Returns the flags of both.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}
