//! Reading the arguments of a command, with error messages that name the trait that an argument lacks.

use super::{Itself, Nothing};
#[cfg(feature = "bindings")]
use crate::description::{Slot, slot};
use crate::router::{CommandArg, CommandItem, InvokeError, Reply};

/// A type that a command can take as an argument. `By` is [`Itself`] for every such type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an argument of a command",
    label = "not an argument of a command",
    note = "derive `serde::Deserialize` for it, or take a `State`, `Request`, `AppHandle`, `Window` or `WebviewWindow`"
)]
pub trait Argument<'de, By>: Sized {
    /// Reads the argument.
    ///
    /// # Errors
    /// Returns a refusal that names the command and the key.
    fn read(item: CommandItem<'de>) -> Result<Self, InvokeError>;
}

impl<'de, T: CommandArg<'de>> Argument<'de, Itself> for T {
    fn read(item: CommandItem<'de>) -> Result<Self, InvokeError> {
        T::from_command(item)
    }
}

impl<'de, T: Nothing> Argument<'de, ()> for T {
    fn read(_: CommandItem<'de>) -> Result<Self, InvokeError> {
        unreachable!("nothing is `Nothing`")
    }
}

/// Reads an argument.
///
/// # Errors
/// Returns a refusal that names the command and the key.
pub fn argument<'de, T, By>(item: CommandItem<'de>) -> Result<T, InvokeError>
where
    T: Argument<'de, By>,
{
    T::read(item)
}

/// Returns a slot for an argument of a generic function, whose type parameters are inferred from what an argument can be.
#[cfg(feature = "bindings")]
pub const fn argument_slot<'de, T, By>() -> Slot<T>
where
    T: Argument<'de, By>,
{
    slot()
}

/// Returns the reply to a call whose argument could not be read.
pub fn refuse(error: InvokeError) -> Reply {
    error.into_reply()
}
