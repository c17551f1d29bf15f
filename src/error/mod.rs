mod undelivered;

pub use undelivered::Undelivered;

use crate::{
    Refusal,
    payload::{InvokeBody, PayloadError},
    session::EndReason,
    wire::{Code, WireError},
};

/// Why an operation of the engine or of the application failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The engine refused a call or a request.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A value could not be converted to or from a payload.
    #[error(transparent)]
    Payload(#[from] PayloadError),
    /// Bytes violate the wire protocol.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// A command returned an error value.
    #[error("the command failed: {}", shown(.value))]
    Command {
        /// The value that the command returned.
        value: InvokeBody,
    },
    /// JSON could not be serialized or deserialized.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// An operation of the operating system failed.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The configuration is not JSON, or has an invalid value.
    #[error("configuration: {key}: {message}")]
    Config {
        /// Path of the key, such as `app.windows[0].width`.
        key: String,
        /// Description of the error.
        message: String,
    },
    /// A window label is empty or has an invalid character.
    #[error(
        "window label {0:?} is not well formed: only letters, digits and `-`, `/`, `:`, `_` are allowed"
    )]
    InvalidLabel(String),
    /// A window with this label exists already.
    #[error("a webview with label `{0}` already exists")]
    WebviewLabelAlreadyExists(String),
    /// The window is closed.
    #[error("there is no window `{0}`; it was closed")]
    WindowNotFound(String),
    /// The event loop of the application has ended, or never ran.
    #[error("the event loop of the application has ended")]
    EventLoopClosed,
    /// No display is available.
    #[error(
        "no display is available to show windows on ({0}); on Linux, set DISPLAY or WAYLAND_DISPLAY"
    )]
    NoDisplay(String),
    /// The system could not create a window.
    #[error("failed to create window `{label}`: {message}")]
    CreateWindow {
        /// The label of the window.
        label: String,
        /// The error message of the system.
        message: String,
    },
    /// An operation of a webview failed.
    #[error("webview: {0}")]
    Webview(String),
    /// An operation of a window failed.
    #[error("window: {0}")]
    Window(String),
    /// An image is malformed or not supported.
    #[error("image: {0}")]
    Image(String),
    /// The `setup` hook of the application returned an error.
    #[error("failed to set up the application: {0}")]
    Setup(String),
    /// A path is not valid UTF-8, so it cannot be part of a URL.
    #[error("path is not valid UTF-8: {}", .0.display())]
    NonUtf8Path(std::path::PathBuf),
    /// A text is not a valid URL.
    #[error("{url:?} is not a valid URL: {source}")]
    InvalidUrl {
        /// The text.
        url: String,
        /// The error of the parser.
        source: url::ParseError,
    },
    /// There is no resource with this id, or it has another type.
    #[error("The resource id {0} is invalid.")]
    BadResourceId(u32),
    /// The system does not have this directory.
    #[error("unknown path")]
    UnknownPath,
    /// A path has no parent.
    #[error("path does not have a parent")]
    NoParent,
    /// A path has no extension.
    #[error("path does not have an extension")]
    NoExtension,
    /// A path has no file name.
    #[error("path does not have a basename")]
    NoBasename,
    /// The `setup` hook of a plugin returned an error, or a plugin with its name exists already.
    #[error("failed to initialize plugin `{0}`: {1}")]
    PluginInitialization(String, String),
    /// A task panicked or was aborted.
    #[error(transparent)]
    JoinError(#[from] tokio::task::JoinError),
    /// The name of an event has an invalid character.
    #[error("only alphanumeric, '-', '/', ':', '_' permitted for event names: {0:?}")]
    IllegalEventName(String),
    /// A message could not be sent on a channel.
    #[error(transparent)]
    Channel(#[from] SendError),
    /// An event was not delivered to all documents.
    #[error(transparent)]
    Undelivered(#[from] Undelivered),
}

/// A `Result` whose error is [`Error`] by default.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Returns the stable code of the error, if it has one. [`Code::help`] leads to its usual cause and the remedy.
    pub const fn code(&self) -> Option<Code> {
        match self {
            Self::Refused(refusal) => Some(refusal.code()),
            Self::Payload(error) => Some(error.code()),
            Self::Wire(error) => Some(error.code()),
            Self::Undelivered(_) => Some(Code::QueueFull),
            _ => None,
        }
    }
}

/// Returns the text of an error value.
fn shown(value: &InvokeBody) -> String {
    match value {
        InvokeBody::Json(serde_json::Value::String(text)) => text.clone(),
        InvokeBody::Json(value) => value.to_string(),
        InvokeBody::Raw(bytes) => format!("{} bytes", bytes.len()),
    }
}

#[cfg(feature = "webview")]
impl From<wry::Error> for Error {
    fn from(error: wry::Error) -> Self {
        Self::Webview(error.to_string())
    }
}

/// Error of sending a message on a channel.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SendError {
    /// The page has granted no credit, because it has not processed earlier messages. Wait, or drop the message.
    #[error("channel {0} is full: the page has not processed earlier messages")]
    Full(u64),
    /// The channel has ended.
    #[error("channel {0} is closed: {1}")]
    Closed(u64, EndReason),
    /// The message cannot be serialized.
    #[error("a message of channel {0} cannot be serialized: {1}")]
    Message(u64, Box<Error>),
}
