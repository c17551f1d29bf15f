//! A screen in memory, for webviews on machines without one.

use crate::{Outcome, process, workspace};
use std::{
    fs::File,
    process::{Child, Command, Stdio},
    time::Duration,
};

const START_LIMIT: Duration = Duration::from_secs(30);

/// Runs the server until this process is gone, however it ends: the shell waits for the end of its input, which is
/// ours. An interrupt at the terminal reaches the whole group, and the server must outlive whoever still draws on it.
const LIFELINE: &str = r#"trap "" INT; "$@" </dev/null & server=$!; exec >/dev/null; read -r _; kill "$server"; wait "$server""#;

/// A running Xvfb, ended when dropped.
pub(crate) struct Display {
    name: String,
    keeper: Child,
}

/// Whether the person who runs this has a screen to show a window on.
pub(crate) fn present() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

impl Display {
    /// Starts a server on a free display number, which it reports itself.
    pub(crate) fn start() -> Outcome<Self> {
        let folder = workspace::target_directory()?.join("xtask");
        std::fs::create_dir_all(&folder)?;
        let log = folder.join("xvfb.log");
        let mut keeper = Command::new("sh")
            .args([
                "-c",
                LIFELINE,
                "sh",
                "Xvfb",
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1280x800x24",
                "-noreset",
                "-nolisten",
                "tcp",
            ])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(File::create(&log)?)
            .spawn()
            .map_err(|error| format!("cannot start a shell for Xvfb: {error}"))?;
        let output = keeper.stdout.take().ok_or("no pipe from Xvfb")?;
        let lines = process::lines(output);
        let number = lines.recv_timeout(START_LIMIT);
        let display = Self {
            name: format!(":{}", number.as_deref().unwrap_or_default().trim()),
            keeper,
        };
        match number {
            Ok(_) => Ok(display),
            Err(_) => {
                Err(format!("Xvfb did not start; its messages are in {}", log.display()).into())
            }
        }
    }

    /// Lets `command` draw on this screen, without the parts of WebKit that want a graphics card.
    pub(crate) fn apply(&self, command: &mut Command) {
        command
            .env("DISPLAY", &self.name)
            .env("GDK_BACKEND", "x11")
            .env("NO_AT_BRIDGE", "1")
            .env("WEBKIT_DISABLE_COMPOSITING_MODE", "1")
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .env_remove("WAYLAND_DISPLAY");
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        drop(self.keeper.stdin.take());
        // The shell ends by itself; nothing can be done here when it does not.
        let _ = self.keeper.wait();
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::Display;
    use std::path::Path;

    #[test]
    fn the_screen_is_there_and_then_gone() {
        if crate::process::output("sh", &["-c", "command -v Xvfb"]).is_none() {
            eprintln!("Xvfb is not installed: nothing to test");
            return;
        }
        let display = Display::start().expect("Xvfb starts");
        let socket = format!("/tmp/.X11-unix/X{}", display.name.trim_start_matches(':'));
        assert!(Path::new(&socket).exists(), "{socket}");
        drop(display);
        assert!(!Path::new(&socket).exists(), "{socket} is left behind");
    }
}
