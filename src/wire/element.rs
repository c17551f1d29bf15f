use super::{Code, WireError};

/// Element type of a typed array or of attached bytes (SPEC §3.3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[repr(u8)]
#[non_exhaustive]
pub enum Element {
    /// Untyped bytes.
    #[default]
    Bytes = 0,
    /// `Int8Array`.
    I8 = 1,
    /// `Uint8Array`.
    U8 = 2,
    /// `Uint8ClampedArray`.
    U8Clamped = 3,
    /// `Int16Array`.
    I16 = 4,
    /// `Uint16Array`.
    U16 = 5,
    /// `Int32Array`.
    I32 = 6,
    /// `Uint32Array`.
    U32 = 7,
    /// `Float32Array`.
    F32 = 8,
    /// `Float64Array`.
    F64 = 9,
    /// `BigInt64Array`.
    I64 = 10,
    /// `BigUint64Array`.
    U64 = 11,
    /// `Float16Array`.
    F16 = 12,
}

impl Element {
    const ALL: [Self; 13] = [
        Self::Bytes,
        Self::I8,
        Self::U8,
        Self::U8Clamped,
        Self::I16,
        Self::U16,
        Self::I32,
        Self::U32,
        Self::F32,
        Self::F64,
        Self::I64,
        Self::U64,
        Self::F16,
    ];

    /// Decodes the code of the wire.
    ///
    /// # Errors
    /// Returns `bad_frame` for an unknown code.
    pub fn from_wire(code: u8) -> Result<Self, WireError> {
        // SPEC §3.3: an unknown code is `bad_frame`.
        Self::ALL
            .get(usize::from(code))
            .copied()
            .ok_or(WireError::new(Code::BadFrame, "unknown element type"))
    }

    /// Returns the size of one element in bytes.
    pub const fn bytes(self) -> u64 {
        match self {
            Self::Bytes | Self::I8 | Self::U8 | Self::U8Clamped => 1,
            Self::I16 | Self::U16 | Self::F16 => 2,
            Self::I32 | Self::U32 | Self::F32 => 4,
            Self::F64 | Self::I64 | Self::U64 => 8,
        }
    }

    /// Checks that a length in bytes is a multiple of the size.
    ///
    /// # Errors
    /// Returns `bad_frame` if it is not.
    pub fn check_length(self, length: u64) -> Result<(), WireError> {
        // SPEC §3.3: a length that is not a multiple of the element's size is `bad_frame`.
        if length.is_multiple_of(self.bytes()) {
            Ok(())
        } else {
            Err(WireError::new(
                Code::BadFrame,
                "length is not a multiple of the element size",
            ))
        }
    }
}
