use std::{io, path::PathBuf};

use crate::view::ViewsError;

/// Why bindings cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BindingsError {
    /// A handler that `generate_handler!` has not made.
    #[error(
        "the commands of a handler are known only if it is the value of `generate_handler!`: pass that value, not a function that calls it"
    )]
    Handler,
    /// Types that have no form in TypeScript. Each line names one.
    #[error("{}", .0.join("\n"))]
    Types(Vec<String>),
    /// Two items of the module have one name.
    #[error("{0}")]
    Ambiguous(String),
    /// A type that serde or TypeScript cannot represent.
    #[error("{0}")]
    Format(String),
    /// A view cannot be written.
    #[error(transparent)]
    Views(#[from] ViewsError),
    /// The file cannot be read or written.
    #[error("{}: {error}", path.display())]
    Io {
        /// Path of the file.
        path: PathBuf,
        /// The error of the system.
        error: io::Error,
    },
    /// The file is not what the application would write.
    #[error(
        "{} is stale, first in line {line}: run the same with `BYTELANE_BINDINGS=write` to write it", path.display()
    )]
    Stale {
        /// Path of the file.
        path: PathBuf,
        /// The first line that differs, from 1.
        line: usize,
    },
}
