//! A page that breaks the protocol, and commands whose values run code of their own while the engine serializes, displays or drops them.
//!
//! Every choice comes from a source of bytes: the input of a fuzzer, or the random numbers of a simulation.

#![allow(dead_code, unused_imports, reason = "each test binary uses its part")]

mod choices;
pub(crate) mod commands;
mod frames;
mod page;
mod panics;

pub(crate) use choices::Choices;
pub(crate) use commands::{Traps, handler_with, router};
pub(crate) use frames::batch;
pub(crate) use page::{Act, HostilePage};
pub(crate) use panics::{ON_PURPOSE, silence_panics_on_purpose};
