//! The wire protocol: frames, their kinds, codes and limits.
//!
//! Implements `protocol/SPEC.md` §1 to §3. `protocol/vectors/` has the bytes that it is tested against.

mod code;
mod element;
pub mod frame;
mod kind;
mod lane;
mod limits;

pub use code::{Code, WireError};
pub use element::Element;
pub use frame::{ALIGNMENT_BYTES, Frame, HEADER_BYTES, INTEGER_MAX, align_up};
pub use kind::{Flags, FrameKind, PayloadKind};
pub use lane::Lane;
pub use limits::Limits;

/// Version of the wire protocol (SPEC §4.1).
pub const PROTOCOL_VERSION: u64 = 1;
