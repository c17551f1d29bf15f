//! A screen in memory, for webviews on machines without one.

use crate::{Outcome, process, workspace};
#[cfg(unix)]
use std::os::unix::process::CommandExt;
use std::{
    fs::File,
    process::{Child, Command, Stdio},
    time::Duration,
};

const START_LIMIT: Duration = Duration::from_secs(30);

/// A running Xvfb, ended when dropped, and by the kernel when the thread that has started it is gone, however it ends.
pub(crate) struct Display {
    name: String,
    server: Child,
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
        let mut command = Command::new("setpriv");
        command
            .args([
                "--pdeathsig",
                "TERM",
                "--",
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
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(&log)?);
        // An interrupt at the terminal reaches a whole group, and the server must outlive whoever still draws on it.
        #[cfg(unix)]
        command.process_group(0);
        let mut server = command
            .spawn()
            .map_err(|error| format!("cannot start Xvfb through setpriv of util-linux: {error}"))?;
        let output = server.stdout.take().ok_or("no pipe from Xvfb")?;
        let lines = process::lines(output);
        let number = lines.recv_timeout(START_LIMIT);
        let display = Self {
            name: format!(":{}", number.as_deref().unwrap_or_default().trim()),
            server,
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
        // Asked, it removes its socket; killed, it would not.
        let _ended = process::command("kill")
            .arg(self.server.id().to_string())
            .status();
        let _ended = self.server.wait();
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::Display;
    use crate::process;
    use std::{
        io::{BufRead, BufReader},
        path::{Path, PathBuf},
        process::{Command, Stdio},
        time::{Duration, Instant},
    };

    /// Set for a test that is started to hold a screen until it is killed.
    const HOLDER: &str = "XTASK_TEST_HOLDS_A_SCREEN";
    const PATIENCE: Duration = Duration::from_secs(60);

    fn is_installed() -> bool {
        let installed = process::output("sh", &["-c", "command -v Xvfb"]).is_some();
        if !installed {
            eprintln!("Xvfb is not installed: nothing to test");
        }
        installed
    }

    fn socket(name: &str) -> PathBuf {
        Path::new("/tmp/.X11-unix").join(format!("X{}", name.trim_start_matches(':')))
    }

    #[test]
    fn the_screen_is_there_and_then_gone() {
        if !is_installed() {
            return;
        }
        let display = Display::start().expect("Xvfb starts");
        let socket = socket(&display.name);
        assert!(socket.exists(), "{}", socket.display());
        drop(display);
        assert!(!socket.exists(), "{} is left behind", socket.display());
    }

    #[test]
    fn the_screen_goes_with_a_process_that_is_killed() {
        if std::env::var_os(HOLDER).is_some() {
            let display = Display::start().expect("Xvfb starts");
            println!("\nscreen {}", display.name);
            std::thread::sleep(PATIENCE);
            return;
        }
        if !is_installed() {
            return;
        }
        let name = "display::tests::the_screen_goes_with_a_process_that_is_killed";
        let mut holder = Command::new(std::env::current_exe().expect("this test"))
            .args(["--exact", name, "--nocapture"])
            .env(HOLDER, "1")
            .stdout(Stdio::piped())
            .spawn()
            .expect("this test, once more");
        let output = BufReader::new(holder.stdout.take().expect("a pipe"));
        let screen = output
            .lines()
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("screen ").map(str::to_owned))
            .expect("it names its screen");
        let socket = socket(&screen);
        assert!(socket.exists(), "{}", socket.display());
        holder.kill().expect("it runs");
        holder.wait().expect("it was killed");
        let limit = Instant::now() + PATIENCE;
        while socket.exists() {
            assert!(Instant::now() < limit, "Xvfb outlives who has started it");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}
