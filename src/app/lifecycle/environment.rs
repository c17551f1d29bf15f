//! The environment of the process.

use std::ffi::OsString;

/// The environment in which the application was started.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Env {
    /// The program and its arguments.
    pub args_os: Vec<OsString>,
    /// The path of the AppImage that contains the program.
    #[cfg(target_os = "linux")]
    pub appimage: Option<OsString>,
    /// The mount point of the AppImage that contains the program.
    #[cfg(target_os = "linux")]
    pub appdir: Option<OsString>,
}

impl Default for Env {
    fn default() -> Self {
        Self {
            args_os: std::env::args_os().collect(),
            #[cfg(target_os = "linux")]
            appimage: std::env::var_os("APPIMAGE"),
            #[cfg(target_os = "linux")]
            appdir: std::env::var_os("APPDIR"),
        }
    }
}
