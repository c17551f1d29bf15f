mod send;
mod undelivered;

pub use send::SendError;
pub use undelivered::Undelivered;

use crate::{
    Refusal,
    payload::PayloadError,
    wire::{Code, WireError},
};

/// Why an operation of the engine or of the application failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The engine's own "no", with its stable code.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A value does not become a payload, or a payload not the value.
    #[error(transparent)]
    Payload(#[from] PayloadError),
    /// Bytes that break the wire.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// JSON that cannot be written or read.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// The operating system failed.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The configuration has a value of the wrong type, or is not JSON.
    #[error("configuration: {key}: {message}")]
    Config {
        /// Path of the key, such as `app.windows[0].width`.
        key: String,
        /// What is wrong with it.
        message: String,
    },
    /// A label is empty, or has a character that labels cannot have.
    #[error(
        "window label {0:?} is not well formed: only letters and digits of ASCII and `-`, `/`, `:`, `_` are allowed"
    )]
    InvalidLabel(String),
    /// There is a window with this label.
    #[error("a webview with label `{0}` already exists")]
    WebviewLabelAlreadyExists(String),
    /// The window has been closed.
    #[error("there is no window `{0}`; it was closed")]
    WindowNotFound(String),
    /// The event loop has ended, or the application was dropped before it ran.
    #[error("the event loop of the application has ended")]
    EventLoopClosed,
    /// There is no screen to show windows on.
    #[error(
        "there is no display to show windows on ({0}); on Linux, DISPLAY or WAYLAND_DISPLAY names one"
    )]
    NoDisplay(String),
    /// The system refused a window.
    #[error("failed to create window `{label}`: {message}")]
    CreateWindow {
        /// Label of the window.
        label: String,
        /// The system's words.
        message: String,
    },
    /// The webview refused what was asked of it.
    #[error("webview: {0}")]
    Webview(String),
    /// The system refused what was asked of a window.
    #[error("window: {0}")]
    Window(String),
    /// Something is no image, or one that cannot be read.
    #[error("image: {0}")]
    Image(String),
    /// The application's `setup` returned an error.
    #[error("failed to set up the application: {0}")]
    Setup(String),
    /// A path cannot be part of an address.
    #[error("path is not valid UTF-8: {}", .0.display())]
    NonUtf8Path(std::path::PathBuf),
    /// Not a URL.
    #[error("{url:?} is not a URL: {source}")]
    InvalidUrl {
        /// The text.
        url: String,
        /// Why.
        source: url::ParseError,
    },
    /// A number that is no resource's, or that of one of another type.
    #[error("The resource id {0} is invalid.")]
    BadResourceId(u32),
    /// The system has no such directory.
    #[error("unknown path")]
    UnknownPath,
    /// A path has nothing above it.
    #[error("path does not have a parent")]
    NoParent,
    /// The last name of a path has no extension.
    #[error("path does not have an extension")]
    NoExtension,
    /// A path has no last name.
    #[error("path does not have a basename")]
    NoBasename,
    /// A plugin's `setup` returned an error, or there is one of its name.
    #[error("failed to initialize plugin `{0}`: {1}")]
    PluginInitialization(String, String),
    /// A task panicked or was aborted.
    #[error(transparent)]
    JoinError(#[from] tokio::task::JoinError),
    /// The name of an event has a character that such names cannot have.
    #[error("only alphanumeric, '-', '/', ':', '_' permitted for event names: {0:?}")]
    IllegalEventName(String),
    /// A message was not sent on a channel.
    #[error(transparent)]
    Channel(#[from] SendError),
    /// Some documents did not get an event.
    #[error(transparent)]
    Undelivered(#[from] Undelivered),
}

/// [`Error`] in the place where it usually stands.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// The stable code that goes with the error, where it has one.
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

#[cfg(feature = "webview")]
impl From<wry::Error> for Error {
    fn from(error: wry::Error) -> Self {
        Self::Webview(error.to_string())
    }
}
