//! IPC for wry/tao webviews in which bytes stay bytes.

// The code that the macros write says `::bytelane`; here that is this crate.
extern crate self as bytelane;

pub mod wire;

pub mod payload;
pub use payload::{Bytes, Payload};

mod refusal;
pub use refusal::Refusal;

mod error;
pub use error::{Error, Result};

pub mod file;

pub mod router;
pub use router::{Call, Caller, Reply, ReplySlot, Router};

pub mod state;
pub use state::State;

pub mod ipc;
