use crate::{Refusal, session::EndReason, wire::Code};

/// Reason why a session ended (SPEC §4.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CloseReason {
    /// Another document replaced it: reload or navigation.
    DocumentGone,
    /// The web process crashed or was terminated.
    PageCrashed,
    /// The window or the webview was closed.
    WindowClosed,
    /// The application is closing.
    Shutdown,
    /// The engine failed while it served the page. The log of the application has the reason.
    LaneFailed,
}

impl CloseReason {
    /// Returns the code for requests of the document after its end.
    pub const fn code(self) -> Code {
        match self {
            Self::Shutdown => Code::ShuttingDown,
            Self::LaneFailed => Code::Internal,
            Self::DocumentGone | Self::PageCrashed | Self::WindowClosed => Code::DocumentGone,
        }
    }

    /// Returns the refusal of a request, a call, a channel or a listener after the end.
    pub(crate) fn refusal(self, subject: &str) -> Refusal {
        Refusal::new(
            self.code(),
            format!("the document of this {subject} has ended"),
        )
    }
}

impl From<CloseReason> for EndReason {
    fn from(reason: CloseReason) -> Self {
        match reason {
            CloseReason::DocumentGone => Self::DocumentGone,
            CloseReason::PageCrashed => Self::PageCrashed,
            CloseReason::WindowClosed => Self::WindowClosed,
            CloseReason::Shutdown => Self::Shutdown,
            CloseReason::LaneFailed => Self::Failed,
        }
    }
}
