//! A display in memory.

use std::{
    io::{self, BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, Sender, channel},
    thread::JoinHandle,
    time::Duration,
};

/// Time within which a server must report its display number.
const START: Duration = Duration::from_secs(30);

/// A display in memory for machines without one: Xvfb, started by util-linux's `setpriv`.
///
/// Dropping it ends the server. The kernel ends it too if this process dies.
#[derive(Debug)]
pub struct Screen {
    name: String,
    /// Dropping it makes the keeper end the server.
    end: Option<Sender<()>>,
    keeper: Option<JoinHandle<()>>,
}

impl Screen {
    /// Returns whether no display is available.
    pub fn is_needed() -> bool {
        let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        cfg!(target_os = "linux") && !set("DISPLAY") && !set("WAYLAND_DISPLAY")
    }

    /// Starts a server on a free display number. Its messages go to `log`.
    ///
    /// # Errors
    /// Returns an error if `setpriv` or Xvfb is not installed, or if the server does not start.
    pub fn start(log: Stdio) -> io::Result<Self> {
        let ((started, start), (end, ended)) = (channel(), channel());
        // `setpriv` binds the server to the thread that starts it, and not to the process.
        let keeper = std::thread::Builder::new()
            .name("screen".into())
            .spawn(move || keep(log, &started, &ended))?;
        let mut screen = Self {
            name: String::new(),
            end: Some(end),
            keeper: Some(keeper),
        };
        let Ok(name) = start.recv_timeout(START) else {
            // Not joined: the keeper still waits for the server.
            screen.keeper = None;
            return Err(io::Error::other("Xvfb does not start"));
        };
        screen.name = name?;
        Ok(screen)
    }

    /// Returns the name of the display, such as `:1`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Sets the environment of `command` to this display, without the features of WebKit that require a graphics card.
    pub fn apply(&self, command: &mut Command) {
        command
            .env("DISPLAY", &self.name)
            .env("GDK_BACKEND", "x11")
            .env("NO_AT_BRIDGE", "1")
            .env("WEBKIT_DISABLE_COMPOSITING_MODE", "1")
            .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
            .env_remove("WAYLAND_DISPLAY");
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(keeper) = self.keeper.take() {
            // An error means that the keeper panicked, and the server has ended with it.
            let _ended = keeper.join();
        }
    }
}

/// Runs the server until the other end of `ended` is dropped.
fn keep(log: Stdio, started: &Sender<io::Result<String>>, ended: &Receiver<()>) {
    let mut server = match serve(log) {
        Ok(server) => server,
        Err(error) => {
            let error = io::Error::new(error.kind(), format!("cannot start Xvfb: {error}"));
            // An error means that the caller has stopped waiting.
            let _told = started.send(Err(error));
            return;
        }
    };
    let mut number = String::new();
    let read = match server.stdout.take() {
        Some(output) => BufReader::new(output).read_line(&mut number),
        None => Ok(0),
    };
    let name = match read {
        Ok(0) => Err(io::Error::other(
            "Xvfb does not start: is it installed, and setpriv of util-linux?",
        )),
        Ok(_) => Ok(format!(":{}", number.trim())),
        Err(error) => Err(error),
    };
    let _told = started.send(name);
    // Nothing is sent: receiving fails when the screen is dropped.
    let _dropped = ended.recv();
    // Terminated, the server removes its socket; killed, it would not.
    let _asked = Command::new("kill").arg(server.id().to_string()).status();
    let _ended = server.wait();
}

fn serve(log: Stdio) -> io::Result<Child> {
    let mut command = Command::new("setpriv");
    command
        .args(["--pdeathsig", "TERM", "--", "Xvfb", "-displayfd", "1"])
        .args(["-screen", "0", "1280x800x24", "-noreset"])
        .args(["-nolisten", "tcp"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log);
    // An interrupt at the terminal reaches the whole process group, and the server must outlive its clients.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    command.spawn()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::{
        io::{BufRead, BufReader},
        path::{Path, PathBuf},
        process::{Command, Stdio},
        time::{Duration, Instant},
    };

    use super::Screen;

    /// Set for a test that is started to hold a screen until it is killed.
    const HOLDER: &str = "BYTELANE_BENCH_HOLDS_A_SCREEN";
    const PATIENCE: Duration = Duration::from_secs(60);

    fn is_installed() -> bool {
        let mut shell = Command::new("sh");
        shell
            .args(["-c", "command -v Xvfb && command -v setpriv"])
            .stdout(Stdio::null());
        let installed = shell.status().is_ok_and(|status| status.success());
        if !installed {
            eprintln!("Xvfb or setpriv is not installed: nothing to test");
        }
        installed
    }

    fn socket(name: &str) -> PathBuf {
        Path::new("/tmp/.X11-unix").join(format!("X{}", name.trim_start_matches(':')))
    }

    #[test]
    fn a_dropped_screen_removes_its_socket() {
        if !is_installed() {
            return;
        }
        let screen = Screen::start(Stdio::null()).expect("Xvfb starts");
        let socket = socket(screen.name());
        assert!(socket.exists(), "{}", socket.display());
        drop(screen);
        assert!(!socket.exists(), "{} is left behind", socket.display());
    }

    #[test]
    fn a_screen_ends_with_a_process_that_is_killed() {
        if std::env::var_os(HOLDER).is_some() {
            let screen = Screen::start(Stdio::null()).expect("Xvfb starts");
            println!("\nscreen {}", screen.name());
            std::thread::sleep(PATIENCE);
            return;
        }
        if !is_installed() {
            return;
        }
        let path = module_path!();
        let (_, module) = path.split_once("::").expect("a module of the crate");
        let name = format!("{module}::a_screen_ends_with_a_process_that_is_killed");
        let mut holder = Command::new(std::env::current_exe().expect("this test"))
            .args(["--exact", &name, "--nocapture"])
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
            assert!(
                Instant::now() < limit,
                "Xvfb outlives the process that started it: {}",
                socket.display()
            );
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}
