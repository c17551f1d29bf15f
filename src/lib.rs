//! IPC for wry/tao webviews in which bytes stay bytes.

// The code that the macros write says `::bytelane`; here that is this crate.
extern crate self as bytelane;

pub mod wire;

pub mod payload;
pub use payload::{Bytes, Payload};

mod refusal;
pub use refusal::Refusal;

pub mod session;

pub mod document;

pub mod lane;

mod error;
pub use error::{Error, Result};

pub mod file;

pub mod router;
pub use router::{Call, Caller, Reply, ReplySlot, Router};

pub mod state;
pub use state::State;

pub mod ipc;

#[cfg(feature = "webview")]
pub mod engine;
#[cfg(feature = "webview")]
pub use engine::{AttachOptions, Engine, ServePages, WebviewHandle};

#[cfg(feature = "app")]
mod app;
#[cfg(feature = "app")]
pub use app::*;

pub use bytelane_macros::{command, generate_context, generate_handler};

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
