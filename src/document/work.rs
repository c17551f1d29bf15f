use std::pin::Pin;

/// A command that is ready to run.
pub enum CommandWork {
    /// A sync command, which may block.
    Blocking(Box<dyn FnOnce() + Send>),
    /// An async command.
    Task(Pin<Box<dyn Future<Output = ()> + Send>>),
}

impl std::fmt::Debug for CommandWork {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Blocking(_) => "CommandWork::Blocking",
            Self::Task(_) => "CommandWork::Task",
        })
    }
}
