//! The web process in WebKit's bubblewrap sandbox, where it sees little of the file system. The shared-memory lane must work there too.

use std::process::Command;

use crate::cases::{CASES, Case};

/// The environment variable of WebKitGTK that enables the sandbox.
pub(crate) const ENVIRONMENT: &[(&str, &str)] = &[("WEBKIT_FORCE_SANDBOX", "1")];

/// Names of cases that use the extension, its memory and its descriptors in every way.
const NAMES: &[&str] = &[
    "calls",
    "downloads",
    "uploads",
    "channels",
    "kept",
    "reload",
];

/// Returns the cases to run in the sandbox, if the shared-memory lane is tested and bubblewrap works on this machine. WebKit ends the host if the
/// sandbox that it must use does not start.
pub(crate) fn cases(lanes: &[String]) -> impl Iterator<Item = &'static Case> + use<> {
    let is_tested = lanes.iter().any(|lane| lane == "shm") && cfg!(target_os = "linux");
    let is_available = is_tested && starts();
    if is_tested && !is_available {
        println!("skipped the cases in the sandbox: bubblewrap does not start on this machine");
    }
    let is_chosen = move |case: &&Case| is_available && NAMES.contains(&case.name);
    CASES.iter().filter(is_chosen)
}

/// Whether bubblewrap supports on this machine what WebKit requires of it.
fn starts() -> bool {
    Command::new("bwrap")
        .args(["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"])
        .args(["--unshare-pid", "--unshare-uts", "true"])
        .output()
        .is_ok_and(|output| output.status.success())
}
