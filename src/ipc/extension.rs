use std::{any::type_name, ops::Deref};

use crate::{
    Refusal,
    router::{CommandArg, CommandItem, InvokeError},
    wire::Code,
};

/// A value that the program has attached to the webview of the call, as an argument of a command: the id of its window, for example.
///
/// A program that attaches the engine itself adds such values with `AttachOptions::extension`, one of each type for a webview. The call is refused with
/// `bad_arguments` if its webview has no value of the type.
///
/// # Examples
/// ```
/// use bytelane::ipc::Extension;
///
/// #[derive(Clone)]
/// struct Tab { number: u32 }
///
/// #[bytelane::command]
/// fn number(tab: Extension<Tab>) -> u32 {
///     tab.number
/// }
/// # let _ = bytelane::generate_handler![number];
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Extension<T>(pub T);

impl<T> Deref for Extension<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<'de, T: Clone + Send + Sync + 'static> CommandArg<'de> for Extension<T> {
    fn from_command(item: CommandItem<'de>) -> Result<Self, InvokeError> {
        let found = item.message.caller().extensions.get::<T>();
        found.cloned().map(Self).ok_or_else(|| {
            let text = format!(
                "command {} takes the extension {} of a webview, which has none",
                item.name,
                type_name::<T>()
            );
            InvokeError::refused(Refusal::new(Code::BadArguments, text).with_command(item.name))
        })
    }
}
