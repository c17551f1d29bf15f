//! The option `--screenshot <png>`: the page requests the screenshot once it is ready, and the example exits after it is saved. `--width <pixels>` sets
//! the width of the window, and `--state <name>` the state that the page shows, in examples that have several.

#[cfg(target_os = "linux")]
#[path = "../download/screen.rs"]
mod screen;

use std::{fmt::Display, path::PathBuf, process::ExitCode};

use bytelane::{AppHandle, State, WebviewWindow};

/// Path of the screenshot, if one was requested.
#[derive(Default)]
pub(crate) struct Screenshot {
    path: Option<PathBuf>,
    width: Option<f64>,
    state: Option<String>,
}

impl Screenshot {
    /// Parses the command line of this example.
    ///
    /// # Errors
    /// Returns the usage for any other arguments.
    fn from_command_line(example: &str) -> Result<Self, String> {
        let usage =
            || format!("usage: {example} [--screenshot <png>] [--width <pixels>] [--state <name>]");
        let mut screenshot = Self::default();
        let mut arguments = std::env::args().skip(1);
        while let Some(name) = arguments.next() {
            let value = arguments.next().ok_or_else(usage)?;
            match name.as_str() {
                "--screenshot" => screenshot.path = Some(value.into()),
                "--width" => screenshot.width = Some(value.parse().map_err(|_| usage())?),
                "--state" => screenshot.state = Some(value),
                _ => return Err(usage()),
            }
        }
        Ok(screenshot)
    }

    /// Runs an example with its command line, and prints its error.
    pub(crate) fn run<E: Display>(
        example: &str,
        run: impl FnOnce(Self) -> Result<(), E>,
    ) -> ExitCode {
        let result = Self::from_command_line(example)
            .and_then(|screenshot| run(screenshot).map_err(|error| format!("{example}: {error}")));
        match result {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("{error}");
                ExitCode::FAILURE
            }
        }
    }

    /// Returns the requested width of the window in logical pixels, or `default`.
    pub(crate) fn width_or(&self, default: f64) -> f64 {
        self.width.unwrap_or(default)
    }
}

/// Returns the state to show before the screenshot, `done` by default; nothing if no screenshot was requested.
#[bytelane::command]
pub(crate) fn wants_screenshot(screenshot: State<'_, Screenshot>) -> Option<String> {
    let Screenshot { path, state, .. } = screenshot.inner();
    path.as_ref()
        .map(|_| state.clone().unwrap_or_else(|| "done".into()))
}

/// Saves the screenshot, if one was requested, and exits the application.
#[bytelane::command]
pub(crate) async fn take_screenshot(
    app: AppHandle,
    window: WebviewWindow,
    screenshot: State<'_, Screenshot>,
) -> Result<(), String> {
    if let Some(path) = screenshot.path.clone() {
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
