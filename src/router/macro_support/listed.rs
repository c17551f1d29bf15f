//! Finding the command of a function that `generate_handler!` lists.

use super::Command;

/// The unit struct that `#[command]` adds beside a function.
pub trait Listed {
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
    const LISTED: L;
}

/// Returns the command of a unit struct.
pub const fn command<L: Listed>(_: &L) -> Command {
    L::COMMAND
}
