//! The web process in WebKit's bubblewrap sandbox: it sees little of the file system, and the shared-memory lane is there all the same.

use std::process::Command;

use crate::cases::{CASES, Case};

/// WebKitGTK's own switch.
pub(crate) const ENVIRONMENT: &[(&str, &str)] = &[("WEBKIT_FORCE_SANDBOX", "1")];

/// Cases that go through the extension, its memory and its descriptors in every way.
const NAMES: &[&str] = &[
    "calls",
    "downloads",
    "uploads",
    "channels",
    "kept",
    "reload",
];

/// The cases, where the shared-memory lane is played and this machine has the sandbox. WebKit ends the host where it is told to use one that
/// does not start.
pub(crate) fn cases(lanes: &[String]) -> impl Iterator<Item = &'static Case> + use<> {
    let is_played = lanes.iter().any(|lane| lane == "shm") && cfg!(target_os = "linux");
    let is_there = is_played && starts();
    if is_played && !is_there {
        println!("no case in the sandbox: bubblewrap does not start here");
    }
    let is_chosen = move |case: &&Case| is_there && NAMES.contains(&case.name);
    CASES.iter().filter(is_chosen)
}

/// Whether bubblewrap can do here what WebKit asks of it.
fn starts() -> bool {
    Command::new("bwrap")
        .args(["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"])
        .args(["--unshare-pid", "--unshare-uts", "true"])
        .output()
        .is_ok_and(|output| output.status.success())
}
