//! The current process: its executable, and its restart.

use std::{io, path::PathBuf, process::Command};

use crate::app::Env;

/// Returns the path of the running program: the AppImage if it runs from one, otherwise the executable.
///
/// # Errors
/// Returns the system's error if the path of the executable is unknown.
pub fn current_binary(env: &Env) -> io::Result<PathBuf> {
    #[cfg(target_os = "linux")]
    if let Some(image) = &env.appimage {
        return Ok(image.into());
    }
    #[cfg(not(target_os = "linux"))]
    let _ = env;
    std::env::current_exe()
}

/// Starts the program again with the same arguments and exits this process immediately.
pub fn restart(env: &Env) -> ! {
    let started = current_binary(env).and_then(|program| {
        Command::new(program)
            .args(env.args_os.iter().skip(1))
            .spawn()
    });
    if let Err(error) = started {
        tracing::error!(target: "bytelane::application", "the application cannot be restarted: {error}");
        std::process::exit(1);
    }
    std::process::exit(0)
}
