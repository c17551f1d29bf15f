//! The option `--screenshot <png>`: the page requests the screenshot once it is ready, and the example exits after it is saved.

#[cfg(target_os = "linux")]
#[path = "../download/screen.rs"]
mod screen;

use std::path::PathBuf;

use bytelane::{AppHandle, State, WebviewWindow};

/// Path of the screenshot, if one was requested.
pub(crate) struct Screenshot(Option<PathBuf>);

impl Screenshot {
    /// Parses the command line of this example.
    ///
    /// # Errors
    /// Returns the usage for any other arguments.
    pub(crate) fn from_command_line(example: &str) -> Result<Self, String> {
        let mut arguments = std::env::args_os().skip(1);
        match (arguments.next(), arguments.next()) {
            (None, _) => Ok(Self(None)),
            (Some(name), Some(path)) if name == "--screenshot" => Ok(Self(Some(path.into()))),
            _ => Err(format!("usage: {example} [--screenshot <png>]")),
        }
    }
}

/// Whether a screenshot was requested.
#[bytelane::command]
pub(crate) fn wants_screenshot(screenshot: State<'_, Screenshot>) -> bool {
    screenshot.0.is_some()
}

/// Saves the screenshot, if one was requested, and exits the application.
#[bytelane::command]
pub(crate) async fn take_screenshot(
    app: AppHandle,
    window: WebviewWindow,
    screenshot: State<'_, Screenshot>,
) -> Result<(), String> {
    if let Some(path) = screenshot.0.clone() {
        save(&window, path).await?;
        app.exit(0);
    }
    Ok(())
}

#[cfg(target_os = "linux")]
async fn save(window: &WebviewWindow, path: PathBuf) -> Result<(), String> {
    screen::watch(window).map_err(|error| error.to_string())?;
    screen::save(window, path).await
}

#[cfg(not(target_os = "linux"))]
async fn save(_: &WebviewWindow, _: PathBuf) -> Result<(), String> {
    Err("--screenshot is supported on Linux only".into())
}
