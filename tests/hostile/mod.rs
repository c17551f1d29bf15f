//! A page that breaks the protocol, and commands whose values run code of their own while the engine serializes, displays or drops them.
//!
//! Every choice comes from a source of bytes: the input of a fuzzer, or the random numbers of a simulation.

#![allow(dead_code, unused_imports, reason = "each test binary uses its part")]

mod choices;
pub(crate) mod commands;
mod frames;
mod page;

pub(crate) use choices::Choices;
pub(crate) use commands::{ON_PURPOSE, Traps, handler_with, router};
pub(crate) use frames::batch;
pub(crate) use page::{Act, HostilePage};

/// Keeps the panics that commands raise on purpose out of the output.
pub(crate) fn silence_panics_on_purpose() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if panic.payload_as_str() != Some(ON_PURPOSE) {
                before(panic);
            }
        }));
    });
}
