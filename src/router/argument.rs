use serde::Deserialize;

use super::{InvokeError, InvokeMessage};
use crate::{
    Refusal,
    payload::{PayloadError, absent_argument},
    state::State,
    wire::Code,
};

/// An argument of a command that is to be read from a call.
#[derive(Clone, Copy, Debug)]
pub struct CommandItem<'a> {
    /// Name of the command.
    pub name: &'static str,
    /// Key of the argument; empty for an argument without a name.
    pub key: &'static str,
    /// The call that the argument is read from.
    pub message: &'a InvokeMessage,
}

/// A type that a command can take as an argument.
///
/// Implemented for every [`serde::Deserialize`] type, which is read from the call's arguments by key. [`State`](crate::State),
/// [`Request`](crate::ipc::Request) and the handles of the application are taken from the call itself.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an argument of a command",
    label = "not an argument of a command",
    note = "derive `serde::Deserialize` for it, or take a `State`, `Request`, `AppHandle`, `Window` or `WebviewWindow`"
)]
pub trait CommandArg<'de>: Sized {
    /// Reads the argument from the call.
    ///
    /// # Errors
    /// Returns a refusal that names the command and the key if the argument is missing or has another type.
    fn from_command(item: CommandItem<'de>) -> Result<Self, InvokeError>;
}

impl<'de, D: Deserialize<'de>> CommandArg<'de> for D {
    fn from_command(item: CommandItem<'de>) -> Result<Self, InvokeError> {
        read(item).map_err(InvokeError::refused)
    }
}

/// Reads an argument of a call by its key.
fn read<'de, T: Deserialize<'de>>(item: CommandItem<'de>) -> Result<T, Refusal> {
    let CommandItem { name, key, message } = item;
    let invalid = |error: PayloadError| {
        let text = format!("invalid args `{key}` for command `{name}`: {error}");
        Refusal::new(error.code(), text)
            .with_command(name)
            .with_key(key)
    };
    let absent = |refused: String| absent_argument(refused).map_err(invalid);
    if key.is_empty() {
        return absent(format!(
            "command {name} has an argument with no name with a non-optional value"
        ));
    }
    let payload = message.raw_payload();
    let whole = payload.whole_argument(|| {
        format!(
            "command {name} expected a value for key {key} but the IPC call used a bytes payload"
        )
    });
    if let Some(value) = whole {
        return value.map_err(invalid);
    }
    let arguments = message
        .arguments()
        .map_err(|refusal| refusal.clone().with_command(name))?;
    match arguments.value(payload, key, message.unescaped()) {
        Some(value) => value.map_err(invalid),
        None => absent(format!("command {name} missing required key {key}")),
    }
}

impl<'de, T: Send + Sync + 'static> CommandArg<'de> for State<'de, T> {
    fn from_command(item: CommandItem<'de>) -> Result<Self, InvokeError> {
        let CommandItem { name, key, message } = item;
        message.try_state().ok_or_else(|| {
            let text = format!(
                "state not managed for field `{key}` on command `{name}`. You must call `.manage()` before using this command"
            );
            Refusal::new(Code::BadArguments, text).with_command(name).with_key(key).into()
        })
    }
}
