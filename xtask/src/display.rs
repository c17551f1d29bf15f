//! A screen in memory, for webviews on machines without one.

use crate::{Outcome, workspace};
use bytelane_bench_protocol::Screen;
use std::{fs::File, process::Command};

/// A running Xvfb, ended when dropped.
pub(crate) struct Display(Screen);

/// Whether the person who runs this has a screen to show a window on.
pub(crate) fn present() -> bool {
    !Screen::is_needed()
}

impl Display {
    /// Starts one, whose messages are kept.
    pub(crate) fn start() -> Outcome<Self> {
        let folder = workspace::target_directory()?.join("xtask");
        std::fs::create_dir_all(&folder)?;
        let log = folder.join("xvfb.log");
        let screen = Screen::start(File::create(&log)?.into());
        screen
            .map(Self)
            .map_err(|error| format!("{error}; messages of Xvfb are in {}", log.display()).into())
    }

    /// Lets `command` draw on it.
    pub(crate) fn apply(&self, command: &mut Command) {
        self.0.apply(command);
    }
}
