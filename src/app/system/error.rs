//! Errors that the windowing system reports.

use crate::app::Error;

/// Wraps an error that the windowing system reports.
pub(crate) fn system_error(error: impl std::fmt::Display) -> Error {
    Error::Window(error.to_string())
}
