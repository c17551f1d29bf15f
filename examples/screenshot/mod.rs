//! `--screenshot <png>`: the page asks for a picture when it has something to show, and the example ends with it.

#[cfg(target_os = "linux")]
#[path = "../download/screen.rs"]
mod screen;

use std::path::PathBuf;

use bytelane::{AppHandle, State, WebviewWindow};

/// Where the picture goes, when one is wanted.
pub(crate) struct Screenshot(Option<PathBuf>);

impl Screenshot {
    /// What the command line of this example says.
    ///
    /// # Errors
    /// How to say it.
    pub(crate) fn from_command_line(example: &str) -> Result<Self, String> {
        let mut arguments = std::env::args_os().skip(1);
        match (arguments.next(), arguments.next()) {
            (None, _) => Ok(Self(None)),
            (Some(name), Some(path)) if name == "--screenshot" => Ok(Self(Some(path.into()))),
            _ => Err(format!("usage: {example} [--screenshot <png>]")),
        }
    }
}

/// Whether a picture is wanted.
#[bytelane::command]
pub(crate) fn wants_picture(screenshot: State<'_, Screenshot>) -> bool {
    screenshot.0.is_some()
}

#[bytelane::command]
pub(crate) async fn picture(
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
    Err("--screenshot is for Linux".into())
}
