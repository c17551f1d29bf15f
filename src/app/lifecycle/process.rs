//! The process of the application.

use std::{io, path::PathBuf, process::Command};

use crate::app::Env;

/// The program: the AppImage that it is in, where it is in one.
///
/// # Errors
/// When the system does not tell.
pub fn current_binary(env: &Env) -> io::Result<PathBuf> {
    #[cfg(target_os = "linux")]
    if let Some(image) = &env.appimage {
        return Ok(image.into());
    }
    #[cfg(not(target_os = "linux"))]
    let _ = env;
    std::env::current_exe()
}

/// Starts the program anew with the same arguments, and ends this process at once.
pub fn restart(env: &Env) -> ! {
    let started = current_binary(env).and_then(|program| {
        Command::new(program)
            .args(env.args_os.iter().skip(1))
            .spawn()
    });
    if let Err(error) = started {
        tracing::error!("the application does not start anew: {error}");
        std::process::exit(1);
    }
    std::process::exit(0)
}
