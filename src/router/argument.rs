use super::{InvokeError, InvokeMessage};

/// One argument of a command, about to be read from a call.
#[derive(Clone, Copy, Debug)]
pub struct CommandItem<'a> {
    /// Name of the command.
    pub name: &'static str,
    /// Key of the argument; empty for an argument without a name.
    pub key: &'static str,
    /// The call.
    pub message: &'a InvokeMessage,
}

/// A type that a command can take as an argument.
///
/// Everything that implements [`serde::Deserialize`] is one, read from the call's arguments by key; [`State`](crate::State),
/// [`Request`](crate::ipc::Request) and the handles of the application are taken from the call itself.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an argument of a command",
    label = "not an argument of a command",
    note = "derive `serde::Deserialize` for it, or take a `State`, `Request`, `AppHandle`, `Window` or `WebviewWindow`"
)]
pub trait CommandArg<'de>: Sized {
    /// Reads the argument.
    ///
    /// # Errors
    /// A refusal that names the command and the key.
    fn from_command(item: CommandItem<'de>) -> Result<Self, InvokeError>;
}
