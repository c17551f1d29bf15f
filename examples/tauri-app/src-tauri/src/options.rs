//! The command line.

use serde::Serialize;

const USAGE: &str = "usage: tauri-app [--without] [--measure] [--width <pixels>]";

/// What the application does, for the page too.
#[derive(Clone, Serialize)]
pub(crate) struct Options {
    /// Whether the application has the plugin.
    pub(crate) plugin: bool,
    /// Whether it measures once, prints the figures, and exits.
    measure: bool,
    /// Whether the build is one for debugging, which is slower.
    debug: bool,
    /// Width of the window in logical pixels.
    pub(crate) width: Option<f64>,
    /// The figures of the process before, as the page wrote them.
    figures: Option<serde_json::Value>,
}

impl Options {
    /// Parses the command line.
    ///
    /// # Errors
    /// Returns the usage for any other arguments.
    pub(crate) fn from_command_line() -> Result<Self, String> {
        let mut options = Self {
            plugin: true,
            measure: false,
            debug: cfg!(debug_assertions),
            width: None,
            figures: None,
        };
        let mut arguments = std::env::args().skip(1);
        while let Some(name) = arguments.next() {
            let mut value = || arguments.next().ok_or(USAGE);
            match name.as_str() {
                "--without" => options.plugin = false,
                "--measure" => options.measure = true,
                "--width" => options.width = Some(value()?.parse().map_err(|_| USAGE)?),
                // Of a restart.
                "--figures" => {
                    options.figures = serde_json::from_str(&value()?).map_err(|_| USAGE)?
                }
                _ => return Err(USAGE.into()),
            }
        }
        Ok(options)
    }
}
