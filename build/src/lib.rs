//! The build script of an application, instead of `tauri-build`: `fn main() { bytelane_build::build() }`.
//!
//! ```toml
//! [build-dependencies]
//! tauri-build = { package = "bytelane-build", version = "0.1" }
//! ```
//!
//! The crate is optional. It has these effects:
//! - the files of `bundle.resources` are copied beside the executable, where `BaseDirectory::Resource` finds them during development;
//! - `#[cfg(desktop)]`, `#[cfg(mobile)]` and `#[cfg(dev)]` mean the same as in a Tauri application, and the compiler knows these names;
//! - cargo rebuilds the application when a page is added to `build.frontendDist`, or a capability to `capabilities/`. Without the crate it rebuilds
//!   only when an existing file changes.
//!
//! It bundles nothing and links no Windows resources.

mod attributes;
mod resources;

use std::{
    env, fmt, fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

pub use crate::attributes::{
    AppManifest, Attributes, CodegenContext, DefaultPermissionRule, InlinedPlugin,
    WindowsAttributes,
};
use crate::resources::{Resources, directory_of_executables};

const NAMES: [&str; 2] = ["bytelane.conf.json", "tauri.conf.json"];

/// The error of [`try_build`].
#[derive(Debug)]
pub struct Error(String);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

/// Returns whether the application is built for development, that is, with debug assertions.
///
/// # Panics
/// Panics if cargo does not run the caller as a build script.
pub fn is_dev() -> bool {
    assert!(
        env::var_os("CARGO_CFG_TARGET_OS").is_some(),
        "`bytelane_build` must be called from a build script"
    );
    env::var_os("CARGO_CFG_DEBUG_ASSERTIONS").is_some()
}

/// Sets the `cfg` names of the application and the files that cargo watches.
///
/// If that fails, prints the error and exits with code 1.
pub fn build() {
    if let Err(error) = try_build(Attributes::new()) {
        println!("cargo::error={error}");
        std::process::exit(1);
    }
}

/// Does the same as [`build`] and returns the error.
///
/// # Errors
/// If cargo does not run the caller as a build script, the configuration cannot be read or is not JSON, or a file of `bundle.resources` does not exist
/// or cannot be copied.
pub fn try_build(attributes: Attributes) -> Result<(), Error> {
    for warning in attributes.warnings() {
        println!("cargo::warning={warning}");
    }
    let variable = |name: &str| {
        env::var(name).map_err(|_| Error(format!("the environment variable {name} is not set: `bytelane_build` must be called from a build script")))
    };
    let target = Target {
        system: variable("CARGO_CFG_TARGET_OS")?,
        triple: variable("TARGET")?,
        debug: env::var_os("CARGO_CFG_DEBUG_ASSERTIONS").is_some(),
    };
    let directory = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    for line in lines(&directory, &target)? {
        println!("{line}");
    }
    let resources = Resources::find(&directory, &configuration(&directory, &target.system)?)?;
    for path in &resources.watched {
        println!("cargo::rerun-if-changed={}", path.display());
    }
    let out = PathBuf::from(variable("OUT_DIR")?);
    match directory_of_executables(&out) {
        Some(directory) => resources.copy_to(directory),
        None => Ok(()),
    }
}

/// Returns the configuration for a system, or `null` without a configuration.
fn configuration(directory: &Path, system: &str) -> Result<Value, Error> {
    let Some(name) = NAMES.iter().find(|name| directory.join(name).is_file()) else {
        return Ok(Value::Null);
    };
    let mut configuration = read(&directory.join(name))?;
    let stem = name.trim_end_matches(".conf.json");
    let own = directory.join(format!("{stem}.{system}.conf.json"));
    if own.is_file() {
        merge(&mut configuration, read(&own)?);
    }
    Ok(configuration)
}

/// Applies a JSON Merge Patch (RFC 7396).
fn merge(target: &mut Value, patch: Value) {
    let Value::Object(patch) = patch else {
        *target = patch;
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Default::default());
    }
    let Some(target) = target.as_object_mut() else {
        return;
    };
    for (key, value) in patch {
        if value.is_null() {
            target.remove(&key);
        } else {
            merge(target.entry(key).or_insert(Value::Null), value);
        }
    }
}

fn read(config: &Path) -> Result<Value, Error> {
    let shown = config.display();
    let text = fs::read_to_string(config)
        .map_err(|error| Error(format!("cannot read {shown}: {error}")))?;
    serde_json::from_str(&text).map_err(|error| Error(format!("{shown} is not JSON: {error}")))
}

/// The target that the application is built for.
struct Target {
    system: String,
    triple: String,
    debug: bool,
}

/// Returns the instructions to cargo.
fn lines(directory: &Path, target: &Target) -> Result<Vec<String>, Error> {
    let is_mobile = matches!(target.system.as_str(), "android" | "ios");
    let mut lines: Vec<String> = ["desktop", "mobile", "dev"]
        .map(|name| format!("cargo::rustc-check-cfg=cfg({name})"))
        .into();
    let system = if is_mobile { "mobile" } else { "desktop" };
    lines.push(format!("cargo::rustc-cfg={system}"));
    if target.debug {
        lines.push("cargo::rustc-cfg=dev".into());
    }
    lines.push(format!(
        "cargo::rustc-env=TAURI_ENV_TARGET_TRIPLE={}",
        target.triple
    ));
    // Cargo treats a missing path as changed each time.
    let watched = watched(directory)?.into_iter().filter(|path| path.exists());
    lines.extend(watched.map(|path| format!("cargo::rerun-if-changed={}", path.display())));
    Ok(lines)
}

/// Returns the paths that the application depends on: its configuration, its capabilities and its pages.
fn watched(directory: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut watched = vec![directory.join("capabilities")];
    let Some(name) = NAMES.iter().find(|name| directory.join(name).is_file()) else {
        // `generate_context!` reports a missing configuration.
        return Ok(watched);
    };
    let file = directory.join(name);
    let mut pages = pages(&file)?;
    watched.push(file);
    let stem = name.trim_end_matches(".conf.json");
    for system in ["linux", "macos", "windows", "android", "ios"] {
        let own = directory.join(format!("{stem}.{system}.conf.json"));
        if own.is_file() {
            pages.extend(self::pages(&own)?);
        }
        watched.push(own);
    }
    watched.extend(pages.into_iter().map(|path| directory.join(path)));
    Ok(watched)
}

/// Returns the directories and files of `build.frontendDist`.
fn pages(config: &Path) -> Result<Vec<PathBuf>, Error> {
    let json = read(config)?;
    let texts = match json.pointer("/build/frontendDist") {
        Some(Value::String(one)) if !one.contains("://") => vec![one.into()],
        Some(Value::Array(several)) => several
            .iter()
            .filter_map(Value::as_str)
            .map(PathBuf::from)
            .collect(),
        _ => Vec::new(),
    };
    Ok(texts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instructions(
        files: &[(&str, &str)],
        system: &str,
        debug: bool,
    ) -> Result<Vec<String>, String> {
        let directory = tempfile::tempdir().expect("a temporary directory");
        for (name, text) in files {
            let path = directory.path().join(name);
            fs::create_dir_all(path.parent().expect("a parent directory")).expect("a directory");
            fs::write(path, text).expect("a written file");
        }
        let target = Target {
            system: system.into(),
            triple: "a-b-c".into(),
            debug,
        };
        let root = format!("{}/", directory.path().display());
        let lines = lines(directory.path(), &target).map_err(|error| error.to_string());
        lines
            .map(|lines| lines.iter().map(|line| line.replace(&root, "")).collect())
            .map_err(|text| text.replace(&root, ""))
    }

    #[test]
    fn names_and_watched_files_are_printed() {
        let files = [
            ("tauri.conf.json", r#"{"build":{"frontendDist":"dist"}}"#),
            ("dist/index.html", ""),
            ("a.html", ""),
            ("capabilities/main.json", "{}"),
            (
                "tauri.linux.conf.json",
                r#"{"build":{"frontendDist":["a.html"]}}"#,
            ),
        ];
        let lines = instructions(&files, "linux", true).expect("a valid configuration");
        for expected in [
            "cargo::rustc-check-cfg=cfg(mobile)",
            "cargo::rustc-cfg=desktop",
            "cargo::rustc-cfg=dev",
            "cargo::rustc-env=TAURI_ENV_TARGET_TRIPLE=a-b-c",
            "cargo::rerun-if-changed=capabilities",
            "cargo::rerun-if-changed=tauri.conf.json",
            "cargo::rerun-if-changed=tauri.linux.conf.json",
            "cargo::rerun-if-changed=dist",
            "cargo::rerun-if-changed=a.html",
        ] {
            assert!(lines.iter().any(|line| line == expected), "{expected}");
        }
        for unexpected in [
            "cargo::rustc-cfg=mobile",
            "cargo::rerun-if-changed=tauri.macos.conf.json",
        ] {
            assert!(!lines.iter().any(|line| line == unexpected), "{unexpected}");
        }
    }

    #[test]
    fn mobile_targets_and_release_builds_are_distinguished() {
        let lines = instructions(&[], "ios", false).expect("a configuration is optional");
        let has = |text: &str| lines.iter().any(|line| line == text);
        assert!(has("cargo::rustc-cfg=mobile") && !has("cargo::rustc-cfg=desktop"));
        assert!(!has("cargo::rustc-cfg=dev"));
        assert!(!lines.iter().any(|line| line.contains("rerun-if-changed")));
    }

    #[test]
    fn the_file_of_the_system_changes_the_configuration() {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let write = |name: &str, text: &str| {
            fs::write(directory.path().join(name), text).expect("a written file");
        };
        write("tauri.conf.json", r#"{"bundle":{"resources":["a"],"x":1}}"#);
        write(
            "tauri.linux.conf.json",
            r#"{"bundle":{"resources":{"b":"c"},"x":null}}"#,
        );
        let of = |system| {
            let read = configuration(directory.path(), system).expect("the files are right");
            read["bundle"].clone()
        };
        assert_eq!(of("linux"), serde_json::json!({"resources": {"b": "c"}}));
        assert_eq!(of("macos"), serde_json::json!({"resources": ["a"], "x": 1}));
    }

    #[test]
    fn pages_of_a_server_are_not_watched() {
        let config = r#"{"build":{"frontendDist":"https://example.org"}}"#;
        let lines = instructions(&[("bytelane.conf.json", config)], "linux", true)
            .expect("a valid configuration");
        assert!(!lines.iter().any(|line| line.contains("example.org")));
        let error =
            instructions(&[("bytelane.conf.json", "{")], "linux", true).expect_err("invalid JSON");
        assert!(
            error.starts_with("bytelane.conf.json is not JSON: "),
            "{error}"
        );
    }
}
