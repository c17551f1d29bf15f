//! The window that a command addresses.

use crate::{
    app::{Error, Manager, Window},
    router::{CommandArg, CommandItem, InvokeError},
};

/// The window that a command's argument `label` names; without a label, the calling window.
pub(super) struct Target(pub(super) Window);

impl Target {
    /// Waits until the main thread has run the change that was posted to it. Until then the call of a page counts as running, because the
    /// posted work holds its arguments.
    ///
    /// # Errors
    /// Returns the error with which the change was not posted.
    pub(super) fn applied(&self, posted: Result<(), Error>) -> Result<(), Error> {
        posted?;
        // An error means that the event loop has ended.
        let _ended = self.0.app_handle().shared.ask_windows(|_| ());
        Ok(())
    }
}

impl<'de> CommandArg<'de> for Target {
    fn from_command(item: CommandItem<'de>) -> Result<Self, InvokeError> {
        let calling = Window::from_command(item)?;
        let label = Option::<String>::from_command(CommandItem {
            key: "label",
            ..item
        })?;
        match label.filter(|label| !label.is_empty()) {
            None => Ok(Self(calling)),
            Some(label) => match calling.get_window(&label) {
                Some(window) => Ok(Self(window)),
                None => Err(Error::WindowNotFound(label).into()),
            },
        }
    }
}
