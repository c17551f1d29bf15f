//! The unit structs that `#[command]` adds beside functions, and how `generate_handler!` finds them.

use super::Command;

/// The unit struct that `#[command]` adds beside a function.
pub trait Companion {
    /// The command.
    const COMMAND: Command;
}

/// The identifier of a function, as a hash.
#[derive(Debug)]
pub struct Key<const HASH: u64>;

/// Implemented by the [`Key`] of a command's function for its unit struct `L`. If one function alone has the key, the compiler infers `L`.
#[diagnostic::on_unimplemented(
    message = "this function is not a command",
    label = "not a command",
    note = "add `#[command]` to the function; a command that another module re-exports is listed by the path of its own module"
)]
pub trait Named<L> {
    /// The unit struct.
    const COMPANION: L;
}

/// Returns the command of a unit struct.
pub const fn command<L: Companion>(_: &L) -> Command {
    L::COMMAND
}
