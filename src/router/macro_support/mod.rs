//! Support for the code that the macros generate. Not part of the public interface: anything here may change in any version.

mod arguments;
mod blanket;
mod commands;
mod companion;
mod described;
mod returns;

pub use core::{
    compile_error, env, include_bytes, include_str,
    primitive::{bool, str},
    result::Result::{Err, Ok},
};

pub use std::vec;

#[cfg(feature = "bindings")]
pub use arguments::argument_slot;
pub use arguments::{Argument, argument, refuse};
pub use blanket::{Itself, Nothing};
pub use commands::{Command, assert_first, run, sort};
pub use companion::{Companion, Key, Named, command};
pub use returns::{Failure, Returned, ReturnedResult, ReturnedValue, ReturnsValue, Value, take};

pub use crate::__bytelane_described as described;
#[cfg(feature = "bindings")]
pub use crate::description::{
    Graph, NotResult, Signature, Slot, Undescribed, WithoutError, resolved, returned, slot,
};

pub use super::{CommandItem, Invoke, listed::listed};
