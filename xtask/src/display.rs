//! A screen in memory, for webviews on machines without one.

use crate::{Outcome, workspace};
use bytelane_bench_protocol::Screen;
use std::{fs::File, process::Command};

/// A running Xvfb, ended when dropped.
pub(crate) struct Display(Screen);

/// Whether the environment names a screen on which a window can be shown.
pub(crate) fn present() -> bool {
    !Screen::is_needed()
}

impl Display {
    /// Starts an Xvfb and keeps its messages.
    pub(crate) fn start() -> Outcome<Self> {
        let folder = workspace::target_directory()?.join("xtask");
        std::fs::create_dir_all(&folder)?;
        let log = folder.join("xvfb.log");
        let screen = Screen::start(File::create(&log)?.into());
        screen
            .map(Self)
            .map_err(|error| format!("{error}; messages of Xvfb are in {}", log.display()).into())
    }

    /// Sets the environment of `command` so that it draws on this screen.
    pub(crate) fn apply(&self, command: &mut Command) {
        self.0.apply(command);
    }
}
