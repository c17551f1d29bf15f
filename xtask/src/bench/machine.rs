//! The circumstances of a run: the machine, the versions, the commit.

use std::fs;

use crate::{
    Outcome, process,
    workspace::{self, PEERS},
};

/// Packages of the peers whose versions are recorded.
const PACKAGES: [&str; 6] = ["tauri", "wry", "tao", "tokio", "axum", "tokio-tungstenite"];

/// Returns keys and values, in the order in which they are shown; `command` is the command line.
pub(crate) fn about(command: &str) -> Outcome<Vec<(String, String)>> {
    let lock = fs::read_to_string(workspace::root().join(PEERS).join("Cargo.lock"))?;
    let packages: Vec<_> = PACKAGES
        .iter()
        .filter_map(|name| Some(format!("{name} {}", locked(&lock, name)?)))
        .collect();
    let output_of =
        |program, arguments: &[&str]| process::output(program, arguments).unwrap_or_default();
    let about = [
        ("date", output_of("date", &["-u", "+%Y-%m-%d %H:%M UTC"])),
        ("command", command.to_owned()),
        ("commit", commit()),
        ("machine", machine()),
        (
            "system",
            format!("{}, Linux {}", distribution(), output_of("uname", &["-r"])),
        ),
        (
            "WebKitGTK",
            output_of("pkg-config", &["--modversion", "webkit2gtk-4.1"]),
        ),
        ("rustc", output_of("rustc", &["--version"])),
        ("packages", packages.join(", ")),
        ("screen", screen().to_owned()),
    ];
    Ok(about.map(|(key, value)| (key.to_owned(), value)).into())
}

/// Returns the commit that is checked out, and whether files have changed since.
fn commit() -> String {
    let git = |arguments: &[&str]| {
        let root = workspace::root();
        let mut all = vec!["-C", root.to_str().unwrap_or(".")];
        all.extend(arguments);
        process::output("git", &all)
    };
    match git(&["rev-parse", "--short=12", "HEAD"]) {
        Some(commit)
            if git(&["status", "--porcelain"]).is_some_and(|changes| changes.is_empty()) =>
        {
            commit
        }
        Some(commit) => format!("{commit} with changes"),
        None => "not a git checkout".to_owned(),
    }
}

fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let processors = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = field(&processors, "model name").unwrap_or("an unnamed processor");
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let gib = field(&memory, "MemTotal")
        .and_then(|total| total.strip_suffix(" kB")?.parse::<f64>().ok())
        .map_or_else(String::new, |kib| {
            format!(", {:.0} GiB", kib / 1024.0 / 1024.0)
        });
    format!("{cores} × {model}{gib}")
}

/// Returns the value of a line `key : value` or `key: value`.
fn field<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    text.lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.trim() == key)
        .map(|(_, value)| value.trim())
}

fn distribution() -> String {
    let text = fs::read_to_string("/etc/os-release").unwrap_or_default();
    text.lines()
        .find_map(|line| line.strip_prefix("PRETTY_NAME="))
        .map_or_else(
            || "an unnamed distribution".to_owned(),
            |name| name.trim_matches('"').to_owned(),
        )
}

fn screen() -> &'static str {
    if crate::display::present() {
        "a real one"
    } else {
        "Xvfb, no graphics card"
    }
}

/// Returns the version of a package in the text of a `Cargo.lock`.
fn locked<'a>(lock: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = lock.split_once(&format!("\nname = \"{name}\"\nversion = \""))?;
    rest.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::{field, locked};

    #[test]
    fn versions_and_fields_are_read() {
        let lock = "[[package]]\nname = \"tauri-build\"\nversion = \"9.9.9\"\n\n[[package]]\nname = \"tauri\"\nversion = \"2.12.5\"\nsource = \"x\"\n";
        assert_eq!(locked(lock, "tauri"), Some("2.12.5"));
        assert_eq!(locked(lock, "axum"), None);
        assert_eq!(
            field("model name\t: AMD EPYC\nflags: x\n", "model name"),
            Some("AMD EPYC")
        );
    }
}
