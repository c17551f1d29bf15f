//! The frame: the one shape in which anything crosses between host and page.
//!
//! `protocol/SPEC.md` §1 to §3 is the text that this module implements; `protocol/vectors/` holds the bytes it is tested against.

mod code;
mod element;
mod frame;
mod kind;
mod lane;
mod limits;

pub use code::{Code, WireError};
pub use element::Element;
pub use frame::{ALIGNMENT_BYTES, Frame, HEADER_BYTES, INTEGER_MAX, align_up};
pub use kind::{Flags, FrameKind, PayloadKind};
pub use lane::Lane;
pub use limits::Limits;

/// Version of the wire that this crate speaks (SPEC §4.1).
pub const PROTOCOL_VERSION: u64 = 1;
